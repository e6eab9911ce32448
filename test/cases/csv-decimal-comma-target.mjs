// CSV: decimal commas in the target of a regression.
//   node test/cases/csv-decimal-comma-target.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Dataset } from 'densely';

const at = (f) => new URL('./data/' + f, import.meta.url).pathname;
const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want =
  'an error that shows the cell, says the decimal mark, and never advises to leave task out';
const got = await told(async () => {
  const d = await Dataset.csv(at('decimal-target.csv'), {
    target: 'preis',
    delimiter: ';',
    task: 'regression',
  });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => !/leave .task. out/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
