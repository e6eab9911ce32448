import { flag, readOptions, seedNumber, share, signalOption, wholeNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import {
  copied,
  keysOf,
  readTable,
  without,
  type OptionInfo,
  type OptionTable,
} from '../base/option-table.js';
import { backend } from '../backend/select.js';
import { MAX_UNITS } from '../network/spec.js';
import { trainTable } from '../training/option-table.js';
import type { TrainOptions } from '../training/options.js';

/** Options that several trainings cannot share. */
const ofOneTraining = [
  'hidden',
  'seed',
  'onProgress',
  'start',
  'checkpoint',
  'resume',
  'log',
] as const;

/**
 * Options of {@link sweep}: those of `train`, with several hidden sizes and seeds.
 *
 * @example
 * import { datasets, sweep, type SweepOptions } from 'densely';
 *
 * const options: SweepOptions = { hidden: [1, [8, 4]], seeds: [0, 1], epochs: 20, baseline: false };
 * const result = await sweep(datasets.moons(), options);
 * console.log(result.runs.length); // 4
 */
export interface SweepOptions extends Omit<TrainOptions, (typeof ofOneTraining)[number]> {
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
    read: (argument, value) => list(argument, value).map((units, i) => network(argument, units, i)),
    preset: undefined,
    says: 'units of the hidden layer of each network, or of its layers',
    flag: { takes: '1,64-32', form: 'lists', group: 'comparison' },
  },
  seeds: {
    read: (argument, value) =>
      list(argument, value).map((seed, i) => seedNumber(`${argument}[${i}]`, seed)),
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
  parallel: {
    read: (argument, value) => wholeNumber(argument, value, 1, 1024),
    preset: () => (backend().name === 'js' ? 1 : backend().cores),
    says: 'trainings side by side, default one per core',
    flag: { takes: 'N', form: 'number', group: 'comparison' },
  },
  signal: {
    read: signalOption,
    preset: undefined,
    says: 'throws the sweep away',
    flag: null,
  },
};

const sharedTable = without(trainTable, ...ofOneTraining, 'signal');

/** The options of `sweep`: its own, and those of `train` that mean the same here. */
export const sweepTable: { readonly [K in keyof SweepOptions]-?: OptionInfo } = {
  ...ownTable,
  ...sharedTable,
};

/** What to train and how to judge. */
export interface SweepPlan extends Omit<SweepValues, 'baseline'> {
  /** Of each training. */
  readonly options: TrainOptions;
}

/** Reads each option once; those of the trainings are copied, and checked when the data is known. */
export function readSweepOptions(options: unknown): SweepPlan {
  const said = readOptions('options', options, keysOf(sweepTable));
  const { baseline, hidden, ...values } = readTable<SweepValues, object>(ownTable, said, {});
  return {
    ...values,
    hidden: baseline ? [[], ...hidden.filter((units) => units.length > 0)] : hidden,
    // What is held out to judge by is enough, unless more is said.
    options: {
      validation: 'none',
      ...(copied(without(said, ...keysOf(ownTable))) as TrainOptions),
    },
  };
}

function list(argument: string, value: unknown): unknown[] {
  if (Array.isArray(value) && value.length > 0) return Array.from(value as unknown[]);
  throw invalid(argument, value, 'a list of at least one number');
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
