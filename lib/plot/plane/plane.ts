import { flag } from '../../base/checks.js';
import { DenselyError, invalid, nearestHint, show } from '../../base/errors.js';
import { Matrix } from '../../base/matrix.js';
import type { AxisName } from '../kit/axes.js';
import { principalComponents } from './components.js';

/**
 * Which plane through the features a picture shows; needed for more than two features.
 *
 * @example
 * import { Dataset } from 'densely';
 * import { type PlaneChoice, scatterPlot } from 'densely/plot';
 *
 * const data = Dataset.from([[1, 5, 2], [2, 4, 4], [3, 6, 9]], ['a', 'b', 'a']);
 * const choice: PlaneChoice = { features: ['x1', 'x3'] };
 * console.log(scatterPlot(data, choice).slice(0, 4)); // <svg
 */
export interface PlaneChoice {
  /** The names of two features; all others are held at their means. */
  readonly features?: readonly [string, string] | undefined;
  /** The first two principal components of the standardized features. */
  readonly pca?: boolean | undefined;
}

/** A plane through the space of n_x features: x = origin + u · first + v · second. */
export interface Plane {
  /** n_x */
  readonly size: number;
  /** What u and v are. */
  readonly names: readonly [AxisName, AxisName];
  /** What the picture leaves out, in words that continue a title; '' for nothing. */
  readonly note: string;
  /** u and v of each column of X (n_x, m). */
  project(X: Matrix): [Float64Array, Float64Array];
  /** The points (n_x, m) of the plane at the columns of a Matrix (2, m) of u and v. */
  lift(points: Matrix): Matrix;
}

export function planeChoice({
  features,
  pca,
}: Partial<Record<keyof PlaneChoice, unknown>>): PlaneChoice {
  if (pca !== undefined && flag('pca', pca) && features !== undefined)
    throw invalid('features', features, 'left out where pca is true');
  if (features === undefined) return { pca: pca === true };
  const list = Array.isArray(features) ? Array.from(features as unknown[]) : [];
  const [first, second] = list;
  if (list.length !== 2 || typeof first !== 'string' || typeof second !== 'string')
    throw invalid('features', features, 'the names of two features');
  if (first === second) throw invalid('features', features, 'two different features');
  return { features: [first, second] };
}

/** @throws `ERR_SHAPE` where there are not two features and none are chosen, `ERR_OPTION` */
export function planeOf(X: Matrix, given: readonly string[], choice: PlaneChoice): Plane {
  const names = Array.from({ length: X.rows }, (_, j) => given[j] ?? `x${j + 1}`);
  if (X.rows < 2) throw notPlanar(names);
  if (choice.pca) return principalPlane(X);
  if (choice.features) {
    const [first, second] = choice.features.map((name) => indexOf(name, names));
    return featurePlane(X, names, [first!, second!]);
  }
  if (X.rows > 2) throw notPlanar(names);
  return featurePlane(X, names, [0, 1]);
}

function indexOf(name: string, names: readonly string[]): number {
  const j = names.indexOf(name);
  if (j >= 0) return j;
  throw invalid('features', name, `one of ${listed(names)}${nearestHint(name, names)}`);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 6).map(show).join(', ')}${names.length > 6 ? ', …' : ''}`;
}

function notPlanar(names: readonly string[]): DenselyError {
  const n = names.length;
  const advice =
    n < 2
      ? 'there is nothing to draw it over.'
      : "Choose two of them by features: ['…', '…'] (the others are held at their means), or take " +
        'the first two principal components by pca: true.';
  return new DenselyError(
    'ERR_SHAPE',
    'dataset',
    `dataset has ${n} feature${n === 1 ? '' : 's'} (${listed(names)}); ` +
      `a decision boundary is drawn over 2. ${advice}`,
  );
}

function row(X: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: X.cols }, (_, i) => X.at(j, i));
}

function featurePlane(X: Matrix, names: readonly string[], [a, b]: [number, number]): Plane {
  const means = names.map((_, j) => row(X, j).reduce((sum, v) => sum + v / X.cols, 0));
  const others = names.length - 2;
  return {
    size: names.length,
    names: [names[a]!, names[b]!],
    note:
      others === 0
        ? ''
        : `: the other ${others === 1 ? 'feature is held at its mean' : `${others} features are held at their means`}`,
    project: (data) => [row(data, a), row(data, b)],
    lift: (points) =>
      others === 0 && a === 0
        ? points
        : lifted(points, names.length, (u, v, j) => (j === a ? u : j === b ? v : means[j]!)),
  };
}

/** Components are in deviations of the standardized features, from the mean of the examples. */
function principalPlane(X: Matrix): Plane {
  const { means, deviations, axes, shares } = principalComponents(X);
  const axisName = (c: 0 | 1): AxisName => {
    const percent = `${(100 * shares[c]).toFixed(1)} %`;
    return [`principal component ${c + 1} (${percent} of variance)`, `PC ${c + 1} (${percent})`];
  };
  const along = (data: Matrix, c: 0 | 1): Float64Array =>
    Float64Array.from({ length: data.cols }, (_, i) =>
      axes[c].reduce((sum, e, j) => sum + (e * (data.at(j, i) - means[j]!)) / deviations[j]!, 0),
    );
  return {
    size: X.rows,
    names: [axisName(0), axisName(1)],
    note: ` over the first two principal components of ${X.rows} features`,
    project: (data) => [along(data, 0), along(data, 1)],
    lift: (points) =>
      lifted(
        points,
        X.rows,
        (u, v, j) => means[j]! + deviations[j]! * (u * axes[0][j]! + v * axes[1][j]!),
      ),
  };
}

function lifted(
  points: Matrix,
  n: number,
  valueAt: (u: number, v: number, j: number) => number,
): Matrix {
  const [uv, m] = [points.data, points.cols];
  const out = new Float64Array(n * m);
  for (let j = 0, o = 0; j < n; j++) {
    for (let i = 0; i < m; i++) out[o++] = valueAt(uv[i]!, uv[m + i]!, j);
  }
  return Matrix.of(out, n, m);
}
