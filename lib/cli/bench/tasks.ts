// What is measured, as a table of plain data: every contender, of any language, makes its work of it.
import type { DType } from '../../base/dtype.js';

interface Named {
  /** Begins with its letter or group, by which it is asked for. */
  readonly task: string;
  readonly dtype: DType;
}

/** Steps of training, shuffled mini-batches or the full batch. */
export interface TrainTask extends Named {
  readonly kind: 'train';
  readonly sizes: readonly number[];
  /** Examples per step, and in all. */
  readonly batch: number;
  readonly examples: number;
  readonly activation: 'relu' | 'tanh';
  readonly optimizer: 'sgd' | 'adam';
}

/** A product (M, K) · (K, N); T: the operand is a transposed view. */
export interface ProductTask extends Named {
  readonly kind: 'product';
  readonly form: 'NN' | 'NT' | 'TN';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** What the product costs inside a step: no memory for the result, no crossing into native code. */
  readonly inside?: boolean;
}

/** Outputs of a trained network for `rows` examples a call. */
export interface PredictTask extends Named {
  readonly kind: 'predict';
  readonly sizes: readonly number[];
  readonly rows: number;
  readonly activation: 'relu' | 'tanh';
  /** By the verbs of the exercise: examples of all columns in one call, or one call for each. */
  readonly verbs?: 'stacked' | 'one by one';
}

export type Task = TrainTask | ProductTask | PredictTask;

export const units = { train: 'steps/s', product: 'GFLOP/s', predict: 'rows/s' } as const;

/** What tells a task from all others. */
export function idOf({ task, dtype }: Named): string {
  return `${task} ${dtype}`;
}

/** The exercise's network with any number of hidden units. */
export function exercise(task: string, hidden: number): TrainTask {
  const sizes = [2, hidden, 1];
  const rest = { activation: 'tanh', optimizer: 'sgd', dtype: 'float64' } as const;
  return { kind: 'train', task, sizes, batch: 400, examples: 400, ...rest };
}

/** ReLU and Adam in float32; two outputs and more are classes. */
export function network(
  task: string,
  sizes: readonly number[],
  batch: number,
  examples: number,
): TrainTask {
  const rest = { activation: 'relu', optimizer: 'adam', dtype: 'float32' } as const;
  return { kind: 'train', task, sizes, batch, examples, ...rest };
}

/** Into memory that is there, as a step does it and a BLAS is called; or as `matmul` is called. */
export function square(n: number, dtype: DType, inside = true): ProductTask {
  const task = inside ? `matmul ${n}` : `allocating matmul ${n}`;
  return { kind: 'product', task, dtype, form: 'NN', m: n, n, k: n, inside };
}

export function prediction(sizes: readonly number[], rows: number): PredictTask {
  const task = `predict ${sizes.join('-')}, ${rows === 1 ? 'one row' : `batch ${rows}`}`;
  return { kind: 'predict', task, sizes, rows, activation: 'relu', dtype: 'float32' };
}

const small = [32, 64, 64, 1];

export const training: readonly TrainTask[] = [
  exercise('a 2-4-1', 4),
  network('b 784-128-10', [784, 128, 10], 128, 2048),
  network('c 784-512-512-10', [784, 512, 512, 10], 256, 1024),
  network('d 32-64-64-1', small, 32, 2048),
];

export const predictions: readonly PredictTask[] = [
  prediction(small, 1),
  prediction(small, 128),
  prediction([784, 128, 10], 1),
  prediction([784, 128, 10], 128),
];

/** What `densely bench` measures. */
export const shortTable: readonly Task[] = [
  ...training,
  ...[64, 128, 256, 512].map((n) => square(n, 'float32')),
  square(256, 'float64'),
  ...predictions,
];
