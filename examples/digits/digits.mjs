// 1,797 handwritten digits of 8×8 pixels: a softmax network, five random starts and splits.
//   node examples/digits/digits.mjs [--json]
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Dataset, train } from 'densely';

const file = new URL('../../test/fixtures/digits.csv.gz', import.meta.url);
const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
const table = lines.map((line) => line.split(',').map(Number));
const pixels = table.map((row) => row.slice(0, 64).map((grey) => grey / 16));
const digits = table.map((row) => row[64]);

const data = Dataset.from(pixels, digits, { task: 'classification' });
const json = process.argv.includes('--json');
const start = performance.now();
const all = [];
for (const seed of [0, 1, 2, 3, 4]) {
  const [fit, test] = data.split({ test: 0.2, seed, stratify: true });
  const model = await train(fit, { hidden: [64], epochs: 40, learningRate: 0.003, seed });
  all.push(accuracy(model.predict(test.X), test));
  if (!json) console.log(`seed ${seed}: ${all.at(-1).toFixed(2)} % of ${test.size} digits`);
}
const seconds = (performance.now() - start) / 1000;
const testAccuracy = all.toSorted((a, b) => a - b)[2];
if (json) console.log(JSON.stringify({ testAccuracy, all, seconds }));
else
  console.log(
    `median test accuracy ${testAccuracy.toFixed(2)} %, five trainings in ${seconds.toFixed(2)} s`,
  );

function accuracy(labels, { Y, size }) {
  const right = labels.filter((digit, j) => Y.at(digit, j) === 1).length;
  return (right / size) * 100;
}
