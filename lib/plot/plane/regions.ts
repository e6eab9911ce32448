import { inPieces, type Slices } from '../../base/slices.js';
import type { LabelGrid } from './grid.js';
import type { Shares } from './probabilities.js';
import { insideOf, levelOutlines, outlines, PIECE, type Field, type Inside } from './outline.js';
import { thinned } from './thinned.js';
import { simplifyRing } from '../kit/simplify.js';
import { ringPath, type Point } from '../kit/svg.js';

/**
 * A rectangle of pixels over which a grid is drawn: first point at the left bottom, last at the
 * right top.
 */
export interface Size {
  readonly width: number;
  readonly height: number;
}

// Rings close along the edge of the grid. That part lies this far outside, where a stroke is
// clipped.
const OUTSIDE = 8;

/**
 * The outline of all grid points of class `c` or above, as the `d` of a path (fill rule evenodd).
 * Painting classes 0, 1, 2, … in this order over one another leaves no gap between neighbours.
 *
 * Where the probabilities at the same points are known the outline is the line on which the likeliest
 * of these classes and the likeliest of the others are equal, else the middle between the labels.
 *
 * @returns '' where no point is of such a class
 */
export function* regionPath(
  { x, y, labels }: LabelGrid,
  shares: Shares | undefined,
  c: number,
  size: Size,
): Slices<string> {
  const inside = yield* insideOf(labels, c, x.count, y.count);
  return yield* insidePath(inside, shares && ((full) => leads(full, shares.of, c)), size);
}

/**
 * The outline of what is inside, as the `d` of a path (fill rule evenodd).
 *
 * @param field what is 0 on it, where that is known
 */
export function* insidePath(
  full: Inside,
  field: Field | ((full: Inside) => Slices<Field>) | undefined,
  size: Size,
): Slices<string> {
  const kept = yield* thinned(full);
  if (field && kept === full) {
    const known = typeof field === 'function' ? yield* field(full) : field;
    return yield* ringsPath(yield* levelRings(known, 0, size));
  }
  const { columns, rows } = kept;
  const outer = ([px, py]: Point): boolean =>
    px === -0.5 || py === -0.5 || px === columns - 0.5 || py === rows - 0.5;
  const toPixel = pixels(columns, rows, size);
  const rings: Point[][] = [];
  for (const ring of yield* outlines(kept))
    rings.push((yield* straighten(ring, outer)).map(toPixel));
  return yield* ringsPath(rings);
}

function* ringsPath(rings: readonly Point[][]): Slices<string> {
  const paths: string[] = [];
  for (const ring of rings) {
    paths.push(ringPath(yield* simplifyRing(ring)));
    yield;
  }
  return paths.join('');
}

/** By how much the likeliest class from `c` on leads the others; told only where that may be crossed. */
function* leads({ inside, columns, rows }: Inside, of: Shares['of'], c: number): Slices<Field> {
  const values = new Float64Array(inside.length);
  const last = inside.length - columns;
  yield* inPieces(inside.length, PIECE, (from, to) => {
    for (let i = from, x = from % columns; i < to; i++) {
      const own = inside[i]!;
      const crossed =
        (x > 0 && inside[i - 1] !== own) ||
        (x < columns - 1 && inside[i + 1] !== own) ||
        (i >= columns && inside[i - columns] !== own) ||
        (i < last && inside[i + columns] !== own);
      values[i] = crossed ? leadAt(i, of, c) : own === 1 ? 1 : -1;
      if (++x === columns) x = 0;
    }
  });
  return { values, columns, rows };
}

function leadAt(i: number, of: Shares['of'], c: number): number {
  let [below, above] = [0, 0];
  for (let k = 0; k < c; k++) below = Math.max(below, of[k]![i]!);
  for (let k = c; k < of.length; k++) above = Math.max(above, of[k]![i]!);
  return above - below;
}

/** The closed lines along which a field has the value `level`, in pixels. */
export function* levelRings(field: Field, level: number, size: Size): Slices<Point[][]> {
  const toPixel = pixels(field.columns, field.rows, size);
  return (yield* levelOutlines(field, level)).map((ring) => ring.map(toPixel));
}

/** From the places of a grid; what leaves it lies outside of the picture. */
function pixels(columns: number, rows: number, { width, height }: Size): (p: Point) => Point {
  const along = (v: number, n: number, length: number): number =>
    v === -0.5 ? -OUTSIDE : v === n - 0.5 ? length + OUTSIDE : (v / (n - 1)) * length;
  return ([x, y]) => [along(x, columns, width), height - along(y, rows, height)];
}

/**
 * Turns the staircase around labels into the line that made it. Of the two kinds of edges that a
 * straight line leaves on a grid, one is always a jog: a single cell, with a turn to either side at
 * its ends. The line crosses a jog, and an edge from jog to jog, near its middle: the middle stands
 * for it. Corners and bulges keep their points. No point leaves its place between two labels, so a
 * straight boundary is met to half a grid step.
 */
function* straighten(
  all: readonly Point[],
  outer: (p: Point) => boolean,
): Slices<readonly Point[]> {
  const leaves = (ring: readonly Point[], i: number): boolean =>
    !outer(ring[i]!) && (outer(ring.at(i - 1)!) || outer(ring[(i + 1) % ring.length]!));
  const ring = all.filter((_, i) => turn(all, i) !== 0 || leaves(all, i));
  const n = ring.length;
  if (n < 12) return ring; // a few grid points: halving edges would eat it
  yield;
  // Where the line leaves the grid its next turn is unknown: 0 goes with either side.
  const turns = ring.map((_, i) => (leaves(ring, i) ? 0 : turn(ring, i)));
  yield;
  const edges = ring.map((a, i) => {
    const b = ring[(i + 1) % n]!;
    const outside = outer(a) || outer(b);
    const either = !outside && turns[i]! * turns[(i + 1) % n]! <= 0;
    return { a, b, either, jog: either && cells(a, b) <= 1, open: outside };
  });
  yield;
  return edges.flatMap(({ a, b, either, jog }, i) => {
    const around = [edges.at(i - 1)!, edges[(i + 1) % n]!];
    return jog || (either && around.every((e) => e.jog || e.open)) ? [middle(a, b)] : [a, b];
  });
}

function cells([ax, ay]: Point, [bx, by]: Point): number {
  return Math.max(Math.abs(bx - ax), Math.abs(by - ay));
}

function middle([ax, ay]: Point, [bx, by]: Point): Point {
  return [(ax + bx) / 2, (ay + by) / 2];
}

/** Above 0 to one side, below 0 to the other, 0 straight on (exact: coordinates are halves). */
function turn(ring: readonly Point[], i: number): number {
  const [a, b, c] = [ring.at(i - 1)!, ring[i]!, ring[(i + 1) % ring.length]!];
  return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
}
