import { nothingMore, readOptions, wholeNumber } from '../base/checks.js';
import { DenselyError, invalid } from '../base/errors.js';
import { atOnce } from '../base/slices.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import { complement, stratifiedFolds } from '../data/folds.js';
import type { Label } from '../data/targets.js';
import { taskNouns } from '../data/task.js';
import type { Model } from '../model/model.js';
import { accuracyIn } from './accuracy.js';
import { inverseStrength } from './linear-options.js';
import { logistic, logisticPlan } from './logistic.js';
import { observed } from './observed.js';
import { meanOf } from './score.js';

/**
 * Options of {@link logisticRegressionCV}.
 *
 * @example
 * import { datasets, type LogisticCVOptions, logisticRegressionCV } from 'densely';
 *
 * const options: LogisticCVOptions = { Cs: [0.1, 1, 10], folds: 4 };
 * const { scores } = logisticRegressionCV(datasets.moons(), options);
 * console.log(scores.length, scores[0]?.scores.length); // 3 4
 */
export interface LogisticCVOptions {
  /** Values of C to try, default ten from 10⁻⁴ to 10⁴, evenly on a logarithmic scale. */
  readonly Cs?: readonly number[] | undefined;
  /** Parts of the data, each tested once on what was fitted to the others; default 5. */
  readonly folds?: number | undefined;
}

/**
 * What cross-validation says of one C.
 *
 * @example
 * import { datasets, type FoldScores, logisticRegressionCV } from 'densely';
 *
 * const line = ({ C, mean }: FoldScores): string => `C ${C}: ${mean.toFixed(2)}`;
 * console.log(logisticRegressionCV(datasets.moons(), { Cs: [1] }).scores.map(line)); // [ 'C 1: 0.86' ]
 */
export interface FoldScores {
  /** The value that was tried. */
  readonly C: number;
  /** Accuracy on each held-out fold, 0 … 1. */
  readonly scores: readonly number[];
  /** Mean of the scores. */
  readonly mean: number;
}

/**
 * A regularized logistic regression, and why it has this C.
 *
 * @example
 * import { type CrossValidated, datasets, logisticRegressionCV } from 'densely';
 *
 * const chosen: CrossValidated = logisticRegressionCV(datasets.moons(), { Cs: [0.01, 1] });
 * console.log(chosen.C, chosen.scores.length); // 1 2
 */
export interface CrossValidated<L extends Label = Label, R extends object = object> {
  /** Fitted to all of the data. */
  readonly model: Model<L, R>;
  /** The first of those with the best mean score. */
  readonly C: number;
  /** Of each C that was tried, in its order. */
  readonly scores: readonly FoldScores[];
}

const DEFAULT_CS = Array.from({ length: 10 }, (_, i) => 10 ** ((8 * i) / 9 - 4));

/** Means of equal scores may differ by their rounding. */
const TIE = 1e-12;

/**
 * Logistic regression whose C is chosen by cross-validation, with the defaults, the folds (stratified,
 * unshuffled) and the rule (first best wins) of scikit-learn's `LogisticRegressionCV`, each fit
 * converged: as by its solver `newton-cholesky`. Its default solver stops earlier, so that among values
 * of C that tie here it may see another as the first.
 *
 * @param data two classes, each with at least one example per fold
 * @throws `ERR_DATA` when the data has not two classes, or fewer of one than folds
 *
 * @example
 * import { datasets, logisticRegressionCV } from 'densely';
 *
 * const flower = datasets.flower();
 * console.log(logisticRegressionCV(flower).model.evaluate(flower).accuracy); // 0.47
 */
export function logisticRegressionCV<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: LogisticCVOptions,
): CrossValidated<L, R> {
  nothingMore('logisticRegressionCV()', arguments, 2);
  const plan = readPlan(data, readOptions('options', options, ['Cs', 'folds']));
  return atOnce(crossValidated(data, plan));
}

/**
 * One report of {@link logisticRegressionCVAsync}.
 *
 * @example
 * import { datasets, type LogisticCVProgress, logisticRegressionCVAsync } from 'densely';
 *
 * const onProgress = ({ done, total }: LogisticCVProgress): void => console.log(`${done} of ${total}`);
 * await logisticRegressionCVAsync(datasets.moons(), { Cs: [1], folds: 2, onProgress });
 * // 1 of 3
 * // 2 of 3
 * // 3 of 3
 */
export interface LogisticCVProgress {
  /** Regressions that were fitted. */
  readonly done: number;
  /** One for each C and fold, and the last to all of the data. */
  readonly total: number;
}

/**
 * Options of {@link logisticRegressionCVAsync}.
 *
 * @example
 * import { datasets, type LogisticCVAsyncOptions, logisticRegressionCVAsync } from 'densely';
 *
 * const options: LogisticCVAsyncOptions = { Cs: [0.1, 1], signal: AbortSignal.timeout(60_000) };
 * console.log((await logisticRegressionCVAsync(datasets.moons(), options)).scores.length); // 2
 */
export interface LogisticCVAsyncOptions extends LogisticCVOptions {
  /** Throws the work away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each fit; an error that it throws, or a promise of it that rejects, ends the work. */
  readonly onProgress?: ((progress: LogisticCVProgress) => void) | undefined;
}

/**
 * {@link logisticRegressionCV} in slices of a few milliseconds, with turns of the event loop between: the
 * same bits.
 *
 * @param data two classes, each with at least one example per fold
 * @throws (rejects) as {@link logisticRegressionCV} throws, and with the signal's reason when it aborts
 *
 * @example
 * import { datasets, logisticRegressionCVAsync } from 'densely';
 *
 * const { model, C } = await logisticRegressionCVAsync(datasets.moons(), { Cs: [0.01, 1], folds: 4 });
 * console.log(C, model.features); // 1 [ 'x1', 'x2' ]
 */
export async function logisticRegressionCVAsync<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: LogisticCVAsyncOptions,
): Promise<CrossValidated<L, R>> {
  nothingMore('logisticRegressionCVAsync()', arguments, 2);
  const { signal, onProgress, ...o } = readOptions('options', options, [
    'Cs',
    'folds',
    'signal',
    'onProgress',
  ]);
  const plan = readPlan(data, o);
  return observed<LogisticCVProgress, CrossValidated<L, R>>({ signal, onProgress }, (tell) =>
    crossValidated(data, plan, tell),
  );
}

interface Plan {
  readonly Cs: readonly number[];
  readonly folds: number;
}

function readPlan(data: Dataset, o: { readonly Cs?: unknown; readonly folds?: unknown }): Plan {
  checkDataset(data);
  if (data.classes?.length !== 2) throw notTwoClasses(data);
  const { Cs = DEFAULT_CS, folds = 5 } = o;
  if (!Array.isArray(Cs) || Cs.length === 0)
    throw invalid('Cs', Cs, 'a list of at least one value of C');
  return {
    Cs: Array.from(Cs as unknown[], (C, i) => inverseStrength(`Cs[${i}]`, C)),
    folds: wholeNumber('folds', folds, 2, data.size),
  };
}

function notTwoClasses({ classes, task }: Dataset): DenselyError {
  const found = classes ? `${classes.length} classes` : taskNouns[task];
  const message = `data has ${found} as targets; logisticRegressionCV needs two classes. logisticRegression(data) is of more, and of labels.`;
  return new DenselyError('ERR_DATA', 'data', message);
}

function* crossValidated<L extends Label, R extends object>(
  data: Dataset<L, R>,
  { Cs, folds: k }: Plan,
  tell?: (progress: LogisticCVProgress) => void,
): Generator<void, CrossValidated<L, R>> {
  const total = Cs.length * k + 1;
  let done = 0;
  const byC = Cs.map((): number[] => []);
  for (const fold of yield* stratifiedFolds(data, k)) {
    const rest = data.subset(yield* complement(data.size, fold));
    const test = data.subset(fold);
    for (const [i, C] of Cs.entries()) {
      const model = yield* logistic(rest, logisticPlan(rest, { C }));
      byC[i]!.push(yield* accuracyIn(model, test));
      tell?.({ done: ++done, total });
    }
  }
  const scores = Cs.map((C, i) => ({ C, scores: byC[i]!, mean: meanOf(byC[i]!) }));
  const best = scores.reduce((a, b) => (b.mean > a.mean + TIE ? b : a));
  const model = yield* logistic(data, logisticPlan(data, { C: best.C }));
  tell?.({ done: total, total });
  return { model, C: best.C, scores };
}
