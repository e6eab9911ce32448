// What a training and its logs know of each other.
import type { History } from '../model/history.js';

/**
 * What a report of a training says; what it lacks stands in no log.
 *
 * @example
 * import { ndjson, type Reported } from 'densely/log';
 *
 * const log = ndjson(process.stdout);
 * await log.begin({ id: 'a1', options: {}, steps: 320, resumedAt: 0 });
 * const report: Reported = { epoch: 9, step: 320, cost: 0.25, validation: { cost: 0.5, accuracy: 0.75 } };
 * await log.report(report); // {"epoch":9,"step":320,"cost":0.25,"validation":{"cost":0.5,"accuracy":0.75}}
 */
export interface Reported {
  /** Of a training of several runs: `'fold'`, or `'fit'` on all rows. */
  readonly phase?: 'fold' | 'fit' | undefined;
  /** Counted from 0. */
  readonly fold?: number | undefined;
  /** Counted from 0, in each phase and fold anew. */
  readonly epoch: number;
  /** Steps by then, in all phases. */
  readonly step: number;
  /** Of the training data. */
  readonly cost: number;
  /** Of the validation, where there was one since the last report. */
  readonly validation?: ReportedValidation | undefined;
  /** The learning rate. */
  readonly rate?: number | undefined;
  /** The best epoch so far, and what it is the best by. */
  readonly best?: ReportedBest | undefined;
  /** Since the training began. */
  readonly seconds?: number | undefined;
  /** To its end, as far as can be told. */
  readonly secondsLeft?: number | undefined;
  /** Since the last report. */
  readonly examplesPerSecond?: number | undefined;
}

interface ReportedValidation {
  /** Its cost. */
  readonly cost: number;
  /** Its metrics by name. */
  readonly [metric: string]: number;
}

interface ReportedBest {
  /** Counted from 0. */
  readonly epoch: number;
  /** What was watched. */
  readonly value: number;
}

/**
 * A training that begins.
 *
 * @example
 * import type { Log, LogRun } from 'densely/log';
 *
 * const titles: string[] = [];
 * const log: Log = {
 *   begin: ({ id, steps, resumedAt }: LogRun) => void titles.push(`${id}: ${resumedAt} of ${steps} steps`),
 *   report: () => {},
 * };
 * await log.begin?.({ id: 'a1', options: { hidden: [64] }, steps: 4000, resumedAt: 0 });
 * console.log(titles); // [ 'a1: 0 of 4000 steps' ]
 */
export interface LogRun {
  /** Its name: the same after it was interrupted and resumed. */
  readonly id: string;
  /** Those of the training, with the defaults of what was left out. */
  readonly options: Readonly<Record<string, unknown>>;
  /** That it does at most. */
  readonly steps: number;
  /** Steps that were done before; 0 for one that begins afresh. */
  readonly resumedAt: number;
}

/**
 * How a training has ended.
 *
 * @example
 * import type { Log, LogOutcome } from 'densely/log';
 *
 * const log: Log = {
 *   report: () => {},
 *   end: ({ ended, error }: LogOutcome) => console.log(ended, (error as Error | undefined)?.message),
 * };
 * await log.end?.({ ended: 'failed', error: new Error('the disk is full') }); // failed the disk is full
 */
export interface LogOutcome {
  /** As `history.ended` of its model has it, or `'failed'` where there is none. */
  readonly ended: History['ended'] | 'failed';
  /** Of a training that has failed. */
  readonly error?: unknown;
}

/**
 * What a training tells its logs. It calls one method after another and waits for what each returns.
 *
 * @example
 * import type { Log, Reported } from 'densely/log';
 *
 * const costs: number[] = [];
 * const log: Log = { report: ({ cost }: Reported) => void costs.push(cost) };
 * await log.report({ epoch: 0, step: 32, cost: 0.69 });
 * console.log(costs); // [ 0.69 ]
 */
export interface Log {
  /** Before the first report. If it throws, the training fails with that before its first step. */
  begin?(run: LogRun): void | Promise<void>;
  /** If it throws, the training fails with that. */
  report(progress: Reported): void | Promise<void>;
  /** Once after `begin`, however the training has ended. */
  end?(outcome: LogOutcome): void | Promise<void>;
}
