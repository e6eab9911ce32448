// L-BFGS against a transcript in Python, bit for bit, and SciPy's minima; large ones in pieces; answers on the way.
import { describe, expect, it } from 'vitest';
import { minimized, minimizedBy, type Limits, type Told } from '../../lib/base/lbfgs.js';
import { atOnce, type Slices } from '../../lib/base/slices.js';
import { inSlicesAsking } from '../../lib/base/turns.js';
import { fixture } from '../fixtures.js';

type Objective = (x: ArrayLike<number>) => Told;

/** The functions of fixtures/lbfgs.py, operation for operation. */
const objectives: Readonly<Record<string, Objective>> = {
  rosenbrock(x) {
    let value = 0;
    const gradient = new Float64Array(x.length);
    for (let i = 0; i + 1 < x.length; i++) {
      const [a, b] = [x[i + 1]! - x[i]! * x[i]!, 1 - x[i]!];
      value += 100 * a * a + b * b;
      gradient[i]! += -400 * a * x[i]! - 2 * b;
      gradient[i + 1]! += 200 * a;
    }
    return { value, gradient };
  },
  quadratic(x) {
    let value = 0;
    const gradient = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      const stiff = (1 + i * i) / 16;
      const off = x[i]! - ((i % 5) - 2);
      value += 0.5 * stiff * off * off;
      gradient[i]! += stiff * off;
      if (i === 0) continue;
      const step = x[i]! - x[i - 1]!;
      value += 0.5 * step * step;
      gradient[i]! += step;
      gradient[i - 1]! -= step;
    }
    return { value, gradient };
  },
  wells(x) {
    let value = 0;
    for (let i = 0; i < x.length; i++) value += x[i]! * x[i]! * x[i]! * x[i]! - x[i]! * x[i]!;
    return { value, gradient: Float64Array.from(x, (v) => 4 * v * v * v - 2 * v) };
  },
  wall(x) {
    let value = 0;
    for (let i = 0; i < x.length; i++) value += x[i]! > 0 ? x[i]! + 64 / x[i]! : NaN;
    return { value, gradient: Float64Array.from(x, (v) => (v > 0 ? 1 - 64 / (v * v) : NaN)) };
  },
};

interface Case {
  readonly name: string;
  readonly start: readonly number[];
  readonly limits: Limits;
  readonly point: readonly number[];
  readonly value: number;
  readonly largest: number;
  readonly ended: string;
  readonly steps: number;
  readonly asked: number;
  readonly skipped: number;
  readonly walls: number;
  readonly scipy: readonly number[];
}

const { cases } = fixture('lbfgs.json') as { cases: readonly Case[] };

describe.each(cases)('$name of $start.length numbers, $steps steps, $ended', (expected) => {
  const { start, limits, point, value, largest, ended, steps, asked, scipy } = expected;
  const objective = objectives[expected.name]!;

  it('has the transcript’s bits', () => {
    let count = 0;
    const found = atOnce(minimized(start, limits), (x) => {
      if (!x) return undefined;
      count++;
      return objective(x);
    });
    expect(found).toEqual({ point: Float64Array.from(point), value, largest, steps, ended });
    expect(count).toBe(asked);
  });

  it('has them when each answer takes a turn, from one array that it writes again and again', async () => {
    const gradient = new Float64Array(start.length);
    const found = await inSlicesAsking(minimized(start, limits), async (x: Float64Array) => {
      const told = objective(x);
      gradient.set(told.gradient);
      await Promise.resolve();
      return { value: told.value, gradient };
    });
    expect(found).toEqual({ point: Float64Array.from(point), value, largest, steps, ended });
  });

  it.runIf(ended !== 'steps')('is at SciPy’s minimum', () => {
    for (const [i, x] of scipy.entries()) expect(point[i]).toBeCloseTo(x, 6);
  });
});

it('the cases have a pair that is not curved upwards, a wall, and an end by rounding', () => {
  expect(cases.filter(({ skipped }) => skipped > 0).length).toBeGreaterThan(1);
  expect(Math.max(...cases.map(({ walls }) => walls))).toBeGreaterThan(3);
  expect(new Set(cases.map(({ ended }) => ended))).toEqual(
    new Set(['converged', 'steps', 'stuck']),
  );
});

describe('of many numbers', () => {
  const n = 300_001;
  const scale = (i: number): number => 1 + (i % 7);
  const objective: Objective = (x) => {
    let value = 0;
    const gradient = Float64Array.from(x, (v, i) => scale(i) * (v - (i % 3)));
    for (let i = 0; i < n; i++) value += 0.5 * gradient[i]! * (x[i]! - (i % 3));
    return { value, gradient };
  };
  const start = new Float64Array(n);
  const limits = { largest: 0.1, steps: 30 };

  function* inParts(x: Float64Array): Slices<Told> {
    yield;
    return objective(x);
  }

  it('pauses after 2¹⁷ numbers, and no step depends on where the cuts are', () => {
    let [pauses, asked] = [0, 0];
    const steps: number[] = [];
    const work = minimized(start, limits, (step) => void steps.push(step));
    let now = work.next();
    for (; !now.done; now = work.next(now.value && objective(now.value))) {
      if (now.value) asked++;
      else pauses++;
    }
    const found = now.value;
    expect(found.ended).toBe('converged');
    expect(steps).toEqual(Array.from({ length: found.steps + 1 }, (_, i) => i));
    // Of a step: copies, two dot products and two sums for each pair, each in three pieces.
    expect(pauses).toBeGreaterThan(3 * 10 * found.steps);
    expect(found.point.every((x, i) => Math.abs(x - (i % 3)) < 0.11)).toBe(true);
    // Copies of one number: all alike, whatever the sums over them are.
    for (let i = 21; i < n; i++) {
      if (found.point[i] !== found.point[i - 21]) expect.fail(`number ${i}`);
    }
    const other = atOnce(minimizedBy(minimized(start, limits), inParts));
    expect(other).toEqual(found);
  });
});

describe('ends', () => {
  const wrong: Objective = (x) => ({ value: Math.abs(x[0]! - 3), gradient: Float64Array.of(1) });

  it.each([
    ['no point is lower', wrong],
    ['no value is finite', () => ({ value: NaN, gradient: Float64Array.of(1) })],
    ['no gradient is finite', () => ({ value: 0, gradient: Float64Array.of(NaN) })],
  ] as const)('at the start where %s', (_, objective) => {
    let asked = 0;
    const found = atOnce(minimized([3], { largest: 1e-9, steps: 5 }), (x) => {
      if (x) asked++;
      return x && objective(x);
    });
    expect(found).toMatchObject({ point: Float64Array.of(3), steps: 0, ended: 'stuck' });
    expect(asked).toBeLessThanOrEqual(32);
  });

  it('by what the caller measures, in the place of the gradient’s largest entry', () => {
    const found = atOnce(minimized([3, 4], { largest: 1, steps: 50 }), (x) => {
      const told = x && objectives.quadratic!(x);
      return told && { ...told, largest: Math.abs(told.value - 0.5) };
    });
    expect(found.ended).toBe('converged');
    expect(Math.abs(found.value - 0.5)).toBeLessThanOrEqual(1);
  });

  it('with nothing to search for', () => {
    const told = { value: 7, gradient: new Float64Array(0) };
    const found = atOnce(minimized([], { largest: 0, steps: 5 }), (x) => x && told);
    expect(found).toEqual({
      point: new Float64Array(0),
      value: 7,
      largest: 0,
      steps: 0,
      ended: 'converged',
    });
  });
});
