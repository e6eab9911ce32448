// A Date in a record.
//   node test/cases/records-date.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Dataset } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'an error that says how to make a number of a date; not "Drop or fill that row"';
const got = await told(
  () =>
    Dataset.fromRecords(
      [
        { a: new Date(0), b: 1, y: 'p' },
        { a: new Date(1), b: 2, y: 'q' },
      ],
      { target: 'y' },
    ).size,
);
const right = (got) => !/Drop or fill/.test(got);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
