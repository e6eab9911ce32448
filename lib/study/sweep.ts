import { flag, readOptions, seedNumber, signalOption, wholeNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { backend } from '../backend/select.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { MAX_UNITS } from '../network/spec.js';
import { readTrainOptions, TRAIN_KEYS, type TrainOptions } from '../training/options.js';
import { reporting, type Reports } from '../training/training.js';
import { train } from '../training/train.js';
import { judge, type SweepResult, type SweepRun } from './verdict.js';

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
export interface SweepOptions extends Omit<TrainOptions, 'hidden' | 'seed' | 'onProgress'> {
  /** Units of the hidden layer, or of each hidden layer, of each network to compare. */
  readonly hidden: readonly (number | readonly number[])[];
  /** Each network is trained once per seed, which also splits the data; default [0]. */
  readonly seeds?: readonly number[] | undefined;
  /** Share of the examples held out to judge by, default 0.2; 0: trained and judged on all of them. */
  readonly validation?: number | undefined;
  /** Compare with a network without hidden layer too; default true. */
  readonly baseline?: boolean | undefined;
  /** Trainings side by side, default one per core; the JavaScript backend takes turns: one. */
  readonly parallel?: number | undefined;
}

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
export interface Sweep<L extends Label = Label>
  extends Promise<SweepResult<L>>, AsyncIterable<SweepRun<L>> {
  /** Ends it after the runs under way; it resolves with what there is. */
  stop(): void;
}

interface Plan {
  readonly hidden: readonly (readonly number[])[];
  readonly seeds: readonly number[];
  readonly validation: number;
  readonly parallel: number;
  readonly signal: AbortSignal | undefined;
  readonly options: TrainOptions;
}

const KEYS = ['hidden', 'seeds', 'validation', 'baseline', 'parallel', 'signal'] as const;

/** Those of `train` that mean the same here. */
const OTHER_KEYS = TRAIN_KEYS.filter(
  (key) => key !== 'hidden' && key !== 'seed' && key !== 'onProgress' && key !== 'signal',
);

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
export function sweep<L extends Label>(data: Dataset<L>, options: SweepOptions): Sweep<L> {
  let stopped = false;
  return reporting<SweepResult<L>, SweepRun<L>>(
    async (reports) => {
      checkDataset(data);
      const plan = readPlan(data, options);
      await runAll(data, plan, reports, () => stopped);
      plan.signal?.throwIfAborted();
      return judge(inOrder(reports.all, plan), plan.validation > 0);
    },
    () => void (stopped = true),
  );
}

function readPlan(data: Dataset, options: unknown): Plan {
  const o = readOptions('options', options, [...KEYS, ...OTHER_KEYS]);
  const {
    hidden,
    seeds = [0],
    validation = 0.2,
    baseline = true,
    parallel = backend().name === 'js' ? 1 : backend().cores,
    signal,
    ...rest
  } = o;
  if (typeof validation !== 'number' || !(validation >= 0 && validation < 1))
    throw invalid('validation', validation, 'a share from 0 to below 1');
  const networks = list('hidden', hidden).map((units) =>
    Array.isArray(units) ? (units as number[]) : [units as number],
  );
  const plan = {
    hidden: flag('baseline', baseline) ? [[], ...networks.filter((n) => n.length > 0)] : networks,
    seeds: list('seeds', seeds).map((seed, i) => seedNumber(`seeds[${i}]`, seed)),
    validation,
    parallel: wholeNumber('parallel', parallel, 1, 1024),
    signal: signalOption('signal', signal),
    options: rest as TrainOptions,
  };
  const [fit] = parts(data, plan, plan.seeds[0]!);
  for (const [i, units] of networks.entries()) checkTraining(fit, plan, units, i);
  return plan;
}

function list(argument: string, value: unknown): unknown[] {
  if (Array.isArray(value) && value.length > 0) return Array.from(value as unknown[]);
  throw invalid(argument, value, 'a list of at least one number');
}

/** What `train` would refuse is refused before anything runs. */
function checkTraining(fit: Dataset, plan: Plan, hidden: readonly number[], i: number): void {
  for (const [l, units] of hidden.entries())
    wholeNumber(hidden.length > 1 ? `hidden[${i}][${l}]` : `hidden[${i}]`, units, 1, MAX_UNITS);
  readTrainOptions(fit, { ...plan.options, hidden });
}

/** What to train on and what to judge by. */
type Parts<L extends Label> = readonly [fit: Dataset<L>, held: Dataset<L> | null];

function parts<L extends Label>(data: Dataset<L>, { validation }: Plan, seed: number): Parts<L> {
  if (validation === 0) return [data, null];
  return data.split({ test: validation, seed, stratify: data.classes !== null });
}

interface Job<L extends Label> {
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly parts: Parts<L>;
}

/** Seed by seed, so that the parts of each are made once and none is kept longer than it is needed. */
function* jobsOf<L extends Label>(data: Dataset<L>, plan: Plan): Generator<Job<L>> {
  for (const seed of plan.seeds) {
    const made = parts(data, plan, seed);
    for (const hidden of plan.hidden) yield { hidden, seed, parts: made };
  }
}

/** Takes the next training as soon as one has ended. */
async function runAll<L extends Label>(
  data: Dataset<L>,
  plan: Plan,
  reports: Reports<SweepRun<L>>,
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

async function runOne<L extends Label>(
  { hidden, seed, parts: [fit, held] }: Job<L>,
  options: TrainOptions,
): Promise<SweepRun<L>> {
  const start = performance.now();
  const model = await train(fit, { ...options, hidden, seed });
  const seconds = (performance.now() - start) / 1000;
  const run = { hidden, seed, model, seconds };
  const score = (part: Dataset<L>) => model.evaluateAsync(part, { signal: options.signal });
  return { ...run, train: await score(fit), validation: held && (await score(held)) };
}

/** Network by network, seed by seed, however they ended. */
function inOrder<L extends Label>(runs: readonly SweepRun<L>[], plan: Plan): SweepRun<L>[] {
  return plan.hidden.flatMap((hidden) =>
    plan.seeds.flatMap((seed) => runs.filter((run) => run.hidden === hidden && run.seed === seed)),
  );
}
