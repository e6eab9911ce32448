import { wholeNumber } from '../base/checks.js';
import { sharedZeros, type DType } from '../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../base/errors.js';
import { checkMatrix, fillRows, finiteIn, listLength, Matrix, rowLength } from '../base/matrix.js';

/**
 * A table of another library: examples by columns. Either `shape` ([m] or [m, n]) with flat numbers
 * in `data` (and perhaps `stride`, `offset`: scijs), in `dataSync()` (TensorFlow.js) or in `values`
 * (flat or nested: Danfo.js); or `rows`, `columns` and `to1DArray()` (ml-matrix).
 *
 * @example
 * import { Dataset, type ShapedArray } from 'densely';
 *
 * const table: ShapedArray = { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };
 * const data = Dataset.from(table, ['no', 'yes']);
 * console.log(data.X.toArray()); // [ [ 1, 4 ], [ 2, 5 ], [ 3, 6 ] ]
 */
export interface ShapedArray {
  /** Examples, or examples and columns. */
  readonly shape: readonly number[];
  /** Example by example, where there is no `stride`. */
  readonly data?: ArrayLike<number>;
}

/**
 * Examples as they may come: rows, a Matrix (n_x, m), or a table with a shape (m, n_x).
 * @param names of the features for refusals, not checked yet
 */
export function readExamples(examples: unknown, dtype: DType, names: unknown): Matrix {
  if (examples instanceof Matrix) return copyMatrix('examples', examples, dtype);
  const columns = Array.isArray(names) ? (names as string[]) : undefined;
  const table = tableOf('examples', examples, columns);
  if (table) return copyMatrix('examples', table, dtype);
  const m = listLength('examples', examples);
  const rows = examples as readonly unknown[];
  const n = rowLength('examples', rows);
  const storage = sharedZeros(dtype, m * n);
  fillRows('examples', rows, n, storage, columns);
  return Matrix.of(storage, m, n).T;
}

/** A copy in shared memory whose numbers are all finite. */
export function copyMatrix(argument: string, m: Matrix, dtype: DType): Matrix {
  const { rows, cols, data } = checkMatrix(argument, m);
  const storage = sharedZeros(dtype, rows * cols);
  for (let i = 0; i < data.length; i++) {
    storage[i] = data[i]!;
    if (!Number.isFinite(storage[i]))
      finiteIn(storage, argument, data[i], Math.floor(i / cols), i % cols);
  }
  return Matrix.of(storage, rows, cols);
}

/** What a value with a shape says of itself. */
interface Layout {
  readonly shape: readonly unknown[];
  readonly numbers: unknown;
  readonly stride?: unknown;
  readonly offset?: unknown;
}

/** A table with a shape as a Matrix (columns, m); nothing where the value has no shape. */
export function tableOf(
  argument: string,
  value: unknown,
  names?: readonly string[],
): Matrix | undefined {
  const layout = layoutOf(value);
  if (!layout) return undefined;
  const [m, n] = sizesOf(argument, layout.shape);
  const at = readerOf(argument, layout, m, n);
  const out = new Float64Array(m * n);
  for (let i = 0, o = 0; i < m; i++) {
    for (let j = 0; j < n; j++) out[o++] = finiteIn(out, argument, at(i, j), i, j, names);
  }
  return Matrix.of(out, m, n).T;
}

function layoutOf(value: unknown): Layout | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const v = value as Record<string, unknown>;
  if (Array.isArray(v.shape)) {
    const { data, values, stride, offset } = v;
    const numbers = typeof v.dataSync === 'function' ? (v.dataSync as () => unknown)() : data;
    return { shape: v.shape as unknown[], numbers: numbers ?? values, stride, offset };
  }
  if (typeof v.to1DArray === 'function')
    return { shape: [v.rows, v.columns], numbers: (v.to1DArray as () => unknown)() };
  return undefined;
}

function sizesOf(argument: string, shape: readonly unknown[]): [m: number, n: number] {
  const [m, n = 1] = shape;
  const whole = [m, n].every((size) => Number.isInteger(size) && (size as number) > 0);
  if (whole && shape.length <= 2) return [m as number, n as number];
  throw wrongShape(
    `${argument}.shape`,
    show(shape),
    '[examples] or [examples, columns], each at least 1',
  );
}

function readerOf(
  argument: string,
  { numbers, stride, offset = 0 }: Layout,
  m: number,
  n: number,
): (i: number, j: number) => unknown {
  if (Array.isArray(numbers) && Array.isArray(numbers[0]))
    return (i, j) => (numbers[i] as unknown[] | undefined)?.[j];
  if (!isFlat(numbers)) {
    throw invalid(
      argument,
      numbers,
      'a table with its numbers in data, values or dataSync()',
      'ERR_DATA',
    );
  }
  const [down, right] = stride === undefined ? [n, 1] : stridesOf(argument, stride);
  const first = wholeNumber(`${argument}.offset`, offset, 0, 2 ** 52, 'ERR_SHAPE');
  const ends = [0, (m - 1) * down].flatMap((i) => [first + i, first + i + (n - 1) * right]);
  const whole = stride !== undefined || numbers.length === m * n;
  if (whole && Math.min(...ends) >= 0 && Math.max(...ends) < numbers.length)
    return (i, j) => numbers[first + i * down + j * right];
  throw new DenselyError(
    'ERR_SHAPE',
    argument,
    `${argument} has ${numbers.length} numbers, which is not what its shape [${m}, ${n}] says (${m * n}), or its stride and offset lead outside.`,
  );
}

function stridesOf(argument: string, stride: unknown): [down: number, right: number] {
  const list = Array.isArray(stride) ? (stride as unknown[]) : [];
  const [down, right = 1] = list;
  if (Number.isInteger(down) && Number.isInteger(right)) return [down as number, right as number];
  throw invalid(`${argument}.stride`, stride, 'whole numbers, one per dimension', 'ERR_SHAPE');
}

function isFlat(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** The columns of `m` with the given numbers, as a new matrix in shared memory that lies as `m` does. */
export function pickColumns(m: Matrix, columns: ArrayLike<number>): Matrix {
  const { rows, storage, rowStride, colStride } = m;
  const [count, out] = [columns.length, sharedZeros(m.dtype, m.rows * columns.length)];
  if (rowStride === 1) {
    for (let j = 0; j < count; j++) {
      const from = columns[j]! * colStride;
      out.set(storage.subarray(from, from + rows), j * rows);
    }
    return Matrix.of(out, count, rows).T;
  }
  for (let r = 0, o = 0; r < rows; r++) {
    for (let j = 0; j < count; j++) out[o++] = storage[r * rowStride + columns[j]! * colStride]!;
  }
  return Matrix.of(out, rows, count);
}
