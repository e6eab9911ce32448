// Trainings beside other work, by wall time: two threads where the other core is taken, two trainings
// at once. Rounds in turn, medians; on a quiet machine.
//   npm run bench:sharing -- [--json]
import { spawn } from 'node:child_process';
import { setupOrExit } from '../scripts/setup.mjs';

await setupOrExit();
const { backend, train } = await import('../dist/index.js');
const { datasetOf, IDLE, idleShare, optionsOf, training } = await import('../dist/bench.js');
const { machine, median, printGoals, progress } = await import('./report.mjs');

const ROUNDS = 5;
const MILLISECONDS = 1500;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Epochs per second of `count` trainings that run at once. */
async function rates({ data, task }, count, threads) {
  const endless = { epochs: 1e9, reportEvery: 1, learningRate: 1e-6 };
  const options = { ...optionsOf(task, threads), ...endless, threads };
  const runs = Array.from({ length: count }, () => train(data, options));
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

async function besideBusyLoop(work) {
  const loop = spawn(process.execPath, ['-e', 'for (;;);']);
  try {
    const [ratio] = await inRounds(async () => {
      const [one] = await rates(work, 1, 1);
      const [two] = await rates(work, 1, 2);
      return [two / one];
    });
    return ratio;
  } finally {
    loop.kill('SIGKILL');
  }
}

function atOnce(work) {
  return inRounds(async () => {
    const [alone] = await rates(work, 1, 2);
    const both = await rates(work, 2, 2);
    return [(both[0] + both[1]) / alone, Math.min(...both) / alone];
  });
}

const here = machine();
if (backend().name !== 'native' || here.cores < 2) {
  console.error('bench:sharing needs the native backend and two cores');
  process.exit(1);
}
const idle = await idleShare();
if (idle < IDLE)
  console.error(`the machine is busy (${Math.round(100 * (1 - idle))} %): do not judge`);
const figures = [];
for (const task of training.filter((each) => /^[bc] /.test(each.task))) {
  progress(task.task);
  const work = { data: datasetOf(task), task };
  const what = `two threads beside a busy loop: one thread, ${task.task}`;
  figures.push({ what, value: await besideBusyLoop(work), unit: '×', least: 0.9 });
  const [together, slower] = await atOnce(work);
  figures.push(
    { what: `two trainings at once: one, ${task.task}`, value: together, unit: '×', least: 0.9 },
    { what: '  and the slower of the two', value: slower, unit: '×', least: 0.35 },
  );
}
progress('');
printGoals(here, figures);
