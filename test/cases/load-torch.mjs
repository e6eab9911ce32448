// Weights of a torch nn.Sequential in safetensors.
//   node test/cases/load-torch.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Model } from 'densely';

const at = (f) => new URL('./data/' + f, import.meta.url).pathname;
const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want =
  'a way to read the tensors (a public reader, or Model.from of a file), and an error that names it';
const got = await told(async () => (await Model.load(at('torch-sequential.safetensors'))).features);
const right = (got) => !/ERR/.test(got) || /Model\.from/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
