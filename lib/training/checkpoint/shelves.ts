// The checkpoints of a training: one run's, or those of several runs in one file, each by its name.
import type { FloatArray } from '../../base/dtype.js';
import { DenselyError, show } from '../../base/errors.js';
import { inSlices } from '../../base/turns.js';
import { encodeCheckpoint, type Saved } from './content.js';
import type { Identity } from './identity.js';
import type { CheckpointRule, ResumeRule } from './option.js';
import type { Progress } from '../options.js';
import { Saver, type Place, type Resumed, type Shelf } from './saver.js';
import type { Arrays } from './state.js';
import { CheckpointStore, readCheckpoint } from './store.js';

/** What a run goes on from, and where its state is kept. */
export interface Checkpoints {
  readonly saver: Saver | null;
  readonly resumed: Resumed | null;
}

/** Opens the checkpoints of a run with this identity, which takes time to make. */
export type Opening = (identity: () => Promise<Identity>) => Promise<Checkpoints>;

/** What is said of checkpoints. */
interface Said {
  readonly checkpoint: CheckpointRule | undefined;
  readonly resume: ResumeRule;
}

export const NO_CHECKPOINTS: Checkpoints = { saver: null, resumed: null };

/** The checkpoints of a training that is one run; null: there are none. */
export function openingFor({ checkpoint, resume }: Said): Opening | null {
  if (checkpoint === undefined && resume === undefined) return null;
  return async (identity) =>
    (await openShelves({ checkpoint, resume }, await identity())).checkpoints('');
}

/**
 * @param identity of the training
 * @throws `ERR_CHECKPOINT` for a checkpoint of other data or options, and where another training's is in the way
 */
export async function openShelves(
  { checkpoint: rule, resume }: Said,
  identity: Identity,
): Promise<Shelves> {
  const from = resume === null ? rule!.path : resume;
  const saved = from === undefined ? undefined : await readCheckpoint(from);
  if (saved) checkSame(from!, saved, identity);
  else if (typeof resume === 'string')
    throw new DenselyError(
      'ERR_CHECKPOINT',
      'resume',
      `there is no file ${show(resume)} to go on from. resume: 'auto' starts afresh where there is none.`,
    );
  const places = saved ? placesIn(saved) : new Map<string, Place>();
  const store = rule && new CheckpointStore(rule, globalThis.crypto.randomUUID(), saved?.info.run);
  await store?.check();
  // Who has ended writes nothing.
  if (!places.get('')?.ended) await store?.tryWriting();
  return new Shelves({ rule, store, identity, places, arrays: saved?.arrays ?? new Map() });
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

/** Of the one run, which has no name, or of each. */
function placesIn({ info }: Saved): Map<string, Place> {
  const state = JSON.parse(info.state) as Place | Record<string, Place>;
  return 'step' in state ? new Map([['', state as Place]]) : new Map(Object.entries(state));
}

/** All that shelves stand on. */
interface Ground {
  readonly rule: CheckpointRule | undefined;
  readonly store: CheckpointStore | undefined;
  readonly identity: Identity;
  /** What is gone on from: of each run its place, and the numbers of all. */
  readonly places: ReadonlyMap<string, Place>;
  readonly arrays: Arrays;
}

/** What is kept of a run. */
interface Stored {
  readonly place: Place;
  readonly arrays: Arrays;
}

/** What else is kept of one of several runs. */
export interface More {
  readonly arrays?: Arrays;
  readonly waiting?: readonly Progress[];
}

/** The one file that runs keep their states in. */
export class Shelves {
  readonly #ground: Ground;
  readonly #stored = new Map<string, Stored>();
  /** Who writes, and all who wait for it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(ground: Ground) {
    this.#ground = ground;
    // What one run writes keeps what the others have.
    for (const name of ground.places.keys()) this.#stored.set(name, this.resumed(name)!);
  }

  /** The training's name, where it goes on. */
  get id(): string | undefined {
    return this.#ground.places.values().next().value?.id;
  }

  /** What a run of this name goes on from. */
  resumed(name: string): Resumed | null {
    const { places, arrays } = this.#ground;
    const place = places.get(name);
    if (place === undefined) return null;
    const own = [...arrays].flatMap(([key, array]) => {
      return key.startsWith(before(name)) ? [[key.slice(before(name).length), array] as const] : [];
    });
    return { place, arrays: new Map(own) };
  }

  /** Those of a run. */
  checkpoints(name: string, more?: () => More): Checkpoints {
    const { rule, store } = this.#ground;
    const saver = rule && store ? new Saver(rule, this.#shelf(name, store, more)) : null;
    return { saver, resumed: this.resumed(name) };
  }

  #shelf(name: string, store: CheckpointStore, more?: () => More): Shelf {
    return {
      alone: (work) => this.#alone(store, work),
      write: (place, arrays) => {
        const { waiting, arrays: others = [] } = more?.() ?? {};
        const all = new Map([...arrays, ...others]);
        this.#stored.set(name, { place: { ...place, waiting }, arrays: all });
        return this.#write(store);
      },
      done: async () => {
        await this.#turn;
        await store.done();
      },
    };
  }

  #alone(store: CheckpointStore, work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(async () => {
      await store.done();
      await work();
    });
    // Whoever waits next is not told of it: it is thrown here.
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #write(store: CheckpointStore): Promise<void> {
    const { rule, identity } = this.#ground;
    const whole = this.#stored.get('')?.place;
    const places = Object.fromEntries([...this.#stored].map(([name, { place }]) => [name, place]));
    const arrays = [...this.#stored].flatMap(([name, { arrays }]) =>
      Array.from(arrays, ([key, array]): [string, FloatArray] => [before(name) + key, array]),
    );
    const info = {
      run: store.run,
      identity: JSON.stringify(identity),
      state: JSON.stringify(whole ?? places),
      note: rule!.note,
    };
    await store.write(await inSlices(encodeCheckpoint({ info, arrays: new Map(arrays) })));
  }
}

/** What stands before the names of a run's numbers. */
function before(name: string): string {
  return name === '' ? '' : `${name}.`;
}
