import { readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import type { Label } from '../data/targets.js';
import type { Box } from './kit/axes.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { drawPage, MARGIN, placeHeading, type Page } from './kit/page.js';
import { element, escape, px } from './kit/svg.js';
import { shorten, textWidth, wrap } from './kit/text.js';
import { fill, fontSize, HEAT, heatShade, paint, stroke, theme, type Shades } from './kit/theme.js';
import { className, type LegendEntry } from './kit/legend.js';

/**
 * What {@link confusionMatrix} draws: the part of `model.evaluate(data)` that it needs.
 *
 * @example
 * import { type Confused, confusionMatrix } from 'densely/plot';
 *
 * const counted: Confused = { confusion: [[8, 2], [1, 9]], classes: [{ label: 'no' }, { label: 'yes' }] };
 * console.log(confusionMatrix(counted).includes('yes')); // true
 */
export interface Confused {
  /** Counts: rows are the true classes, columns the predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  /** In the order of the rows. */
  readonly classes: readonly {
    /** Of the row and the column. */
    readonly label: Label;
  }[];
}

/** Names take at most this share of the width. */
const MOST_NAMES = 0.31;

/** Names above narrower cells stand upright. */
const LEAST_CELL = 56;
const MOST_CELL = 140;
const NAME_LINE = 15;

const SMALLEST_TEXT = 9;

/**
 * How often each class was taken for each: counts, and shares of the examples of the true class as
 * colour.
 *
 * @param metrics what `model.evaluate(data)` answers for classes
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what is no square of counts, `ERR_OPTION`
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { confusionMatrix } from 'densely/plot';
 *
 * const [fit, test] = datasets.blobs({ centers: 3 }).split({ test: 0.3, seed: 1 });
 * const model = await train(fit, { epochs: 20 });
 * const metrics = model.evaluate(test);
 * if (metrics.task === 'classification') console.log(confusionMatrix(metrics).slice(0, 4)); // <svg
 */
export function confusionMatrix(metrics: Confused, options?: PictureOptions): string {
  const picture = pictureOptions(readOptions('options', options, PICTURE_KEYS), 'Confusion matrix');
  const { counts, names } = readConfusion(metrics);
  const page: Page = {
    ...picture,
    description: describe(counts, names),
    legend: heatEntries(),
    shades: heatShades(),
  };
  const layout = layOut(page, names);
  const { grid, heading } = layout;
  const bottom = grid.top + grid.height + 14;
  return drawPage(page, heading, bottom, drawCells(counts, grid), drawNames(layout));
}

function readConfusion(metrics: unknown): { counts: number[][]; names: string[] } {
  const { confusion, classes } = (metrics ?? {}) as Partial<Record<keyof Confused, unknown>>;
  const rows = Array.isArray(confusion) ? Array.from(confusion as unknown[]) : [];
  if (rows.length === 0)
    throw invalid('metrics.confusion', confusion, 'counts of at least one class', 'ERR_DATA');
  const counts = rows.map((row, r) => {
    const list = Array.isArray(row) ? Array.from(row as unknown[]) : [];
    const right = list.every((n) => Number.isInteger(n) && (n as number) >= 0);
    if (list.length === rows.length && right) return list as number[];
    throw invalid(`metrics.confusion[${r}]`, row, `${rows.length} counts`, 'ERR_DATA');
  });
  if (!Array.isArray(classes) || classes.length !== rows.length)
    throw invalid('metrics.classes', classes, `${rows.length} classes, one per row`, 'ERR_DATA');
  return { counts, names: classes.map((of: { label: Label }) => className(of?.label)) };
}

interface Layout {
  readonly heading: ReturnType<typeof placeHeading>;
  readonly grid: Box;
  /** At the left, one line each. */
  readonly rowNames: readonly string[];
  /** Above, lines of each; upright where there is one only. */
  readonly columnNames: readonly (readonly string[])[];
  readonly upright: boolean;
  /** Height of the names above. */
  readonly above: number;
}

const NAME_GAP = 8;
const AXIS_NAME = 22;

/** Square cells, as wide as they can be but not wider than they need. */
function layOut(page: Page, names: readonly string[]): Layout {
  const { width } = page;
  const rowNames = names.map((name) => shorten(name, fontSize.tick, MOST_NAMES * width));
  const longest = Math.ceil(Math.max(...rowNames.map((name) => textWidth(name, fontSize.tick))));
  const left = MARGIN + AXIS_NAME + longest + NAME_GAP;
  const cell = Math.min(MOST_CELL, (width - left - MARGIN) / names.length);
  const upright = cell < LEAST_CELL;
  const columnNames = upright
    ? rowNames.map((name) => [name])
    : names.map((name) => wrap(name, fontSize.tick, cell - 8, 3));
  const above = upright ? longest : NAME_LINE * Math.max(...columnNames.map((of) => of.length));
  const heading = placeHeading(page, MARGIN, width - 2 * MARGIN);
  const side = names.length * cell;
  const top = heading.bottom + AXIS_NAME + above + NAME_GAP;
  const grid = { left, top, width: side, height: side };
  return { heading, grid, rowNames, columnNames, upright, above };
}

function drawCells(counts: readonly (readonly number[])[], { left, top, width }: Box): string {
  const k = counts.length;
  const cell = width / k;
  const longest = String(Math.max(...counts.flat()));
  const size = Math.min(14, (0.8 * cell) / (textWidth(longest, 1) || 1), 0.6 * cell);
  const rects: string[] = [];
  const texts: string[] = [];
  counts.forEach((row, r) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    row.forEach((n, c) => {
      const share = total === 0 ? 0 : n / total;
      const [x, y] = [left + c * cell, top + r * cell];
      rects.push(element('rect', { ...heat(share), x, y, width: cell, height: cell }));
      if (n > 0 || k <= 5) texts.push(cellText(n, share, [x + cell / 2, y + cell / 2], size, cell));
    });
  });
  const lines = Array.from({ length: k + 1 }, (_, i) => {
    const [x, y] = [px(left + i * cell), px(top + i * cell)];
    return `M${x},${px(top)}v${px(width)}M${px(left)},${y}h${px(width)}`;
  });
  const frame = {
    ...stroke('muted', theme.muted),
    'stroke-width': px(Math.min(0.6, cell / 40)),
    d: lines.join(''),
  };
  const ink = { ...fill('ink', theme.ink), 'text-anchor': 'middle' };
  return (
    element('g', {}, ...rects) +
    element('path', frame) +
    (size < SMALLEST_TEXT ? '' : element('g', ink, ...texts))
  );
}

/** The count, and below it its share where there is room. */
function cellText(
  n: number,
  share: number,
  [x, y]: readonly [number, number],
  size: number,
  cell: number,
): string {
  const roomy = cell >= 56;
  const count = { x, y: y + (roomy ? -2 : 0.36 * size), 'font-size': size };
  const below = { x, y: y + 15, 'font-size': 11 };
  return (
    element('text', count, String(n)) +
    (roomy ? element('text', below, `${(100 * share).toFixed(1)} %`) : '')
  );
}

function drawNames(layout: Layout): string {
  const { grid, rowNames, columnNames, above } = layout;
  const { left, top, height, width } = grid;
  const cell = width / rowNames.length;
  // Of names that stand too close only every second, third, … is written.
  const every = Math.ceil(NAME_LINE / cell);
  const shown = rowNames.map((_, i) => i).filter((i) => i % every === 0);
  const middle = (i: number): number => (i + 0.5) * cell;
  const rows = shown.map((i) =>
    element('text', { x: left - NAME_GAP, y: top + middle(i) + 4.2 }, escape(rowNames[i]!)),
  );
  const columns = shown.map((i) => columnName(columnNames[i]!, left + middle(i), layout));
  const small = { ...fill('muted', theme.muted), 'font-size': fontSize.tick };
  const axis = { ...fill('ink', theme.ink), 'font-size': fontSize.name, 'text-anchor': 'middle' };
  // Not beyond the left edge, however narrow the matrix is.
  const predicted = { x: Math.max(left + width / 2, MARGIN + 60), y: top - NAME_GAP - above - 8 };
  const turned = `translate(${px(MARGIN + 12)},${px(top + height / 2)}) rotate(-90)`;
  return (
    element('g', { ...small, 'text-anchor': 'end' }, ...rows) +
    element('g', { ...small, 'text-anchor': layout.upright ? 'start' : 'middle' }, ...columns) +
    element(
      'g',
      axis,
      element('text', predicted, 'predicted class'),
      element('text', { transform: turned }, 'true class'),
    )
  );
}

function columnName(lines: readonly string[], x: number, { grid, upright }: Layout): string {
  const bottom = grid.top - NAME_GAP;
  if (upright) {
    const transform = `translate(${px(x + 4.2)},${px(bottom)}) rotate(-90)`;
    return element('text', { transform }, escape(lines[0]!));
  }
  return lines
    .map((line, l) =>
      element('text', { x, y: bottom - (lines.length - 1 - l) * NAME_LINE }, escape(line)),
    )
    .join('');
}

function heat(share: number): ReturnType<typeof fill> {
  return fill(`heat-${Math.round(share * HEAT)}`, heatShade(share));
}

function heatShades(): Shades {
  const steps = Array.from({ length: HEAT + 1 }, (_, i) => [`heat-${i}`, heatShade(i / HEAT)]);
  return Object.fromEntries(steps) as Shades;
}

/** What the colours mean. */
function heatEntries(): LegendEntry[] {
  return [0, 0.5, 1].map((share) => ({
    label: share === 0 ? '0 %' : share === 1 ? '100 % of the true class' : '50 %',
    sign: ([x, y]) =>
      element('rect', {
        ...paint(heat(share), stroke('muted', theme.muted)),

        'stroke-width': '0.6',
        x: x - 9,
        y: y - 7,
        width: 18,
        height: 14,
        rx: 2,
      }),
  }));
}

function describe(counts: readonly (readonly number[])[], names: readonly string[]): string {
  const total = counts.flat().reduce((sum, n) => sum + n, 0);
  const right = counts.reduce((sum, row, c) => sum + row[c]!, 0);
  const rows = counts
    .map((row, r) => ({ r, n: row.reduce((sum, v) => sum + v, 0), hit: row[r]! }))
    .map(({ r, n, hit }) => `${names[r]}: ${hit} of ${n}`);
  const share = total === 0 ? '0' : ((100 * right) / total).toFixed(2);
  return `${right} of ${total} examples right (${share} %). Found of each class: ${rows.join('; ')}.`;
}
