import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import { readTrainOptions, type Progress, type TrainOptions } from './options.js';
import { adaptivePace, Run, type Pace } from './run.js';
import { reporting, type Training } from './training.js';

/**
 * Trains a network on a dataset. It starts at once and never blocks the event loop (native backend);
 * the same seed and options give the same bits.
 *
 * @returns a promise of the Model that is also an async iterator of progress
 * @throws (rejects) `ERR_OPTION` for an unknown or wrong option, `ERR_DIVERGED` when the cost is not
 * finite any more, the signal's reason when it aborts
 *
 * @example
 * const run = train(data, { hidden: [64, 32], epochs: 50, seed: 3 });
 * for await (const p of run) console.log(p.epoch, p.cost);
 * const model = await run;
 */
export function train<L extends Label>(data: Dataset<L>, options?: TrainOptions): Training<L> {
  return trainAtPace(data, options, adaptivePace);
}

/** {@link train} with a given way to cut the run into chunks, which never changes its result. */
export function trainAtPace<L extends Label>(
  data: Dataset<L>,
  options: TrainOptions | undefined,
  pace: Pace,
): Training<L> {
  let run: Run<L> | undefined;
  return reporting<Model<L>, Progress>(
    async (reports) => {
      checkDataset(data);
      run = new Run(data, readTrainOptions(data, options), reports, pace);
      return run.finish();
    },
    () => run?.stop(),
  );
}
