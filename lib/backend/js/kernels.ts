// The kernels of native/core/kernels.inl in plain loops: the same operations in the same order, so
// float32 gives the same bits. Orders of summation:
//  - a product's element is one chain of multiply-adds in ascending k, from its start or +0;
//  - sums in lanes keep 16 (float32) or 8 (float64) chains, lane = k mod 16 (8), added by a tree.
import type { Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import type { Matrix } from '../../base/matrix.js';

/** Examples per block of a sum over examples. */
export const BLOCK = 4096;

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
  const { storage, rows, cols, rowStride, colStride } = m;
  return { data: storage, offset: 0, rows, cols, rowStride, colStride };
}

/** (rows, cols), row by row from data[offset]. */
export function contiguous(data: FloatArray, offset: number, rows: number, cols: number): View {
  return { data, offset, rows, cols, rowStride: cols, colStride: 1 };
}

export function transposed(v: View): View {
  return { ...v, rows: v.cols, cols: v.rows, rowStride: v.colStride, colStride: v.rowStride };
}

/** Columns `from` … `to` − 1. */
export function columns(v: View, from: number, to: number): View {
  return { ...v, offset: v.offset + from * v.colStride, cols: to - from };
}

/** c (M, N) = start + a (M, K) · b (K, N), row by row from c[at]; `start` has one number per row. */
export function product(
  n: Arithmetic,
  a: View,
  b: View,
  c: FloatArray,
  at: number,
  start: FloatArray | null,
): void {
  const form = a.colStride === 1 && b.rowStride === 1 ? dotRow : axpyRow;
  for (let i = 0; i < a.rows; i++)
    form(n, a, i, b, c, at + i * b.cols, start === null ? 0 : start[i]!);
}

function dotRow(
  { fma }: Arithmetic,
  a: View,
  i: number,
  b: View,
  c: FloatArray,
  at: number,
  start: number,
): void {
  const row = a.offset + i * a.rowStride;
  for (let j = 0; j < b.cols; j++) {
    const col = b.offset + j * b.colStride;
    let sum = start;
    for (let k = 0; k < a.cols; k++) sum = fma(a.data[row + k]!, b.data[col + k]!, sum);
    c[at + j] = sum;
  }
}

function axpyRow(
  { fma }: Arithmetic,
  a: View,
  i: number,
  b: View,
  c: FloatArray,
  at: number,
  start: number,
): void {
  c.fill(start, at, at + b.cols);
  for (let k = 0; k < a.cols; k++) {
    const weight = a.data[a.offset + i * a.rowStride + k * a.colStride]!;
    let source = b.offset + k * b.rowStride;
    for (let j = at; j < at + b.cols; j++, source += b.colStride)
      c[j] = fma(weight, b.data[source]!, c[j]!);
  }
}

function tree({ round, lanes }: Arithmetic, sums: FloatArray): number {
  for (let h = lanes / 2; h >= 1; h /= 2) {
    for (let q = 0; q < h; q++) sums[q] = round(sums[q]! + sums[q + h]!);
  }
  return sums[0]!;
}

/** As {@link product} from +0, every element summed in lanes. */
export function productInLanes(n: Arithmetic, a: View, b: View, c: FloatArray, at: number): void {
  const sums = zeros(n.dtype, n.lanes);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.cols; j++) {
      let p = a.offset + i * a.rowStride;
      let q = b.offset + j * b.colStride;
      sums.fill(0);
      for (let k = 0; k < a.cols; k++, p += a.colStride, q += b.rowStride) {
        const lane = k % n.lanes;
        sums[lane] = n.fma(a.data[p]!, b.data[q]!, sums[lane]!);
      }
      c[at + i * b.cols + j] = tree(n, sums);
    }
  }
}

/** A sum of `count` terms from +0, ascending or in lanes; `next(i, sum)` adds term i to a sum. */
export function orderedSum(
  n: Arithmetic,
  count: number,
  inLanes: boolean,
  next: (i: number, sum: number) => number,
): number {
  if (!inLanes) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum = next(i, sum);
    return sum;
  }
  const sums = zeros(n.dtype, n.lanes);
  for (let i = 0; i < count; i++) sums[i % n.lanes] = next(i, sums[i % n.lanes]!);
  return tree(n, sums);
}

/** The sum of `m` costs in float64: 8 lanes per block, blocks in ascending order. */
export function costSum(m: number, cost: (example: number) => number): number {
  let total = 0;
  const lanes = new Float64Array(8);
  for (let from = 0; from < m; from += BLOCK) {
    lanes.fill(0);
    const to = Math.min(m, from + BLOCK);
    for (let j = from; j < to; j++) lanes[(j - from) % 8]! += cost(j);
    for (let h = 4; h >= 1; h /= 2) {
      for (let q = 0; q < h; q++) lanes[q]! += lanes[q + h]!;
    }
    total = from === 0 ? lanes[0]! : total + lanes[0]!;
  }
  return total;
}
