// A model whose numbers are all i, 1 KB to 4 MB by turns, and what a file of one says.
import { Matrix, Model } from '../../../dist/index.js';

const UNITS = [1, 720, 40, 500, 8, 720, 200, 2];

export function counting(i) {
  const n = UNITS[i % UNITS.length];
  const matrix = (rows, cols) => Matrix.of(new Float64Array(rows * cols).fill(i), rows, cols);
  const parameters = { W1: matrix(n, n), b1: matrix(n, 1), W2: matrix(1, n), b2: matrix(1, 1) };
  return Model.from(parameters);
}

/** The one number of all parameters; NaN where they differ. */
export async function counted(path) {
  const matrices = Object.values((await Model.load(path)).parameters);
  const first = matrices[0].data[0];
  return matrices.every(({ data }) => data.every((v) => v === first)) ? first : NaN;
}
