// What holds weights back.
//   node test/cases/train-l2.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { datasets, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'epochs, and smaller weights than without';
const data = datasets.moons();
const size = ({ parameters }) =>
  Object.values(parameters).reduce((sum, m) => sum + m.data.reduce((s, w) => s + w * w, 0), 0);
const plain = size(await train(data, { epochs: 5 }));
const got = await told(async () => {
  const held = await train(data, { epochs: 5, l2: 10 });
  const dropped = await train(data, { epochs: 5, dropout: 0.5 });
  const ended = [held.history.ended, dropped.history.ended];
  return { ended, isSmaller: size(held) < plain, isOther: size(dropped) !== plain };
});
const right = (got) => String(got.ended) === 'epochs,epochs' && got.isSmaller && got.isOther;
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
