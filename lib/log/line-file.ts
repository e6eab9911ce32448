import { appendToFile, emptyFile, fileSize, readText, replaceFile } from '#files';
import { flag, readOptions } from '../base/checks.js';
import { invalid, show } from '../base/errors.js';
import { filePath } from '../base/path.js';
import { failed, Turn, written } from './failure.js';
import type { LogRun } from './log.js';

/**
 * Options of logs that are files.
 *
 * @example
 * import { csvLog, type LogFileOptions } from 'densely/log';
 *
 * const anew: LogFileOptions = { overwrite: true };
 * const log = csvLog('training.csv', anew);
 * await log.begin({ id: 'a1', options: {}, steps: 100, resumedAt: 0 });
 */
export interface LogFileOptions {
  /** A training that begins afresh writes over a file that is not empty, instead of refusing it. Default false. */
  readonly overwrite?: boolean | undefined;
}

/** @throws `ERR_OPTION` for what is no place on this machine */
export function logPath(argument: string, value: unknown, what: string): string {
  const elsewhere = 'Log to a file, and send that.';
  const path = filePath(value, { argument, code: 'ERR_OPTION', elsewhere });
  if (path !== undefined && !path.includes('\0')) return path;
  throw invalid(argument, value, what);
}

/** Reads a line's step, NaN of what is no report. Made of all lines; throws what is wrong with them. */
type StepReader = (lines: readonly string[]) => (line: string) => number;

/** A file of lines, one a report. A training that is resumed goes on with that of the training before. */
export class LineFile {
  readonly #name: string;
  readonly #path: string;
  readonly #overwrite: boolean;
  readonly #stepsIn: StepReader;
  readonly #turn: Turn;
  /** Lines up to this step may be of reports that come again; none can where it is −1. */
  #resumedAt = -1;

  /** @param verb that made the log */
  constructor(verb: string, path: string, options: unknown, stepsIn: StepReader) {
    const { overwrite = false } = readOptions('options', options, ['overwrite']);
    this.#name = `${verb}(${show(path)})`;
    this.#path = path;
    this.#overwrite = flag('overwrite', overwrite);
    this.#stepsIn = stepsIn;
    this.#turn = new Turn(this.#name);
  }

  /** Answers the lines that are there already. */
  async begin({ resumedAt }: LogRun): Promise<readonly string[]> {
    this.#turn.begin();
    try {
      this.#resumedAt = resumedAt > 0 ? resumedAt : -1;
      if (resumedAt > 0) return await this.#cut(resumedAt + 1);
      await this.#beginAfresh();
      return [];
    } catch (error) {
      this.#turn.end();
      throw error;
    }
  }

  async #beginAfresh(): Promise<void> {
    const size = await written(this.#name, this.#size());
    if (size > 0 && !this.#overwrite)
      throw failed(
        this.#name,
        'would write over a log: the file is not empty. Choose another path, or { overwrite: true }.',
      );
    await written(this.#name, size > 0 ? emptyFile(this.#path) : appendToFile(this.#path, ''));
  }

  /** 0 too of what keeps no bytes, such as a pipe. */
  async #size(): Promise<number> {
    try {
      return (await fileSize(this.#path)) ?? 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }

  /** Makes ready for the line of a report. */
  async next(step: number): Promise<void> {
    this.#turn.check();
    if (step <= this.#resumedAt) await this.#cut(step);
    this.#resumedAt = -1;
  }

  async append(text: string): Promise<void> {
    await written(this.#name, appendToFile(this.#path, text));
  }

  /** Takes away the reports from a step on, and what stands behind the last whole line. */
  async #cut(from: number): Promise<readonly string[]> {
    return this.rewrite((lines) => {
      const stepOf = this.#stepsIn(lines);
      return lines.filter((line) => !(stepOf(line) >= from));
    });
  }

  /** Puts other lines in the place of those that are there; answers them. */
  async rewrite(
    change: (lines: readonly string[]) => readonly string[],
  ): Promise<readonly string[]> {
    const size = await written(this.#name, this.#size());
    const text = size > 0 ? await written(this.#name, readText(this.#path)) : '';
    const lines = change(text.split('\n').slice(0, -1));
    const changed = lines.map((line) => `${line}\n`).join('');
    if (changed === text) await this.append('');
    else await written(this.#name, replaceFile(this.#path, [new TextEncoder().encode(changed)]));
    return lines;
  }

  refuse(what: string): Error {
    return failed(this.#name, what);
  }

  end(): void {
    this.#turn.end();
  }
}
