import { element, px, type Point } from './svg.js';

/** Draws one mark at a point; `r` is the radius of a circle of the same area. */
type Marker = (at: Point, r: number) => string;

function polygon(corners: (r: number) => readonly Point[]): Marker {
  return ([x, y], r) =>
    element('path', {
      d: `M${corners(r)
        .map(([dx, dy]) => `${px(x + dx)},${px(y + dy)}`)
        .join('L')}Z`,
    });
}

const square: Marker = ([x, y], r) => {
  const side = 1.8 * r;
  return element('rect', { x: x - side / 2, y: y - side / 2, width: side, height: side });
};

// One shape per class beside its colour: a print in grey stays readable.
const markers: readonly Marker[] = [
  ([x, y], r) => element('circle', { cx: x, cy: y, r }),
  square,
  polygon((r) => [
    [0, -1.4 * r],
    [1.3 * r, 0.9 * r],
    [-1.3 * r, 0.9 * r],
  ]),
  polygon((r) => [
    [0, -1.4 * r],
    [1.2 * r, 0],
    [0, 1.4 * r],
    [-1.2 * r, 0],
  ]),
  polygon((r) => [
    [0, 1.4 * r],
    [1.3 * r, -0.9 * r],
    [-1.3 * r, -0.9 * r],
  ]),
];

/** The mark of an example of class `c`. */
export function marker(c: number, at: Point, r: number): string {
  return markers[c % markers.length]!(at, r);
}
