import { wrongShape } from '../base/errors.js';
import { checkMatrix, shape, type Matrix } from '../base/matrix.js';

/**
 * How well one class is found.
 *
 * @example
 * import { type ClassScores, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const classes: readonly ClassScores[] | undefined = logisticRegression(data).evaluate(data).classes;
 * console.log(classes?.map(({ support }) => support)); // [ 100, 100 ]
 */
export interface ClassScores {
  /** Of the examples said to be of this class, the share that is; 0 where none is said to be. */
  readonly precision: number;
  /** Of the examples of this class, the share that is found; 0 where there is none. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Examples of this class. */
  readonly support: number;
}

/**
 * How well values are met, in the target's own unit.
 *
 * @example
 * import { Dataset, train, type ValueScores } from 'densely';
 *
 * const data = Dataset.from([[0], [1], [2]], [0, 1, 4], { task: 'regression' });
 * const scores: ValueScores = (await train(data, { epochs: 1 })).evaluate(data).targets![0]!;
 * console.log(Object.keys(scores).sort().join(' ')); // mae mse name r2
 */
export interface ValueScores {
  /** Mean squared error. */
  readonly mse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** 1 − Σ(y − p)² / Σ(y − ȳ)²; where all y are equal 1 for p = y, else 0. */
  readonly r2: number;
}

interface Measures {
  /**
   * The share of predictions that are right, 0 … 1: the exercise's (Y·P + (1−Y)·(1−P)) / m for labels 0
   * and 1, and the same share for any labels.
   *
   * @param P (1, m) predicted labels
   * @param Y (1, m) true labels
   * @throws `ERR_SHAPE` when the two differ in shape
   *
   * @example
   * import { Matrix, metrics } from 'densely';
   *
   * console.log(metrics.accuracy(Matrix.from([[1, 0, 1, 1]]), Matrix.from([[1, 0, 0, 1]]))); // 0.75
   */
  accuracy(P: Matrix, Y: Matrix): number;
}

function accuracy(P: Matrix, Y: Matrix): number {
  checkMatrix('P', P);
  checkMatrix('Y', Y);
  if (P.rows !== Y.rows || P.cols !== Y.cols)
    throw wrongShape('P', shape(P), `${shape(Y)}, the shape of Y`);
  const [p, y] = [P.data, Y.data];
  let right = 0;
  for (let i = 0; i < p.length; i++) if (p[i] === y[i]) right++;
  return right / p.length;
}

/**
 * Measures of predictions.
 * @namespace
 * NEW
 *
 * @example
 * import { datasets, metrics, nnModel, predict } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * const parameters = nnModel(X, Y, 4, { seed: 3 });
 * console.log(metrics.accuracy(predict(parameters, X), Y)); // 0.9075
 */
export const metrics: Measures = { accuracy };

/**
 * Counts of k classes: rows are what is, columns what was predicted.
 *
 * @example
 * import { type Confusion, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const confusion: Confusion | undefined = logisticRegression(data).evaluate(data).confusion;
 * console.log(confusion?.map((row) => row.length)); // [ 2, 2 ]
 */
export type Confusion = readonly (readonly number[])[];

export function accuracyOf(confusion: Confusion): number {
  const right = confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  return right / total(confusion.flat());
}

/** Precision, recall and F1 of each class (van Rijsbergen 1979). */
export function classScores(confusion: Confusion): ClassScores[] {
  return confusion.map((row, c) => {
    const found = row[c]!;
    const support = total(row);
    const said = total(confusion.map((r) => r[c]!));
    return {
      precision: said === 0 ? 0 : found / said,
      recall: support === 0 ? 0 : found / support,
      f1: said + support === 0 ? 0 : (2 * found) / (said + support),
      support,
    };
  });
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

/**
 * Area under the ROC curve: the share of pairs (one example of each class) in which the one of the
 * second class scores higher, ties half (Hanley and McNeil 1982).
 *
 * @param scores of the second class
 * @param second is the example of the second class?
 * @returns nothing where one of the classes has no example
 */
export function rocAuc(scores: Float64Array, second: ArrayLike<number>): number | undefined {
  const order = Uint32Array.from(scores, (_, j) => j).sort((a, b) => scores[a]! - scores[b]!);
  let [positives, rankSum] = [0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    let tied = 0;
    for (let i = from; i < to; i++) tied += second[order[i]!] === 1 ? 1 : 0;
    positives += tied;
    rankSum += tied * ((from + to + 1) / 2);
  }
  const pairs = positives * (order.length - positives);
  return pairs === 0 ? undefined : (rankSum - (positives * (positives + 1)) / 2) / pairs;
}

/** Scores of predicted values against true ones. */
export function valueScores(p: ArrayLike<number>, y: ArrayLike<number>): ValueScores {
  const m = y.length;
  let [mean, squares, distances, spread] = [0, 0, 0, 0];
  for (let j = 0; j < m; j++) mean += y[j]! / m;
  for (let j = 0; j < m; j++) {
    const [error, distance] = [y[j]! - p[j]!, y[j]! - mean];
    squares += error * error;
    distances += Math.abs(error);
    spread += distance * distance;
  }
  const constant = Array.prototype.every.call(y, (v) => v === y[0]);
  const r2 = constant ? (squares === 0 ? 1 : 0) : 1 - squares / spread;
  return { mse: squares / m, mae: distances / m, r2 };
}
