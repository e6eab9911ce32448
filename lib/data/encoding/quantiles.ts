// Numbers to normal ones by the empirical distribution, as scikit-learn's QuantileTransformer does it with as
// many quantiles as examples, and back.
import { normalQuantile, normalShare } from '../../base/normal.js';
import { sorted } from '../../base/sort.js';

/** The quantiles of a column at 0, 1/(n − 1), … 1: each value once, with the place of the last that is it. */
export interface QuantileTable {
  /** Ascending. */
  readonly values: Float64Array;
  /** Of each value, the number of the last quantile that it is. */
  readonly last: Float64Array;
}

/** A larger column is represented by a sample of so many examples. */
export const MOST_QUANTILES = 100_000;

/** Probabilities this near to 0 and 1 are not told from them. */
const BOUND = 1e-7 - 2 ** -52;
const LOWEST = normalQuantile(BOUND);
const HIGHEST = normalQuantile(1 - BOUND);

const PIECE = 1 << 15;

/**
 * NumPy's percentiles at i/(n − 1), rounded as NumPy rounds them: a place that comes out a bit beside a number
 * changes which of equal numbers it is between, and with it what scikit-learn makes of them.
 */
function percentile(ordered: Float64Array, i: number): number {
  const last = ordered.length - 1;
  const share = i === last ? 1 : i * (1 / last);
  const place = last * ((share * 100) / 100);
  const low = Math.floor(place);
  if (low >= last) return ordered[last]!;
  const part = place - low;
  const difference = ordered[low + 1]! - ordered[low]!;
  return part < 0.5
    ? ordered[low]! + difference * part
    : ordered[low + 1]! - difference * (1 - part);
}

/** @param numbers of which none is NaN; overwritten */
export function* quantileTable(numbers: Float64Array): Generator<void, QuantileTable> {
  const ordered = (yield* sorted(numbers)) as Float64Array;
  const n = ordered.length;
  const [values, last] = [new Float64Array(n), new Float64Array(n)];
  let k = -1;
  for (let i = 0; i < n; i++) {
    const value = n === 1 ? ordered[0]! : percentile(ordered, i);
    if (k < 0 || value > values[k]!) values[++k] = value;
    last[k] = i;
    if (i % PIECE === PIECE - 1) yield;
  }
  return { values: values.slice(0, k + 1), last: last.slice(0, k + 1) };
}

/** The last of ascending numbers that is at most x; −1 where none is. */
function lastUpTo(ascending: Float64Array, x: number): number {
  let [low, high] = [-1, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The share of a column that lies below x, half of what equals it counted. */
function shareBelow({ values, last }: QuantileTable, x: number): number {
  const end = values.length - 1;
  if (x <= values[0]!) return 0;
  if (x >= values[end]!) return 1;
  const k = lastUpTo(values, x);
  const step = 1 / last[end]!;
  const upper = last[k]! * step;
  if (x === values[k]) return 0.5 * (upper + (last[k - 1]! + 1) * step);
  const slope = ((last[k]! + 1) * step - upper) / (values[k + 1]! - values[k]!);
  return upper + (x - values[k]!) * slope;
}

/** A number's place among those of a column, as a standard normal number. */
export function toNormal(table: QuantileTable, x: number): number {
  const z = normalQuantile(shareBelow(table, x));
  return z < LOWEST ? LOWEST : z > HIGHEST ? HIGHEST : z;
}

/** Undoes {@link toNormal}; never outside of what the column held. */
export function fromNormal({ values, last }: QuantileTable, z: number): number {
  const place = normalShare(z) * last[last.length - 1]!;
  const low = Math.floor(place);
  const at = values[lastUpTo(last, low - 1) + 1]!;
  if (place === low) return at;
  return at + (place - low) * (values[lastUpTo(last, low) + 1]! - at);
}
