// wrong: Y of 1 and 2 with a sigmoid output.
// Run: node course-labels-1-2.mjs (also with DENSELY_BACKEND=js). Exit 0 when right.
import { computeCost, datasets, forwardPropagation, Matrix, nnModel } from 'densely';
const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want =
  'ERR_DATA: Y must be 0 … 1, with row and column of the first offender; never a negative cost';
const { X, Y } = datasets.flower();
const Y12 = Matrix.from([Array.from(Y.data, (v) => v + 1)]);
const got = await told(() => {
  const p = nnModel(X, Y12, 4, { numIterations: 2000, seed: 3 });
  const [A, c] = forwardPropagation(X, p);
  return computeCost(A, Y12, c);
});
const right = (got) => /ERR_DATA/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
