// When a run's state is kept, and what it goes on from.
import { clock } from '../../base/clock.js';
import type { FloatArray } from '../../base/dtype.js';
import { DenselyError, show } from '../../base/errors.js';
import { inSlices } from '../../base/turns.js';
import type { History } from '../../model/history.js';
import type { Batches } from '../batches.js';
import type { Copies } from '../copies.js';
import type { Looks } from '../looks.js';
import type { TrainingState } from '../state.js';
import type { Costs } from '../watch.js';
import { encodeCheckpoint, type Saved } from './content.js';
import type { Identity } from './identity.js';
import type { CheckpointRule, ResumeRule } from './option.js';
import { savedStory } from './progress.js';
import { savedState, type Arrays, type Room } from './state.js';
import { CheckpointStore, readCheckpoint } from './store.js';

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

/** The checkpoints of a run, and the one that it goes on from. */
export interface Checkpoints {
  readonly saver: Saver | null;
  readonly resumed: Resumed | null;
}

/**
 * @param identity of the run
 * @throws `ERR_CHECKPOINT` for a checkpoint of other data or options, and where another run's is in the way
 */
export async function openCheckpoints(
  rule: CheckpointRule | undefined,
  resume: ResumeRule,
  identity: Identity,
): Promise<Checkpoints> {
  const from = resume === null ? rule!.path : resume;
  const saved = from === undefined ? undefined : await readCheckpoint(from);
  if (saved) checkSame(from!, saved, identity);
  else if (typeof resume === 'string')
    throw new DenselyError(
      'ERR_CHECKPOINT',
      'resume',
      `there is no file ${show(resume)} to go on from. resume: 'auto' starts afresh where there is none.`,
    );
  const resumed = saved ? resumedFrom(saved) : null;
  if (!rule) return { saver: null, resumed };
  const store = new CheckpointStore(rule, globalThis.crypto.randomUUID(), saved?.info.run);
  await store.check();
  return { saver: new Saver(rule, store, identity), resumed };
}

const parts: Readonly<Record<keyof Identity, string>> = {
  options: 'options that differ from these',
  data: 'other data to learn from',
  held: 'other data to look at',
  start: 'another start (seed, initializer or network)',
};

function checkSame(path: string, { info }: Saved, identity: Identity): void {
  const there = JSON.parse(info.identity) as Identity;
  for (const [part, words] of Object.entries(parts) as [keyof Identity, string][]) {
    if (there[part] === identity[part]) continue;
    throw new DenselyError(
      'ERR_CHECKPOINT',
      'resume',
      `${show(path)} is the checkpoint of a training with ${words}. Go on with what it was begun with, or begin afresh at another path; start: model takes a model on with other data and options.`,
    );
  }
}

function resumedFrom({ info, arrays }: Saved): Resumed {
  return { place: JSON.parse(info.state) as Place, arrays };
}

/** Keeps a run's state now and then. */
export class Saver {
  readonly #rule: CheckpointRule;
  readonly #store: CheckpointStore;
  readonly #identity: Identity;
  readonly #room: Room = new Map();
  #last = clock.now();
  #step = -1;
  /** The best parameters that are being written: nobody else may have their memory until that is done. */
  #best: FloatArray | undefined;

  constructor(rule: CheckpointRule, store: CheckpointStore, identity: Identity) {
    this.#rule = rule;
    this.#store = store;
    this.#identity = identity;
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
    const { place, state, costs, looks, copies } = kept;
    if (place.step === this.#step && place.ended === null) return;
    // The room is free, and what went wrong is told.
    await this.#store.done();
    const best = looks.best?.parameters;
    if (best) copies.hold(best);
    if (this.#best) copies.letGo(this.#best);
    this.#best = best;
    const numbers = await inSlices(savedState(state, best, this.#room), signal);
    const arrays = new Map([...numbers, ...savedStory(costs, looks)]);
    const info = {
      run: this.#store.run,
      identity: JSON.stringify(this.#identity),
      state: JSON.stringify(place),
      note: this.#rule.note,
    };
    await this.#store.write(await inSlices(encodeCheckpoint({ info, arrays }), signal));
    this.#last = clock.now();
    this.#step = place.step;
  }

  /** Settles when what was begun is on the disk. */
  done(): Promise<void> {
    return this.#store.done();
  }
}
