import { nothingMore, readOptions } from '../base/checks.js';
import { wrongShape } from '../base/errors.js';
import { checkMatrix, type Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import type { Row } from '../base/rows.js';
import { weightsOption } from '../data/beside.js';

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
