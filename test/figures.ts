// The exercise's figures by NumPy, and how far from them a result may be.
import { expect } from 'vitest';
import type { Matrix, Model, ParameterDict, TrainOptions } from '../lib/index.js';
import { fixture } from './fixtures.js';

type Rows = number[][];

/** W1, b1, W2, b2 as nested lists. */
export type Dictionary = Record<string, Rows>;

interface Course {
  initial: Dictionary;
  A2_first5_iter0: number[];
  Z1_first3_iter0: Rows;
  cost_iter0: number;
  gradients_iter0: Dictionary;
  parameters_after_1: Dictionary;
  costs_first10: number[];
  cost_every_1000: Record<string, number>;
  parameters_after_6000: Dictionary;
}

interface Start {
  W1: Rows;
  W2: Rows;
  cost_every_1000: Record<string, number>;
  accuracy_percent: number;
}

/** The grid of the exercise's picture. */
interface Grid {
  x_min: number;
  x_max: number;
  y_min: number;
  y_max: number;
  columns: number;
  rows: number;
  points: number;
  share_class1_after_6000: number;
}

interface Figures {
  flower: { X_full: Rows; X_sum: number[] };
  rng_vectors: Record<
    string,
    { raw_u32: number[]; random_sample: number[]; randn: number[]; permutation10: number[] }
  >;
  seed_document_cost_table: Record<string, number>;
  n_h4_seed3: Course;
  sweep_seed3_5000_iterations: Record<
    string,
    { accuracy_percent: number; cost_after_5000: number }
  >;
  zero_init: { final_1000: Dictionary };
  equal_init_half: { cost_iter0: number; cost_iter999: number; final_1000: Dictionary };
  'linear_hidden_lr1.2': { collapsed_W: Rows; collapsed_b: Rows };
  activations: Record<string, number[]>;
  initialisers: Record<'he_normal' | 'xavier_normal', Start>;
  plot_grid: Grid;
}

export const figures = fixture('exercise-numpy.json') as Figures;

/** Largest absolute difference to nested lists of the same shape. */
export function distance(m: Matrix, rows: Rows): number {
  expect([m.rows, m.cols]).toEqual([rows.length, rows[0]!.length]);
  return Math.max(
    ...m.toArray().flatMap((row, r) => row.map((v, c) => Math.abs(v - rows[r]![c]!))),
  );
}

/** Asserts that every entry of a dictionary is within `tolerance` of the figures' (keys as in the figures). */
export function expectClose(
  dictionary: ParameterDict,
  expected: Dictionary,
  tolerance: number,
): void {
  const entries = Object.entries(dictionary as Record<string, Matrix>);
  expect(entries.map(([key]) => key).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, m] of entries)
    expect(distance(m, expected[key]!), key).toBeLessThanOrEqual(tolerance);
}

/** The exercise's training, as options of `train`. */
export const exercise: TrainOptions = {
  hidden: [4],
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  epochs: 10_000,
  reportEvery: 1000,
  seed: 3,
  dtype: 'float64',
  scale: 'none',
};

/** The costs at iterations 0, 1000, … 9000. */
export function costRows(model: Model<0 | 1>): number[] {
  const { epoch, cost } = model.history;
  return Array.from({ length: 10 }, (_, i) => cost[epoch.indexOf(i * 1000)]!);
}
