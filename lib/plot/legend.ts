import type { Box } from './axes.js';
import { marker } from './markers.js';
import { element, escape } from './svg.js';
import { shorten, textWidth } from './text.js';
import { classShade, fill, fontSize, regionShade, stroke, theme } from './theme.js';

const SWATCH = 18;
const GAP = 14;

/** Height of one row of a legend in pixels. */
export const LEGEND_ROW = 22;

interface Entry {
  readonly label: string;
  readonly x: number;
  readonly row: number;
}

/** Class names placed one behind another from `left`, in as many rows as `width` asks for. */
export function legendEntries(
  names: readonly string[],
  left: number,
  width: number,
): readonly Entry[] {
  let [x, row] = [0, 0];
  return names.map((name) => {
    const label = shorten(name, fontSize.legend, width - SWATCH - 8);
    const length = SWATCH + 7 + textWidth(label, fontSize.legend);
    if (x > 0 && x + length > width) [x, row] = [0, row + 1];
    const entry = { label, x: left + x, row };
    x += length + GAP;
    return entry;
  });
}

/** How many rows the entries take. */
export function legendRows(entries: readonly Entry[]): number {
  return Math.max(0, ...entries.map((e) => e.row + 1));
}

/** A swatch of the region with the mark of its examples on it, and the name, for each class. */
export function drawLegend(entries: readonly Entry[], top: Box['top']): string {
  return element(
    'g',
    { 'font-size': fontSize.legend },
    ...entries.map(({ label, x, row }, c) => {
      const y = top + row * LEGEND_ROW;
      const middle = y + LEGEND_ROW / 2;
      const region = { x, y: middle - 7, width: SWATCH, height: 14, rx: 2 };
      return (
        element('rect', { ...fill(`region-${c}`, regionShade(c)), ...region }) +
        element('g', markStyle(c), marker(c, [x + SWATCH / 2, middle], 3.2)) +
        element(
          'text',
          { ...fill('ink', theme.ink), x: x + SWATCH + 7, y: middle + 4.5 },
          escape(label),
        )
      );
    }),
  );
}

/** How the marks of a class are painted: its shade with a hair of background around it. */
export function markStyle(c: number): Record<'class' | 'fill' | 'stroke' | 'stroke-width', string> {
  const [inside, edge] = [
    fill(`class-${c}`, classShade(c)),
    stroke('background', theme.background),
  ];
  return { ...inside, ...edge, class: `${inside.class} ${edge.class}`, 'stroke-width': '0.7' };
}
