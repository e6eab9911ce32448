import { onAbort } from '../base/cancel.js';
import { clock } from '../base/clock.js';
import type { FloatArray } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import type { Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import { LEAVE_AT_ONCE, STOP_AFTER_STEP } from '../backend/abi.js';
import type { Chunk, ChunkResult, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import { scalingOf } from '../data/encoding/options.js';
import type { Label } from '../data/targets.js';
import type { History } from '../model/history.js';
import { Model } from '../model/model.js';
import type { ModelParts } from '../model/parts.js';
import { parameterCount } from '../network/tensors.js';
import { Batches } from './batches.js';
import { identityOf, type Identity } from './checkpoint/identity.js';
import { retellStory } from './checkpoint/progress.js';
import { openCheckpoints, type Place, type Resumed, type Saver } from './checkpoint/saver.js';
import { restoreState } from './checkpoint/state.js';
import { chunkOf, type ChunkFrame } from './chunk.js';
import { Copies } from './copies.js';
import { Looks } from './looks.js';
import type { RunOptions } from './option-table.js';
import type { Progress } from './options.js';
import { answersOwnRows } from './own-rows.js';
import type { Pace } from './pace.js';
import type { Examples } from './prepared.js';
import { Pulse } from './pulse.js';
import type { Reports } from './reports.js';
import { Shown, type Standing, type Wanted } from './shown.js';
import {
  dealtSoFar,
  drawStart,
  newState,
  rewound,
  type Dealt,
  type TrainingState,
} from './state.js';
import { segmentsOf, StepNumbers } from './step-numbers.js';
import { historyOf } from './story.js';
import { figuresOf, type Validation } from './validation.js';
import { Costs, type Look, type Verdict, type Watcher } from './watch.js';

/** What a run works on. */
export interface Work<L extends Label> {
  /** The model but for its parameters. */
  readonly parts: Omit<ModelParts<L>, 'parameters'>;
  readonly options: RunOptions;
  readonly examples: Examples;
  /** What is held out; null: nothing. */
  readonly validation: Validation | null;
  readonly reports: Reports<Progress>;
  readonly pace: Pace;
}

/** One training from its start to its end: the policy; the backend runs the steps. */
export class Run<L extends Label> {
  readonly #work: Work<L>;
  readonly #batches: Batches;
  readonly #numbers: StepNumbers;
  readonly #frame: ChunkFrame;
  #state: TrainingState;
  #saver: Saver | null = null;
  readonly #costs: Costs;
  readonly #copies: Copies;
  readonly #looks: Looks;
  readonly #shown: Shown;
  readonly #program: Program;
  readonly #watchers: readonly Watcher[];
  readonly #pulse: Pulse;
  /** The last epoch whose cost was told. */
  #epoch = -1;
  #ended: History['ended'] | undefined;
  #result: Model<L> | undefined;
  /** What the result was made of. */
  #outcome: Standing | undefined;
  #leave: (reason: unknown) => void = () => {};
  #failure: { readonly reason: unknown } | undefined;
  readonly #over: Promise<void>;
  #end: () => void = () => {};

  /** Makes nothing that takes time. */
  constructor(work: Work<L>) {
    const { options, examples, reports } = work;
    const { spec, learningRate } = options;
    const m = examples.x.cols;
    this.#work = work;
    this.#batches = new Batches(options, m);
    const { planned: steps, perEpoch } = this.#batches;
    this.#numbers = new StepNumbers(options, { steps, perEpoch });
    this.#frame = { options, examples, segments: segmentsOf(options) };
    this.#state = newState(options, m, this.#numbers.products());
    this.#costs = new Costs(this.#batches.fullBatch, learningRate);
    this.#copies = new Copies(spec.dtype, parameterCount(spec));
    const { patience, minDelta, metric } = options;
    this.#looks = new Looks({ patience, minDelta, minimize: metric.minimize }, this.#copies);
    this.#shown = new Shown(reports, this.#copies);
    this.#program = currentBackend().program(spec);
    this.#watchers = this.#watching();
    this.#pulse = new Pulse(this.#batches);
    this.#over = new Promise((resolve) => (this.#end = resolve));
  }

  #watching(): Watcher[] {
    const reporting: Watcher = {
      due: (step) => this.#batches.nextReport(step),
      look: (look) => this.#report(look),
    };
    if (!this.#work.validation) return [reporting];
    const looking: Watcher = {
      due: (step) => this.#batches.nextLook(step),
      look: (look) => this.#look(look, this.#epochBefore(look.step)),
    };
    return [looking, reporting];
  }

  #epochBefore(step: number): number {
    return Math.floor((step - 1) / this.#batches.perEpoch);
  }

  /** Ends the run after its current step. */
  stop(): void {
    if (this.#stopped) return;
    this.#shown.stop();
    Atomics.compareExchange(this.#state.cancel, 0, 0, STOP_AFTER_STEP);
    this.#work.reports.wake();
  }

  /** The model of the last report that was seen, after the end that of the run; undefined without one. */
  async snapshot(wanted: Wanted): Promise<Model<L> | undefined> {
    await Promise.race([this.#work.reports.first, this.#over]);
    if (this.#result)
      return wanted === 'best' ? this.#result : this.#model(this.#outcome!, wanted, this.#ended!);
    const standing = this.#shown.now();
    return standing && this.#model(standing, wanted, 'stopped');
  }

  async finish(): Promise<Model<L>> {
    const { signal } = this.#work.options;
    signal?.throwIfAborted();
    const over = onAbort(signal, () => this.#fail(signal!.reason));
    try {
      await this.#begin();
      const outcome = await this.#steps();
      await this.#keepEnd();
      const model = this.#model(outcome, 'best', this.#ended!);
      await this.#checkAnswers(outcome);
      this.#outcome = outcome;
      this.#result = model;
      return model;
    } catch (error) {
      Atomics.store(this.#state.cancel, 0, LEAVE_AT_ONCE);
      throw error;
    } finally {
      this.#end();
      over();
    }
  }

  get #stopped(): boolean {
    return Atomics.load(this.#state.cancel, 0) !== 0;
  }

  /** The start, or what a checkpoint holds of an earlier process. */
  async #begin(): Promise<void> {
    const { options } = this.#work;
    await inSlices(drawStart(this.#state, options), options.signal);
    const { checkpoint, resume, signal } = options;
    if (checkpoint !== undefined || resume !== undefined) {
      const identity = await inSlices(this.#identity(), signal);
      const { saver, resumed } = await openCheckpoints(checkpoint, resume, identity);
      this.#saver = saver;
      if (resumed) return this.#resume(resumed);
    }
    await this.#firstLook();
  }

  #identity(): Slices<Identity> {
    const { options, examples, validation } = this.#work;
    const { x, y, weights } = examples;
    return identityOf(options, this.#state.parameters, [x, y, weights], validation?.data ?? []);
  }

  async #resume({ place, arrays }: Resumed): Promise<void> {
    const { step, skipped, epoch, seconds, factor, rate, ended } = place;
    const restoring = restoreState(this.#state, arrays, { step, skipped });
    this.#state = await inSlices(restoring, this.#work.options.signal);
    this.#state.factor = factor;
    this.#epoch = epoch;
    this.#numbers.resume(step, rate, factor);
    retellStory(arrays, { costs: this.#costs, looks: this.#looks, batches: this.#batches });
    this.#pulse.resume(step, seconds);
    this.#ended = ended ?? undefined;
  }

  async #firstLook(): Promise<void> {
    if (!this.#work.options.validateStart) return;
    const kept = this.#copies.next();
    kept.set(this.#state.parameters);
    this.#obey(await this.#look({ step: 0, kept }, -1));
    this.#copies.letGo(kept);
  }

  async #steps(): Promise<Standing> {
    let steps = 1;
    while (this.#state.step < this.#batches.steps && !this.#stopped && !this.#ended) {
      const dues = this.#watchers.map((watcher) => watcher.due(this.#state.step));
      const save = this.#saver?.due(this.#state.step, this.#batches) ?? Infinity;
      const due = Math.min(this.#batches.steps, save, ...dues);
      const count = Math.min(steps, due - this.#state.step);
      await this.#unlessLeft(this.#batches.ahead(this.#state, count));
      // A stop leaves the drawing half-done.
      if (this.#stopped) break;
      const before = clock.now();
      const kept = await this.#chunk(count, this.#state.step + count === Math.min(...dues));
      steps = this.#work.pace(count, clock.now() - before);
      if (kept) await this.#tell({ step: due, kept }, dues);
      if (this.#pulse.seconds >= this.#work.options.maxSeconds) this.#ended ??= 'time';
      if (this.#saver?.isDue(this.#state.step, this.#batches)) await this.#keep(null);
    }
    // A loop may still leave at a report before the last.
    await this.#unlessLeft(this.#work.reports.heard(() => this.#stopped, 0));
    return this.#outcomeNow();
  }

  /** Keeps the state, for another process to go on from. */
  async #keep(ended: Place['ended']): Promise<void> {
    const { step, skipped, factor } = this.#state;
    const { seconds } = this.#pulse;
    const rate = this.#numbers.rate;
    const place = { step, skipped, epoch: this.#epoch, seconds, rate, factor, ended };
    const kept = { place, state: this.#state, costs: this.#costs, looks: this.#looks };
    await this.#unlessLeft(this.#saver!.save(kept, this.#work.options.signal));
  }

  /** A run that was cut goes on from there; one that has ended gives its model again. */
  async #keepEnd(): Promise<void> {
    if (!this.#saver) return;
    const isOver = this.#ended === 'epochs' || this.#ended === 'patience';
    await this.#keep(isOver ? this.#ended! : null);
    await this.#unlessLeft(this.#saver.done());
  }

  #outcomeNow(): Standing {
    const isPlanned = this.#batches.steps === this.#batches.planned;
    this.#ended ??= isPlanned ? 'epochs' : 'steps';
    if (!this.#stopped) return this.#standing();
    this.#ended = 'stopped';
    return this.#shown.stopped() ?? this.#standing();
  }

  /** Asks those who are due after a step. */
  async #tell(look: Look, dues: readonly number[]): Promise<void> {
    for (const [i, watcher] of this.#watchers.entries())
      if (dues[i] === look.step) this.#obey(await watcher.look(look));
    const isReported = dues.at(-1) === look.step;
    // The last that there is to see.
    if (this.#ended === 'patience' && !isReported && this.#costs.last?.epoch === this.#epoch)
      await this.#report(look);
    this.#copies.letGo(look.kept);
  }

  /** Runs the next steps; what was kept after the last one where that is due, unless they ended early. */
  async #chunk(count: number, isDue: boolean): Promise<FloatArray | undefined> {
    const kept = isDue ? this.#copies.next() : null;
    const before = this.#saver && dealtSoFar(this.#state);
    const chunk = this.#nextChunk(count, kept);
    const running = this.#program.train(chunk);
    // The next steps' examples are drawn meanwhile.
    void this.#batches.ahead(this.#state, count);
    const result = await this.#unlessLeft(running);
    await this.#record(chunk, result);
    if (before && result.steps < count) await this.#rewind(before, result.steps);
    if (kept === null) return undefined;
    if (result.steps === count && !this.#stopped) {
      if (!result.finite) await this.#diverged('a parameter is not finite');
      else return kept;
    }
    this.#copies.letGo(kept);
    return undefined;
  }

  /** Of steps that were dealt only so many were done: who goes on from here is to take the others. */
  async #rewind(before: Dealt, done: number): Promise<void> {
    const { step } = this.#state;
    const first = step - done;
    const examples = this.#batches.fullBatch
      ? 0
      : this.#batches.examples(step) - this.#batches.examples(first);
    this.#state = await inSlices(rewound(this.#state, before, examples));
    this.#numbers.take(this.#state, first, done, this.#work.options.learningRate);
  }

  #nextChunk(count: number, keep: FloatArray | null): Chunk {
    const { step } = this.#state;
    const numbers = this.#numbers.take(this.#state, step, count, this.#work.options.learningRate);
    const steps = this.#batches.deal(this.#state, count);
    return chunkOf(this.#state, this.#frame, { ...steps, ...numbers }, keep);
  }

  /** What comes of a promise, or at once the reason to throw the run away. */
  #unlessLeft<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#leave = reject;
      if (this.#failure) this.#leave(this.#failure.reason);
      work.then(resolve, reject);
    });
  }

  #fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#leave(reason);
  }

  /** Takes over the costs that the chunk told, one per such epoch. */
  async #record({ costs, flags }: Chunk, done: ChunkResult): Promise<void> {
    const { recorded, skipped, steps } = done;
    this.#state.skipped += skipped;
    this.#state.step -= flags.length - steps;
    for (const cost of costs.subarray(0, recorded)) {
      do this.#epoch++;
      while (!this.#batches.told(this.#epoch));
      const isRecorded = this.#batches.recorded(this.#epoch);
      if (Number.isFinite(cost)) this.#costs.add(this.#epoch, cost, isRecorded);
      else if (isRecorded) await this.#diverged(`cost is ${cost} at epoch ${this.#epoch}`);
    }
  }

  /** Looks at what is held out. */
  async #look({ step, kept }: Look, epoch: number): Promise<Verdict> {
    const { validation, options } = this.#work;
    const figures = await this.#unlessLeft(validation!.look(kept, options.signal));
    const isOver = this.#looks.add(epoch, figures, kept);
    if (isOver) return 'stop';
    const { minimize } = options.metric;
    const rate = this.#numbers.plateau(this.#state, { step, value: figures[0]!, minimize });
    return rate === undefined ? 'go' : { rate };
  }

  /** Tells the observers, and waits until no loop is too far behind. */
  async #report({ step, kept }: Look): Promise<Verdict> {
    const { reports, options } = this.#work;
    const progress = this.#progress(step);
    this.#shown.report(progress, { ...this.#standing(), step, parameters: kept });
    const answer: unknown = options.onProgress?.(progress);
    Promise.resolve(answer).catch((reason: unknown) => this.#late(reason));
    // onProgress may have aborted it.
    options.signal?.throwIfAborted();
    await this.#unlessLeft(reports.heard(() => this.#stopped));
    return 'go';
  }

  #progress(step: number): Progress {
    const { last, best } = this.#looks;
    const { metrics } = this.#work.options.watch;
    return Object.freeze({
      ...this.#costs.last!,
      step,
      ...(last && { validation: figuresOf(metrics, last) }),
      rate: this.#numbers.rate,
      ...(best && { best: Object.freeze({ epoch: best.epoch, value: best.value }) }),
      ...this.#pulse.at(step),
    });
  }

  /** An asynchronous onProgress has failed; after the end that is nobody's but its own. */
  #late(reason: unknown): void {
    if (this.#result) throw reason;
    this.#fail(reason);
  }

  #obey(verdict: Verdict): void {
    if (verdict === 'stop') this.#ended ??= 'patience';
    else if (verdict !== 'go') this.#state.factor = verdict.rate;
  }

  /** The failure, once every loop has seen what came before; none where one left there. */
  async #diverged(what: string): Promise<void> {
    await this.#unlessLeft(this.#work.reports.heard(() => this.#stopped, 0));
    if (!this.#stopped) throw this.#divergence(what);
  }

  /** The last step's parameters were asked for no cost yet. */
  async #checkAnswers(outcome: Standing): Promise<void> {
    const { options, examples } = this.#work;
    const { spec, signal } = options;
    const parameters = this.#chosen(outcome, 'best');
    const asked = answersOwnRows(this.#program, spec, parameters, examples, signal);
    if (!(await this.#unlessLeft(asked)))
      throw this.#divergence('after the last step not all outputs are finite');
  }

  #divergence(what: string): DenselyError {
    const { last } = this.#costs;
    const { scale, learningRate } = this.#work.options;
    const finite = last
      ? `the last finite cost is ${last.cost} at epoch ${last.epoch}`
      : 'no cost was finite';
    const { snapshot: parameters } = this.#state;
    const standing = { ...this.#standing(), epoch: last?.epoch ?? -1, parameters };
    return new DenselyError(
      'ERR_DIVERGED',
      'learningRate',
      `the training diverged: ${what}; ${finite}. Lower learningRate from ${learningRate}${scalingOf(scale).scale === 'none' ? ", or say scale: 'standard'" : ''}. ` +
        `error.model is the ${standing.best ? 'best model so far' : 'last model whose cost was finite'}.`,
      { model: this.#model(standing, 'best', 'stopped') },
    );
  }

  /** Where the run stands after its last step. */
  #standing(): Standing {
    const { step, skipped, parameters, average } = this.#state;
    const { count: looks, best } = this.#looks;
    return { epoch: this.#epoch, step, skipped, looks, best, parameters: average ?? parameters };
  }

  #chosen({ best, parameters }: Standing, wanted: Wanted): FloatArray {
    return wanted === 'best' && best ? best.parameters : parameters;
  }

  #model(standing: Standing, wanted: Wanted, ended: History['ended']): Model<L> {
    const { options, parts } = this.#work;
    // Nobody writes to a model's parameters any more.
    const parameters = this.#copies.hold(this.#chosen(standing, wanted));
    const told = { options, costs: this.#costs, looks: this.#looks };
    return new Model({ ...parts, parameters }, historyOf(told, standing, ended));
  }
}
