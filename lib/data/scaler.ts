import type { DType, FloatArray } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import { eachNumber, type Matrix } from '../base/matrix.js';
import { statisticsOf, type Statistics } from './statistics.js';

/**
 * How features (and the targets of a regression) are scaled before they enter the network: `standard`
 * to mean 0 and deviation 1, `minmax` to 0 … 1, `none` not at all.
 *
 * @example
 * import { datasets, type Scale, train } from 'densely';
 *
 * const scale: Scale = 'minmax';
 * console.log((await train(datasets.moons(), { scale, epochs: 1 })).scale); // minmax
 */
export type Scale = 'standard' | 'minmax' | 'none';

/** One way to scale: where a column begins, and what it is divided by. */
type Rule = (s: Statistics) => readonly [offset: number, divisor: number];

const rules: Readonly<Record<Exclude<Scale, 'none'>, Rule>> = {
  standard: ({ mean, deviation }) => [mean, deviation],
  minmax: ({ min, max }) => [min, max - min],
};

export const scales: readonly Scale[] = ['standard', 'minmax', 'none'];

/** Scaled = (value − offset) / divisor, column by column, in float64. */
export interface Scaler {
  readonly offset: Float64Array;
  /** Never 0: a constant column has 1 and is scaled to 0. */
  readonly divisor: Float64Array;
}

/**
 * The scaler of a Matrix (n columns of a table as rows, m examples).
 * @throws `ERR_DATA` where a column is too wide for float64 arithmetic
 */
export function fitScaler(scale: Scale, m: Matrix, names: readonly string[]): Scaler | null {
  if (scale === 'none') return null;
  const fitted = statisticsOf(m).map((statistics, r) => {
    const [offset, divisor] = rules[scale](statistics);
    if (Number.isFinite(offset) && Number.isFinite(divisor)) return [offset, divisor || 1] as const;
    throw new DenselyError(
      'ERR_DATA',
      'data',
      `${names[r]} goes from ${statistics.min} to ${statistics.max}, too wide to be scaled: divide it first, or say scale: 'none'.`,
    );
  });
  return {
    offset: Float64Array.from(fitted, ([offset]) => offset),
    divisor: Float64Array.from(fitted, ([, divisor]) => divisor),
  };
}

/** Puts the scaled numbers of `from` into `to`, row by row of n numbers; without a scaler as they are. */
export function scaleRows(scaler: Scaler | null, from: ArrayLike<number>, to: FloatArray): void {
  if (!scaler) return to.set(from);
  const { offset, divisor } = scaler;
  const n = offset.length;
  for (let i = 0; i < to.length; i += n) {
    for (let c = 0; c < n; c++) to[i + c] = (from[i + c]! - offset[c]!) / divisor[c]!;
  }
}

/** Undoes {@link scaleRows} in place. */
export function unscaleRows(scaler: Scaler | null, values: FloatArray): void {
  if (!scaler) return;
  const { offset, divisor } = scaler;
  const n = offset.length;
  for (let i = 0; i < values.length; i += n) {
    for (let c = 0; c < n; c++) values[i + c] = values[i + c]! * divisor[c]! + offset[c]!;
  }
}

/**
 * The scaled numbers of `from` (n columns of a table as rows, m examples) in `to`, which has the same
 * shape and any strides and dtype.
 * @throws `ERR_DATA` where a scaled number is not finite in the dtype of `to`
 */
export function scaleMatrix(
  scaler: Scaler | null,
  from: Matrix,
  to: Matrix,
  names: readonly string[],
): void {
  const n = from.rows;
  const offset = scaler?.offset ?? new Float64Array(n);
  const divisor = scaler?.divisor ?? new Float64Array(n).fill(1);
  const { storage, rowStride, colStride, dtype } = to;
  eachNumber(from, (value, r, j) => {
    const o = r * rowStride + j * colStride;
    storage[o] = (value - offset[r]!) / divisor[r]!;
    if (!Number.isFinite(storage[o])) throw notFinite(names[r]!, j, value, dtype);
  });
}

function notFinite(name: string, example: number, value: number, dtype: DType): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(name)} of example ${example} is ${value}, which ${dtype} cannot hold: say scale: 'standard', or dtype: 'float64'.`,
  );
}
