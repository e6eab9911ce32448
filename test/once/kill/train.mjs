// A training that keeps its state nearly all the time, to be killed: node train.mjs KIND PATH
// Prints a line when it begins, and what came of it at its end.
import { createHash } from 'node:crypto';
import { Dataset, Matrix, RandomState, train } from '../../../dist/index.js';

const [, , kind, path] = process.argv;

function examples(m, n) {
  const random = new RandomState(3);
  const X = Float64Array.from({ length: n * m }, () => random.normal());
  const labels = Array.from({ length: m }, (_, j) => {
    const sum = X[j] * X[m + j] + X[2 * m + j] + 0.5 * random.normal();
    return sum > 0.8 ? 'high' : sum > -0.8 ? 'middle' : 'low';
  });
  return Dataset.from(Matrix.of(X, n, m), labels);
}

const kinds = {
  'mini-batches': () => [
    examples(330, 6),
    {
      hidden: [24, 16],
      activation: ['gelu', 'tanh'],
      optimizer: 'adam',
      learningRate: 0.002,
      dropout: { value: 0.2, schedule: 'flatCosine' },
      weightDecay: 0.02,
      schedule: { warmUp: { share: 0.1, next: 'cosine' } },
      labelSmoothing: 0.05,
      averageWeights: true,
      classWeights: 'balanced',
      batchSize: 20,
      epochs: 160,
      validation: { share: 0.25, seed: 2 },
      metric: 'brier',
      watch: { metrics: ['accuracy'] },
      patience: 100,
      seed: 11,
      checkpoint: { path, everySeconds: 1e-3, keep: 2 },
    },
  ],
  'full batch': () => [
    examples(260, 5),
    {
      hidden: [20],
      optimizer: 'momentum',
      learningRate: 0.05,
      schedule: { plateau: { patience: 3, factor: 0.7 } },
      clipNorm: 0.4,
      l1: 0.01,
      batchSize: 'all',
      epochs: 1200,
      validation: 0.2,
      validateEvery: 10,
      history: 'every',
      seed: 12,
      checkpoint: { path, everyEpochs: 5, keep: 2 },
    },
  ],
};

const [data, options] = kinds[kind]();
process.stdout.write('working\n');
const { parameters, history } = await train(data, { ...options, resume: 'auto' });
const hash = createHash('sha1');
for (const { data: numbers } of Object.values(parameters)) hash.update(numbers);
const told = JSON.stringify(history, (_, value) =>
  ArrayBuffer.isView(value) ? Array.from(value) : value,
);
console.log(hash.update(told).digest('hex'), history.ended, history.steps);
