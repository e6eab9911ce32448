import type { FloatArray } from '../base/dtype.js';
import type { Copies } from './copies.js';
import type { Best } from './looks.js';
import type { Progress } from './options.js';
import type { Reports } from './reports.js';

/** Which of a run's parameters: those of the best look, or those after the last step. */
export type Wanted = 'best' | 'last';

/** What a run has to show after a step. */
export interface Standing {
  /** The last one whose cost was told. */
  readonly epoch: number;
  /** Steps that were done. */
  readonly step: number;
  /** Of them, those whose examples all weigh 0. */
  readonly skipped: number;
  /** Looks at held-out examples so far, and the best of them. */
  readonly looks: number;
  readonly best: Best | undefined;
  /** The parameters after the step. */
  readonly parameters: FloatArray;
}

interface Keep {
  /** Number of the report, from 0. */
  readonly report: number;
  readonly standing: Standing;
}

/** What a run shows to its observers, and what each of them would keep. */
export class Shown {
  readonly #reports: Reports<Progress>;
  readonly #copies: Copies;
  /** Of the reports that somebody may still want to keep, ascending. */
  readonly #keeps: Keep[] = [];
  /** Number of the report that a stop goes back to. */
  #stopAt = Infinity;

  constructor(reports: Reports<Progress>, copies: Copies) {
    this.#reports = reports;
    this.#copies = copies;
  }

  /** @param standing whose parameters are copies */
  report(progress: Progress, standing: Standing): void {
    this.#copies.hold(standing.parameters);
    if (standing.best) this.#copies.hold(standing.best.parameters);
    this.#keeps.push({ report: this.#reports.all.length, standing });
    this.#reports.add(progress);
    // The last that each loop has seen, and all after it.
    this.#forgetBefore(this.#reports.seenByAll - 1);
  }

  /** Lets go of all before a report, but not of the last. */
  #forgetBefore(report: number): void {
    while (this.#keeps.length > 1 && this.#keeps[0]!.report < report) {
      const { parameters, best } = this.#keeps.shift()!.standing;
      this.#copies.letGo(parameters);
      if (best) this.#copies.letGo(best.parameters);
    }
  }

  get #lastSeen(): number {
    return this.#reports.known - 1;
  }

  /** From now on the outcome is what has been seen. */
  stop(): void {
    this.#stopAt = Math.min(this.#stopAt, this.#lastSeen);
  }

  /** What a stop keeps; undefined before the first report. */
  stopped(): Standing | undefined {
    const keep = this.#from(this.#stopAt);
    if (keep) this.#reports.cut(this.#stopAt + 1);
    return keep?.standing;
  }

  /** What a stop would keep now. */
  now(): Standing | undefined {
    return this.#from(this.#lastSeen)?.standing;
  }

  /** Of a report, or of the oldest after it. */
  #from(report: number): Keep | undefined {
    return this.#keeps.find((keep) => keep.report >= report);
  }
}
