import { flag, readOptions, share, signalOption, wholeNumber } from '../base/checks.js';
import { DenselyError } from '../base/errors.js';
import {
  copied,
  keysOf,
  readTable,
  without,
  type OptionInfo,
  type OptionTable,
} from '../base/option-table.js';
import { MAX_UNITS } from '../network/spec.js';
import { isKeyed } from '../base/tags.js';
import type { TrainOptions } from '../training/options.js';
import { numberList, searchTable, seedList, type SearchOptions } from './search-options.js';
import type { SearchedOptions } from './search-space.js';
import { asOneNetwork, sharedTable } from './shared-options.js';
import { parallelEntry } from './parallel.js';

/**
 * Options of {@link sweep} that compares hidden sizes: those of `train`, with several sizes and seeds.
 *
 * @example
 * import { datasets, sweep, type SweepOptions } from 'densely';
 *
 * const options: SweepOptions = { hidden: [1, [8, 4]], seeds: [0, 1], epochs: 20, baseline: false };
 * const result = await sweep(datasets.moons(), options);
 * console.log(result.runs.length); // 4
 */
export interface SweepOptions extends Omit<SearchedOptions, 'hidden'> {
  /** Units of the hidden layer, or of each hidden layer, of each network to compare. */
  readonly hidden: readonly (number | readonly number[])[];
  /** Each network is trained once per seed, which also splits the data; default [0]. */
  readonly seeds?: readonly number[] | undefined;
  /** Share of the examples held out to judge by, default 0.2; 0: trained and judged on all of them. */
  readonly holdout?: number | undefined;
  /** Compare with a network without hidden layer too; default true. */
  readonly baseline?: boolean | undefined;
  /** Trainings side by side, default one per core; the JavaScript backend takes turns: one. */
  readonly parallel?: number | undefined;
  /** Throws the sweep away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a sweep works with itself; all else is for its trainings. */
interface SweepValues {
  /** Units of each hidden layer of each network. */
  readonly hidden: readonly (readonly number[])[];
  readonly seeds: readonly number[];
  readonly holdout: number;
  readonly baseline: boolean;
  readonly parallel: number;
  readonly signal: AbortSignal | undefined;
}

const ownTable: OptionTable<Pick<SweepOptions, keyof SweepValues>, SweepValues, object> = {
  hidden: {
    read: (argument, value) =>
      numberList(argument, value).map((units, i) => network(argument, units, i)),
    preset: undefined,
    says: 'units of the hidden layer of each network, or of its layers',
    flag: { takes: '1,64-32', form: 'lists', group: 'comparison' },
  },
  seeds: {
    read: seedList,
    preset: [0],
    says: 'one training of each network per seed',
    flag: { takes: '0,1,2', form: 'numbers', group: 'comparison' },
  },
  holdout: {
    read: share,
    preset: 0.2,
    says: 'share of the rows held out to judge by, or 0',
    flag: { takes: 'SHARE', form: 'number', group: 'comparison' },
  },
  baseline: {
    read: flag,
    preset: true,
    says: 'compare with a network without hidden layer',
    flag: null,
  },
  parallel: parallelEntry,
  signal: {
    read: signalOption,
    preset: undefined,
    says: 'throws the sweep away',
    flag: null,
  },
};

const trainingTable = without(sharedTable, 'hidden', 'seed');

/** The options of `sweep`, whichever it does: its own, and those of `train` that mean the same here. */
export const sweepTable: {
  readonly [K in keyof SearchOptions | keyof SweepOptions]-?: OptionInfo;
} = {
  ...ownTable,
  grid: searchTable.grid,
  score: searchTable.score,
  folder: searchTable.folder,
  ...trainingTable,
};

/** Reads each option once. */
export function readSaid(options: unknown): Readonly<Partial<Record<string, unknown>>> {
  if (isKeyed(options))
    for (const key of ['trials', 'space'])
      if (key in options) throw ofGrid(key, '{ trials, seed, space }');
  const said = readOptions('options', options, keysOf(sweepTable));
  if (said.grid === undefined)
    for (const key of ['score', 'folder'] as const)
      if (key in said) throw ofGrid(key, '{ learningRate: [0.001, 0.01] }');
  return said;
}

function ofGrid(key: string, form: string): DenselyError {
  const message = `${key} is for a search: say grid: ${form}.`;
  return new DenselyError('ERR_OPTION', key, message);
}

/** What to train and how to judge. */
export interface SweepPlan extends Omit<SweepValues, 'baseline'> {
  /** Of each training. */
  readonly options: TrainOptions;
}

/** @param said by it each option was read once; those of the trainings are checked when the data is known */
export function readSweepOptions(said: Readonly<Partial<Record<string, unknown>>>): SweepPlan {
  const { baseline, hidden, ...values } = readTable<SweepValues, object>(ownTable, said, {});
  return {
    ...values,
    hidden: baseline ? [[], ...hidden.filter((units) => units.length > 0)] : hidden,
    options: asOneNetwork(copied(without(said, ...keysOf(ownTable))) as TrainOptions),
  };
}

function network(argument: string, value: unknown, i: number): number[] {
  const units: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [value];
  return units.map((n, l) =>
    wholeNumber(
      units.length > 1 ? `${argument}[${i}][${l}]` : `${argument}[${i}]`,
      n,
      1,
      MAX_UNITS,
    ),
  );
}
