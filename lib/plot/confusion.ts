import { nothingMore, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { atOnce } from '../base/slices.js';
import type { Label } from '../data/targets.js';
import type { Box } from './kit/axes.js';
import { PICTURE_KEYS, pictureOptions, type Look, type PictureOptions } from './kit/options.js';
import { drawPage, MARGIN, placeHeading, type Page } from './kit/page.js';
import { element, escape, px } from './kit/svg.js';
import { shorten, textWidth, wrap } from './kit/text.js';
import { fill, fontSize, HEAT, heatShadesOf, paint, stroke } from './kit/theme.js';
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
/** Cells are as wide as the picture lets them, but no higher. */
const MOST_HEIGHT = 110;
const NAME_LINE = 15;

const SMALLEST_TEXT = 9;

/**
 * How often each class was taken for each: counts, and shares of the examples of the true class as
 * colour; beside each row the share that was found (recall), below each column the share that was right
 * (precision).
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
  nothingMore('confusionMatrix()', arguments, 2);
  const taken = readOptions('options', options, PICTURE_KEYS);
  const look = pictureOptions(taken, 'Confusion matrix');
  const { counts, names } = readConfusion(metrics, look.word);
  const { right, total } = hits(counts);
  const page: Page = {
    look,
    title:
      taken.title === undefined && total > 0
        ? `${look.title}: ${look.word('accuracy')} ${percent(right / total)}`
        : look.title,
    description: describe(counts, names),
    legend: heatEntries(look.word),
    shades: heatShadesOf(look.colours),
  };
  const layout = layOut(page, names);
  const { grid, heading } = layout;
  const bottom = grid.top + grid.height + RATES + 14;
  return atOnce(
    drawPage(
      page,
      heading,
      look.height ?? bottom,
      drawCells(counts, layout),
      drawNames(layout, look.word),
      drawRates(counts, layout, look.word),
    ),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function hits(counts: Counts): { readonly right: number; readonly total: number } {
  return {
    right: counts.reduce((sum, row, c) => sum + row[c]!, 0),
    total: counts.flat().reduce((sum, n) => sum + n, 0),
  };
}

type Counts = readonly (readonly number[])[];

function readConfusion(
  metrics: unknown,
  word: Look['word'],
): { counts: number[][]; names: string[] } {
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
  return { counts, names: classes.map((of: { label: Label }) => className(of?.label, word)) };
}

interface Layout {
  readonly heading: ReturnType<typeof placeHeading>;
  readonly grid: Box;
  /** Of each cell. */
  readonly cell: Pick<Box, 'width' | 'height'>;
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
/** Below the cells, for the rates. */
const RATES = 24;

function layOut(page: Page, names: readonly string[]): Layout {
  const { width, height: tall, word } = page.look;
  const rowNames = names.map((name) => shorten(name, fontSize.tick, MOST_NAMES * width));
  const longestOf = (list: readonly string[]): number =>
    Math.ceil(Math.max(...list.map((name) => textWidth(name, fontSize.tick))));
  const longest = longestOf([...rowNames, `${word('precision')}, %`]);
  const left = MARGIN + AXIS_NAME + longest + NAME_GAP;
  const aside = Math.ceil(textWidth(`${word('recall')}, %`, fontSize.tick)) + 2 * NAME_GAP;
  const cellWidth = (width - left - MARGIN - aside) / names.length;
  const upright = cellWidth < LEAST_CELL;
  const columnNames = upright
    ? rowNames.map((name) => [name])
    : names.map((name) => wrap(name, fontSize.tick, cellWidth - 8, 3));
  const above = upright
    ? longestOf(rowNames)
    : NAME_LINE * Math.max(...columnNames.map((of) => of.length));
  const heading = placeHeading(page, MARGIN, width - 2 * MARGIN);
  const top = heading.bottom + AXIS_NAME + above + NAME_GAP;
  const cellHeight =
    tall === undefined
      ? Math.min(MOST_HEIGHT, cellWidth)
      : heightOf((tall - top - RATES - 14) / names.length, page.look, top, names.length);
  const cell = { width: cellWidth, height: cellHeight };
  const grid = { left, top, width: names.length * cell.width, height: names.length * cell.height };
  return { heading, grid, cell, rowNames, columnNames, upright, above };
}

/** Of a cell where the picture's height is given. */
function heightOf(height: number, { height: tall, zoom }: Look, top: number, k: number): number {
  if (height >= 3) return height;
  const least = Math.ceil((top + RATES + 14 + 3 * k) * zoom);
  throw invalid('height', Math.round(tall! * zoom), `at least ${least} for this picture`);
}

function drawCells(counts: Counts, { grid, cell }: Layout): string {
  const { left, top, width, height } = grid;
  const k = counts.length;
  const longest = String(Math.max(...counts.flat()));
  const size = Math.min(14, (0.8 * cell.width) / (textWidth(longest, 1) || 1), 0.6 * cell.height);
  const rects: string[] = [];
  const texts: string[] = [];
  counts.forEach((row, r) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    row.forEach((n, c) => {
      const share = total === 0 ? 0 : n / total;
      const [x, y] = [left + c * cell.width, top + r * cell.height];
      rects.push(element('rect', { ...heat(share), x, y, ...cell }));
      const middle = [x + cell.width / 2, y + cell.height / 2] as const;
      if (n > 0 || k <= 5) texts.push(cellText(n, share, middle, size, cell));
    });
  });
  const lines = Array.from({ length: k + 1 }, (_, i) => {
    const [x, y] = [px(left + i * cell.width), px(top + i * cell.height)];
    return `M${x},${px(top)}v${px(height)}M${px(left)},${y}h${px(width)}`;
  });
  const frame = {
    ...stroke('muted'),
    'stroke-width': px(Math.min(0.6, cell.height / 40)),
    d: lines.join(''),
  };
  const ink = { ...fill('ink'), 'text-anchor': 'middle' };
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
  cell: Layout['cell'],
): string {
  const roomy = n > 0 && cell.height >= 44 && cell.width >= LEAST_CELL;
  const count = { x, y: y + (roomy ? -2 : 0.36 * size), 'font-size': size };
  const below = { x, y: y + 15, 'font-size': 11 };
  return element('text', count, String(n)) + (roomy ? element('text', below, percent(share)) : '');
}

/** Of names that stand too close only every second, third, … is written. */
function shownOf(names: readonly string[], pitch: number): number[] {
  const every = Math.ceil(NAME_LINE / pitch);
  return names.map((_, i) => i).filter((i) => i % every === 0);
}

function drawNames(layout: Layout, word: Look['word']): string {
  const { grid, cell, rowNames, columnNames, above } = layout;
  const { left, top, height, width } = grid;
  const rows = shownOf(rowNames, cell.height).map((i) =>
    element(
      'text',
      { x: left - NAME_GAP, y: top + (i + 0.5) * cell.height + 4.2 },
      escape(rowNames[i]!),
    ),
  );
  const columns = shownOf(rowNames, cell.width).map((i) =>
    columnName(columnNames[i]!, left + (i + 0.5) * cell.width, layout),
  );
  const small = { ...fill('muted'), 'font-size': fontSize.tick };
  const axis = { ...fill('ink'), 'font-size': fontSize.name, 'text-anchor': 'middle' };
  // Not beyond the left edge, however narrow the matrix is.
  const predicted = { x: Math.max(left + width / 2, MARGIN + 60), y: top - NAME_GAP - above - 8 };
  const turned = `translate(${px(MARGIN + 12)},${px(top + height / 2)}) rotate(-90)`;
  return (
    element('g', { ...small, 'text-anchor': 'end' }, ...rows) +
    element('g', { ...small, 'text-anchor': layout.upright ? 'start' : 'middle' }, ...columns) +
    element(
      'g',
      axis,
      element('text', predicted, escape(word('predicted class'))),
      element(
        'text',
        { transform: turned },
        escape(shorten(word('true class'), fontSize.name, height + 20)),
      ),
    )
  );
}

/** In percent: what was found of each class at the right, how much of what was predicted is right below. */
function drawRates(counts: Counts, { grid, cell, rowNames }: Layout, word: Look['word']): string {
  const { left, top, width, height } = grid;
  const sum = (list: readonly number[]): number => list.reduce((all, n) => all + n, 0);
  const rate = (c: number, of: number): string =>
    of === 0 ? '–' : ((100 * counts[c]![c]!) / of).toFixed(1);
  const right = left + width + NAME_GAP;
  const bottom = top + height + 17;
  const recall = shownOf(rowNames, cell.height).map((c) =>
    element('text', { x: right, y: top + (c + 0.5) * cell.height + 4.2 }, rate(c, sum(counts[c]!))),
  );
  const precision = counts.map((_, c) =>
    element(
      'text',
      { x: left + (c + 0.5) * cell.width, y: bottom },
      rate(c, sum(counts.map((row) => row[c]!))),
    ),
  );
  const small = { ...fill('ink'), 'font-size': fontSize.tick };
  const middle = { ...small, 'text-anchor': 'middle' };
  const names = { ...fill('muted'), 'font-size': fontSize.tick };
  const narrow = cell.width < textWidth('100.0', fontSize.tick) + 4;
  const below = { x: left - NAME_GAP, y: bottom, 'text-anchor': 'end' };
  return (
    element('g', small, ...recall) +
    (narrow ? '' : element('g', middle, ...precision)) +
    element(
      'g',
      names,
      element('text', { x: right, y: top - NAME_GAP }, escape(`${word('recall')}, %`)),
      narrow ? '' : element('text', below, escape(`${word('precision')}, %`)),
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
  return fill(heatName(share));
}

function heatName(share: number): string {
  return `heat-${Math.round(share * HEAT)}`;
}

/** What the colours mean. */
function heatEntries(word: Look['word']): LegendEntry[] {
  return [0, 0.5, 1].map((share) => ({
    label: share === 1 ? `100 % ${word('of the true class')}` : `${100 * share} %`,
    sign: ([x, y]) =>
      element('rect', {
        ...paint(heatName(share), 'muted'),
        'stroke-width': '0.6',
        x: x - 9,
        y: y - 7,
        width: 18,
        height: 14,
        rx: 2,
      }),
  }));
}

function describe(counts: Counts, names: readonly string[]): string {
  const { right, total } = hits(counts);
  const rows = counts
    .map((row, r) => ({ r, n: row.reduce((sum, v) => sum + v, 0), hit: row[r]! }))
    .map(({ r, n, hit }) => `${names[r]}: ${hit} of ${n}`);
  const share = total === 0 ? '0' : ((100 * right) / total).toFixed(2);
  return `${right} of ${total} examples right (${share} %). Found of each class: ${rows.join('; ')}.`;
}
