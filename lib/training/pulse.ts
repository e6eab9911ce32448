import { clock } from '../base/clock.js';
import type { Batches } from './batches.js';
import type { Progress } from './options.js';

/** How long a run takes, and how long it will. */
export class Pulse {
  readonly #batches: Batches;
  #begun = clock.now();
  /** Steps that others had done. */
  #first = 0;
  /** Seconds that these took. */
  #before = 0;

  constructor(batches: Batches) {
    this.#batches = batches;
  }

  /** Goes on behind steps that took so long. */
  resume(step: number, seconds: number): void {
    this.#begun = clock.now();
    this.#first = step;
    this.#before = seconds;
  }

  get #here(): number {
    const seconds = (clock.now() - this.#begun) / 1000;
    // A clock may go back, or tell no time.
    return seconds > 0 ? seconds : 0;
  }

  /** Since the training began. */
  get seconds(): number {
    return this.#before + this.#here;
  }

  at(step: number): Pick<Progress, 'seconds' | 'secondsLeft' | 'examplesPerSecond'> {
    const here = this.#here;
    const { steps } = this.#batches;
    const perStep = here / Math.max(1, step - this.#first);
    const examples = this.#batches.examples(step) - this.#batches.examples(this.#first);
    return {
      seconds: this.#before + here,
      secondsLeft: perStep * (steps - step),
      examplesPerSecond: here > 0 ? examples / here : 0,
    };
  }
}
