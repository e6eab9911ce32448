import { roundTo, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import type { Placement } from '../base/placement.js';
import { inPieces } from '../base/slices.js';
import type { ScaleName } from './column.js';
import { clipped } from './encoding/warp.js';
import { statisticsAt, type Moments, type Statistics } from './statistics.js';

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

export const rules: Readonly<Record<Exclude<Scale, 'none'>, Rule>> = {
  standard: ({ mean, deviation }) => [mean, deviation],
  minmax: ({ min, max }) => [min, max - min],
};

export const scales: readonly Scale[] = ['standard', 'minmax', 'none'];

/** Is it a scale that shifts and divides, or none? */
export function isAffineScale(scale: ScaleName): scale is Scale {
  return (scales as readonly ScaleName[]).includes(scale);
}

/** Scaled = z / √(1 + (z / clip)²) of z = (value − offset) / divisor, column by column, in float64. */
export interface Scaler {
  readonly offset: Float64Array;
  /** Never 0: a constant column has 1 and is scaled to 0. */
  readonly divisor: Float64Array;
  /** Infinity where nothing is clipped, as no target is. */
  readonly clip: number;
}

/** What is not finite stays so, to be found. */
function scaledTo(clip: number, z: number): number {
  return clip !== Infinity && z - z === 0 ? clipped(z, clip) : z;
}

/** Columns that are fitted in one piece of work. */
const FITTED = 1 << 12;

/**
 * The scaler of columns with these moments; in pieces.
 * @throws `ERR_DATA` where a column is too wide for float64 arithmetic
 */
export function* fitScaler(
  scale: Exclude<Scale, 'none'>,
  moments: Moments,
  names: readonly string[],
): Generator<void, Scaler> {
  const n = moments.mean.length;
  const [offset, divisor] = [new Float64Array(n), new Float64Array(n)];
  yield* inPieces(n, FITTED, (from, to) => {
    for (let r = from; r < to; r++) {
      const statistics = statisticsAt(moments, r);
      const [begin, width] = rules[scale](statistics);
      if (!Number.isFinite(begin) || !Number.isFinite(width)) throw tooWide(names[r]!, statistics);
      offset[r] = begin;
      divisor[r] = width || 1;
    }
  });
  return { offset, divisor, clip: Infinity };
}

/** One that clips n columns and does nothing else. */
export function clipper(n: number, clip: number): Scaler {
  return { offset: new Float64Array(n), divisor: new Float64Array(n).fill(1), clip };
}

/** A column, the range of which float64 cannot hold. */
export function tooWide(name: string, { min, max }: Pick<Statistics, 'min' | 'max'>): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(name)} goes from ${min} to ${max}, too wide to be scaled so: divide it first, or say scale: 'log' for it (targetScale for a target).`,
  );
}

/** Undoes scaling in place: value · divisor + offset, row by row of n numbers. */
export function unscaleRows(scaler: Scaler | null, values: FloatArray): void {
  if (!scaler) return;
  const { offset, divisor } = scaler;
  const n = offset.length;
  for (let i = 0; i < values.length; i += n) {
    for (let c = 0; c < n; c++) values[i + c] = values[i + c]! * divisor[c]! + offset[c]!;
  }
}

/** Numbers that are scaled in one piece of work. */
const PIECE = 1 << 17;

/**
 * The scaled numbers of `from` (n columns of a table as rows, m examples) in `to`, which has the same
 * shape and any strides and dtype.
 *
 * @returns the first example with a number that is not finite in the dtype of `to`, or −1
 */
export function* scaleMatrix(
  scaler: Scaler | null,
  from: Matrix,
  to: Matrix,
): Generator<void, number> {
  const piece = Math.max(1, Math.floor(PIECE / from.rows));
  let wrong = -1;
  for (let j = 0; j < from.cols; j += piece) {
    const end = Math.min(j + piece, from.cols);
    const first = scaleExamples(scaler, placementOf(from), j, end, placementOf(to), j);
    if (wrong < 0 && first >= 0) wrong = j + first;
    yield;
  }
  return wrong;
}

/**
 * Examples `first` … `end` − 1 of `from`, scaled, as `at`, `at` + 1, … of `to`. Answers which of them is the
 * first with a number that is not finite there (0: the first of all), or −1.
 */
export function scaleExamples(
  scaler: Scaler | null,
  from: Placement,
  first: number,
  end: number,
  to: Placement,
  at: number,
): number {
  const { storage, rows, rowStride, colStride, rowOrder, colOrder } = from;
  const offset = scaler?.offset ?? new Float64Array(rows);
  const divisor = scaler?.divisor ?? new Float64Array(rows).fill(1);
  const clip = scaler?.clip ?? Infinity;
  let wrong = -1;
  for (let j = first; j < end; j++) {
    const example = (colOrder ? colOrder[j]! : j) * colStride;
    let [o, sum] = [(j - first + at) * to.colStride, 0];
    for (let r = 0; r < rows; r++, o += to.rowStride) {
      const value = storage[example + (rowOrder ? rowOrder[r]! : r) * rowStride]!;
      to.storage[o] = scaledTo(clip, (value - offset[r]!) / divisor[r]!);
      sum += to.storage[o]! - to.storage[o]!;
    }
    if (sum !== 0 && wrong < 0) wrong = j - first;
  }
  return wrong;
}

/** The first row of column `j`, a scaled number of which is not finite in `dtype`. */
export function wrongRow(scaler: Scaler | null, from: Matrix, j: number, dtype: DType): number {
  const finite = (i: number): boolean => {
    const z = (from.at(i, j) - (scaler?.offset[i] ?? 0)) / (scaler?.divisor[i] ?? 1);
    return Number.isFinite(roundTo(dtype, scaledTo(scaler?.clip ?? Infinity, z)));
  };
  let row = 0;
  while (row < from.rows - 1 && finite(row)) row++;
  return row;
}

/** What to say of example `j`, a scaled number of which is not finite in `dtype`, and what to do then. */
export function notFinite(
  scaler: Scaler | null,
  from: Matrix,
  j: number,
  dtype: DType,
  names: readonly string[],
  advice = `say scale: 'standard', or dtype: 'float64'`,
): DenselyError {
  const r = wrongRow(scaler, from, j, dtype);
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(names[r])} of example ${j} is ${from.at(r, j)}, which ${dtype} cannot hold: ${advice}.`,
  );
}
