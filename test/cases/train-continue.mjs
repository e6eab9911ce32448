// A saved model goes on with more data.
//   node test/cases/train-continue.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { datasets, Model, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'epochs, from the cost that the model has';
const data = datasets.moons();
const first = await train(data, { epochs: 5, seed: 1 });
const start = Model.fromBytes(first.toBytes());
const got = await told(async () => {
  const { history } = await train(data, { epochs: 5, batchSize: 'all', start });
  return { ended: history.ended, isOn: history.cost[0] === first.evaluate(data).cost };
});
const right = (got) => got.ended === 'epochs' && got.isOn;
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
