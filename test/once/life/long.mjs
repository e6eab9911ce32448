// Trainings that do not end by themselves for many minutes: one with long steps, one with tiny steps.
// Made with little work, so that hundreds of processes and workers start fast.
import { Dataset, Matrix, train } from '../../../dist/index.js';

const options = {
  epochs: 1e9,
  reportEvery: 1e8,
  batchSize: 'all',
  initializer: { constant: 0.01 },
  learningRate: 1e-9,
};

function examples(m) {
  const X = Float64Array.from({ length: 2 * m }, (_, i) => (i % 17) - 8);
  const Y = Float64Array.from({ length: m }, (_, i) => i % 2);
  return Dataset.from(Matrix.of(X, 2, m), Matrix.of(Y, 1, m));
}

export const longSteps = () => train(examples(2000), { ...options, hidden: [256, 256] });
export const tinySteps = () => train(examples(400), { ...options, hidden: [4] });
export const kinds = [longSteps, tinySteps];

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
