import { onAbort } from '../base/cancel.js';
import { clock } from '../base/clock.js';
import { floatsOf, sharedCopy, sharedZeros, type FloatArray } from '../base/dtype.js';
import { nothingMore, wholeNumber } from '../base/checks.js';
import { DenselyError, invalid, wrongShape } from '../base/errors.js';
import { allFinite, firstNotFinite } from '../base/finite.js';
import { printable } from '../base/printed.js';
import type { StreamState } from '../base/random.js';
import { inSlices } from '../base/turns.js';
import { plain } from '../base/typed-array.js';
import { refuseCopies, refuseJson } from '../base/uncopied.js';
import { LEAVE_AT_ONCE } from '../backend/abi.js';
import type { Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { Model } from '../model/model.js';
import type { ModelParts } from '../model/parts.js';
import { learningRateOption } from '../network/optimizers.js';
import { unpack, type ParameterDict } from '../network/parameters.js';
import { unitsOf } from '../network/spec.js';
import { Batches, costless } from './batches.js';
import { chunkOf, type ChunkFrame } from './chunk.js';
import { hashOf, type Identity } from './checkpoint/identity.js';
import { sessionBytes, sessionFrom, sessionIdentity } from './checkpoint/session-state.js';
import {
  readSessionOptions,
  withNetwork,
  type ofTrainings,
  type RunOptions,
} from './option-table.js';
import type { TrainOptions } from './options.js';
import { adaptivePace } from './pace.js';
import { leaseOf, partsFor } from './made.js';
import { drawStart, newState, stateAt, type TrainingState } from './state.js';
import { segmentsOf, StepNumbers } from './step-numbers.js';
import { exampleWeights } from './weights.js';

/**
 * Options of {@link session}: those of `train`, without a length, reports and a history.
 *
 * @example
 * import { datasets, session, type SessionOptions } from 'densely';
 *
 * const options: SessionOptions = { hidden: [4], optimizer: 'sgd', learningRate: 0.1, seed: 1 };
 * using steps = await session(datasets.moons(), options);
 * console.log((await steps.run(3)).length); // 3
 */
export interface SessionOptions extends Omit<TrainOptions, (typeof ofTrainings)[number]> {
  /** What {@link Session.state} of a session with the same data and options gave: this one goes on exactly there. */
  readonly state?: Uint8Array | undefined;
}

/**
 * A training whose steps its caller takes: as many as he likes, with what he likes between them. So many
 * steps of it give the bits of a `train` of that length, however they are cut.
 *
 * @example
 * import { datasets, session, type Session } from 'densely';
 *
 * const data = datasets.moons();
 * using steps: Session<0 | 1> = await session(data, { hidden: [8], batchSize: 'all', seed: 1 });
 * const costs = await steps.run(100);
 * steps.learningRate /= 10;
 * await steps.run(50);
 * console.log(costs.length, steps.step, steps.model().features); // 100 150 [ 'x1', 'x2' ]
 */
export interface Session<L extends Label = Label, R extends object = object> extends Disposable {
  /** Steps that were done. */
  readonly step: number;
  /** Of the next steps; a finite number above 0. */
  learningRate: number;
  /** W1, b1, … as copies. */
  readonly parameters: ParameterDict;
  /**
   * The cost before each of the next steps' updates, mean over the step's examples, each by its weight; of the
   * data alone, without penalties. NaN where all of them weigh 0: such a step changes nothing.
   * @throws (rejects) `ERR_OPTION` for a number that is none, and while another run goes on;
   * `ERR_DIVERGED` when a cost is not finite; the signal's reason
   */
  run(steps: number): Promise<Float64Array>;
  /**
   * dW1, db1, …: the gradient of the mean cost over all examples, each by its weight (the dataset's times
   * `classWeights`), at the present parameters. It is of the data and its labels as they are: without dropout,
   * `labelSmoothing`, `l2`, `l1`, limits and decay, which belong to steps.
   * @throws (rejects) `ERR_OPTION` while a run goes on
   */
  gradients(): Promise<ParameterDict>;
  /**
   * Writes the parameters, one behind another in the order of `parameters`; behind them, where `out` is
   * longer, the optimizer's state: what {@link Session.restore} takes.
   * @throws `ERR_DTYPE` for another element type, `ERR_SHAPE` for a length that is neither
   */
  parametersInto(out: FloatArray): void;
  /**
   * The model of the present parameters, which are copied.
   * @throws `ERR_DIVERGED` where one is not finite
   */
  model(): Model<L, R>;
  /**
   * Goes on from parameters, with the optimizer's state behind them where they hold it (else it begins
   * anew), at the given step: the examples, and the optimizer's products, are those of that step.
   * @throws (rejects) `ERR_DTYPE`, `ERR_SHAPE`, `ERR_DATA` for numbers that are not finite,
   * `ERR_OPTION`; then nothing has changed
   */
  restore(flat: FloatArray, step: number): Promise<void>;
  /**
   * All that it takes to go on exactly here, in another process too: the option `state` of a session with the same
   * data and options.
   * @throws (rejects) `ERR_OPTION` while a run goes on
   *
   * @example
   * import { datasets, session } from 'densely';
   *
   * const data = datasets.moons();
   * using first = await session(data, { hidden: [8], seed: 1 });
   * await first.run(10);
   * const state = await first.state();
   * using second = await session(data, { hidden: [8], seed: 1, state });
   * console.log(second.step, (await second.run(5))[0] === (await first.run(5))[0]); // 10 true
   */
  state(): Promise<Uint8Array>;
}

/**
 * A training step by step; scaling and drawing happen beside the event loop.
 *
 * @returns a promise of the session; `using`, or `[Symbol.dispose]()`, lets its memory go
 * @throws (rejects) as `train` does
 *
 * @example
 * import { datasets, session } from 'densely';
 *
 * using steps = await session(datasets.flower(), { hidden: [4], activation: 'tanh', seed: 3 });
 * const first = await steps.run(10);
 * const { dW1 } = (await steps.gradients()) as { dW1?: { rows: number; cols: number } };
 * console.log(first.length, dW1?.rows, dW1?.cols); // 10 4 2
 */
export async function session<L extends Label, R extends object>(
  data: Dataset<L, R>,
  options?: SessionOptions,
): Promise<Session<L, R>> {
  nothingMore('session()', arguments, 2);
  checkDataset(data);
  const { state: saved, values } = readSessionOptions(data, options);
  values.signal?.throwIfAborted();
  const lease = leaseOf(data, values);
  try {
    const prepared = await lease.prepared;
    const run = withNetwork(data, values, prepared);
    const weighing = exampleWeights(data, run.classWeights, run.dtype);
    const examples = { ...prepared, weights: await inSlices(weighing, run.signal) };
    const batches = new Batches(run, data.size, 'steps');
    // It has no end that is planned.
    const numbers = new StepNumbers(run, { steps: Infinity, perEpoch: batches.perEpoch });
    const state = newState(run, data.size, numbers.products());
    await inSlices(drawStart(state, run), run.signal);
    const frame = { options: run, examples, segments: segmentsOf(run) };
    const hash = await inSlices(hashOf([state.parameters]), run.signal);
    const identity = (): Promise<Identity> => inSlices(sessionIdentity(frame, hash), run.signal);
    const open = { frame, batches, numbers, identity, start: state.random.state };
    const begun =
      saved === undefined
        ? { state, learningRate: run.learningRate }
        : await sessionFrom(saved, state, await identity());
    return new OpenSession(partsFor(data, run, prepared), open, begun, lease.done);
  } catch (error) {
    lease.done();
    throw error;
  }
}

/** What a session works with, and where its stream stood behind the starting parameters. */
interface Opened {
  readonly frame: ChunkFrame;
  readonly batches: Batches;
  readonly numbers: StepNumbers;
  /** Goes over all data. */
  readonly identity: () => Promise<Identity>;
  readonly start: StreamState;
}

/** Where it begins. */
interface Begun {
  readonly state: TrainingState;
  readonly learningRate: number;
}

const INSTEAD = [
  'Session',
  'keep session.model().toBytes(), or what session.parametersInto writes',
] as const;

class OpenSession<L extends Label> implements Session<L> {
  readonly #parts: Omit<ModelParts<L>, 'parameters'>;
  readonly #identity: () => Promise<Identity>;
  readonly #options: RunOptions;
  readonly #frame: ChunkFrame;
  readonly #batches: Batches;
  readonly #numbers: StepNumbers;
  readonly #program: Program;
  /** The stream behind the starting parameters. */
  readonly #start: StreamState;
  readonly #done: () => void;
  #state: TrainingState;
  #learningRate: number;
  #busy: string | undefined;
  #pace = 1;

  constructor(
    parts: Omit<ModelParts<L>, 'parameters'>,
    { frame, batches, numbers, identity, start }: Opened,
    { state, learningRate }: Begun,
    done: () => void,
  ) {
    this.#parts = parts;
    this.#identity = identity;
    const { options } = frame;
    this.#options = options;
    this.#frame = frame;
    this.#state = state;
    this.#done = done;
    this.#learningRate = learningRate;
    this.#batches = batches;
    this.#numbers = numbers;
    this.#program = currentBackend().program(options.spec);
    this.#start = start;
    refuseCopies(this, ...INSTEAD);
  }

  static {
    printable(this.prototype);
  }

  toJSON(key?: string): string {
    return refuseJson(this, key, ...INSTEAD);
  }

  toString(): string {
    if (!(#state in this)) return Object.prototype.toString.call(this);
    const { spec } = this.#options;
    return `Session ${unitsOf(spec).join('-')}, ${spec.dtype}; steps done: ${this.step}`;
  }

  get step(): number {
    return this.#state.step;
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(rate: number) {
    this.#checkFree();
    const { spec, optimizer } = this.#options;
    this.#learningRate = learningRateOption('learningRate', rate, spec.dtype, optimizer);
  }

  get parameters(): ParameterDict {
    this.#checkFree();
    return unpack(this.#state.parameters.slice(), this.#options.spec);
  }

  async run(steps: number): Promise<Float64Array> {
    nothingMore('run()', arguments, 1);
    const left = this.#batches.steps - this.#state.step;
    const costs = new Float64Array(wholeNumber('steps', steps, 1, Math.min(left, 2 ** 31 - 1)));
    return this.#alone('a run', async () => {
      for (let at = 0; at < steps;) {
        const count = Math.min(this.#pace, steps - at);
        costs.set(await this.#chunk(count), at);
        at += count;
      }
      return costs;
    });
  }

  async gradients(): Promise<ParameterDict> {
    nothingMore('gradients()', arguments, 0);
    return this.#alone('gradients()', async () => {
      const { spec } = this.#options;
      const { parameters, cancel } = this.#state;
      const { x, y, weights } = this.#frame.examples;
      const out = sharedZeros(spec.dtype, parameters.length);
      await this.#program.gradientAsync(parameters, x, y, weights, out, cancel);
      this.#checkGoing();
      return unpack(out.slice(), spec, 'd');
    });
  }

  parametersInto(out: FloatArray): void {
    nothingMore('parametersInto()', arguments, 1);
    this.#checkFree();
    const { parameters, slots } = this.#state;
    const numbers = this.#checkFlat('out', out);
    if (numbers.length > parameters.length) numbers.set(slots, parameters.length);
    numbers.set(parameters);
  }

  model(): Model<L> {
    nothingMore('model()', arguments, 0);
    this.#checkFree();
    const parameters = sharedCopy(this.#options.spec.dtype, this.#state.parameters);
    if (!allFinite(parameters)) throw this.#diverged('a parameter is not finite');
    return new Model({ ...this.#parts, parameters });
  }

  async restore(flat: FloatArray, step: number): Promise<void> {
    nothingMore('restore()', arguments, 2);
    const mine = sharedCopy(this.#options.spec.dtype, this.#checkFlat('flat', flat));
    wholeNumber('step', step, 0, this.#batches.steps - 1);
    const wrong = firstNotFinite(mine);
    if (wrong >= 0) throw invalid(`flat[${wrong}]`, mine[wrong], 'a finite number', 'ERR_DATA');
    await this.#alone('restore()', async () => {
      const state = await this.#stateAt(step);
      const { parameters, slots } = state;
      parameters.set(mine.subarray(0, parameters.length));
      if (mine.length > parameters.length) slots.set(mine.subarray(parameters.length));
      else slots.fill(0);
      this.#state = state;
    });
  }

  async state(): Promise<Uint8Array> {
    nothingMore('state()', arguments, 0);
    return this.#alone('state()', async () =>
      sessionBytes(this.#state, this.#learningRate, await this.#identity()),
    );
  }

  [Symbol.dispose](): void {
    if (this.#busy === DISPOSED) return;
    Atomics.store(this.#state.cancel, 0, LEAVE_AT_ONCE);
    this.#busy = DISPOSED;
    this.#done();
  }

  async #chunk(count: number): Promise<Float64Array> {
    await this.#batches.ahead(this.#state, count);
    // Whoever cancels leaves the drawing half-done.
    this.#checkGoing();
    const { step } = this.#state;
    const numbers = this.#numbers.take(this.#state, step, count, this.#learningRate);
    const dealt = this.#batches.deal(this.#state, count);
    const steps = { ...costless(dealt, this.#frame.examples.weights), ...numbers };
    const chunk = chunkOf(this.#state, this.#frame, steps, []);
    const before = clock.now();
    const running = this.#program.train(chunk);
    void this.#batches.ahead(this.#state, count);
    const { steps: done, recorded } = await running.catch((error: unknown) =>
      this.#takeBack(step, error),
    );
    this.#checkGoing();
    if (done < count) throw this.#diverged(`the cost is ${chunk.costs[recorded - 1]}`);
    this.#pace = adaptivePace(count, clock.now() - before);
    return chunk.costs;
  }

  /** What was dealt from a step on to a chunk that could not begin. */
  async #takeBack(step: number, error: unknown): Promise<never> {
    this.#state = await this.#stateAt(step);
    throw error;
  }

  /** With the present parameters and the optimizer's slots. */
  #stateAt(step: number): Promise<TrainingState> {
    const examples = this.#batches.fullBatch ? 0 : this.#batches.examples(step);
    const work = stateAt(this.#state, this.#options, this.#numbers, {
      step,
      start: this.#start,
      examples,
    });
    return inSlices(work, this.#options.signal);
  }

  #checkGoing(): void {
    this.#options.signal?.throwIfAborted();
    if (this.#busy === DISPOSED) throw this.#refusal();
  }

  #diverged(what: string): DenselyError {
    return new DenselyError(
      'ERR_DIVERGED',
      'learningRate',
      `the training diverged: ${what}. Lower learningRate from ${this.#learningRate}, and restore() what parametersInto() gave before.`,
    );
  }

  /** Nothing else touches the state until the work is over. */
  async #alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#checkFree();
    const { signal } = this.#options;
    signal?.throwIfAborted();
    const over = onAbort(signal, () => Atomics.store(this.#state.cancel, 0, LEAVE_AT_ONCE));
    this.#busy = name;
    try {
      return await work();
    } finally {
      over();
      if (this.#busy === name) this.#busy = undefined;
    }
  }

  #checkFree(): void {
    if (this.#busy !== undefined) throw this.#refusal();
  }

  #refusal(): DenselyError {
    const message =
      this.#busy === DISPOSED
        ? 'the session is disposed: begin another one.'
        : `${this.#busy} of this session goes on: await it first.`;
    return new DenselyError('ERR_OPTION', 'session', message);
  }

  /** An array of parameters, with the optimizer's state or without. */
  #checkFlat(argument: string, flat: unknown): FloatArray {
    const { parameters, slots } = this.#state;
    const { dtype } = this.#options.spec;
    const numbers = plain(floatsOf(argument, flat, dtype, 'the session'));
    const lengths = [parameters.length, parameters.length + slots.length];
    if (lengths.includes(numbers.length)) return numbers;
    const allowed = `${lengths[0]} numbers, or ${lengths[1]} with the optimizer's state`;
    throw wrongShape(argument, `${numbers.length} numbers`, allowed);
  }
}

const DISPOSED = 'disposed';
