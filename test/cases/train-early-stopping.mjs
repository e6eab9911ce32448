// Held-out examples say when to stop, and which weights to keep.
//   node test/cases/train-early-stopping.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { datasets, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'an early end, and the best weights';
const data = datasets.moons({ size: 60, noise: 0.5, seed: 1 });
const got = await told(async () => {
  const options = { epochs: 5000, seed: 1, hidden: [64, 64], validation: 0.25, patience: 20 };
  const { history } = await train(data, options);
  const { best, ended, validation } = history;
  return { ended, isBest: best.value === Math.min(...validation.cost) };
});
const right = (got) => got.ended === 'patience' && got.isBest;
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
