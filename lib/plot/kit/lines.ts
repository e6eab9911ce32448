import type { Axes } from './axes.js';
import { lineEntry, markStyle, type LegendEntry } from './legend.js';
import { marker } from './markers.js';
import { simplify } from './simplify.js';
import { element, linePath, type Attributes, type Point } from './svg.js';
import { classShade, stroke } from './theme.js';

/** A line of a chart. */
export interface Line {
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** As many as `x`; the line has a gap where one is not finite. */
  readonly y: ArrayLike<number>;
  /** Number of its colour; lines that belong together share it. */
  readonly colour: number;
  readonly dashed: boolean;
  /** Marks on the line tell it apart without its colour. */
  readonly marked: boolean;
}

/** Marks on a line. */
const MARKS = 7;

function lineStyle({ colour, dashed }: Pick<Line, 'colour' | 'dashed'>): Attributes {
  return {
    ...stroke(`class-${colour}`, classShade(colour)),
    'stroke-width': '1.8',
    'stroke-dasharray': dashed ? '5 3' : undefined,
  };
}

export function lineEntryOf(line: Line): LegendEntry {
  return lineEntry(line.label, lineStyle(line), line.marked ? line.colour : undefined);
}

export function drawLine(line: Line, axes: Axes): string {
  const pieces = piecesOf(line, axes);
  const d = pieces.map((piece) => linePath(simplify(piece))).join('');
  const path = element('path', {
    ...lineStyle(line),
    fill: 'none',
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
    d,
  });
  // A single point between gaps has no line.
  const lone = pieces.filter((piece) => piece.length === 1).flat();
  const points = [...(line.marked ? spread(pieces.flat(), line.colour) : []), ...lone];
  const marks = points.map((p) => marker(line.colour, p, 3.2));
  return path + (marks.length > 0 ? element('g', markStyle(line.colour), ...marks) : '');
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

/** Points evenly along the line's way to the right, shifted by its colour: marks of equal lines differ. */
function spread(points: readonly Point[], colour: number): Point[] {
  if (points.length === 0) return [];
  const [left, right] = [points[0]![0], points.at(-1)![0]];
  const marks: Point[] = [];
  let next = 0;
  for (const p of points) {
    const share = right === left ? 1 : (p[0] - left) / (right - left);
    if (share * MARKS < next + ((colour * 0.37) % 1)) continue;
    marks.push(p);
    next = Math.floor(share * MARKS) + 1;
  }
  return marks;
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
