// What models are compared by: a figure of examples that they were not trained on.
import { show } from '../base/errors.js';
import type { Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { FloatArray } from '../base/dtype.js';
import type { Dataset } from '../data/dataset.js';
import { classNumbers, type Label } from '../data/targets.js';
import type { Metrics } from '../model/metric-types.js';
import type { Model } from '../model/model.js';
import type { MetricRule } from '../model/own-metric.js';
import { judgedBy } from '../model/predicting.js';
import { metricOption } from '../model/watched.js';
import { classesOf } from '../training/validation.js';

/**
 * Reads the option `score`; by default the cost of classes and labels, and the root of the mean squared error of
 * values, which is in their unit, however they are scaled.
 */
export function scoreOption(argument: string, value: unknown, data: Dataset): MetricRule {
  const usual = data.task === 'regression' ? 'rmse' : 'cost';
  return metricOption(argument, value === undefined ? usual : value, data.task, classesOf(data));
}

/** A model's score on examples, and all that it says of them. */
export interface Scored<L extends Label> {
  /** NaN where the examples have none. */
  readonly score: number;
  readonly metrics: Metrics<L>;
  /** n_L of each example, one behind another. */
  readonly outputs: FloatArray;
}

export async function scored<L extends Label>(
  model: Model<L>,
  held: Dataset<L>,
  { of }: MetricRule,
  signal: AbortSignal | undefined,
): Promise<Scored<L>> {
  const { metrics, looked, outputs } = await judgedBy(model, held as Dataset, signal);
  return { score: await inSlices(of(looked), signal), metrics, outputs };
}

/**
 * Of several scores.
 *
 * @example
 * import { crossValidate, datasets, type ScoreSpread } from 'densely';
 *
 * const half = ({ deviation }: ScoreSpread): boolean => deviation < 0.5;
 * const options = { epochs: 20, seed: 1 };
 * console.log(half((await crossValidate(datasets.moons(), options, { score: 'accuracy' })).score)); // true
 */
export interface ScoreSpread {
  /** Of the metric. */
  readonly name: string;
  /** Is a smaller one better? */
  readonly minimize: boolean;
  /** Over those that are numbers. */
  readonly mean: number;
  /** Root of their mean squared distance from the mean. */
  readonly deviation: number;
}

export function spreadOf({ name, minimize }: MetricRule, scores: readonly number[]): ScoreSpread {
  return { name, minimize, ...momentsOf(scores.filter((score) => !Number.isNaN(score))) };
}

/** Mean, and the root of the mean squared distance from it. */
export function momentsOf(numbers: readonly number[]): Pick<ScoreSpread, 'mean' | 'deviation'> {
  const mean = meanOf(numbers);
  const squares = numbers.map((score) => (score - mean) * (score - mean));
  return { mean, deviation: Math.sqrt(meanOf(squares)) };
}

/** NaN of no numbers. */
export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** What is odd about the classes of a part: those that nothing is learnt of, or one alone to judge by. */
export function* classWarnings(fit: Dataset, held: Dataset, where: string): Slices<string[]> {
  const { classes } = held;
  if (classes === null) return [];
  const warnings: string[] = [];
  const learnt = new Set(yield* classNumbers(fit.Y));
  const judged = new Set(yield* classNumbers(held.Y));
  for (const c of judged)
    if (!learnt.has(c))
      warnings.push(`${where} learns from no example of class ${show(classes[c])}`);
  const [only] = judged;
  if (judged.size === 1 && classes.length > 1)
    warnings.push(`${where} holds out examples of class ${show(classes[only!])} alone`);
  return warnings;
}
