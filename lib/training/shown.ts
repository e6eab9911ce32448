import type { FloatArray } from '../base/dtype.js';
import type { History } from '../model/history.js';
import { Kept } from './kept.js';
import type { RunOptions } from './option-table.js';
import type { Progress } from './options.js';
import type { Reports } from './reports.js';
import type { Costs } from './watch.js';
import { parameterCount } from '../network/tensors.js';

/** Parameters and what led to them. */
export interface Outcome {
  readonly parameters: FloatArray;
  readonly history: History;
}

/** What a run shows to its observers, and what each of them would keep. */
export class Shown {
  readonly #reports: Reports<Progress>;
  readonly #costs: Costs;
  readonly #kept: Kept;
  /** Number of the report that a stop goes back to. */
  #stopAt = Infinity;

  constructor({ spec }: RunOptions, reports: Reports<Progress>, costs: Costs) {
    this.#reports = reports;
    this.#costs = costs;
    this.#kept = new Kept(spec.dtype, parameterCount(spec));
  }

  /** Memory for the parameters of the next report. */
  memory(): FloatArray {
    return this.#kept.next();
  }

  giveBack(parameters: FloatArray): void {
    this.#kept.giveBack(parameters);
  }

  /** @param parameters in {@link memory} */
  report(progress: Progress, parameters: FloatArray): void {
    this.#kept.add({ report: this.#reports.all.length, parameters });
    this.#reports.add(progress);
    // The last that each loop has seen, and all after it.
    this.#kept.forgetBefore(this.#reports.seenByAll - 1);
  }

  get #lastSeen(): number {
    return (this.#reports.seen || this.#reports.all.length) - 1;
  }

  /** From now on the outcome is what has been seen. */
  stop(): void {
    this.#stopAt = Math.min(this.#stopAt, this.#lastSeen);
  }

  /** What a stop keeps; undefined before the first report. */
  stopped(): Outcome | undefined {
    const outcome = this.#outcome(this.#stopAt);
    if (outcome) this.#reports.cut(this.#stopAt + 1);
    return outcome;
  }

  /** What a stop would keep now. */
  now(): Outcome | undefined {
    return this.#outcome(this.#lastSeen);
  }

  #outcome(report: number): Outcome | undefined {
    const keep = this.#kept.take(report);
    if (!keep) return undefined;
    const { epoch } = this.#reports.all[keep.report]!;
    return { parameters: keep.parameters, history: this.#costs.history('stopped', epoch) };
  }
}
