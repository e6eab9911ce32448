// The folds' runs, side by side or in turn: what comes of them does not depend on it.
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { DenselyError } from '../../base/errors.js';
import { derivedSeed } from '../../base/random.js';
import { backend } from '../../backend/select.js';
import type { Label } from '../../data/targets.js';
import { NO_HISTORY, type History } from '../../model/history.js';
import type { Model } from '../../model/model.js';
import { metricOption } from '../../model/watched.js';
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
import { linearOptimum, linearSpec } from './linear.js';
import { Logits } from './logits.js';
import { linearAlone } from './mixture.js';
import { weightOf } from './part.js';

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
  readonly warnings: string[];
}

/** Trains a network on each fold. */
export class FoldRuns<L extends Label> {
  readonly #work: FoldsWork<L>;
  readonly #running = new Set<Run<L>>();
  readonly #histories: History[] = [];
  readonly #results: (FoldResult | undefined)[] = [];
  readonly #warnings: (string | undefined)[] = [];
  #isStopped = false;

  constructor(work: FoldsWork<L>) {
    this.#work = work;
  }

  /** Ends all of them after their current steps. */
  stop(): void {
    this.#isStopped = true;
    for (const run of this.#running) run.stop();
  }

  /** @param left aborts the others where one has failed */
  async finish(folds: readonly Fold[], left: AbortController): Promise<FoldsOutcome> {
    const { threads = backend().threads } = this.#work.made.options;
    const next = folds.entries();
    const worker = async (): Promise<void> => {
      for (const [f, fold] of next) {
        if (this.#isStopped) return;
        await this.#fold(f, fold);
        await this.#work.done(f);
      }
    };
    const workers = Array.from({ length: Math.min(threads, folds.length) }, () =>
      worker().catch((error: unknown) => {
        left.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(workers);
    await Promise.all(workers);
    return {
      histories: folds.map((_, f) => this.#histories[f] ?? NO_HISTORY),
      results: this.#results.filter((result) => result !== undefined),
      warnings: this.#warnings.filter((warning) => warning !== undefined),
    };
  }

  async #fold(f: number, fold: Fold): Promise<void> {
    const parts = await fold.parts();
    if (!(weightOf(parts.fit) > 0 && weightOf(parts.held) > 0)) {
      this.#warnings[f] = `fold ${f} is left out: its examples weigh nothing`;
      return;
    }
    const { spec, signal } = this.#work.made.options;
    const looks = new FoldLooks(spec, parts.held, signal);
    const run = this.#runOf(f, fold, parts, looks);
    const linear = await this.#linearLogits(parts);
    if (this.#isStopped) return;
    this.#running.add(run);
    try {
      const { history } = await run.finish();
      this.#histories[f] = history;
      const costs = history.validation?.cost ?? [];
      this.#results[f] = { held: parts.held, costs, logits: looks.logits, linear };
    } catch (error) {
      if (!(error instanceof DenselyError && error.code === 'ERR_DIVERGED')) throw error;
      this.#histories[f] = (error.model as Model<L>).history;
      this.#warnings[f] = `fold ${f} diverged and is left out: ${error.message}`;
    } finally {
      this.#running.delete(run);
    }
  }

  /** What is held out, by the linear part of what is learnt from. */
  async #linearLogits({ fit, held }: FoldParts): Promise<FoldResult['linear']> {
    const { made, linear } = this.#work;
    const { signal } = made.options;
    const spec = linearSpec(made.options.spec);
    const own = await linearOptimum(spec, fit, linear, LINEAR_STEPS, signal);
    const { parameters } = linearAlone(spec, own);
    const out = sharedZeros(spec.dtype, held.y.rows * held.y.cols);
    return new Logits(spec, held.x, signal).of(parameters, out);
  }

  #runOf(f: number, fold: Fold, { fit }: FoldParts, looks: FoldLooks): Run<L> {
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
      options: this.#optionsOf(f, fold),
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
