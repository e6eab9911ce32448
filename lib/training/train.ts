import { nothingMore } from '../base/checks.js';
import { shortNumber } from '../base/printed.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import { readTrainOptions } from './option-table.js';
import type { Progress, TrainOptions } from './options.js';
import { adaptivePace, type Pace } from './pace.js';
import { Start } from './start.js';
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
 * import { datasets, train } from 'densely';
 *
 * const [fit, test] = datasets.moons({ size: 400 }).split({ test: 0.25, seed: 1 });
 * const run = train(fit, { hidden: [16], epochs: 200, seed: 3, reportEvery: 100 });
 * for await (const { epoch, cost } of run) console.log(epoch, cost.toFixed(1));
 * const model = await run;
 * console.log((model.evaluate(test).accuracy ?? 0) > 0.9);
 * // 0 0.7
 * // 100 0.3
 * // 199 0.2
 * // true
 */
export function train<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: TrainOptions,
): Training<L, R> {
  return trainAtPace(data, options, adaptivePace, arguments);
}

/**
 * {@link train} with a given way to cut the run into chunks, which never changes its result.
 * @param given all arguments of `train`
 */
export function trainAtPace<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options: TrainOptions | undefined,
  pace: Pace,
  given: ArrayLike<unknown> = [],
): Training<L, R> {
  const start = new Start<L>();
  return reporting<Model<L, R>, Progress>(
    async (reports) => {
      try {
        nothingMore('train()', given, 2);
        checkDataset(data);
        return await start.finish(data, readTrainOptions(data, options), { reports, pace });
      } finally {
        start.end();
      }
    },
    {
      name: 'Training',
      told: ({ epoch, cost }) => `epoch ${epoch}, cost ${shortNumber(cost)}`,
      stop: () => start.stop(),
      snapshot: (wanted) => start.snapshot(wanted),
    },
  );
}
