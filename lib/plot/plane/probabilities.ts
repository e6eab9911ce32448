import { DenselyError, invalid, show, wrongShape } from '../../base/errors.js';
import { Matrix, shape } from '../../base/matrix.js';
import type { Label } from '../../data/targets.js';
import { eachBlock, pointAt, type GridAxis } from './grid.js';
import { levelPath, type Field } from './regions.js';
import { element, type Attributes } from '../kit/svg.js';
import { lineEntry, type LegendEntry } from '../kit/legend.js';
import { classShade, stroke, theme } from '../kit/theme.js';

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

/** A model as far as pictures ask it. */
interface Asked {
  readonly probabilities?: unknown;
  readonly classes?: unknown;
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
): Probabilities | undefined {
  if (typeof option === 'function') return option as Probabilities;
  if (option !== undefined && typeof option !== 'boolean')
    throw invalid('probabilities', option, 'a function of X, true or false');
  if (option === false) return undefined;
  const model = (typeof predict === 'object' ? predict : null) as Asked | null;
  // In the model's order they would be painted in the colours of other classes.
  const own = !Array.isArray(model?.classes) || sameLabels(model.classes, classes);
  if (typeof model?.probabilities === 'function' && own)
    return (X) => (model as { probabilities: Probabilities }).probabilities(X);
  if (option === undefined) return undefined;
  throw invalid(
    'probabilities',
    option,
    'a function of X, since predict is no model with the classes of the dataset',
  );
}

function sameLabels(a: readonly unknown[], b: readonly Label[]): boolean {
  return a.length === b.length && b.every((label, c) => a[c] === label);
}

/** Where a class is predicted with these probabilities. */
export const LEVELS: readonly number[] = [0.75, 0.9];

// Probabilities are smooth where labels jump: between so many points an axis a line is met closely.
const MOST_POINTS = 401;

/** The probability of each class over the plane. */
export function probabilityFields(
  probabilities: Probabilities,
  x: GridAxis,
  y: GridAxis,
  classes: readonly Label[],
  lift: (points: Matrix) => Matrix,
): Field[] {
  const [cx, cy] = [coarse(x), coarse(y)];
  const fields = classes.map(() => new Float64Array(cx.count * cy.count));
  eachBlock(cx, cy, (points, first) => {
    const answer = readAnswer(probabilities(lift(points)), points.cols, classes.length);
    for (let i = 0; i < points.cols; i++) fields.forEach((f, c) => (f[first + i] = answer(c, i)));
  });
  return fields.map((values) => ({ values, columns: cx.count, rows: cy.count }));
}

/** The same span with fewer points. */
function coarse(axis: GridAxis): GridAxis {
  const count = Math.min(axis.count, MOST_POINTS);
  const span = pointAt(axis, axis.count - 1) - axis.start;
  return { start: axis.start, step: span / (count - 1), count };
}

const NAME = 'probabilities(X)';

/** The probability of class c at point i, checked. */
function readAnswer(answer: unknown, m: number, k: number): (c: number, i: number) => number {
  const allowed = `(${k}, ${m})${k === 2 ? ` or (1, ${m})` : ''}, or ${m} lists of ${k} numbers`;
  if (answer instanceof Matrix) {
    const single = k === 2 && answer.rows === 1;
    if (answer.cols !== m || (answer.rows !== k && !single))
      throw wrongShape(NAME, shape(answer), allowed);
    const data = answer.data;
    return single
      ? (c, i) => (c === 1 ? share(data[i]) : 1 - share(data[i]))
      : (c, i) => share(data[c * m + i]);
  }
  const list = answer as ArrayLike<ArrayLike<number>> | null | undefined;
  if (list === null || typeof list !== 'object' || typeof list.length !== 'number')
    throw invalid(NAME, answer, `${allowed}, given at once`, 'ERR_DATA');
  if (list.length !== m || list[0]?.length !== k)
    throw wrongShape(NAME, `${list.length} lists of ${list[0]?.length} numbers`, allowed);
  return (c, i) => share(list[i]?.[c]);
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

/** Lines where a class reaches each level, in its colour. */
export function drawLevels(
  fields: readonly Field[],
  size: { readonly width: number; readonly height: number },
): string {
  const lines = fields.flatMap((field, c) =>
    LEVELS.map((level, l) => {
      const d = levelPath(field, level, size);
      return d === ''
        ? ''
        : element('path', { ...stroke(`class-${c}`, classShade(c)), ...dashes(l), d });
    }),
  );
  return element('g', { fill: 'none', 'stroke-linejoin': 'round' }, ...lines);
}

function dashes(l: number): Attributes {
  return { 'stroke-width': '1.1', 'stroke-dasharray': l === 0 ? '5 3' : '1.5 2.5' };
}

export function levelEntries(): LegendEntry[] {
  return LEVELS.map((level, l) =>
    lineEntry(`probability ${level}`, { ...stroke('ink', theme.ink), ...dashes(l) }),
  );
}
