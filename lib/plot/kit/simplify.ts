import type { Slices } from '../../base/slices.js';
import type { Point } from './svg.js';

// Pixels that a simplified line may leave the full one.
const TOLERANCE = 0.12;

/** Points that are looked at in one piece of work. */
const PIECE = 2 ** 13;

/** Fewer points of a closed ring, none left out by more than the tolerance. */
export function* simplifyRing(ring: readonly Point[]): Slices<readonly Point[]> {
  return (yield* simplify([...ring, ring[0]!])).slice(0, -1);
}

/** Fewer points of a line, none left out by more than the tolerance (Douglas and Peucker 1973). */
export function* simplify(line: readonly Point[]): Slices<readonly Point[]> {
  const keep = new Uint8Array(line.length);
  const spans: [number, number][] = [[0, line.length - 1]];
  let seen = 0;
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    const { index, distance } = farthest(line, from, to);
    keep[from] = keep[to] = 1;
    if (distance > TOLERANCE) spans.push([from, index], [index, to]);
    seen += to - from;
    if (seen >= PIECE) {
      seen = 0;
      yield;
    }
  }
  return line.filter((_, i) => keep[i] === 1);
}

/** The point between two others of a line that lies farthest from the segment joining them. */
function farthest(
  line: readonly Point[],
  from: number,
  to: number,
): { index: number; distance: number } {
  const [a, b] = [line[from]!, line[to]!];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  let [index, distance] = [from, 0];
  for (let i = from + 1; i < to; i++) {
    const [px, py] = [line[i]![0] - a[0], line[i]![1] - a[1]];
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
    const d = Math.hypot(px - along * dx, py - along * dy);
    if (d > distance) [index, distance] = [i, d];
  }
  return { index, distance };
}
