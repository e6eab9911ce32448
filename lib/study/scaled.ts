import { zeros } from '../base/dtype.js';
import { Matrix } from '../base/matrix.js';
import { atOnce } from '../base/slices.js';
import { notFinite, scaleMatrix, type Scaler } from '../data/scaler.js';
import type { NetworkSpec } from '../network/spec.js';

/**
 * Columns of a table, (n, m), as a model's network takes them.
 * @throws `ERR_DATA` for numbers that are not finite in the network's dtype
 */
export function scaled(
  scaler: Scaler | null,
  from: Matrix,
  { dtype }: NetworkSpec,
  names: readonly string[],
): Matrix {
  const to = Matrix.of(zeros(dtype, from.rows * from.cols), from.rows, from.cols);
  const wrong = atOnce(scaleMatrix(scaler, from, to));
  if (wrong >= 0) throw notFinite(scaler, from, wrong, dtype, names);
  return to;
}
