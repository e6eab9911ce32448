import type { Matrix } from '../../base/matrix.js';

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
export function principalComponents(X: Matrix): Components {
  const { means, deviations, standard } = standardized(X);
  const C = correlations(standard, X.cols);
  const variance = C.reduce((sum, row, j) => sum + row[j]!, 0);
  const first = largest(C);
  deflate(C, first);
  const found = largest(C);
  const second = found.value > 1e-12 ? found : { value: 0, vector: across(first.vector) };
  const share = ({ value }: Eigen): number => (variance === 0 ? 0 : value / variance);
  return {
    means,
    deviations,
    axes: [first.vector, second.vector],
    shares: [share(first), share(second)],
  };
}

function standardized(X: Matrix): Pick<Components, 'means' | 'deviations'> & {
  standard: Float64Array[];
} {
  const [n, m, data] = [X.rows, X.cols, X.data];
  const [means, deviations] = [new Float64Array(n), new Float64Array(n)];
  const standard = Array.from(means, (_, j) => {
    const row = Float64Array.from(data.subarray(j * m, (j + 1) * m));
    for (const v of row) means[j]! += v / m;
    let squares = 0;
    for (const v of row) squares += (v - means[j]!) ** 2;
    deviations[j] = Math.sqrt(squares / m) || 1;
    return row.map((v) => (v - means[j]!) / deviations[j]!);
  });
  return { means, deviations, standard };
}

function correlations(rows: readonly Float64Array[], m: number): Float64Array[] {
  const C = rows.map(() => new Float64Array(rows.length));
  rows.forEach((a, j) => {
    for (let k = 0; k <= j; k++) {
      const b = rows[k]!;
      let sum = 0;
      for (let i = 0; i < m; i++) sum += a[i]! * b[i]!;
      C[j]![k] = C[k]![j] = sum / m;
    }
  });
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
function largest(C: readonly Float64Array[]): Eigen {
  let vector = unit(start(C));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = unit(product(C, vector));
    const change = Math.hypot(...next.map((v, j) => v - vector[j]!));
    vector = next;
    if (change < SMALLEST_CHANGE) break;
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
