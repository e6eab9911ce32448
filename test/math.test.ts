// Elementary functions and activations in float64.
import { describe, expect, it } from 'vitest';
import {
  activations,
  backwardPropagation,
  forwardPropagation,
  Matrix,
  type Activation,
} from '../lib/index.js';
import { figures } from './figures.js';
import { fixture } from './fixtures.js';
import { activationTable } from '../lib/network/activations.js';
import { describeMath } from './math-functions.js';

describeMath('float64', [
  { count: 6000, oracle: 'exact' },
  { count: 100_000, oracle: 'nearly' },
]);

const { z } = figures.activations as { z: number[] };

// Names of the figures' columns, of the activations that have some.
const columns: { readonly [A in Activation]?: readonly [value: string, derivative: string] } = {
  sigmoid: ['sigmoid', 'sigmoid_prime'],
  tanh: ['tanh', 'tanh_prime'],
  relu: ['relu', 'relu_prime'],
  leakyRelu: ['leaky_relu_0_01', 'leaky_relu_prime'],
  prelu: ['prelu_a0_25', 'prelu_prime_z'],
  elu: ['elu_1', 'elu_prime'],
};
const names = Object.keys(activations) as Activation[];

interface Curve {
  readonly value: readonly number[];
  readonly derivative: readonly number[];
}
type Exact = Readonly<Record<'z', readonly number[]>> & Readonly<Record<string, Curve>>;

describe('activations at the points of the figures, −10 to 10', () => {
  it.each(Object.entries(columns))('%s', (name, [value, derivative]) => {
    const activation = activations[name as Activation];
    z.forEach((x, i) => {
      const expected = figures.activations[value]![i]!;
      expect(Math.abs(activation.value(x) - expected), `value at ${x}`).toBeLessThanOrEqual(
        7e-16 * Math.abs(expected),
      );
      const slope = activation.derivative(x) - figures.activations[derivative]![i]!;
      expect(Math.abs(slope), `derivative at ${x}`).toBeLessThan(1e-15);
    });
  });

  it('identity', () => {
    for (const x of z)
      expect([activations.identity.value(x), activations.identity.derivative(x)]).toEqual([x, 1]);
  });

  it.each(['gelu', 'silu', 'mish', 'selu', 'softplus'] as const)('%s, by 200 bits', (name) => {
    const { z: at, [name]: exact } = fixture('activations.json') as Exact;
    at.forEach((x, i) => {
      // GELU is z / 2 times 1 + erf, and so loses digits where erf is near −1.
      const unit = name === 'gelu' && x < 0 ? Math.abs(x) : Math.abs(exact.value[i]!);
      expect(
        Math.abs(activations[name].value(x) - exact.value[i]!),
        `value at ${x}`,
      ).toBeLessThanOrEqual(1e-15 * unit);
      expect(
        Math.abs(activations[name].derivative(x) - exact.derivative[i]!),
        `derivative at ${x}`,
      ).toBeLessThan(1e-15);
    });
  });

  it('the gradient of parametric ReLU by its slope is z for z <= 0, else 0', () => {
    const one = Matrix.from([[1]]);
    const zero = Matrix.from([[0]]);
    const parameters = { W1: one, b1: zero, alpha1: Matrix.from([[0.25]]), W2: one, b2: zero };
    z.forEach((x, i) => {
      const X = Matrix.from([[x]]);
      const [A, cache] = forwardPropagation(X, parameters, {
        activation: 'prelu',
        output: 'identity',
      });
      const grads = backwardPropagation(parameters, cache, X, Matrix.from([[A.at(0, 0) - 1]]));
      expect(grads.dalpha1.at(0, 0)).toBeCloseTo(figures.activations.prelu_prime_a![i]!, 14);
    });
  });
});

describe.each(names)('%s', (name) => {
  const { value, derivative } = activations[name];

  it('has the derivative of its value: central difference', () => {
    const h = 1e-5;
    for (let x = -8.05; x < 8; x += 0.1) {
      for (const slope of [0.25, -0.5]) {
        const difference = (value(x + h, slope) - value(x - h, slope)) / (2 * h);
        expect(Math.abs(derivative(x, slope) - difference), `at ${x}`).toBeLessThan(1e-9);
      }
    }
  });

  it('takes a matrix in both dtypes, a view too, and leaves it unchanged', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const m = Matrix.from([z.slice(0, 6), z.slice(6, 12)], dtype);
      const before = m.toArray();
      for (const f of [value, derivative]) {
        const direct = f(m);
        expect([direct.rows, direct.cols, direct.dtype]).toEqual([2, 6, dtype]);
        expect(f(m.T).toArray()).toEqual(direct.T.toArray());
        const close = before.flat().map((x) => f(x));
        Array.from(direct.data).forEach((y, i) =>
          expect(y).toBeCloseTo(close[i]!, dtype === 'float32' ? 6 : 15),
        );
      }
      expect(m.toArray()).toEqual(before);
    }
  });

  it('lets NaN and infinities through in every lane and tail', () => {
    const flat = name === 'identity' ? 1 : undefined;
    for (let i = 0; i < 19; i++) {
      const row = new Float64Array(19).fill(1);
      row[i] = NaN;
      const y = Array.from(value(Matrix.of(row, 1, 19)).data);
      expect(y.map(Number.isNaN)).toEqual(y.map((_, j) => j === i));
      expect(derivative(Matrix.of(row, 1, 19)).at(0, i)).toBe(flat ?? NaN);
    }
    for (const sign of [1, -1]) {
      const far = value(sign * 1e300);
      expect(value(sign * Infinity)).toBe(Math.abs(far) < 1e3 ? far : sign * Infinity);
      expect(derivative(sign * Infinity)).toBe(derivative(sign * 1e300));
    }
  });

  it('is bounded, and no steeper than the table says', () => {
    const { bound, steepest } = activationTable[name];
    let steep = 0;
    for (let i = -640; i <= 640; i++)
      for (const x of [i / 64, i * 1e30]) {
        expect(Math.abs(value(x))).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(x)));
        steep = Math.max(steep, Math.abs(derivative(x)));
      }
    if (steepest > 0) {
      expect(steep / steepest).toBeLessThan(1.0001);
      expect(steep / steepest).toBeGreaterThan(0.99);
    }
  });
});
