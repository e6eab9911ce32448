// What several rows look at: the exercise's data, its start and its trainings, each made once.
import {
  datasets,
  forwardPropagation,
  initializeParameters,
  train,
  type Cache,
  type Dataset,
  type Matrix,
  type Model,
  type TrainOptions,
  type TwoLayer,
} from 'densely';

export const flower: Dataset<0 | 1> = datasets.flower();
export const X: Matrix = flower.X;
export const Y: Matrix = flower.Y;

/** The exercise's training: a 2-4-1 network, full batch, rate 1.2, 10,000 iterations. */
export const exercise: TrainOptions = {
  hidden: [4],
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  epochs: 10_000,
  reportEvery: 50,
  seed: 3,
  dtype: 'float64',
  scale: 'none',
};

/** The exercise's start, and what forward makes of it. */
export const start: TwoLayer = initializeParameters(2, 4, 1, { seed: 3 });
const forward = forwardPropagation(X, start);
export const A2: Matrix = forward[0];
export const cache: Cache = forward[1];

const trainings = new Map<string, Promise<Model<0 | 1>>>();

/** The exercise's training with some options changed. */
export function trained(changed: TrainOptions = {}): Promise<Model<0 | 1>> {
  const key = JSON.stringify(changed);
  const training = trainings.get(key) ?? train(flower, { ...exercise, ...changed });
  trainings.set(key, training);
  return training;
}

/** In percent, of the flower. */
export function accuracy(model: Model<0 | 1>): number {
  return percent(model.evaluate(flower).accuracy!);
}

/** A share of hundreds of examples in percent, without the dust of the product. */
export function percent(share: number): number {
  return Number((share * 100).toFixed(10));
}

/** The cost recorded at an iteration. */
export function costAt({ history }: Model, iteration: number): number {
  return history.cost[history.epoch.indexOf(iteration)]!;
}

/** The parameters of a model, by name. */
export function parametersOf({ parameters }: Model): Record<string, Matrix> {
  return parameters as Record<string, Matrix>;
}

/** Largest absolute difference of two matrices of one shape, or of a matrix and lists of its rows. */
export function distance(a: Matrix, b: Matrix | readonly (readonly number[])[]): number {
  const rows = 'toArray' in b ? b.toArray() : b;
  const differences = a.toArray().map((row, r) => row.map((v, c) => Math.abs(v - rows[r]![c]!)));
  return Math.max(...differences.flat());
}

/** "(4, 2)", as the course writes shapes. */
export function shape({ rows, cols }: Matrix): string {
  return `(${rows}, ${cols})`;
}

/** Of a picture beside a table, in pixels. */
export const WIDTH = 560;
