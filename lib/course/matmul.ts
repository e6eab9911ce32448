import { nothingMore } from '../base/checks.js';
import { DenselyError } from '../base/errors.js';
import { checkDType, checkMatrix, Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import { currentBackend } from '../backend/select.js';

/**
 * A·B, (M, K) times (K, N) gives (M, N). Both of one dtype; views such as `.T` cost no copy.
 * @throws `ERR_SHAPE` when A's columns are not as many as B's rows, `ERR_DTYPE` when the two differ
 *
 * @example
 * import { Matrix, matmul } from 'densely';
 *
 * const A = Matrix.from([[1, 2], [3, 4]]);
 * console.log(matmul(A, A.T).toArray()); // [ [ 5, 11 ], [ 11, 25 ] ]
 */
export function matmul(A: Matrix, B: Matrix): Matrix {
  nothingMore('matmul()', arguments, 2);
  checkMatrix('A', A);
  checkMatrix('B', B);
  checkDType('B', B, A.dtype, 'A');
  if (A.cols !== B.rows) throw unfit(A, B);
  return Matrix.of(currentBackend().matmul(A, B), A.rows, B.cols);
}

function unfit(A: Matrix, B: Matrix): DenselyError {
  const products = [
    { text: 'matmul(A, B.T)', fits: A.cols === B.cols, rows: A.rows, cols: B.rows },
    { text: 'matmul(A.T, B)', fits: A.rows === B.rows, rows: A.cols, cols: B.cols },
  ].filter(({ fits }) => fits);
  const hints = products.map((product) => `${product.text} gives ${shape(product)}`);
  return new DenselyError(
    'ERR_SHAPE',
    'B',
    `B must be (${A.cols}, N): A is ${shape(A)}, not ${shape(B)}.${hints.length > 0 ? ` ${hints.join(', ')}.` : ''}`,
  );
}
