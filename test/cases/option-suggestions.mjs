// What is suggested for options that other libraries have.
//   node test/cases/option-suggestions.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { datasets, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'no suggestion where nothing is near (momentum is no typing error of hidden)';
const got = [];
for (const k of ['momentum', 'verbose'])
  got.push(
    k +
      ' -> ' +
      (/did you mean (.*?)\?/.exec(
        await told(() => train(datasets.moons(), { [k]: 1, epochs: 1 }).then(String)),
      )?.[1] ?? 'nothing'),
  );
const right = (got) =>
  got.every(
    (g) =>
      g.endsWith('nothing') ||
      g.startsWith('momentum -> "optimizer') ||
      g.startsWith('verbose -> "on'),
  );
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
