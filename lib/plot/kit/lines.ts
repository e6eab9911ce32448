import { atOnce } from '../../base/slices.js';
import type { Axes } from './axes.js';
import { lineEntry, type LegendEntry } from './legend.js';
import { marker } from './markers.js';
import { simplify } from './simplify.js';
import { element, escape, linePath, px, type Attributes, type Point } from './svg.js';
import { textWidth } from './text.js';
import { fill, fontSize, paint, stroke } from './theme.js';

/** A line of a chart. */
export interface Line {
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** As many as `x`; the line has a gap where one is not finite. */
  readonly y: ArrayLike<number>;
  /** Name of its colour; lines that belong together share it. */
  readonly colour: string;
  readonly dashed: boolean;
  /** The shape of a mark at its end and in the legend tells it apart without its colour. */
  readonly mark?: number | undefined;
}

function lineStyle({ colour, dashed }: Pick<Line, 'colour' | 'dashed'>): Attributes {
  return {
    ...stroke(colour),
    'stroke-width': '1.8',
    'stroke-dasharray': dashed ? '5 3' : undefined,
  };
}

export function lineEntryOf(line: Line): LegendEntry {
  const { mark } = line;
  if (mark === undefined) return lineEntry(line.label, lineStyle(line));
  return lineEntry(line.label, lineStyle(line), (at) => drawMark(line, mark, at));
}

function drawMark({ colour }: Line, mark: number, at: Point): string {
  return element('g', markOn(colour), marker(mark, at, 3.2));
}

function markOn(colour: string): Attributes {
  return { ...paint(colour, 'background'), 'stroke-width': '0.7' };
}

export function drawLine(line: Line, axes: Axes): string {
  const pieces = piecesOf(line, axes);
  const d = pieces.map((piece) => linePath(atOnce(simplify(banded(piece))))).join('');
  const path = element('path', {
    ...lineStyle(line),
    fill: 'none',
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
    d,
  });
  // A single point between gaps has no line.
  const lone = pieces.filter((piece) => piece.length === 1).flat();
  const marks = lone.map((p) => marker(line.mark ?? 0, p, 3.2));
  const end = pieces.at(-1)?.at(-1);
  return (
    path +
    (marks.length > 0 ? element('g', markOn(line.colour), ...marks) : '') +
    (line.mark !== undefined && end ? drawMark(line, line.mark, end) : '')
  );
}

function piecesOf({ x, y }: Line, axes: Axes): Point[][] {
  const pieces: Point[][] = [[]];
  for (let i = 0; i < x.length; i++) {
    const value = y[i]!;
    if (Number.isFinite(value)) pieces.at(-1)!.push([axes.x.at(x[i]!), axes.y.at(value)]);
    else if (pieces.at(-1)!.length > 0) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0);
}

/** Of the points that share a pixel of the width the first, the last, the highest and the lowest. */
function banded(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (let from = 0; from < points.length;) {
    const pixel = Math.floor(points[from]![0]);
    let [to, low, high] = [from, from, from];
    for (; to < points.length && Math.floor(points[to]![0]) === pixel; to++) {
      if (points[to]![1] < points[low]![1]) low = to;
      if (points[to]![1] > points[high]![1]) high = to;
    }
    const shown = new Set([from, low, high, to - 1].toSorted((a, b) => a - b));
    for (const i of shown) kept.push(points[i]!);
    from = to;
  }
  return kept;
}

/** Between names at the ends of lines. */
const NAME_LINE = 15;
const NAME_GAP = 8;

/** Units to the right of a panel that the names of lines take. */
export function namesWidth(lines: readonly Line[]): number {
  return Math.ceil(Math.max(...lines.map(({ label }) => textWidth(label, fontSize.tick)))) + 16;
}

/** The name of each line where it ends, moved apart where they would lie on one another. */
export function drawNames(lines: readonly Line[], axes: Axes): string {
  const { left, top, width, height } = axes.panel;
  const ends = lines
    .map((line) => ({ line, y: piecesOf(line, axes).at(-1)?.at(-1)?.[1] ?? top }))
    .toSorted((a, b) => a.y - b.y);
  const ys = ends.map(({ y }) => y);
  for (let i = 1; i < ys.length; i++) ys[i] = Math.max(ys[i]!, ys[i - 1]! + NAME_LINE);
  let bottom = top + height;
  for (let i = ys.length - 1; i >= 0; i--) {
    ys[i] = Math.max(top, Math.min(ys[i]!, bottom));
    bottom = ys[i]! - NAME_LINE;
  }
  const x = left + width + NAME_GAP;
  return ends
    .map(({ line, y }, i) => {
      const text = { ...fill(line.colour), x, y: ys[i]! + 4.2, 'font-size': fontSize.tick };
      const d = `M${px(left + width)},${px(y)}L${px(x - 2)},${px(ys[i]!)}`;
      const link = element('path', {
        ...stroke(line.colour),
        'stroke-width': '0.7',
        fill: 'none',
        d,
      });
      return (Math.abs(ys[i]! - y) > 3 ? link : '') + element('text', text, escape(line.label));
    })
    .join('');
}

/** The interval of all finite numbers with a margin. */
export function paddedRange(lists: readonly ArrayLike<number>[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  const margin = high > low ? 0.06 * (high - low) : Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}
