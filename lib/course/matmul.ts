import { wrongShape } from '../base/errors.js';
import { checkDType, checkMatrix, Matrix, shape } from '../base/matrix.js';
import { currentBackend } from '../backend/select.js';

/** A·B, (M, K) times (K, N). Both of one dtype; views such as `.T` cost no copy. */
export function matmul(A: Matrix, B: Matrix): Matrix {
  checkMatrix('A', A);
  checkMatrix('B', B);
  checkDType('B', B, A.dtype, 'A');
  if (A.cols !== B.rows) throw wrongShape('B', shape(B), `(${A.cols}, N): A is ${shape(A)}`);
  return Matrix.of(currentBackend().matmul(A, B), A.rows, B.cols);
}
