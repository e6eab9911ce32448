// The micro-kernels: the multiply-adds of a few elements of a product at once, in local variables,
// enough of them that the processor need not wait for one before it begins the next.
import { operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';

const { round } = operations;

/** sums[3r + c] += Σ a[i + 3k + r] · b[3k + c] for 3k < end: three rows, three columns. */
export function tile(
  n: Arithmetic,
  a: Float64Array,
  i: number,
  b: Float64Array,
  end: number,
  sums: Float64Array,
): void {
  let c0 = sums[0]!;
  let c1 = sums[1]!;
  let c2 = sums[2]!;
  let c3 = sums[3]!;
  let c4 = sums[4]!;
  let c5 = sums[5]!;
  let c6 = sums[6]!;
  let c7 = sums[7]!;
  let c8 = sums[8]!;
  for (let j = 0; j < end; j += 3, i += 3) {
    const b0 = b[j]!;
    const b1 = b[j + 1]!;
    const b2 = b[j + 2]!;
    const a0 = a[i]!;
    c0 = round(n, a0 * b0 + c0);
    c1 = round(n, a0 * b1 + c1);
    c2 = round(n, a0 * b2 + c2);
    const a1 = a[i + 1]!;
    c3 = round(n, a1 * b0 + c3);
    c4 = round(n, a1 * b1 + c4);
    c5 = round(n, a1 * b2 + c5);
    const a2 = a[i + 2]!;
    c6 = round(n, a2 * b0 + c6);
    c7 = round(n, a2 * b1 + c7);
    c8 = round(n, a2 * b2 + c8);
  }
  sums[0] = c0;
  sums[1] = c1;
  sums[2] = c2;
  sums[3] = c3;
  sums[4] = c4;
  sums[5] = c5;
  sums[6] = c6;
  sums[7] = c7;
  sums[8] = c8;
}

/** sums[r] += Σ a[rows[r] + k · aStep] · b[j + k · bStep] over `count` values of k: four rows. */
export function strip(
  n: Arithmetic,
  a: FloatArray,
  rows: Int32Array,
  aStep: number,
  b: FloatArray,
  j: number,
  bStep: number,
  count: number,
  sums: Float64Array,
): void {
  let i0 = rows[0]!;
  let i1 = rows[1]!;
  let i2 = rows[2]!;
  let i3 = rows[3]!;
  let c0 = sums[0]!;
  let c1 = sums[1]!;
  let c2 = sums[2]!;
  let c3 = sums[3]!;
  for (let k = 0; k < count; k++) {
    const factor = b[j]!;
    c0 = round(n, a[i0]! * factor + c0);
    c1 = round(n, a[i1]! * factor + c1);
    c2 = round(n, a[i2]! * factor + c2);
    c3 = round(n, a[i3]! * factor + c3);
    i0 += aStep;
    i1 += aStep;
    i2 += aStep;
    i3 += aStep;
    j += bStep;
  }
  sums[0] = c0;
  sums[1] = c1;
  sums[2] = c2;
  sums[3] = c3;
}

/** c[j] += f · b[row + j] for the `count` numbers of c from c[at] on. */
export function addRow(
  n: Arithmetic,
  f: number,
  b: FloatArray,
  row: number,
  c: FloatArray,
  at: number,
  count: number,
): void {
  for (let j = 0; j < count; j++) c[at + j] = round(n, f * b[row + j]! + c[at + j]!);
}

/** As {@link addRow} with f and the row at `row`, and then with g and the row `step` further. */
export function addTwoRows(
  n: Arithmetic,
  f: number,
  g: number,
  b: FloatArray,
  row: number,
  step: number,
  c: FloatArray,
  at: number,
  count: number,
): void {
  const second = row + step;
  for (let j = 0; j < count; j++) {
    const first = round(n, f * b[row + j]! + c[at + j]!);
    c[at + j] = round(n, g * b[second + j]! + first);
  }
}
