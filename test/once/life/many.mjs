// The addon in eight workers at once, which the main thread has never loaded, then in the main thread.
// Prints the number of different results.
// oxlint-disable unicorn/require-post-message-target-origin -- a worker's port has none
import { createHash } from 'node:crypto';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { datasets, train } from '../../../dist/index.js';

async function result() {
  const model = await train(datasets.flower(), {
    hidden: [128, 64],
    batchSize: 'all',
    epochs: 20,
    seed: 1,
    threads: 2,
  });
  const hash = createHash('sha256').update(model.history.cost);
  for (const m of Object.values(model.parameters)) hash.update(m.data);
  return hash.digest('hex');
}

function inWorker() {
  const worker = new Worker(new URL(import.meta.url));
  return new Promise((resolve, reject) => {
    let hash;
    worker.on('message', (text) => (hash = text));
    worker.on('error', reject);
    worker.on('exit', () => resolve(hash));
  });
}

if (isMainThread) {
  const hashes = await Promise.all(Array.from({ length: 8 }, inWorker));
  hashes.push(await result());
  console.log(JSON.stringify({ count: hashes.length, distinct: new Set(hashes).size }));
} else parentPort.postMessage(await result());
