// Fits the levels of a column of words or truth values: which have an input, and how it is scaled.
import { byCodePoints } from '../../base/code-points.js';
import type { Frame, FrameColumn, LevelValues } from '../frame.js';
import { Counted, fitAffine, type Affine } from './distribution.js';
import { isSigned, positiveLevel, type Fitted, type LevelFeature } from './encoding.js';
import { holeRefused } from './holes.js';
import type { ColumnRequest } from './options.js';

/** More levels than these share one input: that of all others. */
export const MOST_LEVELS = 64;

const PIECE = 1 << 15;

/** The levels that have an input, how often each is there, and how often all others are. */
interface Chosen {
  readonly levels: readonly string[];
  readonly counts: readonly number[];
  readonly others: number | null;
}

export function* fitLevels(
  column: FrameColumn & LevelValues,
  frame: Frame,
  { scale, clip, impute }: ColumnRequest,
): Generator<void, Fitted> {
  const { name, kind } = column;
  const refuse = impute === 'refuse';
  const counts = yield* countLevels(column, frame, refuse);
  const chosen = kind === 'boolean' ? truth(column, counts) : yield* choose(column, counts);
  const { levels, others } = chosen;
  const feature: LevelFeature = { kind, name, scale, clip, refuse, levels, other: others !== null };
  const inputs: Affine[] = [];
  for (const distribution of distributions(feature, chosen, frame.size))
    inputs.push(yield* fitAffine(name, scale, distribution));
  return { feature, inputs };
}

function* countLevels(
  { codes, levels, name }: FrameColumn & LevelValues,
  { order, size }: Frame,
  refuse: boolean,
): Generator<void, Float64Array> {
  const counts = new Float64Array(levels.length);
  for (let from = 0; from < size; from += PIECE) {
    const to = Math.min(from + PIECE, size);
    for (let j = from; j < to; j++) {
      const code = codes[order === null ? j : order[j]!]!;
      if (code >= 0) counts[code]!++;
      else if (refuse) throw holeRefused(name, j);
    }
    yield;
  }
  return counts;
}

/** Both truth values, whichever are there. */
function truth({ levels }: LevelValues, counts: Float64Array): Chosen {
  const count = (level: string): number => counts[levels.indexOf(level)] ?? 0;
  const both = ['false', 'true'];
  return { levels: both, counts: both.map(count), others: null };
}

/** The levels that are there, or the most frequent of them, in the order of their code points. */
function* choose({ levels }: LevelValues, counts: Float64Array): Generator<void, Chosen> {
  const rank = (a: number, b: number): number =>
    counts[b]! - counts[a]! || byCodePoints(levels[a]!, levels[b]!);
  const best: number[] = [];
  let [seen, total] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i]! > 0) {
      seen++;
      total += counts[i]!;
      if (best.length < MOST_LEVELS || rank(i, best.at(-1)!) < 0) insert(best, i, rank);
    }
    if (i % PIECE === PIECE - 1) yield;
  }
  best.sort((a, b) => byCodePoints(levels[a]!, levels[b]!));
  const chosen = best.map((i) => counts[i]!);
  // Without any level the others have an input all the same: a network of no inputs there cannot be.
  const others = seen > MOST_LEVELS || seen === 0;
  return {
    levels: best.map((i) => levels[i]!),
    counts: chosen,
    others: others ? chosen.reduce((left, count) => left - count, total) : null,
  };
}

function insert(best: number[], i: number, rank: (a: number, b: number) => number): void {
  let at = best.length;
  while (at > 0 && rank(i, best[at - 1]!) < 0) at--;
  best.splice(at, 0, i);
  if (best.length > MOST_LEVELS) best.pop();
}

/** What each input holds in the training part. */
function distributions(
  feature: LevelFeature,
  { counts, others }: Chosen,
  size: number,
): readonly Counted[] {
  if (isSigned(feature)) {
    const plus = counts[positiveLevel(feature)]!;
    const minus = counts[1 - positiveLevel(feature)]!;
    return [new Counted([-1, 0, 1], [minus, size - plus - minus, plus])];
  }
  const all = others === null ? counts : [...counts, others];
  return all.map((count) => new Counted([0, 1], [size - count, count]));
}
