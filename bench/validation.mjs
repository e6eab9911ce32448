// What it costs to look at a held-out fifth after each epoch, and to keep checkpoints: CPU time of a whole
// training beside one without, interleaved in this process, with an A/A pair beside them.
//   npm run bench:validation -- [--pairs=N]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupOrExit } from '../scripts/setup.mjs';

await setupOrExit();
const { Dataset, RandomState, train } = await import('densely');
const { header, machine, median, quantile, table } = await import('./report.mjs');

const pairs = Number(/--pairs=(\d+)/.exec(process.argv.slice(2).join(' '))?.[1] ?? 20);
const random = new RandomState(1);
const folder = mkdtempSync(join(tmpdir(), 'densely-bench-'));

function clouds(features, classes, size) {
  const rows = Array.from({ length: size }, (_, j) =>
    Array.from({ length: features }, (_, i) => random.normal() + (i % classes === j % classes)),
  );
  return Dataset.from(
    rows,
    rows.map((_, j) => `class ${j % classes}`),
  );
}

/** The networks of the speed table that have mini-batches, with as many rows to learn from as stands there. */
const tasks = {
  '(b) 784-128-10, 128': { data: clouds(784, 10, 8000), hidden: [128], batchSize: 128, epochs: 6 },
  '(d) 32-64-64-1, 32': { data: clouds(32, 2, 4000), hidden: [64, 64], batchSize: 32, epochs: 150 },
};

async function cpu(data, options) {
  const before = process.cpuUsage();
  await train(data, options);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const rows = [];
for (const [name, { data, ...net }] of Object.entries(tasks)) {
  const [fit, held] = data.split({ test: 0.2, seed: 1, stratify: true });
  const plain = { ...net, seed: 1, threads: 1 };
  const path = join(folder, `${rows.length}.ckpt`);
  const ways = {
    'nothing (A/A)': plain,
    'a fifth each epoch': { ...plain, validation: held },
    'with ROC AUC or accuracy': {
      ...plain,
      validation: held,
      watch: ['accuracy', ...(data.classes.length === 2 ? ['rocAuc'] : [])],
    },
    'a checkpoint each epoch': { ...plain, checkpoint: { path, everyEpochs: 1 } },
  };
  for (const [way, options] of Object.entries(ways)) {
    const ratios = [];
    for (let pair = 0; pair < pairs; pair++) {
      rmSync(path, { force: true });
      const [first, second] = pair % 2 ? [options, plain] : [plain, options];
      const [a, b] = [await cpu(fit, first), await cpu(fit, second)];
      ratios.push(pair % 2 ? a / b : b / a);
    }
    const at = (share) => quantile(ratios, share).toFixed(3);
    rows.push([name, way, median(ratios).toFixed(3), `${at(0.25)} … ${at(0.75)}`]);
  }
}
rmSync(folder, { recursive: true });
console.log(`${header(machine())}\n\nCPU time beside a training without, ${pairs} pairs\n`);
console.log(table([['network', 'with', 'ratio', 'quartiles'], ...rows]));
