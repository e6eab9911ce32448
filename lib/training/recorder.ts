import { Rises } from '../base/rises.js';
import type { History } from '../model/model.js';

/** Recorded costs that must rise one behind another before mini-batches are warned of. */
const RISES_OF_BATCHES = 5;

/** The recorded costs of a run, and what they say. Looks at recorded costs alone. */
export class Recorder {
  readonly epochs: number[] = [];
  readonly costs: number[] = [];
  readonly warnings: string[] = [];
  readonly #rises: Rises;

  constructor(fullBatch: boolean, learningRate: number) {
    this.#rises = new Rises('epoch', fullBatch ? 1 : RISES_OF_BATCHES, learningRate);
  }

  /** Adds a finite cost. */
  add(epoch: number, cost: number): void {
    this.epochs.push(epoch);
    this.costs.push(cost);
    const warning = this.#rises.add(epoch, cost);
    if (warning !== undefined) this.warnings.push(warning);
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
