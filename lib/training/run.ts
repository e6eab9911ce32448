import {
  isShared,
  roundTo,
  sharedCopy,
  sharedZeros,
  type DType,
  type FloatArray,
} from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { Matrix, placementOf } from '../base/matrix.js';
import { isColumnByColumn } from '../base/placement.js';
import { RandomState } from '../base/random.js';
import { atOnce } from '../base/turns.js';
import {
  LEAVE_AT_ONCE,
  STOP_AFTER_STEP,
  type Chunk,
  type ChunkResult,
  type Program,
} from '../backend/backend.js';
import { backend, currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import { fitScaler, notFinite, scaleMatrix, type Scale, type Scaler } from '../data/scaler.js';
import { momentsOf } from '../data/statistics.js';
import type { Label } from '../data/targets.js';
import { Model, type History } from '../model/model.js';
import type { ModelParts, Scaling } from '../model/parts.js';
import { optimizerTable } from '../network/optimizers.js';
import { initialize } from '../network/parameters.js';
import type { Progress, RunOptions } from './options.js';
import { Recorder } from './recorder.js';
import { Schedule } from './schedule.js';
import type { Reports } from './training.js';

/** Steps of the next chunk, from those of the last and the time it took (ms). */
export type Pace = (steps: number, elapsed: number) => number;

const TARGET_MS = 20;
const MOST_STEPS = 16_384;

/** About 20 ms of work: the hop to the thread costs nothing beside it, and a report is never late. */
export const adaptivePace: Pace = (steps, elapsed) => {
  const factor = Math.min(4, Math.max(0.25, TARGET_MS / Math.max(elapsed, 0.1)));
  return Math.min(MOST_STEPS, Math.max(1, Math.round(steps * factor)));
};

/** One training from its start to its end: the policy; the backend runs the steps. */
export class Run<L extends Label> {
  readonly #options: RunOptions;
  readonly #reports: Reports<Progress>;
  readonly #pace: Pace;
  readonly #schedule: Schedule;
  readonly #recorder: Recorder;
  readonly #program: Program;
  readonly #parts: Omit<ModelParts<L>, 'parameters'>;
  readonly #state: Omit<Chunk, 'flags' | 'scalars' | 'ends' | 'order' | 'costs'>;
  #epoch = -1;
  #leave: (reason: unknown) => void = () => {};

  constructor(data: Dataset<L>, options: RunOptions, reports: Reports<Progress>, pace: Pace) {
    const { spec, optimizer } = options;
    this.#options = options;
    this.#reports = reports;
    this.#pace = pace;
    const random = new RandomState(options.seed);
    const parameters = initialize(spec, options.initializer, random, sharedZeros);
    this.#schedule = new Schedule(options, data.size, random);
    this.#recorder = new Recorder(this.#schedule.fullBatch, options.learningRate);
    this.#program = currentBackend().program(spec);
    const { slots, constants } = optimizerTable[optimizer];
    const scaling = fitScaling(data, options.scale);
    this.#parts = {
      spec,
      classes: data.classes,
      features: data.features,
      named: data.named,
      targets: data.targets,
      scaling,
    };
    const { fullBatch } = this.#schedule;
    this.#state = {
      parameters,
      slots: sharedZeros(spec.dtype, slots * parameters.length),
      snapshot: sharedCopy(spec.dtype, parameters),
      carry: sharedZeros('float64', 2) as Float64Array,
      x: inStepOrder(data.X, spec.dtype, fullBatch, scaling.features, data.features),
      y: inStepOrder(data.Y, spec.dtype, fullBatch, scaling.targets, data.targets),
      optimizer,
      constants: Float64Array.from(constants, (c) => roundTo(spec.dtype, c)),
      cancel: new Int32Array(sharedZeros('float32', 1).buffer),
      threads: options.threads ?? backend().threads,
    };
  }

  /** Ends the run after its current step. */
  stop(): void {
    Atomics.compareExchange(this.#state.cancel, 0, 0, STOP_AFTER_STEP);
  }

  async finish(): Promise<Model<L>> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    const abort = (): void => this.#leave(signal!.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await this.#chunks();
    } catch (error) {
      Atomics.store(this.#state.cancel, 0, LEAVE_AT_ONCE);
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async #chunks(): Promise<Model<L>> {
    let steps = 1;
    let ended: History['ended'] = 'epochs';
    while (this.#schedule.left > 0 && ended === 'epochs') {
      const chunk = this.#chunk(Math.min(steps, this.#schedule.left));
      const before = performance.now();
      const result = await this.#unlessLeft(this.#program.train(chunk));
      this.#record(chunk, result);
      // onProgress may have aborted it.
      this.#options.signal?.throwIfAborted();
      const stopped = Atomics.load(chunk.cancel, 0) === STOP_AFTER_STEP;
      if (stopped && (result.steps < chunk.flags.length || this.#schedule.left > 0))
        ended = 'stopped';
      steps = this.#pace(chunk.flags.length, performance.now() - before);
    }
    if (!this.#state.parameters.every(Number.isFinite))
      throw this.#diverged('a parameter is not finite');
    return this.#model(this.#state.parameters, ended);
  }

  /** The chunk's answer, or at once the reason to throw the run away. */
  #unlessLeft(chunk: Promise<ChunkResult>): Promise<ChunkResult> {
    return new Promise((resolve, reject) => {
      this.#leave = reject;
      chunk.then(resolve, reject);
    });
  }

  #chunk(count: number): Chunk {
    const steps = this.#schedule.next(count);
    const costs = sharedZeros('float64', count) as Float64Array;
    return { ...this.#state, ...steps, costs };
  }

  /** Takes over the costs that the chunk emitted, one per recorded epoch. */
  #record({ costs }: Chunk, { recorded }: ChunkResult): void {
    for (const cost of costs.subarray(0, recorded)) {
      do this.#epoch++;
      while (!this.#schedule.recorded(this.#epoch));
      if (!Number.isFinite(cost)) throw this.#diverged(`cost is ${cost} at epoch ${this.#epoch}`);
      this.#recorder.add(this.#epoch, cost);
      if (!this.#schedule.reported(this.#epoch)) continue;
      const progress = Object.freeze({ epoch: this.#epoch, cost });
      this.#reports.add(progress);
      this.#options.onProgress?.(progress);
    }
  }

  #diverged(what: string): DenselyError {
    const { costs, epochs } = this.#recorder;
    const last =
      costs.length === 0
        ? 'no cost was finite'
        : `the last finite cost is ${costs.at(-1)} at epoch ${epochs.at(-1)}`;
    return new DenselyError(
      'ERR_DIVERGED',
      'learningRate',
      `the training diverged: ${what}; ${last}. Lower learningRate from ${this.#options.learningRate}${this.#options.scale === 'none' ? ", or say scale: 'standard'" : ''}. ` +
        'error.model is the last model whose cost was finite.',
      { model: this.#model(this.#state.snapshot, 'stopped') },
    );
  }

  #model(parameters: FloatArray, ended: History['ended']): Model<L> {
    return new Model<L>({ ...this.#parts, parameters }, this.#recorder.history(ended));
  }
}

/** Fitted on the data that is trained on, and on nothing else. */
function fitScaling({ X, Y, features, targets, classes }: Dataset, scale: Scale): Scaling {
  return {
    scale,
    features: scale === 'none' ? null : fitScaler(scale, atOnce(momentsOf(X)), features),
    targets: classes || scale === 'none' ? null : fitScaler(scale, atOnce(momentsOf(Y)), targets),
  };
}

/**
 * The run's own scaled copy in its dtype, laid out as its steps read it: feature by feature for full
 * batches, example by example where mini-batches pick examples. A dataset that is all that already is
 * read where it lies: it never changes.
 */
function inStepOrder(
  m: Matrix,
  dtype: DType,
  fullBatch: boolean,
  scaler: Scaler | null,
  names: readonly string[],
): Matrix {
  const of = placementOf(m);
  if (!fullBatch && isColumnByColumn(of) && !scaler && m.dtype === dtype && isShared(of.storage))
    return m;
  const storage = sharedZeros(dtype, m.rows * m.cols);
  const copy = fullBatch
    ? Matrix.of(storage, m.rows, m.cols)
    : Matrix.of(storage, m.cols, m.rows).T;
  const wrong = atOnce(scaleMatrix(scaler, m, copy));
  if (wrong >= 0) throw notFinite(scaler, m, wrong, dtype, names);
  return copy;
}
