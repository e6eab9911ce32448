import { invalid } from '../base/errors.js';
import { decimal } from './numerals.js';

/**
 * What stands for a missing value beside the empty cell: more spellings, or these alone.
 *
 * @example
 * import { Table, type HolesOption } from 'densely';
 *
 * const holes: HolesOption = ['-999', 'unknown'];
 * const table = Table.fromRecords([{ age: '41' }, { age: '-999' }], { holes });
 * console.log(table.records()); // [ { age: 41 }, { age: null } ]
 */
export type HolesOption =
  | readonly string[]
  | {
      /** No others than the empty cell and these. */
      readonly only: readonly string[];
    };

const usual: readonly string[] = ['na', 'n/a', '#n/a', 'nan', 'null', 'none', '?', '-'];

/** The spellings of a missing value, in upper and lower case. The empty cell is always one. */
export class Holes {
  readonly #spellings: ReadonlySet<string>;
  readonly #longest: number;
  /** Those that are more than the usual ones. */
  readonly more: readonly string[];
  /** What it was made of. */
  readonly option: HolesOption;
  /** Numbers that stand for a missing value, however they are written. */
  readonly numbers: readonly number[];

  /** @param more in addition to the usual ones, or `only` these */
  constructor(more: HolesOption = []) {
    this.option = more;
    const own = 'only' in more ? more.only : more;
    this.more = own.map((text) => text.trim().toLowerCase());
    this.numbers = this.more.map(decimal).filter((value) => !Number.isNaN(value));
    this.#spellings = new Set(['', ...('only' in more ? [] : usual), ...this.more]);
    this.#longest = Math.max(...Array.from(this.#spellings, (text) => text.length));
  }

  /** @param text without white space around it */
  has(text: string): boolean {
    return text.length <= this.#longest && this.#spellings.has(text.toLowerCase());
  }
}

/** @param value the option `holes` */
export function holesOption(value: unknown): Holes {
  if (value === undefined) return new Holes();
  const only = (value as { only?: unknown } | null)?.only;
  const list: unknown = only ?? value;
  const texts: unknown[] = Array.isArray(list) ? Array.from(list as unknown[]) : [undefined];
  if (!texts.every((text) => typeof text === 'string'))
    throw invalid('holes', value, 'a list of texts, or { only: a list of texts }');
  return new Holes(only === undefined ? texts : { only: texts });
}

export function absence(text: string): string {
  return text === '' ? 'the value is missing' : `${JSON.stringify(text)} is a missing value`;
}
