// What the exercise "planar data classification with one hidden layer" sets.
import type { SweepOptions, TrainOptions } from '../index.js';

/** Steps of its training. */
export const STEPS = 10_000;

/** Of its network with 4 hidden units. */
export const EXERCISE: TrainOptions = {
  hidden: [4],
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  epochs: STEPS,
  seed: 3,
  dtype: 'float64',
  scale: 'none',
  history: 'every',
};

const { hidden: _hidden, seed: _seed, history: _history, ...same } = EXERCISE;

/** Of its comparison of hidden sizes: all points to learn from, and to judge by. */
export const EXERCISE_SWEEP: Omit<SweepOptions, 'hidden'> = {
  ...same,
  epochs: 5000,
  seeds: [3],
  holdout: 0,
  baseline: false,
};

export const exerciseOption = { exercise: { type: 'boolean' } } as const;

export const exerciseHelp: readonly string[] = [
  '  --exercise        what the exercise sets, where nothing else is said: tanh,',
  '                    normal=0.01, rate 1.2, full batch, float64, seed 3, all rows',
];
