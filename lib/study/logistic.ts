import { nothingMore, readOptions } from '../base/checks.js';
import { DenselyError, invalid } from '../base/errors.js';
import { atOnce } from '../base/slices.js';
import { oddColumn, type Body } from '../data/body.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import { bodyOf } from '../data/table.js';
import type { Label } from '../data/targets.js';
import { Model } from '../model/model.js';
import { partsOf } from '../model/parts.js';
import { examplesOf, fitted, regressionSpec } from './newton.js';
import { observed } from './observed.js';

/**
 * Options of {@link logisticRegression}.
 *
 * @example
 * import { datasets, type LogisticOptions, logisticRegression } from 'densely';
 *
 * const weak: LogisticOptions = { C: 0.01 };
 * const size = (options?: LogisticOptions) =>
 *   Math.hypot(...(logisticRegression(datasets.moons(), options).parameters.W1?.data ?? []));
 * console.log(size(weak) < size()); // true
 */
export interface LogisticOptions {
  /**
   * Inverse of the strength of L2 regularization, as scikit-learn has it: the sum of the losses plus
   * |w|² / 2C is minimized, the bias free. Default Infinity: none.
   */
  readonly C?: number | undefined;
}

/**
 * Logistic regression: a network without hidden layer, fitted by Newton's method until no step lowers
 * the cost. Without regularization, where a line separates the classes, the weights grow until the cost
 * no longer falls in float64.
 *
 * @param data two classes
 * @throws `ERR_DATA` when the data has not two classes
 * @throws `ERR_OPTION` for a C that is not above 0
 * Source: Newton's method as in Hastie, Tibshirani, Friedman 2009, section 4.4.1.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 *
 * const flower = datasets.flower();
 * console.log(logisticRegression(flower).evaluate(flower).accuracy); // 0.47
 */
export function logisticRegression<L extends Label>(
  data: Dataset<L>,
  options?: LogisticOptions,
): Model<L> {
  nothingMore('logisticRegression()', arguments, 2);
  const { C = Infinity } = readOptions('options', options, ['C']);
  return atOnce(logistic(checkTwoClasses(data), inverseStrength('C', C)));
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
  /** Steps of Newton's method that were taken. */
  readonly step: number;
  /** After them: the mean over the examples, in nats, with the regularization. */
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
 * @param data two classes
 * @throws (rejects) as {@link logisticRegression} throws, and with the signal's reason when it aborts
 *
 * @example
 * import { datasets, logisticRegressionAsync } from 'densely';
 *
 * const flower = datasets.flower();
 * const model = await logisticRegressionAsync(flower, { C: 10 });
 * console.log(model.evaluate(flower).accuracy); // 0.47
 */
export async function logisticRegressionAsync<L extends Label>(
  data: Dataset<L>,
  options?: LogisticAsyncOptions,
): Promise<Model<L>> {
  nothingMore('logisticRegressionAsync()', arguments, 2);
  const { C = Infinity, ...observers } = readOptions('options', options, [
    'C',
    'signal',
    'onProgress',
  ]);
  checkTwoClasses(data);
  const strength = inverseStrength('C', C);
  return observed<LogisticProgress, Model<L>>(observers, (tell) => logistic(data, strength, tell));
}

/** A value of C. */
export function inverseStrength(argument: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw invalid(argument, value, 'a number above 0, or Infinity for no regularization');
}

export function checkTwoClasses<L extends Label>(data: Dataset<L>): Dataset<L> {
  checkDataset(data);
  const body = bodyOf(data);
  if (body.X === null) throw oddData(body);
  if (data.classes?.length === 2) return data;
  const found = data.classes === null ? 'values' : `${data.classes.length} classes`;
  throw new DenselyError(
    'ERR_DATA',
    'data',
    `data has ${found} as targets; logistic regression needs two classes. For more use train(data, { hidden: [] }).`,
  );
}

function oddData(body: Body): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `data is not of numbers alone: ${oddColumn(body)}. Logistic regression by Newton's method takes numbers, none of which is missing; train(data, { hidden: [] }) is the same model, and takes every table.`,
  );
}

/** The model of all of the data. */
export function* logistic<L extends Label>(
  data: Dataset<L>,
  C: number,
  tell?: (progress: LogisticProgress) => void,
): Generator<void, Model<L>> {
  const parameters = yield* fitted(yield* examplesOf(data), C, (step, cost) =>
    tell?.({ step, cost }),
  );
  const scaling = { scale: 'none', features: null, targets: null } as const;
  const spec = regressionSpec(data.X.rows);
  return new Model(partsOf(data, { spec, parameters, scaling, encoding: null, values: null }));
}
