import { placementOf, type Matrix } from '../../base/matrix.js';
import { numberAt } from '../../base/placement.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { PIECE } from './outline.js';

/** Row j of a matrix, as a copy. */
export function* rowOf(X: Matrix, j: number): Slices<Float64Array> {
  const place = placementOf(X);
  const row = new Float64Array(X.cols);
  yield* inPieces(row.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) row[i] = numberAt(place, j, i);
  });
  return row;
}

/** The sum of n terms, one after the other. */
export function* summed(n: number, term: (i: number) => number): Slices<number> {
  let sum = 0;
  yield* inPieces(n, PIECE, (from, to) => {
    for (let i = from; i < to; i++) sum += term(i);
  });
  return sum;
}
