import { DenselyError } from '../../base/errors.js';

const MOST_PROBLEMS = 20;

/** What cannot be used in a text, collected so that one reading tells all of it. */
export class Problems {
  readonly #lines: string[] = [];
  readonly #where: string;
  readonly #argument: string;

  /** @param path the file's, or undefined where the text came piece by piece */
  constructor(path: string | undefined) {
    this.#where = path ?? 'source';
    this.#argument = path === undefined ? 'source' : 'path';
  }

  get none(): boolean {
    return this.#lines.length === 0;
  }

  /** @throws with the twentieth, all of them: a file may hold a million */
  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length === MOST_PROBLEMS)
      throw this.all(' Reading stopped there: there may be more.');
  }

  all(more = ''): DenselyError {
    const [count, list] = [this.#lines.length, this.#lines.join('\n')];
    return this.error(
      `${count === 1 ? 'one problem' : `${count} problems`}:\n${list}\nCorrect these lines or leave them out.${more}`,
    );
  }

  /** A refusal at once. */
  error(message: string, cause?: unknown): DenselyError {
    return new DenselyError('ERR_DATA', this.#argument, `${this.#where}: ${message}`, { cause });
  }

  /** A decoder puts U+FFFD where bytes are no UTF-8: two names would be taken for one. NUL is of UTF-16. */
  notUtf8(line: number): DenselyError {
    return this.error(
      `line ${line} is not text in UTF-8. Save the file as "CSV UTF-8"; a zipped file must be unzipped first.`,
    );
  }
}
