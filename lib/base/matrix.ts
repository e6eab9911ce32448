import { brand } from './brand.js';
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
import { lengthOf, plain, typedName } from './typed-array.js';
import { copyInto, isRowByRow, numberAt, rowByRow, turned, type Placement } from './placement.js';

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

/** How a Matrix lies in memory; of a dataset's matrix too, which nobody may write to. */
export let placementOf: (m: Matrix) => Placement;

/** A view on memory of any placement. */
export let placed: (of: Placement) => Matrix;

/** The same view, whose numbers are given out as copies only. */
export let sealed: (m: Matrix) => Matrix;

/** Are its numbers a dataset's, which nobody may write to? */
export let isSealed: (m: Matrix) => boolean;

/** Columns of the memory under a view by their numbers there, in that order; no copy. */
export let withColumns: (m: Matrix, columns: Uint32Array) => Matrix;

/** Rows likewise. */
export let withRows: (m: Matrix, rows: Uint32Array) => Matrix;

let isMatrix: (value: unknown) => value is Matrix;

/**
 * A two-dimensional view over one Float32Array or Float64Array, in the course's notation: features
 * by examples for data, units by inputs for weights. A transpose costs nothing. Frozen.
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
  readonly #of: Placement;
  /** Nobody may write to the numbers, so nobody gets hold of them. */
  readonly #sealed: boolean;

  private constructor(of: Placement, isSealed = false) {
    this.rows = of.rows;
    this.cols = of.cols;
    this.#of = of;
    this.#sealed = isSealed;
    Object.freeze(this);
  }

  static {
    brand('Matrix', this.prototype);
    placementOf = (m) => m.#of;
    placed = (of) => new Matrix(of);
    sealed = (m) => new Matrix(m.#of, true);
    isSealed = (m) => m.#sealed;
    withColumns = (m, columns) =>
      new Matrix({ ...m.#of, cols: columns.length, colOrder: columns }, m.#sealed);
    withRows = (m, rows) => new Matrix({ ...m.#of, rows: rows.length, rowOrder: rows }, m.#sealed);
    isMatrix = (value): value is Matrix =>
      typeof value === 'object' && value !== null && #of in value;
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
    return new Matrix(rowByRow(storage, m, n));
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
    const numbers = plain(data);
    if (numbers.length !== rows * cols) {
      throw wrongShape(
        'data',
        `${numbers.length} numbers`,
        `${rows} x ${cols} = ${rows * cols} numbers long`,
      );
    }
    return new Matrix(rowByRow(numbers, rows, cols));
  }

  /** What the numbers are. */
  get dtype(): DType {
    return dtypeOf(this.#of.storage);
  }

  /** The transpose: a view on the same numbers. */
  get T(): Matrix {
    return new Matrix(turned(this.#of), this.#sealed);
  }

  /**
   * Exactly `rows * cols` numbers, row by row, whatever the strides: the numbers under the view where
   * they lie so, else a copy; of a dataset's matrix always a copy.
   */
  get data(): FloatArray {
    checkMatrix('matrix', this);
    const [{ storage }, length] = [this.#of, this.rows * this.cols];
    if (!this.#sealed && isRowByRow(this.#of) && storage.length === length) return storage;
    const out = zeros(this.dtype, length);
    copyInto(this.#of, out);
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
    return numberAt(this.#of, r, c);
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

/** "(2, 400)", as the course writes shapes. */
export function shape(m: { readonly rows: number; readonly cols: number }): string {
  return `(${m.rows}, ${m.cols})`;
}

/** A matrix of the wrong shape, and whether its transpose would have the right one. */
export function wrongMatrix(
  argument: string,
  m: Matrix,
  allowed: string,
  transposeFits: boolean,
): DenselyError {
  const got = transposeFits ? `${shape(m)}; ${argument}.T has that shape` : shape(m);
  return wrongShape(argument, got, allowed);
}

/** A Matrix whose storage still holds what the view says (a transferred buffer has length 0). */
export function checkMatrix(argument: string, value: unknown): Matrix {
  if (!isMatrix(value))
    throw invalid(argument, value, 'a Matrix (see Matrix.from, Matrix.of)', 'ERR_DATA');
  const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = placementOf(value);
  // What has an order lies in memory that nobody can take away.
  const last = rowOrder || colOrder ? -1 : (rows - 1) * rowStride + (cols - 1) * colStride;
  if (last >= storage.length) {
    throw new DenselyError(
      'ERR_DATA',
      argument,
      `${argument} is a view of ${shape(value)} on a buffer that now holds ${storage.length} numbers: it was transferred or resized. Pass a copy.`,
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
export function rowLength(argument: string, rows: readonly unknown[], advice = ''): number {
  const n = isRow(rows[0]) ? sizeOf(rows[0]) : 0;
  if (n > 0) return n;
  throw invalid(
    `${argument}[0]`,
    rows[0],
    `a row: an array or typed array of at least one number${advice}`,
    'ERR_DATA',
  );
}

export function isRow(value: unknown): value is Row {
  if (Array.isArray(value)) return true;
  const name = typedName(value);
  return name !== undefined && !name.startsWith('Big');
}

/** How many numbers a row has; of a list it may be another answer each time. */
export function sizeOf(row: Row): number {
  return Array.isArray(row) ? row.length : lengthOf(row as FloatArray);
}

/** Copies rows of `n` finite numbers one behind another into `out`. */
export function fillRows(
  argument: string,
  rows: readonly unknown[],
  n: number,
  out: FloatArray,
  names?: readonly string[],
): void {
  for (let r = 0; r < out.length / n; r++) {
    const row = rows[r];
    if (!isRow(row)) throw noRow(argument, row, r, n);
    const size = sizeOf(row);
    if (size !== n) {
      throw new DenselyError(
        'ERR_DATA',
        argument,
        `${argument}[${r}] has ${size} numbers, but ${argument}[0] has ${n}: all rows must have the same length.`,
      );
    }
    fillRow(argument, row, n, r, out, names);
  }
}

/** What is no row of `n` numbers, where one should be. */
export function noRow(
  argument: string,
  value: unknown,
  r: number,
  n: number,
  advice = '',
): DenselyError {
  return invalid(`${argument}[${r}]`, value, `a row of ${n} numbers${advice}`, 'ERR_DATA');
}

/**
 * Copies row `r` of a table of rows of `n` numbers to its place in `out`. What lies there then is finite,
 * whoever writes to the row meanwhile.
 */
export function fillRow(
  argument: string,
  row: Row,
  n: number,
  r: number,
  out: FloatArray,
  names?: readonly string[],
): void {
  const at = r * n;
  if (Array.isArray(row) ? copyList(row, n, out, at) : copyTyped(row as FloatArray, n, out, at))
    return;
  for (let c = 0; c < n; c++) out[at + c] = finiteIn(out, argument, row[c], r, c, names);
}

/** Copies a list; false for what may not be a finite number (a sum of finite ones may be infinite). */
function copyList(row: readonly unknown[], n: number, out: FloatArray, at: number): boolean {
  let sum = 0;
  for (let c = 0; c < n; c++) {
    const value = row[c];
    // A text would be stored as the number that it reads as.
    if (typeof value !== 'number') return false;
    out[at + c] = value;
    sum += out[at + c]!;
  }
  return Number.isFinite(sum);
}

function copyTyped(row: FloatArray, n: number, out: FloatArray, at: number): boolean {
  out.set(row, at);
  let sum = 0;
  for (let i = at; i < at + n; i++) sum += out[i]!;
  return Number.isFinite(sum);
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
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${place(argument, r, c, names)} is ${show(value)}; every value must be a finite number. ${toNumber(value)}`,
  );
}

/** What to do with a value that is no finite number. */
function toNumber(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean')
    return 'Turn that column into numbers first (for example one column of 0 and 1 per value).';
  if (typeof value === 'bigint') return 'Number(value) makes a number of a bigint.';
  // Not by instanceof: jest and vm contexts have a Date of their own.
  if (Object.prototype.toString.call(value) === '[object Date]')
    return 'Turn that date into numbers first: value.getTime() / 86_400_000 for days, value.getMonth(), …';
  if (value === null || value === undefined || typeof value === 'number')
    return 'Drop or fill that row.';
  return 'Take numbers out of it first, or leave that column out.';
}

function place(argument: string, r: number, c: number, names?: readonly string[]): string {
  const name = names?.[c];
  return `${argument} row ${r}, column ${c}${name === undefined ? '' : ` (${show(name)})`}`;
}
