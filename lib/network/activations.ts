import { operations, type Arithmetic } from '../base/arithmetic.js';
import type { FloatArray } from '../base/dtype.js';
import { erf, exp, exponentialRange, expm1, log1p, sigmoid, tanh } from '../base/math.js';

const { fma, round } = operations;

/** Elements `from` … `to` − 1 of arrays that lie alike. */
interface Span {
  readonly z: FloatArray;
  readonly a: FloatArray;
  readonly from: number;
  readonly to: number;
  /** The layer's learnt slope, where it has one. */
  readonly slope: number;
}

/** The loops stand in the entries: a function that is found in a table is never inlined. */
interface Entry {
  /** The derivative cannot be had from `a` alone. */
  readonly needsInput: boolean;
  /** Where the learnt slope starts; null: it has none. */
  readonly slope: number | null;
  /** The largest derivative of a function that saturates: grows flat far out; 0 of any other. */
  readonly steepest: number;
  /** |g(z)| is at most `bound` times the largest of 1, |z| and |slope · z|. */
  readonly bound: number;
  /** a = g(z) */
  readonly value: (n: Arithmetic, span: Span) => void;
  /** d = d · g′, from z, a = g(z) and the slope. */
  readonly backward: (n: Arithmetic, d: FloatArray, span: Span) => void;
}

const plain = { needsInput: false, slope: null, steepest: 0, bound: 1 };

/** Slope of leaky ReLU below zero. */
const LEAK = 0.01;

/** √½ and the density of the normal distribution at 0. */
const [SQRT_HALF, PEAK] = [0.7071067811865476, 0.3989422804014327];

/** The factor of mish is 1 well below, and the square of e⁴⁰ finite. */
const MISH_FLAT = 40;

/** SELU's λ and λα. */
const [SELU_SCALE, SELU_LOW] = [1.0507009873554805, 1.0507009873554805 * 1.6732632423543772];

// NaN stays NaN in values and derivatives: neither a > 0 nor a <= 0 holds for it. What is stored is
// rounded by that. `satisfies` checks an entry; `as` lets the types of the package hold the names alone.
const table = {
  identity: {
    ...plain,
    value(_, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = z[i]!;
    },
    backward() {},
  } satisfies Entry as Entry,
  sigmoid: {
    ...plain,
    steepest: 0.25,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = sigmoid(n, z[i]!);
    },
    backward(n, d, { a, from, to }) {
      for (let i = from; i < to; i++) d[i]! *= round(n, a[i]! * round(n, 1 - a[i]!));
    },
  } satisfies Entry as Entry,
  tanh: {
    ...plain,
    steepest: 1,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = tanh(n, z[i]!);
    },
    backward(n, d, { a, from, to }) {
      for (let i = from; i < to; i++) d[i]! *= fma(n, -a[i]!, a[i]!, 1);
    },
  } satisfies Entry as Entry,
  relu: {
    ...plain,
    value(_, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = z[i]! < 0 ? 0 : z[i]!;
    },
    backward(_, d, { a, from, to }) {
      for (let i = from; i < to; i++) d[i]! *= step(a[i]!, 0);
    },
  } satisfies Entry as Entry,
  leakyRelu: {
    ...plain,
    value(n, { z, a, from, to }) {
      const leak = round(n, LEAK);
      for (let i = from; i < to; i++) a[i] = z[i]! > 0 ? z[i]! : leak * z[i]!;
    },
    backward(n, d, { a, from, to }) {
      const leak = round(n, LEAK);
      for (let i = from; i < to; i++) d[i]! *= step(a[i]!, leak);
    },
  } satisfies Entry as Entry,
  prelu: {
    ...plain,
    needsInput: true,
    slope: 0.25,
    value(_, { z, a, from, to, slope }) {
      for (let i = from; i < to; i++) a[i] = z[i]! > 0 ? z[i]! : slope * z[i]!;
    },
    backward(_, d, { z, from, to, slope }) {
      for (let i = from; i < to; i++) d[i]! *= step(z[i]!, slope);
    },
  } satisfies Entry as Entry,
  elu: {
    ...plain,
    steepest: 1,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = z[i]! > 0 ? z[i]! : expm1(n, z[i]!);
    },
    backward(n, d, { a, from, to }) {
      for (let i = from; i < to; i++) d[i]! *= a[i]! > 0 ? 1 : round(n, a[i]! + 1);
    },
  } satisfies Entry as Entry,
  gelu: {
    ...plain,
    needsInput: true,
    steepest: 1.1289,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = notBelow(n, z[i]!) * cdf(n, z[i]!);
    },
    backward(n, d, { z, from, to }) {
      const peak = round(n, PEAK);
      for (let i = from; i < to; i++) {
        const x = clamped(n, z[i]!);
        const density = round(n, peak * exp(n, round(n, round(n, -0.5 * x) * x)));
        d[i]! *= fma(n, x, density, cdf(n, x));
      }
    },
  } satisfies Entry as Entry,
  silu: {
    ...plain,
    needsInput: true,
    steepest: 1.09984,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) a[i] = notBelow(n, z[i]!) * sigmoid(n, z[i]!);
    },
    backward(n, d, { z, from, to }) {
      for (let i = from; i < to; i++) {
        const x = clamped(n, z[i]!);
        const s = sigmoid(n, x);
        d[i]! *= fma(n, round(n, x * s), sigmoid(n, -x), s);
      }
    },
  } satisfies Entry as Entry,
  mish: {
    ...plain,
    needsInput: true,
    steepest: 1.0885,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++) {
        const e = exp(n, z[i]! > MISH_FLAT ? MISH_FLAT : z[i]!);
        const g = round(n, e * round(n, e + 2));
        a[i] = notBelow(n, z[i]!) * round(n, g / round(n, g + 2));
      }
    },
    backward(n, d, { z, from, to }) {
      for (let i = from; i < to; i++) {
        const x = notBelow(n, z[i]! > MISH_FLAT ? MISH_FLAT : z[i]!);
        const e = exp(n, x);
        const g = round(n, e * round(n, e + 2));
        const m = round(n, g + 2);
        const rise = round(n, round(n, 4 * e * round(n, 1 + e)) / m);
        d[i]! *= round(n, fma(n, x, rise, g) / m);
      }
    },
  } satisfies Entry as Entry,
  selu: {
    ...plain,
    steepest: SELU_LOW,
    bound: SELU_LOW,
    value(n, { z, a, from, to }) {
      const [scale, low] = [round(n, SELU_SCALE), round(n, SELU_LOW)];
      for (let i = from; i < to; i++) a[i] = z[i]! > 0 ? scale * z[i]! : low * expm1(n, z[i]!);
    },
    backward(n, d, { a, from, to }) {
      const [scale, low] = [round(n, SELU_SCALE), round(n, SELU_LOW)];
      for (let i = from; i < to; i++) d[i]! *= a[i]! > 0 ? scale : round(n, a[i]! + low);
    },
  } satisfies Entry as Entry,
  softplus: {
    ...plain,
    steepest: 1,
    // |g(z)| is at most |z| + ln 2.
    bound: 1.6932,
    value(n, { z, a, from, to }) {
      for (let i = from; i < to; i++)
        a[i] = (z[i]! < 0 ? 0 : z[i]!) + log1p(n, exp(n, -Math.abs(z[i]!)));
    },
    backward(n, d, { a, from, to }) {
      for (let i = from; i < to; i++) d[i]! *= 0 - expm1(n, -a[i]!);
    },
  } satisfies Entry as Entry,
};

/** z, but no lower than where the factor beside it is 0: so −Infinity · 0 is no NaN. */
function notBelow(n: Arithmetic, z: number): number {
  const { lowest } = exponentialRange(n);
  return z < lowest ? lowest : z;
}

/** Finite: beyond, on either side, the factor beside it is 0. */
function clamped(n: Arithmetic, z: number): number {
  const { lowest } = exponentialRange(n);
  return z > -lowest ? -lowest : notBelow(n, z);
}

/** Of the normal distribution. */
function cdf(n: Arithmetic, z: number): number {
  return fma(n, 0.5, erf(n, round(n, z * round(n, SQRT_HALF))), 0.5);
}

/** 1 where x > 0, `otherwise` where x <= 0. */
function step(x: number, otherwise: number): number {
  return x > 0 ? 1 : x <= 0 ? otherwise : x;
}

/**
 * Name of an activation.
 *
 * @useDeclaredType
 *
 * @example
 * import { type Activation, activations } from 'densely';
 *
 * const names = Object.keys(activations) as Activation[];
 * console.log(names.indexOf('relu') > 0, activations.relu.value(-1)); // true 0
 */
export type Activation = keyof typeof table;

/**
 * The activations of hidden layers: identity, sigmoid, tanh, ReLU, leaky ReLU (0.01), parametric ReLU, ELU (1),
 * GELU by erf (Hendrycks and Gimpel 2016), SiLU (Elfwing, Uchibe, Doya 2018), Mish (Misra 2019), SELU (Klambauer
 * et al. 2017), softplus (Dugas et al. 2001).
 */
export const activationTable: Readonly<Record<Activation, Entry>> = table;

export const activationNames = Object.keys(table) as Activation[];
