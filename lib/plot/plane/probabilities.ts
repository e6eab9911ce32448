import { zeros, type DType, type FloatArray } from '../../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../../base/errors.js';
import { Matrix } from '../../base/matrix.js';
import { shape } from '../../base/placement.js';
import type { Label } from '../../data/targets.js';
import type { Asked, Drawing, Pace, Soon } from '../kit/asking.js';
import { askAll, askedOf, pointAt, type Grid, type GridAxis } from './grid.js';
import type { Plane } from './plane.js';

/**
 * What answers with probabilities for the columns of X (n_x, m): a Matrix (1, m) of the second of two
 * classes, a Matrix (k, m), or for each example a list of k numbers.
 *
 * @example
 * import { datasets, forwardPropagation, nnModel, predict } from 'densely';
 * import { decisionBoundary, type Probabilities } from 'densely/plot';
 *
 * const flower = datasets.flower();
 * const parameters = nnModel(flower.X, flower.Y, 4, { seed: 3, numIterations: 1000 });
 * const probabilities: Probabilities = (X) => forwardPropagation(X, parameters)[0];
 * const options = { probabilities, step: 0.1 };
 * const svg = decisionBoundary((X) => predict(parameters, X), flower, options);
 * console.log(svg.includes('0.75')); // true
 */
export type Probabilities = (X: Matrix) => Matrix | ArrayLike<ArrayLike<number>>;

/**
 * What answers as {@link Probabilities} do, perhaps with a promise.
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { type AsyncProbabilities, decisionBoundaryAsync } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const model = await train(moons, { epochs: 20 });
 * const probabilities: AsyncProbabilities = (X) => model.probabilitiesAsync(X);
 * const svg = await decisionBoundaryAsync(model, moons, { probabilities, step: 0.1 });
 * console.log(svg.slice(0, 4)); // <svg
 */
export type AsyncProbabilities = (X: Matrix) => Soon<Matrix | ArrayLike<ArrayLike<number>>>;

/** A model as far as pictures ask it. */
interface ModelLike {
  readonly probabilities?: unknown;
  readonly classes?: unknown;
  /** A model of this package answers so without an object for each point. */
  readonly predictInto?: unknown;
  readonly dtype?: unknown;
}

/**
 * What to ask for probabilities: a function as it is, a model by its own method, nothing where there is
 * none or it is not wanted.
 *
 * @param option a function, true (the model's own, which must be there), false, or undefined
 */
export function probabilitiesOf(
  predict: unknown,
  option: unknown,
  classes: readonly Label[],
): Asked | undefined {
  if (typeof option === 'function') {
    const own = (X: Matrix): unknown => (option as (X: Matrix) => unknown)(X);
    return { atOnce: own, soon: own };
  }
  if (option !== undefined && typeof option !== 'boolean')
    throw invalid('probabilities', option, 'a function of X, true or false');
  if (option === false) return undefined;
  const model = (typeof predict === 'object' ? predict : null) as ModelLike | null;
  // In the model's order they would be painted in the colours of other classes.
  const own = !Array.isArray(model?.classes) || sameLabels(model.classes, classes);
  if (typeof model?.probabilities === 'function' && own) {
    const asked = askedOf(model, 'probabilities', 'probabilitiesAsync');
    return typeof model.predictInto === 'function'
      ? { ...asked, atOnce: (X) => outputsOf(model as Direct, X, classes.length) }
      : asked;
  }
  if (option === undefined) return undefined;
  throw invalid(
    'probabilities',
    option,
    'a function of X, since predict is no model with the classes of the dataset',
  );
}

interface Direct {
  readonly dtype: DType;
  predictInto(input: FloatArray, out: FloatArray): void;
}

/** What {@link Probabilities} answers with, by `predictInto`. */
function outputsOf(model: Direct, { data, rows, cols }: Matrix, classes: number): Matrix {
  const n = classes === 2 ? 1 : classes;
  const [input, out] = [zeros(model.dtype, rows * cols), zeros(model.dtype, n * cols)];
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < cols; i++) input[i * rows + j] = data[j * cols + i]!;
  model.predictInto(input, out);
  return Matrix.of(out, cols, n).T;
}

function sameLabels(a: readonly unknown[], b: readonly Label[]): boolean {
  return a.length === b.length && b.every((label, c) => a[c] === label);
}

/** The probability of each class at the points of a grid. */
export interface Shares extends Grid {
  /** By class number; `of[c][r * x.count + column]`. */
  readonly of: readonly Float64Array[];
}

/** Numbers of one picture: 64 MiB. */
const MOST_NUMBERS = 2 ** 23;

/** Points of an axis for which probabilities of so many classes are kept at once. */
export function mostPoints(classes: number): number {
  return Math.floor(Math.sqrt(MOST_NUMBERS / classes));
}

/** The grid itself, or where it is too fine for so many numbers a point, a coarser one of the same span. */
export function affordable(grid: Grid, numbers: number): Grid {
  const most = mostPoints(numbers);
  const fits = grid.x.count <= most && grid.y.count <= most;
  return fits ? grid : { x: coarse(grid.x, most), y: coarse(grid.y, most) };
}

/** On a grid that is {@link affordable}. */
export function* sharesOn(
  probabilities: Asked,
  grid: Grid,
  classes: number,
  plane: Plane,
  pace: Pace,
): Drawing<Shares> {
  const { x, y } = affordable(grid, classes);
  const of = Array.from({ length: classes }, () => new Float64Array(x.count * y.count));
  yield* askAll(probabilities, { x, y }, plane, pace, (answer, X, first) =>
    copyAnswer(answer, X.cols, of, first),
  );
  return { x, y, of };
}

/** The same span with fewer points. */
function coarse(axis: GridAxis, most: number): GridAxis {
  const count = Math.min(axis.count, most);
  const span = pointAt(axis, axis.count - 1) - axis.start;
  return { start: axis.start, step: span / (count - 1), count };
}

const NAME = 'probabilities(X)';

/** Copies the probabilities of m points into those of each class, from point `first` on, checked. */
function copyAnswer(answer: unknown, m: number, of: readonly Float64Array[], first: number): void {
  const k = of.length;
  const allowed = `(${k}, ${m})${k === 2 ? ` or (1, ${m})` : ''}, or ${m} lists of ${k} numbers`;
  if (answer instanceof Matrix) return copyMatrix(answer, m, of, first, allowed);
  const list = answer as ArrayLike<ArrayLike<number>> | null | undefined;
  if (list === null || typeof list !== 'object' || typeof list.length !== 'number')
    throw invalid(NAME, answer, `${allowed}, given at once`, 'ERR_DATA');
  if (list.length !== m || list[0]?.length !== k)
    throw wrongShape(NAME, `${list.length} lists of ${list[0]?.length} numbers`, allowed);
  for (let i = 0; i < m; i++) {
    const row = list[i];
    for (let c = 0; c < k; c++) of[c]![first + i] = share(row?.[c]);
  }
}

function copyMatrix(
  answer: Matrix,
  m: number,
  of: readonly Float64Array[],
  first: number,
  allowed: string,
): void {
  const [data, k] = [answer.data, of.length];
  if (answer.cols !== m || (answer.rows !== k && !(k === 2 && answer.rows === 1)))
    throw wrongShape(NAME, shape(answer), allowed);
  // One row is that of the second of two classes.
  const from = k - answer.rows;
  for (let c = from; c < k; c++) {
    const values = of[c]!;
    for (let i = 0; i < m; i++) values[first + i] = share(data[(c - from) * m + i]);
  }
  if (from === 1) for (let i = first; i < first + m; i++) of[0]![i] = 1 - of[1]![i]!;
}

function share(p: unknown): number {
  if (typeof p === 'number' && p >= 0 && p <= 1) return p;
  throw new DenselyError(
    'ERR_DATA',
    NAME,
    `${NAME} gives ${show(p)}; a probability is a number from 0 to 1. ` +
      'Leave probabilities out for what answers with labels only.',
  );
}
