import { flag } from '../../base/checks.js';
import { DenselyError, invalid, nearestHint, show } from '../../base/errors.js';
import { Matrix, placementOf } from '../../base/matrix.js';
import { numberAt } from '../../base/placement.js';
import { inPieces, type Slices } from '../../base/slices.js';
import type { AxisName } from '../kit/axes.js';
import { principalComponents } from './components.js';
import { PIECE } from './outline.js';
import { rowOf, summed } from './rows.js';

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
  project(X: Matrix): Slices<[Float64Array, Float64Array]>;
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
export function* planeOf(X: Matrix, given: readonly string[], choice: PlaneChoice): Slices<Plane> {
  const names = Array.from({ length: X.rows }, (_, j) => given[j] ?? `x${j + 1}`);
  if (X.rows < 2) throw notPlanar(names);
  if (choice.pca) return yield* principalPlane(X);
  if (choice.features) {
    const [first, second] = choice.features.map((name) => indexOf(name, names));
    return yield* featurePlane(X, names, [first!, second!]);
  }
  if (X.rows > 2) throw notPlanar(names);
  return yield* featurePlane(X, names, [0, 1]);
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

function* featurePlane(
  X: Matrix,
  names: readonly string[],
  [a, b]: [number, number],
): Slices<Plane> {
  const others = names.length - 2;
  const means = others === 0 ? [] : yield* meansOf(X);
  return {
    size: names.length,
    names: [names[a]!, names[b]!],
    note:
      others === 0
        ? ''
        : `: the other ${others === 1 ? 'feature is held at its mean' : `${others} features are held at their means`}`,
    *project(data) {
      return [yield* rowOf(data, a), yield* rowOf(data, b)];
    },
    lift: (points) =>
      others === 0 && a === 0
        ? points
        : lifted(points, names.length, (u, v, j) => (j === a ? u : j === b ? v : means[j]!)),
  };
}

function* meansOf(X: Matrix): Slices<number[]> {
  const [place, m] = [placementOf(X), X.cols];
  const means: number[] = [];
  for (let j = 0; j < X.rows; j++) means.push(yield* summed(m, (i) => numberAt(place, j, i) / m));
  return means;
}

/** Components are in deviations of the standardized features, from the mean of the examples. */
function* principalPlane(X: Matrix): Slices<Plane> {
  const { means, deviations, axes, shares } = yield* principalComponents(X);
  const axisName = (c: 0 | 1): AxisName => {
    const percent = `${(100 * shares[c]).toFixed(1)} %`;
    return [`principal component ${c + 1} (${percent} of variance)`, `PC ${c + 1} (${percent})`];
  };
  const along = function* (data: Matrix, axis: Float64Array): Slices<Float64Array> {
    const [place, out] = [placementOf(data), new Float64Array(data.cols)];
    yield* inPieces(data.cols, Math.ceil(PIECE / data.rows), (from, to) => {
      for (let i = from; i < to; i++)
        for (let j = 0; j < axis.length; j++)
          out[i]! += (axis[j]! * (numberAt(place, j, i) - means[j]!)) / deviations[j]!;
    });
    return out;
  };
  return {
    size: X.rows,
    names: [axisName(0), axisName(1)],
    note: ` over the first two principal components of ${X.rows} features`,
    *project(data) {
      return [yield* along(data, axes[0]), yield* along(data, axes[1])];
    },
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
