import type { Point } from '../kit/svg.js';

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

/** The points of class `c` or above. */
export function insideOf(labels: Uint16Array, c: number, columns: number, rows: number): Inside {
  const inside = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= c) inside[i] = 1;
  return { inside, columns, rows };
}

/** The lines along which a field has the value `level`, by linear interpolation between its points. */
export function levelOutlines({ values, columns, rows }: Field, level: number): Point[][] {
  const inside = new Uint8Array(columns * rows);
  for (let i = 0; i < inside.length; i++) if (values[i]! >= level) inside[i] = 1;
  return outlines({ inside, columns, rows }, (i, o) => {
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
export function outlines(
  grid: Inside,
  share: (inside: number, outside: number) => number = () => 0.5,
): Point[][] {
  const { inside, columns, rows } = grid;
  const begun = new Uint8Array(inside.length);
  const rings: Point[][] = [];
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      if (inside[i] === 1 && begun[i] === 0 && (x === 0 || inside[i - 1] === 0))
        rings.push(follow(grid, share, begun, x, y));
    }
  }
  return rings;
}

/** Once around, with what is inside at the right hand; `begun` keeps the points passed on the way up. */
function follow(
  { inside, columns, rows }: Inside,
  share: (inside: number, outside: number) => number,
  begun: Uint8Array,
  startX: number,
  startY: number,
): Point[] {
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < columns && y < rows && inside[y * columns + x] === 1;
  const ring: Point[] = [];
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
  } while (x !== startX || y !== startY || dx !== 0 || dy !== 1);
  return ring;
}
