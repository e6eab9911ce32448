import { onAbort } from '../base/cancel.js';
import { clock } from '../base/clock.js';
import { inSlices } from '../base/turns.js';
import { LEAVE_AT_ONCE, STOP_AFTER_STEP } from '../backend/abi.js';
import type { Chunk, ChunkResult, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import type { Label } from '../data/targets.js';
import type { History } from '../model/history.js';
import type { Model } from '../model/model.js';
import type { ModelParts } from '../model/parts.js';
import { Batches } from './batches.js';
import type { Calibration } from './calibration.js';
import { plainOptions } from './checkpoint/identity.js';
import { Keeper } from './checkpoint/keeper.js';
import type { Opening } from './checkpoint/shelves.js';
import { chunkOf, type ChunkFrame } from './chunk.js';
import { chosen, Ledger } from './ledger.js';
import type { RunOptions } from './option-table.js';
import type { Progress } from './options.js';
import { answersOwnRows } from './own-rows.js';
import type { Pace } from './pace.js';
import type { Examples } from './prepared.js';
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
import { markLooks, seenIn, stretchOf, type Stretch } from './stretch.js';
import type { Listener } from './telling.js';
import type { Looker } from './validation.js';
import type { Look, Verdict, Watcher } from './watch.js';

/** What a run works on. */
export interface Work<L extends Label> {
  /** The model but for its parameters. */
  readonly parts: Omit<ModelParts<L>, 'parameters'>;
  readonly options: RunOptions;
  readonly examples: Examples;
  /** Looks at what is held out; null: nothing is. */
  readonly validation: Looker | null;
  /** What becomes of the parameters of each model that it gives; left out: they are taken as they are. */
  readonly calibration?: Calibration | undefined;
  readonly reports: Reports<Progress>;
  readonly listener: Listener;
  readonly pace: Pace;
  /** null: nothing is kept. */
  readonly opening: Opening | null;
  /** What is told of a report of this run, where it is a part of a training. */
  readonly told?: ((progress: Progress) => Progress) | undefined;
  /** That training's name. */
  readonly id?: string | undefined;
}

/** Steps as they were asked for and done. */
interface Done {
  readonly stretch: Stretch;
  readonly chunk: Chunk;
  readonly result: ChunkResult;
}

const NOT_FINITE = 'a parameter is not finite';

/** One training from its start to its end: the policy; the backend runs the steps. */
export class Run<L extends Label> {
  readonly #work: Work<L>;
  readonly #batches: Batches;
  readonly #numbers: StepNumbers;
  readonly #frame: ChunkFrame;
  readonly #ledger: Ledger<L>;
  readonly #shown: Shown;
  readonly #keeper: Keeper<L>;
  readonly #program: Program;
  readonly #watchers: readonly Watcher[];
  #state: TrainingState;
  #ended: History['ended'] | undefined;
  /** What it gave, and what that was made of. */
  #result: { readonly model: Model<L>; readonly standing: Standing } | undefined;
  #leave: (reason: unknown) => void = () => {};
  #failure: { readonly reason: unknown } | undefined;
  readonly #over: Promise<void>;
  #end: () => void = () => {};

  /** Makes nothing that takes time. */
  constructor(work: Work<L>) {
    const { options, examples, validation, parts, reports, opening, id } = work;
    const m = examples.x.cols;
    const batches = new Batches(options, m);
    const numbers = new StepNumbers(options, {
      steps: batches.planned,
      perEpoch: batches.perEpoch,
    });
    const ledger = new Ledger(options, parts, batches);
    this.#work = work;
    this.#batches = batches;
    this.#numbers = numbers;
    this.#ledger = ledger;
    this.#frame = { options, examples, segments: segmentsOf(options) };
    this.#state = newState(options, m, numbers.products());
    this.#shown = new Shown(reports, ledger.copies);
    const kept = { options, examples, validation, batches, numbers, ledger, opening, id };
    this.#keeper = new Keeper(kept);
    this.#program = currentBackend().program(options.spec);
    this.#watchers = this.#watching();
    this.#over = new Promise((resolve) => (this.#end = resolve));
  }

  /** Who looks at the run, the observers last. */
  #watching(): Watcher[] {
    const reporting: Watcher = {
      due: (step) => this.#batches.nextReport(step),
      deciding: () => Infinity,
      look: (look) => this.#report(look),
    };
    if (!this.#work.validation) return [reporting];
    const looking: Watcher = {
      due: (step) => this.#batches.nextLook(step),
      deciding: () => (this.#numbers.isPlateau ? 1 : this.#ledger.looks.left),
      look: (look) => this.#look(look),
    };
    return [looking, reporting];
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
    if (this.#result) {
      const { model, standing } = this.#result;
      return wanted === 'best' ? model : this.#model(standing, wanted, this.#ended!);
    }
    const standing = this.#shown.now();
    return standing && this.#model(standing, wanted, 'stopped');
  }

  /** Calibrated, where that is asked for. */
  async #model(standing: Standing, wanted: Wanted, ended: History['ended']): Promise<Model<L>> {
    const { calibration } = this.#work;
    const { copies } = this.#ledger;
    if (!calibration) return this.#ledger.model(standing, wanted, ended);
    // The run goes on meanwhile, and must not write there.
    const parameters = copies.hold(chosen(standing, wanted));
    try {
      return this.#ledger.model(standing, wanted, ended, await calibration(parameters));
    } finally {
      copies.letGo(parameters);
    }
  }

  async finish(): Promise<Model<L>> {
    const { signal } = this.#work.options;
    signal?.throwIfAborted();
    const over = onAbort(signal, () => this.#fail(signal!.reason));
    try {
      await this.#begin();
      const standing = await this.#steps();
      await this.#checkAnswers(standing);
      await this.#unlessLeft(this.#keeper.end(this.#state, this.#ended!));
      this.#ledger.warnings.push(...(await this.#work.listener.end({ ended: this.#ended! })));
      const model = await this.#unlessLeft(this.#model(standing, 'best', this.#ended!));
      this.#result = { model, standing };
      return model;
    } catch (error) {
      Atomics.store(this.#state.cancel, 0, LEAVE_AT_ONCE);
      await this.#keeper.leave();
      await this.#work.listener.end({ ended: 'failed', error });
      throw error;
    } finally {
      this.#end();
      over();
    }
  }

  get #stopped(): boolean {
    return Atomics.load(this.#state.cancel, 0) !== 0;
  }

  async #begin(): Promise<void> {
    const { options } = this.#work;
    await inSlices(drawStart(this.#state, options), options.signal);
    const { state, ended, isResumed, id } = await this.#keeper.begin(this.#state);
    this.#state = state;
    this.#ended = ended ?? undefined;
    const { steps } = this.#batches;
    const about = () => ({ options: plainOptions(options), steps, resumedAt: state.step });
    await this.#unlessLeft(this.#work.listener.begin(id, about));
    if (isResumed || !options.validateStart) return;
    const kept = this.#ledger.copies.next();
    kept.set(state.parameters);
    this.#obey(await this.#look({ step: 0, kept }));
    this.#ledger.copies.letGo(kept);
  }

  async #steps(): Promise<Standing> {
    let steps = 1;
    while (this.#state.step < this.#batches.steps && !this.#stopped && !this.#ended) {
      const { step } = this.#state;
      const end = Math.min(this.#batches.steps, this.#keeper.due(step), step + steps);
      const stretch = stretchOf(this.#watchers, step, { end, looks: this.#ledger.copies.room });
      await this.#unlessLeft(this.#batches.ahead(this.#state, stretch.count));
      // A stop leaves the drawing half-done.
      if (this.#stopped) break;
      const before = clock.now();
      const done = await this.#chunk(stretch);
      steps = this.#work.pace(stretch.count, clock.now() - before);
      await this.#take(done);
      if (this.#ledger.pulse.seconds >= this.#work.options.maxSeconds) this.#ended ??= 'time';
      await this.#unlessLeft(this.#keeper.look(this.#state));
    }
    // A loop may still leave at a report before the last.
    await this.#unlessLeft(this.#work.reports.heard(() => this.#stopped, 0));
    return this.#outcome();
  }

  #outcome(): Standing {
    const isWhole = this.#batches.steps === this.#batches.planned;
    this.#ended ??= isWhole ? 'epochs' : 'steps';
    const standing = this.#ledger.standing(this.#state);
    if (!this.#stopped) return standing;
    this.#ended = 'stopped';
    return this.#shown.stopped() ?? standing;
  }

  /** Asks those who are due after a step. */
  async #tell(look: Look): Promise<void> {
    const dues = this.#watchers.map((watcher) => watcher.due(look.step - 1));
    const reporting = this.#watchers.at(-1);
    for (const [i, watcher] of this.#watchers.entries()) {
      // After a stop, which may come during a look, observers hear nothing more; a look is still taken, since who
      // goes on from here will not.
      if (watcher === reporting && this.#stopped) continue;
      if (dues[i] === look.step) this.#obey(await watcher.look(look));
    }
    const isReported = this.#stopped || dues.at(-1) === look.step;
    const { costs, epoch, copies } = this.#ledger;
    // The last that there is to see.
    if (this.#ended === 'patience' && !isReported && costs.last?.epoch === epoch)
      await this.#report(look);
    copies.letGo(look.kept);
  }

  /** Runs the next steps. */
  async #chunk(stretch: Stretch): Promise<Done> {
    const before = this.#keeper.isOpen ? dealtSoFar(this.#state) : undefined;
    const chunk = this.#nextChunk(stretch);
    const running = this.#program.train(chunk);
    // The next steps' examples are drawn meanwhile.
    void this.#batches.ahead(this.#state, stretch.count);
    const result = await this.#unlessLeft(running);
    this.#state.step -= stretch.count - result.steps;
    if (before && result.steps < stretch.count) await this.#rewind(before, result.steps);
    return { stretch, chunk, result };
  }

  #nextChunk(stretch: Stretch): Chunk {
    const { from, count, looks } = stretch;
    const numbers = this.#numbers.take(this.#state, from, count, this.#work.options.learningRate);
    const steps = this.#batches.deal(this.#state, count);
    markLooks(steps.flags, stretch);
    const keep = looks.map(() => this.#ledger.copies.next());
    return chunkOf(this.#state, this.#frame, { ...steps, ...numbers }, keep);
  }

  /** Takes in what the steps have shown, in its order. */
  async #take({ stretch, chunk, result }: Done): Promise<void> {
    const { copies } = this.#ledger;
    const { skipped: before } = this.#state;
    const left = new Set(chunk.keep);
    for (const { costs, skipped, look, finite } of seenIn(stretch, chunk, result)) {
      this.#state.skipped = before + skipped;
      const wrong = this.#ledger.record(costs) ?? (finite ? undefined : NOT_FINITE);
      if (wrong !== undefined) await this.#diverged(wrong);
      else if (look && left.delete(look.kept)) await this.#tell(look);
    }
    for (const kept of left) copies.letGo(kept);
  }

  /** Of steps that were dealt only so many were done: who goes on from here is to take the others. */
  async #rewind(before: Dealt, done: number): Promise<void> {
    const { step } = this.#state;
    const first = step - done;
    const { fullBatch } = this.#batches;
    const examples = fullBatch ? 0 : this.#batches.examples(step) - this.#batches.examples(first);
    this.#state = await inSlices(rewound(this.#state, before, examples));
    this.#numbers.take(this.#state, first, done, this.#work.options.learningRate);
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

  /** Looks at what is held out. */
  async #look({ step, kept }: Look): Promise<Verdict> {
    const { validation, options } = this.#work;
    const figures = await this.#unlessLeft(validation!.look(kept, options.signal));
    const epoch = Math.ceil(step / this.#batches.perEpoch) - 1;
    if (this.#ledger.looks.add(epoch, figures, kept)) return 'stop';
    const { minimize } = options.metric;
    const rate = this.#numbers.plateau(this.#state, { step, value: figures[0]!, minimize });
    return rate === undefined ? 'go' : { rate };
  }

  /** Tells the observers, and waits until no loop is too far behind. */
  async #report({ step, kept }: Look): Promise<Verdict> {
    const { reports, options, listener, told = asItIs } = this.#work;
    const progress = told(this.#ledger.progress(step, this.#numbers.rateAt(step - 1)));
    const standing = this.#ledger.standing(this.#state);
    this.#shown.report(progress, { ...standing, step, parameters: kept });
    await this.#unlessLeft(listener.report(progress));
    const answer: unknown = options.onProgress?.(progress);
    Promise.resolve(answer).catch((reason: unknown) => this.#late(reason));
    // onProgress may have aborted it.
    options.signal?.throwIfAborted();
    await this.#unlessLeft(reports.heard(() => this.#stopped));
    return 'go';
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
    if (!this.#stopped) throw this.#ledger.divergence(what, this.#state);
  }

  /** The last step's parameters were asked for no cost yet. */
  async #checkAnswers(standing: Standing): Promise<void> {
    const { options, examples } = this.#work;
    const { spec, signal } = options;
    const parameters = chosen(standing, 'best');
    const asked = answersOwnRows(this.#program, spec, parameters, examples, signal);
    const what = 'after the last step not all outputs are finite';
    if (!(await this.#unlessLeft(asked))) throw this.#ledger.divergence(what, this.#state);
  }
}

function asItIs(progress: Progress): Progress {
  return progress;
}
