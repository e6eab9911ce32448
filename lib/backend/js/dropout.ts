// Dropout of the hidden layers in a step: native/core/drops.h.
import { operations, type Arithmetic } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import { DRAWS, hashing } from '../../base/hashing.js';
import type { Dropout } from '../backend.js';
import { inParts } from './pieces.js';

const { round } = operations;
const { draw, keyOf, stepKey } = hashing;

/** Dropout in a step of m examples. */
export class Drops {
  /** A[l] of all layers as they go on, laid out as A. */
  readonly kept: FloatArray;
  readonly #arithmetic: Arithmetic;
  readonly #thresholds: Uint32Array;
  /** Of the examples, layer by layer. */
  readonly #keys: Int32Array;
  readonly #m: number;

  /** @param thresholds one for each hidden layer */
  constructor(n: Arithmetic, thresholds: Uint32Array, keys: Int32Array, kept: FloatArray) {
    this.kept = kept;
    this.#arithmetic = n;
    this.#thresholds = thresholds;
    this.#keys = keys;
    this.#m = keys.length / thresholds.length;
  }

  /**
   * to = x · 0 or x · scale, for the units of hidden layer l = 1 …, (units, m) from `at` on in both.
   */
  apply(l: number, units: number, x: FloatArray, to: FloatArray, at: number): Iterable<void> {
    const m = this.#m;
    const threshold = this.#thresholds[l - 1]!;
    const scale = round(this.#arithmetic, DRAWS / (DRAWS - threshold));
    const first = (l - 1) * m;
    return inParts(units * m, 1, (from, end) => {
      for (let i = from; i < end;) {
        const unit = Math.floor(i / m);
        const unitKey = keyOf(0, unit);
        const row = first - unit * m;
        for (const stop = Math.min(end, (unit + 1) * m); i < stop; i++) {
          const dropped = draw(this.#keys[row + i]!, unitKey) < threshold;
          to[at + i] = x[at + i]! * (dropped ? 0 : scale);
        }
      }
    });
  }
}

/**
 * What is dropped in step s of a chunk, whose batch has m examples; null: nothing.
 * @param kept room for what is left of A
 */
export function* dropsOf(
  n: Arithmetic,
  { seed, step, places, thresholds }: Dropout,
  s: number,
  m: number,
  kept: FloatArray,
): Generator<void, Drops | null> {
  const hidden = thresholds.length / places.length;
  const own = thresholds.subarray(s * hidden, (s + 1) * hidden);
  if (own.every((threshold) => threshold === 0)) return null;
  const keys = new Int32Array(hidden * m);
  for (let l = 0; l < hidden; l++) {
    const layer = keyOf(stepKey(seed, step + s), l + 1);
    yield* inParts(m, 1, (from, to) => {
      for (let j = from; j < to; j++) keys[l * m + j] = keyOf(layer, places[s]! + j);
    });
  }
  return new Drops(n, own, keys, kept);
}
