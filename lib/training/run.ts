import { onAbort } from '../base/cancel.js';
import { clock } from '../base/clock.js';
import type { FloatArray } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { inSlices } from '../base/turns.js';
import { LEAVE_AT_ONCE, STOP_AFTER_STEP } from '../backend/abi.js';
import type { Chunk, ChunkResult, Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import { scalingOf } from '../data/encoding/options.js';
import type { Label } from '../data/targets.js';
import { Model } from '../model/model.js';
import { partsOf } from '../model/parts.js';
import { Batches } from './batches.js';
import { chunkOf } from './chunk.js';
import type { RunOptions } from './option-table.js';
import type { Progress } from './options.js';
import { answersOwnRows } from './own-rows.js';
import type { Pace } from './pace.js';
import type { Prepared } from './prepared.js';
import { rateTable } from './rates.js';
import type { Reports } from './reports.js';
import { Shown, type Outcome } from './shown.js';
import { drawStart, newState, type TrainingState } from './state.js';
import { Costs, type Verdict, type Watcher } from './watch.js';

/** One training from its start to its end: the policy; the backend runs the steps. */
export class Run<L extends Label> {
  readonly #data: Dataset<L>;
  readonly #options: RunOptions;
  readonly #reports: Reports<Progress>;
  readonly #pace: Pace;
  readonly #batches: Batches;
  readonly #state: TrainingState;
  readonly #costs: Costs;
  readonly #shown: Shown;
  readonly #program: Program;
  readonly #watchers: readonly Watcher[];
  /** The last epoch whose cost was told. */
  #epoch = -1;
  readonly #prepared: Prepared;
  #result: Model<L> | undefined;
  #leave: (reason: unknown) => void = () => {};
  #failure: { readonly reason: unknown } | undefined;
  readonly #over: Promise<void>;
  #end: () => void = () => {};

  /** Makes nothing that takes time. */
  constructor(
    data: Dataset<L>,
    options: RunOptions,
    prepared: Prepared,
    reports: Reports<Progress>,
    pace: Pace,
  ) {
    this.#data = data;
    this.#prepared = prepared;
    this.#options = options;
    this.#reports = reports;
    this.#pace = pace;
    this.#batches = new Batches(options, data.size, rateTable.constant(options.learningRate));
    this.#state = newState(options, data.size);
    this.#costs = new Costs(this.#batches.fullBatch, options.learningRate);
    this.#shown = new Shown(options, reports, this.#costs);
    this.#program = currentBackend().program(options.spec);
    this.#watchers = [
      { due: (step) => this.#batches.nextReport(step), look: (look) => this.#report(look.kept) },
    ];
    this.#over = new Promise((resolve) => (this.#end = resolve));
  }

  /** Ends the run after its current step. */
  stop(): void {
    if (this.#stopped) return;
    this.#shown.stop();
    Atomics.compareExchange(this.#state.cancel, 0, 0, STOP_AFTER_STEP);
    this.#reports.wake();
  }

  /** The model of the last report that was seen, after the end that of the run; undefined without one. */
  async snapshot(): Promise<Model<L> | undefined> {
    await Promise.race([this.#reports.first, this.#over]);
    const outcome = this.#result ? undefined : this.#shown.now();
    return outcome ? this.#model(outcome) : this.#result;
  }

  async finish(): Promise<Model<L>> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    const over = onAbort(signal, () => this.#fail(signal!.reason));
    try {
      await inSlices(drawStart(this.#state, this.#options), signal);
      const outcome = await this.#steps();
      await this.#checkAnswers(outcome);
      this.#result = this.#model(outcome);
      return this.#result;
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

  async #steps(): Promise<Outcome> {
    let steps = 1;
    while (this.#state.step < this.#batches.steps && !this.#stopped) {
      const dues = this.#watchers.map((watcher) => watcher.due(this.#state.step));
      const due = Math.min(...dues);
      const count = Math.min(steps, due - this.#state.step);
      await this.#unlessLeft(this.#batches.ahead(this.#state, count));
      // A stop leaves the drawing half-done.
      if (this.#stopped) break;
      const before = clock.now();
      const kept = await this.#chunk(count, this.#state.step + count === due);
      steps = this.#pace(count, clock.now() - before);
      if (!kept) continue;
      const looking = this.#watchers.filter((_, i) => dues[i] === due);
      for (const watcher of looking) this.#obey(await watcher.look({ step: due, kept }));
    }
    // A loop may still leave at a report before the last.
    await this.#unlessLeft(this.#reports.heard(() => this.#stopped, 0));
    if (!this.#stopped) return this.#lastWeights('epochs');
    return this.#shown.stopped() ?? this.#lastWeights('stopped');
  }

  /** Runs the next steps; what was kept after the last one where that is due, unless they ended early. */
  async #chunk(count: number, isDue: boolean): Promise<FloatArray | undefined> {
    const kept = isDue ? this.#shown.memory() : null;
    const chunk = this.#nextChunk(count, kept);
    const running = this.#program.train(chunk);
    // The next steps' examples are drawn meanwhile.
    void this.#batches.ahead(this.#state, count);
    const result = await this.#unlessLeft(running);
    await this.#record(chunk, result);
    if (kept === null) return undefined;
    if (result.steps === count && !this.#stopped) {
      if (!result.finite) await this.#diverged('a parameter is not finite');
      else return kept;
    }
    this.#shown.giveBack(kept);
    return undefined;
  }

  #nextChunk(count: number, keep: FloatArray | null): Chunk {
    const steps = this.#batches.deal(this.#state, count);
    return chunkOf(this.#state, this.#prepared, this.#options, steps, keep);
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
  async #record({ costs }: Chunk, { recorded }: ChunkResult): Promise<void> {
    for (const cost of costs.subarray(0, recorded)) {
      do this.#epoch++;
      while (!this.#batches.told(this.#epoch));
      const isRecorded = this.#batches.recorded(this.#epoch);
      if (Number.isFinite(cost)) this.#costs.add(this.#epoch, cost, isRecorded);
      else if (isRecorded) await this.#diverged(`cost is ${cost} at epoch ${this.#epoch}`);
    }
  }

  /** Tells the observers, and waits until no loop is too far behind. */
  async #report(kept: FloatArray): Promise<Verdict> {
    const progress = Object.freeze(this.#costs.last!);
    this.#shown.report(progress, kept);
    const answer: unknown = this.#options.onProgress?.(progress);
    Promise.resolve(answer).catch((reason: unknown) => this.#late(reason));
    // onProgress may have aborted it.
    this.#options.signal?.throwIfAborted();
    await this.#unlessLeft(this.#reports.heard(() => this.#stopped));
    return 'go';
  }

  /** An asynchronous onProgress has failed; after the end that is nobody's but its own. */
  #late(reason: unknown): void {
    if (this.#result) throw reason;
    this.#fail(reason);
  }

  #obey(verdict: Verdict): void {
    if (verdict === 'stop') this.stop();
    else if (verdict !== 'go') this.#state.factor = verdict.rate;
  }

  /** The failure, once every loop has seen what came before; none where one left there. */
  async #diverged(what: string): Promise<void> {
    await this.#unlessLeft(this.#reports.heard(() => this.#stopped, 0));
    if (!this.#stopped) throw this.#divergence(what);
  }

  /** The last step's parameters were asked for no cost yet. */
  async #checkAnswers({ parameters }: Outcome): Promise<void> {
    const { spec, signal } = this.#options;
    const asked = answersOwnRows(this.#program, spec, parameters, this.#prepared, signal);
    if (!(await this.#unlessLeft(asked)))
      throw this.#divergence('after the last step not all outputs are finite');
  }

  #divergence(what: string): DenselyError {
    const { last } = this.#costs;
    const { scale, learningRate } = this.#options;
    const finite = last
      ? `the last finite cost is ${last.cost} at epoch ${last.epoch}`
      : 'no cost was finite';
    const history = this.#costs.history('stopped', last?.epoch ?? -1);
    return new DenselyError(
      'ERR_DIVERGED',
      'learningRate',
      `the training diverged: ${what}; ${finite}. Lower learningRate from ${learningRate}${scalingOf(scale).scale === 'none' ? ", or say scale: 'standard'" : ''}. ` +
        'error.model is the last model whose cost was finite.',
      { model: this.#model({ parameters: this.#state.snapshot, history }) },
    );
  }

  #lastWeights(ended: 'epochs' | 'stopped'): Outcome {
    return { parameters: this.#state.parameters, history: this.#costs.history(ended) };
  }

  #model({ parameters, history }: Outcome): Model<L> {
    const { spec, positive } = this.#options;
    const parts = partsOf(this.#data, { ...this.#prepared.fitted, spec, parameters, positive });
    return new Model(parts, history);
  }
}
