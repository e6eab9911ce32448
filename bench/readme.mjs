// The table of the README: npm run bench -- --peers --readme a b c d predict
import { byTask, own } from '../dist/bench.js';

/** In words that need no page of their own. */
const words = {
  'a 2-4-1': 'train 2-4-1 on 400 points, float64',
  'b 784-128-10': 'train 784-128-10, batches of 128',
  'c 784-512-512-10': 'train 784-512-512-10, batches of 256',
  'd 32-64-64-1': 'train 32-64-64-1, batches of 32',
};

/** Other libraries of Node. */
const nodePeers = /onnxruntime-node|tfjs|brain\.js|jax-js/;

const pythonPeers = { numpy: 'NumPy', torch: 'PyTorch', sklearn: 'scikit-learn' };

/** Three digits, in thousands or millions. */
function compact(value) {
  const [scale, suffix] = value >= 1e6 ? [1e6, ' M'] : value >= 1e3 ? [1e3, ' k'] : [1, ''];
  return `${Number((value / scale).toPrecision(3))}${suffix}`;
}

function cells(group) {
  const best = own(group);
  const alone = group.filter((row) => row.threads === 1);
  const of = (name) => alone.find((row) => row.contender === name);
  const told = (row) => (row ? compact(row.value) : '');
  const peers = alone.filter((row) => nodePeers.test(row.contender));
  const peer = peers.sort((a, b) => b.value - a.value)[0];
  return [
    words[best.task] ?? best.task,
    `**${compact(best.value)}**`,
    peer ? `${compact(peer.value)} ${peer.contender}` : '',
    ...Object.keys(pythonPeers).map((name) => told(of(name))),
    told(of('densely js')),
  ];
}

export function readmeTable(rows) {
  const isInReadme = ([{ task }]) => task in words || task.startsWith('predict');
  const groups = byTask(rows).filter((group) => group.length > 1 && isInReadme(group));
  const numbers = ['densely', 'best other in Node', ...Object.values(pythonPeers), 'densely in JS'];
  const table = [
    ['steps or rows a second', ...numbers],
    ['---', ...numbers.map(() => '---:')],
  ];
  return [...table, ...groups.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
