// Several classes at once per example.
//   node test/cases/multi-label.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Dataset, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want =
  'one 0/1 per label; or an error that says: several labels per example are not supported';
const fit = async (task) => {
  const rows = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const labels = [
    [0, 1, 1],
    [1, 1, 0],
    [0, 0, 0],
    [1, 0, 1],
  ];
  return (await train(Dataset.from(rows, labels, { task }), { epochs: 2 })).predict([0, 1]);
};
const right = (got) => Array.isArray(got) || /several|multi/.test(got);
const all = [];
for (const task of ['classification', undefined, 'multilabel']) {
  const got = await told(() => fit(task));
  all.push(right(got));
  console.log('WANT', want);
  console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
  console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
}
process.exit(all.every(Boolean) ? 0 : 1);
