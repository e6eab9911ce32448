import { foreign } from '../base/brand.js';
import { flag, isRecord, wholeNumber } from '../base/checks.js';
import { sharedZeros, zeros, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../base/errors.js';
import { copyFinite, firstNotFinite, type NumberArray } from '../base/finite.js';
import { checkMatrix, Matrix, placed, placementOf } from '../base/matrix.js';
import { fillRows, finiteIn, isRow, listLength, noRow, rowLength, sizeOf } from '../base/rows.js';
import {
  copyInto,
  isRowByRow,
  numberAt,
  rowByRow,
  turned,
  type Placement,
} from '../base/placement.js';
import { plain, typedName } from '../base/typed-array.js';
import { frameOfMatrix } from './frame.js';
import { featureNames } from './names.js';
import type { SourceFeatures } from './source.js';

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

const RECORDS = ' (Dataset.fromRecords takes records)';

/**
 * Examples as they may come; where `holes` is true, of rows that may miss numbers.
 */
export function featuresOf(
  examples: unknown,
  dtype: DType,
  { features, holes }: { readonly features?: unknown; readonly holes?: unknown },
): SourceFeatures {
  return holes !== undefined && flag('holes', holes)
    ? rowsWithHoles(examples, dtype, features)
    : { X: readExamples(examples, dtype, features) };
}

/** Rows in which NaN, null and undefined are holes. */
function rowsWithHoles(examples: unknown, dtype: DType, features: unknown): SourceFeatures {
  const m = listLength('examples', examples);
  const rows = examples as readonly unknown[];
  const n = rowLength('examples', rows, isRecord(rows[0]) ? RECORDS : '');
  const storage = sharedZeros(dtype, m * n);
  const holes = new Set<number>();
  for (let j = 0; j < m; j++) {
    const row = rows[j];
    if (!isRow(row) || sizeOf(row) !== n) throw noRow('examples', row, j, n);
    for (let c = 0; c < n; c++) {
      const value: unknown = row[c];
      const isHole = value === null || value === undefined || Number.isNaN(value);
      storage[j * n + c] = isHole ? NaN : finiteIn(storage, 'examples', value, j, c);
      if (isHole) holes.add(c);
    }
  }
  const X = Matrix.of(storage, m, n).T;
  if (holes.size === 0) return { X };
  const frame = frameOfMatrix(X, featureNames(features, n).features);
  const columns = frame.columns.map((column, c) => ({ ...column, holes: holes.has(c) }));
  return { frame: { ...frame, columns } };
}

/**
 * Examples: rows, a Matrix (n_x, m), or a table with a shape (m, n_x).
 * @param names of the features for refusals, not checked yet
 */
function readExamples(examples: unknown, dtype: DType, names: unknown): Matrix {
  if (examples instanceof Matrix) return copyMatrix('examples', examples, dtype);
  const columns = Array.isArray(names) ? (names as string[]) : undefined;
  const table = tableOf('examples', examples, columns);
  if (table) return placed(turned(checkedCopy('examples', table, dtype, columns)));
  const m = listLength('examples', examples);
  const rows = examples as readonly unknown[];
  const n = rowLength('examples', rows, isRecord(rows[0]) ? RECORDS : '');
  const storage = sharedZeros(dtype, m * n);
  fillRows('examples', rows, n, storage, columns);
  return Matrix.of(storage, m, n).T;
}

/** A copy in shared memory, lying as `m` does, whose numbers are all finite. */
export function copyMatrix(argument: string, m: Matrix, dtype: DType): Matrix {
  return placed(checkedCopy(argument, placementOf(checkMatrix(argument, m)), dtype));
}

/** @param names of the columns, for refusals */
function checkedCopy(
  argument: string,
  of: Placement<NumberArray>,
  dtype: DType,
  names?: readonly string[],
): Placement {
  const storage = sharedZeros(dtype, of.rows * of.cols);
  const byColumns = of.rowStride < of.colStride;
  const lying = byColumns ? turned(of) : of;
  const copy = rowByRow(storage, lying.rows, lying.cols);
  // Where another thread writes, what is not finite may be so by now: then that is what is kept.
  for (let at = copyAll(lying, storage); at >= 0; at = firstNotFinite(storage, at + 1)) {
    const [run, inRun] = [Math.floor(at / copy.cols), at % copy.cols];
    const [r, c] = byColumns ? [inRun, run] : [run, inRun];
    storage[at] = finiteIn(storage, argument, numberAt(of, r, c), r, c, names);
  }
  return byColumns ? turned(copy) : copy;
}

/** @returns the place of the first number that is not finite in `out`, or −1 */
function copyAll(of: Placement<NumberArray>, out: FloatArray): number {
  if (isRowByRow(of)) return copyFinite(of.storage.subarray(0, out.length), out);
  copyInto(of, out);
  return firstNotFinite(out);
}

/** What a value with a shape says of itself. */
interface Layout {
  readonly shape: readonly unknown[];
  readonly numbers: unknown;
  readonly stride?: unknown;
  readonly offset?: unknown;
}

/**
 * A table with a shape, (m, columns); nothing where the value has no shape. A typed array lies where it
 * lay, and whether its numbers are finite is not looked at.
 * @param names of the columns, for refusals
 */
export function tableOf(
  argument: string,
  value: unknown,
  names?: readonly string[],
): Placement<NumberArray> | undefined {
  const layout = layoutOf(value);
  if (!layout) return undefined;
  const [m, n] = sizesOf(argument, layout.shape);
  const { numbers } = layout;
  if (Array.isArray(numbers) && Array.isArray(numbers[0]))
    return readTable(argument, names, m, n, (i, j) => (numbers[i] as unknown[] | undefined)?.[j]);
  const { flat, first, down, right } = flatOf(argument, layout, m, n);
  if (isNumberArray(flat) && down > 0 && right > 0) {
    const of = { storage: flat.subarray(first), rows: m, cols: n, rowStride: down };
    return { ...of, colStride: right, rowOrder: null, colOrder: null };
  }
  return readTable(argument, names, m, n, (i, j) => flat[first + i * down + j * right]);
}

/** Number by number: of lists, which may hold anything. */
function readTable(
  argument: string,
  names: readonly string[] | undefined,
  m: number,
  n: number,
  at: (i: number, j: number) => unknown,
): Placement {
  const out = zeros('float64', m * n);
  for (let i = 0, o = 0; i < m; i++) {
    for (let j = 0; j < n; j++) out[o++] = finiteIn(out, argument, at(i, j), i, j, names);
  }
  return rowByRow(out, m, n);
}

function isNumberArray(value: ArrayLike<unknown>): value is NumberArray {
  return !Array.isArray(value) && isRow(value);
}

function layoutOf(value: unknown): Layout | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  // A Matrix of another copy has a shape too, but examples for columns.
  if (foreign(value) !== undefined) return undefined;
  const v = value as Record<string, unknown>;
  if (Array.isArray(v.shape)) {
    const { data, values, stride, offset } = v;
    const numbers = typeof v.dataSync === 'function' ? (v.dataSync as () => unknown)() : data;
    return { shape: v.shape as unknown[], numbers: own(numbers ?? values), stride, offset };
  }
  if (typeof v.to1DArray === 'function')
    return { shape: [v.rows, v.columns], numbers: own((v.to1DArray as () => unknown)()) };
  return undefined;
}

function own(numbers: unknown): unknown {
  return typedName(numbers) === undefined ? numbers : plain(numbers as NumberArray);
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

/** Numbers that lie in one list: example i, column j at `first + i * down + j * right`. */
interface Flat {
  readonly flat: ArrayLike<number>;
  readonly first: number;
  readonly down: number;
  readonly right: number;
}

function flatOf(
  argument: string,
  { numbers, stride, offset = 0 }: Layout,
  m: number,
  n: number,
): Flat {
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
    return { flat: numbers, first, down, right };
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
  return Array.isArray(value) || typedName(value) !== undefined;
}
