// A path that is not there.
//   node test/cases/load-missing-advice.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Model } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'no advice to make a folder when reading';
const got = await told(() => Model.load('/nowhere/m.safetensors'));
const right = (got) => !/make its folder/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
