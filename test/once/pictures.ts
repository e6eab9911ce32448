// Every kind of picture over several data, with names as long as people give them.
import { readFileSync } from 'node:fs';
import {
  activations,
  Dataset,
  datasets,
  initializeParameters,
  logisticRegression,
  Model,
  summary,
  sweep,
  train,
} from '../../lib/index.js';
import {
  activationCurves,
  confusionMatrix,
  decisionBoundary,
  learningCurves,
  networkDiagram,
  scatterPlot,
  sweepPanels,
  weightHistograms,
} from '../../lib/plot/index.js';

const shared = {
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  epochs: 5000,
  dtype: 'float64',
  scale: 'none',
} as const;
const exercise = { ...shared, hidden: [4], seed: 3 };

const LONG = [
  'mean distance of the sepal from its neighbour (millimetres)',
  'sepal width',
  'WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW',
  'petal width in centimetres, as measured by E. Anderson in 1935',
];

const iris = readFileSync(new URL('../fixtures/iris.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const species = ['Iris setosa Pallas ex Link', 'versicolor', 'Iris virginica (Mississippi)'];
const flower = datasets.flower();
const irisData = Dataset.from(
  iris.map((row) => row.slice(0, 4)),
  iris.map((row) => species[row[4]!]!),
  { features: LONG },
);

const network = await train(flower, exercise);
const six = datasets.blobs();
const blobs = await train(six, { hidden: [16], epochs: 60, seed: 1 });
const irises = await train(irisData, { hidden: [8], epochs: 60, seed: 1 });
const large = Dataset.from(
  Array.from({ length: 400 }, (_, j) => [1e7 * flower.X.at(0, j), 1e-5 * flower.X.at(1, j)]),
  flower.labels,
);
const line = logisticRegression(flower);
const { runs } = await sweep(flower, {
  ...shared,
  hidden: [1, 2, 3, 4, 5, 20],
  seeds: [3],
  epochs: 1000,
  holdout: 0,
});

const scheduled = {
  epoch: network.history.epoch,
  cost: network.history.cost,
  validation: network.history.cost.map((c, i) => (i % 5 === 0 ? c + 0.02 + i / 2000 : NaN)),
  learningRate: network.history.epoch.map((e) => 1.2 / (1 + e / 1000)),
};
const rates = await Promise.all(
  [0.1, 0.5, 0.75, 1.2].map(async (learningRate) => {
    const { history } = await train(flower, { ...exercise, learningRate });
    return { name: `learning rate ${learningRate}`, ...history };
  }),
);

const deep = [30, ...Array.from({ length: 18 }, (_, i) => 40 - 2 * i), 1];
const digits = Array.from({ length: 10 }, (_, r) =>
  Array.from({ length: 10 }, (_, c) => (r === c ? 170 + r : (r * 7 + c * 3) % 5)),
);
const many = Array.from({ length: 40 }, (_, r) =>
  Array.from({ length: 40 }, (_, c) => (r === c ? 1234 : (r + c) % 7)),
);
const labelled = (names: readonly (string | number)[]): { label: string | number }[] =>
  names.map((label) => ({ label }));

type Draw = (width: number) => string;

/** Pictures by name, as functions of their width. */
export const pictures: Readonly<Record<string, Draw>> = {
  'boundary-flower': (width) => decisionBoundary(network, flower, { width }),
  'boundary-blobs': (width) => decisionBoundary(blobs, six, { width, title: LONG.join(', ') }),
  'boundary-line': (width) =>
    decisionBoundary(line, flower, { width, title: 'Logistic regression' }),
  'boundary-large': (width) => decisionBoundary((X) => new Array(X.cols).fill(0), large, { width }),
  'boundary-features': (width) =>
    decisionBoundary(irises, irisData, { width, features: [LONG[2]!, LONG[0]!] }),
  'boundary-pca': (width) => decisionBoundary(irises, irisData, { width, pca: true }),
  'curves-one': (width) => learningCurves(network.history, { width }),
  'curves-schedule': (width) =>
    learningCurves(scheduled, { width, cost: 'cross-entropy (nats per example)' }),
  'curves-rates': (width) => learningCurves(rates, { width, title: 'Four learning rates' }),
  'curves-long': (width) =>
    learningCurves(
      LONG.map((name, i) => ({ ...scheduled, name, cost: scheduled.cost.map((c) => c + i / 10) })),
      { width, cost: LONG[0], epoch: LONG[3], title: LONG.join(' ') },
    ),
  'curves-short': (width) => learningCurves({ epoch: [0, 1, 2], cost: [0.7, 0.7, 0.7] }, { width }),
  activations: (width) => activationCurves(activations, { width }),
  'histograms-small': (width) => weightHistograms(network.parameters, { width }),
  'histograms-deep': (width) =>
    weightHistograms(initializeParameters(deep, { initializer: 'heNormal', seed: 1 }), { width }),
  'network-exercise': (width) =>
    networkDiagram(network.summary(), { width, parameters: network.parameters }),
  'network-images': (width) =>
    networkDiagram(
      summary(initializeParameters([784, 128, 64, 10], { activation: 'leakyRelu' }), {
        activation: 'leakyRelu',
        output: 'softmax',
      }),
      { width },
    ),
  'network-deep': (width) => networkDiagram(summary(initializeParameters(deep)), { width }),
  'network-long': (width) =>
    networkDiagram(irises.summary(), { width, features: LONG, classes: species }),
  'confusion-two': (width) =>
    confusionMatrix(
      {
        confusion: [
          [177, 23],
          [15, 185],
        ],
        classes: labelled([0, 1]),
      },
      { width },
    ),
  'confusion-long': (width) => confusionMatrix(irises.evaluate(irisData) as never, { width }),
  'confusion-digits': (width) =>
    confusionMatrix(
      { confusion: digits, classes: labelled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) },
      { width },
    ),
  'confusion-many': (width) =>
    confusionMatrix(
      { confusion: many, classes: labelled(many.map((_, i) => `class number ${i}`)) },
      { width },
    ),
  'scatter-blobs': (width) => scatterPlot(six, { width, title: LONG.join(' ') }),
  'scatter-pca': (width) => scatterPlot(irisData, { width, pca: true }),
  'sweep-flower': (width) => sweepPanels(runs, flower, { width }),
  'sweep-long': (width) =>
    sweepPanels(
      [64, 32].map((n, i) => ({
        hidden: [n, n, n, n],
        model: irises,
        seed: i,
        train: { accuracy: 0.98765 },
        validation: { accuracy: 0.9 },
      })),
      irisData,
      { width, pca: true },
    ),
};

/** A model as a file would give it: without a history. */
export const loaded: Model = Model.fromBytes(network.toBytes());
