import { operations, type Arithmetic } from '../base/arithmetic.js';
import type { FloatArray } from '../base/dtype.js';
import { expm1, sigmoid, tanh } from '../base/math.js';

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
  /** a = g(z) */
  readonly value: (n: Arithmetic, span: Span) => void;
  /** d = d · g′, from z, a = g(z) and the slope. */
  readonly backward: (n: Arithmetic, d: FloatArray, span: Span) => void;
}

const plain = { needsInput: false, slope: null, steepest: 0 };

/** Slope of leaky ReLU below zero. */
const LEAK = 0.01;

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
    needsInput: true,
    slope: 0.25,
    steepest: 0,
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
};

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

/** The activations of hidden layers: identity, sigmoid, tanh, ReLU, leaky ReLU (0.01), parametric ReLU, ELU (1). */
export const activationTable: Readonly<Record<Activation, Entry>> = table;

export const activationNames = Object.keys(table) as Activation[];
