import { DenselyError, invalid, show, wrongShape } from '../../base/errors.js';
import { checkMatrix, Matrix } from '../../base/matrix.js';
import { shape } from '../../base/placement.js';
import type { Label } from '../../data/targets.js';
import type { Asked, Drawing, Pace, Soon } from '../kit/asking.js';
import type { Plane } from './plane.js';

/** Points `start, start + step, …` of one axis of a grid. */
export interface GridAxis {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** The part of a plane that is shown, as points. */
export interface Grid {
  readonly x: GridAxis;
  readonly y: GridAxis;
}

/** Class numbers over a plane: `labels[r * x.count + c]` belongs to column c, row r. */
export interface LabelGrid extends Grid {
  readonly labels: Uint16Array;
}

/**
 * What answers with a label for each column of X: the exercise's function, or a model.
 *
 * @example
 * import { datasets, Matrix } from 'densely';
 * import { decisionBoundary, type Predictor } from 'densely/plot';
 *
 * const above: Predictor = (X) =>
 *   Matrix.from([Array.from({ length: X.cols }, (_, j) => (X.at(1, j) > 0 ? 1 : 0))]);
 * console.log(decisionBoundary(above, datasets.flower(), { step: 0.2 }).slice(0, 4)); // <svg
 */
export type Predictor =
  | ((X: Matrix) => Matrix | ArrayLike<Label>)
  | {
      /** A label for each column of X (2, n). */
      predict(X: Matrix): Matrix | ArrayLike<Label>;
    };

/**
 * What answers as a {@link Predictor} does, perhaps with a promise. A model with `predictAsync` is asked by that.
 *
 * @example
 * import { datasets, Matrix } from 'densely';
 * import { type AsyncPredictor, decisionBoundaryAsync } from 'densely/plot';
 *
 * const elsewhere: AsyncPredictor = async (X) => Matrix.from([new Array(X.cols).fill(0)]);
 * const svg = await decisionBoundaryAsync(elsewhere, datasets.flower(), { step: 0.2 });
 * console.log(svg.slice(0, 4)); // <svg
 */
export type AsyncPredictor =
  | ((X: Matrix) => Soon<Matrix | ArrayLike<Label>>)
  | {
      /** A label for each column of X (2, n). */
      predict(X: Matrix): Soon<Matrix | ArrayLike<Label>>;
    };

const MOST_POINTS = 2 ** 24;

/** The points of `numpy.arange(low - padding, high + padding, step)`. */
export function gridAxis(low: number, high: number, padding: number, step: number): GridAxis {
  const start = low - padding;
  return { start, step, count: Math.ceil((high + padding - start) / step) };
}

/** Points evenly from `low - padding` to `high + padding`, both among them. */
export function fittedAxis(low: number, high: number, padding: number, count: number): GridAxis {
  const start = low - padding;
  return { start, step: (high + padding - start) / (count - 1), count };
}

/** The margin where none was asked for; a feature with one value gets one of 1. */
export function defaultPadding(low: number, high: number): number {
  return high > low ? 0.08 * (high - low) : 1;
}

/** Refuses a grid without extent, with fewer than 2 points on an axis, or more than 2²⁴ in all. */
export function checkGrid({ x, y }: Grid): void {
  if (x.step === 0 || y.step === 0)
    throw new DenselyError(
      'ERR_OPTION',
      'padding',
      'padding 0 leaves nothing to draw of a feature with one value: raise padding, or leave it out.',
    );
  const points = x.count * y.count;
  if (x.count >= 2 && y.count >= 2 && points <= MOST_POINTS) return;
  const advice = points > MOST_POINTS ? 'Raise step' : 'Lower step or raise padding';
  throw new DenselyError(
    'ERR_OPTION',
    'step',
    `step ${x.step} x ${y.step} gives a grid of ${x.count} x ${y.count} points; ` +
      `at least 2 x 2 and at most ${MOST_POINTS} in all are drawn. ${advice}.`,
  );
}

export function pointAt(axis: GridAxis, i: number): number {
  return axis.start + i * axis.step;
}

/** Asks about the points of a grid as examples of a plane, row of the grid by row, and reads the answers. */
export function* askAll(
  asked: Asked,
  { x, y }: Grid,
  { size, lift }: Plane,
  pace: Pace,
  read: (answer: unknown, X: Matrix, first: number) => void,
): Drawing<void> {
  const points = x.count * y.count;
  const most = Math.max(1, Math.min(pace.points, Math.floor(pace.numbers / size)));
  for (let first = 0; first < points; first += most) {
    const X = lift(gridPoints(x, y, first, Math.min(most, points - first)));
    read(yield { asked, X }, X, first);
  }
}

/**
 * Asks for the label of every grid point.
 *
 * @param classes names by class number
 * @throws `ERR_SHAPE`, `ERR_DATA` for answers that are not one known class per point; what
 *   `predict` throws passes through
 */
export function* labelGrid(
  predict: Asked,
  grid: Grid,
  classes: readonly Label[],
  plane: Plane,
  pace: Pace,
): Drawing<LabelGrid> {
  const labels = new Uint16Array(grid.x.count * grid.y.count);
  yield* askAll(predict, grid, plane, pace, (answer, X, first) =>
    readAnswer(answer, X, classes, labels.subarray(first, first + X.cols)),
  );
  return { ...grid, labels };
}

/** What to ask for labels. */
export function predictorOf(predict: unknown): Asked {
  if (typeof predict === 'function') {
    const own = (X: Matrix): unknown => (predict as (X: Matrix) => unknown)(X);
    return { atOnce: own, soon: own };
  }
  const model = (typeof predict === 'object' ? predict : null) as Partial<
    Record<'predict' | 'predictAsync', unknown>
  > | null;
  if (typeof model?.predict !== 'function')
    throw invalid(
      'predict',
      predict,
      'a function of an (n_x, m) Matrix that answers with m labels, or a model',
    );
  return askedOf(model, 'predict', 'predictAsync');
}

/** A model by its methods, the second where it has one and where there is time. */
export function askedOf(model: object, now: string, later: string): Asked {
  const own = model as Readonly<Record<string, (X: Matrix) => unknown>>;
  return {
    atOnce: (X) => own[now]!(X),
    soon: (X) => own[typeof own[later] === 'function' ? later : now]!(X),
  };
}

/** A buffer of its own per question: `predict` may keep or transfer what it gets. */
function gridPoints(x: GridAxis, y: GridAxis, first: number, n: number): Matrix {
  const data = new Float64Array(2 * n);
  for (let i = 0, r = Math.floor(first / x.count), c = first - r * x.count; i < n; r++, c = 0) {
    const yr = pointAt(y, r);
    for (; c < x.count && i < n; c++, i++) {
      data[i] = pointAt(x, c);
      data[n + i] = yr;
    }
  }
  return Matrix.of(data, 2, n);
}

/**
 * A Matrix holds class numbers, as `dataset.Y` does; a list holds labels, as a model gives them.
 */
function readAnswer(answer: unknown, X: Matrix, classes: readonly Label[], out: Uint16Array): void {
  const isMatrix = answer instanceof Matrix;
  const list = isMatrix ? checkRow(answer, X.cols) : checkList(answer, X.cols);
  const known = isMatrix ? classes.map((_, c) => c) : classes;
  const numberOf = new Map<unknown, number>(known.map((label, c) => [label, c]));
  for (let i = 0; i < out.length; i++) {
    const c = numberOf.get(list[i]);
    if (c === undefined) throw unknownClass(list[i], X, i, known);
    out[i] = c;
  }
}

function checkRow(answer: Matrix, points: number): ArrayLike<number> {
  checkMatrix('predict(X)', answer);
  if (answer.rows === 1 && answer.cols === points) return answer.data;
  throw wrongShape(
    'predict(X)',
    shape(answer),
    `(1, ${points}), one label for each of the ${points} columns of X`,
  );
}

function checkList(answer: unknown, points: number): ArrayLike<unknown> {
  const length =
    answer !== null && typeof answer === 'object' && 'length' in answer ? answer.length : undefined;
  if (typeof length !== 'number') {
    throw invalid(
      'predict(X)',
      answer,
      `a (1, ${points}) Matrix or a list of ${points} labels, given at once`,
      'ERR_DATA',
    );
  }
  if (length === points) return answer as ArrayLike<unknown>;
  throw wrongShape('predict(X)', `${length}`, `${points} labels long, one for each column of X`);
}

function unknownClass(label: unknown, X: Matrix, i: number, known: readonly Label[]): DenselyError {
  const hint =
    typeof label === 'number' && label > 0 && label < 1
      ? ' A probability becomes a label by p > 0.5.'
      : '';
  const point = Array.from({ length: Math.min(X.rows, 6) }, (_, j) => X.at(j, i));
  const allowed = `${known.slice(0, 8).map(show).join(', ')}${known.length > 8 ? ', …' : ''}`;
  return new DenselyError(
    'ERR_DATA',
    'predict(X)',
    `predict(X) gives ${show(label)} for the point (${point.join(', ')}${X.rows > 6 ? ', …' : ''}); ` +
      `allowed are the classes ${allowed}.${hint}`,
  );
}
