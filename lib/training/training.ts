import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import type { Progress } from './options.js';

/**
 * A training under way: a promise of its Model that is also an async iterator of its reports.
 * Every loop sees all reports from the first; leaving a loop is {@link Training.stop}.
 *
 * @example
 * import { datasets, train, type Training } from 'densely';
 *
 * const run: Training<0 | 1> = train(datasets.moons(), { epochs: 100_000, reportEvery: 1 });
 * for await (const { epoch } of run) if (epoch === 9) break; // leaving the loop is run.stop()
 * console.log((await run).history.ended); // stopped
 */
export interface Training<L extends Label = Label>
  extends Promise<Model<L>>, AsyncIterable<Progress> {
  /** Ends the run after its current step; it resolves with the model as it stands. */
  stop(): void;
}

/** What a piece of work tells its observers. */
export class Reports<R> {
  readonly all: R[] = [];
  #ended = false;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => {};
  #news: Promise<void> = Promise.resolve();

  constructor() {
    this.#arm();
  }

  get ended(): boolean {
    return this.#ended;
  }

  add(report: R): void {
    this.all.push(report);
    this.#tell();
  }

  end(failure?: { error: unknown }): void {
    this.#ended = true;
    this.#failure = failure;
    this.#tell();
  }

  #arm(): void {
    this.#news = new Promise((resolve) => (this.#wake = resolve));
  }

  #tell(): void {
    const wake = this.#wake;
    this.#arm();
    wake();
  }

  /** All reports from the first, then the end, or the failure. `left` is called when a loop is left before. */
  async *read(left: () => void): AsyncGenerator<R, void, undefined> {
    try {
      for (let i = 0; ;) {
        while (i < this.all.length) yield this.all[i++]!;
        if (this.#failure) throw this.#failure.error;
        if (this.#ended) return;
        await this.#news;
      }
    } finally {
      if (!this.#ended) left();
    }
  }
}

type Executor<T> = ConstructorParameters<typeof Promise<T>>[0];

/** A promise that reports on its way, as a {@link Training} does; `then` and its kin give plain promises. */
class ReportingPromise<T, R> extends Promise<T> implements AsyncIterable<R> {
  readonly #reports: Reports<R>;
  readonly #stop: () => void;

  constructor(executor: Executor<T>, reports: Reports<R>, stop: () => void) {
    super(executor);
    this.#reports = reports;
    this.#stop = stop;
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  stop(): void {
    this.#stop();
  }

  [Symbol.asyncIterator](): AsyncGenerator<R, void, undefined> {
    // Who iterates is told of a failure by the loop and owes no await.
    this.catch(() => {});
    return this.#reports.read(this.#stop);
  }
}

/** Starts work at once; what it adds to the reports is told, then its end or its failure. */
export function reporting<T, R>(
  work: (reports: Reports<R>) => Promise<T>,
  stop: () => void,
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
    reports,
    stop,
  );
}
