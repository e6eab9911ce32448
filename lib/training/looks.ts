// What a run saw of held-out examples, which look was the best, and whether there is any more to hope for.
import type { FloatArray } from '../base/dtype.js';
import type { Copies } from './copies.js';

/** The best look so far. */
export interface Best {
  /** After whose last step it was; −1: before the first step. */
  readonly epoch: number;
  readonly value: number;
  /** The parameters that it looked at. */
  readonly parameters: FloatArray;
}

/** How looks are judged. */
export interface Judgement {
  readonly minimize: boolean;
  /** Looks without an improvement after which the run ends. */
  readonly patience: number;
  /** A smaller improvement is none. */
  readonly minDelta: number;
}

/** What patience goes by: the value at its last reset, and the looks since. */
interface Waiting {
  readonly reference: number;
  readonly looks: number;
}

/** Looks in their order. */
export class Looks {
  readonly #judgement: Judgement;
  readonly #copies: Copies;
  readonly #epochs: number[] = [];
  /** Of each look the figures of each set, the watched value first. */
  readonly #figures: (readonly number[])[] = [];
  #best: Best | undefined;
  #waiting: Waiting = { reference: NaN, looks: 0 };

  constructor(judgement: Judgement, copies: Copies) {
    this.#judgement = judgement;
    this.#copies = copies;
  }

  get count(): number {
    return this.#epochs.length;
  }

  get best(): Best | undefined {
    return this.#best;
  }

  /** Looks until the first, counted from 1, at which it may be time to end. */
  get left(): number {
    return Math.max(1, this.#judgement.patience - this.#waiting.looks);
  }

  /** Epochs and figures of all looks. */
  get all(): {
    readonly epochs: readonly number[];
    readonly figures: readonly (readonly number[])[];
  } {
    return { epochs: this.#epochs, figures: this.#figures };
  }

  /** Of the last look. */
  get last(): readonly number[] | undefined {
    return this.#figures.at(-1);
  }

  /**
   * Takes a look in; true when it is time to end.
   * @param figures the watched value first
   * @param parameters a copy that it looked at
   */
  add(epoch: number, figures: readonly number[], parameters: FloatArray): boolean {
    this.#epochs.push(epoch);
    this.#figures.push(figures);
    const value = figures[0]!;
    if (this.#isBest(value)) {
      this.#copies.hold(parameters);
      if (this.#best) this.#copies.letGo(this.#best.parameters);
      this.#best = { epoch, value, parameters };
    }
    return this.#isLate(value);
  }

  /** Of equal values the later one is the best; what is no number never is. */
  #isBest(value: number): boolean {
    if (Number.isNaN(value)) return false;
    if (this.#best === undefined) return true;
    return this.#judgement.minimize ? value <= this.#best.value : value >= this.#best.value;
  }

  #isLate(value: number): boolean {
    const { minimize, minDelta, patience } = this.#judgement;
    const { reference, looks } = this.#waiting;
    const gain = minimize ? reference - value : value - reference;
    const isBetter = Number.isNaN(reference) ? !Number.isNaN(value) : gain > minDelta;
    this.#waiting = isBetter ? { reference: value, looks: 0 } : { reference, looks: looks + 1 };
    return this.#waiting.looks >= patience;
  }
}
