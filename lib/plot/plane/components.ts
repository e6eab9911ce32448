import type { Matrix } from '../../base/matrix.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { PIECE } from './outline.js';
import { rowOf, summed } from './rows.js';

/** The first two principal components of standardized features. */
export interface Components {
  /** n_x numbers each; a feature that is the same everywhere has deviation 1. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Unit vectors, n_x numbers each; the largest component of each is positive. */
  readonly axes: readonly [Float64Array, Float64Array];
  /** Of the variance of all standardized features, 0 … 1. */
  readonly shares: readonly [number, number];
}

const MOST_ROUNDS = 10_000;
const SMALLEST_CHANGE = 1e-12;

/** @param X (n_x, m), n_x at least 2 */
export function* principalComponents(X: Matrix): Slices<Components> {
  const { means, deviations, standard } = yield* standardized(X);
  const C = yield* correlations(standard, X.cols);
  const variance = C.reduce((sum, row, j) => sum + row[j]!, 0);
  const first = yield* largest(C);
  deflate(C, first);
  const found = yield* largest(C);
  const second = found.value > 1e-12 ? found : { value: 0, vector: across(first.vector) };
  const share = ({ value }: Eigen): number => (variance === 0 ? 0 : value / variance);
  return {
    means,
    deviations,
    axes: [first.vector, second.vector],
    shares: [share(first), share(second)],
  };
}

function* standardized(X: Matrix): Slices<
  Pick<Components, 'means' | 'deviations'> & {
    standard: Float64Array[];
  }
> {
  const [n, m] = [X.rows, X.cols];
  const [means, deviations] = [new Float64Array(n), new Float64Array(n)];
  const standard: Float64Array[] = [];
  for (let j = 0; j < n; j++) {
    const row = yield* rowOf(X, j);
    const mean = yield* summed(m, (i) => row[i]! / m);
    const deviation = Math.sqrt((yield* summed(m, (i) => (row[i]! - mean) ** 2)) / m) || 1;
    yield* inPieces(m, PIECE, (from, to) => {
      for (let i = from; i < to; i++) row[i] = (row[i]! - mean) / deviation;
    });
    [means[j], deviations[j]] = [mean, deviation];
    standard.push(row);
  }
  return { means, deviations, standard };
}

function* correlations(rows: readonly Float64Array[], m: number): Slices<Float64Array[]> {
  const C = rows.map(() => new Float64Array(rows.length));
  for (const [j, a] of rows.entries()) {
    for (let k = 0; k <= j; k++) {
      const b = rows[k]!;
      let sum = 0;
      yield* inPieces(m, PIECE, (from, to) => {
        for (let i = from; i < to; i++) sum += a[i]! * b[i]!;
      });
      C[j]![k] = C[k]![j] = sum / m;
    }
  }
  return C;
}

interface Eigen {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * The largest eigenvalue of a symmetric matrix without negative ones, by power iteration. Where the
 * next one is as large, any direction of the two is as good to look at.
 */
function* largest(C: readonly Float64Array[]): Slices<Eigen> {
  let vector = unit(start(C));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = unit(product(C, vector));
    const change = Math.hypot(...next.map((v, j) => v - vector[j]!));
    vector = next;
    if (change < SMALLEST_CHANGE) break;
    yield;
  }
  const top = vector.reduce((best, v) => (Math.abs(v) > Math.abs(best) ? v : best), 0);
  return {
    value: product(C, vector).reduce((sum, v, j) => sum + v * vector[j]!, 0),
    vector: top < 0 ? vector.map((v) => -v) : vector,
  };
}

/** A unit vector at a right angle to another, for examples that lie on one line. */
function across(v: Float64Array): Float64Array {
  const sizes = v.map(Math.abs);
  const k = sizes.indexOf(Math.min(...sizes));
  return unit(v.map((value, j) => (j === k ? 1 : 0) - v[k]! * value));
}

/** The longest column: C times a unit vector, so that it has no part in the null space. */
function start(C: readonly Float64Array[]): Float64Array {
  const lengths = C.map((column) => Math.hypot(...column));
  const longest = lengths.indexOf(Math.max(...lengths));
  return C[longest]!;
}

function product(C: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(C, (row) => row.reduce((sum, c, j) => sum + c * vector[j]!, 0));
}

function unit(v: Float64Array): Float64Array {
  const length = Math.hypot(...v);
  // Without any variance left every direction is as good: the first.
  if (length < 1e-12) return v.map((_, j) => (j === 0 ? 1 : 0));
  return v.map((value) => value / length);
}

function deflate(C: readonly Float64Array[], { value, vector }: Eigen): void {
  C.forEach((row, j) => row.forEach((_, k) => (row[k]! -= value * vector[j]! * vector[k]!)));
}
