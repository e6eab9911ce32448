import { inPieces, type Slices } from '../../base/slices.js';
import type { Point } from '../kit/svg.js';

/** Points of a grid that are looked at in one piece of work. */
export const PIECE: number = 2 ** 16;

/** Points of a line likewise: each is an object. */
const LINE_PIECE = 2 ** 12;

/** What is inside an outline, over a grid. */
export interface Inside {
  /** 1 inside, 0 outside. */
  readonly inside: Uint8Array;
  readonly columns: number;
  readonly rows: number;
}

/** Numbers over the plane: `values[r * columns + c]` belongs to column c, row r. */
export interface Field {
  readonly values: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
}

/** The points whose value is `level` or above. */
export function* insideOf(
  values: ArrayLike<number>,
  level: number,
  columns: number,
  rows: number,
): Slices<Inside> {
  const inside = new Uint8Array(columns * rows);
  yield* inPieces(inside.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) if (values[i]! >= level) inside[i] = 1;
  });
  return { inside, columns, rows };
}

/** The lines along which a field has the value `level`, by linear interpolation between its points. */
export function* levelOutlines({ values, columns, rows }: Field, level: number): Slices<Point[][]> {
  const inside = yield* insideOf(values, level, columns, rows);
  return yield* outlines(inside, (i, o) => {
    const above = values[i]! - level;
    return above / (above + level - values[o]!);
  });
}

/**
 * Closed lines between what is inside and what is not, by marching squares: two points inside that meet
 * at a corner are apart. Grid point i lies at i; what leaves the grid does so half a step beyond it.
 *
 * @param share how far from a point inside to its neighbour outside the line lies; both by their index
 */
export function* outlines(
  grid: Inside,
  share: (inside: number, outside: number) => number = () => 0.5,
): Slices<Point[][]> {
  const n = grid.inside.length;
  const begun = new Uint8Array(n);
  const rings: Point[][] = [];
  for (let from = 0; from < n;) {
    const to = Math.min(n, from + PIECE);
    const i = nextStart(grid, begun, from, to);
    if (i < to) rings.push(yield* follow(grid, share, begun, i));
    from = i < to ? i + 1 : to;
    yield;
  }
  return rings;
}

/** The first point from `from` on at which an outline begins that was not followed yet; `to` where there is none. */
function nextStart(
  { inside, columns }: Inside,
  begun: Uint8Array,
  from: number,
  to: number,
): number {
  for (let i = from, x = from % columns; i < to; i++) {
    if (inside[i] === 1 && begun[i] === 0 && (x === 0 || inside[i - 1] === 0)) return i;
    if (++x === columns) x = 0;
  }
  return to;
}

/** Once around, with what is inside at the right hand; `begun` keeps the points passed on the way up. */
function* follow(
  { inside, columns, rows }: Inside,
  share: (inside: number, outside: number) => number,
  begun: Uint8Array,
  start: number,
): Slices<Point[]> {
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < columns && y < rows && inside[y * columns + x] === 1;
  const ring: Point[] = [];
  const [startX, startY] = [start % columns, Math.floor(start / columns)];
  // The point at the right hand, and the heading; the point at the left hand is a quarter turn away.
  let [x, y, dx, dy] = [startX, startY, 0, 1];
  do {
    const [lx, ly] = [x - dy, y + dx];
    const beyond = lx < 0 || ly < 0 || lx >= columns || ly >= rows;
    const t = beyond ? 0.5 : share(y * columns + x, ly * columns + lx);
    ring.push([x - t * dy, y + t * dx]);
    if (dy === 1) begun[y * columns + x] = 1;
    if (!isInside(x + dx, y + dy)) [dx, dy] = [dy, -dx];
    else if (!isInside(lx + dx, ly + dy)) [x, y] = [x + dx, y + dy];
    else [x, y, dx, dy] = [lx + dx, ly + dy, -dy, dx];
    if (ring.length % LINE_PIECE === 0) yield;
  } while (x !== startX || y !== startY || dx !== 0 || dy !== 1);
  return ring;
}
