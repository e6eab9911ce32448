// A run's checkpoints: what it goes on from, and what it leaves for another process.
import type { Slices } from '../../base/slices.js';
import { inSlices } from '../../base/turns.js';
import type { Label } from '../../data/targets.js';
import type { History } from '../../model/history.js';
import type { Batches } from '../batches.js';
import type { Ledger } from '../ledger.js';
import type { RunOptions } from '../option-table.js';
import type { Examples } from '../prepared.js';
import type { TrainingState } from '../state.js';
import type { StepNumbers } from '../step-numbers.js';
import type { Looker } from '../validation.js';
import { hashOf, identityOf, type Identity } from './identity.js';
import { retellStory } from './progress.js';
import type { Resumed, Saver } from './saver.js';
import type { Opening } from './shelves.js';
import { restoreState } from './state.js';

/** Of a run, whatever a checkpoint has to do with. */
interface Parts<L extends Label> {
  readonly options: RunOptions;
  readonly examples: Examples;
  readonly validation: Looker | null;
  readonly batches: Batches;
  readonly numbers: StepNumbers;
  readonly ledger: Ledger<L>;
  /** null: nothing is kept. */
  readonly opening: Opening | null;
  /** The training's name, where it has one. */
  readonly id?: string | undefined;
}

/** Where a run begins. */
export interface Beginning {
  readonly state: TrainingState;
  /** How it had ended already. */
  readonly ended: History['ended'] | null;
  /** Does it go on from a checkpoint? */
  readonly isResumed: boolean;
  /** The training's name, the same in every process that works on it. */
  readonly id: string;
}

/** Keeps a run's state. */
export class Keeper<L extends Label> {
  readonly #parts: Parts<L>;
  #saver: Saver | null = null;
  #id: string;

  constructor(parts: Parts<L>) {
    this.#parts = parts;
    this.#id = parts.id ?? globalThis.crypto.randomUUID();
  }

  get isOpen(): boolean {
    return this.#saver !== null;
  }

  /**
   * @param state with its starting parameters
   * @throws `ERR_CHECKPOINT` for a checkpoint of another training, or one that is in the way
   */
  async begin(state: TrainingState): Promise<Beginning> {
    const { opening, options } = this.#parts;
    if (opening === null) return { state, ended: null, isResumed: false, id: this.#id };
    const identity = (): Promise<Identity> => inSlices(this.#identity(state), options.signal);
    const { saver, resumed } = await opening(identity);
    this.#saver = saver;
    if (!resumed) return { state, ended: null, isResumed: false, id: this.#id };
    this.#id = resumed.place.id;
    // What has ended stays as it is.
    if (resumed.place.ended !== null) this.#saver = null;
    return this.#resume(state, resumed);
  }

  *#identity({ parameters }: TrainingState): Slices<Identity> {
    const { options, examples, validation } = this.#parts;
    const start = yield* hashOf([parameters]);
    const { x, y, weights } = examples;
    return yield* identityOf(options, start, [x, y, weights], validation?.data ?? []);
  }

  async #resume(state: TrainingState, { place, arrays }: Resumed): Promise<Beginning> {
    const { options, numbers, ledger, batches } = this.#parts;
    const { step, skipped, epoch, seconds, factor, rate, ended } = place;
    numbers.resume(step, rate, factor);
    const restored = await inSlices(restoreState(state, arrays, { step, skipped }), options.signal);
    ledger.epoch = epoch;
    const isLate = retellStory(arrays, { ...ledger, batches });
    ledger.pulse.resume(step, seconds);
    // It may have been left between its last look and its end.
    const over = ended ?? (isLate ? 'patience' : null);
    return { state: { ...restored, factor }, ended: over, isResumed: true, id: this.#id };
  }

  /** The next step after which the state is to be kept. */
  due(step: number): number {
    return this.#saver?.due(step, this.#parts.batches) ?? Infinity;
  }

  /** Keeps the state where it is time to. */
  async look(state: TrainingState): Promise<void> {
    if (this.#saver?.isDue(state.step, this.#parts.batches)) await this.#keep(state, null);
  }

  /** A run that was cut goes on from here; one that has ended gives its model again. */
  async end(state: TrainingState, ended: History['ended']): Promise<void> {
    if (!this.#saver) return;
    await this.#keep(state, ended === 'epochs' || ended === 'patience' ? ended : null);
    await this.#saver.done();
  }

  /** Nothing is written any more when this ends: whoever goes on from here may begin. */
  async leave(): Promise<void> {
    await this.#saver?.done().catch(() => {});
  }

  async #keep(state: TrainingState, ended: History['ended'] | null): Promise<void> {
    const { options, numbers, ledger } = this.#parts;
    const { costs, looks, copies, epoch, pulse } = ledger;
    const { step, skipped, factor } = state;
    const place = {
      id: this.#id,
      step,
      skipped,
      epoch,
      seconds: pulse.seconds,
      rate: numbers.rateAt(step - 1),
      factor,
      ended,
    };
    await this.#saver!.save({ place, state, costs, looks, copies }, options.signal);
  }
}
