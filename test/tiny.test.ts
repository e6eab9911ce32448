import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  forwardPropagation,
  Matrix,
  type DType,
  type Net,
  type ParameterDict,
} from '../lib/index.js';

// An error below 2^-100 (float32) or 2^-900 (float64) is 0: what follows from it would be subnormal.
const least = { float32: 2 ** -100, float64: 2 ** -900 };

function number(value: number, dtype: DType): Matrix {
  return Matrix.from([[value]], dtype);
}

function gradients(parameters: ParameterDict, dtype: DType, net: Net) {
  const [X, Y] = [number(0, dtype), number(0, dtype)];
  const [, cache] = forwardPropagation(X, parameters, net);
  return backwardPropagation(parameters, cache, X, Y);
}

describe.each(['float32', 'float64'] as const)('tiny errors, %s', (dtype) => {
  const n = (value: number): Matrix => number(value, dtype);
  const limit = least[dtype];

  it.each([1, -1])('of the output', (sign) => {
    const db = (error: number): number => {
      const parameters = { W1: n(1), b1: n(sign * error) };
      return gradients(parameters, dtype, { output: 'identity' }).db1.at(0, 0);
    };
    expect(db(limit)).toBe(sign * limit);
    expect(db(limit / 2)).toBe(0);
  });

  it.each(['identity', 'tanh', 'elu'] as const)('behind a hidden layer of %s', (activation) => {
    const db = (weight: number): number => {
      // g'(0) = 1 and the output's error is 1.
      const parameters = { W1: n(1), b1: n(0), W2: n(weight), b2: n(1) };
      return gradients(parameters, dtype, { activation, output: 'identity' }).db1.at(0, 0);
    };
    expect(db(limit)).toBe(limit);
    expect(db(limit / 2)).toBe(0);
  });
});
