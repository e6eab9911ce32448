import { DenselyError, show } from '../../base/errors.js';
import { columnsText } from '../kinds.js';
import { AFTER_QUOTE } from './words.js';

export const MOST_PROBLEMS = 20;

const afterQuote =
  'goes on after its closing quote; a quote that belongs to the text is written twice, and the delimiter must be the right one';
const inMiddle =
  'has a quote in the middle; such a field is put in quotes and its own quotes are written twice';

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

  get count(): number {
    return this.#lines.length;
  }

  add(line: string): void {
    this.#lines.push(line);
  }

  /** Takes those away that came after the first so many. */
  cut(count: number): string[] {
    return this.#lines.splice(count);
  }

  /** @throws with the twentieth, all of them: a file may hold a million */
  check(): void {
    if (this.#lines.length >= MOST_PROBLEMS)
      throw this.#all(
        this.#lines.slice(0, MOST_PROBLEMS),
        ' Reading stopped there: there may be more.',
      );
  }

  /** @throws if there are any */
  finish(): void {
    if (this.#lines.length > 0) throw this.#all(this.#lines, '');
  }

  #all(lines: readonly string[], more: string): DenselyError {
    const count = lines.length === 1 ? 'one problem' : `${lines.length} problems`;
    return this.error(
      `${count}:\n${lines.join('\n')}\nCorrect these lines or leave them out.${more}`,
    );
  }

  /** A refusal at once. */
  error(message: string, cause?: unknown): DenselyError {
    return new DenselyError('ERR_DATA', this.#argument, `${this.#where}: ${message}`, { cause });
  }

  /** A decoder puts U+FFFD where bytes are no UTF-8: two names would be taken for one. NUL is of UTF-16. */
  notUtf8(line: number, text: string): DenselyError {
    if (text.includes('\0'))
      return this.error(
        `line ${line} has a NUL byte, which is in no text: say encoding: 'utf-16le' or 'utf-16be' if it is UTF-16; otherwise the file is damaged, or none of text.`,
      );
    return this.error(
      `line ${line} is not text in UTF-8. Say encoding: 'latin1' if it is in the old code page of western Windows, or save the file as "CSV UTF-8".`,
    );
  }

  /** @param what state[MISPLACED] */
  strayQuote(field: number, line: number, what: number): DenselyError {
    return this.error(
      `field ${field + 1} of the record that begins on line ${line} ${what === AFTER_QUOTE ? afterQuote : inMiddle}.`,
    );
  }

  neverClosed(field: number, line: number): DenselyError {
    return this.error(
      `field ${field + 1} of the record that begins on line ${line} begins with a quote that is never closed.`,
    );
  }

  /** @param number the first number of a target, and @param text the first text, each with its line */
  mixed(column: string, number: string, text: string): DenselyError {
    return this.error(
      `column ${show(column)} holds numbers (first ${number}) and text (first ${text}). Say task: 'classification' if all of them are class names; otherwise correct the wrong ones or leave their lines out.`,
    );
  }

  tooManyLevels(column: string, role: string, line: number): DenselyError {
    const advice =
      role === 'target'
        ? 'Is it the right target?'
        : `If they are names of the examples, leave it out: columns: ${columnsText(column, 'skip')}.`;
    return this.error(
      `column ${show(column)} holds more than 100000 different words, the next on line ${line}. ${advice}`,
    );
  }
}
