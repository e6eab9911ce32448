// What becomes of the examples of two classes at every threshold: the curves of scikit-learn's `roc_curve` and
// `precision_recall_curve`.
import { inPieces, type Slices } from '../base/slices.js';
import type { Ranking } from '../backend/metrics/ranking.js';
import type { PrecisionRecallCurve, RocCurve } from './score-types.js';

/** Thresholds that are looked at in one piece of work. */
const PIECE = 1 << 15;

/**
 * The sums of weights of what is said to be true at each threshold, beginning with none at Infinity, thresholds
 * descending: those that are true, and those that are false.
 */
export interface Said {
  readonly threshold: Float64Array;
  readonly right: Float64Array;
  readonly wrong: Float64Array;
}

/** Of a ranking whose second class is what is looked for. */
export function* saidAbove({ scores, of }: Ranking): Slices<Said> {
  const count = scores.length;
  const [threshold, right, wrong] = [0, 1, 2].map(() => new Float64Array(count + 1)) as Three;
  threshold[0] = Infinity;
  let last = 0;
  yield* inPieces(count, PIECE, (from, to) => {
    for (let k = from; k < to; k++) {
      const i = count - 1 - k;
      const counted = of[0][i]! + of[1][i]!;
      // Examples that count nothing have no threshold.
      if (counted === 0) continue;
      last++;
      threshold[last] = scores[i]!;
      right[last] = right[last - 1]! + of[1][i]!;
      wrong[last] = wrong[last - 1]! + of[0][i]!;
    }
  });
  const some = (all: Float64Array): Float64Array => all.subarray(0, last + 1);
  return { threshold: some(threshold), right: some(right), wrong: some(wrong) };
}

type Three = [Float64Array, Float64Array, Float64Array];

/**
 * Shares of the false and of the true that are said to be true. Points on a straight line between their neighbours are
 * left out, as scikit-learn's `drop_intermediate` does.
 * @returns nothing where no example of one of the two counts
 */
export function* rocCurveOf({ threshold, right, wrong }: Said): Slices<RocCurve | undefined> {
  const last = threshold.length - 1;
  const [positives, negatives] = [right[last]!, wrong[last]!];
  if (positives === 0 || negatives === 0) return undefined;
  const kept = new Uint32Array(last + 1);
  let count = 0;
  yield* inPieces(last + 1, PIECE, (from, to) => {
    for (let i = from; i < to; i++)
      if (i < 2 || i === last || bends(right, i) || bends(wrong, i)) kept[count++] = i;
  });
  const share = (of: Float64Array, whole: number): Float64Array =>
    Float64Array.from(kept.subarray(0, count), (i) => of[i]! / whole);
  return Object.freeze({
    threshold: share(threshold, 1),
    falsePositiveRate: share(wrong, negatives),
    truePositiveRate: share(right, positives),
  });
}

/** From point i on it rises otherwise than before it. */
function bends(curve: Float64Array, i: number): boolean {
  return curve[i + 1]! - curve[i]! !== curve[i]! - curve[i - 1]!;
}

/**
 * Precision and recall at each threshold, ascending; where nothing is said, at Infinity, 1 and 0.
 * @returns nothing where no example that is looked for counts
 */
export function* precisionRecallCurveOf({
  threshold,
  right,
  wrong,
}: Said): Slices<PrecisionRecallCurve | undefined> {
  const count = threshold.length;
  const positives = right[count - 1]!;
  if (positives === 0) return undefined;
  const [rising, precision, recall] = [0, 1, 2].map(() => new Float64Array(count)) as Three;
  yield* inPieces(count, PIECE, (from, to) => {
    for (let k = from; k < to; k++) {
      const i = count - 1 - k;
      rising[k] = threshold[i]!;
      precision[k] = i === 0 ? 1 : right[i]! / (right[i]! + wrong[i]!);
      recall[k] = right[i]! / positives;
    }
  });
  return Object.freeze({ threshold: rising, precision, recall });
}
