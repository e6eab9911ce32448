import { checkMatrix, shape, type Matrix } from '../base/matrix.js';
import { wrongShape } from '../base/errors.js';

/**
 * The share of predictions that are right, in percent: the exercise's (Y·P + (1−Y)·(1−P)) / m for
 * labels 0 and 1, and the same share for any labels.
 *
 * @param P (1, m) predicted labels
 * @param Y (1, m) true labels
 */
function accuracy(P: Matrix, Y: Matrix): number {
  checkMatrix('P', P);
  checkMatrix('Y', Y);
  if (P.rows !== Y.rows || P.cols !== Y.cols)
    throw wrongShape('P', shape(P), `${shape(Y)}, the shape of Y`);
  const [p, y] = [P.data, Y.data];
  return share(p.length, (i) => p[i] === y[i]);
}

/** Percentage of the numbers 0 … n−1 for which `right` holds. */
export function share(n: number, right: (i: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (right(i)) count++;
  return (count / n) * 100;
}

/** Measures of predictions. */
export const metrics: { readonly accuracy: typeof accuracy } = { accuracy };
