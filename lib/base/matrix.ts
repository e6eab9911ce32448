import { brand } from './brand.js';
import { flag, nothingMore, readOptions, wholeNumber } from './checks.js';
import { dtypeOf, dtypeOption, isFloatArray, zeros, type DType, type FloatArray } from './dtype.js';
import { combined, held, mapped, sums, total } from './elementwise.js';
import { DenselyError, invalid, show, wrongShape } from './errors.js';
import { firstNotFinite } from './finite.js';
import {
  copyInto,
  holds,
  isRowByRow,
  numberAt,
  rowByRow,
  shape,
  turned,
  type Placement,
} from './placement.js';
import { corner, printable, shortNumber } from './printed.js';
import { fillRows, listLength, rowLength, type Row } from './rows.js';
import { plain } from './typed-array.js';

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

/** `data` as each matrix's own: what copies or compares objects by their properties finds the numbers there. */
let ownData: PropertyDescriptor;

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
 *
 * // What structuredClone and postMessage make of one is an object; this is a Matrix again.
 * const { data, rows, cols } = structuredClone(X);
 * console.log(Matrix.of(data, rows, cols).at(1, 2)); // 6
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
    Object.defineProperty(this, 'data', ownData);
    Object.freeze(this);
  }

  static {
    brand('Matrix', this.prototype);
    printable(this.prototype);
    ownData = {
      ...Object.getOwnPropertyDescriptor(this.prototype, 'data'),
      enumerable: true,
    };
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
    nothingMore('Matrix.from()', arguments, 2);
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
    nothingMore('Matrix.of()', arguments, 3);
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

  /** Rows and columns. */
  get shape(): [rows: number, cols: number] {
    return [this.rows, this.cols];
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
    nothingMore('toArray()', arguments, 0);
    const data = this.data;
    return Array.from({ length: this.rows }, (_, r) =>
      Array.from(data.subarray(r * this.cols, (r + 1) * this.cols)),
    );
  }

  /**
   * f of every number, as a new matrix of this dtype.
   * @throws `ERR_DATA` where f gives no number
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
   * console.log(Matrix.from([[0, 1000]]).map(sigmoid).toArray()); // [ [ 0.5, 1 ] ]
   */
  map(f: (value: number) => number): Matrix {
    nothingMore('map()', arguments, 1);
    checkMatrix('matrix', this);
    if (typeof f !== 'function') throw invalid('f', f, 'a function of a number');
    const number = (value: number, i: number): number => {
      const result: unknown = f(value);
      if (typeof result === 'number') return result;
      const place = `row ${Math.floor(i / this.cols)}, column ${i % this.cols}`;
      const got = `of ${value} in ${place} it gave ${show(result)}`;
      throw new DenselyError('ERR_DATA', 'f', `f must give a number, but ${got}.`);
    };
    return Matrix.of(mapped(this.#of, number), this.rows, this.cols);
  }

  /**
   * The sum, number by number, with a matrix of this shape and dtype, with a column (rows, 1) or a row
   * (1, cols) at every place, or with a number, rounded to this dtype.
   * @throws `ERR_SHAPE` for other shapes, `ERR_DTYPE` where the two differ
   *
   * @example
   * import { Matrix, matmul } from 'densely';
   *
   * const [W, b] = [Matrix.from([[1, 0], [0, 2]]), Matrix.from([[10], [20]])];
   * const X = Matrix.from([[1, 2, 3], [4, 5, 6]]);
   * console.log(matmul(W, X).plus(b).toArray()); // [ [ 11, 12, 13 ], [ 28, 30, 32 ] ]
   */
  plus(other: Matrix | number): Matrix {
    nothingMore('plus()', arguments, 1);
    return this.#with(other, (a, b) => a + b);
  }

  /**
   * The difference, number by number: see {@link Matrix.plus}.
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * console.log(Matrix.from([[5, 6]]).minus(Matrix.from([[1, 4]])).toArray()); // [ [ 4, 2 ] ]
   */
  minus(other: Matrix | number): Matrix {
    nothingMore('minus()', arguments, 1);
    return this.#with(other, (a, b) => a - b);
  }

  /**
   * The product, number by number: see {@link Matrix.plus}. The product of matrices is `matmul`.
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * const A = Matrix.from([[1, 2], [3, 4]]);
   * console.log(A.times(A).toArray(), A.times(0.5).at(1, 0)); // [ [ 1, 4 ], [ 9, 16 ] ] 1.5
   */
  times(other: Matrix | number): Matrix {
    nothingMore('times()', arguments, 1);
    return this.#with(other, (a, b) => a * b);
  }

  #with(other: unknown, operation: (a: number, b: number) => number): Matrix {
    checkMatrix('matrix', this);
    const partner = typeof other === 'number' ? held(other, this.dtype) : partnerOf(this, other);
    return Matrix.of(combined(this.#of, partner, operation), this.rows, this.cols);
  }

  /**
   * The sum of all numbers; with `axis: 0` over the rows, one sum for each column, with `axis: 1` over the
   * columns, one for each row, as NumPy counts them. Sums are float64, in ascending order one number after
   * the other, and stay so unless `keepdims: true` makes them a matrix of this dtype: (1, cols), (rows, 1),
   * without an axis (1, 1).
   * @throws `ERR_OPTION` for another axis or option
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * const dZ = Matrix.from([[1, 2, 3], [4, 5, 6]]);
   * console.log(dZ.sum(), dZ.sum({ axis: 0 }).join()); // 21 5,7,9
   * console.log(dZ.sum({ axis: 1, keepdims: true }).toArray()); // [ [ 6 ], [ 15 ] ]
   */
  sum(options?: { readonly axis?: undefined; readonly keepdims?: false | undefined }): number;
  sum(options: { readonly axis: 0 | 1; readonly keepdims?: false | undefined }): Float64Array;
  sum(options: { readonly axis?: 0 | 1 | undefined; readonly keepdims: true }): Matrix;
  sum(options?: unknown): number | Float64Array | Matrix {
    nothingMore('sum()', arguments, 1);
    const { axis, keepdims = false } = readOptions('options', options, ['axis', 'keepdims']);
    if (axis !== undefined && axis !== 0 && axis !== 1)
      throw invalid('axis', axis, '0 (a sum for each column) or 1 (a sum for each row)');
    const kept = flag('keepdims', keepdims);
    checkMatrix('matrix', this);
    if (axis === undefined && !kept) return total(this.#of);
    const found = axis === undefined ? Float64Array.of(total(this.#of)) : sums(this.#of, axis);
    if (!kept) return found;
    const numbers = zeros(this.dtype, found.length);
    numbers.set(found);
    const row = Matrix.of(numbers, 1, found.length);
    return axis === 1 ? row.T : row;
  }

  /**
   * {@link Matrix.toArray} for JSON.stringify: {@link Matrix.from} reads back the same numbers, where it is
   * given the dtype (of −0 JSON keeps 0).
   * @throws `ERR_DATA` for NaN and infinities, which JSON does not have
   *
   * @example
   * import { Matrix } from 'densely';
   *
   * const text = JSON.stringify(Matrix.from([[1, 0.1]]));
   * console.log(text, Matrix.from(JSON.parse(text)).at(0, 1)); // [[1,0.1]] 0.1
   */
  toJSON(): number[][] {
    const { data, cols } = this;
    const wrong = firstNotFinite(data);
    if (wrong < 0) return this.toArray();
    throw new DenselyError(
      'ERR_DATA',
      'matrix',
      `matrix row ${Math.floor(wrong / cols)}, column ${wrong % cols} is ${data[wrong]}, which JSON would make null of: send its data, or structuredClone of it.`,
    );
  }

  /**
   * Its shape, dtype and the corner of its numbers, as console.log shows it too.
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.flower().X.toString());
   * // Matrix (2, 400), float64
   * //   1.2044  0.15871  0.095247  0.34918  0.69415  …
   * //   3.5761  -1.4822     -1.28  -2.0644   2.8891  …
   */
  toString(): string {
    if (!isMatrix(this)) return Object.prototype.toString.call(this);
    const [of, { rows, cols }] = [this.#of, this];
    const head = `Matrix ${shape(this)}, ${this.dtype}`;
    if (!holds(of)) return `${head}, on a buffer that was transferred or resized`;
    return `${head}\n${corner(rows, cols, (r, c) => shortNumber(numberAt(of, r, c)))}`;
  }
}

/** What is combined with a matrix number by number: of its shape, or a column or row of it. */
function partnerOf(m: Matrix, other: unknown): Placement {
  if (!isMatrix(other)) throw invalid('other', other, 'a Matrix or a number', 'ERR_DATA');
  const { rows, cols } = checkMatrix('other', other);
  checkDType('other', other, m.dtype, 'the matrix');
  const [column, row] = [rows === m.rows && cols === 1, rows === 1 && cols === m.cols];
  if (column || row || (rows === m.rows && cols === m.cols)) return placementOf(other);
  const allowed = `${shape(m)} as the matrix is, a column (${m.rows}, 1) or a row (1, ${m.cols})`;
  const product = m.cols === rows ? ' (the product of matrices is matmul(A, B))' : '';
  throw wrongShape('other', shape(other) + product, allowed);
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
  const of = placementOf(value);
  if (holds(of)) return value;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} is a view of ${shape(value)} on a buffer that now holds ${of.storage.length} numbers: it was transferred or resized. Pass a copy.`,
  );
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
