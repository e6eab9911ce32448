import { wholeNumber } from './checks.js';
import {
  dtypeOf,
  dtypeOption,
  isFloatArray,
  roundTo,
  zeros,
  type DType,
  type FloatArray,
} from './dtype.js';
import { DenselyError, invalid, show, wrongShape } from './errors.js';

/**
 * ONE example: its numbers in the order of the features.
 *
 * @example
 * import { Dataset, type Row } from 'densely';
 *
 * const rows: Row[] = [[5.1, 3.5], Float32Array.of(4.9, 3)];
 * console.log(Dataset.from(rows, ['tall', 'short']).size); // 2
 */
export type Row = ArrayLike<number>;

/**
 * A two-dimensional view over one Float32Array or Float64Array, in the course's notation: features
 * by examples for data, units by inputs for weights. Element (r, c) lies at
 * `storage[r * rowStride + c * colStride]`, so a transpose costs nothing.
 *
 * @example
 * import { Matrix } from 'densely';
 *
 * // Three examples of two features.
 * const X = Matrix.from([
 *   [1, 2, 3],
 *   [4, 5, 6],
 * ]);
 * console.log(X.rows, X.cols, X.at(1, 2)); // 2 3 6
 * console.log(X.T.toArray()); // [ [ 1, 4 ], [ 2, 5 ], [ 3, 6 ] ]
 */
export class Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly cols: number;
  /** The numbers under the view, in whatever order the strides say. */
  readonly storage: FloatArray;
  /** From one row to the next, in numbers of the storage. */
  readonly rowStride: number;
  /** From one column to the next, in numbers of the storage. */
  readonly colStride: number;

  private constructor(
    storage: FloatArray,
    rows: number,
    cols: number,
    rowStride: number,
    colStride: number,
  ) {
    this.storage = storage;
    this.rows = rows;
    this.cols = cols;
    this.rowStride = rowStride;
    this.colStride = colStride;
  }

  /**
   * A matrix of lists of numbers, one list per matrix row (copied).
   * @throws `ERR_DATA` for ragged rows, holes and values that are not finite numbers, with row and column.
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * console.log(Matrix.from([[1, 2, 3]], 'float32').dtype); // float32
   */
  static from(rows: readonly Row[], dtype: DType = 'float64'): Matrix {
    dtypeOption('dtype', dtype);
    const [m, n] = [listLength('rows', rows), rowLength('rows', rows)];
    const storage = zeros(dtype, m * n);
    fillRows('rows', rows, n, storage);
    return new Matrix(storage, m, n, n, 1);
  }

  /**
   * A view (no copy) of `rows * cols` numbers that lie row by row in `data`.
   * @throws `ERR_DTYPE` when `data` is not a Float32Array or Float64Array, `ERR_SHAPE` when its length differs.
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * const numbers = Float64Array.of(1, 2, 3, 4, 5, 6);
   * const A = Matrix.of(numbers, 2, 3);
   * numbers[0] = 9;
   * console.log(A.toArray()); // [ [ 9, 2, 3 ], [ 4, 5, 6 ] ]
   */
  static of(data: FloatArray, rows: number, cols: number): Matrix {
    if (!isFloatArray(data))
      throw invalid('data', data, 'a Float32Array or Float64Array', 'ERR_DTYPE');
    wholeNumber('rows', rows, 1, 2 ** 31 - 1, 'ERR_SHAPE');
    wholeNumber('cols', cols, 1, 2 ** 31 - 1, 'ERR_SHAPE');
    if (data.length !== rows * cols) {
      throw wrongShape(
        'data',
        `${data.length} numbers`,
        `${rows} x ${cols} = ${rows * cols} numbers long`,
      );
    }
    return new Matrix(data, rows, cols, cols, 1);
  }

  /** What the numbers are. */
  get dtype(): DType {
    return dtypeOf(this.storage);
  }

  /** The transpose: a view on the same numbers. */
  get T(): Matrix {
    return new Matrix(this.storage, this.cols, this.rows, this.colStride, this.rowStride);
  }

  /** @internal `count` columns from `first` on: a view on the same numbers. */
  columns(first: number, count: number): Matrix {
    const storage = this.storage.subarray(first * this.colStride);
    return new Matrix(storage, this.rows, count, this.rowStride, this.colStride);
  }

  /** Exactly `rows * cols` numbers, row by row, whatever the strides: the storage itself where it is so, else a copy. */
  get data(): FloatArray {
    checkMatrix('matrix', this);
    const length = this.rows * this.cols;
    if (this.colStride === 1 && this.rowStride === this.cols && this.storage.length === length)
      return this.storage;
    const out = zeros(this.dtype, length);
    for (let r = 0, o = 0; r < this.rows; r++) {
      for (let c = 0, i = r * this.rowStride; c < this.cols; c++, i += this.colStride)
        out[o++] = this.storage[i]!;
    }
    return out;
  }

  /**
   * The number in row `r`, column `c`, both counted from 0.
   *
   * @throws `ERR_SHAPE` for a row or column that is not there
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * console.log(Matrix.from([[1, 2], [3, 4]]).at(1, 0)); // 3
   */
  at(r: number, c: number): number {
    wholeNumber('r', r, 0, this.rows - 1, 'ERR_SHAPE');
    wholeNumber('c', c, 0, this.cols - 1, 'ERR_SHAPE');
    checkMatrix('matrix', this);
    return this.storage[r * this.rowStride + c * this.colStride]!;
  }

  /**
   * The numbers as lists, one per row (copied).
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * console.log(Matrix.of(Float32Array.of(1, 2), 2, 1).toArray()); // [ [ 1 ], [ 2 ] ]
   */
  toArray(): number[][] {
    const data = this.data;
    return Array.from({ length: this.rows }, (_, r) =>
      Array.from(data.subarray(r * this.cols, (r + 1) * this.cols)),
    );
  }
}

/** Visits every number in the order in which they lie; of each row the columns in ascending order. */
export function eachNumber(m: Matrix, visit: (value: number, r: number, c: number) => void): void {
  const { rows, cols, storage, rowStride, colStride } = m;
  if (rowStride < colStride) {
    for (let c = 0; c < cols; c++) {
      for (let r = 0, i = c * colStride; r < rows; r++, i += rowStride) visit(storage[i]!, r, c);
    }
  } else {
    for (let r = 0; r < rows; r++) {
      for (let c = 0, i = r * rowStride; c < cols; c++, i += colStride) visit(storage[i]!, r, c);
    }
  }
}

/** "(2, 400)", as the course writes shapes. */
export function shape(m: { readonly rows: number; readonly cols: number }): string {
  return `(${m.rows}, ${m.cols})`;
}

/** A Matrix whose storage still holds what the view says (a transferred buffer has length 0). */
export function checkMatrix(argument: string, value: unknown): Matrix {
  if (!(value instanceof Matrix))
    throw invalid(argument, value, 'a Matrix (see Matrix.from, Matrix.of)', 'ERR_DATA');
  const last = (value.rows - 1) * value.rowStride + (value.cols - 1) * value.colStride;
  if (last >= value.storage.length) {
    throw new DenselyError(
      'ERR_DATA',
      argument,
      `${argument} is a view of ${shape(value)} on a buffer that now holds ${value.storage.length} numbers: it was transferred or resized. Pass a copy.`,
    );
  }
  return value;
}

/** A Matrix with the given dtype, else `ERR_DTYPE`. */
export function checkDType(argument: string, m: Matrix, dtype: DType, as: string): void {
  if (m.dtype === dtype) return;
  throw new DenselyError(
    'ERR_DTYPE',
    argument,
    `${argument} is ${m.dtype} but ${as} is ${dtype}: make both the same, for example Matrix.from(rows, '${dtype}').`,
  );
}

export function listLength(argument: string, rows: unknown): number {
  if (!Array.isArray(rows)) throw invalid(argument, rows, 'a list of rows of numbers', 'ERR_DATA');
  if (rows.length === 0) throw invalid(argument, rows, 'a list of at least one row', 'ERR_DATA');
  return rows.length;
}

/** Length of the first row; the others are compared with it while they are copied. */
export function rowLength(argument: string, rows: readonly unknown[]): number {
  const n = isRow(rows[0]) ? rows[0].length : 0;
  if (n > 0) return n;
  throw invalid(
    `${argument}[0]`,
    rows[0],
    'a row: an array or typed array of at least one number',
    'ERR_DATA',
  );
}

export function isRow(value: unknown): value is Row {
  return (
    Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigIntArray(value))
  );
}

function isBigIntArray(value: unknown): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

/** Copies rows of `n` finite numbers one behind another into `out`. */
export function fillRows(
  argument: string,
  rows: readonly unknown[],
  n: number,
  out: FloatArray,
  names?: readonly string[],
): void {
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r];
    if (!isRow(row)) throw invalid(`${argument}[${r}]`, row, `a row of ${n} numbers`, 'ERR_DATA');
    if (row.length !== n) {
      throw new DenselyError(
        'ERR_DATA',
        argument,
        `${argument}[${r}] has ${row.length} numbers, but ${argument}[0] has ${n}: all rows must have the same length.`,
      );
    }
    for (let c = 0; c < n; c++) out[r * n + c] = finiteIn(out, argument, row[c], r, c, names);
  }
}

/** A finite number that stays one when it is stored in `out`. */
export function finiteIn(
  out: FloatArray,
  argument: string,
  value: unknown,
  r: number,
  c: number,
  names?: readonly string[],
): number {
  const number = finite(argument, value, r, c, names);
  if (Number.isFinite(roundTo(dtypeOf(out), number))) return number;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${place(argument, r, c, names)} is ${number}, which float32 cannot hold: scale that feature, or use float64.`,
  );
}

/** @param names of the columns, where they have some */
export function finite(
  argument: string,
  value: unknown,
  r: number,
  c: number,
  names?: readonly string[],
): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const advice =
    typeof value === 'string' || typeof value === 'boolean'
      ? 'Turn that column into numbers first (for example one column of 0 and 1 per value).'
      : 'Drop or fill that row.';
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${place(argument, r, c, names)} is ${show(value)}; every value must be a finite number. ${advice}`,
  );
}

function place(argument: string, r: number, c: number, names?: readonly string[]): string {
  const name = names?.[c];
  return `${argument} row ${r}, column ${c}${name === undefined ? '' : ` (${show(name)})`}`;
}
