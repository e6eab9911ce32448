import { nothingMore } from '../base/checks.js';
import { dtypeOf, zeros, type FloatArray } from '../base/dtype.js';
import { wrongShape } from '../base/errors.js';
import { checkMatrix, type Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import { sorted } from '../base/sort.js';

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
  nothingMore('accuracy()', arguments, 2);
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

/** @param size the number of examples */
export function accuracyOf(confusion: Confusion, size: number): number {
  return confusion.reduce((sum, row, c) => sum + row[c]!, 0) / size;
}

/** Precision, recall and F1 of each class (van Rijsbergen 1979); in pieces. */
export function* classScores(confusion: Confusion): Generator<void, ClassScores[]> {
  const scores: ClassScores[] = [];
  for (const [c, row] of confusion.entries()) {
    const found = row[c]!;
    const support = total(row);
    const said = total(confusion.map((r) => r[c]!));
    scores.push({
      precision: said === 0 ? 0 : found / said,
      recall: support === 0 ? 0 : found / support,
      f1: f1Of(found, said, support),
      support,
    });
    yield;
  }
  return scores;
}

/** Of `support` examples of a class, and `said` that are said to be of it; `found` are both. */
export function f1Of(found: number, said: number, support: number): number {
  return said + support === 0 ? 0 : (2 * found) / (said + support);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 16;

/**
 * Area under the ROC curve: the share of pairs (one example of each class) in which the one of the
 * second class scores higher, ties half (Hanley and McNeil 1982). In pieces.
 *
 * @param scores of the second class
 * @param second 1: the example is of the second class
 * @returns nothing where one of the classes has no example, NaN where a score is NaN
 */
export function* rocAuc(
  scores: FloatArray,
  second: ArrayLike<number>,
): Generator<void, number | undefined> {
  const [m, dtype] = [scores.length, dtypeOf(scores)];
  const [ones, others] = [zeros(dtype, m), zeros(dtype, m)];
  let [count, wrong] = [0, false];
  for (let j = 0; j < m; j++) {
    wrong ||= Number.isNaN(scores[j]);
    if (second[j] === 1) ones[count++] = scores[j]!;
    else others[j - count] = scores[j]!;
    if (j % PIECE === PIECE - 1) yield;
  }
  const pairs = count * (m - count);
  if (pairs === 0) return undefined;
  if (wrong) return NaN;
  const high = yield* sorted(ones.subarray(0, count));
  const low = yield* sorted(others.subarray(0, m - count));
  return ((yield* rankSum(high, low)) - (count * (count + 1)) / 2) / pairs;
}

/** Sum of the ranks of `numbers` among all, from 1 on; equal ones have the mean of theirs. Both ascend. */
function* rankSum(numbers: FloatArray, others: FloatArray): Generator<void, number> {
  const m = numbers.length + others.length;
  let [sum, i, j, from, tied, value] = [0, 0, 0, 0, 0, NaN];
  for (let k = 0; k < m; k++) {
    const mine = j === others.length || (i < numbers.length && numbers[i]! <= others[j]!);
    const next = mine ? numbers[i++]! : others[j++]!;
    if (next !== value) {
      sum += tied * ((from + k + 1) / 2);
      [from, tied, value] = [k, 0, next];
    }
    if (mine) tied++;
    if (k % PIECE === PIECE - 1) yield;
  }
  return sum + tied * ((from + m + 1) / 2);
}

/** Scores of predicted values against true ones; in pieces. */
export function* valueScores(
  p: ArrayLike<number>,
  y: ArrayLike<number>,
): Generator<void, ValueScores> {
  const m = y.length;
  let [mean, squares, distances, spread, constant] = [0, 0, 0, 0, true];
  for (let j = 0; j < m; j++) {
    mean += y[j]! / m;
    if (y[j] !== y[0]) constant = false;
    if (j % PIECE === PIECE - 1) yield;
  }
  for (let j = 0; j < m; j++) {
    const [error, distance] = [y[j]! - p[j]!, y[j]! - mean];
    squares += error * error;
    distances += Math.abs(error);
    spread += distance * distance;
    if (j % PIECE === PIECE - 1) yield;
  }
  const r2 = constant ? (squares === 0 ? 1 : 0) : 1 - squares / spread;
  return { mse: squares / m, mae: distances / m, r2 };
}
