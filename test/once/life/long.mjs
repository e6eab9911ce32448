// Trainings, predictions and passes over columns that do not end by themselves for minutes. Made with little
// work, so that hundreds of processes and workers start fast.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
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

// Large enough for a helper to take a part.
export const longSteps = () =>
  train(examples(2000), { ...options, hidden: [256, 256], threads: 2 });
export const tinySteps = () => train(examples(400), { ...options, hidden: [4] });
export const trainings = [longSteps, tinySteps];

const shared = (Array, length) =>
  new Array(new SharedArrayBuffer(length * Array.BYTES_PER_ELEMENT));

/** Its own entry points are used below. */
const loadAddon = () =>
  createRequire(import.meta.url)('node-gyp-build')(
    fileURLToPath(new URL('../../..', import.meta.url)),
  );

const nothing = (n) => Array.from({ length: n }, () => null);

/** Several at once on one program. */
function predict(count) {
  const addon = loadAddon();
  addon.useThreads(2);
  const net = ['float64', [1, 1024, 1024, 1], ['tanh', 'tanh'], 'squared'];
  const program = new addon.Program(...net);
  const size = program.layout.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  const [parameters, input] = [size, 2 ** 22].map((n) => shared(Float64Array, n));
  const cancel = shared(Int32Array, 1);
  const x = [input, 1, input.length, 1, 1, null, null];
  const one = () => {
    const out = shared(Float64Array, input.length);
    return program.inferAsync(parameters, ...nothing(6), ...x, ...nothing(8), out, false, cancel);
  };
  return Promise.all(Array.from({ length: count }, one));
}

/** A view of 2^18 x 2^18 on 2^19 numbers. */
const SIDE = 2 ** 18;
const overlapping = () => [shared(Float32Array, 2 * SIDE), SIDE, SIDE, 1, 1];

export function moments() {
  const out = shared(Float64Array, 4 * SIDE);
  return loadAddon().moments(...overlapping(), null, null, out, shared(Int32Array, 1));
}

export function scale() {
  const [from, to] = [[...overlapping(), null, null], overlapping()];
  return loadAddon().scale(null, null, null, ...from, ...to, shared(Int32Array, 1));
}

export const prediction = () => predict(1);
export const predictionsAndTraining = () => Promise.all([predict(2), longSteps()]);
export const kinds = [...trainings, prediction, predictionsAndTraining, moments, scale];

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
