// What the kernels work on. They do the operations of native/core/kernels.inl in the same order, so
// float32 gives the same bits.
import type { FloatArray } from '../../base/dtype.js';
import { placementOf, type Matrix } from '../../base/matrix.js';
import { withoutOrder } from '../../base/placement.js';

/** Element (r, c) lies at data[offset + r * rowStride + c * colStride]. */
export interface View {
  readonly data: FloatArray;
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
  readonly colStride: number;
}

export function viewOf(m: Matrix): View {
  const { storage, rows, cols, rowStride, colStride } = withoutOrder(placementOf(m));
  return { data: storage, offset: 0, rows, cols, rowStride, colStride };
}

/** (rows, cols), row by row from data[offset]. */
export function contiguous(data: FloatArray, offset: number, rows: number, cols: number): View {
  return { data, offset, rows, cols, rowStride: cols, colStride: 1 };
}

export function transposed({ data, offset, rows, cols, rowStride, colStride }: View): View {
  return { data, offset, rows: cols, cols: rows, rowStride: colStride, colStride: rowStride };
}

/** Columns `from` … `to` − 1. */
export function columns(v: View, from: number, to: number): View {
  const { data, offset, rows, rowStride, colStride } = v;
  return { data, offset: offset + from * colStride, rows, cols: to - from, rowStride, colStride };
}

/** Rows `from` … `to` − 1. */
export function rowsOf(v: View, from: number, to: number): View {
  const { data, offset, cols, rowStride, colStride } = v;
  return { data, offset: offset + from * rowStride, rows: to - from, cols, rowStride, colStride };
}
