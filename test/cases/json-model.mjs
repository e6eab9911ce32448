// silent: JSON.stringify(model), the way brain.js saves.
// Run: node json-model.mjs (also with DENSELY_BACKEND=js). Exit 0 when right.
import { datasets, train } from 'densely';
const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'an error that names save and toBytes (a toJSON that throws), or all of the model';
const m = await train(datasets.moons(), { epochs: 2, seed: 1 });
const got = await told(() => JSON.stringify(m).slice(0, 120));
const right = (got) => /save|toBytes|W1/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
