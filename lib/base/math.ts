// exp, expm1, log, log1p, tanh, sigmoid and erf: the operations of native/core/math.h in the same order.
// At most 3 units in the last place where the exact result is a normal number.
import { operations, type Arithmetic } from './arithmetic.js';

const { fma, round } = operations;

// 2^n for n = -1074 … 1023, each exact.
const POWERS = new Float64Array(2098);
POWERS[1074] = 1;
for (let n = 1; n <= 1023; n++) POWERS[1074 + n] = POWERS[1073 + n]! * 2;
for (let n = 1; n <= 1074; n++) POWERS[1074 - n] = POWERS[1075 - n]! / 2;

function pow2(n: number): number {
  return POWERS[n + 1074]!;
}

/** Where the functions begin and end, and how they round to a whole number. */
interface Exponential {
  readonly highest: number;
  readonly lowest: number;
  readonly flat: number;
  readonly magic: number;
  readonly log2e: number;
}

const f = Math.fround;

const exponential32: Exponential = {
  highest: 89,
  lowest: -104,
  flat: -20,
  magic: 12582912,
  log2e: f(1.44269504),
};

const exponential64: Exponential = {
  highest: 710,
  lowest: -746,
  flat: -40,
  magic: 6755399441055744,
  log2e: 1.4426950408889634,
};

function exponential(n: Arithmetic): Exponential {
  return n.single ? exponential32 : exponential64;
}

/** From `lowest` down e^x is 0, from `highest` up Infinity. */
export function exponentialRange(n: Arithmetic): Pick<Exponential, 'lowest' | 'highest'> {
  return exponential(n);
}

const [HIGH32, LOW32] = [0.693359375, f(-2.1219444e-4)];
const [P2, P3, P4, P5, P6] = [f(1 / 6), f(1 / 24), f(1 / 120), f(1 / 720), f(1 / 5040)];

function reduced32(n: Arithmetic, x: number, k: number): number {
  const r = fma(n, k, -LOW32, fma(n, k, -HIGH32, x));
  const r2 = round(n, r * r);
  const high = fma(n, fma(n, r, P6, P5), r2, fma(n, r, P4, P3));
  return fma(n, r2, fma(n, high, r2, fma(n, r, P2, 0.5)), r);
}

const [HIGH64, LOW64] = [6.9314718036912381649e-1, 1.90821492927058770002e-10];
// Minimax coefficients of q on |r| <= ln 2 / 2.
const [Q0, Q1, Q2, Q3, Q4] = [
  0.5, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062, 0.0013888888917213717,
];
const [Q5, Q6, Q7, Q8, Q9] = [
  0.00019841269863053618, 2.4801521295954376e-5, 2.7557268459997064e-6, 2.7620088445409746e-7,
  2.510038549551032e-8,
];

function reduced64(x: number, k: number): number {
  const r = k * -LOW64 + (k * -HIGH64 + x);
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = (r * Q3 + Q2) * r2 + (r * Q1 + Q0);
  const middle = (r * Q7 + Q6) * r2 + (r * Q5 + Q4);
  return r2 * (((r * Q9 + Q8) * r4 + middle) * r4 + low) + r;
}

/**
 * e^r − 1 = r + r² q(r) for r = x − k ln 2 in two steps (Cody and Waite 1980). float64 has no fused
 * multiply-add here, so it is written out: V8 inlines only so much.
 */
function reduced(n: Arithmetic, x: number, k: number): number {
  return n.single ? reduced32(n, x, k) : reduced64(x, k);
}

/** The whole number nearest to x / ln 2: `magic` leaves a sum no place for a fraction. */
function whole(n: Arithmetic, x: number): number {
  const { log2e, magic } = exponential(n);
  return fma(n, x, log2e, magic) - magic;
}

export function exp(n: Arithmetic, x: number): number {
  const { highest, lowest, magic } = exponential(n);
  const clamped = x > highest ? highest : x < lowest ? lowest : x;
  const k = whole(n, clamped);
  const k1 = round(n, k * 0.5 + magic) - magic;
  const scaled = round(n, round(n, reduced(n, clamped, k) + 1) * pow2(k1));
  return round(n, scaled * pow2(k - k1));
}

export function expm1(n: Arithmetic, x: number): number {
  const { highest, flat } = exponential(n);
  const clamped = x > highest ? highest : x < flat ? flat : x;
  const k = whole(n, clamped);
  const s = pow2(k - 1);
  return round(n, 2 * fma(n, s, reduced(n, clamped, k), round(n, s - 0.5)));
}

// x = 2^k m, m of [sqrt(1/2), sqrt(2)): fills `split` with k and m, for normal x > 0.
const split = { k: 0, m: 0 };
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
const double = new Float64Array(1);
const doubleBits = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

function split32(x: number): void {
  single[0] = x;
  const shifted = singleBits[0]! + (0x3f800000 - 0x3f3504f3);
  split.k = (shifted >>> 23) - 127;
  singleBits[0] = (shifted & 0x007fffff) + 0x3f3504f3;
  split.m = single[0];
}

function split64(x: number): void {
  double[0] = x;
  const shifted = doubleBits[HIGH]! + (0x3ff00000 - 0x3fe6a09e);
  split.k = (shifted >>> 20) - 1023;
  doubleBits[HIGH] = (shifted & 0x000fffff) + 0x3fe6a09e;
  split.m = double[0];
}

/** ln m = ln(1 + f) by s = f / (2 + f), a polynomial in s² (fdlibm `e_log.c`, `e_logf.c`). */
interface Logarithm {
  readonly smallest: number;
  readonly lift: number;
  readonly liftBits: number;
  readonly ln2High: number;
  readonly ln2Low: number;
}

const logarithm32: Logarithm = {
  smallest: 2 ** -126,
  lift: 2 ** 25,
  liftBits: 25,
  ln2High: f(6.9313812256e-1),
  ln2Low: f(9.0580006145e-6),
};

const logarithm64: Logarithm = {
  smallest: 2 ** -1022,
  lift: 2 ** 54,
  liftBits: 54,
  ln2High: 6.9314718036912381649e-1,
  ln2Low: 1.90821492927058770002e-10,
};

const [G1, G2] = [0xaaaaaa * 2 ** -24, 0xccce13 * 2 ** -25];
const [G3, G4] = [0x91e9ee * 2 ** -25, 0xf89e26 * 2 ** -26];

/** The polynomial, odd and even powers of z = s² apart. */
function series32(n: Arithmetic, z: number): number {
  const w = round(n, z * z);
  return round(n, round(n, z * fma(n, w, G3, G1)) + round(n, w * fma(n, w, G4, G2)));
}

function series64(z: number): number {
  const w = z * z;
  const even =
    w * (w * 1.531383769920937332e-1 + 2.222219843214978396e-1) + 3.999999999940941908e-1;
  const high = w * 1.479819860511658591e-1 + 1.818357216161805012e-1;
  const odd = w * (w * high + 2.857142874366239149e-1) + 6.66666666666673513e-1;
  return z * odd + w * even;
}

export function log(n: Arithmetic, x: number): number {
  if (!(x > 0) || x === Infinity) return x < 0 ? NaN : x === 0 ? -Infinity : x;
  const { smallest, lift, liftBits, ln2High, ln2Low } = n.single ? logarithm32 : logarithm64;
  const small = x < smallest;
  if (n.single) split32(small ? x * lift : x);
  else split64(small ? x * lift : x);
  const k = small ? split.k - liftBits : split.k;
  const g = round(n, split.m - 1);
  const s = round(n, g / round(n, g + 2));
  const z = round(n, s * s);
  const r = n.single ? series32(n, z) : series64(z);
  const h = round(n, round(n, g * 0.5) * g);
  const inner = fma(n, s, round(n, h + r), round(n, k * ln2Low));
  return fma(n, k, ln2High, -round(n, round(n, h - inner) - g));
}

/** For x of [0, 1]; in float64 for all finite x ≥ 0. */
export function log1p(n: Arithmetic, x: number): number {
  const u = round(n, 1 + x);
  return round(n, log(n, u) + round(n, round(n, x - round(n, u - 1)) / u));
}

export function tanh(n: Arithmetic, x: number): number {
  const limit = n.single ? 10 : 20;
  const b = Math.abs(x);
  const e = expm1(n, (b > limit ? limit : b) * -2);
  const t = Math.abs(round(n, -e / round(n, e + 2)));
  return x < 0 || Object.is(x, -0) ? -t : t;
}

export function sigmoid(n: Arithmetic, x: number): number {
  const e = exp(n, -Math.abs(x));
  return round(n, (x < 0 ? e : 1) / round(n, 1 + e));
}

/** r(t) = −ln(1 − erf t) / t − 1, minimax with an error weighed by what it does to erf; erf is 1 from `highest` on. */
interface ErrorFunction {
  readonly highest: number;
  /** Of t⁰, t², …, highest powers first. */
  readonly even: readonly number[];
  readonly odd: readonly number[];
}

const erf32: ErrorFunction = {
  highest: 4,
  even: [-9.256252e-6, -6.3283654e-4, -1.6039575e-4, 0.10277783, 0.12837917].map(f),
  odd: [1.1764117e-4, 1.667027e-3, -1.9153064e-2, 0.6366194].map(f),
};

const erf64: ErrorFunction = {
  highest: 6,
  even: [
    7.833663086041108e-16, 8.845028215174232e-13, 1.2483428626696787e-10, 4.997482140352184e-9,
    6.573091268231792e-8, 1.3717030993991002e-7, -1.7415703945399623e-6, 3.40724682347795e-6,
    6.449185522334112e-5, -5.901255534023311e-4, -2.091946948522366e-4, 0.10277260330178875,
    0.12837916709551256,
  ],
  odd: [
    -3.8502773176038526e-14, -1.261026741062922e-11, -9.081782273587267e-10, -2.0961797427656606e-8,
    -1.4175579072290423e-7, 3.3638292032558036e-7, 2.8351634102730945e-6, -2.972403441618477e-5,
    2.5878606278377916e-5, 1.696206385833361e-3, -1.912844700506974e-2, 0.6366197723675836,
  ],
};

/** Coefficients of the highest powers first. */
function polynomial(n: Arithmetic, x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = fma(n, sum, x, coefficients[i]!);
  return sum;
}

/** 1 − e^−p with p(t) = −ln(1 − erf t) = t + t r(t) for t = |x|. */
export function erf(n: Arithmetic, x: number): number {
  const { highest, even, odd } = n.single ? erf32 : erf64;
  const b = Math.abs(x);
  const t = b > highest ? highest : b;
  const s = round(n, t * t);
  const r = fma(n, polynomial(n, s, odd), t, polynomial(n, s, even));
  const e = Math.abs(expm1(n, -fma(n, t, r, t)));
  return x < 0 || Object.is(x, -0) ? -e : e;
}

type Name = 'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'sigmoid' | 'erf';

/** The elementary functions by name. */
export type MathFunctions = Readonly<Record<Name, (n: Arithmetic, x: number) => number>>;

export const mathFunctions: MathFunctions = { exp, expm1, log, log1p, tanh, sigmoid, erf };
