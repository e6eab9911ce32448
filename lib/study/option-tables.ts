import type { OptionInfo } from '../base/option-table.js';
import { trainTable } from '../training/option-table.js';
import type { TrainOptions } from '../training/options.js';
import {
  logisticTable,
  ridgeTable,
  type LogisticOptions,
  type RidgeOptions,
} from './linear-options.js';
import type { SearchOptions } from './search-options.js';
import { sharedTable, type SharedTrainOptions } from './shared-options.js';
import { sweepTable, type SweepOptions } from './sweep-options.js';

/**
 * What may be said to `train`, `sweep`, `logisticRegression` and `ridge`: of each option what it does, its default, and how it is
 * written on a command line.
 *
 * @example
 * import { optionTables } from 'densely';
 *
 * for (const [name, { says, flag }] of Object.entries(optionTables.train))
 *   if (flag?.group === 'checkpoints') console.log(`${name}: ${says}`);
 * // checkpoint: file that the state is kept in, each 30 seconds
 * // resume: goes on from a checkpoint: FILE, or auto
 */
export const optionTables: {
  /** Of `train`. */
  readonly train: { readonly [K in keyof TrainOptions]-?: OptionInfo };
  /** Of the trainings of `crossValidate`. */
  readonly crossValidate: { readonly [K in keyof SharedTrainOptions]-?: OptionInfo };
  /** Of `sweep`, of sizes and of a grid. */
  readonly sweep: { readonly [K in keyof SearchOptions | keyof SweepOptions]-?: OptionInfo };
  /** Of `logisticRegression`. */
  readonly logistic: { readonly [K in keyof LogisticOptions]-?: OptionInfo };
  /** Of `ridge`. */
  readonly ridge: { readonly [K in keyof RidgeOptions]-?: OptionInfo };
} = {
  train: trainTable,
  crossValidate: sharedTable,
  sweep: sweepTable,
  logistic: logisticTable,
  ridge: ridgeTable,
};
