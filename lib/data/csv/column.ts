// Columns of a text that are read, and what their fields are made of when the loops over bytes do not do.
import type { Holes } from '../holes.js';
import { Spellings } from './words.js';

/** How the loops read a column; ODD: its texts one by one. */
export const SKIP = 0;
export const NUMBER = 1;
export const DATE = 2;
export const WORD = 3;
export const ODD = 4;

/** A column of the text, by its place in a record. */
export interface Place {
  readonly index: number;
  readonly name: string;
}

/** What a text that is not of the column's kind becomes, if it is not refused. */
export type Otherwise = (text: string, line: number) => number;

/** A column of numbers or instants. */
export class ValueColumn {
  readonly at: Place;
  /** NUMBER, DATE, ODD */
  readonly how: number;
  /** The decimal mark ^ '0', and 256 times the holes that the loop takes: see state[HOLES]. */
  readonly form: number;
  readonly #parse: (text: string) => number;
  readonly #holes: Holes;
  readonly #missing: Otherwise;
  readonly #otherwise: Otherwise;

  /** @param of `parse`: NaN for a text that is none; `missing`: what a hole becomes */
  constructor(
    at: Place,
    of: {
      readonly how: number;
      readonly form: number;
      readonly parse: (text: string) => number;
      readonly holes: Holes;
      readonly missing: Otherwise;
      readonly otherwise: Otherwise;
    },
  ) {
    this.at = at;
    this.how = of.how;
    this.form = of.form;
    this.#parse = of.parse;
    this.#holes = of.holes;
    this.#missing = of.missing;
    this.#otherwise = of.otherwise;
  }

  /** The value of a field, on a line. */
  read(text: string, line: number): number {
    if (this.#holes.has(text)) return this.#missing(text, line);
    const value = this.#parse(text);
    return Number.isNaN(value) ? this.#otherwise(text, line) : value;
  }
}

/** A word that is refused wherever it stands, and one that is missing. */
export const REFUSED = -2;
export const MISSING = -1;

/** A column of words. */
export class WordColumn {
  readonly at: Place;
  readonly how: number = WORD;
  readonly spellings: Spellings = new Spellings();
  readonly #codes = new Map<string, number>();
  readonly #meet: Otherwise;
  readonly #refuse: Otherwise;

  /** @param of `meet`: the code of a text that was not there before; `refuse` is told of each REFUSED one */
  constructor(at: Place, of: { readonly meet: Otherwise; readonly refuse: Otherwise }) {
    this.at = at;
    this.#meet = of.meet;
    this.#refuse = of.refuse;
  }

  /** The code of a field, on a line. */
  read(text: string, line: number): number {
    let code = this.#codes.get(text);
    if (code === undefined) this.#codes.set(text, (code = this.#meet(text, line)));
    if (code === REFUSED) this.#refuse(text, line);
    return code;
  }
}

export type Column = ValueColumn | WordColumn;
