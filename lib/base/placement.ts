import { dtypeOf, zeros, type FloatArray } from './dtype.js';
import type { NumberArray } from './finite.js';

/**
 * How a matrix lies in memory: element (r, c) is
 * `storage[row(r) * rowStride + col(c) * colStride]` with `row(r)` = `rowOrder[r]`, or r without an
 * order, and `col(c)` likewise.
 */
export interface Placement<S extends NumberArray = FloatArray> {
  readonly storage: S;
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
  readonly colStride: number;
  readonly rowOrder: Uint32Array | null;
  readonly colOrder: Uint32Array | null;
}

/** (rows, cols), row by row from the beginning of `storage`. */
export function rowByRow(storage: FloatArray, rows: number, cols: number): Placement {
  return { storage, rows, cols, rowStride: cols, colStride: 1, rowOrder: null, colOrder: null };
}

export function isRowByRow(of: Placement<NumberArray>): boolean {
  const { rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
  const [down, right] = [rows === 1 || rowStride === cols, cols === 1 || colStride === 1];
  return down && right && rowOrder === null && colOrder === null;
}

/** Column by column, as a dataset's examples lie when each was one row. */
export function isColumnByColumn(of: Placement): boolean {
  return isRowByRow(turned(of));
}

/** Does the memory still hold what the view says? A buffer can be transferred or resized. */
export function holds(of: Placement): boolean {
  const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
  // What has an order lies in memory that nobody can take away.
  if (rowOrder || colOrder) return true;
  return (rows - 1) * rowStride + (cols - 1) * colStride < storage.length;
}

/** The transpose. */
export function turned<S extends NumberArray>(of: Placement<S>): Placement<S> {
  return {
    storage: of.storage,
    rows: of.cols,
    cols: of.rows,
    rowStride: of.colStride,
    colStride: of.rowStride,
    rowOrder: of.colOrder,
    colOrder: of.rowOrder,
  };
}

/** The number in row r, column c. */
export function numberAt(of: Placement<NumberArray>, r: number, c: number): number {
  const { storage, rowStride, colStride, rowOrder, colOrder } = of;
  return storage[(rowOrder?.[r] ?? r) * rowStride + (colOrder?.[c] ?? c) * colStride]!;
}

/** `count` columns from `first` on. */
export function columnsOf(of: Placement, first: number, count: number): Placement {
  const { colOrder, colStride, storage } = of;
  if (colOrder) return { ...of, cols: count, colOrder: colOrder.subarray(first, first + count) };
  return { ...of, cols: count, storage: storage.subarray(first * colStride) };
}

/** Columns by their numbers, in that order. */
export function pickedColumns(of: Placement, columns: Uint32Array): Placement {
  const { colOrder } = of;
  return {
    ...of,
    cols: columns.length,
    colOrder: colOrder ? columns.map((c) => colOrder[c]!) : columns,
  };
}

/** Puts all numbers into `out`, row by row; they are rounded where `out` has a narrower type. */
export function copyInto(of: Placement<NumberArray>, out: FloatArray): void {
  const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
  if (isRowByRow(of)) return out.set(storage.subarray(0, rows * cols));
  for (let r = 0, o = 0; r < rows; r++) {
    const row = (rowOrder ? rowOrder[r]! : r) * rowStride;
    if (colOrder) {
      for (let c = 0; c < cols; c++) out[o++] = storage[row + colOrder[c]! * colStride]!;
    } else if (colStride === 1) {
      out.set(storage.subarray(row, row + cols), o);
      o += cols;
    } else {
      for (let c = 0, i = row; c < cols; c++, i += colStride) out[o++] = storage[i]!;
    }
  }
}

/** The same numbers in `storage`, row by row, or column by column where they lie more like that. */
export function copyTo(storage: FloatArray, of: Placement): Placement {
  if (of.rowStride < of.colStride) return turned(copyTo(storage, turned(of)));
  copyInto(of, storage);
  return rowByRow(storage, of.rows, of.cols);
}

/** Its first row as each of so many rows. */
export function repeated(of: Placement, rows: number): Placement {
  return { ...of, rows, rowOrder: new Uint32Array(rows).fill(of.rowOrder?.[0] ?? 0) };
}

/** The same numbers without an order: as they lie, or as a copy. */
export function withoutOrder(of: Placement): Placement {
  if (of.rowOrder === null && of.colOrder === null) return of;
  return copyTo(zeros(dtypeOf(of.storage), of.rows * of.cols), of);
}

/** "(2, 400)", as the course writes shapes. */
export function shape(m: { readonly rows: number; readonly cols: number }): string {
  return `(${m.rows}, ${m.cols})`;
}
