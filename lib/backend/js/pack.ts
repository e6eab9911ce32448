// Operands of a product as panels: three rows side by side, k after k.
import type { View } from './kernels.js';

/** Rows (or columns) of a panel. */
export const PANEL = 3;

/** Rows first … first + 2 of `v` from panel[at] on; past the last row it repeats that one. */
export function packRows(v: View, first: number, panel: Float64Array, at: number): void {
  const { data, offset, rowStride, colStride: step } = v;
  const last = v.rows - 1;
  let i0 = offset + first * rowStride;
  let i1 = offset + Math.min(first + 1, last) * rowStride;
  let i2 = offset + Math.min(first + 2, last) * rowStride;
  for (let k = 0; k < v.cols; k++) {
    panel[at] = data[i0]!;
    panel[at + 1] = data[i1]!;
    panel[at + 2] = data[i2]!;
    at += PANEL;
    i0 += step;
    i1 += step;
    i2 += step;
  }
}
