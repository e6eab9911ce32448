import { nothingMore, readOptions } from '../base/checks.js';
import { keysOf, readTable } from '../base/option-table.js';
import { atOnce, type Slices } from '../base/slices.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import { checkTargets, linearModel, type LinearPlan } from './linear-model.js';
import { logisticTable, type LogisticOptions } from './linear-options.js';
import { observed } from './observed.js';

/**
 * Logistic regression of two classes, of more (softmax) and of several labels (each by itself): a network without
 * hidden layer at its own optimum, in float64, as scikit-learn's `LogisticRegression`. Up to 512 unknowns by Newton's
 * method until no step lowers the cost; beyond that by L-BFGS (memory 10) until no entry of the gradient is larger
 * than 10⁻⁹ times the sum of the examples' weights. Without regularization, where the inputs tell the classes apart
 * without an error, the weights grow until the cost no longer falls; `model.history.warnings` says so.
 *
 * @param data classes or several labels; words, holes and dates are encoded as {@link train} does
 * @throws `ERR_DATA` when the data has values as targets, or one class
 * @throws `ERR_OPTION` for a C that is not above 0
 * Source: Newton's method as in Hastie, Tibshirani, Friedman 2009, section 4.4.1; L-BFGS as in Nocedal and Wright
 * 2006, section 7.2.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 *
 * const flower = datasets.flower();
 * console.log(logisticRegression(flower).evaluate(flower).accuracy); // 0.47
 * const blobs = datasets.blobs();
 * console.log(logisticRegression(blobs, { C: 1 }).classes?.length); // 6
 */
export function logisticRegression<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: LogisticOptions,
): Model<L, R> {
  nothingMore('logisticRegression()', arguments, 2);
  const said = readOptions('options', options, keysOf(logisticTable));
  return atOnce(logistic(data, logisticPlan(data, said)));
}

/**
 * One report of {@link logisticRegressionAsync}.
 *
 * @example
 * import { datasets, type LogisticProgress, logisticRegressionAsync } from 'densely';
 *
 * const costs: number[] = [];
 * const onProgress = ({ cost }: LogisticProgress): void => void costs.push(cost);
 * await logisticRegressionAsync(datasets.moons(), { onProgress });
 * console.log(costs[0]?.toFixed(4), costs.every((cost, i) => i === 0 || cost < (costs[i - 1] ?? 0))); // 0.6931 true
 */
export interface LogisticProgress {
  /** Steps that were taken. */
  readonly step: number;
  /** After them: the mean over the examples, in nats, of several labels the sum of theirs; with the regularization. */
  readonly cost: number;
}

/**
 * Options of {@link logisticRegressionAsync}.
 *
 * @example
 * import { datasets, type LogisticAsyncOptions, logisticRegressionAsync } from 'densely';
 *
 * const options: LogisticAsyncOptions = { C: 1, signal: AbortSignal.timeout(60_000) };
 * console.log((await logisticRegressionAsync(datasets.moons(), options)).classes); // [ 0, 1 ]
 */
export interface LogisticAsyncOptions extends LogisticOptions {
  /** Throws the fit away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each step; an error that it throws, or a promise of it that rejects, ends the fit. */
  readonly onProgress?: ((progress: LogisticProgress) => void) | undefined;
}

/**
 * {@link logisticRegression} in slices of a few milliseconds, with turns of the event loop between: the same
 * bits.
 *
 * @param data as of {@link logisticRegression}
 * @throws (rejects) as {@link logisticRegression} throws, and with the signal's reason when it aborts
 *
 * @example
 * import { datasets, logisticRegressionAsync } from 'densely';
 *
 * const flower = datasets.flower();
 * const model = await logisticRegressionAsync(flower, { C: 10 });
 * console.log(model.evaluate(flower).accuracy); // 0.47
 */
export async function logisticRegressionAsync<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: LogisticAsyncOptions,
): Promise<Model<L, R>> {
  nothingMore('logisticRegressionAsync()', arguments, 2);
  const keys = [...keysOf(logisticTable), 'signal', 'onProgress'] as const;
  const { signal, onProgress, ...said } = readOptions('options', options, keys);
  const plan = logisticPlan(data, said);
  return observed<LogisticProgress, Model<L, R>>({ signal, onProgress }, (tell) =>
    logistic(data, plan, tell),
  );
}

/** What to fit, of options that are read once. */
export function logisticPlan(
  data: Dataset,
  said: Readonly<Partial<Record<keyof LogisticOptions, unknown>>>,
): LinearPlan {
  const needs =
    'logistic regression needs classes, two or more, or labels; ridge(data) is of values';
  checkTargets(data, ['classification', 'multilabel'], needs);
  const { C, classWeights, positive, ...features } = readTable(logisticTable, said, { data });
  const isSoftmax = data.task === 'classification' && data.Y.rows > 1;
  return {
    features,
    loss: isSoftmax ? 'crossEntropy' : 'binaryCrossEntropy',
    lambda: 1 / C,
    classWeights,
    positive,
    advice: 'give C, such as C: 1',
  };
}

/** The model of all of the data. */
export function logistic<L extends Label, R extends object>(
  data: Dataset<L, R>,
  plan: LinearPlan,
  tell?: (progress: LogisticProgress) => void,
): Slices<Model<L, R>> {
  return linearModel(data, plan, tell && ((step, cost) => tell({ step, cost })));
}
