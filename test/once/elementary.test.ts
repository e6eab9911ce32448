// The own functions of encodings in float64, beside figures of 200 bits.
import { describe, expect, it } from 'vitest';
import { float64 } from '../../lib/base/arithmetic.js';
import { expm1, log1p } from '../../lib/base/math.js';
import { normalQuantile, normalShare } from '../../lib/base/normal.js';
import { cos, sin } from '../../lib/base/trigonometric.js';
import { fixture } from '../fixtures.js';

type Point = readonly [x: number, nearest: number, rest: number];

const figures = fixture('elementary.json') as Readonly<Record<string, readonly Point[]>>;

/** The largest error, in units in the last place. */
const functions: readonly (readonly [string, (x: number) => number, number])[] = [
  ['sin', sin, 1],
  ['cos', cos, 1],
  ['log1p', (x) => log1p(float64, x), 2],
  ['expm1', (x) => expm1(float64, x), 2],
  ['normalQuantile', normalQuantile, 6],
  ['normalShare', normalShare, 6],
];

function unit(x: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -1022);
  return 2 ** exponent / 2 ** 52;
}

describe.each(functions)('%s', (name, f, allowed) => {
  it(`is within ${allowed} units in the last place`, () => {
    const points = figures[name]!;
    expect(points.length).toBeGreaterThan(140);
    for (const [x, nearest, rest] of points) {
      const units = Math.abs((f(x) - nearest) / unit(nearest) - rest);
      expect(units, `of ${x}: ${f(x)}, not ${nearest}`).toBeLessThanOrEqual(allowed);
    }
  });

  it('lets NaN through', () => {
    expect(f(NaN)).toBeNaN();
  });
});

describe('where functions end', () => {
  it('angles beyond 2¹⁹ are refused with NaN', () => {
    for (const x of [524289, -524289, Infinity, -Infinity])
      expect([sin(x), cos(x)]).toEqual([NaN, NaN]);
    expect([sin(0), cos(0)]).toEqual([0, 1]);
  });

  it('the normal distribution has its infinities, and is symmetric', () => {
    expect([0, 1, 0.5].map(normalQuantile)).toEqual([-Infinity, Infinity, 0]);
    expect([-0.1, 1.1].map(normalQuantile)).toEqual([NaN, NaN]);
    expect([-Infinity, -50, 50, Infinity, 0].map(normalShare)).toEqual([0, 0, 1, 1, 0.5]);
    for (const p of [0.25, 0.03125, 2 ** -20])
      expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
  });

  it('one undoes the other', () => {
    for (let z = -5; z <= 5; z += 0.01)
      expect(Math.abs(normalQuantile(normalShare(z)) - z)).toBeLessThan(z > 0 ? 1e-9 : 1e-14);
  });
});
