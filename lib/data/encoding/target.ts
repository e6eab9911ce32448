// How the targets of a regression are scaled, and how predictions are brought back.
import { float64 } from '../../base/arithmetic.js';
import type { FloatArray } from '../../base/dtype.js';
import { DenselyError, show } from '../../base/errors.js';
import { expm1 } from '../../base/math.js';
import { placementOf, type Matrix } from '../../base/matrix.js';
import { Sample, fitAffine } from './distribution.js';
import { fromNormal, toNormal, type QuantileTable } from './quantiles.js';
import { QuantileRows } from './quantile-rows.js';
import { signedLog, toLogarithms } from './warp.js';

/**
 * How the targets of a regression are scaled: as columns are, `log` to mean 0 and deviation 1 as well.
 *
 * @example
 * import { Dataset, type TargetScale, train } from 'densely';
 *
 * const targetScale: TargetScale = 'log';
 * const prices = Dataset.from([[1], [2], [3]], [10.5, 100, 1000]);
 * console.log((await train(prices, { targetScale, epochs: 1 })).targets); // [ 'y' ]
 */
export type TargetScale = 'standard' | 'minmax' | 'log' | 'quantile' | 'none';

export const targetScales: readonly TargetScale[] = [
  'standard',
  'minmax',
  'log',
  'quantile',
  'none',
];

/** How one target is scaled: warped, then (value − offset) / divisor. */
export interface TargetEncoding {
  readonly scale: TargetScale;
  readonly quantiles: QuantileTable | null;
  readonly offset: number;
  readonly divisor: number;
  /** The smallest and the largest that training saw: predictions are kept between them; null: they are not. */
  readonly clamp: readonly [low: number, high: number] | null;
}

export interface TargetRequest {
  readonly scale: TargetScale;
  readonly clamp: boolean;
  /** Of the sample of examples that quantiles of a large table are taken from. */
  readonly seed: number;
}

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 15;

/**
 * How each row of Y is scaled.
 * @throws `ERR_DATA` for a value below 0 where `log` is asked for, and values too wide to be scaled
 */
export function* fitTargets(
  Y: Matrix,
  names: readonly string[],
  request: TargetRequest,
): Generator<void, readonly TargetEncoding[]> {
  const rows = new QuantileRows(Y.cols, request.seed);
  const fitted: TargetEncoding[] = [];
  for (let r = 0; r < Y.rows; r++) fitted.push(yield* fitTarget(Y, r, names[r]!, request, rows));
  return fitted;
}

function* fitTarget(
  Y: Matrix,
  r: number,
  name: string,
  { scale, clamp }: TargetRequest,
  rows: QuantileRows,
): Generator<void, TargetEncoding> {
  const values = yield* valuesOf(Y, r);
  const { min, max } = yield* new Sample(values).statistics();
  if (scale === 'log' && min < 0) throw belowZero(name, values);
  if (scale === 'log') yield* toLogarithms(values);
  const affine = yield* fitAffine(name, scale === 'log' ? 'standard' : scale, new Sample(values));
  const quantiles = scale === 'quantile' ? yield* rows.table(values) : null;
  return { scale, quantiles, ...affine, clamp: clamp ? [min, max] : null };
}

function* valuesOf(Y: Matrix, r: number): Generator<void, Float64Array> {
  const { storage, rowStride, colStride, colOrder, rowOrder } = placementOf(Y);
  const row = (rowOrder ? rowOrder[r]! : r) * rowStride;
  const values = new Float64Array(Y.cols);
  for (let from = 0; from < values.length; from += PIECE) {
    const to = Math.min(from + PIECE, values.length);
    for (let j = from; j < to; j++)
      values[j] = storage[row + (colOrder ? colOrder[j]! : j) * colStride]!;
    yield;
  }
  return values;
}

function belowZero(name: string, values: Float64Array): DenselyError {
  const example = values.findIndex((value) => value < 0);
  return new DenselyError(
    'ERR_DATA',
    'targetScale',
    `targetScale 'log' takes values from 0 on, but ${show(name)} of example ${example} is ${values[example]}: say targetScale: 'standard' or 'quantile'.`,
  );
}

/** A target as the network learns it. */
export function scaledTarget(target: TargetEncoding, value: number): number {
  const { scale, quantiles, offset, divisor } = target;
  const own = scale === 'log' ? signedLog(value) : quantiles ? toNormal(quantiles, value) : value;
  return (own - offset) / divisor;
}

/** expm1 of more is not finite. */
const HIGHEST = 709;

const LARGEST_SINGLE = 3.4028234663852886e38;

/**
 * Undoes {@link scaledTarget}.
 * @param largest what has become a logarithm is at most this
 */
export function unscaledTarget(
  target: TargetEncoding,
  output: number,
  largest: number = Number.MAX_VALUE,
): number {
  const { scale, quantiles, offset, divisor, clamp } = target;
  const own = output * divisor + offset;
  const value = quantiles
    ? fromNormal(quantiles, own)
    : scale === 'log'
      ? own < HIGHEST
        ? Math.min(expm1(float64, own), largest)
        : largest
      : own;
  if (clamp === null) return value;
  return value < clamp[0] ? clamp[0] : value > clamp[1] ? clamp[1] : value;
}

/**
 * The targets of `from` (one row each) as the network learns them, in `to`, which has the same shape and any
 * strides and dtype.
 * @returns the first example with a number that is not finite in the dtype of `to`, or −1
 */
export function* scaleTargets(
  targets: readonly TargetEncoding[],
  from: Matrix,
  to: Matrix,
): Generator<void, number> {
  let wrong = -1;
  for (let r = 0; r < from.rows; r++) {
    const values = yield* valuesOf(from, r);
    for (let j = 0; j < values.length; j += PIECE) {
      const found = putTargets(targets[r]!, values, to, r, j);
      if (found >= 0 && (wrong < 0 || found < wrong)) wrong = found;
      yield;
    }
  }
  return wrong;
}

function putTargets(
  target: TargetEncoding,
  values: Float64Array,
  to: Matrix,
  r: number,
  first: number,
): number {
  const { storage, rowStride, colStride } = placementOf(to);
  let wrong = -1;
  for (let j = Math.min(first + PIECE, values.length) - 1; j >= first; j--) {
    const at = r * rowStride + j * colStride;
    storage[at] = scaledTarget(target, values[j]!);
    if (!Number.isFinite(storage[at])) wrong = j;
  }
  return wrong;
}

/** Undoes {@link scaleTargets} in place, row by row of as many numbers as there are targets. */
export function unscaleTargets(targets: readonly TargetEncoding[], values: FloatArray): void {
  const largest = values instanceof Float32Array ? LARGEST_SINGLE : Number.MAX_VALUE;
  for (let i = 0; i < values.length; i += targets.length)
    for (let c = 0; c < targets.length; c++)
      values[i + c] = unscaledTarget(targets[c]!, values[i + c]!, largest);
}
