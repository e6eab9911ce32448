// Whom a run tells beside its observers: logs, and the channel `densely:train`.
import { trainChannel } from '../base/channels.js';
import { invalid } from '../base/errors.js';
import type { Log, LogOutcome, LogRun } from '../log/log.js';
import type { Progress } from './options.js';

/** Reads the option `log`: none, one or several. */
export function logOption(argument: string, value: unknown): readonly Log[] {
  if (value === undefined) return [];
  const isList = Array.isArray(value);
  const logs = isList ? Array.from(value as unknown[]) : [value];
  return logs.map((log, i) => {
    if (isLog(log)) return log;
    const allowed = 'a log, such as csvLog, ndjson and tensorboard of densely/log give';
    throw invalid(isList ? `${argument}[${i}]` : argument, log, allowed);
  });
}

function isLog(value: unknown): value is Log {
  return typeof (value as Partial<Log> | null | undefined)?.report === 'function';
}

/** Whom a run tells that it begins, how it goes on and that it has ended. */
export type Listener = Pick<Telling, 'begin' | 'report' | 'end'>;

/** For a run whose reports others tell. */
export const SILENT: Listener = {
  begin: () => Promise.resolve(),
  report: () => Promise.resolve(),
  end: () => Promise.resolve([]),
};

/** One after another, each when the last has done. */
export class Telling {
  readonly #logs: readonly Log[];
  #id = '';
  /** Those that have begun. */
  readonly #begun: Log[] = [];

  constructor(logs: readonly Log[]) {
    this.#logs = logs;
  }

  /** @param about what else the run is, where a log wants to know */
  async begin(id: string, about: () => Omit<LogRun, 'id'>): Promise<void> {
    this.#id = id;
    if (trainChannel.hasSubscribers) trainChannel.publish({ phase: 'start', id });
    if (this.#logs.length === 0) return;
    const run = { id, ...about() };
    for (const log of this.#logs) {
      this.#begun.push(log);
      await log.begin?.(run);
    }
  }

  async report(progress: Progress): Promise<void> {
    if (trainChannel.hasSubscribers)
      trainChannel.publish({ phase: 'report', id: this.#id, progress });
    for (const log of this.#begun) await log.report(progress);
  }

  /** @returns what went wrong at their ends: it costs nobody a model */
  async end(outcome: LogOutcome): Promise<string[]> {
    if (trainChannel.hasSubscribers && this.#id !== '') this.#publishEnd(outcome);
    const wrong: string[] = [];
    for (const log of this.#begun.splice(0)) {
      try {
        await log.end?.(outcome);
      } catch (error) {
        wrong.push(`a log could not be ended: ${(error as Error).message}`);
      }
    }
    return wrong;
  }

  /** For a run that is a part of the training: its reports alone are told. */
  within(): Listener {
    return { ...SILENT, report: (progress) => this.report(progress) };
  }

  #publishEnd({ ended, error }: LogOutcome): void {
    const id = this.#id;
    if (ended === 'failed') trainChannel.publish({ phase: 'error', id, error });
    else trainChannel.publish({ phase: 'end', id, ended });
  }
}
