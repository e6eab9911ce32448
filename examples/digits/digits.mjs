// 1,797 handwritten digits of 8×8 pixels: a softmax network, five random starts and splits.
//   node examples/digits/digits.mjs [--json]
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Dataset, train } from 'densely';

const file = new URL('../../test/fixtures/digits.csv.gz', import.meta.url);
const lines = createReadStream(file).pipe(createGunzip());
const data = await Dataset.csv(lines, { header: false, target: -1, task: 'classification' });

const json = process.argv.includes('--json');
const start = performance.now();
const all = [];
for (const seed of [0, 1, 2, 3, 4]) {
  const [fit, test] = data.split({ test: 0.2, seed, stratify: true });
  const model = await train(fit, { epochs: 40, learningRate: 0.003, seed });
  all.push(model.evaluate(test).accuracy * 100);
  if (!json) console.log(`seed ${seed}: ${all.at(-1).toFixed(2)} % of ${test.size} digits`);
}
const seconds = (performance.now() - start) / 1000;
const testAccuracy = all.toSorted((a, b) => a - b)[2];
if (json) console.log(JSON.stringify({ testAccuracy, all, seconds }));
else
  console.log(
    `median test accuracy ${testAccuracy.toFixed(2)} %, five trainings in ${seconds.toFixed(2)} s`,
  );
