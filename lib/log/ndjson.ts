import { nothingMore } from '../base/checks.js';
import { invalid, show } from '../base/errors.js';
import { Turn, unwritable } from './failure.js';
import type { Log, LogRun, Reported } from './log.js';
import { LineFile, logPath, type LogFileOptions } from './line-file.js';

/**
 * What {@link ndjson} needs of a stream: any `Writable` of Node, `process.stdout` among them.
 *
 * @example
 * import { createWriteStream } from 'node:fs';
 * import { type LineStream, ndjson } from 'densely/log';
 *
 * const stream: LineStream = createWriteStream('churn-log.jsonl');
 * const log = ndjson(stream);
 * await log.begin({ id: 'a1', options: {}, steps: 64, resumedAt: 0 });
 */
export interface LineStream {
  /** Calls `done` when it has taken the text, with the error where it cannot. */
  write(text: string, done: (error?: Error | null) => void): unknown;
  /** Tells of an error at any time. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Takes {@link on} back. */
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * A log of one JSON object a line, which has the keys of a report. Numbers that are not finite are null, for which
 * JSON has no other word.
 *
 * Each line is waited for until the stream has taken it, so that a slow reader holds the training, not memory; a
 * stream that fails fails the training. Whoever made a stream ends it. A file is treated as {@link csvLog} does.
 *
 * @param to a stream, or the path or URL of a file, whose folder is there
 * @param options of a file
 * @throws (rejects) `ERR_LOG` for a stream that fails, and for files as `csvLog`
 *
 * @example
 * import { ndjson } from 'densely/log';
 *
 * const log = ndjson(process.stdout);
 * await log.begin({ id: 'a1', options: {}, steps: 64, resumedAt: 0 });
 * await log.report({ epoch: 0, step: 32, cost: 0.7 }); // writes {"epoch":0,"step":32,"cost":0.7}
 * await log.end({ ended: 'epochs' });
 */
export function ndjson(to: LineStream | string | URL, options?: LogFileOptions): Required<Log> {
  nothingMore('ndjson()', arguments, 2);
  if (!isStream(to))
    return new NdjsonFile(logPath('to', to, 'a Writable stream, or the path of a file'), options);
  if (options !== undefined)
    throw invalid('options', options, 'left out with a stream: they are of files');
  return new NdjsonStream(to);
}

function isStream(value: unknown): value is LineStream {
  const stream = Object(value) as Partial<LineStream>;
  return [stream.write, stream.on, stream.off].every((method) => typeof method === 'function');
}

class NdjsonFile implements Required<Log> {
  readonly #file: LineFile;

  constructor(path: string, options: unknown) {
    this.#file = new LineFile('ndjson', path, options, () => (line) => this.#stepOf(line));
  }

  async begin(run: LogRun): Promise<void> {
    await this.#file.begin(run);
  }

  async report(progress: Reported): Promise<void> {
    await this.#file.next(progress.step);
    await this.#file.append(`${JSON.stringify(progress)}\n`);
  }

  end(): void {
    this.#file.end();
  }

  #stepOf(line: string): number {
    try {
      return (JSON.parse(line) as Reported).step;
    } catch {
      throw this.#file.refuse(`goes on with a log of its own kind: ${show(line)} is no JSON.`);
    }
  }
}

const STREAM = 'ndjson(stream)';

class NdjsonStream implements Required<Log> {
  readonly #stream: LineStream;
  readonly #turn = new Turn(STREAM);
  #failure: { readonly cause: unknown } | undefined;

  constructor(stream: LineStream) {
    this.#stream = stream;
  }

  begin(): void {
    this.#turn.begin();
    this.#failure = undefined;
    // A stream may fail between two reports; nobody else need listen.
    this.#stream.on('error', this.#fail);
  }

  async report(progress: Reported): Promise<void> {
    this.#turn.check();
    if (!this.#failure) await this.#write(`${JSON.stringify(progress)}\n`);
    if (this.#failure) throw unwritable(STREAM, this.#failure.cause);
  }

  end(): void {
    this.#turn.end();
    // After a failed write its event is still to come.
    if (!this.#failure) this.#stream.off('error', this.#fail);
  }

  readonly #fail = (cause: unknown): void => {
    this.#failure ??= { cause };
  };

  /** Settles when the stream has taken the text, or has failed. */
  #write(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.write(text, (error) => {
        if (error) this.#fail(error);
        resolve();
      });
    });
  }
}
