// The same training on the main thread and on two worker threads at once, one of them CommonJS.
import { Worker } from 'node:worker_threads';
import * as densely from 'densely';
import * as plot from 'densely/plot';
import exercise from './exercise.cjs';

function inWorker(code) {
  const worker = new Worker(code, { eval: true });
  return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
}

const post = "(line) => require('node:worker_threads').parentPort.postMessage(line)";
const lines = await Promise.all([
  exercise(densely, plot),
  inWorker(`require('./exercise.cjs')(require('densely'), require('densely/plot')).then(${post})`),
  inWorker(`Promise.all([import('densely'), import('densely/plot')])
    .then((namespaces) => require('./exercise.cjs')(...namespaces)).then(${post})`),
]);
if (new Set(lines).size > 1) throw new Error(`they differ: ${lines.join(', ')}`);
console.log(lines[0]);
