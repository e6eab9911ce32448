import { wrongShape } from '../base/errors.js';
import { checkDType, checkMatrix, Matrix, shape } from '../base/matrix.js';
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
  checkMatrix('A', A);
  checkMatrix('B', B);
  checkDType('B', B, A.dtype, 'A');
  if (A.cols !== B.rows) throw wrongShape('B', shape(B), `(${A.cols}, N): A is ${shape(A)}`);
  return Matrix.of(currentBackend().matmul(A, B), A.rows, B.cols);
}
