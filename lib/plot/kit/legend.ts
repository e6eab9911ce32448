import type { Label } from '../../data/targets.js';
import type { Box } from './axes.js';
import { marker } from './markers.js';
import { element, escape, px, type Attributes, type Point } from './svg.js';
import { shorten, textWidth } from './text.js';
import { classShade, fill, fontSize, paint, regionShade, stroke, theme } from './theme.js';

const SWATCH = 18;
const GAP = 14;

/** Height of one row of a legend in pixels. */
export const LEGEND_ROW = 22;

/** A sign of the picture and what it stands for. */
export interface LegendEntry {
  readonly label: string;
  /** Draws the sign, 18 pixels wide and 14 high, around a point. */
  readonly sign: (middle: Point) => string;
}

interface Placed extends LegendEntry {
  readonly x: number;
  readonly row: number;
}

/** Entries placed one behind another from `left`, in as many rows as `width` asks for. */
export function placeLegend(
  entries: readonly LegendEntry[],
  left: number,
  width: number,
): readonly Placed[] {
  let [x, row] = [0, 0];
  return entries.map(({ label: full, sign }) => {
    const label = shorten(full, fontSize.legend, width - SWATCH - 8);
    const length = SWATCH + 7 + textWidth(label, fontSize.legend);
    if (x > 0 && x + length > width) [x, row] = [0, row + 1];
    const entry = { label, sign, x: left + x, row };
    x += length + GAP;
    return entry;
  });
}

/** How many rows the entries take. */
export function legendRows(entries: readonly Placed[]): number {
  return Math.max(0, ...entries.map((e) => e.row + 1));
}

export function drawLegend(entries: readonly Placed[], top: Box['top']): string {
  if (entries.length === 0) return '';
  return element(
    'g',
    { 'font-size': fontSize.legend },
    ...entries.map(({ label, sign, x, row }) => {
      const middle = top + row * LEGEND_ROW + LEGEND_ROW / 2;
      const at = { x: x + SWATCH + 7, y: middle + 4.5 };
      const name = element('text', { ...fill('ink', theme.ink), ...at }, escape(label));
      return sign([x + SWATCH / 2, middle]) + name;
    }),
  );
}

export function className(label: Label): string {
  return typeof label === 'number' ? `class ${label}` : String(label);
}

/** For each class the swatch of its region with the mark of its examples on it. */
export function classEntries(classes: readonly Label[]): LegendEntry[] {
  return classes.map((label, c) => ({
    label: className(label),
    sign: ([x, y]) => {
      const region = { x: x - SWATCH / 2, y: y - 7, width: SWATCH, height: 14, rx: 2 };
      return (
        element('rect', { ...fill(`region-${c}`, regionShade(c)), ...region }) +
        element('g', markStyle(c), marker(c, [x, y], 3.2))
      );
    },
  }));
}

/** A piece of a line in the given style, with the mark of a class on it where one is given. */
export function lineEntry(label: string, style: Attributes, mark?: number): LegendEntry {
  return {
    label,
    sign: ([x, y]) =>
      element('path', { ...style, fill: 'none', d: `M${px(x - SWATCH / 2)},${px(y)}h${SWATCH}` }) +
      (mark === undefined ? '' : element('g', markStyle(mark), marker(mark, [x, y], 3.2))),
  };
}

/** How the marks of a class are painted: its shade with a hair of background around it. */
export function markStyle(
  c: number,
): ReturnType<typeof paint> & { readonly 'stroke-width': string } {
  const edge = stroke('background', theme.background);
  return { ...paint(fill(`class-${c}`, classShade(c)), edge), 'stroke-width': '0.7' };
}
