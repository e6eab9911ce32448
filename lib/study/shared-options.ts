// Options of `train` that the trainings of a comparison have in common.
import { readOptions } from '../base/checks.js';
import { copied, keysOf, without } from '../base/option-table.js';
import { trainTable } from '../training/option-table.js';
import type { TrainOptions } from '../training/options.js';

/** What only one training can have. */
const ofOneTraining = ['onProgress', 'start', 'checkpoint', 'resume', 'log', 'signal'] as const;

/**
 * Options of {@link train} that several trainings can have in common.
 *
 * @example
 * import { crossValidate, datasets, type SharedTrainOptions } from 'densely';
 *
 * const options: SharedTrainOptions = { hidden: [8], epochs: 20, seed: 1 };
 * const { folds } = await crossValidate(datasets.moons(), options, { folds: 3 });
 * console.log(folds.length); // 3
 */
export interface SharedTrainOptions extends Omit<TrainOptions, (typeof ofOneTraining)[number]> {}

export const sharedTable: Omit<typeof trainTable, (typeof ofOneTraining)[number]> = without(
  trainTable,
  ...ofOneTraining,
);

/** Copies of the options of trainings, which are checked when the data is known. */
export function readShared(argument: string, options: unknown): SharedTrainOptions {
  return copied(readOptions(argument, options, keysOf(sharedTable))) as SharedTrainOptions;
}

/** What is held out to judge by is enough, unless more is said: one network, of all that it is given. */
export function asOneNetwork<O extends object>(options: O): O {
  const isSaid = 'validation' in options || 'preset' in options;
  return isSaid ? options : { validation: 'none', ...options };
}
