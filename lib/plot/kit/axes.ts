import { element, escape, px, type Attributes } from './svg.js';
import { shorten, textWidth } from './text.js';
import { fill, fontSize, stroke, theme } from './theme.js';

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

/** Ticks of a horizontal axis of `width` pixels, as many as leave a gap between their labels. */
export function columnTicks(
  domain: readonly [number, number],
  width: number,
  whole = false,
): Ticks {
  let count = Math.max(2, Math.round(width / 75));
  let found = ticks(domain, count, whole);
  while (count > 1 && (found.width + 14) * (found.values.length - 1) > width)
    found = ticks(domain, --count, whole);
  return found;
}

/** Ticks of a vertical axis of `height` pixels. */
export function rowTicks(domain: readonly [number, number], height: number, whole = false): Ticks {
  return ticks(domain, Math.max(2, Math.round(height / 75)), whole);
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
  readonly names: readonly [x: string, y: string];
}

export function drawAxes({ panel, x, y, columns, rows, names }: Axes): string {
  const marks = [
    ...columns.values.map((v) => `M${px(x.at(v))},${px(panel.top + panel.height)}v${TICK}`),
    ...rows.values.map((v) => `M${px(panel.left)},${px(y.at(v))}h${-TICK}`),
  ];
  return (
    element('path', {
      ...stroke('muted', theme.muted),
      fill: 'none',
      d: `${frame(panel)}${marks.join('')}`,
    }) +
    element(
      'g',
      { ...fill('muted', theme.muted), 'font-size': fontSize.tick },
      element('g', { 'text-anchor': 'middle' }, ...columnLabels(columns, x, panel)),
      element('g', { 'text-anchor': 'end' }, ...rowLabels(rows, y, panel)),
    ) +
    axisNames(panel, names, rows)
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

function axisNames(panel: Box, [xName, yName]: readonly [string, string], rows: Ticks): string {
  const [x, y] = [panel.left + panel.width / 2, panel.top + panel.height / 2];
  const left = panel.left - TICK - 4 - rows.width - 9;
  return element(
    'g',
    { ...fill('ink', theme.ink), 'text-anchor': 'middle' },
    axisName(xName, panel.width, { x, y: panel.top + panel.height + 39 }),
    axisName(yName, panel.height, { transform: `translate(${px(left)},${px(y)}) rotate(-90)` }),
  );
}

/** In smaller letters where the usual ones have no room, then shortened. */
function axisName(name: string, length: number, place: Attributes): string {
  const usual = textWidth(name, fontSize.name) <= length;
  const size = usual ? fontSize.name : fontSize.small;
  return element('text', { ...place, 'font-size': size }, escape(shorten(name, size, length)));
}
