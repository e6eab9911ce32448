// A record with the names of the features.
//   node test/cases/predict-record.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Dataset, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = '["p"] by name, whatever the order; or an error that speaks of records';
const m = await train(
  Dataset.fromRecords(
    [
      { a: 0, b: 1, y: 'p' },
      { a: 1, b: 0, y: 'q' },
    ],
    { target: 'y' },
  ),
  { epochs: 200, seed: 1 },
);
const got = await told(() => m.predict([{ b: 1, a: 0 }]));
const right = (got) => Array.isArray(got) || /record/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
