// Which tint each region gets: neighbours differ in lightness, or, where there are more than there are
// tints, by hatching.
import { inPieces, type Slices } from '../../base/slices.js';
import type { Box } from '../kit/axes.js';
import { element, px } from '../kit/svg.js';
import type { Label } from '../../data/targets.js';
import { classEntries, type LegendEntry } from '../kit/legend.js';
import type { Look } from '../kit/options.js';
import { classShadesOf, stroke, tintCount, type Colours, type Shades } from '../kit/theme.js';
import type { LabelGrid } from './grid.js';
import { PIECE } from './outline.js';

/** How the region of a class is painted. */
export interface Tint {
  /** Number of the tint. */
  readonly tint: number;
  /** 0: none; 1, 2, …: how its lines run. */
  readonly hatch: number;
}

/** Slopes of the lines of each kind of hatching: pixels down for one to the right. */
const SLOPES: readonly number[] = [-1, 1];
const SPACING = 9;

/**
 * Of two and three classes each its own; of more, each the first that no neighbour has, in any of the
 * pictures that share the colours.
 */
export function* tintsOf(classes: number, grids: readonly LabelGrid[]): Slices<Tint[]> {
  const tints = tintCount(classes);
  if (classes <= tints) return Array.from({ length: classes }, (_, tint) => ({ tint, hatch: 0 }));
  const neighbours: Set<number>[] = [];
  for (const grid of grids) neighbours.push(yield* neighboursIn(classes, grid));
  const given: Tint[] = [];
  for (let c = 0; c < classes; c++) {
    const choices = Array.from({ length: tints * (SLOPES.length + 1) }, (_, i) => ({
      tint: (c + i) % tints,
      hatch: Math.floor(i / tints),
    }));
    const taken = given.filter((_, other) =>
      neighbours.some((set) => set.has(c * classes + other)),
    );
    const free = choices.find(
      ({ tint, hatch }) => !taken.some((of) => of.tint === tint && of.hatch === hatch),
    );
    given.push(free ?? choices[c % choices.length]!);
  }
  return given;
}

/** Pairs of classes that meet, as class × classes + class, both ways. */
function* neighboursIn(classes: number, { labels, x: { count } }: LabelGrid): Slices<Set<number>> {
  const pairs = new Set<number>();
  const meet = (a: number, b: number): void => {
    if (a !== b) pairs.add(a * classes + b).add(b * classes + a);
  };
  yield* inPieces(labels.length, PIECE, (from, to) => {
    for (let i = from, x = from % count; i < to; i++) {
      if (x > 0) meet(labels[i]!, labels[i - 1]!);
      if (i >= count) meet(labels[i]!, labels[i - count]!);
      if (++x === count) x = 0;
    }
  });
  return pairs;
}

/** The lines over the regions that have any, in a panel whose corner is at 0, 0. */
export function* hatchRegions(
  tints: readonly Tint[],
  grid: LabelGrid,
  size: Pick<Box, 'width' | 'height'>,
): Slices<string> {
  const { labels, x, y } = grid;
  const labelAt = (px: number, py: number): number => {
    const c = Math.round((px / size.width) * (x.count - 1));
    const r = Math.round((1 - py / size.height) * (y.count - 1));
    return labels[r * x.count + c]!;
  };
  const drawn: string[] = [];
  for (const [c, { hatch }] of tints.entries()) {
    if (hatch === 0) continue;
    const box = { left: 0, top: 0, ...size };
    drawn.push(hatching(c, hatch, box, (px, py) => labelAt(px, py) === c));
    yield;
  }
  return drawn.join('');
}

/** The mark of each class on a swatch of its region. */
export function regionEntries(
  classes: readonly Label[],
  tints: readonly Tint[],
  word: Look['word'],
): LegendEntry[] {
  const over = tints.map(
    ({ hatch }, c) =>
      (box: Box) =>
        hatch === 0 ? '' : hatching(c, hatch, box, () => true),
  );
  return classEntries(classes, word, over);
}

/** What regions and their examples are painted with. */
export function regionShades(tints: readonly Tint[], colours: Colours): Shades {
  return classShadesOf(
    tints.length,
    colours,
    tints.map(({ tint }) => tint),
  );
}

/** Parallel lines over the part of a box that is inside; asked for at the box's own pixels. */
function hatching(
  c: number,
  hatch: number,
  { left, top, width, height }: Box,
  inside: (px: number, py: number) => boolean,
): string {
  const slope = SLOPES[hatch - 1]!;
  const pieces: string[] = [];
  const spacing = Math.min(SPACING, height / 2);
  // Lines begin along the upper edge and what continues it to both sides.
  for (let from = -height + spacing / 2; from < width + height; from += spacing) {
    let length = 0;
    for (let down = 0; down <= height + 1; down++) {
      const px0 = from + slope * down;
      const here = down <= height && px0 >= 0 && px0 <= width && inside(px0, down);
      if (here) length++;
      else if (length > 1) {
        const [startX, startY] = [from + slope * (down - length), down - length];
        pieces.push(
          `M${px(left + startX)},${px(top + startY)}l${px(slope * (length - 1))},${px(length - 1)}`,
        );
      }
      if (!here) length = 0;
    }
  }
  const style = { ...stroke(`class-${c}`), 'stroke-width': '0.9', 'stroke-opacity': '0.55' };
  return pieces.length === 0 ? '' : element('path', { ...style, fill: 'none', d: pieces.join('') });
}
