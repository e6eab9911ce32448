import { nothingMore } from '../base/checks.js';
import { clock } from '../base/clock.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { readTrainOptions } from '../training/option-table.js';
import type { TrainOptions } from '../training/options.js';
import type { Reports } from '../training/reports.js';
import { heldOut } from './held-out.js';
import { reporting } from '../training/training.js';
import { train } from '../training/train.js';
import { readSweepOptions, type SweepOptions, type SweepPlan } from './sweep-options.js';
import { judge, type SweepResult, type SweepRun } from './verdict.js';

/**
 * A sweep under way: a promise of its result that is also an async iterator of its runs as they end.
 *
 * @example
 * import { datasets, sweep, type Sweep } from 'densely';
 *
 * const run: Sweep<0 | 1> = sweep(datasets.moons(), { hidden: [2, 4], epochs: 20, parallel: 1 });
 * for await (const { hidden, seconds } of run) console.log(hidden, seconds >= 0); // [ 2 ] true
 * console.log((await run).rows.length); // 3
 */
export interface Sweep<L extends Label = Label, R extends object = object>
  extends Promise<SweepResult<L, R>>, AsyncIterable<SweepRun<L, R>> {
  /** Ends it after the runs under way; it resolves with what there is. */
  stop(): void;
}

/**
 * Trains networks of several hidden sizes, each with several seeds, side by side, and compares them.
 *
 * @returns a promise of all runs, their table (`String(result)`) and the best; also an async iterator
 * of the runs as they end. Leaving a loop is `stop()`.
 * @throws (rejects) as `train` does, before anything is trained for wrong options
 *
 * @example
 * import { datasets, sweep } from 'densely';
 *
 * const hidden = [1, 2, 5, 20];
 * const result = await sweep(datasets.moons(), { hidden, seeds: [0, 1, 2], epochs: 50 });
 * console.log(String(result));
 * console.log(result.best?.hidden.length); // 1
 */
export function sweep<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options: SweepOptions,
): Sweep<L, R> {
  let stopped = false;
  return reporting<SweepResult<L, R>, SweepRun<L, R>>(
    async (reports) => {
      nothingMore('sweep()', arguments, 2);
      checkDataset(data);
      const plan = readSweepOptions(options);
      checkTrainings(data, plan);
      await runAll(data, plan, reports, () => stopped);
      plan.signal?.throwIfAborted();
      return judge(inOrder(reports.all, plan), plan.holdout > 0);
    },
    {
      name: 'Sweep',
      told: ({ hidden, seed }) => `hidden ${hidden.join(', ')}; seed ${seed}`,
      stop: () => void (stopped = true),
    },
  );
}

/** What `train` would refuse is refused before anything runs. */
function checkTrainings(data: Dataset, plan: SweepPlan): void {
  const [fit] = parts(data, plan, plan.seeds[0]!);
  for (const hidden of plan.hidden) readTrainOptions(fit, optionsFor(plan.options, hidden));
}

/** What has no hidden layer is linear already. */
function optionsFor(options: TrainOptions, hidden: readonly number[]): TrainOptions {
  return { ...options, hidden, linear: hidden.length === 0 ? undefined : options.linear };
}

/** What to train on and what to judge by. */
type Parts<L extends Label, R extends object> = readonly [
  fit: Dataset<L, R>,
  held: Dataset<L, R> | null,
];

function parts<L extends Label, R extends object>(
  data: Dataset<L, R>,
  { holdout }: SweepPlan,
  seed: number,
): Parts<L, R> {
  if (holdout === 0) return [data, null];
  return heldOut(data, holdout, seed);
}

interface Job<L extends Label, R extends object> {
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly parts: Parts<L, R>;
}

/** Seed by seed, so that the parts of each are made once and none is kept longer than it is needed. */
function* jobsOf<L extends Label, R extends object>(
  data: Dataset<L, R>,
  plan: SweepPlan,
): Generator<Job<L, R>> {
  for (const seed of plan.seeds) {
    const made = parts(data, plan, seed);
    for (const hidden of plan.hidden) yield { hidden, seed, parts: made };
  }
}

/** Takes the next training as soon as one has ended. */
async function runAll<L extends Label, R extends object>(
  data: Dataset<L, R>,
  plan: SweepPlan,
  reports: Reports<SweepRun<L, R>>,
  stopped: () => boolean,
): Promise<void> {
  const jobs = jobsOf(data, plan);
  const failed = new AbortController();
  const signal = plan.signal ? AbortSignal.any([plan.signal, failed.signal]) : failed.signal;
  const worker = async (): Promise<void> => {
    for (const job of jobs) {
      if (stopped()) return;
      reports.add(await runOne(job, { ...plan.options, signal }));
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.parallel }, worker));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

async function runOne<L extends Label, R extends object>(
  { hidden, seed, parts: [fit, held] }: Job<L, R>,
  options: TrainOptions,
): Promise<SweepRun<L, R>> {
  const start = clock.now();
  const model = await train(fit, { ...optionsFor(options, hidden), seed });
  const seconds = (clock.now() - start) / 1000;
  const { signal } = options;
  const fitted = await model.evaluateAsync(fit, { signal });
  const judged = held && (await model.evaluateAsync(held, { signal }));
  return { hidden, seed, model, seconds, train: fitted, validation: judged };
}

/** Network by network, seed by seed, however they ended. */
function inOrder<L extends Label, R extends object>(
  runs: readonly SweepRun<L, R>[],
  plan: SweepPlan,
): SweepRun<L, R>[] {
  return plan.hidden.flatMap((hidden) =>
    plan.seeds.flatMap((seed) => runs.filter((run) => run.hidden === hidden && run.seed === seed)),
  );
}
