import { roundTo } from '../base/dtype.js';
import type { RandomState } from '../base/random.js';
import { COUNT_COST, EMIT_COST } from '../backend/abi.js';
import { optimizerTable } from '../network/optimizers.js';
import type { RunOptions } from './options.js';

/** Steps, as a chunk takes them. */
export interface Steps {
  readonly flags: Uint8Array;
  readonly scalars: Float64Array;
  readonly ends: Uint32Array | null;
  readonly order: Uint32Array | null;
}

/**
 * Deals out the steps of a run one behind another: which examples, which rates, which costs. It
 * looks at step numbers alone, so the way a run is cut into chunks changes nothing.
 */
export class Schedule {
  /** Steps of an epoch. */
  readonly perEpoch: number;
  readonly #options: RunOptions;
  readonly #m: number;
  readonly #random: RandomState;
  readonly #scalars: (learningRate: number) => readonly number[];
  #step = 0;
  #order: Uint32Array = new Uint32Array(0);

  /** @param random the run's stream, after the starting parameters were drawn */
  constructor(options: RunOptions, m: number, random: RandomState) {
    this.#options = options;
    this.#m = m;
    this.#random = random;
    this.#scalars = optimizerTable[options.optimizer].scalars();
    this.perEpoch = Math.ceil(m / options.batchSize);
  }

  get fullBatch(): boolean {
    return this.perEpoch === 1;
  }

  /** Steps not dealt out yet. */
  get left(): number {
    return this.#options.epochs * this.perEpoch - this.#step;
  }

  /** Is the epoch's cost recorded? Full batch: where it is reported; mini-batches: always. */
  recorded(epoch: number): boolean {
    return !this.fullBatch || this.reported(epoch);
  }

  reported(epoch: number): boolean {
    return epoch % this.#options.reportEvery === 0 || epoch === this.#options.epochs - 1;
  }

  /** The next `count` steps. */
  next(count: number): Steps {
    const { learningRate, spec } = this.#options;
    const flags = new Uint8Array(count);
    const scalars: number[] = [];
    const ends = this.fullBatch ? null : new Uint32Array(count + 1);
    const batches: Uint32Array[] = [];
    for (let i = 0; i < count; i++, this.#step++) {
      flags[i] = this.#flags();
      for (const s of this.#scalars(learningRate)) scalars.push(roundTo(spec.dtype, s));
      if (ends === null) continue;
      const batch = this.#batch();
      ends[i + 1] = ends[i]! + batch.length;
      batches.push(batch);
    }
    return {
      flags,
      scalars: Float64Array.from(scalars),
      ends,
      order: ends && joined(batches, ends[count]!),
    };
  }

  #flags(): number {
    const epoch = Math.floor(this.#step / this.perEpoch);
    if (!this.recorded(epoch)) return 0;
    return (this.#step + 1) % this.perEpoch === 0 ? COUNT_COST | EMIT_COST : COUNT_COST;
  }

  /** The step's examples: each epoch has an order of its own. */
  #batch(): Uint32Array {
    const { batchSize } = this.#options;
    const inEpoch = this.#step % this.perEpoch;
    if (inEpoch === 0) this.#order = this.#random.permutation(this.#m);
    return this.#order.subarray(inEpoch * batchSize, (inEpoch + 1) * batchSize);
  }
}

function joined(parts: readonly Uint32Array[], length: number): Uint32Array {
  const out = new Uint32Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
