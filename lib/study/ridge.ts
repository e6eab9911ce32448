import { nothingMore, readOptions } from '../base/checks.js';
import { keysOf, readTable } from '../base/option-table.js';
import { atOnce } from '../base/slices.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import { checkTargets, linearModel, type LinearPlan } from './linear-model.js';
import { ridgeTable, type RidgeOptions } from './linear-options.js';
import { observed } from './observed.js';

/**
 * Ridge regression: the linear model of one or several values with the least squared error, its weights held down
 * (Hoerl and Kennard 1970), at its own optimum in float64, as scikit-learn's `Ridge`. Targets stay as they are. Up to
 * 512 unknowns of a target by Cholesky's method, twice or more, until rounding is all that is left of the gradient;
 * beyond that by L-BFGS (memory 10) until no entry of it, with targets of deviation 1, is larger than 10⁻⁹ times the
 * sum of the examples' weights.
 *
 * @param data values; words, holes and dates are encoded as {@link train} does
 * @throws `ERR_DATA` when the data has classes or labels as targets
 * @throws `ERR_OPTION` for an alpha below 0
 *
 * @example
 * import { Dataset, ridge } from 'densely';
 *
 * const data = Dataset.from([[1, 0], [2, 1], [3, 0], [4, 1]], [3.1, 5.9, 7.2, 9.8]);
 * const model = ridge(data, { alpha: 0.5 });
 * console.log(model.predict([5, 0]).toFixed(2)); // 10.82
 */
export function ridge<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: RidgeOptions,
): Model<L, R> {
  nothingMore('ridge()', arguments, 2);
  const said = readOptions('options', options, keysOf(ridgeTable));
  return atOnce(linearModel(data, ridgePlan(data, said)));
}

/**
 * One report of {@link ridgeAsync}.
 *
 * @example
 * import { Dataset, ridgeAsync, type RidgeProgress } from 'densely';
 *
 * const data = Dataset.from([[1], [2], [3]], [2.5, 4.5, 6.5]);
 * const onProgress = ({ step, cost }: RidgeProgress): void => console.log(step, cost.toFixed(2));
 * await ridgeAsync(data, { alpha: 2, onProgress });
 * // 0 1.33
 * // 1 0.67
 */
export interface RidgeProgress {
  /** Steps that were taken. */
  readonly step: number;
  /** After them: half the mean squared error, of several values the sum of theirs; with the regularization. */
  readonly cost: number;
}

/**
 * Options of {@link ridgeAsync}.
 *
 * @example
 * import { Dataset, ridgeAsync, type RidgeAsyncOptions } from 'densely';
 *
 * const options: RidgeAsyncOptions = { alpha: 0.1, signal: AbortSignal.timeout(60_000) };
 * const data = Dataset.from([[1], [2], [3]], [2.5, 4.5, 6.5]);
 * console.log((await ridgeAsync(data, options)).task); // regression
 */
export interface RidgeAsyncOptions extends RidgeOptions {
  /** Throws the fit away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called at each step; an error that it throws, or a promise of it that rejects, ends the fit. */
  readonly onProgress?: ((progress: RidgeProgress) => void) | undefined;
}

/**
 * {@link ridge} in slices of a few milliseconds, with turns of the event loop between: the same bits.
 *
 * @param data as of {@link ridge}
 * @throws (rejects) as {@link ridge} throws, and with the signal's reason when it aborts
 *
 * @example
 * import { Dataset, ridgeAsync } from 'densely';
 *
 * const data = Dataset.from([[1], [2], [3]], [2.5, 4.5, 6.5]);
 * const model = await ridgeAsync(data, { alpha: 0 });
 * console.log(model.predict([4]).toFixed(2)); // 8.50
 */
export async function ridgeAsync<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: RidgeAsyncOptions,
): Promise<Model<L, R>> {
  nothingMore('ridgeAsync()', arguments, 2);
  const keys = [...keysOf(ridgeTable), 'signal', 'onProgress'] as const;
  const { signal, onProgress, ...said } = readOptions('options', options, keys);
  const plan = ridgePlan(data, said);
  return observed<RidgeProgress, Model<L, R>>({ signal, onProgress }, (tell) =>
    linearModel(data, plan, (step, cost) => tell({ step, cost })),
  );
}

function ridgePlan(
  data: Dataset,
  said: Readonly<Partial<Record<keyof RidgeOptions, unknown>>>,
): LinearPlan {
  const needs = 'ridge regression needs values; logisticRegression(data) is of classes and labels';
  checkTargets(data, ['regression'], needs);
  const { alpha, ...features } = readTable(ridgeTable, said, { data });
  return {
    features,
    loss: 'squared',
    lambda: alpha,
    classWeights: null,
    positive: undefined,
    advice: 'give alpha, such as alpha: 1',
  };
}
