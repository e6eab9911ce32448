// Rule 4, for both dtypes: what the elementary functions of the backend in use must do.
import { describe, expect, it } from 'vitest';
import { currentBackend } from '../lib/backend/select.js';
import type { MathFunctions } from '../lib/base/math.js';
import { RandomState, type DType } from '../lib/index.js';
import { firstDifference, numbers, type Floats } from './oracles.js';
import {
  erf,
  exp,
  expm1,
  log,
  log1p,
  sigmoid,
  SMALLEST_NORMAL,
  tanh,
  unitsBetween,
  type Real,
} from './reals.js';

interface FunctionCase {
  readonly exact: (x: number) => Real;
  /** Within one unit of float64 and therefore exact for float32; NaN where it is not defined. */
  readonly nearly: (x: number) => number;
  /** Units by which `nearly` itself may be wrong in float64. */
  readonly slack: number;
  /** Where the sample is dense: the range beyond which the result stays the same, by dtype. */
  readonly range: Readonly<Record<DType, readonly [number, number]>>;
  readonly special: readonly (readonly [x: number, y: number])[];
}

const LOGISTIC = (x: number): number =>
  x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

/** By its series near 0, by Laplace's continued fraction further out. */
const ERF = (x: number): number => {
  const t = Math.abs(x);
  if (t < 1) {
    let [sum, power] = [x, x];
    for (let i = 1; i < 25; i++) {
      power *= -(x * x) / i;
      sum += power / (2 * i + 1);
    }
    return sum * (2 / Math.sqrt(Math.PI));
  }
  let rest = t;
  for (let i = 200; i > 0; i--) rest = t + i / 2 / rest;
  return Math.sign(x) * (1 - Math.exp(-t * t) / Math.sqrt(Math.PI) / rest);
};

const table = {
  exp: {
    exact: exp,
    nearly: Math.exp,
    slack: 1,
    range: { float32: [-104, 88.7228], float64: [-745.2, 709.7827] },
    special: [
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [1e4, Infinity],
      [-1e4, 0],
    ],
  },
  expm1: {
    exact: expm1,
    nearly: Math.expm1,
    slack: 1,
    range: { float32: [-30, 88.7228], float64: [-60, 709.7827] },
    special: [
      [0, 0],
      [Infinity, Infinity],
      [-Infinity, -1],
      [1e4, Infinity],
      [-1e4, -1],
    ],
  },
  log: {
    exact: log,
    nearly: Math.log,
    slack: 1,
    range: { float32: [0, 3.4e38], float64: [0, Number.MAX_VALUE] },
    special: [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [-1, NaN],
      [-Infinity, NaN],
      [Infinity, Infinity],
    ],
  },
  log1p: {
    exact: log1p,
    nearly: (x) => (x >= 0 && x <= 1 ? Math.log1p(x) : NaN),
    slack: 1,
    range: { float32: [0, 1], float64: [0, 1] },
    special: [[0, 0]],
  },
  tanh: {
    exact: tanh,
    nearly: Math.tanh,
    slack: 1,
    range: { float32: [-12, 12], float64: [-25, 25] },
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [1e4, 1],
      [-1e4, -1],
    ],
  },
  sigmoid: {
    exact: sigmoid,
    nearly: LOGISTIC,
    slack: 2.5,
    range: { float32: [-104, 40], float64: [-745.2, 60] },
    special: [
      [0, 0.5],
      [-0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [1e4, 1],
      [-1e4, 0],
    ],
  },
  erf: {
    exact: erf,
    nearly: ERF,
    slack: 3,
    range: { float32: [-5, 5], float64: [-7, 7] },
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [1e4, 1],
      [-1e4, -1],
    ],
  },
} as const satisfies Record<keyof MathFunctions, FunctionCase>;

const functionCases: Readonly<Record<keyof MathFunctions, FunctionCase>> = table;

export const functionNames = Object.keys(table) as (keyof MathFunctions)[];

/** ⌊log2 x⌋ of a normal x > 0. */
function exponentOf(x: number): number {
  const near = Math.round(Math.log2(x));
  return 2 ** near > x ? near - 1 : near;
}

/** Evenly over the range, evenly over the exponents on both sides of 0, and near 1. */
export function sample(
  name: keyof MathFunctions,
  dtype: DType,
  count: number,
  seed: number,
): Floats {
  const [low, high] = functionCases[name].range[dtype];
  const random = new RandomState(seed);
  const smallest = dtype === 'float32' ? -149 : -1074;
  const largest = exponentOf(Math.max(high, -low));
  const out = numbers(dtype, count);
  for (let i = 0; i < count; i++) {
    // Powers of whole numbers alone: Math.pow is not the same everywhere, these samples must be.
    const spread = random.uniform(1, 2) * 2 ** (smallest + random.interval(largest - smallest));
    const near1 = 1 + random.uniform(-1, 1) * 2 ** (random.interval(51) - 52);
    const x = [random.uniform(low, high), spread, -spread, near1][i % 4]!;
    out[i] = x < low || x > high ? random.uniform(Math.max(low, -1), Math.min(high, 1)) : x;
  }
  return out;
}

function evaluate(name: keyof MathFunctions, x: Floats): Floats {
  return currentBackend().evaluate(name, x);
}

/** The worst element, in units where the result is normal, in smallest normal numbers where not. */
export interface Worst {
  units: number;
  at: number;
  below: number;
}

/** Compares y with `exact`, given as a distance in units and a double near it. */
export function worst(
  x: Floats,
  y: Floats,
  dtype: DType,
  units: (x: number, y: number) => number,
  near: (x: number) => number,
): Worst {
  const normal = SMALLEST_NORMAL[dtype];
  const result = { units: 0, at: 0, below: 0 };
  for (let i = 0; i < x.length; i++) {
    const expected = near(x[i]!);
    if (Math.abs(expected) < normal)
      result.below = Math.max(result.below, Math.abs(y[i]! - expected) / normal);
    else {
      const distance = units(x[i]!, y[i]!);
      if (!(distance <= result.units)) [result.units, result.at] = [distance, x[i]!];
    }
  }
  return result;
}

/** |y − expected| in units in the last place of `expected`, a normal number of the dtype. */
export function unitsNear(y: number, expected: number, dtype: DType): number {
  if (y === expected) return 0;
  const digits = dtype === 'float32' ? 24 : 53;
  return Math.abs(y - expected) / 2 ** (exponentOf(Math.abs(expected)) - digits + 1);
}

const OVERFLOW = { float32: 88.73, float64: 709.79 } as const;

/** The tests that are the same for both dtypes. */
export function describeMath(
  dtype: DType,
  dense: { count: number; oracle: 'exact' | 'nearly' }[],
): void {
  describe.each(functionNames)(`%s, ${dtype}`, (name) => {
    const { exact, nearly, slack, special } = functionCases[name];

    it.each(dense)('is within 3 units of $oracle at $count points', ({ count, oracle }) => {
      const x = sample(name, dtype, count, 21);
      const distance = {
        exact: (v: number, y: number) => unitsBetween(y, exact(v), dtype),
        nearly: (v: number, y: number) => unitsNear(y, nearly(v), dtype),
      }[oracle];
      const { units, at, below } = worst(x, evaluate(name, x), dtype, distance, nearly);
      const allowed = 3 + (dtype === 'float64' && oracle === 'nearly' ? slack : 0);
      expect(units, `units at ${at}`).toBeLessThanOrEqual(allowed);
      expect(below, 'absolute error below the smallest normal number').toBeLessThanOrEqual(1);
    });

    it('has its special values', () => {
      for (const [x, y] of special)
        expect(evaluate(name, numbers(dtype, [x]))[0], `of ${x}`).toBe(y);
    });

    if (name === 'exp' || name === 'expm1') {
      it('overflows to Infinity', () => {
        for (const x of [OVERFLOW[dtype], OVERFLOW[dtype] + 0.1, OVERFLOW[dtype] + 1]) {
          expect(evaluate(name, numbers(dtype, [x]))[0], `of ${x}`).toBe(Infinity);
        }
      });
    }

    it('lets NaN through in every lane and tail', () => {
      const plain = evaluate(name, numbers(dtype, 37).fill(0.5));
      for (let i = 0; i < 37; i++) {
        const x = numbers(dtype, 37).fill(0.5);
        x[i] = NaN;
        plain[i] = NaN;
        expect(firstDifference(evaluate(name, x), plain)).toBeUndefined();
        plain[i] = plain[(i + 1) % 37]!;
      }
    });

    it('gives an element the same bits in whatever lane or tail it lies', () => {
      const x = sample(name, dtype, 70, 22);
      const y = evaluate(name, x);
      for (let from = 0; from <= 35; from++) {
        const part = evaluate(name, x.slice(from, 2 * from + 1));
        expect(firstDifference(part, y.subarray(from, 2 * from + 1))).toBeUndefined();
      }
    });

    it('writes nothing into its input and takes none', () => {
      const x = sample(name, dtype, 20, 23);
      const before = x.slice();
      evaluate(name, x);
      expect(firstDifference(x, before)).toBeUndefined();
      expect(evaluate(name, numbers(dtype, 0)).length).toBe(0);
    });
  });
}
