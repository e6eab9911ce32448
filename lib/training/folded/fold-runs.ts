// The folds' runs, side by side or in turn: what comes of them does not depend on it.
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { DenselyError } from '../../base/errors.js';
import { derivedSeed } from '../../base/random.js';
import { sideBySide } from '../../base/side-by-side.js';
import { backend } from '../../backend/select.js';
import type { Label } from '../../data/targets.js';
import { NO_HISTORY, type History } from '../../model/history.js';
import type { Model } from '../../model/model.js';
import { metricOption } from '../../model/watched.js';
import { withoutHidden } from '../../network/spec.js';
import { NO_CHECKPOINTS, type More, type Opening, type Shelves } from '../checkpoint/shelves.js';
import type { Made } from '../made.js';
import type { RunOptions } from '../option-table.js';
import type { Progress } from '../options.js';
import type { Pace } from '../pace.js';
import { Reports } from '../reports.js';
import { Run } from '../run.js';
import { SILENT } from '../telling.js';
import { classesOf } from '../validation.js';
import type { FoldResult } from './choice.js';
import { FoldLooks } from './fold-looks.js';
import type { Fold, FoldParts } from './folds.js';
import { linearOptimum } from './linear.js';
import { Logits } from './logits.js';
import { linearAlone } from './mixture.js';
import { weightOf, type Part } from './part.js';

/** What a fold's linear part begins with, that of all rows, is near to its own. */
const LINEAR_STEPS = 20;

/** What a fold is called in a checkpoint. */
export function nameOf(fold: number): string {
  return `fold${fold}`;
}

/** What all folds have to do with. */
export interface FoldsWork<L extends Label> {
  readonly made: Made<L>;
  /** W and b of the linear part of all rows. */
  readonly linear: Float64Array;
  /** What all networks begin with: that of all rows does, for which the folds choose. */
  readonly start: FloatArray;
  readonly shelves: Shelves | null;
  readonly pace: Pace;
  readonly report: (fold: number, progress: Progress) => Promise<void>;
  /** A fold has no more reports. */
  readonly done: (fold: number) => Promise<void>;
  /** Reports of a fold that nobody was told yet. */
  readonly waiting: (fold: number) => readonly Progress[];
  /** The training's name. */
  readonly id: string;
}

/** What came of the folds. */
export interface FoldsOutcome {
  readonly histories: readonly History[];
  /** Of those that did not diverge. */
  readonly results: readonly FoldResult[];
  readonly warnings: readonly string[];
}

/** What came of one of them. */
interface FoldEnd {
  readonly fold: number;
  readonly history: History;
  readonly result?: FoldResult;
  readonly warning?: string;
}

/** What a fold's run is made of. */
interface FoldPlan {
  readonly fold: Fold;
  readonly fit: Part;
  readonly looks: FoldLooks;
  readonly signal: AbortSignal;
}

/** Trains a network on each fold. */
export class FoldRuns<L extends Label> {
  readonly #work: FoldsWork<L>;
  readonly #running = new Set<Run<L>>();
  #isStopped = false;

  constructor(work: FoldsWork<L>) {
    this.#work = work;
  }

  /** Ends all of them after their current steps. */
  stop(): void {
    this.#isStopped = true;
    for (const run of this.#running) run.stop();
  }

  /** @throws what a fold throws that has not diverged, once all have ended */
  async finish(folds: readonly Fold[]): Promise<FoldsOutcome> {
    const { threads = backend().threads, signal } = this.#work.made.options;
    const manner = {
      parallel: Math.min(threads, folds.length),
      signal,
      stopped: () => this.#isStopped,
      tell: ({ fold }: FoldEnd) => this.#work.done(fold),
    };
    const ends = await sideBySide(folds.entries(), manner, ([f, fold], own) =>
      this.#fold(f, fold, own),
    );
    return {
      histories: ends.map(({ history }) => history),
      results: ends.flatMap(({ result }) => result ?? []),
      warnings: ends.flatMap(({ warning }) => warning ?? []),
    };
  }

  async #fold(f: number, fold: Fold, signal: AbortSignal): Promise<FoldEnd> {
    const parts = await fold.parts();
    if (!(weightOf(parts.fit) > 0 && weightOf(parts.held) > 0)) {
      const warning = `fold ${f} is left out: its examples weigh nothing`;
      return { fold: f, history: NO_HISTORY, warning };
    }
    const looks = new FoldLooks(this.#work.made.options.spec, parts.held, signal);
    const run = this.#runOf(f, { fold, fit: parts.fit, looks, signal });
    const linear = await this.#linearLogits(parts, signal);
    if (this.#isStopped) return { fold: f, history: NO_HISTORY };
    this.#running.add(run);
    try {
      const { history } = await run.finish();
      const costs = history.validation?.cost ?? [];
      const result = { held: parts.held, costs, logits: looks.logits, linear };
      return { fold: f, history, result };
    } catch (error) {
      if (!(error instanceof DenselyError && error.code === 'ERR_DIVERGED')) throw error;
      const warning = `fold ${f} diverged and is left out: ${error.message}`;
      return { fold: f, history: (error.model as Model<L>).history, warning };
    } finally {
      this.#running.delete(run);
    }
  }

  /** What is held out, by the linear part of what is learnt from. */
  async #linearLogits(
    { fit, held }: FoldParts,
    signal: AbortSignal,
  ): Promise<FoldResult['linear']> {
    const { made, linear } = this.#work;
    const spec = withoutHidden(made.options.spec);
    const own = await linearOptimum(spec, fit, linear, LINEAR_STEPS, signal);
    const { parameters } = linearAlone(spec, own);
    const out = sharedZeros(spec.dtype, held.y.rows * held.y.cols);
    await new Logits(spec, held, signal).of(parameters, out);
    return out;
  }

  #runOf(f: number, { fold, fit, looks, signal }: FoldPlan): Run<L> {
    const { made, shelves, pace, waiting, id } = this.#work;
    const { fitted } = made.examples;
    const more = (): More => ({ arrays: looks.saved(), waiting: waiting(f) });
    const opening: Opening = async () => {
      const own = shelves?.checkpoints(nameOf(f), more) ?? NO_CHECKPOINTS;
      if (own.resumed) looks.restore(own.resumed.arrays);
      return own;
    };
    return new Run<L>({
      parts: made.parts,
      options: { ...this.#optionsOf(f, fold), signal },
      examples: { ...fit, fitted },
      validation: looks,
      reports: new Reports(),
      listener: SILENT,
      pace,
      opening: shelves && opening,
      id,
    });
  }

  #optionsOf(f: number, { fit, held }: Fold): RunOptions {
    const { options, data } = this.#work.made;
    const cost = metricOption('metric', 'cost', data.task, classesOf(data));
    return {
      ...options,
      seed: derivedSeed(options.seed, `fold ${f}`),
      start: { ...this.#work.made.parts, parameters: this.#work.start },
      batchSize: Math.min(options.batchSize, fit),
      validation: { ...options.validation, fit: { size: fit }, held: { size: held } },
      validateStart: true,
      metric: cost,
      watch: { metrics: [cost], sets: [] },
      onProgress: (progress) => this.#work.report(f, progress),
    };
  }
}
