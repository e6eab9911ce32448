import { nothingMore, readOptions } from '../base/checks.js';
import { wrongShape } from '../base/errors.js';
import { checkMatrix, type Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import type { Row } from '../base/rows.js';
import { weightsOption } from '../data/beside.js';

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

interface Measures {
  /**
   * The share of predictions that are right, 0 … 1: the exercise's (Y·P + (1−Y)·(1−P)) / m for labels 0
   * and 1, and the same share for any labels.
   *
   * @param P (1, m) predicted labels
   * @param Y (1, m) true labels
   * @param options `weights`: what each example counts, m numbers from 0 on; each counts 1 where they are left out
   * @throws `ERR_SHAPE` when the two differ in shape, or for another number of weights
   * @throws `ERR_DATA` for a weight that is no finite number from 0 on, or where all are 0
   *
   * @example
   * import { Matrix, metrics } from 'densely';
   *
   * const [P, Y] = [Matrix.from([[1, 0, 1, 1]]), Matrix.from([[1, 0, 0, 1]])];
   * console.log(metrics.accuracy(P, Y)); // 0.75
   * console.log(metrics.accuracy(P, Y, { weights: [1, 1, 2, 1] })); // 0.6
   */
  accuracy(P: Matrix, Y: Matrix, options?: { readonly weights?: Row | undefined }): number;
}

function accuracy(P: Matrix, Y: Matrix, options?: { readonly weights?: Row | undefined }): number {
  nothingMore('accuracy()', arguments, 3);
  checkMatrix('P', P);
  checkMatrix('Y', Y);
  if (P.rows !== Y.rows || P.cols !== Y.cols)
    throw wrongShape('P', shape(P), `${shape(Y)}, the shape of Y`);
  const said = readOptions('options', options, ['weights']);
  const weightOf = said.weights === undefined ? () => 1 : weightsOption(said.weights, P.cols);
  const [p, y] = [P.data, Y.data];
  let [right, total] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    const weight = weightOf(i % P.cols);
    total += weight;
    if (p[i] === y[i]) right += weight;
  }
  return right / total;
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
