import type { LayerSummary } from '../../network/summary.js';
import { notation } from '../kit/notation.js';
import { element, escape, px } from '../kit/svg.js';
import { BOLD, textWidth } from '../kit/text.js';
import { fill, fontSize, stroke, theme } from '../kit/theme.js';

const ROW = 20;
/** A network with more layers is told in part. */
const MOST_ROWS = 14;
const LEAST_GAP = 8;
const MOST_GAP = 48;

const HEAD = ['layer', 'activation', 'W[l]', 'b[l]', 'parameters'];
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
  const rows: Cells[] = [HEAD, ...shownRows(layers)];
  const places = placesOf(rows, left, width);
  const lines = rows.map((cells, r) => {
    const y = top + 14 + r * ROW;
    const texts = places.map(
      (x, c) => cells[c] && element('text', { x, y }, ...notation(cells[c])),
    );
    const weight = r === 0 ? '600' : undefined;
    return element('g', { 'font-weight': weight }, ...texts.filter((t) => t !== ''));
  });
  const below = top + 14 + rows.length * ROW;
  const rule = [top + ROW, below - 14].map((y) => `M${px(left)},${px(y)}h${px(width)}`);
  const all = `${total} parameters`;
  return (
    element(
      'g',
      { ...fill('ink', theme.ink), 'font-size': fontSize.tick },
      ...lines,
      element('text', { x: left, y: below + 2 }, escape(all)),
      element('text', { x: left, y: below + 2 + ROW }, ...notation(FORMULA)),
    ) +
    element('path', { ...stroke('muted', theme.muted), 'stroke-width': '0.6', d: rule.join('') })
  );
}

function shownRows(layers: readonly LayerSummary[]): Cells[] {
  const rows = layers.map(({ layer, activation, W, b, parameters }) => [
    String(layer),
    activation,
    `(${W.join(', ')})`,
    `(${b.join(', ')})`,
    String(parameters),
  ]);
  if (rows.length <= MOST_ROWS) return rows;
  const between = ['…', `${rows.length - MOST_ROWS + 1} more`, '', '', ''];
  return [...rows.slice(0, MOST_ROWS - 2), between, rows.at(-1)!];
}

/** Where columns begin: as many from the left as there is room for. */
function placesOf(rows: readonly Cells[], left: number, width: number): number[] {
  const widths = HEAD.map((_, c) =>
    Math.max(...rows.map((cells, r) => textWidth(cells[c]!, fontSize.tick * (r === 0 ? BOLD : 1)))),
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
