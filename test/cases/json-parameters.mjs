// silent: parameters through JSON.
// Run: node json-parameters.mjs (also with DENSELY_BACKEND=js). Exit 0 when right.
import { initializeParameters, Matrix } from 'densely';
const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'rows of numbers that Matrix.from takes back; no private fields';
const p = initializeParameters(2, 2, 1, { seed: 1 });
const got = await told(() => {
  const q = JSON.parse(JSON.stringify(p));
  return Array.isArray(q.W1) ? Matrix.from(q.W1).rows : JSON.stringify(q.W1);
});
const right = (got) => got === 2;
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
