// Every kind of picture over several data, with names as long as people give them.
import { readFileSync } from 'node:fs';
import {
  activations,
  Dataset,
  datasets,
  diagnose,
  importance,
  initializeParameters,
  logisticRegression,
  Model,
  preActivations,
  summary,
  sweep,
  train,
} from '../../lib/index.js';
import {
  activationCurves,
  calibrationCurve,
  confusionMatrix,
  decisionBoundary,
  featureImportance,
  gradientNorms,
  learningCurves,
  learningRates,
  networkDiagram,
  precisionRecallCurve,
  rocCurve,
  scatterPlot,
  sweepPanels,
  unitMaps,
  weightHistograms,
  type Labels,
  type PictureOptions,
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
const wide = await train(irisData, { hidden: [8, 6], linear: true, epochs: 60, seed: 1 });
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

const judged = await sweep(flower, {
  ...shared,
  hidden: [1, 4, 20],
  seeds: [3],
  epochs: 1000,
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

const rated = [
  ...rates.map(({ cost }, i) => ({ learningRate: [0.1, 0.5, 0.75, 1.2][i]!, history: { cost } })),
  { learningRate: 5, cost: 0.61 },
  { learningRate: 5, cost: 0.42 },
  { learningRate: 20, cost: Infinity },
];

const overlapping = datasets.moons({ size: 400, noise: 0.5, seed: 2 });
const unsure = (await train(overlapping, { hidden: [16], epochs: 60, seed: 1 })).evaluate(
  overlapping,
  { scores: true },
);
const straight = logisticRegression(overlapping).evaluate(overlapping, { scores: true });
const irisScores = irises.evaluate(irisData, { scores: true });
const matters = await importance(irises, irisData, { score: 'cost', seed: 1 });

const deep = [30, ...Array.from({ length: 18 }, (_, i) => 40 - 2 * i), 1];
const digits = Array.from({ length: 10 }, (_, r) =>
  Array.from({ length: 10 }, (_, c) => (r === c ? 170 + r : (r * 7 + c * 3) % 5)),
);
const many = Array.from({ length: 40 }, (_, r) =>
  Array.from({ length: 40 }, (_, c) => (r === c ? 1234 : (r + c) % 7)),
);
const labelled = (names: readonly (string | number)[]): { label: string | number }[] =>
  names.map((label) => ({ label }));

/** Of a picture of any kind. */
type Options = Pick<PictureOptions, 'width' | 'height' | 'fontSize' | 'theme' | 'labels'>;
type Draw = (options: Options) => string;

/** Pictures by name, as functions of their size and language. */
export const pictures: Readonly<Record<string, Draw>> = {
  'boundary-flower': (options) => decisionBoundary(network, flower, options),
  'boundary-blobs': (options) =>
    decisionBoundary(blobs, six, { ...options, title: LONG.join(', ') }),
  'boundary-line': (options) =>
    decisionBoundary(line, flower, { ...options, title: 'Logistic regression' }),
  'boundary-large': (options) => decisionBoundary((X) => new Array(X.cols).fill(0), large, options),
  'boundary-features': (options) =>
    decisionBoundary(irises, irisData, { ...options, features: [LONG[2]!, LONG[0]!] }),
  'boundary-pca': (options) => decisionBoundary(irises, irisData, { ...options, pca: true }),
  'curves-one': (options) => learningCurves(network.history, options),
  'curves-schedule': (options) =>
    learningCurves(scheduled, { ...options, cost: 'cross-entropy (nats per example)' }),
  'curves-rates': (options) => learningCurves(rates, { ...options, title: 'Four learning rates' }),
  'curves-long': (options) =>
    learningCurves(
      LONG.map((name, i) => ({ ...scheduled, name, cost: scheduled.cost.map((c) => c + i / 10) })),
      { ...options, cost: LONG[0], epoch: LONG[3], title: LONG.join(' ') },
    ),
  'curves-short': (options) => learningCurves({ epoch: [0, 1, 2], cost: [0.7, 0.7, 0.7] }, options),
  activations: (options) => activationCurves(activations, options),
  'gradients-exercise': (options) => gradientNorms(diagnose(network, flower), options),
  'gradients-deep': (options) =>
    gradientNorms(
      Array.from({ length: 40 }, (_, l) => (l === 3 ? 0 : 3.7 * 10 ** ((l - 39) / 4))),
      { ...options, title: LONG.join(' ') },
    ),
  'histograms-small': (options) => weightHistograms(network.parameters, options),
  'histograms-deep': (options) =>
    weightHistograms(initializeParameters(deep, { initializer: 'heNormal', seed: 1 }), options),
  'network-exercise': (options) =>
    networkDiagram(network.summary(), { ...options, parameters: network.parameters }),
  'network-images': (options) =>
    networkDiagram(
      summary(initializeParameters([784, 128, 64, 10], { activation: 'leakyRelu' }), {
        activation: 'leakyRelu',
        output: 'softmax',
      }),
      options,
    ),
  'network-deep': (options) => networkDiagram(summary(initializeParameters(deep)), options),
  'network-long': (options) =>
    networkDiagram(irises.summary(), { ...options, features: LONG, classes: species }),
  'network-path': (options) =>
    networkDiagram(wide.summary(), { ...options, parameters: wide.parameters, classes: species }),
  'network-path-deep': (options) =>
    networkDiagram(summary(initializeParameters(deep, { linear: true })), options),
  'histograms-path': (options) => weightHistograms(wide.parameters, options),
  'confusion-two': (options) =>
    confusionMatrix(
      {
        confusion: [
          [177, 23],
          [15, 185],
        ],
        classes: labelled([0, 1]),
      },
      options,
    ),
  'confusion-long': (options) => confusionMatrix(irises.evaluate(irisData) as never, options),
  'confusion-digits': (options) =>
    confusionMatrix(
      { confusion: digits, classes: labelled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) },
      options,
    ),
  'confusion-many': (options) =>
    confusionMatrix(
      { confusion: many, classes: labelled(many.map((_, i) => `class number ${i}`)) },
      options,
    ),
  'roc-two': (options) => rocCurve(unsure, options),
  'roc-classes': (options) => rocCurve(irisScores, { ...options, title: LONG.join(', ') }),
  'precision-recall-two': (options) => precisionRecallCurve(unsure, options),
  'precision-recall-models': (options) =>
    precisionRecallCurve(
      [
        { name: LONG[0]!, ...unsure },
        { name: 'logistic regression', ...straight },
      ],
      options,
    ),
  'calibration-two': (options) => calibrationCurve(unsure, options),
  'calibration-models': (options) =>
    calibrationCurve(
      [
        { name: 'network', ...unsure },
        { name: LONG[2]!, ...straight },
      ],
      options,
    ),
  'importance-iris': (options) => featureImportance(matters, options),
  'importance-many': (options) =>
    featureImportance(
      {
        score: LONG[2],
        features: Array.from({ length: 40 }, (_, i) => ({
          name: LONG[i] ?? `column ${i}`,
          mean: i > 36 ? -0.01 * i : 3 / (i + 1),
          deviation: 0.1,
        })),
      },
      { ...options, title: LONG.join(' ') },
    ),
  'importance-none': (options) =>
    featureImportance({ features: [{ name: 'x', mean: 0 }] }, options),
  'rates-flower': (options) => learningRates(rated, options),
  'rates-many': (options) =>
    learningRates(
      Array.from({ length: 40 }, (_, i) => ({
        learningRate: 1e-9 * 10 ** (i / 3),
        cost: i > 34 ? Infinity : 1e-4 + (i - 30) ** 2,
      })),
      { ...options, title: LONG.join(' '), cost: LONG[0], scale: 'log' },
    ),
  'rates-diverged': (options) =>
    learningRates([{ learningRate: 1.23456789e-7, cost: NaN }], options),
  'scatter-blobs': (options) => scatterPlot(six, { ...options, title: LONG.join(' ') }),
  'scatter-pca': (options) => scatterPlot(irisData, { ...options, pca: true }),
  'sweep-flower': (options) => sweepPanels(runs, flower, options),
  'sweep-verdicts': (options) => sweepPanels(judged, flower, options),
  'sweep-long': (options) =>
    sweepPanels(
      [64, 32].map((n, i) => ({
        hidden: [n, n, n, n],
        model: irises,
        seed: i,
        train: { accuracy: 0.98765 },
        validation: { accuracy: 0.9 },
        verdict: i === 0 ? ('underfit' as const) : ('overfit' as const),
      })),
      irisData,
      { ...options, pca: true },
    ),
  'units-flower': (options) => unitMaps((X) => preActivations(network, X), flower, options),
  'units-blobs': (options) =>
    unitMaps((X) => preActivations(blobs, X), six, { ...options, title: LONG.join(', ') }),
  'units-pca': (options) =>
    unitMaps((X) => preActivations(irises, X), irisData, { ...options, pca: true }),
};

/** A model as a file would give it: without a history. */
export const loaded: Model = Model.fromBytes(network.toBytes());

/** Words of pictures in Korean: all that there are. */
export const korean: Labels = {
  accuracy: '정확도',
  activation: '활성화',
  area: '면적',
  'average precision': '평균 정밀도',
  best: '최적',
  bias: '편향',
  'calibration error': '보정 오차',
  chance: '무작위',
  class: '클래스',
  'count of weights': '가중치 개수',
  derivative: '도함수',
  diverged: '발산',
  'false positive rate': '위양성률',
  good: '적절',
  hidden: '숨김',
  importance: '중요도',
  input: '입력',
  layer: '층',
  'learning rate': '학습률',
  mean: '평균',
  'negative weight': '음의 가중치',
  logistic: '로지스틱',
  'lowest cost': '가장 낮은 비용',
  'of the true class': '(실제 클래스 기준)',
  overfit: '과적합',
  parameters: '매개변수',
  'perfectly calibrated': '완벽한 보정',
  'positive weight': '양의 가중치',
  precision: '정밀도',
  'predicted class': '예측한 클래스',
  'predicted probability': '예측 확률',
  probability: '확률',
  recall: '재현율',
  'rising cost': '비용 상승',
  seed: '시드',
  'share that is true': '실제 비율',
  size: '크기',
  training: '학습',
  'true class': '실제 클래스',
  'true positive rate': '진양성률',
  underfit: '과소적합',
  unit: '유닛',
  validation: '검증',
  value: '값',
  weight: '가중치',
  weights: '가중치',
};

/** The languages in which pictures are looked at. */
export const languages: Readonly<Record<'en' | 'ko', Labels>> = { en: {}, ko: korean };
