// What the verbs read from their arguments: matrices that fit a network.
import type { DType } from '../base/dtype.js';
import { checkDType, checkMatrix, wrongMatrix, type Matrix } from '../base/matrix.js';

export function checkInput(argument: string, X: unknown, rows: number, dtype: DType): Matrix {
  const m = checkMatrix(argument, X);
  if (m.rows !== rows)
    throw wrongMatrix(
      argument,
      m,
      `(${rows}, m): one row per input, one column per example`,
      m.cols === rows,
    );
  checkDType(argument, m, dtype, 'the network');
  return m;
}

export function checkTogether(X: unknown, Y: unknown, names: [string, string] = ['X', 'Y']): void {
  const [x, y] = [checkMatrix(names[0], X), checkMatrix(names[1], Y)];
  if (x.cols === y.cols) return;
  const allowed = `(n_y, ${x.cols}): ${names[0]} has ${x.cols} examples`;
  throw wrongMatrix(names[1], y, allowed, y.rows === x.cols);
}
