// CSV: a column of words as a feature.
//   node test/cases/csv-category-column.mjs
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
  '60 rows with one 0/1 column per value, the values kept in the model, also for predict';
const got = await told(async () => {
  const d = await Dataset.csv(at('category.csv'), { target: 'sold' });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => got.startsWith('60 rows');
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
