// CSV: ? in 7 of 60 cells.
//   node test/cases/csv-missing-values.mjs
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
const want = '53 rows (drop), or 60 rows (mean, median, a value), by an option';
const got = await told(async () => {
  const d = await Dataset.csv(at('question.csv'), { target: 'sold' });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => /^(53|60) rows/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
