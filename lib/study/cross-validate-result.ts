// What cross-validation gives, and how it is printed.
import type { Matrix } from '../base/matrix.js';
import { scoreText } from '../base/printed.js';
import { fittingTable, wrappedText } from '../base/table.js';
import type { Label } from '../data/targets.js';
import type { Metrics } from '../model/metric-types.js';
import type { Model } from '../model/model.js';
import { type ScoreSpread } from './score.js';

/**
 * One fold of a cross-validation: what was trained without some examples, and how good it is on these.
 *
 * @example
 * import { crossValidate, datasets, type CrossValidationFold } from 'densely';
 *
 * const sizes = ({ fit, examples }: CrossValidationFold): number[] => [fit, examples.length];
 * const { folds } = await crossValidate(datasets.moons(), { epochs: 5 }, { folds: 4 });
 * console.log(folds.map(sizes)[0]); // [ 150, 50 ]
 */
export interface CrossValidationFold<L extends Label = Label, R extends object = object> {
  /** Counted from 0. */
  readonly fold: number;
  /** The numbers of the examples that it holds out, in the order of `metrics` and of its part of the data. */
  readonly examples: Uint32Array;
  /** How many examples it was trained on. */
  readonly fit: number;
  /** What was trained on them. */
  readonly model: Model<L, R>;
  /** Of the held-out examples, as {@link Model.evaluate} tells it. */
  readonly metrics: Metrics<L>;
  /** Of the held-out examples; NaN where they have none, such as an area under a curve of one class. */
  readonly score: number;
  /** Time of the training. */
  readonly seconds: number;
}

/**
 * All folds of a cross-validation; `String(result)` is a table.
 *
 * @example
 * import { crossValidate, datasets, type CrossValidationResult } from 'densely';
 *
 * const data = datasets.blobs({ centers: 3 });
 * const result: CrossValidationResult = await crossValidate(data, { epochs: 5, seed: 1 });
 * console.log(result.folds.length, result.outputs.rows, result.outputs.cols === data.size); // 5 3 true
 */
export interface CrossValidationResult<L extends Label = Label, R extends object = object> {
  /** In their order. */
  readonly folds: readonly CrossValidationFold<L, R>[];
  /** Of the folds' scores. */
  readonly score: ScoreSpread;
  /**
   * (n_L, m): what the model that was trained without an example says of it. Of two classes the probability of the
   * second, of more that of each; the probability of each label; the values in their own units, or their quantiles.
   * NaN where no fold held an example out.
   */
  readonly outputs: Matrix;
  /** What deserves a look, such as a class that a fold could not learn. */
  readonly warnings: readonly string[];
  /** The folds as a table, of at most so many columns where a width is given. */
  toString(width?: number): string;
}

type Told = Omit<CrossValidationResult, 'toString'>;

/** A line for each fold, their mean, and what deserves a look. */
export function crossValidationText({ folds, score, warnings }: Told, width: number): string {
  const rows = folds.map((fold) => [
    String(fold.fold),
    String(fold.fit),
    String(fold.examples.length),
    scoreText(fold.score),
    `${fold.seconds.toFixed(2)} s`,
  ]);
  const head = ['fold', 'trained on', 'held out', score.name, 'time'];
  const mean = ['mean', '', '', scoreText(score.mean), ''];
  const deviation = ['deviation', '', '', scoreText(score.deviation), ''];
  const least = ['time', 'trained on', 'held out'];
  const table = fittingTable([head, ...rows, mean, deviation], { left: [0], width, least });
  return [table, ...warnings.map((text) => wrappedText(`warning: ${text}`, width))].join('\n');
}
