// A training of several runs, told as one: their reports one behind another, whatever ran side by side.
import { clock } from '../../base/clock.js';
import type { Place } from '../checkpoint/saver.js';
import type { Progress } from '../options.js';

/** A part of the training, and the steps that it takes at most. */
export interface Phase {
  readonly phase: 'fold' | 'fit';
  readonly fold?: number;
  readonly steps: number;
  /** The state that it goes on from. */
  readonly place?: Place | undefined;
}

/** Where the reports of one phase come in. */
interface Line {
  readonly phase: Phase;
  /** Those that wait for the phases before. */
  readonly waiting: Progress[];
  /** Steps that were done. */
  done: number;
  isOver: boolean;
}

/** Puts the reports of runs into the order of their phases. */
export class Phases {
  readonly #lines: readonly Line[];
  readonly #tell: (progress: Progress) => Promise<void>;
  readonly #begun = clock.now();
  /** Seconds that others took. */
  readonly #before: number;
  #telling: Promise<void> = Promise.resolve();
  /** The phase whose reports are told. */
  #now = 0;

  constructor(phases: readonly Phase[], tell: (progress: Progress) => Promise<void>) {
    this.#lines = phases.map((phase) => ({
      phase,
      waiting: [...(phase.place?.waiting ?? [])],
      done: phase.place?.step ?? 0,
      isOver: false,
    }));
    this.#before = phases.reduce((sum, { place }) => sum + (place?.seconds ?? 0), 0);
    this.#tell = tell;
  }

  /** Steps of all phases at most. */
  get steps(): number {
    return this.#lines.reduce((sum, { phase }) => sum + phase.steps, 0);
  }

  /** Steps behind which reports come, where the training goes on: those of a run that had not ended may come again. */
  get resumedAt(): number {
    const open = this.#lines.findIndex(({ phase: { place } }) => !place?.ended);
    const last = open < 0 ? this.#lines.length : open + 1;
    return this.#stepsOf(this.#lines.slice(0, last));
  }

  /** Reports that wait for the phases before. */
  waiting(at: number): readonly Progress[] {
    return [...this.#lines[at]!.waiting];
  }

  /**
   * A report of a phase: it is told when those before it are.
   * @throws (rejects) what the telling throws
   */
  add(at: number, progress: Progress): Promise<void> {
    this.#lines[at]!.waiting.push(progress);
    return this.#flush();
  }

  /** A phase has no more reports. */
  end(at: number): Promise<void> {
    this.#lines[at]!.isOver = true;
    return this.#flush();
  }

  /** What is told of a report of the phase whose turn it is. */
  told(at: number, progress: Progress): Progress {
    const { phase, fold } = this.#lines[at]!.phase;
    this.#lines[at]!.done = progress.step;
    const step = this.#stepsOf(this.#lines.slice(0, at)) + progress.step;
    const seconds = this.#before + Math.max(0, (clock.now() - this.#begun) / 1000 || 0);
    const left = this.#lines[at]!.phase.steps - progress.step + this.#after(at);
    return Object.freeze({
      phase,
      ...(fold !== undefined && { fold }),
      ...progress,
      step,
      seconds,
      secondsLeft: (seconds / Math.max(1, step)) * left,
    });
  }

  #stepsOf(lines: readonly Line[]): number {
    return lines.reduce((sum, { done }) => sum + done, 0);
  }

  #after(at: number): number {
    return this.#lines.slice(at + 1).reduce((sum, { phase }) => sum + phase.steps, 0);
  }

  #flush(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      for (; this.#now < this.#lines.length; this.#now++) {
        const { waiting, isOver } = this.#lines[this.#now]!;
        for (let p = waiting.shift(); p; p = waiting.shift())
          await this.#tell(this.told(this.#now, p));
        if (!isOver) break;
      }
    });
    return this.#telling;
  }
}
