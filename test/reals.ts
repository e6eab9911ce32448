// Real numbers to some 150 bits with BigInt, as the oracle for everything that is rounded once: an
// independent way (fixed-point series) to exp, expm1, log, log1p, tanh, sigmoid, erf and a·b + c.
import type { DType } from '../lib/index.js';

/** The number n · 2^e. */
export interface Real {
  readonly n: bigint;
  readonly e: number;
}

const FORMAT = {
  float32: { digits: 24, lowest: -149, largest: 2 ** 128 - 2 ** 104 },
  float64: { digits: 53, lowest: -1074, largest: Number.MAX_VALUE },
} as const;

/** The smallest normal number. */
export const SMALLEST_NORMAL: Readonly<Record<DType, number>> = {
  float32: 2 ** -126,
  float64: 2 ** -1022,
};

const GUARD = 160;
const word = new DataView(new ArrayBuffer(8));

/** A finite double, exactly. */
export function exactly(x: number): Real {
  word.setFloat64(0, x);
  const bits = word.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const n = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return { n: x < 0 ? -n : n, e: Math.max(exponent, 1) - 1075 };
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

function bitLength(n: bigint): number {
  const hex = magnitude(n).toString(16);
  return 4 * hex.length - (Math.clz32(parseInt(hex[0]!, 16)) - 28);
}

/** ⌊log2 |x|⌋ of x other than 0. */
function exponentOf(x: Real): number {
  return bitLength(x.n) - 1 + x.e;
}

export function add(a: Real, b: Real): Real {
  const e = Math.min(a.e, b.e);
  return { n: (a.n << BigInt(a.e - e)) + (b.n << BigInt(b.e - e)), e };
}

export function multiply(a: Real, b: Real): Real {
  return { n: a.n * b.n, e: a.e + b.e };
}

function divide(a: Real, b: Real): Real {
  const shift = Math.max(0, bitLength(b.n) - bitLength(a.n) + GUARD + 64);
  return { n: (a.n << BigInt(shift)) / b.n, e: a.e - b.e - shift };
}

/** x · 2^p without its fraction. */
function fixed(x: Real, p: number): bigint {
  const shift = x.e + p;
  return shift >= 0 ? x.n << BigInt(shift) : x.n >> BigInt(-shift);
}

/** 2 artanh(s) = ln((1 + s) / (1 − s)) of fixed-point numbers with p bits. */
function twiceArtanh(s: bigint, p: bigint): bigint {
  const square = (s * s) >> p;
  let sum = 0n;
  let power = s;
  for (let i = 1n; power !== 0n && power !== -1n; i += 2n) {
    sum += power / i;
    power = (power * square) >> p;
  }
  return 2n * sum;
}

/** Σ r^i / i! from i = 1: e^r − 1. */
function exponentialSeries(r: bigint, p: bigint): bigint {
  let sum = 0n;
  let term = r;
  for (let i = 2n; term !== 0n && term !== -1n; i++) {
    sum += term;
    term = ((term * r) >> p) / i;
  }
  return sum;
}

const LN2_BITS = 1400;
const LN2 = twiceArtanh((1n << BigInt(LN2_BITS)) / 3n, BigInt(LN2_BITS));

function ln2(p: number): bigint {
  return LN2 >> BigInt(LN2_BITS - p);
}

const ONE: Real = { n: 1n, e: 0 };
const TWO: Real = { n: 2n, e: 0 };

export function exp(x: number): Real {
  const p = GUARD + 16;
  const k = Math.round(x / Math.LN2);
  const r = fixed(exactly(x), p) - BigInt(k) * ln2(p);
  return { n: (1n << BigInt(p)) + exponentialSeries(r, BigInt(p)), e: k - p };
}

export function expm1(x: number): Real {
  const exact = exactly(x);
  if (x === 0 || Math.abs(x) > 0.25) return add(exp(x), { n: -1n, e: 0 });
  const p = GUARD - exponentOf(exact);
  return { n: exponentialSeries(fixed(exact, p), BigInt(p)), e: -p };
}

export function log(x: number): Real {
  const p = GUARD + 53;
  const exact = exactly(x);
  const top = exponentOf(exact);
  const k = (exact.n * exact.n) >> BigInt(2 * (bitLength(exact.n) - 1)) >= 2n ? top + 1 : top;
  const m = { n: exact.n, e: exact.e - k };
  const s = fixed(divide(add(m, { n: -1n, e: 0 }), add(m, ONE)), p);
  return { n: twiceArtanh(s, BigInt(p)) + BigInt(k) * ln2(p), e: -p };
}

/** For x of [0, 1]. */
export function log1p(x: number): Real {
  const exact = exactly(x);
  if (x === 0) return exact;
  const p = GUARD - exponentOf(exact);
  return { n: twiceArtanh(fixed(divide(exact, add(exact, TWO)), p), BigInt(p)), e: -p };
}

export function tanh(x: number): Real {
  const e = expm1(2 * x);
  return divide(e, add(e, TWO));
}

export function sigmoid(x: number): Real {
  const e = exp(-Math.abs(x));
  return divide(x < 0 ? e : ONE, add(ONE, e));
}

/** Σ s^(2i + 1) / (2i + 1), the signs in turn: arctan s of a fixed-point number with p bits. */
function arctan(s: bigint, p: bigint): bigint {
  const square = (s * s) >> p;
  let sum = 0n;
  let power = s;
  for (let i = 1n; power !== 0n; i += 2n) {
    sum += i % 4n === 1n ? power / i : -power / i;
    power = (power * square) >> p;
  }
  return sum;
}

/** ⌊√n⌋ by Newton's method. */
function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt((bitLength(n) >> 1) + 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** π · 2^p (Machin 1706). */
function pi(p: number): bigint {
  const one = 1n << BigInt(p + 16);
  return (16n * arctan(one / 5n, BigInt(p + 16)) - 4n * arctan(one / 239n, BigInt(p + 16))) >> 16n;
}

const PI_BITS = 1600;
const TWO_OVER_ROOT_PI = divide(
  { n: 2n, e: 0 },
  { n: squareRoot(pi(PI_BITS) << BigInt(PI_BITS)), e: -PI_BITS },
);

/** 2/√π Σ (−1)^i x^(2i + 1) / (i! (2i + 1)), with bits for what cancels. */
export function erf(x: number): Real {
  const exact = exactly(x);
  if (x === 0) return exact;
  if (Math.abs(x) > 12) return { n: x < 0 ? -1n : 1n, e: 0 };
  const p = GUARD + Math.max(0, -exponentOf(exact)) + Math.ceil(3 * x * x);
  const bits = BigInt(p);
  const s = fixed(exact, p);
  const square = (s * s) >> bits;
  let sum = 0n;
  let term = s;
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    sum += term / (2n * i - 1n);
    term = -((term * square) >> bits) / i;
  }
  return multiply({ n: sum, e: -p }, TWO_OVER_ROOT_PI);
}

/** x / 2^exponent as a double. */
function scaled(x: Real, exponent: number): number {
  const excess = Math.max(0, bitLength(x.n) - 64);
  return Number(x.n >> BigInt(excess)) * 2 ** (excess + x.e - exponent);
}

/** |result − exact| in units in the last place of `exact`. */
export function unitsBetween(result: number, exact: Real, dtype: DType): number {
  const { digits, lowest } = FORMAT[dtype];
  const difference = add(exactly(result), { n: -exact.n, e: exact.e });
  const unit = exact.n === 0n ? lowest : Math.max(lowest, exponentOf(exact) - digits + 1);
  return Math.abs(scaled(difference, unit));
}

/** The nearest number of the dtype, ties to even; `ifZero` when x is 0. */
export function rounded(x: Real, dtype: DType, ifZero = 0): number {
  if (x.n === 0n) return ifZero;
  const { digits, lowest, largest } = FORMAT[dtype];
  const e = Math.max(lowest, exponentOf(x) - digits + 1);
  const n = nearestInteger(magnitude(x.n), x.e - e);
  const value = n === 0n ? 0 : Number(n) * 2 ** Math.max(e, -1022) * 2 ** Math.min(0, e + 1022);
  const result = value > largest ? Infinity : value;
  return x.n < 0n ? -result : result;
}

/** n · 2^shift rounded to an integer, ties to even. */
function nearestInteger(n: bigint, shift: number): bigint {
  if (shift >= 0) return n << BigInt(shift);
  const s = BigInt(-shift);
  const floor = n >> s;
  const rest = n - (floor << s);
  const half = 1n << (s - 1n);
  return rest > half || (rest === half && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** a·b + c of finite numbers, rounded once. */
export function multiplyAdd(a: number, b: number, c: number, dtype: DType): number {
  return rounded(add(multiply(exactly(a), exactly(b)), exactly(c)), dtype, a * b + c);
}
