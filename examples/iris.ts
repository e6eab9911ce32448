// A table of your own: read it, hold a part out, train, judge, keep, serve.
import { Dataset, Model, train } from 'densely';

const data = await Dataset.csv(process.argv[2] ?? 'iris.csv', { target: 'species' });
const { classes } = data.describe();
console.log(`${data.size} examples of ${data.features.join(', ')}`);
console.log(`classes: ${classes!.map(({ label, count }) => `${count} ${label}`).join(', ')}\n`);

const [fit, test] = data.split({ test: 0.2, seed: 4, stratify: true });
const model = await train(fit, { hidden: [16], epochs: 200, learningRate: 0.01, seed: 1 });

const metrics = model.evaluate(test);
if (metrics.task === 'classification') {
  console.log(`of ${test.size} held out: accuracy ${(100 * metrics.accuracy).toFixed(2)} %`);
  console.log('true class    predicted as each');
  for (const [i, { label }] of metrics.classes.entries()) {
    const counts = metrics.confusion[i]!.map((n) => String(n).padStart(4));
    console.log(`${String(label).padEnd(12)}${counts.join('')}`);
  }
}

const served = Model.fromBytes(model.toBytes()); // or model.save(path), Model.load(path)
const flower = [5.9, 3, 4.2, 1.5];
const probabilities = [...served.probabilities(flower)].map((p) => p.toFixed(3));
console.log(`\n[${flower.join(', ')}] is ${served.predict(flower)}: ${probabilities.join(', ')}`);
