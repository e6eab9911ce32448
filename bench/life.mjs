// What a process feels of a training: figures with their goals beside them.
//   npm run bench:life -- [--json]
// oxlint-disable unicorn/require-post-message-target-origin -- a worker's port has none
import { execFile, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const forked = process.send !== undefined && process.argv[2] === 'child';
if (isMainThread && !forked) await (await import('../scripts/setup.mjs')).setupOrExit();
const { backend, Dataset, datasets, Matrix, train } = await import('../dist/index.js');
const { machine, median, printGoals, progress, quantile } = await import('./report.mjs');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const clock = () => performance.timeOrigin + performance.now();

function images(m) {
  const X = new Float64Array(784 * m).map((_, i) => Math.sin((i + 1) * 12.9898));
  const labels = Array.from({ length: m }, (_, i) => i % 10);
  return Dataset.from(Matrix.of(X, 784, m), labels, { task: 'classification' });
}

const endless = { epochs: 1e9, reportEvery: 1e8, learningRate: 1e-6 };
const networks = {
  '784-512-512-10, batch 256': { data: () => images(1024), hidden: [512, 512], batchSize: 256 },
  '2-4-1, full batch of 400': { data: () => datasets.flower(), hidden: [4], batchSize: 'all' },
  '2-64-1, batch 32 of 100,000': {
    data: () => datasets.flower({ size: 100_000 }),
    hidden: [64],
    batchSize: 32,
  },
};
const big = '784-512-512-10, batch 256';

const made = {};
function start(name, more = {}) {
  const { data, ...options } = networks[name];
  made[name] ??= data();
  return train(made[name], { ...endless, ...options, ...more });
}

const figures = [];
function add(what, value, unit, goal) {
  figures.push({ what, value, unit, goal });
}

/** The longest delay of the event loop while `ms` pass, sampled each millisecond. */
async function longestDelay(ms) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await pause(ms);
  histogram.disable();
  return histogram.max / 1e6;
}

async function eventLoop() {
  add('longest event-loop delay, idle', await longestDelay(2000), 'ms');
  for (const name of Object.keys(networks)) {
    made[name] = networks[name].data();
    const before = performance.now();
    const run = start(name);
    const call = performance.now() - before;
    await pause(100);
    add(`longest event-loop delay, ${name}`, await longestDelay(3000), 'ms', 20);
    add('  and the call of train() itself', call, 'ms');
    run.stop();
    await run;
  }
}

async function aborts() {
  for (const name of Object.keys(networks).slice(0, 2)) {
    const times = [];
    for (let i = 0; i < 100; i++) {
      const controller = new AbortController();
      const run = start(name, { signal: controller.signal, initializer: { constant: 0.01 } });
      await pause(i % 20);
      const before = performance.now();
      controller.abort();
      await run.catch(() => {});
      times.push(performance.now() - before);
    }
    add(`abort answered, ${name}, median of 100`, median(times), 'ms', 25);
    add(`abort answered, ${name}, longest`, Math.max(...times), 'ms', 25);
  }
  const times = [];
  for (let i = 0; i < 20; i++) {
    const run = start(big, { initializer: { constant: 0.01 } });
    await pause(20 + i);
    const before = performance.now();
    run.stop();
    await run;
    times.push(performance.now() - before);
  }
  add(`stop() answered, ${big}, longest of 20`, Math.max(...times), 'ms');
}

const file = fileURLToPath(import.meta.url);

/** From process.exit() in a child that trains to its end here. */
function exitTime(delay) {
  const child = fork(file, ['child', `${delay}`]);
  return new Promise((resolve) => {
    let since;
    child.on('message', (time) => (since = time));
    child.on('exit', () => resolve(clock() - since));
  });
}

async function child() {
  void start(big, { initializer: { constant: 0.01 } });
  await pause(Number(process.argv[3]));
  process.send(clock(), () => process.exit());
}

async function terminateTime(delay) {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'train' });
  await new Promise((resolve) => worker.once('message', resolve));
  await pause(delay);
  const before = performance.now();
  await worker.terminate();
  return performance.now() - before;
}

async function ends() {
  for (const [what, time] of [
    ['process.exit()', exitTime],
    ['worker.terminate()', terminateTime],
  ]) {
    const times = [];
    for (let i = 0; i < 20; i++) times.push(await time(50 + ((i * 7) % 30)));
    add(`${what} to the end, median of 20`, median(times), 'ms', 50);
    add(`${what} to the end, longest`, Math.max(...times), 'ms', 50);
  }
}

async function readTimes(count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const before = performance.now();
    await readFile(file);
    times.push(performance.now() - before);
    await pause(1);
  }
  return times;
}

async function files() {
  add('fs.readFile, idle, p99', quantile(await readTimes(300), 0.99), 'ms');
  const runs = Array.from({ length: 4 }, () => start(big, { initializer: { constant: 0.01 } }));
  add('fs.readFile, 4 trainings, p99 of 300', quantile(await readTimes(300), 0.99), 'ms', 25);
  for (const run of runs) run.stop();
  await Promise.all(runs);
}

/** The same of the shipped package, each by a case that stands alone: it exits with 0 where it holds. */
async function cases() {
  for (const name of ['loop-train', 'loop-predict-async']) {
    const script = fileURLToPath(new URL(`../test/cases/${name}.mjs`, import.meta.url));
    progress(name);
    const failed = await promisify(execFile)(process.execPath, [script]).then(
      () => 0,
      () => 1,
    );
    add(`test/cases/${name}.mjs, failures`, failed, '', 0);
  }
}

/** What the event loop feels of each call, by the CPU time of its thread; each part in a process of its own. */
async function calls() {
  const script = fileURLToPath(new URL('life/part.mjs', import.meta.url));
  for (const part of ['trainings', 'predictions', 'evaluations', 'parts', 'pictures', 'files']) {
    progress(part);
    const { stdout } = await promisify(execFile)(process.execPath, [script, part]);
    figures.push(...JSON.parse(stdout));
  }
}

async function main() {
  const here = machine();
  if (backend().name !== 'native') {
    console.error(`bench:life needs the native backend: ${backend().reason}`);
    process.exit(1);
  }
  for (const part of [calls, cases, eventLoop, aborts, ends, files]) {
    progress(part.name);
    await part();
  }
  progress('');
  printGoals(here, figures);
}

if (forked) await child();
else if (isMainThread) await main();
else if (workerData === 'train') {
  void start(big, { initializer: { constant: 0.01 } });
  parentPort.postMessage('training');
}
