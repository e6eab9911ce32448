// The figures of predictions, each in one place: `evaluate` tells them, a training may watch them. All are generators
// in slices, and shares and means are weighted: they are what they were of examples that come so often.
import type { FloatArray } from '../../base/dtype.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { totalWeight, type Weights } from './weights.js';

/**
 * How well one class is found. Where examples have weights, shares are those of the sums of their weights.
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
  /** Examples of this class; where examples have weights, the sum of theirs. */
  readonly support: number;
}

/**
 * How well values are met, in the target's own unit. Where examples have weights, means and sums are weighted.
 *
 * @example
 * import { Dataset, train, type ValueScores } from 'densely';
 *
 * const data = Dataset.from([[0], [1], [2]], [0, 1, 4], { task: 'regression' });
 * const scores: ValueScores = (await train(data, { epochs: 1 })).evaluate(data).targets![0]!;
 * console.log(Object.keys(scores).sort().join(' ')); // mae mse name r2 rmse
 */
export interface ValueScores {
  /** Mean squared error. */
  readonly mse: number;
  /** Its root, in the target's unit. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** 1 − Σ(y − p)² / Σ(y − ȳ)²; where all y are equal 1 for p = y, else 0. */
  readonly r2: number;
}

/**
 * Counts of k classes: rows are what is, columns what was predicted. Where examples have weights, sums of these.
 *
 * @example
 * import { type Confusion, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const confusion: Confusion | undefined = logisticRegression(data).evaluate(data).confusion;
 * console.log(confusion?.map((row) => row.length)); // [ 2, 2 ]
 */
export type Confusion = readonly (readonly number[])[];

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 16;

/**
 * What the examples of k classes count: rows are what is, columns what was predicted.
 * @param numbers that are looked at for one example
 */
export function* confusionOf(
  k: number,
  truth: ArrayLike<number>,
  said: (example: number) => number,
  weights: Weights,
  numbers = 1,
): Slices<number[][]> {
  const confusion = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  yield* inPieces(truth.length, Math.ceil(PIECE / 2 / numbers), (from, to) => {
    for (let j = from; j < to; j++) confusion[truth[j]!]![said(j)]! += weights ? weights[j]! : 1;
  });
  return confusion;
}

/** @param total what all examples count */
export function accuracyOf(confusion: Confusion, total: number): number {
  return confusion.reduce((sum, row, c) => sum + row[c]!, 0) / total;
}

/** Mean recall of the classes of which there are examples. */
export function balancedAccuracyOf(scores: readonly ClassScores[]): number {
  const known = scores.filter(({ support }) => support > 0);
  return mean(known.map(({ recall }) => recall));
}

/** Precision, recall and F1 of each class (van Rijsbergen 1979). */
export function* classScores(confusion: Confusion): Slices<ClassScores[]> {
  const scores: ClassScores[] = [];
  for (const [c, row] of confusion.entries()) {
    const found = row[c]!;
    const support = sumOf(row);
    const said = sumOf(confusion.map((r) => r[c]!));
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

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}

export function mean(numbers: readonly number[]): number {
  return sumOf(numbers) / numbers.length;
}

/**
 * Brier's score (Brier 1950): the mean squared error of probabilities. Of two classes that of the second one's, as
 * scikit-learn's `brier_score_loss`, which is the same for either; of several classes the sum over them, as Brier has
 * it, which of two would be twice as much.
 *
 * @param p probabilities: one of each example, or one of each class, example by example
 * @param truth the number of each example's class
 */
export function* brier(p: FloatArray, truth: ArrayLike<number>, weights: Weights): Slices<number> {
  const m = truth.length;
  const n = p.length / m;
  let sum = 0;
  yield* inPieces(m, Math.ceil(PIECE / n), (from, to) => {
    for (let j = from; j < to; j++) {
      let squares = 0;
      for (let c = 0; c < n; c++) {
        const error = p[j * n + c]! - (n === 1 ? truth[j]! : truth[j] === c ? 1 : 0);
        squares += error * error;
      }
      sum += weights ? weights[j]! * squares : squares;
    }
  });
  return sum / (yield* totalWeight(weights, m));
}

/** Scores of predicted values against true ones. */
export function* valueScores(
  p: ArrayLike<number>,
  y: ArrayLike<number>,
  weights: Weights = null,
): Slices<ValueScores> {
  const m = y.length;
  const total = yield* totalWeight(weights, m);
  const weightOf = (j: number): number => (weights ? weights[j]! : 1);
  let [middle, squares, distances, spread, first, constant] = [0, 0, 0, 0, NaN, true];
  yield* inPieces(m, PIECE, (from, to) => {
    for (let j = from; j < to; j++) {
      const weight = weightOf(j);
      if (weight === 0) continue;
      if (Number.isNaN(first)) first = y[j]!;
      middle += (weight * y[j]!) / total;
      if (y[j] !== first) constant = false;
    }
  });
  yield* inPieces(m, PIECE, (from, to) => {
    for (let j = from; j < to; j++) {
      const [weight, error, distance] = [weightOf(j), y[j]! - p[j]!, y[j]! - middle];
      squares += weight * (error * error);
      distances += weight * Math.abs(error);
      spread += weight * (distance * distance);
    }
  });
  const r2 = constant ? (squares === 0 ? 1 : 0) : 1 - squares / spread;
  const mse = squares / total;
  return { mse, rmse: Math.sqrt(mse), mae: distances / total, r2 };
}
