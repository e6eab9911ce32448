// silent: a model through workerData / postMessage / structuredClone.
// Run: node clone-model.mjs (also with DENSELY_BACKEND=js). Exit 0 when right.
import { datasets, train } from 'densely';
const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'DataCloneError (or a model); not an object without its weights';
const m = await train(datasets.moons(), { epochs: 2, seed: 1 });
const got = await told(() => typeof structuredClone(m).predict);
const right = (got) => got !== 'undefined';
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
