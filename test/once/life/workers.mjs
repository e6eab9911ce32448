// Workers that end while they work, two at a time: node workers.mjs terminate|exit|throw COUNT KIND KIND
// Prints how they ended.
// oxlint-disable unicorn/require-post-message-target-origin -- a worker's port has none
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { kinds, pause } from './long.mjs';

const [way, count, ...choice] = process.argv.slice(2);

async function work({ kind, delay, way }) {
  void kinds[kind]();
  parentPort.postMessage('working');
  if (way === 'terminate') return;
  await pause(delay);
  parentPort.postMessage('leaving');
  if (way === 'exit') process.exit(7);
  throw new Error('uncaught on purpose');
}

/** One worker from start to end. */
function once(i) {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { kind: Number(choice[i % 2]), delay: i % 30, way },
  });
  return new Promise((resolve, reject) => {
    let error;
    worker.on('error', (e) => (error = e.message));
    worker.on('message', (text) => {
      if (way === 'terminate' && text === 'working') setTimeout(end, (i * 7) % 30);
    });
    worker.on('exit', (code) => resolve({ code, error }));
    function end() {
      worker.terminate().catch(reject);
    }
  });
}

async function half(from) {
  const ended = [];
  for (let i = from; i < Number(count); i += 2) ended.push(await once(i));
  return ended;
}

if (isMainThread) {
  const ended = (await Promise.all([half(0), half(1)])).flat();
  const distinct = (values) => [...new Set(values)];
  console.log(
    JSON.stringify({
      count: ended.length,
      codes: distinct(ended.map((e) => e.code)),
      errors: distinct(ended.map((e) => e.error ?? null)),
    }),
  );
} else await work(workerData);
