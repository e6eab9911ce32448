// CSV: Excel's Unicode text (UTF-16 with BOM, tabs).
//   node test/cases/csv-utf16-excel.mjs
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
  '60 rows; size,age; or an error that says UTF-16 and that createReadStream(path, utf16le) works';
const got = await told(async () => {
  const d = await Dataset.csv(at('unicode-text.txt'), { target: 'sold', delimiter: '\t' });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => got.startsWith('60 rows') || /utf.?16/i.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
