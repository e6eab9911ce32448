import type { Arithmetic } from '../base/arithmetic.js';
import type { MathFunctions } from '../base/math.js';

/** How one activation is computed: element by element, in any arithmetic. */
export interface ActivationKernel {
  /** g(z) */
  readonly value: (z: number, slope: number) => number;
  /** g′, from z, a = g(z) and the slope. */
  readonly derivative: (z: number, a: number, slope: number) => number;
}

interface ActivationEntry {
  /** Has a learnt slope `alpha` in the parameters, shape (1, 1). */
  readonly hasSlope: boolean;
  /** The derivative cannot be had from `a` alone. */
  readonly needsInput: boolean;
  /** Value of the slope at the start. */
  readonly slope: number;
  readonly kernel: (n: Arithmetic, math: MathFunctions) => ActivationKernel;
}

const plain = { hasSlope: false, needsInput: false, slope: 0 };

/** Slope of leaky ReLU below zero. */
const LEAK = 0.01;

// NaN stays NaN in values and derivatives: neither a > 0 nor a <= 0 holds for it.
const table = {
  identity: { ...plain, kernel: () => ({ value: (z) => z, derivative: () => 1 }) },
  sigmoid: {
    ...plain,
    kernel: ({ round }, { sigmoid }) => ({
      value: sigmoid,
      derivative: (_, a) => round(a * round(1 - a)),
    }),
  },
  tanh: {
    ...plain,
    kernel: ({ fma }, { tanh }) => ({ value: tanh, derivative: (_, a) => fma(-a, a, 1) }),
  },
  relu: {
    ...plain,
    kernel: () => ({
      value: (z) => (z < 0 ? 0 : z),
      derivative: (_, a) => (a > 0 ? 1 : a <= 0 ? 0 : a),
    }),
  },
  leakyRelu: {
    ...plain,
    kernel: ({ round }) => {
      const leak = round(LEAK);
      return {
        value: (z) => (z > 0 ? z : round(leak * z)),
        derivative: (_, a) => (a > 0 ? 1 : a <= 0 ? leak : a),
      };
    },
  },
  prelu: {
    hasSlope: true,
    needsInput: true,
    slope: 0.25,
    kernel: ({ round }) => ({
      value: (z, slope) => (z > 0 ? z : round(slope * z)),
      derivative: (z, _, slope) => (z > 0 ? 1 : z <= 0 ? slope : z),
    }),
  },
  elu: {
    ...plain,
    kernel: ({ round }, { expm1 }) => ({
      value: (z) => (z > 0 ? z : expm1(z)),
      derivative: (_, a) => (a > 0 ? 1 : round(a + 1)),
    }),
  },
} as const satisfies Record<string, ActivationEntry>;

/** Name of an activation. */
export type Activation = 'identity' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'prelu' | 'elu';

/** The activations of hidden layers: identity, sigmoid, tanh, ReLU, leaky ReLU (0.01), parametric ReLU, ELU (1). */
export const activationTable: Readonly<Record<Activation, ActivationEntry>> = table;

export const activationNames = Object.keys(table) as Activation[];
