// Matrices in shared memory, lying there in every way that a caller's may.
import { dtypeOf, sharedCopy, sharedIndices, sharedZeros, type DType } from '../lib/base/dtype.js';
import { placed } from '../lib/base/matrix.js';
import type { Placement } from '../lib/base/placement.js';
import { Matrix, type RandomState } from '../lib/index.js';
import { numbers, type Floats } from './oracles.js';

/** A flag for a job. */
export const flag = (value = 0): Int32Array => new Int32Array(new SharedArrayBuffer(4)).fill(value);

export function shared(values: Floats): Floats {
  return sharedCopy(dtypeOf(values), values);
}

/** The columns of a matrix, each as often as is said. */
export function repeated(m: Matrix, counts: readonly number[]): Matrix {
  const columns = counts.flatMap((count, j) => new Array<number>(count).fill(j));
  const values = columns.flatMap((j) => Array.from({ length: m.rows }, (_, i) => m.at(i, j)));
  return Matrix.of(shared(numbers(m.dtype, values)), columns.length, m.rows).T;
}

type Strides = (rows: number, cols: number) => readonly [row: number, col: number];

const strides: Readonly<Record<string, Strides>> = {
  'by example': (rows) => [1, rows],
  'by feature': (_, cols) => [cols, 1],
  'with gaps': (rows) => [2, 2 * rows + 3],
};

const orders = {
  'as they lie': [false, false],
  'columns ordered': [false, true],
  'rows ordered': [true, false],
  'both ordered': [true, true],
} as const;

/** `count` of the numbers 0 … all − 1, some more than once. */
function someOf(count: number, all: number, random: RandomState): Uint32Array {
  const chosen = sharedIndices(count);
  for (let i = 0; i < count; i++) chosen[i] = Math.floor(random.random() * all);
  return chosen;
}

/** A (rows, cols) view for every layout and order, on numbers of `draw`, with NaN wherever it does not lead. */
export function placements(
  dtype: DType,
  rows: number,
  cols: number,
  random: RandomState,
  draw: () => number = () => random.normal(),
): { name: string; view: Matrix }[] {
  return Object.entries(strides).flatMap(([layout, of]) =>
    Object.entries(orders).map(([order, [rowsOrdered, colsOrdered]]) => {
      const [allRows, allCols] = [rows + 2, cols + 3];
      const [rowStride, colStride] = of(allRows, allCols);
      const at: Placement = {
        storage: sharedZeros(dtype, allRows * rowStride + allCols * colStride).fill(NaN),
        rows,
        cols,
        rowStride,
        colStride,
        rowOrder: rowsOrdered ? someOf(rows, allRows, random) : null,
        colOrder: colsOrdered ? someOf(cols, allCols, random) : null,
      };
      fill(at, draw);
      return { name: `${dtype} ${rows} × ${cols}, ${layout}, ${order}`, view: placed(at) };
    }),
  );
}

function fill(
  { storage, rows, cols, rowStride, colStride, rowOrder, colOrder }: Placement,
  draw: () => number,
): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++)
      storage[(rowOrder?.[r] ?? r) * rowStride + (colOrder?.[c] ?? c) * colStride] = draw();
  }
}
