import { DenselyError, invalid, show, wrongShape } from '../../base/errors.js';
import { checkMatrix, placementOf, type Matrix } from '../../base/matrix.js';
import { numberAt, shape } from '../../base/placement.js';
import { finite } from '../../base/rows.js';
import { inPieces, type Slices } from '../../base/slices.js';
import type { Label } from '../../data/targets.js';
import type { AxisName } from '../kit/axes.js';
import { PIECE } from './outline.js';
import { planeOf, type Plane, type PlaneChoice } from './plane.js';

/**
 * What a picture needs of a `Dataset`: features and a class for every example.
 *
 * @example
 * import { datasets } from 'densely';
 * import { decisionBoundary, type PlanarDataset } from 'densely/plot';
 *
 * const named: PlanarDataset = { ...datasets.moons(), features: ['length', 'width'] };
 * const left = ({ cols }: { cols: number }) => Array.from({ length: cols }, () => 0);
 * console.log(decisionBoundary(left, named, { step: 0.2 }).includes('width')); // true
 */
export interface PlanarDataset {
  /** (n_x, m): one column per example. */
  readonly X: Matrix;
  /** (1, m) class numbers 0 and 1, or (k, m) one-hot. */
  readonly Y: Matrix;
  /** Names by class number; null: the class numbers themselves. */
  readonly classes: readonly Label[] | null;
  /** Names of the features; missing ones are x1, x2, … */
  readonly features: readonly string[];
}

/** Examples as points of the plane that a picture shows. */
export interface Points {
  /** m numbers each. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** m class numbers. */
  readonly classOf: Uint16Array;
  readonly classes: readonly Label[];
  /** What the two axes are. */
  readonly names: readonly [AxisName, AxisName];
}

/** The examples of a dataset on a plane through its features. */
export interface PlanarPoints extends Points {
  readonly plane: Plane;
}

/**
 * @throws `ERR_SHAPE` for another number of features than two where no plane is chosen, or a Y that
 *   does not fit X, `ERR_DATA` for values that are not finite and targets that are not classes
 */
export function* readPoints(dataset: PlanarDataset, choice: PlaneChoice): Slices<PlanarPoints> {
  if (dataset === null || typeof dataset !== 'object')
    throw invalid('dataset', dataset, 'a Dataset', 'ERR_DATA');
  const X = checkMatrix('dataset.X', dataset.X);
  const Y = checkMatrix('dataset.Y', dataset.Y);
  if (Y.cols !== X.cols)
    throw wrongShape('dataset.Y', shape(Y), `(1, ${X.cols}), one column per example`);
  if (X.cols === 0)
    throw new DenselyError(
      'ERR_DATA',
      'dataset',
      'dataset has no examples; at least one is drawn.',
    );
  yield* checkFinite(X);
  const plane = yield* planeOf(X, dataset.features ?? [], choice);
  const classes = dataset.classes ?? Array.from({ length: Math.max(2, Y.rows) }, (_, c) => c);
  const [x, y] = yield* plane.project(X);
  return {
    x,
    y,
    plane,
    classOf: yield* classesOf(Y, classes),
    classes,
    names: plane.names,
  };
}

function* checkFinite(X: Matrix): Slices<void> {
  const place = placementOf(X);
  for (let j = 0; j < X.rows; j++)
    yield* inPieces(X.cols, PIECE, (from, to) => {
      for (let i = from; i < to; i++) {
        const value = numberAt(place, j, i);
        if (!Number.isFinite(value)) finite('dataset.X', value, j, i);
      }
    });
}

function* classesOf(Y: Matrix, classes: readonly Label[]): Slices<Uint16Array> {
  if (Y.rows !== 1 && classes.length !== Y.rows)
    throw wrongShape('dataset.Y', shape(Y), `(${classes.length}, ${Y.cols}), one row per class`);
  const [place, out] = [placementOf(Y), new Uint16Array(Y.cols)];
  const at = (c: number, i: number): number => numberAt(place, c, i);
  yield* inPieces(Y.cols, Math.ceil(PIECE / Y.rows), (from, to) => {
    for (let i = from; i < to; i++)
      out[i] = Y.rows === 1 ? classNumber(at(0, i), i, classes) : hotClass(at, i, classes);
  });
  return out;
}

function classNumber(c: number, i: number, classes: readonly Label[]): number {
  if (classes[c] !== undefined) return c;
  throw new DenselyError(
    'ERR_DATA',
    'dataset.Y',
    `dataset.Y column ${i} is ${show(c)}; ` +
      `a decision boundary needs class numbers from 0 to ${classes.length - 1}. ` +
      "Numeric targets can be read as classes by task: 'classification'.",
  );
}

function hotClass(
  at: (c: number, i: number) => number,
  i: number,
  classes: readonly Label[],
): number {
  const column = classes.map((_name, c) => at(c, i));
  const hot = column.indexOf(1);
  if (hot >= 0 && column.every((v, c) => v === (c === hot ? 1 : 0))) return hot;
  throw invalid(`dataset.Y column ${i}`, column, 'one-hot: a single 1, else 0', 'ERR_DATA');
}

/** Smallest and largest of a list. */
export function extent(values: Float64Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}
