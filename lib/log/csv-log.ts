import { nothingMore } from '../base/checks.js';
import type { Log, LogRun, Reported } from './log.js';
import { LineFile, logPath, type LogFileOptions } from './line-file.js';

/**
 * A log as a table: a line a report, under one line of names. Numbers that lie in others are named by both, such as
 * `validation_cost` and `best_epoch`. Numbers are the shortest decimals that give the same float64; what a report has
 * not is an empty cell. Columns are those of the first report; what a later one has more, such as a validation that
 * comes every few reports, becomes columns at the end, and the file is written anew.
 *
 * A training that begins afresh refuses a file that is not empty. One that is resumed goes on with it: what an
 * earlier, longer run wrote of the same steps is cut off, so that the file reads as of one run without interruption.
 *
 * @param path or the URL of a file, whose folder is there
 * @throws (rejects) `ERR_LOG` for a file that is not empty, that is none of such a log, or cannot be written
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { csvLog } from 'densely/log';
 *
 * const log = csvLog('churn-log.csv');
 * await log.begin({ id: 'a1', options: {}, steps: 64, resumedAt: 0 });
 * await log.report({ epoch: 0, step: 32, cost: 0.7, validation: { cost: 0.6, accuracy: 0.5 } });
 * await log.report({ epoch: 1, step: 64, cost: 0.3, validation: { cost: 0.4, accuracy: 0.9 } });
 * await log.end({ ended: 'epochs' });
 * console.log(await readFile('churn-log.csv', 'utf8'));
 * // epoch,step,cost,validation_cost,validation_accuracy
 * // 0,32,0.7,0.6,0.5
 * // 1,64,0.3,0.4,0.9
 */
export function csvLog(path: string | URL, options?: LogFileOptions): Required<Log> {
  nothingMore('csvLog()', arguments, 2);
  return new CsvLog(logPath('path', path, 'the path of a file, a text or a file: URL'), options);
}

class CsvLog implements Required<Log> {
  readonly #file: LineFile;
  #columns: readonly string[] = [];

  constructor(path: string, options: unknown) {
    this.#file = new LineFile('csvLog', path, options, (lines) => this.#stepsIn(lines));
  }

  async begin(run: LogRun): Promise<void> {
    const [header] = await this.#file.begin(run);
    this.#columns = header === undefined ? [] : namesIn(header);
  }

  async report(progress: Reported): Promise<void> {
    await this.#file.next(progress.step);
    const cells = new Map(cellsOf(progress));
    const added = [...cells.keys()].filter((name) => !this.#columns.includes(name));
    const isFirst = this.#columns.length === 0;
    if (added.length > 0 && !isFirst) await this.#widen(added);
    this.#columns = [...this.#columns, ...added];
    const row = this.#columns.map((name) => cells.get(name) ?? '').join(',');
    await this.#file.append(isFirst ? `${headerOf(added)}\n${row}\n` : `${row}\n`);
  }

  end(): void {
    this.#file.end();
  }

  async #widen(added: readonly string[]): Promise<void> {
    const cells = ','.repeat(added.length);
    await this.#file.rewrite(([header, ...rows]) => [
      `${header},${headerOf(added)}`,
      ...rows.map((row) => row + cells),
    ]);
  }

  #stepsIn([header]: readonly string[]): (line: string) => number {
    const at = namesIn(header ?? 'step').indexOf('step');
    if (at < 0)
      throw this.#file.refuse('goes on with a log of its own kind: the file has no column "step".');
    return (line) => Number(line.split(',')[at] || NaN);
  }
}

/** Of an object the numbers, those of its objects too, by the name of a column. */
function* cellsOf(of: object, before = ''): Generator<[name: string, cell: string]> {
  for (const [key, value] of Object.entries(of) as [string, unknown][]) {
    if (typeof value === 'number') yield [before + key, String(value)];
    else if (value !== null && typeof value === 'object') yield* cellsOf(value, `${before}${key}_`);
  }
}

function headerOf(names: readonly string[]): string {
  return names
    .map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
    .join(',');
}

function namesIn(header: string): string[] {
  const cells = header.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(cells, ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!);
}
