import type { FloatArray } from '../base/dtype.js';
import { COUNT_COST, EMIT_COST, TELL_COST } from '../backend/abi.js';
import type { RunOptions } from './option-table.js';
import type { TrainingState } from './state.js';

/** The examples of steps, and which costs are told, as a chunk takes them. */
export interface Steps {
  readonly flags: Uint8Array;
  readonly ends: Uint32Array | null;
  readonly order: Uint32Array | null;
}

/** Do all examples of a step weigh 0? */
export function weighsNothing(
  { ends, order }: Pick<Steps, 'ends' | 'order'>,
  weights: FloatArray,
  step: number,
): boolean {
  const batch = ends && order?.subarray(ends[step], ends[step + 1]);
  return batch ? batch.every((j) => weights[j] === 0) : weights.every((weight) => weight === 0);
}

/** The steps, where those whose examples all weigh 0 tell a cost that may be NaN: nothing diverges there. */
export function costless(steps: Steps, weights: FloatArray | null): Steps {
  if (!weights || !steps.order) return steps;
  const flags = steps.flags.map((flag, i) => (weighsNothing(steps, weights, i) ? TELL_COST : flag));
  return { ...steps, flags };
}

/** Of so many epochs of m examples. */
export function stepsOf(epochs: number, m: number, batchSize: number): number {
  return epochs * Math.ceil(m / Math.min(batchSize, m));
}

/**
 * Deals out the steps of a run one behind another: which examples, which costs. It looks at step numbers
 * alone, so the way a run is cut into chunks changes nothing.
 */
export class Batches {
  /** Steps of an epoch. */
  readonly perEpoch: number;
  /** Steps of all epochs: what schedules go by. */
  readonly planned: number;
  /** Steps of the run. */
  readonly steps: number;
  readonly #options: RunOptions;
  readonly #m: number;
  readonly #costs: 'epochs' | 'steps';

  /** @param costs of which steps the cost is told: those that end an epoch, or each */
  constructor(options: RunOptions, m: number, costs: 'epochs' | 'steps' = 'epochs') {
    this.#options = options;
    this.#m = m;
    this.#costs = costs;
    this.perEpoch = stepsOf(1, m, options.batchSize);
    this.planned = stepsOf(options.epochs, m, options.batchSize);
    this.steps = Math.min(this.planned, options.maxSteps);
  }

  get fullBatch(): boolean {
    return this.perEpoch === 1;
  }

  /** Is the epoch's cost recorded? Full batch: where it is reported; mini-batches: always. */
  recorded(epoch: number): boolean {
    return !this.fullBatch || this.reported(epoch);
  }

  /** Is the epoch's cost told: recorded, or kept for the history alone? */
  told(epoch: number): boolean {
    return this.#options.history === 'every' || this.recorded(epoch);
  }

  reported(epoch: number): boolean {
    return epoch % this.#options.reportEvery === 0 || epoch === this.#options.epochs - 1;
  }

  /** The first step, counted by steps done, after which a report is due. */
  nextReport(step: number): number {
    return this.#next(step, this.#options.reportEvery);
  }

  /** The first step, counted by steps done, after which the held-out examples are looked at. */
  nextLook(step: number): number {
    return this.#next(step, this.#options.validateEvery);
  }

  /** The end of the first epoch after `step` steps that is a multiple of `every`, or of the last; then Infinity. */
  #next(step: number, every: number): number {
    if (step >= this.planned) return Infinity;
    const epoch = Math.floor(step / this.perEpoch);
    const wanted = Math.min(Math.ceil(epoch / every) * every, this.#options.epochs - 1);
    return (wanted + 1) * this.perEpoch;
  }

  /** Draws ahead the examples that the next `count` steps take. */
  ahead(state: TrainingState, count: number): Promise<void> {
    if (this.fullBatch) return Promise.resolve();
    const steps = Math.min(count, this.steps - state.step);
    return state.orders.draw(this.examples(state.step + steps) - this.examples(state.step));
  }

  /** The next `count` steps, whose examples are drawn. */
  deal(state: TrainingState, count: number): Steps {
    const from = state.step;
    const flags = this.#flagsOf(from, count);
    state.step += count;
    const batches = this.fullBatch ? { ends: null, order: null } : this.#take(state, from, count);
    return { flags, ...batches };
  }

  #flagsOf(from: number, count: number): Uint8Array {
    const flags = new Uint8Array(count);
    if (this.#costs === 'steps') return flags.fill(COUNT_COST | EMIT_COST);
    for (let step = from; step < from + count;) {
      const epoch = Math.floor(step / this.perEpoch);
      const end = (epoch + 1) * this.perEpoch;
      const flag = this.recorded(epoch) ? COUNT_COST : this.told(epoch) ? TELL_COST : 0;
      flags.fill(flag, step - from, end - from);
      if (flag === COUNT_COST && end <= from + count) flags[end - from - 1]! |= EMIT_COST;
      step = end;
    }
    return flags;
  }

  #take(state: TrainingState, from: number, count: number): Pick<Steps, 'ends' | 'order'> {
    const { batchSize } = this.#options;
    const last = this.#m - (this.perEpoch - 1) * batchSize;
    const ends = new Uint32Array(count + 1);
    for (let [i, step] = [0, from % this.perEpoch]; i < count; i++) {
      step = step === this.perEpoch - 1 ? 0 : step + 1;
      ends[i + 1] = ends[i]! + (step === 0 ? last : batchSize);
    }
    const order = new Uint32Array(ends[count]!);
    state.orders.take(order);
    return { ends, order };
  }

  /** Examples that the first `steps` steps take. */
  examples(steps: number): number {
    const [epochs, rest] = [Math.floor(steps / this.perEpoch), steps % this.perEpoch];
    return epochs * this.#m + Math.min(rest * this.#options.batchSize, this.#m);
  }
}
