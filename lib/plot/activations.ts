import { readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { BELOW, type Axes } from './kit/axes.js';
import { drawFigure, type Panel } from './kit/figure.js';
import { drawLine, lineEntryOf, paddedRange, type Line } from './kit/lines.js';
import { markStyle } from './kit/legend.js';
import { marker } from './kit/markers.js';
import { columnsFor, PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { element, escape } from './kit/svg.js';
import { classShadesOf, fill, fontSize, theme } from './kit/theme.js';

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

/** Shown from −RANGE to RANGE. */
const RANGE = 10;
const POINTS = 400;

/** A derivative that moves by more than this between two points jumps there. */
const JUMP = 0.2;

/** Where the values are marked and told. */
const MARKED: readonly number[] = [-RANGE, 0, RANGE];

const ROW = 18;
const TABLE = 3 * ROW + 8;

/** How the exercise writes the names that are written otherwise in code. */
const TITLES: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU, slope 0.01',
  prelu: 'parametric ReLU, slope 0.25',
  elu: 'ELU',
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
  options?: PictureOptions,
): string {
  const picture = pictureOptions(
    readOptions('options', options, PICTURE_KEYS),
    'Activations and their derivatives',
  );
  if (activations === null || typeof activations !== 'object')
    throw invalid('activations', activations, 'an object of activations by name', 'ERR_DATA');
  const sampled = Object.entries(activations).map(([name, activation]) => sample(name, activation));
  if (sampled.length === 0)
    throw invalid('activations', activations, 'at least one activation', 'ERR_DATA');
  return drawFigure({
    ...picture,
    description: describe(sampled),
    legend: sampled[0]!.lines.map(lineEntryOf),
    shades: classShadesOf(2),
    columns: columnsFor(picture.width, 280, sampled.length),
    panels: sampled.map(panelOf),
  });
}

interface Sampled {
  readonly title: string;
  readonly lines: readonly [value: Line, derivative: Line];
  /** Of the value and the derivative, at each of {@link MARKED}. */
  readonly marked: readonly [readonly number[], readonly number[]];
}

function sample(name: string, activation: DrawnActivation): Sampled {
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
  const line = { dashed: false, marked: false };
  return {
    title: TITLES[name] ?? name,
    lines: [
      { ...line, label: 'g(z), the value', x: z, y: z.map((x) => at('value', x)), colour: 1 },
      { ...line, ...slope, label: 'g′(z), the derivative', colour: 0, dashed: true },
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

function panelOf({ title, lines, marked }: Sampled): Panel {
  return {
    title: [title],
    x: [-RANGE * 1.05, RANGE * 1.05],
    y: paddedRange(lines.map((line) => line.y)),
    names: ['z', 'g(z), g′(z)'],
    aspect: 0.62,
    footer: TABLE,
    draw: (axes) =>
      lines.map((line) => drawLine(line, axes)).join('') +
      marked.map((values, i) => drawMarks(values, lines[i]!.colour, axes)).join('') +
      drawTable(marked, axes),
  };
}

function drawMarks(values: readonly number[], colour: number, axes: Axes): string {
  const marks = values.map((v, i) => marker(colour, [axes.x.at(MARKED[i]!), axes.y.at(v)], 3.6));
  return element('g', markStyle(colour), ...marks);
}

/** Values at the marked places, below the axis. */
function drawTable(marked: readonly (readonly number[])[], { panel }: Axes): string {
  const left = panel.left - 36;
  const right = panel.left + panel.width;
  const first = left + 34;
  const column = (right - first) / MARKED.length;
  const top = panel.top + panel.height + BELOW + 14;
  const line = (cells: readonly string[], r: number): string[] =>
    cells.map((cell, i) => {
      const x = i === 0 ? left : first + i * column;
      const anchor = i === 0 ? undefined : 'end';
      return element('text', { x, y: top + r * ROW, 'text-anchor': anchor }, escape(cell));
    });
  const text = { ...fill('ink', theme.ink), 'font-size': fontSize.tick };
  return element(
    'g',
    text,
    ...line(['z', ...MARKED.map(String).map((z) => z.replace('-', '−'))], 0),
    ...line(['g(z)', ...marked[0]!.map(written)], 1),
    ...line(['g′(z)', ...marked[1]!.map(written)], 2),
  );
}

/** Four significant digits; ≈ where they hide that it is not quite a whole number. */
function written(value: number): string {
  if (Number.isInteger(value)) return String(value).replace('-', '−');
  const short = Math.abs(value) < 1e-3 ? value.toExponential(2) : String(+value.toPrecision(4));
  const sign = Number.isInteger(Number(short)) ? '≈ ' : '';
  return sign + short.replaceAll('-', '−');
}

function describe(sampled: readonly Sampled[]): string {
  const parts = sampled.map(({ title, marked: [value, derivative] }) => {
    const at = (values: readonly number[]): string => values.map(written).join(', ');
    return `${title}: value ${at(value)}, derivative ${at(derivative)}`;
  });
  return `At z = −10, 0, 10. ${parts.join('; ')}.`;
}
