// Lines of equal probability inside the regions of a picture.
import { inPieces, type Slices } from '../../base/slices.js';
import type { LabelGrid } from './grid.js';
import type { Shares } from './probabilities.js';
import { levelRings, type Size } from './regions.js';
import { simplify } from '../kit/simplify.js';
import { element, linePath, type Attributes, type Point } from '../kit/svg.js';
import { lineEntry, type LegendEntry } from '../kit/legend.js';
import type { Look } from '../kit/options.js';
import { stroke } from '../kit/theme.js';

/** Where a class is predicted with these probabilities. */
export const LEVELS: readonly number[] = [0.75, 0.9];

/** Pixels that stay free between a line and the border of its region: nearer, both are one thick line. */
const LEAST_DISTANCE = 5;

/** What is left of a line must be this long, in pixels, and half of it: fewer pieces look like other borders. */
const LEAST_LENGTH = 30;

/** The pieces of one level by class, in pixels. */
export type Levels = readonly (readonly (readonly Point[])[])[];

/** For each of {@link LEVELS}, the lines where a class reaches it. */
export function* levelsOf(
  shares: Shares,
  { labels, x, y }: LabelGrid,
  size: Size,
): Slices<Levels[]> {
  const near = nearBorders(labels, x.count, y.count, size);
  const levels: Levels[] = [];
  for (const level of LEVELS) {
    const byClass: (readonly Point[])[][] = [];
    for (const values of shares.of) {
      const field = { values, columns: shares.x.count, rows: shares.y.count };
      const parts: (readonly Point[])[] = [];
      for (const ring of yield* levelRings(field, level, size))
        parts.push(...(yield* partsAway(ring, near, size)));
      byClass.push(parts);
    }
    levels.push(byClass);
  }
  return levels;
}

/** Points of a line whose surroundings are looked at in one piece of work. */
const PIECE = 512;

/** The parts of a closed line that stay away from borders, where they are most of it. */
function* partsAway(
  ring: readonly Point[],
  near: (p: Point) => boolean,
  { width, height }: Size,
): Slices<(readonly Point[])[]> {
  const seen = ([x, y]: Point): boolean => x >= 0 && y >= 0 && x <= width && y <= height;
  const whole = piecesOf(ring, ring.map(seen)).reduce((sum, piece) => sum + lengthOf(piece), 0);
  const away: boolean[] = [];
  yield* inPieces(ring.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) away.push(seen(ring[i]!) && !near(ring[i]!));
  });
  const long = piecesOf(ring, away).filter((piece) => lengthOf(piece) >= LEAST_LENGTH);
  const left = long.reduce((sum, piece) => sum + lengthOf(piece), 0);
  if (left < whole / 2) return [];
  const parts: (readonly Point[])[] = [];
  for (const piece of long) parts.push(yield* simplify(piece));
  return parts;
}

/** Whether a pixel of the picture lies near the border between two labels. */
function nearBorders(
  labels: Uint16Array,
  columns: number,
  rows: number,
  { width, height }: Size,
): (p: Point) => boolean {
  const [sx, sy] = [width / (columns - 1), height / (rows - 1)];
  const [rx, ry] = [Math.ceil(LEAST_DISTANCE / sx), Math.ceil(LEAST_DISTANCE / sy)];
  return ([px, py]) => {
    const [c, r] = [Math.round(px / sx), Math.round((height - py) / sy)];
    const own = labels[r * columns + c];
    for (let j = Math.max(0, r - ry); j <= Math.min(rows - 1, r + ry); j++)
      for (let i = Math.max(0, c - rx); i <= Math.min(columns - 1, c + rx); i++)
        if (
          labels[j * columns + i] !== own &&
          Math.hypot((i - c) * sx, (j - r) * sy) <= LEAST_DISTANCE
        )
          return true;
    return false;
  };
}

/** The pieces of a closed line whose points are kept. */
function piecesOf(ring: readonly Point[], kept: readonly boolean[]): Point[][] {
  const start = kept.indexOf(false);
  if (start < 0) return [[...ring, ring[0]!]];
  const pieces: Point[][] = [[]];
  for (let k = 1; k <= ring.length; k++) {
    const i = (start + k) % ring.length;
    if (kept[i]) pieces.at(-1)!.push(ring[i]!);
    else if (pieces.at(-1)!.length > 0) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

function lengthOf(line: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < line.length; i++)
    length += Math.hypot(line[i]![0] - line[i - 1]![0], line[i]![1] - line[i - 1]![1]);
  return length;
}

/** Each class in its colour. */
export function drawLevels(levels: readonly Levels[]): string {
  if (levels.length === 0) return '';
  const lines = levels[0]!.flatMap((_, c) =>
    levels.map((byClass, l) => {
      const d = byClass[c]!.map(linePath).join('');
      const style = { ...stroke(`class-${c}`), ...dashes(l) };
      return d === '' ? '' : element('path', { ...style, d });
    }),
  );
  return element('g', { fill: 'none', 'stroke-linejoin': 'round' }, ...lines);
}

function dashes(l: number): Attributes {
  return { 'stroke-width': '1.1', 'stroke-dasharray': l === 0 ? '5 3' : '1.5 2.5' };
}

/** What the lines mean, of those that are there. */
export function levelEntries(levels: readonly Levels[], word: Look['word']): LegendEntry[] {
  return LEVELS.flatMap((level, l) =>
    levels[l]?.some((pieces) => pieces.length > 0)
      ? [lineEntry(`${word('probability')} ${level}`, { ...stroke('ink'), ...dashes(l) })]
      : [],
  );
}
