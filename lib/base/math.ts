// exp, expm1, log, log1p, tanh and sigmoid: the operations of native/core/math.h in the same order.
// At most 3 units in the last place where the exact result is a normal number.
import type { Arithmetic } from './arithmetic.js';

type Unary = (x: number) => number;

/** The elementary functions of one arithmetic, by name. */
export interface MathFunctions {
  readonly exp: Unary;
  readonly expm1: Unary;
  readonly log: Unary;
  /** For x of [0, 1]. */
  readonly log1p: Unary;
  readonly tanh: Unary;
  readonly sigmoid: Unary;
}

// 2^n for n = -1074 … 1023, each exact.
const POWERS = new Float64Array(2098);
POWERS[1074] = 1;
for (let n = 1; n <= 1023; n++) POWERS[1074 + n] = POWERS[1073 + n]! * 2;
for (let n = 1; n <= 1074; n++) POWERS[1074 - n] = POWERS[1075 - n]! / 2;

function pow2(n: number): number {
  return POWERS[n + 1074]!;
}

interface Reduction {
  readonly magic: number;
  readonly log2e: number;
  readonly ln2High: number;
  readonly ln2Low: number;
}

/** e^r − 1 = r + r² q(r) for |r| <= ln 2 / 2, and x = n ln 2 + r (Cody and Waite 1980). */
interface Exponential {
  readonly highest: number;
  readonly lowest: number;
  readonly flat: number;
  readonly reduction: Reduction;
  readonly q: Unary;
}

const f = Math.fround;

function exponential32({ fma, round }: Arithmetic): Exponential {
  const [c2, c3, c4, c5] = [f(1 / 6), f(1 / 24), f(1 / 120), f(1 / 720)];
  const c6 = f(1 / 5040);
  return {
    highest: 89,
    lowest: -104,
    flat: -20,
    reduction: {
      magic: 12582912,
      log2e: f(1.44269504),
      ln2High: 0.693359375,
      ln2Low: f(-2.1219444e-4),
    },
    q: (r) => {
      const r2 = round(r * r);
      return fma(fma(fma(r, c6, c5), r2, fma(r, c4, c3)), r2, fma(r, c2, 0.5));
    },
  };
}

function exponential64({ fma }: Arithmetic): Exponential {
  return {
    highest: 710,
    lowest: -746,
    flat: -40,
    reduction: {
      magic: 6755399441055744,
      log2e: 1.4426950408889634,
      ln2High: 6.9314718036912381649e-1,
      ln2Low: 1.90821492927058770002e-10,
    },
    q: (r) => {
      const r2 = r * r;
      const r4 = r2 * r2;
      const a = fma(r, C64[1]!, C64[0]!);
      const b = fma(r, C64[3]!, C64[2]!);
      const c = fma(r, C64[5]!, C64[4]!);
      const d = fma(r, C64[7]!, C64[6]!);
      const e = fma(r, C64[9]!, C64[8]!);
      return fma(fma(e, r4, fma(d, r2, c)), r4, fma(b, r2, a));
    },
  };
}

// Minimax coefficients of q on |r| <= ln 2 / 2.
const C64 = [
  0.5, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062, 0.0013888888917213717,
  0.00019841269863053618, 2.4801521295954376e-5, 2.7557268459997064e-6, 2.7620088445409746e-7,
  2.510038549551032e-8,
] as const;

function exponentials(n: Arithmetic): Pick<MathFunctions, 'exp' | 'expm1'> {
  const { fma, round } = n;
  const { highest, lowest, flat, reduction, q } =
    n.dtype === 'float32' ? exponential32(n) : exponential64(n);
  const { magic, log2e, ln2High, ln2Low } = reduction;
  const whole: Unary = (x) => round(fma(x, log2e, magic) - magic);
  const reduced = (x: number, k: number): number => {
    const r = fma(k, -ln2Low, fma(k, -ln2High, x));
    return fma(round(r * r), q(r), r);
  };
  return {
    exp(x) {
      const clamped = x > highest ? highest : x < lowest ? lowest : x;
      const k = whole(clamped);
      const k1 = round(fma(k, 0.5, magic) - magic);
      return round(round(round(reduced(clamped, k) + 1) * pow2(k1)) * pow2(k - k1));
    },
    expm1(x) {
      const clamped = x > highest ? highest : x < flat ? flat : x;
      const k = whole(clamped);
      const s = pow2(k - 1);
      return round(2 * fma(s, reduced(clamped, k), round(s - 0.5)));
    },
  };
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
  readonly split: (x: number) => void;
  readonly even: (w: number) => number;
  readonly odd: (w: number) => number;
}

function logarithm32({ fma }: Arithmetic): Logarithm {
  const [g1, g2] = [0xaaaaaa * 2 ** -24, 0xccce13 * 2 ** -25];
  const [g3, g4] = [0x91e9ee * 2 ** -25, 0xf89e26 * 2 ** -26];
  return {
    smallest: 2 ** -126,
    lift: 2 ** 25,
    liftBits: 25,
    ln2High: f(6.9313812256e-1),
    ln2Low: f(9.0580006145e-6),
    split: split32,
    even: (w) => fma(w, g4, g2),
    odd: (w) => fma(w, g3, g1),
  };
}

function logarithm64({ fma }: Arithmetic): Logarithm {
  return {
    smallest: 2 ** -1022,
    lift: 2 ** 54,
    liftBits: 54,
    ln2High: 6.9314718036912381649e-1,
    ln2Low: 1.90821492927058770002e-10,
    split: split64,
    even: (w) =>
      fma(w, fma(w, 1.531383769920937332e-1, 2.222219843214978396e-1), 3.999999999940941908e-1),
    odd: (w) =>
      fma(
        w,
        fma(w, fma(w, 1.479819860511658591e-1, 1.818357216161805012e-1), 2.857142874366239149e-1),
        6.66666666666673513e-1,
      ),
  };
}

function logarithms(n: Arithmetic): Pick<MathFunctions, 'log' | 'log1p'> {
  const { fma, round } = n;
  const table = n.dtype === 'float32' ? logarithm32(n) : logarithm64(n);
  const { smallest, lift, liftBits, ln2High, ln2Low, even, odd } = table;
  const log: Unary = (x) => {
    if (!(x > 0) || x === Infinity) return x < 0 ? NaN : x === 0 ? -Infinity : x;
    const small = x < smallest;
    table.split(small ? x * lift : x);
    const k = small ? split.k - liftBits : split.k;
    const g = round(split.m - 1);
    const s = round(g / round(g + 2));
    const z = round(s * s);
    const w = round(z * z);
    const r = round(round(z * odd(w)) + round(w * even(w)));
    const h = round(round(g * 0.5) * g);
    const inner = fma(s, round(h + r), round(k * ln2Low));
    return fma(k, ln2High, -round(round(h - inner) - g));
  };
  const log1p: Unary = (x) => {
    const u = round(1 + x);
    return round(log(u) + round(round(x - round(u - 1)) / u));
  };
  return { log, log1p };
}

/** The elementary functions of an arithmetic. */
export function mathOf(n: Arithmetic): MathFunctions {
  const { round } = n;
  const { exp, expm1 } = exponentials(n);
  const limit = n.dtype === 'float32' ? 10 : 20;
  return {
    exp,
    expm1,
    ...logarithms(n),
    tanh(x) {
      const b = Math.abs(x);
      const e = expm1((b > limit ? limit : b) * -2);
      const t = Math.abs(round(-e / round(e + 2)));
      return x < 0 || Object.is(x, -0) ? -t : t;
    },
    sigmoid(x) {
      const e = exp(-Math.abs(x));
      return round((x < 0 ? e : 1) / round(1 + e));
    },
  };
}
