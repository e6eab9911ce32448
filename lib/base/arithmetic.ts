import type { DType } from './dtype.js';

/**
 * The operations of one element type. In float32 every operation is rounded to float32: a product of
 * two float32 is exact in double, so `Math.fround(a * b + c)` is a fused multiply-add but for double
 * rounding, about once in 10¹⁰. float64 has no fused multiply-add in JavaScript: product and sum round.
 */
export interface Arithmetic {
  readonly dtype: DType;
  /** Partial sums of a sum in lanes. */
  readonly lanes: number;
  /** Adam state below this is stored as 0: denormal numbers cost time and mean nothing. */
  readonly tiny: number;
  round(x: number): number;
  /** a·b + c, rounded once. */
  fma(a: number, b: number, c: number): number;
}

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

/**
 * The exactly rounded float32 a·b + c: the double sum is rounded to odd (its residual by two-sum
 * decides), which makes the second rounding harmless (Boldo and Melquiond 2008).
 */
export function exactMultiplyAdd(a: number, b: number, c: number): number {
  const p = a * b;
  const sum = p + c;
  const t = sum - p;
  const residual = p - (sum - t) + (c - t);
  if (!(residual < 0 || residual > 0)) return Math.fround(sum);
  word[0] = sum;
  if ((halves[LOW]! & 1) === 0) towards(residual > 0 === sum > 0);
  return Math.fround(word[0]);
}

/** One unit in the last place up or down in magnitude; the last bit of `word` is 0. */
function towards(larger: boolean): void {
  if (larger) halves[LOW]! |= 1;
  else if (halves[LOW] === 0) {
    halves[LOW] = 0xffffffff;
    halves[1 - LOW]! -= 1;
  } else halves[LOW]! -= 1;
}

const float32: Arithmetic = {
  dtype: 'float32',
  lanes: 16,
  tiny: 2 ** -100,
  round: Math.fround,
  fma: (a, b, c) => Math.fround(a * b + c),
};

const exactFloat32: Arithmetic = { ...float32, fma: exactMultiplyAdd };

const float64: Arithmetic = {
  dtype: 'float64',
  lanes: 8,
  tiny: 2 ** -900,
  round: (x) => x,
  fma: (a, b, c) => a * b + c,
};

/** @param exact float32 with an exact multiply-add, about 2.4 times slower */
export function arithmeticOf(dtype: DType, exact: boolean): Arithmetic {
  if (dtype === 'float64') return float64;
  return exact ? exactFloat32 : float32;
}
