import type { LayerSummary } from '../../network/summary.js';
import { notation } from '../kit/notation.js';
import { element, escape, px } from '../kit/svg.js';
import { BOLD, textWidth } from '../kit/text.js';
import type { Box } from '../kit/axes.js';
import type { Look } from '../kit/options.js';
import { fill, fontSize, stroke } from '../kit/theme.js';
import { activationName } from '../kit/words.js';

const ROW = 20;
/** A network with more layers is told in part. */
const MOST_ROWS = 14;
const LEAST_GAP = 8;
const MOST_GAP = 48;

const FORMULA = 'Z[l] = W[l] A[l−1] + b[l],  A[l] = g(Z[l])';
const PATH_FORMULA = 'Z[L] = W[L] A[L−1] + b[L] + Wx X';

type Cells = readonly string[];

export function tableHeight(layers: readonly LayerSummary[]): number {
  return (Math.min(layers.length, MOST_ROWS) + 3 + (hasPath(layers) ? 1 : 0)) * ROW;
}

function hasPath(layers: readonly LayerSummary[]): boolean {
  return layers.at(-1)!.Wx !== undefined;
}

/** The layers of a network as a table: their activations, W[l] and b[l] with their shapes. */
export function layerTable(
  layers: readonly LayerSummary[],
  { left, top, width }: Pick<Box, 'left' | 'top' | 'width'>,
  word: Look['word'],
): string {
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  const path = hasPath(layers);
  const weights = ['W[l]', 'b[l]', ...(path ? ['Wx'] : [])];
  const head = [word('layer'), word('activation'), ...weights, word('parameters')];
  const rows: Cells[] = [head, ...shownRows(layers, path)];
  const columns = columnsOf(rows, left, width);
  const lines = rows.map((cells, r) => {
    const y = top + 14 + r * ROW;
    const texts = columns.map(({ x, anchor }, c) =>
      cells[c] ? element('text', { x, y, 'text-anchor': anchor }, ...notation(cells[c])) : '',
    );
    return element('g', { 'font-weight': r === 0 ? '600' : undefined }, ...texts);
  });
  const below = top + 14 + rows.length * ROW;
  const wide = columns.at(-1)!.end - left;
  const rule = [top + ROW, below - 14].map((y) => `M${px(left)},${px(y)}h${px(wide)}`);
  const all = `${total} ${word('parameters')}`;
  const formulas = path ? [FORMULA, PATH_FORMULA] : [FORMULA];
  return (
    element(
      'g',
      { ...fill('ink'), 'font-size': fontSize.tick },
      ...lines,
      element('text', { x: left, y: below + 2 }, escape(all)),
      ...formulas.map((formula, i) =>
        element('text', { x: left, y: below + 2 + (i + 1) * ROW }, ...notation(formula)),
      ),
    ) + element('path', { ...stroke('muted'), 'stroke-width': '0.6', d: rule.join('') })
  );
}

function shownRows(layers: readonly LayerSummary[], path: boolean): Cells[] {
  const rows = layers.map(({ layer, activation, W, b, Wx, parameters }) => [
    String(layer),
    activationName(activation),
    `(${W.join(', ')})`,
    `(${b.join(', ')})`,
    ...(path ? [Wx ? `(${Wx.join(', ')})` : ''] : []),
    String(parameters),
  ]);
  if (rows.length <= MOST_ROWS) return rows;
  const between = ['…', `+${rows.length - MOST_ROWS + 1}`, ...rows[0]!.slice(2).map(() => '')];
  return [...rows.slice(0, MOST_ROWS - 2), between, rows.at(-1)!];
}

/** Where a column's texts stand, and where it ends. */
interface TableColumn {
  readonly x: number;
  readonly anchor: 'end' | undefined;
  readonly end: number;
}

/** As many columns from the left as there is room for; numbers of parameters end below one another. */
function columnsOf(rows: readonly Cells[], left: number, width: number): TableColumn[] {
  const widths = rows[0]!.map((_, c) =>
    Math.max(...rows.map((cells, r) => textWidth(cells[c]!, fontSize.tick * (r === 0 ? BOLD : 1)))),
  );
  const last = widths.length - 1;
  while (widths.reduce((sum, w) => sum + w + LEAST_GAP, -LEAST_GAP) > width) widths.pop();
  const free = width - widths.reduce((sum, w) => sum + w, 0);
  const gap = Math.min(MOST_GAP, free / Math.max(1, widths.length - 1));
  let x = left;
  return widths.map((w, c) => {
    const [start, end] = [x, x + w];
    x = end + gap;
    return c === last ? { x: end, anchor: 'end', end } : { x: start, anchor: undefined, end };
  });
}
