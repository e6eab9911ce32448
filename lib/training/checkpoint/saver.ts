// When a run's state is kept.
import { clock } from '../../base/clock.js';
import type { FloatArray } from '../../base/dtype.js';
import { inSlices } from '../../base/turns.js';
import type { History } from '../../model/history.js';
import type { Batches } from '../batches.js';
import type { Copies } from '../copies.js';
import type { Progress } from '../options.js';
import type { Looks } from '../looks.js';
import type { TrainingState } from '../state.js';
import type { Costs } from '../watch.js';
import type { CheckpointRule } from './option.js';
import { savedStory } from './progress.js';
import { savedState, type Arrays, type Room } from './state.js';

/** What a checkpoint holds beside large numbers. */
export interface Place {
  /** The training's name. */
  readonly id: string;
  readonly step: number;
  readonly skipped: number;
  /** The last one whose cost was told. */
  readonly epoch: number;
  readonly seconds: number;
  /** Learning rate of the last step, and what looks have made of it. */
  readonly rate: number;
  readonly factor: number;
  /** Of a run that has come to its end. */
  readonly ended: History['ended'] | null;
  /** Of one of several runs: reports that nobody was told yet. */
  readonly waiting?: readonly Progress[] | undefined;
}

/** What a run goes on from. */
export interface Resumed {
  readonly place: Place;
  readonly arrays: Arrays;
}

/** All that a checkpoint is made of. */
export interface Kept {
  readonly place: Place;
  readonly state: TrainingState;
  readonly costs: Costs;
  readonly looks: Looks;
  readonly copies: Copies;
}

/** Where a run's state is kept. */
export interface Shelf {
  /**
   * Does `work` when nobody else writes, and what was written before is on the disk: memory of it is free then.
   * @throws what went wrong before
   */
  alone(work: () => Promise<void>): Promise<void>;
  /** Begins to write; within `alone`. */
  write(place: Place, arrays: Map<string, FloatArray>): Promise<void>;
  /** Settles when what was begun is on the disk. */
  done(): Promise<void>;
}

/** Keeps a run's state now and then. */
export class Saver {
  readonly #rule: CheckpointRule;
  readonly #shelf: Shelf;
  readonly #room: Room = new Map();
  #last = clock.now();
  #step = -1;
  /** The best parameters that are being written: nobody else may have their memory until that is done. */
  #best: FloatArray | undefined;

  constructor(rule: CheckpointRule, shelf: Shelf) {
    this.#rule = rule;
    this.#shelf = shelf;
  }

  /** The next step after which it wants to keep the state: chunks end there. */
  due(step: number, { perEpoch }: Batches): number {
    const each = this.#rule.everyEpochs * perEpoch;
    return (Math.floor(step / each) + 1) * each;
  }

  isDue(step: number, { perEpoch }: Batches): boolean {
    const each = this.#rule.everyEpochs * perEpoch;
    if (each < Infinity && step % each === 0) return true;
    return (clock.now() - this.#last) / 1000 >= this.#rule.everySeconds;
  }

  /** Copies the state, and begins to write it; the run may go on then. */
  async save(kept: Kept, signal: AbortSignal | undefined): Promise<void> {
    const { place } = kept;
    if (place.step === this.#step && place.ended === null) return;
    await this.#shelf.alone(() => this.#write(kept, signal));
    this.#last = clock.now();
    this.#step = place.step;
  }

  async #write(
    { place, state, costs, looks, copies }: Kept,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const best = looks.best?.parameters;
    if (best) copies.hold(best);
    if (this.#best) copies.letGo(this.#best);
    this.#best = best;
    const numbers = await inSlices(savedState(state, best, this.#room), signal);
    await this.#shelf.write(place, new Map([...numbers, ...savedStory(costs, looks)]));
  }

  /** Settles when what was begun is on the disk. */
  done(): Promise<void> {
    return this.#shelf.done();
  }
}
