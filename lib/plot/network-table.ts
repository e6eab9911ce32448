import type { LayerSummary } from '../network/summary.js';
import { notation } from './notation.js';
import { element, px } from './svg.js';
import { BOLD, textWidth } from './text.js';
import { fill, fontSize, stroke, theme } from './theme.js';

const ROW = 20;
/** A network with more layers is told in part. */
const MOST_ROWS = 14;
const LEAST_GAP = 10;
const MOST_GAP = 48;

const HEAD = ['layer', 'activation', 'W', 'b', 'parameters'];
const FORMULA = 'Z[l] = W[l] A[l−1] + b[l],  A[l] = g(Z[l])';

type Cells = readonly string[];

export function tableHeight(layers: number): number {
  return (Math.min(layers, MOST_ROWS) + 3) * ROW;
}

/** The layers of a network as a table: their activations, W[l] and b[l] with their shapes. */
export function layerTable(
  layers: readonly LayerSummary[],
  left: number,
  top: number,
  width: number,
): string {
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  const rows: Cells[] = [HEAD, ...shownRows(layers), ['', 'all', '', '', String(total)]];
  const places = placesOf(rows, left, width);
  const lines = rows.map((cells, r) => {
    const y = top + 14 + r * ROW;
    const texts = places.map(
      (x, c) => cells[c] && element('text', { x, y }, ...notation(cells[c])),
    );
    const weight = r === 0 ? '600' : undefined;
    return element('g', { 'font-weight': weight }, ...texts.filter((t) => t !== ''));
  });
  const formula = top + 14 + rows.length * ROW;
  const rule = `M${px(left)},${px(top + ROW)}h${px(width)}M${px(left)},${px(formula - 14 - ROW)}h${px(width)}`;
  return (
    element(
      'g',
      { ...fill('ink', theme.ink), 'font-size': fontSize.tick },
      ...lines,
      element('text', { x: left, y: formula + 4 }, ...notation(FORMULA)),
    ) + element('path', { ...stroke('muted', theme.muted), 'stroke-width': '0.6', d: rule })
  );
}

function shownRows(layers: readonly LayerSummary[]): Cells[] {
  const rows = layers.map(({ layer, activation, W, b, parameters }) => [
    String(layer),
    activation,
    `W[${layer}] (${W.join(', ')})`,
    `b[${layer}] (${b.join(', ')})`,
    String(parameters),
  ]);
  if (rows.length <= MOST_ROWS) return rows;
  const between = ['…', `${rows.length - MOST_ROWS + 1} more`, '', '', ''];
  return [...rows.slice(0, MOST_ROWS - 2), between, rows.at(-1)!];
}

/** Where columns begin: as many from the left as there is room for. */
function placesOf(rows: readonly Cells[], left: number, width: number): number[] {
  const widths = HEAD.map((_, c) =>
    Math.max(...rows.map((cells) => textWidth(cells[c]!, fontSize.tick * BOLD))),
  );
  while (widths.reduce((sum, w) => sum + w + LEAST_GAP, -LEAST_GAP) > width) widths.pop();
  const free = width - widths.reduce((sum, w) => sum + w, 0);
  const gap = Math.min(MOST_GAP, free / Math.max(1, widths.length - 1));
  let x = left;
  return widths.map((w) => {
    const place = x;
    x += w + gap;
    return place;
  });
}
