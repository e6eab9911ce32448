// Curves of probabilities in the unit square: of one model, of each of its classes or labels, or of several models.
import { invalid } from '../../base/errors.js';
import type { Axes } from './axes.js';
import { drawFigure } from './figure.js';
import { className, lineEntry, type LegendEntry } from './legend.js';
import { drawLine, lineEntryOf, type Line } from './lines.js';
import type { Look } from './options.js';
import { element, px, type Attributes } from './svg.js';
import { classShadesOf, lineShadesOf, stroke } from './theme.js';

/** What one of them is called, and what it is drawn of. */
export interface Named<T> {
  /** Undefined where there is only one. */
  readonly name: string | undefined;
  readonly of: T;
}

/**
 * Whatever has a curve: metrics themselves, else their classes or labels; or those of a list.
 *
 * @param key of the curve
 * @throws `ERR_DATA` where there is none
 */
export function withCurves<T>(
  given: unknown,
  key: keyof T & string,
  word: Look['word'],
): readonly Named<T>[] {
  const has = (of: unknown): of is T =>
    of !== null && typeof of === 'object' && (of as Partial<T>)[key] !== undefined;
  if (Array.isArray(given) && given.length > 0)
    return Array.from(given as unknown[], (of, i) => {
      const name = (of as { name?: unknown } | null)?.name;
      if (!has(of)) throw noCurve(`metrics[${i}]`, of, key);
      if (typeof name !== 'string' && given.length > 1)
        throw invalid(`metrics[${i}].name`, name, 'a text that stands in the legend', 'ERR_DATA');
      return { name: given.length > 1 ? (name as string) : undefined, of };
    });
  if (has(given)) return [{ name: undefined, of: given }];
  const { classes, labels } = (given ?? {}) as { classes?: unknown; labels?: unknown };
  const parts = Array.isArray(classes) ? classes : Array.isArray(labels) ? labels : [];
  const found = parts.filter(has).map((of) => ({ name: partName(of as object, word), of }));
  if (found.length > 0) return found;
  throw noCurve('metrics', given, key);
}

function partName(of: object, word: Look['word']): string {
  const { label, name } = of as { label?: unknown; name?: unknown };
  return label === undefined ? String(name) : className(label as string, word);
}

function noCurve(argument: string, given: unknown, key: string): Error {
  const allowed = `what evaluate(data, { scores: true }) answers for classes or labels, with ${key}`;
  return invalid(argument, given, allowed, 'ERR_DATA');
}

/**
 * Numbers of a curve.
 * @throws `ERR_DATA` for what is no list of shares
 */
export function sharesOf(argument: string, list: unknown, length?: number): Float64Array {
  const { length: count } = (list ?? {}) as Partial<ArrayLike<unknown>>;
  if (
    typeof list !== 'object' ||
    typeof count !== 'number' ||
    count < 1 ||
    count !== (length ?? count)
  )
    throw invalid(
      argument,
      list,
      length === undefined ? 'a list of shares' : `${length} shares`,
      'ERR_DATA',
    );
  return Float64Array.from(list as ArrayLike<unknown>, (share, i) => {
    if (typeof share === 'number' && share >= 0 && share <= 1) return share;
    throw invalid(`${argument}[${i}]`, share, 'a number from 0 to 1', 'ERR_DATA');
  });
}

/** A curve with its points. */
export interface Drawn {
  readonly name: string | undefined;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** What the legend says of it. */
  readonly figure: string;
}

/** Of a picture of such curves. */
interface Square {
  readonly look: Look;
  readonly curves: readonly Drawn[];
  readonly names: readonly [x: string, y: string];
  /** A line that says nothing: from its left end to its right one. */
  readonly reference: { readonly label: string; readonly from: number; readonly to: number } | null;
  readonly description: string;
  /** Drawn upon each line. */
  readonly marks?: (axes: Axes, curve: Drawn, colour: string) => string;
}

/** The frame stands a hair off the edges of the square. */
const ROOM = 0.015;

/** Of the line that says nothing. */
const DASHED: Attributes = { ...stroke('muted'), 'stroke-width': '1.2', 'stroke-dasharray': '4 4' };

export function drawSquare({ look, curves, names, reference, description, marks }: Square): string {
  const single = curves.length === 1;
  const colourOf = (i: number): string => (single ? 'class-1' : `line-${i}`);
  const lines = curves.map(({ name, x, y, figure }, i): Line => ({
    label: labelOf({ name, figure }),
    x,
    y,
    colour: colourOf(i),
    dashed: false,
  }));
  const told = lines.filter(({ label }) => label !== '');
  const nothing: LegendEntry[] = reference ? [lineEntry(reference.label, DASHED)] : [];
  const range = [-ROOM, 1 + ROOM] as const;
  return drawFigure({
    look,
    description,
    legend: [...told.map(lineEntryOf), ...nothing],
    shades: single ? classShadesOf(2, look.colours) : lineShadesOf(curves.length, look.colours),
    columns: 1,
    panels: [
      {
        x: range,
        y: range,
        names,
        aspect: look.width < 520 ? 0.9 : 0.75,
        draw: (axes) =>
          (reference ? referenceLine(reference, axes) : '') +
          lines.map((line) => drawLine(line, axes)).join('') +
          (marks ? curves.map((curve, i) => marks(axes, curve, colourOf(i))).join('') : ''),
      },
    ],
  });
}

function referenceLine({ from, to }: { from: number; to: number }, { x, y }: Axes): string {
  const d = `M${px(x.at(0))},${px(y.at(from))}L${px(x.at(1))},${px(y.at(to))}`;
  return element('path', { ...DASHED, fill: 'none', d });
}

/** The figure first: a long name is cut. */
function labelOf({ name = '', figure }: Pick<Drawn, 'name' | 'figure'>): string {
  return [figure, name].filter((text) => text !== '').join(', ');
}

/** The parts of a description, one behind another. */
export function described(what: string, curves: readonly Drawn[]): string {
  return `${what}: ${curves.map(labelOf).join('; ')}.`;
}
