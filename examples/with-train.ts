// Planar data classification with one hidden layer, by train() and sweep(): the same figures, faster.
import { writeFile } from 'node:fs/promises';
import { datasets, logisticRegressionCV, sweep, train, type TrainOptions } from 'densely';
import { decisionBoundary, sweepPanels } from 'densely/plot';

const flower = datasets.flower();
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

// The baseline: a line.
const { model: line } = logisticRegressionCV(flower);
console.log(`logistic regression: ${percent(line.evaluate(flower).accuracy!)}\n`);

// The exercise's training in the words of train().
const exercise: TrainOptions = {
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  dtype: 'float64',
  scale: 'none',
};

// The event loop stays free; the loop gets each report.
const run = train(flower, {
  ...exercise,
  hidden: [4],
  epochs: 10_000,
  reportEvery: 1000,
  seed: 3,
});
console.log('iteration      cost');
for await (const { epoch, cost } of run)
  console.log(`${String(epoch).padStart(9)}  ${cost.toFixed(6)}`);

const model = await run;
console.log(`\n4 hidden units: ${percent(model.evaluate(flower).accuracy!)}`);
for (const warning of model.history.warnings) console.log(`warning: ${warning}`);

// Other sizes side by side, trained on all examples as the exercise does.
const sizes = await sweep(flower, {
  ...exercise,
  hidden: [1, 2, 3, 4, 5],
  epochs: 5000,
  seeds: [3],
  holdout: 0,
});
console.log(`\n${sizes}`);

// Pictures, where a folder is given to put them in.
const folder = process.argv[2];
if (folder !== undefined) {
  await writeFile(`${folder}/boundary.svg`, decisionBoundary(model, flower));
  await writeFile(`${folder}/sizes.svg`, sweepPanels(sizes.runs, flower, { width: 960 }));
}
