// One percent of the examples are what is looked for.
//   node test/cases/train-class-weight.mjs
// Also with DENSELY_BACKEND=js. Exit 0 when right.
import { Dataset, train } from 'densely';

const told = async (f) => {
  try {
    return await f();
  } catch (e) {
    return (e.code ?? e.name) + ': ' + e.message;
  }
};
const want = 'recall of the rare class well above 0.5, by classes or by examples';
let s = 7;
const r = () => (s = (s * 1103515245 + 12345) % 2147483648) / 2147483648;
const y = Array.from({ length: 3000 }, (_, i) => (i % 100 ? 'ok' : 'fraud'));
const rows = y.map((v) => [r() + r() - 1 + (v === 'fraud'), r() + r() - 1]);
const data = Dataset.from(rows, y);
const weights = y.map((v) => (v === 'fraud' ? 50 : 0.5));
const weighted = Dataset.from(rows, y, { weights });
const options = { epochs: 30, seed: 1 };
const recall = async (of, more) =>
  (await train(of, { ...options, ...more })).evaluate(data).classes[0].recall;
const got = await told(async () => ({
  plain: await recall(data),
  balanced: await recall(data, { classWeights: 'balanced' }),
  named: await recall(data, { classWeights: { fraud: 99 } }),
  weights: await recall(weighted),
}));
const right = (got) =>
  got.plain < 0.5 && [got.balanced, got.named, got.weights].every((part) => part > 0.5);
console.log('WANT', want);
console.log('GOT ', typeof got === 'string' ? got : JSON.stringify(got));
console.log(right(got) ? 'RIGHT' : 'STILL WRONG');
process.exit(right(got) ? 0 : 1);
