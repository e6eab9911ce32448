import { nothingMore, oneOf } from '../base/checks.js';
import { printable } from '../base/printed.js';
import { refuseCopies, refuseJson } from '../base/uncopied.js';
import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import type { Progress } from './options.js';
import { Reports } from './reports.js';
import type { Wanted } from './shown.js';

/**
 * A training under way: a promise of its Model that is also an async iterator of its reports.
 *
 * Every loop sees all reports from the first; leaving a loop is {@link Training.stop}. What a loop shows
 * is what it keeps: from its first step on it holds the training while it is more than two reports
 * behind. Awaiting the training inside of the loop lets it run on until the loop's next step. A loop
 * that begins late, behind more reports than that, does not hold: leaving it among the old reports gives
 * the oldest model that is still kept.
 *
 * @example
 * import { datasets, train, type Training } from 'densely';
 *
 * const run: Training<0 | 1> = train(datasets.moons(), { epochs: 100_000, reportEvery: 1 });
 * for await (const { epoch } of run) if (epoch === 9) break; // leaving the loop is run.stop()
 * const { history } = await run; // the model of epoch 9, on every machine
 * console.log(history.ended, history.epoch.at(-1)); // stopped 9
 */
export interface Training<L extends Label = Label, R extends object = object>
  extends Promise<Model<L, R>>, AsyncIterable<Progress> {
  /**
   * Ends the run after its current step; it resolves with the model of the last report that a loop has
   * seen; without a loop of the last report; before the first report of the last step. With a validation
   * it is the best look up to there; of a preset the linear model during the folds, then the mixture.
   */
  stop(): void;
  /**
   * The model of the last report that a loop has seen, without a loop of the last report, while the
   * training goes on; before the first report it waits for that. After the end: what the training
   * resolved with.
   * @param wanted with a validation `'best'`, the default, is the best look up to that report, `'last'` the
   * parameters at it; without one both are these
   * @throws (rejects) as the training does
   *
   * @example
   * import { datasets, train } from 'densely';
   *
   * const data = datasets.moons();
   * const run = train(data, { epochs: 300, reportEvery: 100, seed: 1 });
   * for await (const { epoch } of run) {
   *   const { accuracy } = (await run.snapshot()).evaluate(data);
   *   console.log(epoch, (accuracy ?? 0) > 0.5);
   * }
   * // 0 true
   * // 100 true
   * // 200 true
   * // 299 true
   */
  snapshot(wanted?: 'best' | 'last'): Promise<Model<L, R>>;
}

type Executor<T> = ConstructorParameters<typeof Promise<T>>[0];

/** What observers can ask of the work behind a {@link ReportingPromise}. */
export interface Observed<T, R> {
  /** What the work is called. */
  readonly name: string;
  /** A report in a few words. */
  readonly told: (report: R) => string;
  readonly reports: Reports<R>;
  readonly stop: () => void;
  /** Undefined where there is only the result. */
  readonly snapshot?: (wanted: Wanted) => Promise<T | undefined>;
}

const INSTEAD = 'it is a promise, so await it; of a Model that it gives keep model.toBytes()';

/** A promise that reports on its way; `then` and its kin give plain promises. */
class ReportingPromise<T, R> extends Promise<T> implements AsyncIterable<R> {
  readonly #work: Observed<T, R>;

  constructor(executor: Executor<T>, work: Observed<T, R>) {
    super(executor);
    this.#work = work;
    refuseCopies(this, work.name, INSTEAD);
  }

  static {
    printable(this.prototype);
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Whoever awaits the work in the body of a loop would wait for himself. */
  // oxlint-disable-next-line unicorn/no-thenable -- a promise has it already
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#work.reports.lift();
    return super.then(onFulfilled, onRejected);
  }

  stop(): void {
    this.#work.stop();
  }

  async snapshot(wanted: Wanted = 'best'): Promise<T> {
    nothingMore('snapshot()', arguments, 1);
    const of = oneOf('wanted', wanted, ['best', 'last']);
    const snapshot = await this.#work.snapshot?.(of);
    return snapshot === undefined ? await this : snapshot;
  }

  toJSON(key?: string): string {
    return refuseJson(this, key, this.#work.name, INSTEAD);
  }

  override toString(): string {
    if (!(#work in this)) return Object.prototype.toString.call(this);
    const { name, told, reports } = this.#work;
    const last = reports.all.at(-1);
    const latest = last === undefined ? '' : `, the last: ${told(last)}`;
    return `${name}, ${reports.state}; reports: ${reports.all.length}${latest}`;
  }

  [Symbol.asyncIterator](): AsyncGenerator<R, void, undefined> {
    // Who iterates is told of a failure by the loop and owes no await.
    super.then(undefined, () => {});
    return this.#work.reports.read(this.#work.stop);
  }
}

/** Starts work at once; what it adds to the reports is told, then its end or its failure. */
export function reporting<T, R>(
  work: (reports: Reports<R>) => Promise<T>,
  ask: Omit<Observed<T, R>, 'reports'>,
): ReportingPromise<T, R> {
  const reports = new Reports<R>();
  return new ReportingPromise<T, R>(
    (resolve, reject) => {
      work(reports).then(
        (result) => {
          reports.end();
          resolve(result);
        },
        (error: unknown) => {
          reports.end({ error });
          reject(error);
        },
      );
    },
    { reports, ...ask },
  );
}
