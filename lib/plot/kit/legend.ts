import type { Label } from '../../data/targets.js';
import type { Box } from './axes.js';
import { marker } from './markers.js';
import { element, escape, px, type Attributes, type Point } from './svg.js';
import { shorten, textWidth } from './text.js';
import type { Look } from './options.js';
import { fill, fontSize, paint } from './theme.js';

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

/** More rows are no legend that anybody reads. */
const MOST_ROWS = 6;

/**
 * Entries placed one behind another from `left`; where that takes several rows, in columns of one width.
 * What has no room in {@link MOST_ROWS} rows is counted.
 */
export function placeLegend(
  entries: readonly LegendEntry[],
  left: number,
  width: number,
): readonly Placed[] {
  const lengths = entries.map(({ label }) => SWATCH + 7 + textWidth(label, fontSize.legend));
  const total = lengths.reduce((sum, length) => sum + length + GAP, -GAP);
  if (total <= width) {
    let x = left - GAP;
    return entries.map((entry, i) => ({ ...entry, x: (x += GAP + (lengths[i - 1] ?? 0)), row: 0 }));
  }
  const columns = Math.max(1, Math.floor((width + GAP) / (Math.max(...lengths) + GAP)));
  const pitch = (width + GAP) / columns;
  const room = columns * MOST_ROWS;
  const shown = entries.length <= room ? entries : entries.slice(0, room - 1);
  const rest = { label: `… +${entries.length - shown.length}`, sign: () => '' };
  return [...shown, ...(shown === entries ? [] : [rest])].map(({ label, sign }, i) => ({
    label: shorten(label, fontSize.legend, pitch - GAP - SWATCH - 7),
    sign,
    x: left + (i % columns) * pitch,
    row: Math.floor(i / columns),
  }));
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
      const name = element('text', { ...fill('ink'), ...at }, escape(label));
      return sign([x + SWATCH / 2, middle]) + name;
    }),
  );
}

/** A class as the picture's texts name it. */
export function className(label: Label, word: Look['word'] = (own) => own): string {
  return typeof label === 'number' ? `${word('class')} ${label}` : String(label);
}

/**
 * The mark of each class, on the swatch of its region.
 *
 * @param regions what is drawn over the tint of each; left out where the picture has no regions
 */
export function classEntries(
  classes: readonly Label[],
  word: Look['word'],
  regions?: readonly ((box: Box) => string)[],
): LegendEntry[] {
  return classes.map((label, c) => ({
    label: className(label, word),
    sign: (at) =>
      (regions ? swatch(fill(`region-${c}`), at) + regions[c]!(boxAround(at)) : '') +
      element('g', markStyle(c), marker(c, at, 3.2)),
  }));
}

/** A region in the given style. */
export function swatchEntry(label: string, style: Attributes): LegendEntry {
  return { label, sign: (at) => swatch(style, at) };
}

function swatch(style: Attributes, at: Point): string {
  const { left, top, width, height } = boxAround(at);
  return element('rect', { ...style, x: left, y: top, width, height, rx: 2 });
}

function boxAround([x, y]: Point): Box {
  return { left: x - SWATCH / 2, top: y - 7, width: SWATCH, height: 14 };
}

/** A piece of a line in the given style, with a mark on it where one is given. */
export function lineEntry(
  label: string,
  style: Attributes,
  mark: (at: Point) => string = () => '',
): LegendEntry {
  return {
    label,
    sign: ([x, y]) =>
      element('path', { ...style, fill: 'none', d: `M${px(x - SWATCH / 2)},${px(y)}h${SWATCH}` }) +
      mark([x, y]),
  };
}

/** How the marks of a class are painted: its shade with a hair of background around it. */
export function markStyle(c: number): Attributes {
  return { ...paint(`class-${c}`, 'background'), 'stroke-width': '0.7' };
}
