import { callbackOption, flag, nothingMore, readOptions, signalOption } from '../base/checks.js';
import { clock } from '../base/clock.js';
import { zeros } from '../base/dtype.js';
import { Matrix } from '../base/matrix.js';
import { keysOf, readTable, type OptionTable } from '../base/option-table.js';
import { scoreText } from '../base/printed.js';
import { sideBySide } from '../base/side-by-side.js';
import { inPieces, type Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { KFoldOptions } from '../data/dataset-options.js';
import type { Label } from '../data/targets.js';
import type { MetricRule } from '../model/own-metric.js';
import { readTrainOptions } from '../training/option-table.js';
import type { Metric } from '../training/options.js';
import { train } from '../training/train.js';
import { reporting } from '../training/training.js';
import {
  crossValidationText,
  type CrossValidationFold,
  type CrossValidationResult,
} from './cross-validate-result.js';
import { classWarnings, scored, scoreOption, spreadOf, type Scored } from './score.js';
import { asOneNetwork, readShared, type SharedTrainOptions } from './shared-options.js';
import { parallelEntry } from './parallel.js';

/**
 * How {@link crossValidate} parts the data, and by what it judges.
 *
 * @example
 * import { crossValidate, datasets, type CrossValidateOptions } from 'densely';
 *
 * const how: CrossValidateOptions = { folds: 3, score: 'accuracy', seed: 1 };
 * const { score } = await crossValidate(datasets.moons(), { hidden: [8], seed: 1 }, how);
 * console.log(score.name, score.mean > 0.8); // accuracy true
 */
export interface CrossValidateOptions extends KFoldOptions {
  /** Of the drawing of the folds, default 0; the trainings have that of their own options. */
  readonly seed?: number | undefined;
  /** Default true for classes, unless whole groups stay together or time parts them. */
  readonly stratify?: boolean | undefined;
  /**
   * What is to be told of the held-out examples: default the cost, the mean squared error's root (`'rmse'`) of values.
   */
  readonly score?: Metric | undefined;
  /** Folds side by side, default one per core; the JavaScript backend takes turns: one. It changes no bit. */
  readonly parallel?: number | undefined;
  /** Throws the work away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each fold, in their order; an error that it throws, or a promise of it that rejects, ends the work. */
  readonly onProgress?: ((fold: CrossValidationFold) => unknown) | undefined;
}

/**
 * A cross-validation under way: a promise of its result that is also an async iterator of its folds, in their order.
 *
 * @example
 * import { crossValidate, datasets, type CrossValidation } from 'densely';
 *
 * const run: CrossValidation<0 | 1> = crossValidate(datasets.moons(), { epochs: 5 }, { folds: 3 });
 * for await (const { fold, examples } of run) console.log(fold, examples.length);
 * // 0 67
 * // 1 67
 * // 2 66
 */
export interface CrossValidation<L extends Label = Label, R extends object = object>
  extends Promise<CrossValidationResult<L, R>>, AsyncIterable<CrossValidationFold<L, R>> {
  /** Ends it after the folds under way; it resolves with what there is. */
  stop(): void;
}

/**
 * Trains as often as there are folds, each time without one of them, and judges by what was held out: how good
 * such a training is on examples that it has not seen, and what it says of each of them. All that is fitted, such as
 * the scale of a column, is fitted anew in each fold.
 *
 * The folds are those of {@link Dataset.kFold} with a seed. A training has one network, and holds out nothing
 * unless `validation` is named: that is taken from what it learns from.
 *
 * @param options of the trainings
 * @returns a promise that is also an async iterator of the folds as they end. Leaving a loop is `stop()`.
 * @throws (rejects) as `train` and `kFold` do, before anything is trained for wrong options; `ERR_OPTION` for a
 * score that the targets do not have
 *
 * @example
 * import { crossValidate, datasets } from 'densely';
 *
 * const data = datasets.moons({ size: 300 });
 * const result = await crossValidate(data, { hidden: [16], epochs: 100, seed: 1 }, { score: 'accuracy' });
 * console.log(result.score.mean > 0.85, result.score.deviation < 0.1); // true true
 * // Of each example what the model says that has not seen it.
 * const p = result.outputs;
 * const right = data.labels.filter((label, j) => label === Number(p.at(0, j) > 0.5));
 * console.log(right.length > 0.85 * data.size); // true
 */
export function crossValidate<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: SharedTrainOptions,
  how?: CrossValidateOptions,
): CrossValidation<L, R> {
  let stopped = false;
  return reporting<CrossValidationResult<L, R>, CrossValidationFold<L, R>>(
    async (reports) => {
      nothingMore('crossValidate()', arguments, 3);
      checkDataset(data);
      const plan = planOf(data, asOneNetwork(readShared('options', options)), how);
      const tell = ({ fold }: Done<L, R>): unknown => {
        reports.add(fold);
        return plan.onProgress?.(fold as unknown as CrossValidationFold);
      };
      const manner = { ...plan, stopped: () => stopped, tell };
      const done = await sideBySide(plan.jobs, manner, (job, signal) =>
        doneFold(job, plan, signal),
      );
      return inSlices(resultOf(data, done, plan), plan.signal);
    },
    {
      name: 'CrossValidation',
      told: ({ fold, score }) => `fold ${fold}, score ${scoreText(score)}`,
      stop: () => void (stopped = true),
    },
  );
}

/** One fold that is to be trained. */
interface Job<L extends Label, R extends object> {
  readonly fold: number;
  readonly fit: Dataset<L, R>;
  readonly held: Dataset<L, R>;
  readonly examples: Uint32Array;
}

/** What it works with, where that is not what was said. */
interface Values {
  readonly score: MetricRule;
  readonly parallel: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: CrossValidateOptions['onProgress'];
}

interface Plan<L extends Label, R extends object> extends Values {
  readonly options: SharedTrainOptions;
  readonly jobs: readonly Job<L, R>[];
}

const ownTable: OptionTable<
  Pick<CrossValidateOptions, keyof Values>,
  Values,
  { readonly data: Dataset }
> = {
  score: {
    read: (argument, value, { data }) => scoreOption(argument, value, data),
    preset: undefined,
    says: 'what is told of held-out rows: accuracy, rocAuc, r2, …',
    flag: { takes: 'M', form: 'word', group: 'comparison' },
  },
  parallel: parallelEntry,
  signal: {
    read: signalOption,
    preset: undefined,
    says: 'throws the work away',
    flag: null,
  },
  onProgress: {
    read: callbackOption,
    preset: undefined,
    says: 'called with each fold',
    flag: null,
  },
};

const partingKeys = ['folds', 'seed', 'stratify', 'groups', 'time'] as const;

/** Parts the data; what `train` would refuse is refused before anything runs. */
function planOf<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options: SharedTrainOptions,
  how: unknown,
): Plan<L, R> {
  const said = readOptions('how', how, [...partingKeys, ...keysOf(ownTable)]);
  const values = readTable(ownTable, said, { data: data as Dataset });
  const jobs = foldsFor(data, said).map(([fit, held, examples], fold): Job<L, R> => {
    return { fold, fit, held, examples };
  });
  const smallest = jobs.reduce((a, b) => (b.fit.size < a.fit.size ? b : a));
  readTrainOptions(smallest.fit as Dataset, options);
  return { ...values, options, jobs };
}

/** The folds of a dataset: shuffled, and the classes in equal shares, unless groups or time part it. */
export function foldsFor<L extends Label, R extends object>(
  data: Dataset<L, R>,
  said: { readonly [K in (typeof partingKeys)[number]]?: unknown },
): [fit: Dataset<L, R>, held: Dataset<L, R>, examples: Uint32Array][] {
  const { folds, seed = 0, groups = data.groups !== null, time } = said;
  const isFree = groups === false && time === undefined;
  const { stratify = isFree && data.classes !== null } = said;
  const parting = { folds, seed, stratify: flag('stratify', stratify), groups, time };
  return [...data.numberedFolds(parting as KFoldOptions)];
}

/** What a fold gives, and what only the result keeps of it. */
interface Done<L extends Label, R extends object> {
  readonly fold: CrossValidationFold<L, R>;
  readonly outputs: Scored<L>['outputs'];
  readonly warnings: readonly string[];
}

async function doneFold<L extends Label, R extends object>(
  { fold, fit, held, examples }: Job<L, R>,
  { options, score: rule }: Plan<L, R>,
  signal: AbortSignal,
): Promise<Done<L, R>> {
  const where = `fold ${fold}`;
  const odd = await inSlices(classWarnings(fit as Dataset, held as Dataset, where), signal);
  const start = clock.now();
  const model = await train(fit, { ...options, signal });
  const seconds = (clock.now() - start) / 1000;
  const { score, metrics, outputs } = await scored(model, held, rule, signal);
  const more = model.history.warnings.map((text) => `${where}: ${text}`);
  const none = Number.isNaN(score) ? [`${where} has no ${rule.name}: the mean is without it`] : [];
  return {
    fold: { fold, examples, fit: fit.size, model, metrics, score, seconds },
    outputs,
    warnings: [...odd, ...more, ...none],
  };
}

function* resultOf<L extends Label, R extends object>(
  data: Dataset<L, R>,
  done: readonly Done<L, R>[],
  { score: rule, jobs }: Plan<L, R>,
): Slices<CrossValidationResult<L, R>> {
  const folds = done.map(({ fold }) => fold);
  const result = {
    folds,
    score: spreadOf(
      rule,
      folds.map(({ score }) => score),
    ),
    outputs: yield* outputsOf(done, data.size),
    warnings: [...done.flatMap(({ warnings }) => warnings), ...unseen(data.size, jobs, done)],
  };
  return {
    ...result,
    toString: (width = Infinity) => crossValidationText(result as never, width),
  };
}

/** Numbers that are put in their places in one piece of work. */
const PIECE = 1 << 15;

/** (n_L, m), example by example where it belongs; NaN for those of no fold. */
function* outputsOf<L extends Label, R extends object>(
  done: readonly Done<L, R>[],
  m: number,
): Slices<Matrix> {
  const [first] = done as [Done<L, R>];
  const n = first.outputs.length / first.fold.examples.length;
  const out = zeros(first.fold.model.dtype, n * m).fill(NaN);
  for (const { outputs, fold } of done)
    yield* inPieces(fold.examples.length, Math.ceil(PIECE / n), (from, to) => {
      for (let i = from; i < to; i++)
        for (let r = 0; r < n; r++) out[r * m + fold.examples[i]!] = outputs[i * n + r]!;
    });
  return Matrix.of(out, n, m);
}

/** What is to be said of examples without outputs. */
function unseen(
  m: number,
  jobs: readonly Pick<Job<Label, object>, 'examples'>[],
  done: readonly unknown[],
): string[] {
  const held = jobs.reduce((sum, { examples }) => sum + examples.length, 0);
  const [left, missing] = [m - held, jobs.length - done.length];
  return [
    ...(left > 0
      ? [
          `the first ${left} of ${m} examples in the order of time are never held out: their outputs are NaN`,
        ]
      : []),
    ...(missing > 0
      ? [
          `it was stopped after ${done.length} of ${jobs.length} folds: the outputs of the others are NaN`,
        ]
      : []),
  ];
}
