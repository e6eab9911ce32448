import type { History } from '../model/model.js';

/** Recorded costs that must rise one behind another before mini-batches are warned of. */
const RISES_OF_BATCHES = 5;

/** A smaller rise, relative to the last cost or to the first, is rounding. */
const RISE = 1e-6;

/** The recorded costs of a run, and what they say. Looks at recorded costs alone. */
export class Recorder {
  readonly epochs: number[] = [];
  readonly costs: number[] = [];
  readonly warnings: string[] = [];
  readonly #patience: number;
  readonly #learningRate: number;
  #rises = 0;

  constructor(fullBatch: boolean, learningRate: number) {
    this.#patience = fullBatch ? 1 : RISES_OF_BATCHES;
    this.#learningRate = learningRate;
  }

  /** Adds a finite cost. */
  add(epoch: number, cost: number): void {
    const last = this.costs.at(-1);
    const floor = last === undefined ? Infinity : Math.max(last, this.costs[0]! * RISE);
    this.#rises = cost > floor * (1 + RISE) ? this.#rises + 1 : 0;
    this.epochs.push(epoch);
    this.costs.push(cost);
    if (this.#rises >= this.#patience && this.warnings.length === 0) this.#warn();
  }

  #warn(): void {
    const from = this.costs.length - 1 - this.#rises;
    const [before, now] = [this.costs[from]!, this.costs.at(-1)!];
    this.warnings.push(
      `cost rose from ${before.toPrecision(6)} at epoch ${this.epochs[from]} to ${now.toPrecision(6)} ` +
        `at epoch ${this.epochs.at(-1)}: lower learningRate from ${this.#learningRate}`,
    );
  }

  history(ended: History['ended']): History {
    return {
      epoch: Float64Array.from(this.epochs),
      cost: Float64Array.from(this.costs),
      ended,
      warnings: [...this.warnings],
    };
  }
}
