import type { FloatArray } from './dtype.js';

/** Numbers that are looked at together. */
const BLOCK = 1024;

/** Place of the first number that is not finite, or −1. */
export function firstNotFinite(x: FloatArray): number {
  for (let from = 0; from < x.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, x.length);
    if (allFinite(x, from, to)) continue;
    for (let i = from; i < to; i++) if (!Number.isFinite(x[i])) return i;
  }
  return -1;
}

/** x − x is 0 of a finite number and NaN of any other; four sums, so that none waits for another. */
function allFinite(x: FloatArray, from: number, to: number): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = from;
  for (; i + 3 < to; i += 4) {
    a += x[i]! - x[i]!;
    b += x[i + 1]! - x[i + 1]!;
    c += x[i + 2]! - x[i + 2]!;
    d += x[i + 3]! - x[i + 3]!;
  }
  for (; i < to; i++) a += x[i]! - x[i]!;
  return a + b + c + d === 0;
}
