// The table of the README: npm run bench -- --peers --readme a b c d predict
import { byTask, figure, own } from '../dist/bench.js';

const words = {
  'a 2-4-1': 'train 2-4-1, 400 examples, full batch, float64',
  'b 784-128-10': 'train 784-128-10, batch 128, Adam, float32',
  'c 784-512-512-10': 'train 784-512-512-10, batch 256, Adam, float32',
  'd 32-64-64-1': 'train 32-64-64-1, batch 32, Adam, float32',
};

/** Other libraries of Node. */
const nodePeers = /onnxruntime-node|tfjs|brain\.js|jax-js/;

function cells(group) {
  const best = own(group);
  const of = (name) => group.find((row) => row.contender === name);
  const told = (row) => (row ? figure(row.value) : '');
  const peers = group.filter((row) => nodePeers.test(row.contender) && row.threads === 1);
  const peer = peers.sort((a, b) => b.value - a.value)[0];
  return [
    words[best.task] ?? best.task,
    `${figure(best.value)} ${best.unit}`,
    told(of('densely js')),
    told(of('plain loops')),
    peer ? `${figure(peer.value)} (${peer.contender})` : '',
    best.limitShare === null ? '' : `${Math.round(best.limitShare * 100)} %`,
  ];
}

export function readmeTable(rows) {
  const isInReadme = ([{ task }]) => task in words || task.startsWith('predict');
  const groups = byTask(rows).filter((group) => group.length > 1 && isInReadme(group));
  const first = [
    'work, one thread',
    'densely native',
    'densely js',
    'plain loops',
    'best other in Node',
  ];
  const table = [
    [...first, 'of limit'],
    ['---', ...first.slice(1).map(() => '---:'), '---:'],
  ];
  return [...table, ...groups.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
