// How well scores tell examples of one class from those of another.
import type { FloatArray } from '../../base/dtype.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { placesInOrder } from '../../base/sort.js';
import type { ClassOfTwo } from './told.js';
import type { Weights } from './weights.js';

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 16;

/** What the examples of each score count, by ascending score: those of the first class, and of the second. */
export interface Ranking {
  readonly of: readonly [Float64Array, Float64Array];
  /** Ascending, each once. */
  readonly scores: Float64Array;
  /** Over all scores. */
  readonly total: readonly [number, number];
}

/**
 * Examples by their scores; null where a score is NaN. In pieces.
 * @param second 1: the example is of the second class
 */
export function* ranked(
  scores: FloatArray,
  second: ArrayLike<number>,
  weights: Weights,
): Slices<Ranking | null> {
  const m = scores.length;
  let isOrdered = true;
  yield* inPieces(m, PIECE, (from, to) => {
    for (let j = from; j < to; j++) isOrdered &&= !Number.isNaN(scores[j]);
  });
  if (!isOrdered) return null;
  const places = yield* placesInOrder(scores);
  const [first, other, own] = [0, 1, 2].map(() => new Float64Array(m)) as Three;
  const total: [number, number] = [0, 0];
  let [last, score] = [-1, NaN];
  yield* inPieces(m, PIECE, (from, to) => {
    for (let k = from; k < to; k++) {
      const j = places[k]!;
      const weight = weights ? weights[j]! : 1;
      if (scores[j] !== score) own[++last] = score = scores[j]!;
      const isSecond = second[j] === 1;
      (isSecond ? other : first)[last]! += weight;
      total[isSecond ? 1 : 0] += weight;
    }
  });
  const some = (all: Float64Array): Float64Array => all.subarray(0, last + 1);
  return { of: [some(first), some(other)], scores: some(own), total };
}

type Three = [Float64Array, Float64Array, Float64Array];

/**
 * Area under the ROC curve: the share of pairs (one example of each class) in which the one of the second class
 * scores higher, ties half (Hanley and McNeil 1982); a pair counts the product of its weights. Without weights the
 * pairs are counted exactly where they are fewer than 2⁵², those of 9·10⁷ examples.
 *
 * @returns nothing where no example of one of the classes counts, NaN where a score is NaN
 */
export function* rocAuc(ranking: Ranking | null): Slices<number | undefined> {
  if (!ranking) return NaN;
  const [lower, higher] = ranking.of;
  const [zeros, ones] = ranking.total;
  if (zeros === 0 || ones === 0) return undefined;
  let [below, ordered] = [0, 0];
  yield* inPieces(lower.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) {
      ordered += higher[i]! * (below + lower[i]! / 2);
      below += lower[i]!;
    }
  });
  return ordered / (zeros * ones);
}

/**
 * Average precision: the precision among the examples that score as high as one of the class that is looked for, or
 * higher, averaged over these; without interpolation (scikit-learn's `average_precision_score`).
 *
 * @param positive the class that is looked for: the first scores low
 * @returns nothing where no example of this class counts, NaN where a score is NaN
 */
export function* averagePrecision(
  ranking: Ranking | null,
  positive: ClassOfTwo = 1,
): Slices<number | undefined> {
  if (!ranking) return NaN;
  const total = ranking.total[positive];
  if (total === 0) return undefined;
  const [own, others] = [ranking.of[positive], ranking.of[1 - positive]!];
  const last = own.length - 1;
  let [found, said, sum] = [0, 0, 0];
  yield* inPieces(own.length, PIECE, (from, to) => {
    for (let k = from; k < to; k++) {
      const i = positive === 1 ? last - k : k;
      found += own[i]!;
      said += own[i]! + others[i]!;
      if (own[i]! > 0) sum += own[i]! * (found / said);
    }
  });
  return sum / total;
}
