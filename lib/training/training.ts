import type { Label } from '../data/targets.js';
import type { Model } from '../model/model.js';
import type { Progress } from './options.js';

/**
 * A training under way: a promise of its Model that is also an async iterator of its reports.
 * Every loop sees all reports from the first; leaving a loop is {@link Training.stop}.
 */
export interface Training<L extends Label = Label>
  extends Promise<Model<L>>, AsyncIterable<Progress> {
  /** Ends the run after its current step; it resolves with the model as it stands. */
  stop(): void;
}

/** What a run tells its observers. */
export class Reports {
  readonly all: Progress[] = [];
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

  add(progress: Progress): void {
    this.all.push(progress);
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
  async *read(left: () => void): AsyncGenerator<Progress, void, undefined> {
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

/** A {@link Training}; `then` and its kin give plain promises. */
export class TrainingPromise<L extends Label> extends Promise<Model<L>> implements Training<L> {
  readonly #reports: Reports;
  readonly #stop: () => void;

  constructor(executor: Executor<Model<L>>, reports: Reports, stop: () => void) {
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

  [Symbol.asyncIterator](): AsyncGenerator<Progress, void, undefined> {
    // Who iterates is told of a failure by the loop and owes no await.
    this.catch(() => {});
    return this.#reports.read(this.#stop);
  }
}
