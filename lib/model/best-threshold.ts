// The threshold at which a score of examples is highest.
import { DenselyError, invalid, show } from '../base/errors.js';
import { oneOf } from '../base/checks.js';
import { inPieces, type Slices } from '../base/slices.js';
import type { Extra } from './example-cells.js';
import { saidAbove, type Said } from './curves.js';
import { extraOption, type ExtraOption } from './extra-option.js';
import { columnsOf, type Looked } from '../backend/metrics/looked.js';
import type { ModelParts } from './parts.js';
import { ranked } from '../backend/metrics/ranking.js';
import { ofClass } from './scored.js';
import { f1Of } from '../backend/metrics/scores.js';
import { HALF } from '../backend/metrics/told.js';
import { checkHasThresholds } from './threshold.js';

/**
 * What becomes of the examples at a threshold; where they have weights, sums of these.
 *
 * @example
 * import { datasets, logisticRegression, type ThresholdCounts } from 'densely';
 *
 * const data = datasets.moons();
 * const score = ({ truePositives, falsePositives }: ThresholdCounts): number =>
 *   falsePositives > 2 ? -1 : truePositives;
 * const threshold = logisticRegression(data).bestThreshold(data, { score });
 * console.log(threshold > 0.5); // true
 */
export interface ThresholdCounts {
  /** Positive, and said to be. */
  readonly truePositives: number;
  /** Said to be positive, and not. */
  readonly falsePositives: number;
  /** Positive, and not said to be. */
  readonly falseNegatives: number;
  /** Neither. */
  readonly trueNegatives: number;
}

/**
 * What a threshold is chosen by, the higher the better: a figure by its name, or one of your own, such as what errors
 * cost.
 *
 * @example
 * import { datasets, logisticRegression, type ThresholdScore } from 'densely';
 *
 * const data = datasets.moons();
 * const score: ThresholdScore = 'balancedAccuracy';
 * console.log(logisticRegression(data).bestThreshold(data, { score }) < 1); // true
 */
export type ThresholdScore =
  'accuracy' | 'balancedAccuracy' | 'f1' | ((counts: ThresholdCounts) => number);

/**
 * Options of `bestThreshold`.
 *
 * @example
 * import { type BestThresholdOptions, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const options: BestThresholdOptions = { score: 'f1' };
 * console.log(logisticRegression(data).bestThreshold(data, options) > 0); // true
 */
export interface BestThresholdOptions extends ExtraOption {
  /** What is to be highest: `accuracy`, `balancedAccuracy`, `f1`, or a function; default balancedAccuracy. */
  readonly score?: ThresholdScore | undefined;
}

type Score = (counts: ThresholdCounts) => number;

type ScoreName = Extract<ThresholdScore, string>;

/** Keys of {@link BestThresholdOptions}. */
export const BEST_KEYS = ['score', 'extra'] as const;

/** By the names that there are. */
const scores: Readonly<Record<ScoreName, Score>> = {
  accuracy: ({ truePositives, trueNegatives }: ThresholdCounts): number =>
    truePositives + trueNegatives,
  balancedAccuracy: (counts: ThresholdCounts): number => {
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts;
    const recall = truePositives / (truePositives + falseNegatives);
    return (recall + trueNegatives / (trueNegatives + falsePositives)) / 2;
  },
  f1: ({ truePositives, falsePositives, falseNegatives }: ThresholdCounts): number =>
    f1Of(truePositives, truePositives + falsePositives, truePositives + falseNegatives),
};

/** How a threshold is to be found. */
interface BestThresholdPlan {
  readonly extra: Extra;
  readonly find: (looked: Looked) => Slices<number | readonly number[]>;
}

/** @throws `ERR_OPTION` for a model without thresholds, and for another score */
export function bestThresholdPlan(
  { score = 'balancedAccuracy', extra }: Partial<Record<(typeof BEST_KEYS)[number], unknown>>,
  parts: ModelParts,
): BestThresholdPlan {
  checkHasThresholds('bestThreshold()', parts);
  const of = scoreOption('score', score);
  return { extra: extraOption(extra), find: (looked) => bestOf(looked, parts, of) };
}

function scoreOption(argument: string, value: unknown): Score {
  if (typeof value !== 'function') return scores[nameOf(argument, value)];
  return (counts) => {
    const score: unknown = (value as (counts: ThresholdCounts) => unknown)(counts);
    if (typeof score === 'number') return score;
    throw invalid(argument, score, 'a function that gives a number for these counts');
  };
}

function nameOf(argument: string, value: unknown): ScoreName {
  const names = Object.keys(scores) as ScoreName[];
  if (typeof value === 'string') return oneOf(argument, value, names);
  throw invalid(argument, value, `one of ${names.map(show).join(', ')}, or a function of counts`);
}

function* bestOf(
  looked: Looked,
  { classes, thresholds, targets }: ModelParts,
  score: Score,
): Slices<number | readonly number[]> {
  const { weights, positive } = looked;
  if (classes) {
    const [p, truth] = yield* ofClass(looked, positive);
    const said = yield* saidAbove((yield* ranked(p, truth, weights))!);
    const best = yield* bestIn(said, score);
    if (best !== undefined) return best;
    const message = `data hold examples of ${show(classes[said.right.at(-1) === 0 ? 1 - positive : positive])} only: a threshold tells two classes apart, so give examples of both.`;
    throw new DenselyError('ERR_DATA', 'data', message);
  }
  const best: number[] = [];
  for (const r of targets.keys()) {
    const [p, truth] = yield* columnsOf(looked, r);
    const said = yield* saidAbove((yield* ranked(p, truth, weights))!);
    best.push((yield* bestIn(said, score)) ?? thresholds?.[r] ?? HALF);
  }
  return best;
}

/** Thresholds that are looked at in one piece of work. */
const PIECE = 1 << 12;

/** @returns nothing where the examples are all of one kind */
function* bestIn({ threshold, right, wrong }: Said, score: Score): Slices<number | undefined> {
  const last = threshold.length - 1;
  const [positives, negatives] = [right[last]!, wrong[last]!];
  if (positives === 0 || negatives === 0) return undefined;
  let [best, highest] = [HALF, -Infinity];
  let isFound = false;
  yield* inPieces(last + 1, PIECE, (from, to) => {
    for (let i = from; i < to; i++) {
      const at = between(threshold[i + 1] ?? 0, i === 0 ? 1 : threshold[i]!);
      // Nothing lies above 1 or below 0.
      if (at <= 0 || at >= 1) continue;
      const value = score({
        truePositives: right[i]!,
        falsePositives: wrong[i]!,
        falseNegatives: positives - right[i]!,
        trueNegatives: negatives - wrong[i]!,
      });
      const isNearer = Math.abs(at - HALF) < Math.abs(best - HALF);
      if (Number.isNaN(value) || (isFound && !(value > highest || (value === highest && isNearer))))
        continue;
      [best, highest, isFound] = [at, value, true];
    }
  });
  if (isFound) return best;
  throw new DenselyError(
    'ERR_OPTION',
    'score',
    'score is NaN at every threshold: let it give a number.',
  );
}

/** Midway between two probabilities: the higher one is above it, the lower one is not. */
function between(lower: number, upper: number): number {
  const middle = (lower + upper) / 2;
  return middle < upper ? middle : lower;
}
