import type { FloatArray } from '../../base/dtype.js';
import { DenselyError } from '../../base/errors.js';
import { inSlices } from '../../base/turns.js';
import type { Label } from '../../data/targets.js';
import type { History } from '../../model/history.js';
import type { Model } from '../../model/model.js';
import { withoutHidden } from '../../network/spec.js';
import { parameterCount } from '../../network/tensors.js';
import { plainOptions } from '../checkpoint/identity.js';
import { stepsOf } from '../batches.js';
import type { Place } from '../checkpoint/saver.js';
import type { Shelves } from '../checkpoint/shelves.js';
import type { Parts } from '../held.js';
import type { Made } from '../made.js';
import type { RunOptions } from '../option-table.js';
import type { Progress } from '../options.js';
import { Run } from '../run.js';
import type { Observers, Running } from '../running.js';
import { Telling } from '../telling.js';
import { chosenBy, temperatureBy, type Choice, type FoldResult } from './choice.js';
import { FoldRuns, nameOf } from './fold-runs.js';
import { foldsOf, type Fold } from './folds.js';
import { shelvesOf, startOf } from './kept.js';
import { linearOptimum } from './linear.js';
import { LINEAR, mixtureModel, netOf, NO_FOLDS, type Outcome } from './mixture-model.js';
import { Phases } from './phases.js';

/** Steps of L-BFGS at most, from 0 on. */
const LINEAR_STEPS = 100;

const NO_FOLD =
  'no fold can hold rows out, which takes 5 rows, and of classes one with 5 of its own: this is the linear model';

/**
 * The preset's way: a linear part on all rows, folds that choose a number of epochs and λ, a network on all rows, and
 * the mixture of both as one network.
 */
export class MixtureRun<L extends Label> implements Running<L> {
  readonly #made: Made<L>;
  readonly #validation: Parts;
  readonly #observers: Observers;
  readonly #telling: Telling;
  readonly #left = new AbortController();
  #id = globalThis.crypto.randomUUID() as string;
  #phases: Phases | undefined;
  #linear: Float64Array | undefined;
  /** What all networks begin with. */
  #start: FloatArray | undefined;
  #folds: FoldRuns<L> | undefined;
  #outcome: Outcome = { choice: LINEAR, folds: NO_FOLDS };
  #fit: Run<L> | undefined;
  /** Reports that the folds have told, once they are done. */
  #ofFolds = Infinity;
  /** Reports that were seen when it was stopped. */
  #stoppedAt: number | undefined;
  #result: Model<L> | undefined;
  readonly #over: Promise<void>;
  #end: () => void = () => {};

  constructor(made: Made<L>, validation: Parts, observers: Observers) {
    const { options } = made;
    const { signal: own } = this.#left;
    const signal = options.signal ? AbortSignal.any([options.signal, own]) : own;
    this.#made = { ...made, options: { ...options, signal } };
    this.#validation = validation;
    this.#observers = observers;
    this.#telling = new Telling(options.log);
    this.#over = new Promise((resolve) => (this.#end = resolve));
  }

  stop(): void {
    if (this.#stoppedAt !== undefined) return;
    this.#stoppedAt = this.#observers.reports.known;
    this.#folds?.stop();
    this.#fit?.stop();
    this.#observers.reports.wake();
  }

  async snapshot(): Promise<Model<L> | undefined> {
    await Promise.race([this.#observers.reports.first, this.#over]);
    if (this.#result) return this.#result;
    if (this.#linear === undefined) return undefined;
    if (this.#observers.reports.known <= this.#ofFolds || !this.#fit) return this.#alone('stopped');
    const net = await this.#fit.snapshot('last');
    return net && this.#modelOf({ ...this.#outcome, net: netOf(net) }, 'stopped');
  }

  async finish(): Promise<Model<L>> {
    try {
      const model = await this.#train();
      return (this.#result = model);
    } catch (error) {
      this.#left.abort(error);
      await this.#telling.end({ ended: 'failed', error });
      throw error;
    } finally {
      this.#end();
    }
  }

  async #train(): Promise<Model<L>> {
    const { signal } = this.#made.options;
    this.#start = await startOf(this.#made.options);
    const shelves = await shelvesOf(this.#made, [], this.#start);
    const folds = await foldsOf(this.#made, this.#validation);
    await this.#begin(folds, shelves);
    this.#linear = await this.#linearPart();
    await this.#chooseBy(folds, shelves);
    signal!.throwIfAborted();
    const net = await this.#fitted(shelves);
    const { reports } = this.#observers;
    if (this.#stoppedAt !== undefined) reports.cut(Math.max(this.#stoppedAt, 1));
    const ended = this.#stoppedAt === undefined ? 'epochs' : 'stopped';
    const warnings = await this.#telling.end({ ended });
    return this.#modelOf({ ...this.#outcome, net }, ended, warnings);
  }

  /** The folds, as far as they are not stopped, and what they say. */
  async #chooseBy(folds: readonly Fold[], shelves: Shelves | null): Promise<void> {
    const phases = this.#phases!;
    this.#folds = new FoldRuns<L>({
      made: this.#made,
      linear: this.#linear!,
      start: this.#start!,
      shelves,
      pace: this.#observers.pace,
      report: (fold, progress) => this.#caught(phases.add(fold, progress)),
      done: (fold) => phases.end(fold),
      waiting: (fold) => phases.waiting(fold),
      id: this.#id,
    });
    if (this.#stoppedAt !== undefined) this.#folds.stop();
    const outcome = await this.#folds.finish(folds);
    const isLinear = this.#stoppedAt !== undefined || outcome.results.length === 0;
    const choice = isLinear ? LINEAR : await this.#choice(outcome.results);
    const warnings = folds.length === 0 ? [NO_FOLD] : outcome.warnings;
    this.#outcome = { choice, folds: { ...outcome, warnings } };
  }

  async #choice(results: readonly FoldResult[]): Promise<Choice> {
    const { spec, signal, calibrate } = this.#made.options;
    const choice = await chosenBy(results, spec, signal);
    if (!calibrate) return choice;
    return { ...choice, temperature: await inSlices(temperatureBy(results, spec, choice), signal) };
  }

  /** A report that cannot be told ends the training. */
  async #caught(telling: Promise<void>): Promise<void> {
    try {
      await telling;
    } catch (error) {
      // After the end it is nobody's but its own.
      if (this.#result) throw error;
      this.#left.abort(error);
    }
  }

  async #begin(folds: readonly Fold[], shelves: Shelves | null): Promise<void> {
    const { options, data } = this.#made;
    const steps = (size: number): number => stepsOf(options.epochs, size, options.batchSize);
    const placeOf = (name: string): Place | undefined => shelves?.resumed(name)?.place;
    this.#id = shelves?.id ?? this.#id;
    this.#phases = new Phases(
      [
        ...folds.map(({ fit }, fold) => {
          return { phase: 'fold', fold, steps: steps(fit), place: placeOf(nameOf(fold)) } as const;
        }),
        { phase: 'fit', steps: steps(data.size), place: placeOf('fit') },
      ],
      (progress) => this.#tell(progress),
    );
    const { steps: most, resumedAt } = this.#phases;
    await this.#telling.begin(this.#id, () => {
      return { options: plainOptions(options), steps: most, resumedAt };
    });
  }

  /** A report of the folds: what is kept is the linear part, whoever has seen it. */
  async #tell(progress: Progress): Promise<void> {
    if (this.#stoppedAt !== undefined) return;
    const { signal, onProgress } = this.#made.options;
    this.#observers.reports.add(progress);
    await this.#telling.report(progress);
    const answer: unknown = onProgress?.(progress);
    void this.#caught(Promise.resolve(answer) as Promise<void>);
    signal!.throwIfAborted();
  }

  async #linearPart(): Promise<Float64Array> {
    const { options, examples } = this.#made;
    const spec = withoutHidden(options.spec);
    const start = new Float64Array(parameterCount(spec));
    return linearOptimum(spec, examples, start, LINEAR_STEPS, options.signal);
  }

  /** The network of all rows; undefined where the linear part is all there is to be. */
  async #fitted(shelves: Shelves | null): Promise<Outcome['net']> {
    const { reports, pace } = this.#observers;
    const { choice, folds } = this.#outcome;
    this.#ofFolds = reports.all.length;
    if (choice.lambda === 0 || this.#stoppedAt !== undefined) return undefined;
    const { parts, examples } = this.#made;
    const at = folds.histories.length;
    this.#fit = new Run<L>({
      parts,
      options: this.#fitOptions(choice),
      examples,
      validation: null,
      reports,
      listener: this.#telling.within(),
      pace,
      opening: shelves && (() => Promise.resolve(shelves.checkpoints('fit'))),
      told: (progress) => this.#phases!.told(at, progress),
      id: this.#id,
    });
    if (this.#stoppedAt !== undefined) this.#fit.stop();
    const model = await this.#fit.finish().catch((error: unknown) => this.#diverged(error));
    const isSeen = this.#stoppedAt === undefined || this.#stoppedAt > this.#ofFolds;
    return model && isSeen ? netOf(model) : undefined;
  }

  #diverged(error: unknown): undefined {
    if (!(error instanceof DenselyError && error.code === 'ERR_DIVERGED')) throw error;
    const { folds } = this.#outcome;
    const warning = `the network of all rows diverged, and the linear model is left: ${error.message}`;
    this.#outcome = {
      choice: LINEAR,
      folds: { ...folds, warnings: [...folds.warnings, warning] },
    };
  }

  /** So many epochs of those that the folds had, whose schedules it follows. */
  #fitOptions({ epochs }: Choice): RunOptions {
    const { options, data } = this.#made;
    const whole = { fit: data, held: null, warnings: [], isPreset: false, isFolded: false };
    const maxSteps = stepsOf(epochs, data.size, options.batchSize);
    return { ...options, validation: whole, patience: Infinity, maxSteps };
  }

  #alone(ended: History['ended']): Promise<Model<L>> {
    return this.#modelOf({ ...this.#outcome, choice: LINEAR }, ended);
  }

  #modelOf(
    outcome: Outcome,
    ended: History['ended'],
    warnings: readonly string[] = [],
  ): Promise<Model<L>> {
    const more = [...this.#validation.warnings, ...warnings];
    return mixtureModel(this.#made, this.#linear!, outcome, { ended, warnings: more });
  }
}
