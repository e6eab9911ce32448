import type { FloatArray } from './dtype.js';

/** A typed array whose elements are numbers. */
export type NumberArray =
  | FloatArray
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Numbers that are looked at together, while the caches hold them. */
const BLOCK = 8192;

/** So few are looked at one by one. */
const FEW = 32;

/** Is every number finite? */
export function allFinite(x: FloatArray): boolean {
  return firstNotFinite(x) < 0;
}

/** Place of the first number from `start` on that is not finite, or −1. */
export function firstNotFinite(x: FloatArray, start = 0): number {
  if (x.length <= FEW) return firstOf(x, start);
  for (let at = start; at < x.length; at += BLOCK) {
    const wrong = notFiniteIn(x.subarray(at, at + BLOCK));
    if (wrong >= 0) return at + wrong;
  }
  return -1;
}

/**
 * Copies all numbers of `from` into `out`, which is as long.
 * @returns the place of the first that is not finite there, or −1
 */
export function copyFinite(from: NumberArray, out: FloatArray): number {
  let first = -1;
  for (let at = 0; at < out.length; at += BLOCK) {
    const block = out.subarray(at, at + BLOCK);
    block.set(from.subarray(at, at + BLOCK));
    const wrong = first < 0 ? notFiniteIn(block) : -1;
    if (wrong >= 0) first = at + wrong;
  }
  return first;
}

function firstOf(few: FloatArray, start: number): number {
  for (let i = start; i < few.length; i++) if (!Number.isFinite(few[i])) return i;
  return -1;
}

/** A sum is not finite where one of its terms is not; where it only is too large, nothing is found. */
function notFiniteIn(block: FloatArray): number {
  if (Number.isFinite(sumOf(wide(block), block.length))) return -1;
  return block.findIndex((v) => !Number.isFinite(v));
}

const scratch = new Float64Array(BLOCK);

/** Always a Float64Array: compiled for two types of arrays the loop over it takes twice as long. */
function wide(block: FloatArray): Float64Array {
  if (block instanceof Float64Array) return block;
  scratch.set(block);
  return scratch;
}

/** Four sums, so that none waits for another. */
function sumOf(x: Float64Array, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 3;
  for (; i < n; i += 4) {
    a += x[i - 3]!;
    b += x[i - 2]!;
    c += x[i - 1]!;
    d += x[i]!;
  }
  for (i -= 3; i < n; i++) a += x[i]!;
  return a + b + c + d;
}
