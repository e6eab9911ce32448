// Sums in lanes: native/core/lanes.inl. 16 (float32) or 8 (float64) chains, lane = k mod 16 (8), added
// by a tree.
import { BLOCK, operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import type { View } from './kernels.js';
import { inParts } from './pieces.js';

const { fma, round, sum } = operations;

const sums = new Float64Array(16);

/** c (M, N) = a (M, K) · b (K, N), every element summed in lanes from +0. */
export function productInLanes(n: Arithmetic, a: View, b: View, c: View): void {
  for (let i = 0; i < a.rows; i++) {
    const row = c.offset + i * c.rowStride;
    for (let j = 0; j < b.cols; j++) c.data[row + j * c.colStride] = dot(n, a, i, b, j);
  }
}

function dot(n: Arithmetic, a: View, i: number, b: View, j: number): number {
  const p = a.offset + i * a.rowStride;
  const q = b.offset + j * b.colStride;
  const whole = a.cols - (a.cols % n.lanes);
  const neighbours = a.colStride === 1 && b.rowStride === 1 && !n.exact;
  const lanes = neighbours ? eightLanes : fourLanes;
  for (let lane = 0; lane < n.lanes; lane += neighbours ? 8 : 4)
    lanes(n, a.data, p, a.colStride, b.data, q, b.rowStride, lane, whole);
  for (let k = whole; k < a.cols; k++) {
    const [x, y] = [a.data[p + k * a.colStride]!, b.data[q + k * b.rowStride]!];
    sums[k - whole] = fma(n, x, y, sums[k - whole]!);
  }
  return tree(n);
}

/** Lanes lane … lane + 7 over the first `whole` values of k, both operands with neighbouring k. */
function eightLanes(
  n: Arithmetic,
  a: FloatArray,
  p: number,
  _aStep: number,
  b: FloatArray,
  q: number,
  _bStep: number,
  lane: number,
  whole: number,
): void {
  let [c0, c1, c2, c3, c4, c5, c6, c7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = lane; k < whole; k += n.lanes) {
    const i = p + k;
    const j = q + k;
    c0 = round(n, a[i]! * b[j]! + c0);
    c1 = round(n, a[i + 1]! * b[j + 1]! + c1);
    c2 = round(n, a[i + 2]! * b[j + 2]! + c2);
    c3 = round(n, a[i + 3]! * b[j + 3]! + c3);
    c4 = round(n, a[i + 4]! * b[j + 4]! + c4);
    c5 = round(n, a[i + 5]! * b[j + 5]! + c5);
    c6 = round(n, a[i + 6]! * b[j + 6]! + c6);
    c7 = round(n, a[i + 7]! * b[j + 7]! + c7);
  }
  sums[lane] = c0;
  sums[lane + 1] = c1;
  sums[lane + 2] = c2;
  sums[lane + 3] = c3;
  sums[lane + 4] = c4;
  sums[lane + 5] = c5;
  sums[lane + 6] = c6;
  sums[lane + 7] = c7;
}

/** Lanes lane … lane + 3 over the first `whole` values of k. */
function fourLanes(
  n: Arithmetic,
  a: FloatArray,
  p: number,
  aStep: number,
  b: FloatArray,
  q: number,
  bStep: number,
  lane: number,
  whole: number,
): void {
  let [c0, c1, c2, c3] = [0, 0, 0, 0];
  for (let k = lane; k < whole; k += n.lanes) {
    const i = p + k * aStep;
    const j = q + k * bStep;
    c0 = sum(n, a[i]! * b[j]!, c0);
    c1 = sum(n, a[i + aStep]! * b[j + bStep]!, c1);
    c2 = sum(n, a[i + 2 * aStep]! * b[j + 2 * bStep]!, c2);
    c3 = sum(n, a[i + 3 * aStep]! * b[j + 3 * bStep]!, c3);
  }
  sums[lane] = c0;
  sums[lane + 1] = c1;
  sums[lane + 2] = c2;
  sums[lane + 3] = c3;
}

function tree(n: Arithmetic): number {
  for (let h = n.lanes / 2; h >= 1; h /= 2) {
    for (let q = 0; q < h; q++) sums[q] = round(n, sums[q]! + sums[q + h]!);
  }
  return sums[0]!;
}

/** Sums costs in float64: 8 lanes per block of examples, a tree, blocks in ascending order. */
export class CostSum {
  readonly #lanes = new Float64Array(8);
  #count = 0;
  #total = 0;

  /** The next example's. */
  add(cost: number): void {
    this.#lanes[this.#count++ % 8]! += cost;
    if (this.#count === BLOCK) this.#endBlock();
  }

  get total(): number {
    if (this.#count > 0) this.#endBlock();
    return this.#total;
  }

  #endBlock(): void {
    const lanes = this.#lanes;
    for (let h = 4; h >= 1; h /= 2) {
      for (let q = 0; q < h; q++) lanes[q]! += lanes[q + h]!;
    }
    this.#total += lanes[0]!;
    this.#count = 0;
    lanes.fill(0);
  }
}

/** The sum of `m` costs, as {@link CostSum} adds them. A cost is work on `outputs` elements. */
export function* costSum(
  m: number,
  outputs: number,
  cost: (example: number) => number,
): Generator<void, number> {
  const sum = new CostSum();
  yield* inParts(m, outputs, (from, to) => {
    for (let j = from; j < to; j++) sum.add(cost(j));
  });
  return sum.total;
}
