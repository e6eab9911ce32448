// What `evaluate` adds with `scores`: curves and what is measured on them.

/**
 * What is found, and what is taken for it, as the threshold falls: scikit-learn's `roc_curve`. Points on a straight
 * line between others are left out.
 *
 * @example
 * import { datasets, logisticRegression, type RocCurve } from 'densely';
 *
 * const data = datasets.moons();
 * const curve = logisticRegression(data).evaluate(data, { scores: true }).rocCurve as RocCurve;
 * console.log(curve.threshold[0], curve.truePositiveRate[0], curve.truePositiveRate.at(-1)); // Infinity 0 1
 */
export interface RocCurve {
  /** Descending, the first Infinity: what has that probability or a higher one is said to be positive. */
  readonly threshold: Float64Array;
  /** At each threshold the share of the negative examples that is said to be positive. */
  readonly falsePositiveRate: Float64Array;
  /** At each threshold the share of the positive examples that is: recall. */
  readonly truePositiveRate: Float64Array;
}

/**
 * Precision and recall as the threshold rises: scikit-learn's `precision_recall_curve`.
 *
 * @example
 * import { datasets, logisticRegression, type PrecisionRecallCurve } from 'densely';
 *
 * const data = datasets.moons();
 * const { precisionRecallCurve } = logisticRegression(data).evaluate(data, { scores: true });
 * const { precision, recall } = precisionRecallCurve as PrecisionRecallCurve;
 * console.log(precision[0], recall[0], precision.at(-1), recall.at(-1)); // 0.5 1 1 0
 */
export interface PrecisionRecallCurve {
  /** Ascending, the last Infinity: what has that probability or a higher one is said to be positive. */
  readonly threshold: Float64Array;
  /** At each threshold the share of what is said to be positive that is. */
  readonly precision: Float64Array;
  /** At each threshold the share of the positive examples that is said to be positive. */
  readonly recall: Float64Array;
}

/**
 * What was said against what is, over bins of examples of like probability, each with near the same weight.
 *
 * @example
 * import { type CalibrationCurve, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const curve = logisticRegression(data).evaluate(data, { scores: { bins: 4 } }).calibrationCurve;
 * const { weight } = curve as CalibrationCurve;
 * console.log([...weight]); // [ 50, 50, 50, 50 ]
 */
export interface CalibrationCurve {
  /** Of each bin the mean probability. */
  readonly predicted: Float64Array;
  /** Of each bin the share that is true. */
  readonly observed: Float64Array;
  /** Of each bin the sum of the weights of its examples. */
  readonly weight: Float64Array;
}

/**
 * What `scores` adds of something that is true of an example or not: of the positive class of two, of a class against
 * all others, of a label.
 *
 * @example
 * import { type CurveScores, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const { rocCurve }: CurveScores = logisticRegression(data).evaluate(data, { scores: true });
 * console.log((rocCurve?.threshold.length ?? 0) > 2); // true
 */
export interface CurveScores {
  /** With `scores`, where the data hold examples of either kind. */
  readonly rocCurve?: RocCurve | undefined;
  /** With `scores`, where the data hold positive examples. */
  readonly precisionRecallCurve?: PrecisionRecallCurve | undefined;
}

/**
 * What `scores` adds of probabilities.
 *
 * @example
 * import { datasets, logisticRegression, type ProbabilityScores } from 'densely';
 *
 * const data = datasets.moons();
 * const scores: ProbabilityScores = logisticRegression(data).evaluate(data, { scores: true });
 * console.log((scores.calibrationError ?? 1) < 0.1, (scores.logLoss ?? 1) < 0.5); // true true
 */
export interface ProbabilityScores {
  /**
   * With `scores`: mean −ln of the probability of what is true, as scikit-learn's `log_loss`, which keeps probabilities
   * off 0 and 1 by the dtype's ε. `cost` is the same of the logits, without that.
   */
  readonly logLoss?: number | undefined;
  /**
   * With `scores`: the expected calibration error, the mean over examples of |mean probability − share that is true| of
   * their bin; bins of equal mass. Of two classes of the positive one's probability, of several of the largest.
   */
  readonly calibrationError?: number | undefined;
  /** With `scores`: these bins. */
  readonly calibrationCurve?: CalibrationCurve | undefined;
}
