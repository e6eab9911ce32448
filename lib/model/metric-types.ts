// What `evaluate` answers.
import type { Label } from '../data/targets.js';
import type { ClassScores, Confusion, ValueScores } from '../backend/metrics/scores.js';
import type { CurveScores, ProbabilityScores } from './score-types.js';

/**
 * How good a classifier is. Shares are 0 … 1. Where the dataset has weights, each figure but `size` is weighted: an
 * example counts as if it came so often.
 *
 * @example
 * import { type ClassificationMetrics, datasets, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const scores: ClassificationMetrics = logisticRegression(data).evaluate(data);
 * console.log(scores.confusion.flat().reduce((sum, n) => sum + n), scores.classes.length); // 200 2
 */
export interface ClassificationMetrics<L extends Label = Label>
  extends CurveScores, ProbabilityScores {
  /** Tells it from {@link RegressionMetrics}. */
  readonly task: 'classification';
  /** Number of examples. */
  readonly size: number;
  /** Mean cost over the examples, as in training. */
  readonly cost: number;
  /** Share of the examples whose class was predicted. */
  readonly accuracy: number;
  /** Mean recall of the classes that the data hold: each counts the same, however many its examples are. */
  readonly balancedAccuracy: number;
  /**
   * Brier's score: of two classes the mean of (p − y)² of either, 0 … 1; of several the mean of the sum of it over
   * all classes, 0 … 2. 0 is best.
   */
  readonly brier: number;
  /** Counts: rows are the true classes, columns the predicted ones, in the order of `classes`. */
  readonly confusion: Confusion;
  /** Scores of each class, in the model's order. */
  readonly classes: readonly (ClassScores &
    CurveScores & {
      /** The class. */
      readonly label: L;
      /** With `scores`, of several classes: of this one against all others. */
      readonly rocAuc?: number | undefined;
      /** With `scores`, of several classes: of this one against all others. */
      readonly averagePrecision?: number | undefined;
      /** With `scores`, of several classes: of this one against all others. */
      readonly brier?: number | undefined;
    })[];
  /**
   * Area under the ROC curve; of two classes, both of which the data holds. It is the same whichever of them is
   * positive.
   */
  readonly rocAuc?: number | undefined;
  /**
   * Average precision, the area under the curve of precision over recall without interpolation; of two classes, where
   * the data hold examples of the positive one.
   */
  readonly averagePrecision?: number | undefined;
  /** Of two classes the one that is looked for: see `positive` of {@link TrainOptions}. */
  readonly positive?: L | undefined;
  /** Of two classes: of the examples said to be positive, the share that is. */
  readonly precision?: number | undefined;
  /** Of two classes: of the positive examples, the share that is found. */
  readonly recall?: number | undefined;
  /** Of two classes: harmonic mean of the two. */
  readonly f1?: number | undefined;
  /** Of a regression only. */
  readonly targets?: undefined;
  /** Of a regression only. */
  readonly mse?: undefined;
  /** Of a regression only. */
  readonly rmse?: undefined;
  /** Of a regression only. */
  readonly mae?: undefined;
  /** Of a regression only. */
  readonly r2?: undefined;
  /** Of several labels only. */
  readonly labels?: undefined;
  /** Of several labels only. */
  readonly subsetAccuracy?: undefined;
}

/**
 * How good a regression is, in the targets' own units; over several targets the mean. Of quantiles it is that of what
 * `predict` gives, the level nearest to 0.5. Where the dataset has weights, each figure but `size` is weighted: an
 * example counts as if it came so often.
 *
 * @example
 * import { Dataset, type RegressionMetrics, train } from 'densely';
 *
 * const rows = Array.from({ length: 50 }, (_, i) => [i]);
 * const line = Dataset.from(rows, rows.map(([x = 0]) => 2 * x), { task: 'regression' });
 * const model = await train(line, { hidden: [], learningRate: 0.1, epochs: 200, seed: 1 });
 * const { r2, targets } = model.evaluate(line) as RegressionMetrics;
 * console.log(r2 > 0.999, targets[0]?.name); // true y
 */
export interface RegressionMetrics extends ValueScores {
  /** Tells it from {@link ClassificationMetrics}. */
  readonly task: 'regression';
  /** Number of examples. */
  readonly size: number;
  /** Mean cost over the examples, as in training: by its loss, of the scaled targets. */
  readonly cost: number;
  /** Scores of each target. */
  readonly targets: readonly (ValueScores & {
    /** The target's name. */
    readonly name: string;
  })[];
  /** Of a classification only. */
  readonly accuracy?: undefined;
  /** Of a classification only. */
  readonly balancedAccuracy?: undefined;
  /** Of a classification only. */
  readonly brier?: undefined;
  /** Of a classification only. */
  readonly confusion?: undefined;
  /** Of a classification only. */
  readonly classes?: undefined;
  /** Of a classification only. */
  readonly rocAuc?: undefined;
  /** Of a classification only. */
  readonly averagePrecision?: undefined;
  /** Of a classification only. */
  readonly rocCurve?: undefined;
  /** Of a classification only. */
  readonly precisionRecallCurve?: undefined;
  /** Of a classification only. */
  readonly logLoss?: undefined;
  /** Of a classification only. */
  readonly calibrationError?: undefined;
  /** Of a classification only. */
  readonly calibrationCurve?: undefined;
  /** Of several labels only. */
  readonly labels?: undefined;
  /** Of several labels only. */
  readonly subsetAccuracy?: undefined;
  /** Of classes and labels only. */
  readonly f1?: undefined;
  /** Of two classes only. */
  readonly positive?: undefined;
  /** Of two classes only. */
  readonly precision?: undefined;
  /** Of two classes only. */
  readonly recall?: undefined;
}

/**
 * How well several labels are found, each of which may be true of an example or not. Shares are 0 … 1. Where the
 * dataset has weights, each figure but `size` is weighted: an example counts as if it came so often.
 *
 * @example
 * import { Dataset, type MultilabelMetrics, train } from 'densely';
 *
 * const rows = [[0, 0], [0, 1], [1, 0], [1, 1]];
 * const options = { task: 'multilabel', targets: ['any', 'all'] } as const;
 * const data = Dataset.from(rows, [[0, 0], [1, 0], [1, 0], [1, 1]], options);
 * const model = await train(data, { epochs: 500, seed: 1 });
 * const { labels, subsetAccuracy }: MultilabelMetrics = model.evaluate(data);
 * console.log(labels.map(({ name, f1 }) => [name, f1]), subsetAccuracy); // [ [ 'any', 1 ], [ 'all', 1 ] ] 1
 */
export interface MultilabelMetrics {
  /** Tells it from {@link ClassificationMetrics} and {@link RegressionMetrics}. */
  readonly task: 'multilabel';
  /** Number of examples. */
  readonly size: number;
  /** Mean cost over the examples, as in training: of each the sum over the labels. */
  readonly cost: number;
  /** Scores of each label, in the model's order. */
  readonly labels: readonly (ClassScores &
    CurveScores &
    ProbabilityScores & {
      /** The target's name. */
      readonly name: string;
      /** Area under the ROC curve, where the data hold examples with and without the label. */
      readonly rocAuc?: number | undefined;
      /** Average precision, where the data hold examples with the label. */
      readonly averagePrecision?: number | undefined;
      /** Brier's score: the mean of (p − y)². */
      readonly brier: number;
    })[];
  /** F1 over the labels: the mean of theirs, and that of all their examples taken together. */
  readonly f1: {
    /** Mean of the labels' F1. */
    readonly macro: number;
    /** Of all labels' counts. */
    readonly micro: number;
  };
  /** Share of the examples of which every label was predicted. */
  readonly subsetAccuracy: number;
  /** Of a classification only. */
  readonly accuracy?: undefined;
  /** Of a classification only. */
  readonly balancedAccuracy?: undefined;
  /** Of a classification only. */
  readonly brier?: undefined;
  /** Of a classification only. */
  readonly confusion?: undefined;
  /** Of a classification only. */
  readonly classes?: undefined;
  /** Of a classification only. */
  readonly rocAuc?: undefined;
  /** Of a classification only. */
  readonly averagePrecision?: undefined;
  /** Of a classification only. */
  readonly rocCurve?: undefined;
  /** Of a classification only. */
  readonly precisionRecallCurve?: undefined;
  /** Of a classification only. */
  readonly logLoss?: undefined;
  /** Of a classification only. */
  readonly calibrationError?: undefined;
  /** Of a classification only. */
  readonly calibrationCurve?: undefined;
  /** Of two classes only. */
  readonly positive?: undefined;
  /** Of two classes only. */
  readonly precision?: undefined;
  /** Of two classes only. */
  readonly recall?: undefined;
  /** Of a regression only. */
  readonly targets?: undefined;
  /** Of a regression only. */
  readonly mse?: undefined;
  /** Of a regression only. */
  readonly rmse?: undefined;
  /** Of a regression only. */
  readonly mae?: undefined;
  /** Of a regression only. */
  readonly r2?: undefined;
}

/**
 * What `evaluate` answers: `task` tells which.
 *
 * @example
 * import { datasets, type Metrics, train } from 'densely';
 *
 * const score = (m: Metrics): number => m.accuracy ?? m.r2 ?? m.subsetAccuracy ?? 0;
 * const data = datasets.moons();
 * console.log(score((await train(data, { epochs: 200, seed: 1 })).evaluate(data)) > 0.9); // true
 */
export type Metrics<L extends Label = Label> =
  ClassificationMetrics<L> | RegressionMetrics | MultilabelMetrics;

/**
 * What `evaluate` answers where the labels tell the task: texts, truth values and literal numbers are
 * classes, lists of 0 and 1 are labels, lists of numbers values; a `number` may be either.
 *
 * @example
 * import { datasets, logisticRegression, type MetricsOf } from 'densely';
 *
 * const data = datasets.moons();
 * const scores: MetricsOf<0 | 1> = logisticRegression(data).evaluate(data);
 * console.log(scores.accuracy > 0.8); // true
 */
export type MetricsOf<L extends Label> = [L] extends [readonly (0 | 1)[]]
  ? MultilabelMetrics
  : [L] extends [readonly number[]]
    ? RegressionMetrics
    : [L] extends [string | boolean]
      ? ClassificationMetrics<L>
      : number extends L
        ? Metrics<L>
        : [L] extends [number]
          ? ClassificationMetrics<L>
          : Metrics<L>;
