// A training whose place for checkpoints goes wrong on its way: node disk.mjs WAY PATH
//   whole      nothing is kept               part       the state is kept, and it ends on its way
//   keeping    it goes on, and nothing is wrong by itself
//   go         it goes on from PATH, and nothing is kept
//   full, read-only, moved                   what happens to the folder at a report
//   waiting    it goes on, waits at its first report until there is a file PATH.go, and keeps its state at the end
// Prints a line at its first report, then what came of it.
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { datasets, DenselyError, train } from '../../../dist/index.js';

const [, , way, path] = process.argv;

function fill(folder) {
  const file = openSync(`${folder}/filler`, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(1024));
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

function refuse(folder) {
  chmodSync(folder, 0o555);
  // Nothing is refused to root.
  if (process.getuid() === 0) process.seteuid(65534);
}

function wait() {
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(`${path}.go`)) Atomics.wait(never, 0, 0, 5);
}

const harms = {
  full: fill,
  'read-only': refuse,
  moved: (folder) => renameSync(folder, `${folder}.away`),
};

const often = { checkpoint: { path, everyEpochs: 1 }, resume: 'auto' };
const kept = {
  whole: {},
  part: { ...often, maxSteps: 50 },
  keeping: often,
  go: { resume: path },
  waiting: { checkpoint: { path, everySeconds: 3600 }, resume: 'auto' },
};

let reports = 0;
let first;
function onProgress({ epoch }) {
  if (reports++ === 0) {
    first = epoch;
    console.log('working');
    if (way === 'waiting') wait();
  }
  if (reports === 5) harms[way]?.(dirname(path));
}

function hashOf({ parameters, history }) {
  const hash = createHash('sha1').update(history.cost).update(history.validation.cost);
  for (const { data } of Object.values(parameters)) hash.update(data);
  return hash.digest('hex');
}

const options = {
  hidden: [24],
  epochs: 20,
  dropout: 0.1,
  validation: 0.25,
  seed: 4,
  ...(kept[way] ?? often),
  onProgress,
};
const outcome = await train(datasets.moons(), options).then(
  (model) => ({ hash: hashOf(model), first }),
  (error) => ({
    known: error instanceof DenselyError,
    code: error.code,
    argument: error.argument,
    message: error.message,
  }),
);
console.log(JSON.stringify(outcome));
