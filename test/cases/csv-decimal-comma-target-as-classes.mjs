// CSV: the same file without task: 60 prices become classes, silently.
//   node test/cases/csv-decimal-comma-target-as-classes.mjs
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
const want = 'an error, as for plain numbers: classification or regression? (and: decimal mark)';
const got = await told(async () => {
  const d = await Dataset.csv(at('decimal-target.csv'), { target: 'preis', delimiter: ';' });
  return d.size + ' rows; ' + d.features.join() + '; ' + JSON.stringify(d.classes).slice(0, 80);
});
const right = (got) => !got.startsWith('60 rows');
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
