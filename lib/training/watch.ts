import type { FloatArray } from '../base/dtype.js';
import { Rises } from '../base/rises.js';
import type { History } from '../model/history.js';

/** What a watcher sees after a step at which it is due. */
export interface Look {
  /** Steps that were done. */
  readonly step: number;
  /** A copy of the parameters after them: of their running mean where there is one. */
  readonly kept: FloatArray;
}

/** Go on, end the run, or go on with another factor of the learning rate. */
export type Verdict = 'go' | 'stop' | { readonly rate: number };

/**
 * Looks at a run after steps that the options fix, so that nothing decides at the end of a chunk: a chunk keeps what
 * is looked at, and goes on behind a look that cannot decide yet.
 */
export interface Watcher {
  /** The first number of steps above `step` after which it looks; Infinity: never again. */
  due(step: number): number;
  /** The first of its next looks that may say another thing than `'go'`, counted from 1; Infinity: none does. */
  deciding(): number;
  look(look: Look): Verdict | Promise<Verdict>;
}

/** A cost that was told. */
export interface Cost {
  readonly epoch: number;
  readonly cost: number;
}

/** Recorded costs that must rise one behind another before mini-batches are warned of. */
const RISES_OF_BATCHES = 5;

/** The costs of a run, and what the recorded ones say. */
export class Costs {
  readonly #epochs: number[] = [];
  readonly #costs: number[] = [];
  #last: Cost | undefined;
  readonly #warnings: { readonly epoch: number; readonly text: string }[] = [];
  readonly #rises: Rises;

  constructor(fullBatch: boolean, learningRate: number) {
    this.#rises = new Rises('epoch', fullBatch ? 1 : RISES_OF_BATCHES, learningRate);
  }

  /** The last recorded cost. */
  get last(): Cost | undefined {
    return this.#last;
  }

  /** Adds a finite cost; one that is not recorded is kept for the history, and says nothing. */
  add(epoch: number, cost: number, recorded: boolean): void {
    this.#epochs.push(epoch);
    this.#costs.push(cost);
    if (!recorded) return;
    this.#last = { epoch, cost };
    const text = this.#rises.add(epoch, cost);
    if (text !== undefined) this.#warnings.push({ epoch, text });
  }

  /** What happened up to an epoch. */
  upTo(last: number): Pick<History, 'epoch' | 'cost' | 'warnings'> {
    const count = this.#epochs.findLastIndex((epoch) => epoch <= last) + 1;
    return {
      epoch: Float64Array.from(this.#epochs.slice(0, count)),
      cost: Float64Array.from(this.#costs.slice(0, count)),
      warnings: this.#warnings.filter(({ epoch }) => epoch <= last).map(({ text }) => text),
    };
  }
}
