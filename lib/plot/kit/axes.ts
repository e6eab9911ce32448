import { element, escape, px, type Attributes } from './svg.js';
import { shorten, textWidth } from './text.js';
import { fill, fontSize, stroke } from './theme.js';

/** A rectangle of the figure, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Data units to pixels, linear. */
export interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  /** The pixel of a value. */
  at(value: number): number;
}

/** The scale that takes `domain` to `range`; the range may run downwards. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  return { domain, range, at: (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0) };
}

/** Marks of an axis with what is written at each. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  /** Estimated width of the widest label in pixels. */
  readonly width: number;
}

/**
 * Multiples of 1, 2 or 5 times a power of ten in the domain: about `count` of them.
 *
 * @param whole only whole numbers
 */
export function ticks(domain: readonly [number, number], count: number, whole = false): Ticks {
  const step = Math.max(whole ? 1 : 0, niceStep((domain[1] - domain[0]) / count));
  const first = Math.ceil(domain[0] / step);
  const last = Math.floor(domain[1] / step);
  const values = Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => (first + i) * step,
  );
  const labels = values.map(labeller(values, step));
  return { values, labels, width: Math.max(0, ...labels.map((l) => textWidth(l, fontSize.tick))) };
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const share = raw / power;
  // Bounds halfway, as ratios, between 1, 2, 5 and 10.
  return (
    power * (share < Math.SQRT2 ? 1 : share < Math.sqrt(10) ? 2 : share < Math.sqrt(50) ? 5 : 10)
  );
}

/** As many decimals as tell neighbours apart; powers of ten where plain digits would be long. */
function labeller(values: readonly number[], step: number): (value: number) => string {
  const largest = Math.max(...values.map(Math.abs));
  const place = Math.floor(Math.log10(step) + 1e-9);
  if (largest < 1e5 && place >= -4) return (v) => signed(v.toFixed(Math.max(0, -place)));
  const digits = Math.max(0, Math.floor(Math.log10(largest)) - place);
  return (v) => (v === 0 ? '0' : signed(v.toExponential(Math.min(digits, 15)).replace('e+', 'e')));
}

function signed(label: string): string {
  return /^-[0.]*$/.test(label) ? label.slice(1) : label.replace(/-/g, '−');
}

/**
 * Ticks of a horizontal axis of `width` pixels, as many as leave a gap between their labels.
 *
 * @param endMark the end of the domain is one of them
 */
export function columnTicks(
  domain: readonly [number, number],
  width: number,
  whole = false,
  endMark = false,
): Ticks {
  let { count, found } = atLeastTwo(domain, width, whole);
  while (count > 1 && (found.width + 14) * (found.values.length - 1) > width)
    found = ticks(domain, --count, whole);
  return endMark ? withEnd(found, domain, width) : found;
}

function withEnd(
  { values, labels }: Ticks,
  domain: readonly [number, number],
  width: number,
): Ticks {
  const end = domain[1];
  const label =
    Math.abs(end) < 1e5 || !Number.isInteger(end) ? signed(String(end)) : labels.at(-1)!;
  const wide = Math.max(...[...labels, label].map((l) => textWidth(l, fontSize.tick)));
  const least = ((wide + 14) / width) * (end - domain[0]);
  const kept = values.filter((value) => value === end || end - value >= least).length;
  if (values[kept - 1] === end || label === labels.at(-1)) return { values, labels, width: wide };
  return {
    values: [...values.slice(0, kept), end],
    labels: [...labels.slice(0, kept), label],
    width: wide,
  };
}

/** From one label of a vertical axis to the next. */
const LABEL_HEIGHT = 16;

/**
 * Ticks of an axis of logarithms to base 10: powers of ten, and 2 and 5 times those where they are few.
 *
 * @param height of the axis in pixels, where labels might touch
 */
export function logTicks(domain: readonly [number, number], height: number = Infinity): Ticks {
  const [low, high] = [Math.floor(domain[0]), Math.ceil(domain[1])];
  const decades = high - low;
  const room = height / LABEL_HEIGHT;
  const every = Math.max(1, Math.ceil(decades / Math.min(6, room)));
  const factors = decades <= 2 && decades / Math.log10(2) <= room ? [1, 2, 5] : [1];
  return namedTicks(powersIn(domain, every, factors));
}

interface Power {
  readonly power: number;
  readonly factor: number;
  /** The logarithm of the two. */
  readonly at: number;
}

function namedTicks(all: readonly Power[]): Ticks {
  const labels = all.map(({ power, factor }) =>
    power >= -4 && power < 5
      ? signed(String(Number(`${factor}e${power}`)))
      : signed(`${factor}e${power}`),
  );
  const width = Math.max(0, ...labels.map((l) => textWidth(l, fontSize.tick)));
  return { values: all.map(({ at }) => at), labels, width };
}

/** From one label of a horizontal axis to the next, beside their widths. */
const LABEL_GAP = 14;

/**
 * Ticks of a horizontal axis of logarithms of `width` pixels: powers of ten with 2 and 5 times those, or powers of
 * ten alone, or some of them, whichever have room first.
 */
export function logColumns(domain: readonly [number, number], width: number): Ticks {
  for (let every = 0; ; every++) {
    const found = namedTicks(powersIn(domain, Math.max(1, every), every === 0 ? [1, 2, 5] : [1]));
    const { values, labels } = found;
    const pixels = width / (domain[1] - domain[0]);
    const half = labels.map((label) => textWidth(label, fontSize.tick) / 2);
    const apart = values.every(
      (value, i) =>
        i === 0 || (value - values[i - 1]!) * pixels >= half[i]! + half[i - 1]! + LABEL_GAP,
    );
    if (apart) return found;
  }
}

/** Multiples of powers of ten that lie in a domain of logarithms. */
function powersIn(
  domain: readonly [number, number],
  every: number,
  factors: readonly number[],
): Power[] {
  const [low, high] = [Math.floor(domain[0]), Math.ceil(domain[1])];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i)
    .filter((power) => power % every === 0)
    .flatMap((power) =>
      factors.map((factor) => ({ power, factor, at: power + Math.log10(factor) })),
    )
    .filter(({ at }) => at >= domain[0] - 1e-9 && at <= domain[1] + 1e-9);
}

/** No ticks: what the axis shows has no unit. */
export const NO_TICKS: Ticks = { values: [], labels: [], width: 0 };

/** Ticks of a vertical axis of `height` pixels. */
export function rowTicks(domain: readonly [number, number], height: number, whole = false): Ticks {
  return atLeastTwo(domain, height, whole).found;
}

/** About one for 75 pixels; a single one would say nothing of the scale. */
function atLeastTwo(
  domain: readonly [number, number],
  length: number,
  whole: boolean,
): { count: number; found: Ticks } {
  let count = Math.max(2, Math.round(length / 75));
  let found = ticks(domain, count, whole);
  while (found.values.length < 2 && count < 6) found = ticks(domain, ++count, whole);
  return { count, found };
}

const TICK = 5;

/** Pixels below a panel: ticks, their labels and the axis name. */
export const BELOW: number = 48;

/** Pixels to the left of a panel, for row ticks of the given width. */
export function leftOf(rows: Ticks): number {
  return Math.ceil(36 + rows.width);
}

/** Everything around a panel: frame, ticks, labels and the two names. */
export interface Axes {
  readonly panel: Box;
  readonly x: Scale;
  readonly y: Scale;
  readonly columns: Ticks;
  readonly rows: Ticks;
  readonly names: readonly [x: AxisName, y: AxisName];
}

/** What an axis shows; with a shorter name where there is no room for it. */
export type AxisName = string | readonly [name: string, short: string];

/** @param told which axes are marked and named */
export function drawAxes(
  { panel, x, y, columns, rows, names }: Axes,
  told: { readonly x: boolean; readonly y: boolean },
): string {
  const marks = [
    ...columns.values.map((v) => `M${px(x.at(v))},${px(panel.top + panel.height)}v${TICK}`),
    ...rows.values.map((v) => `M${px(panel.left)},${px(y.at(v))}h${-TICK}`),
  ];
  return (
    element('path', {
      ...stroke('muted'),
      fill: 'none',
      d: `${frame(panel)}${marks.join('')}`,
    }) +
    element(
      'g',
      { ...fill('muted'), 'font-size': fontSize.tick },
      element('g', { 'text-anchor': 'middle' }, ...(told.x ? columnLabels(columns, x, panel) : [])),
      element('g', { 'text-anchor': 'end' }, ...(told.y ? rowLabels(rows, y, panel) : [])),
    ) +
    axisNames(panel, names, rows, told)
  );
}

function frame({ left, top, width, height }: Box): string {
  return `M${px(left)},${px(top)}h${px(width)}v${px(height)}h${px(-width)}Z`;
}

function columnLabels(columns: Ticks, x: Scale, panel: Box): string[] {
  const line = panel.top + panel.height + TICK + 14;
  return columns.values.map((v, i) => element('text', { x: x.at(v), y: line }, columns.labels[i]!));
}

function rowLabels(rows: Ticks, y: Scale, panel: Box): string[] {
  const end = panel.left - TICK - 4;
  return rows.values.map((v, i) => element('text', { x: end, y: y.at(v) + 4.2 }, rows.labels[i]!));
}

function axisNames(
  panel: Box,
  [xName, yName]: Axes['names'],
  rows: Ticks,
  told: { readonly x: boolean; readonly y: boolean },
): string {
  const [x, y] = [panel.left + panel.width / 2, panel.top + panel.height / 2];
  const left = panel.left - TICK - 4 - rows.width - 9;
  const turned = { transform: `translate(${px(left)},${px(y)}) rotate(-90)` };
  return element(
    'g',
    { ...fill('ink'), 'text-anchor': 'middle' },
    told.x ? axisName(xName, panel.width, { x, y: panel.top + panel.height + 39 }) : '',
    told.y ? axisName(yName, panel.height, turned) : '',
  );
}

/** The short name, then smaller letters, where the usual ones have no room; then shortened. */
function axisName(names: AxisName, length: number, place: Attributes): string {
  if (names === '') return '';
  const all = typeof names === 'string' ? [names] : names;
  const fits = (size: number) => (name: string) => textWidth(name, size) <= length;
  const usual = all.find(fits(fontSize.name));
  const size = usual === undefined ? fontSize.small : fontSize.name;
  const name = usual ?? all.find(fits(size)) ?? shorten(all.at(-1)!, size, length);
  return element('text', { ...place, 'font-size': size }, escape(name));
}
