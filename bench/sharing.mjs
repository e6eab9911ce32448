// Trainings beside other work, by wall time: two threads where the other core is taken, two trainings
// at once. Rounds in turn, medians; on a quiet machine.
//   npm run bench:sharing -- [--json]
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setupOrExit } from '../scripts/setup.mjs';

const busyLoop = process.argv[2] === 'busy';
if (!busyLoop) await setupOrExit();
else for (;;);

const { backend, Dataset, Matrix, train } = await import('../dist/index.js');
const { idleShare } = await import('../dist/bench.js');
const { machine, median, printGoals, progress } = await import('./report.mjs');

const ROUNDS = 5;
const MILLISECONDS = 1500;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function images(m) {
  const X = new Float32Array(784 * m).map((_, i) => Math.sin((i + 1) * 12.9898));
  const labels = Array.from({ length: m }, (_, i) => i % 10);
  return Dataset.from(Matrix.of(X, 784, m), labels, {
    task: 'classification',
    dtype: 'float32',
  });
}

const networks = {
  '784-128-10, batch 128': { data: images(2048), hidden: [128], batchSize: 128 },
  '784-512-512-10, batch 256': { data: images(1024), hidden: [512, 512], batchSize: 256 },
};

/** Epochs per second of `count` trainings that run at once. */
async function rates(name, count, more = {}) {
  const { data, ...options } = networks[name];
  const all = { epochs: 1e9, reportEvery: 1, learningRate: 1e-6, ...options, ...more };
  const runs = Array.from({ length: count }, () => train(data, all));
  const done = runs.map(() => 0);
  const readers = runs.map(async (run, i) => {
    for await (const { epoch } of run) done[i] = epoch;
  });
  await pause(300);
  const [before, start] = [[...done], performance.now()];
  await pause(MILLISECONDS);
  const seconds = (performance.now() - start) / 1000;
  const found = done.map((epoch, i) => (epoch - before[i]) / seconds);
  for (const run of runs) run.stop();
  await Promise.all(readers);
  return found;
}

async function inRounds(measure) {
  const found = [];
  for (let i = 0; i < ROUNDS; i++) found.push(await measure());
  return found[0].map((_, k) => median(found.map((ratios) => ratios[k])));
}

async function besideBusyLoop(name) {
  const loop = fork(fileURLToPath(import.meta.url), ['busy']);
  const [ratio] = await inRounds(async () => {
    const [one] = await rates(name, 1, { threads: 1 });
    const [two] = await rates(name, 1, { threads: 2 });
    return [two / one];
  });
  loop.kill('SIGKILL');
  return ratio;
}

function atOnce(name) {
  return inRounds(async () => {
    const [alone] = await rates(name, 1, { threads: 2 });
    const both = await rates(name, 2, { threads: 2 });
    return [(both[0] + both[1]) / alone, Math.min(...both) / alone];
  });
}

const here = machine();
if (backend().name !== 'native' || here.cores < 2) {
  console.error('bench:sharing needs the native backend and two cores');
  process.exit(1);
}
const idle = await idleShare();
if (idle < 0.9)
  console.error(`the machine is busy (${Math.round(100 * (1 - idle))} %): do not judge`);
const figures = [];
for (const name of Object.keys(networks)) {
  progress(name);
  const beside = await besideBusyLoop(name);
  const what = `two threads beside a busy loop: one thread, ${name}`;
  figures.push({ what, value: beside, unit: '×', least: 0.9 });
  const [together, slower] = await atOnce(name);
  figures.push(
    { what: `two trainings at once: one, ${name}`, value: together, unit: '×', least: 0.9 },
    { what: '  and the slower of the two', value: slower, unit: '×', least: 0.35 },
  );
}
progress('');
printGoals(here, figures);
