// How far probabilities can be trusted: what was said against what is, over examples of like probability.
import { inPieces, type Slices } from '../base/slices.js';
import type { Ranking } from '../backend/metrics/ranking.js';
import type { CalibrationCurve } from './score-types.js';

/** Groups of examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

/** A calibration curve, and what it is off. */
export interface Calibration {
  readonly calibrationError: number;
  readonly calibrationCurve: CalibrationCurve;
}

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht 2015) over bins of equal mass: Σ of a bin's share of the
 * weight · |mean probability − share that is true|. Examples of one probability are in one bin, that of the middle of
 * their mass, so that the bins are near equal.
 *
 * @param ranking by the probability of its second class
 * @param most bins
 */
export function* calibrationOf({ scores, of, total }: Ranking, most: number): Slices<Calibration> {
  const whole = total[0] + total[1];
  const [mass, said, found] = [0, 1, 2].map(() => new Float64Array(most)) as Sums;
  let before = 0;
  yield* inPieces(scores.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) {
      const own = of[0][i]! + of[1][i]!;
      const bin = Math.min(most - 1, Math.floor((most * (before + own / 2)) / whole));
      before += own;
      mass[bin]! += own;
      said[bin]! += own * scores[i]!;
      found[bin]! += of[1][i]!;
    }
  });
  const bins = Array.from(mass.keys()).filter((b) => mass[b]! > 0);
  const part = (sums: Float64Array): Float64Array =>
    Float64Array.from(bins, (b) => sums[b]! / mass[b]!);
  const [predicted, observed] = [part(said), part(found)];
  const error = bins.reduce(
    (sum, b, i) => sum + (mass[b]! / whole) * Math.abs(predicted[i]! - observed[i]!),
    0,
  );
  const weight = Float64Array.from(bins, (b) => mass[b]!);
  return {
    calibrationError: error,
    calibrationCurve: Object.freeze({ predicted, observed, weight }),
  };
}

type Sums = [Float64Array, Float64Array, Float64Array];
