import { contours } from 'd3-contour';
import type { LabelGrid } from './grid.js';
import { thinned } from './thinned.js';
import { simplifyRing } from '../kit/simplify.js';
import { ringPath, type Point } from '../kit/svg.js';

/**
 * A rectangle of pixels over which a grid is drawn: first point at the left bottom, last at the
 * right top.
 */
interface Size {
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
 * @returns '' where no point is of such a class
 */
export function regionPath({ x, y, labels }: LabelGrid, c: number, size: Size): string {
  const { inside, columns, rows } = thinned(labels, c, x.count, y.count);
  // Between two labels there is no value to interpolate, so d3's own smoothing has nothing to go
  // on.
  const rings = ringsOf(inside, 0.5, columns, rows, false);
  const outer = ([px, py]: Point): boolean => px === 0 || py === 0 || px === columns || py === rows;
  const toPixel = pixels(columns, rows, size);
  return rings.map((ring) => ringPath(simplifyRing(straighten(ring, outer).map(toPixel)))).join('');
}

/** Numbers over the plane: `values[r * columns + c]` belongs to column c, row r. */
export interface Field {
  readonly values: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
}

/** The lines along which a field has the value `level`, as the `d` of a path; '' for none. */
export function levelPath({ values, columns, rows }: Field, level: number, size: Size): string {
  const toPixel = pixels(columns, rows, size);
  return ringsOf(values, level, columns, rows, true)
    .map((ring) => ringPath(simplifyRing(ring.slice(1).map(toPixel))))
    .join('');
}

type Ring = [number, number][];

function ringsOf(
  values: ArrayLike<number>,
  level: number,
  columns: number,
  rows: number,
  smooth: boolean,
): Ring[] {
  const outline = contours().size([columns, rows]).smooth(smooth);
  // Typed for arrays, it takes any list.
  return outline.contour(values as number[], level).coordinates.flat() as Ring[];
}

/**
 * From d3's coordinates, where grid point i lies at i + 0.5 and the outer edge at 0 and `columns`.
 */
function pixels(columns: number, rows: number, { width, height }: Size): (p: Point) => Point {
  const along = (v: number, n: number, length: number): number =>
    v === 0 ? -OUTSIDE : v === n ? length + OUTSIDE : ((v - 0.5) / (n - 1)) * length;
  return ([x, y]) => [along(x, columns, width), height - along(y, rows, height)];
}

/**
 * Turns the staircase around labels into the line that made it. Of the two kinds of edges that a
 * straight line leaves on a grid, one is always a jog: a single cell, with a turn to either side at
 * its ends. The line crosses a jog, and an edge from jog to jog, near its middle: the middle stands
 * for it. Corners and bulges keep their points. No point leaves its place between two labels, so a
 * straight boundary is met to half a grid step.
 */
function straighten(closed: readonly Point[], outer: (p: Point) => boolean): readonly Point[] {
  const all = closed.slice(1);
  const leaves = (ring: readonly Point[], i: number): boolean =>
    !outer(ring[i]!) && (outer(ring.at(i - 1)!) || outer(ring[(i + 1) % ring.length]!));
  const ring = all.filter((_, i) => turn(all, i) !== 0 || leaves(all, i));
  const n = ring.length;
  if (n < 12) return ring; // a few grid points: halving edges would eat it
  // Where the line leaves the grid its next turn is unknown: 0 goes with either side.
  const turns = ring.map((_, i) => (leaves(ring, i) ? 0 : turn(ring, i)));
  const edges = ring.map((a, i) => {
    const b = ring[(i + 1) % n]!;
    const outside = outer(a) || outer(b);
    const either = !outside && turns[i]! * turns[(i + 1) % n]! <= 0;
    return { a, b, either, jog: either && cells(a, b) <= 1, open: outside };
  });
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
