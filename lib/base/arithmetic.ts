import type { DType } from './dtype.js';

/**
 * One way to compute, for {@link operations}. In float32 every operation is
 * rounded to float32: a product of two float32 is exact in double, so `Math.fround(a * b + c)` is a
 * fused multiply-add but for double rounding, about once in 10¹⁰. float64 has no fused multiply-add in
 * JavaScript: product and sum round.
 *
 * It is data, not a record of closures: what V8 learns about a call is shared by all closures of one
 * source, and code that has seen the closures of two arithmetics is five times slower in both.
 */
export interface Arithmetic {
  readonly dtype: DType;
  /** Results are rounded to float32. */
  readonly single: boolean;
  /** float32 with multiply-adds that round once. */
  readonly exact: boolean;
  /** Partial sums of a sum in lanes. */
  readonly lanes: number;
  /**
   * Errors and optimizer state below this are 0: they no longer move a parameter, but lead to subnormal
   * numbers, on which arithmetic costs up to a hundred times as much.
   */
  readonly tiny: number;
  /** The square of a smaller gradient is below the last place of what Adam keeps. */
  readonly tinyGradient: number;
}

/** Examples per block of a sum over examples. */
export const BLOCK = 4096;

/** The sum of float64 numbers as the core makes it: block by block, ascending. */
export function blockSum(each: ArrayLike<number>): number {
  let sum = 0;
  for (let first = 0; first < each.length; first += BLOCK) {
    const end = Math.min(first + BLOCK, each.length);
    let block = 0;
    for (let j = first; j < end; j++) block += each[j]!;
    sum += block;
  }
  return sum;
}

const fround = Math.fround;

function round(n: Arithmetic, x: number): number {
  return n.single ? fround(x) : x;
}

/** product + c, where `product` is the double product of two numbers: with it, a·b + c rounded once. */
function sum(n: Arithmetic, product: number, c: number): number {
  return n.exact ? exactSum(product, c) : round(n, product + c);
}

/** a·b + c, rounded once. */
function fma(n: Arithmetic, a: number, b: number, c: number): number {
  return sum(n, a * b, c);
}

/** x, or 0 where it is tiny. */
function withoutTiny(n: Arithmetic, x: number): number {
  return Math.abs(x) < n.tiny ? 0 : x;
}

/**
 * The operations, for modules to take apart: `const { fma } = operations`. Test runners turn each use
 * of an imported name into a call of a getter, ten times the cost of the operation.
 */
export const operations: {
  readonly round: typeof round;
  readonly sum: typeof sum;
  readonly fma: typeof fma;
  readonly withoutTiny: typeof withoutTiny;
} = { round, sum, fma, withoutTiny };

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

/**
 * The exactly rounded float32 product + c: the double sum is rounded to odd (its residual by two-sum
 * decides), which makes the second rounding harmless (Boldo and Melquiond 2008).
 */
export function exactSum(product: number, c: number): number {
  const s = product + c;
  const t = s - product;
  const residual = product - (s - t) + (c - t);
  if (!(residual < 0 || residual > 0)) return fround(s);
  word[0] = s;
  if ((halves[LOW]! & 1) === 0) towards(residual > 0 === s > 0);
  return fround(word[0]);
}

/** One unit in the last place up or down in magnitude; the last bit of `word` is 0. */
function towards(larger: boolean): void {
  if (larger) halves[LOW]! |= 1;
  else if (halves[LOW] === 0) {
    halves[LOW] = 0xffffffff;
    halves[1 - LOW]! -= 1;
  } else halves[LOW]! -= 1;
}

export const float32: Arithmetic = {
  dtype: 'float32',
  single: true,
  exact: false,
  lanes: 16,
  tiny: 2 ** -100,
  tinyGradient: 2 ** -58,
};

const exactFloat32: Arithmetic = { ...float32, exact: true };

export const float64: Arithmetic = {
  dtype: 'float64',
  single: false,
  exact: false,
  lanes: 8,
  tiny: 2 ** -900,
  tinyGradient: 2 ** -476,
};

/** @param exact float32 with an exact multiply-add, about 2.4 times slower */
export function arithmeticOf(dtype: DType, exact: boolean): Arithmetic {
  if (dtype === 'float64') return float64;
  return exact ? exactFloat32 : float32;
}
