import { nothingMore } from '../base/checks.js';
import { clock } from '../base/clock.js';
import { scoreText } from '../base/printed.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { readTrainOptions } from '../training/option-table.js';
import type { TrainOptions } from '../training/options.js';
import type { Reports } from '../training/reports.js';
import { train } from '../training/train.js';
import { reporting } from '../training/training.js';
import { heldOut } from './held-out.js';
import { search } from './search.js';
import type { SearchOptions } from './search-options.js';
import type { SearchResult, SearchTrial } from './search-result.js';
import { sideBySide } from '../base/side-by-side.js';
import { readSaid, readSweepOptions, type SweepOptions, type SweepPlan } from './sweep-options.js';
import { judge, type SweepResult, type SweepRun } from './verdict.js';

/**
 * A sweep under way: a promise of its result that is also an async iterator of its runs, seed by seed.
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
 * A search under way: a promise of its result that is also an async iterator of its trials, in their order.
 *
 * @example
 * import { datasets, type Search, sweep } from 'densely';
 *
 * const grid = { learningRate: [0.001, 0.01] };
 * const run: Search<0 | 1> = sweep(datasets.moons(), { grid, epochs: 20 });
 * for await (const { trial, scores } of run) console.log(trial, scores.length);
 * // 0 1
 * // 1 1
 */
export interface Search<L extends Label = Label, R extends object = object>
  extends Promise<SearchResult<L, R>>, AsyncIterable<SearchTrial> {
  /** Ends it after the trials under way; it resolves with what there is. */
  stop(): void;
}

/**
 * Compares trainings by what they were not trained on. With `grid` it tries values of any options of `train`, every
 * combination or draws of them, and gives the best; with `hidden` it trains networks of several hidden sizes, each
 * with several seeds, and tells which are too small and too large. A training has one network, and holds out nothing
 * of its own unless `validation` is named: that is taken from what it learns from.
 *
 * @returns a promise of the trials, or of all runs, their table (`String(result)`) and the best; also an async
 * iterator of them, in their order. Leaving a loop is `stop()`.
 * @throws (rejects) as `train` does, before anything is trained for wrong options; `ERR_CHECKPOINT` for the folder of
 * another search
 *
 * @example
 * import { datasets, sweep } from 'densely';
 *
 * const hidden = [1, 2, 5, 20];
 * const result = await sweep(datasets.moons(), { hidden, seeds: [0, 1, 2], epochs: 50 });
 * console.log(String(result));
 * console.log(result.best?.hidden.length); // 1
 *
 * @example
 * import { datasets, sweep } from 'densely';
 *
 * const grid = {
 *   trials: 5,
 *   seed: 1,
 *   space: { learningRate: { from: 1e-4, to: 0.1, log: true }, hidden: [[16], [16, 16]] },
 * };
 * const search = sweep(datasets.moons(), { grid, holdout: { folds: 3 }, score: 'accuracy', epochs: 30 });
 * const { best, refit } = await search;
 * const model = await refit();
 * console.log(best?.scores.length, model.classes); // 3 [ 0, 1 ]
 */
export function sweep<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options: SearchOptions,
): Search<L, R>;
export function sweep<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options: SweepOptions,
): Sweep<L, R>;
export function sweep<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options: SearchOptions | SweepOptions,
): Search<L, R> | Sweep<L, R> {
  let stopped = false;
  return reporting(
    async (reports: Reports<unknown>) => {
      nothingMore('sweep()', arguments, 2);
      checkDataset(data);
      const said = readSaid(options);
      const compare = said.grid === undefined ? compared : search;
      return compare<L, R>(data, said, reports as Reports<never>, () => stopped);
    },
    {
      name: 'Sweep',
      told: (report) => toldOf(report as SearchTrial | SweepRun),
      stop: () => void (stopped = true),
    },
  ) as Search<L, R> | Sweep<L, R>;
}

function toldOf(report: SearchTrial | SweepRun): string {
  if ('trial' in report) return `trial ${report.trial}, score ${scoreText(report.score.mean)}`;
  return `hidden ${report.hidden.join(', ')}; seed ${report.seed}`;
}

/** Several hidden sizes and seeds. */
async function compared<L extends Label, R extends object>(
  data: Dataset<L, R>,
  said: Readonly<Partial<Record<string, unknown>>>,
  reports: Reports<SweepRun<L, R>>,
  stopped: () => boolean,
): Promise<SweepResult<L, R>> {
  const plan = readSweepOptions(said);
  checkTrainings(data, plan);
  const manner = { ...plan, stopped, tell: (run: SweepRun<L, R>) => reports.add(run) };
  const runs = await sideBySide(jobsOf(data, plan), manner, (job, signal) =>
    runOne(job, { ...plan.options, signal }),
  );
  return judge(inOrder(runs, plan), plan.holdout > 0);
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
