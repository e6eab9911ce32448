import { readOptions, seedNumber, signalOption, wholeNumber } from '../base/checks.js';
import { DenselyError, invalid } from '../base/errors.js';
import { copied, keysOf, readTable, without, type OptionTable } from '../base/option-table.js';
import { filePath } from '../base/path.js';
import { isKeyed } from '../base/tags.js';
import { Dataset } from '../data/dataset.js';
import type { KFoldOptions } from '../data/dataset-options.js';
import { PARTING_KEYS } from '../data/parting.js';
import type { MetricRule } from '../model/own-metric.js';
import type { Metric } from '../training/options.js';
import { scoreOption } from './score.js';
import {
  readCandidates,
  type Candidates,
  type RandomSearch,
  type SearchedOptions,
  type SearchGrid,
} from './search-space.js';
import { asOneNetwork, sharedTable } from './shared-options.js';
import { parallelEntry } from './parallel.js';

/**
 * What trials are judged by: a share of the examples, other examples, or folds, of which each is held out once.
 *
 * @example
 * import { datasets, type SearchHoldout, sweep } from 'densely';
 *
 * const holdout: SearchHoldout = { folds: 3 };
 * const { rows } = await sweep(datasets.moons(), { grid: { hidden: [[4]] }, holdout, epochs: 5 });
 * console.log(rows[0]?.scores.length); // 3
 */
export type SearchHoldout =
  | number
  | Dataset
  | (KFoldOptions & {
      /** How many; drawn with the seed of each training, unless another is said. */
      readonly folds: number;
    });

/**
 * Options of {@link sweep} that searches over any of the options of `train`; the others hold for all trials.
 *
 * @example
 * import { datasets, type SearchOptions, sweep } from 'densely';
 *
 * const options: SearchOptions = {
 *   grid: { learningRate: [0.001, 0.03], hidden: [[8], [16, 8]] },
 *   score: 'accuracy',
 *   holdout: 0.25,
 *   epochs: 40,
 * };
 * const { best } = await sweep(datasets.moons(), options);
 * console.log(best?.values.learningRate); // 0.03
 */
export interface SearchOptions extends Omit<SearchedOptions, 'hidden'> {
  /** Lists of values, of which each combination is tried; or what to draw from, and how often. */
  readonly grid: SearchGrid | RandomSearch;
  /** Each trial is trained once per seed, which also parts the data; default [0]. */
  readonly seeds?: readonly number[] | undefined;
  /**
   * What is held out to judge by: default a fifth, classes in equal shares, or whole groups where the data have
   * some; folds as of {@link Dataset.kFold}.
   */
  readonly holdout?: SearchHoldout | undefined;
  /**
   * What is judged by: default the cost; of values the root of the mean squared error (`'rmse'`), which is in their
   * unit whatever a trial's scale and loss are.
   */
  readonly score?: Metric | undefined;
  /** Trials side by side, default one per core; the JavaScript backend takes turns: one. It changes no bit. */
  readonly parallel?: number | undefined;
  /**
   * A folder that keeps each trial's scores: a search that is begun again with the same data and options goes on
   * with what is there. It is made where there is none.
   */
  readonly folder?: string | URL | undefined;
  /** Throws the search away; it rejects with the signal's reason. Trials that have ended stay in the folder. */
  readonly signal?: AbortSignal | undefined;
}

/** Of what each seed is judged by. */
export type Holdout =
  | { readonly by: 'share'; readonly share: number }
  | { readonly by: 'data'; readonly held: Dataset }
  | { readonly by: 'folds'; readonly said: KFoldOptions };

/** What a search works with itself; all else is for its trainings. */
interface Values {
  readonly grid: Candidates;
  readonly seeds: readonly number[];
  readonly holdout: Holdout;
  readonly score: MetricRule;
  readonly parallel: number;
  /** undefined: none. */
  readonly folder: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The options that a search has beside those of its trainings. */
export const searchTable: OptionTable<
  Pick<SearchOptions, keyof Values>,
  Values,
  { readonly data: Dataset }
> = {
  grid: {
    read: readCandidates,
    preset: undefined,
    says: 'values of each option to try',
    flag: null,
  },
  seeds: {
    read: seedList,
    preset: [0],
    says: 'one training of each network per seed',
    flag: { takes: '0,1,2', form: 'numbers', group: 'comparison' },
  },
  holdout: {
    read: holdoutOption,
    preset: 0.2,
    says: 'share of the rows held out to judge by, or 0',
    flag: { takes: 'SHARE', form: 'number', group: 'comparison' },
  },
  score: {
    read: (argument, value, { data }) => scoreOption(argument, value, data),
    preset: undefined,
    says: 'of a search, what is judged by: accuracy, rmse, …',
    flag: { takes: 'M', form: 'word', group: 'comparison' },
  },
  parallel: parallelEntry,
  folder: {
    read: folderOption,
    preset: undefined,
    says: 'of a search, where its trials are kept to go on from',
    flag: { takes: 'DIR', form: 'word', group: 'comparison' },
  },
  signal: {
    read: signalOption,
    preset: undefined,
    says: 'throws the sweep away',
    flag: null,
  },
};

/** What to try and how to judge. */
export interface SearchPlan extends Values {
  /** Of all trials. */
  readonly options: SearchedOptions;
}

/** @param said each option was read once; those of the trainings are checked when the data is known */
export function readSearch(
  said: Readonly<Partial<Record<string, unknown>>>,
  data: Dataset,
): SearchPlan {
  if (said.hidden !== undefined) throw beside('hidden', 'hidden: [[64, 32]]');
  const values = readTable<Values, { data: Dataset }>(searchTable, said, { data });
  const own = readOptions('options', without(said, ...keysOf(searchTable)), keysOf(sharedTable));
  for (const key of values.grid.keys) if (key in own) throw twice(key);
  return { ...values, options: asOneNetwork(copied(own) as SearchedOptions) };
}

function beside(key: string, form: string): DenselyError {
  const message = `${key} beside grid could be one network or several: put it into the grid, grid: { ${form} }.`;
  return new DenselyError('ERR_OPTION', key, message);
}

function twice(key: string): DenselyError {
  const message = `${key} is said for all trials, and in the grid too: leave one of the two out.`;
  return new DenselyError('ERR_OPTION', key, message);
}

/** Seeds of trainings. */
export function seedList(argument: string, value: unknown): number[] {
  return numberList(argument, value).map((seed, i) => seedNumber(`${argument}[${i}]`, seed));
}

/** A list that is not empty, copied. */
export function numberList(argument: string, value: unknown): unknown[] {
  if (Array.isArray(value) && value.length > 0) return Array.from(value as unknown[]);
  throw invalid(argument, value, 'a list of at least one number');
}

function holdoutOption(argument: string, value: unknown, { data }: { data: Dataset }): Holdout {
  if (typeof value === 'number' && value > 0 && value < 1) return { by: 'share', share: value };
  if (value instanceof Dataset) return { by: 'data', held: value };
  if (!isKeyed(value))
    throw invalid(argument, value, 'a share above 0 and below 1, a Dataset, or { folds: 5 }');
  const said = readOptions(argument, value, ['folds', ...PARTING_KEYS]);
  wholeNumber(`${argument}.folds`, said.folds, 2, data.size);
  return { by: 'folds', said: copied(said) as KFoldOptions };
}

function folderOption(argument: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const elsewhere = 'Name a folder of this machine.';
  const path = filePath(value, { argument, code: 'ERR_OPTION', elsewhere });
  if (path !== undefined) return path;
  throw invalid(argument, value, 'the path or URL of a folder');
}
