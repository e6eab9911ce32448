import { nothingMore, oneOf, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { BELOW, leftOf, type Axes } from './kit/axes.js';
import { drawFigure, type Panel } from './kit/figure.js';
import { drawLine, lineEntryOf, paddedRange, type Line } from './kit/lines.js';
import { markStyle } from './kit/legend.js';
import { marker } from './kit/markers.js';
import {
  columnsFor,
  PANEL_KEYS,
  pictureOptions,
  type Look,
  type PanelOptions,
} from './kit/options.js';
import { element, escape, type Attributes } from './kit/svg.js';
import { textWidth } from './kit/text.js';
import { classShadesOf, fill, fontSize } from './kit/theme.js';
import { activationName } from './kit/words.js';

/**
 * An activation as two functions of one number, as `activations` of the package has them.
 *
 * @example
 * import { activationCurves, type DrawnActivation } from 'densely/plot';
 *
 * const softplus: DrawnActivation = {
 *   value: (z) => Math.log1p(Math.exp(z)),
 *   derivative: (z) => 1 / (1 + Math.exp(-z)),
 * };
 * console.log(activationCurves({ softplus }).includes('softplus')); // true
 */
export interface DrawnActivation {
  /** g(z) */
  value(z: number): number;
  /** g′(z) */
  derivative(z: number): number;
}

/**
 * Options of {@link activationCurves}.
 *
 * @example
 * import { activations } from 'densely';
 * import { activationCurves, type ActivationCurvesOptions } from 'densely/plot';
 *
 * const options: ActivationCurvesOptions = { y: 'shared', columns: 2 };
 * const { sigmoid, tanh } = activations;
 * console.log(activationCurves({ sigmoid, tanh }, options).slice(0, 4)); // <svg
 */
export interface ActivationCurvesOptions extends PanelOptions {
  /** Whether each panel has an axis of values of its own (default), or all share one, to be compared. */
  readonly y?: 'own' | 'shared' | undefined;
}

/** Shown from −RANGE to RANGE. */
const RANGE = 10;
const POINTS = 400;

/** A derivative that moves by more than this between two points jumps there. */
const JUMP = 0.2;

/** Where the values are marked and told. */
const MARKED: readonly number[] = [-RANGE, 0, RANGE];

const ROW = 18;

/** What the titles of the package's own activations say beside their names. */
const NUMBERS: Readonly<Record<string, string>> = {
  leakyRelu: 'slope 0.01',
  prelu: 'slope 0.25',
  elu: 'α = 1',
  selu: 'λ = 1.051, α = 1.673',
};

/**
 * Value and derivative of activations between −10 and 10, a panel each; their values at −10, 0 and 10
 * marked and written below.
 *
 * @param activations by name: the package's `activations`, or some of them, or others
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what is no such function or answers with no finite number, `ERR_OPTION`
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { activations } from 'densely';
 * import { activationCurves } from 'densely/plot';
 *
 * const svg = activationCurves(activations, { width: 960 });
 * await writeFile('activations.svg', svg);
 * console.log(svg.slice(0, 4)); // <svg
 */
export function activationCurves(
  activations: Readonly<Record<string, DrawnActivation>>,
  options?: ActivationCurvesOptions,
): string {
  nothingMore('activationCurves()', arguments, 2);
  const taken = readOptions('options', options, [...PANEL_KEYS, 'y']);
  const look = pictureOptions(taken, 'Activations and their derivatives');
  const shared = oneOf('y', taken.y ?? 'own', ['own', 'shared']) === 'shared';
  if (activations === null || typeof activations !== 'object')
    throw invalid('activations', activations, 'an object of activations by name', 'ERR_DATA');
  const sampled = Object.entries(activations).map(([name, activation]) =>
    sample(name, activation, look.word),
  );
  if (sampled.length === 0)
    throw invalid('activations', activations, 'at least one activation', 'ERR_DATA');
  const columns = columnsOf(taken.columns, look.width, sampled.length);
  const narrow = look.width / columns < WIDE_PANEL;
  const all = paddedRange(sampled.flatMap(({ lines }) => lines.map((line) => line.y)));
  return drawFigure({
    look,
    description: describe(sampled),
    legend: sampled[0]!.lines.map(lineEntryOf),
    shades: classShadesOf(2, look.colours),
    columns,
    panels: sampled.map((of) =>
      panelOf(of, shared ? all : paddedRange(of.lines.map((l) => l.y)), narrow),
    ),
  });
}

/** As wide as three values beside one another. */
const WIDE_PANEL = 280;

/** As wide as two of them. */
const LEAST_PANEL = 190;

/** One wide panel above the other would be a long way to look. */
function columnsOf(columns: unknown, width: number, panels: number): number {
  const least = width < 2 * WIDE_PANEL ? LEAST_PANEL : WIDE_PANEL;
  return columnsFor(columns, width, least, panels, LEAST_PANEL);
}

interface Sampled {
  /** A name, and numbers where there are some. */
  readonly title: readonly string[];
  readonly lines: readonly [value: Line, derivative: Line];
  /** Of the value and the derivative, at each of {@link MARKED}. */
  readonly marked: readonly [readonly number[], readonly number[]];
}

function sample(name: string, activation: DrawnActivation, word: Look['word']): Sampled {
  const known =
    typeof activation?.value === 'function' && typeof activation.derivative === 'function';
  if (!known)
    throw invalid(
      `activations.${name}`,
      activation,
      'value and derivative of a number',
      'ERR_DATA',
    );
  const at = (what: 'value' | 'derivative', z: number): number => {
    const answer: unknown = activation[what](z);
    if (typeof answer === 'number' && Number.isFinite(answer)) return answer;
    throw invalid(`activations.${name}.${what}(${z})`, answer, 'a finite number', 'ERR_DATA');
  };
  const z = Array.from({ length: POINTS + 1 }, (_, i) => (2 * RANGE * i) / POINTS - RANGE);
  const slope = broken(z, (x) => at('derivative', x));
  const value = { x: z, y: z.map((x) => at('value', x)), colour: 'class-1', dashed: false };
  return {
    title: [activationName(name), ...(name in NUMBERS ? [NUMBERS[name]!] : [])],
    lines: [
      { ...value, label: `g(z), ${word('value')}` },
      { ...slope, label: `g′(z), ${word('derivative')}`, colour: 'class-0', dashed: true },
    ],
    marked: [MARKED.map((x) => at('value', x)), MARKED.map((x) => at('derivative', x))],
  };
}

/** With a gap where the function jumps: a line there would show values that it does not have. */
function broken(z: readonly number[], f: (z: number) => number): Pick<Line, 'x' | 'y'> {
  const [x, y]: [number[], number[]] = [[], []];
  for (const at of z) {
    const value = f(at);
    if (y.length > 0 && Math.abs(value - y.at(-1)!) > JUMP) {
      x.push(at);
      y.push(NaN);
    }
    x.push(at);
    y.push(value);
  }
  return { x, y };
}

function panelOf({ title, lines, marked }: Sampled, y: Panel['y'], narrow: boolean): Panel {
  const table = narrow ? drawNarrowTable : drawTable;
  return {
    title: narrow ? title : [title.join(', ')],
    x: [-RANGE * 1.05, RANGE * 1.05],
    y,
    names: ['z', 'g(z), g′(z)'],
    aspect: narrow ? 0.85 : 0.62,
    footer: (narrow ? 1 + MARKED.length : 3) * ROW + 8,
    draw: (axes) =>
      lines.map((line) => drawLine(line, axes)).join('') +
      marked.map((values, i) => drawMarks(values, i === 0 ? 1 : 0, axes)).join('') +
      table(marked, axes),
  };
}

function drawMarks(values: readonly number[], colour: number, axes: Axes): string {
  const marks = values.map((v, i) => marker(colour, [axes.x.at(MARKED[i]!), axes.y.at(v)], 3.6));
  return element('g', markStyle(colour), ...marks);
}

/** Values at the marked places, below their marks on the axis. */
function drawTable(marked: Sampled['marked'], axes: Axes): string {
  const { panel, x } = axes;
  const { left, top } = tableCorner(axes);
  const line = (name: string, cells: readonly string[], r: number): string[] => [
    element('text', { x: left, y: top + r * ROW }, escape(name)),
    ...cells.map((cell, i) =>
      element('text', { ...placed(cell, x.at(MARKED[i]!), panel), y: top + r * ROW }, escape(cell)),
    ),
  ];
  return element(
    'g',
    TABLE,
    ...line('z', MARKED.map(writtenInFull), 0),
    ...line('g(z)', marked[0].map(writtenInFull), 1),
    ...line('g′(z)', marked[1].map(writtenInFull), 2),
  );
}

/** The same with a line for each place, where the axis is too short for three values. */
function drawNarrowTable(marked: Sampled['marked'], axes: Axes): string {
  const { left, top } = tableCorner(axes);
  const columns = [
    ['z', ...MARKED.map(writtenShort)],
    ['g(z)', ...marked[0].map(writtenShort)],
    ['g′(z)', ...marked[1].map(writtenShort)],
  ];
  const room = axes.panel.left + axes.panel.width - left;
  const texts = columns.flatMap((cells, c) =>
    cells.map((cell, r) => {
      // The first column is half as wide as the others.
      const end = { x: left + ((2 * c + 1) / 5) * room, y: top + r * ROW, 'text-anchor': 'end' };
      return element('text', end, escape(cell));
    }),
  );
  return element('g', TABLE, ...texts);
}

const TABLE: Attributes = { ...fill('ink'), 'font-size': fontSize.tick };

function tableCorner({ panel, rows }: Axes): { readonly left: number; readonly top: number } {
  return { left: panel.left - leftOf(rows) + 14, top: panel.top + panel.height + BELOW + 14 };
}

/** In the middle below a mark, but not out of the frame. */
function placed(cell: string, x: number, { left, width }: Axes['panel']): Attributes {
  const half = textWidth(cell, fontSize.tick) / 2;
  if (x - half < left) return { x: left };
  if (x + half > left + width) return { x: left + width, 'text-anchor': 'end' };
  return { x, 'text-anchor': 'middle' };
}

/** Four significant digits, `tiny` + 1 of tiny numbers; ≈ where they hide that it is not quite a whole number. */
function written(value: number, tiny: number): string {
  if (Number.isInteger(value)) return String(value).replace('-', '−');
  const short = Math.abs(value) < 1e-3 ? value.toExponential(tiny) : String(+value.toPrecision(4));
  const sign = Number.isInteger(Number(short)) ? '≈ ' : '';
  return sign + short.replaceAll('-', '−');
}

function writtenInFull(value: number): string {
  return written(value, 2);
}

/** With fewer digits where a narrow column has no room for more. */
function writtenShort(value: number): string {
  const texts = [2, 1, 0].map((tiny) => written(value, tiny));
  return texts.find(({ length }) => length <= 7) ?? texts[2]!;
}

function describe(sampled: readonly Sampled[]): string {
  const parts = sampled.map(({ title, marked: [value, derivative] }) => {
    const at = (values: readonly number[]): string => values.map(writtenInFull).join(', ');
    return `${title.join(', ')}: value ${at(value)}, derivative ${at(derivative)}`;
  });
  return `At z = −10, 0, 10. ${parts.join('; ')}.`;
}
