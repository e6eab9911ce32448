// `new URL("…", import.meta.url)` as ESM services write it.
//   node test/cases/load-url.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Model } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = '["size","age"]';
const got = await told(
  async () => (await Model.load(new URL('./data/base.safetensors', import.meta.url))).features,
);
const right = (got) => Array.isArray(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
