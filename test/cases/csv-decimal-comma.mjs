// CSV: semicolons and decimal commas, as Excel writes in most of Europe.
//   node test/cases/csv-decimal-comma.mjs
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
const want = '60 rows; breite,hoehe by an option (pandas: decimal)';
const got = await told(async () => {
  const d = await Dataset.csv(at('decimal.csv'), { target: 'gut', delimiter: ';', decimal: ',' });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => got.startsWith('60 rows');
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
