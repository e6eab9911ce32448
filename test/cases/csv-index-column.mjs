// CSV: a first column without a name (an index written by pandas) beside chosen features.
//   node test/cases/csv-index-column.mjs
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
const want = '60 rows; size,age';
const got = await told(async () => {
  const d = await Dataset.csv(at('index.csv'), { target: 'sold', features: ['size', 'age'] });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => got.startsWith('60 rows; size,age');
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
