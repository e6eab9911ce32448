// What is done to a number before it is shifted and divided.
import { float64 } from '../../base/arithmetic.js';
import { log1p } from '../../base/math.js';
import { reciprocalRoot } from '../../base/reciprocal-root.js';
import type { ScaleName } from '../column.js';
import { toNormal, type QuantileTable } from './quantiles.js';

/** A number by `log`: its size on a scale of logarithms, its sign as it was. */
export function signedLog(x: number): number {
  return x < 0 ? -log1p(float64, -x) : log1p(float64, x);
}

/** Logarithms of one piece of work. */
const PIECE = 1 << 14;

/** All numbers by {@link signedLog}, in place. */
export function* toLogarithms(values: Float64Array): Generator<void, void> {
  for (let from = 0; from < values.length; from += PIECE) {
    logarithmsOf(values.subarray(from, from + PIECE));
    yield;
  }
}

function logarithmsOf(part: Float64Array): void {
  for (let i = 0; i < part.length; i++) part[i] = signedLog(part[i]!);
}

/** What a column's scale makes of a number; most leave it as it is. */
export function warped(scale: ScaleName, quantiles: QuantileTable | null, x: number): number {
  if (scale === 'log') return signedLog(x);
  return quantiles === null ? x : toNormal(quantiles, x);
}

/** So much larger than its limit, a number is clipped to it. */
const FAR = 1e9;

/** Limits that there may be, beside Infinity: what they are multiplied with has room. */
export const limits: { readonly lowest: number; readonly highest: number } = {
  lowest: 1e-100,
  highest: 1e100,
};

/** z ↦ z / √(1 + (z / limit)²): as z near 0, never beyond the limit. */
export function clipped(z: number, limit: number): number {
  if (limit === Infinity) return z;
  const share = z * (1 / limit);
  if (Math.abs(share) > FAR) return z < 0 ? -limit : limit;
  return z * reciprocalRoot(1 + share * share);
}
