// Records byte by byte, the plain way: the first ones, of which nothing is known, and those that are too long.
import { whole } from '../pieces.js';
import { decode } from './decode.js';
import { CR, LF, QUOTE, SPACE, TAB } from './memory.js';
import { AFTER_QUOTE, IN_MIDDLE } from './words.js';

/** The longest text that JavaScript has. */
export const LONGEST_TEXT: number = 2 ** 29 - 24;

/** A table has so many columns at the most; the fields of longer records are counted only. */
export const MOST_FIELDS: number = 2 ** 20;

/** Where in a record a byte was. */
const START = 0;
const PLAIN = 1;
const QUOTED = 2;
/** At a quote inside of quotes: the last one, or the first of two. */
const AT_QUOTE = 3;
const CLOSED = 4;
/** After its CR, to which a LF may belong. */
const BEHIND = 5;
const OVER = 6;

/** A field of a record. */
export interface PlainField {
  readonly text: string;
  /** The line breaks of the record before it. */
  readonly breaks: number;
}

/** A record that comes in pieces. */
export class PlainRecord {
  readonly #delimiter: number;
  readonly #pieces: Uint8Array[] = [];
  /** Where fields begin, and the line breaks before. */
  readonly #begins = [0];
  readonly #before = [0];
  #end = 0;
  #at = START;
  #last = 0;
  /** How many fields have begun. */
  count = 1;
  /** Bytes so far. */
  length = 0;
  /** Line breaks in its fields. */
  breaks = 0;
  /** The first field with a quote out of place, and what is wrong with it: IN_MIDDLE, AFTER_QUOTE. */
  misplaced: { readonly field: number; readonly what: number } | undefined;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /** Takes bytes up to the record's end: how many they were; -1 where it is not among them. */
  take(piece: Uint8Array): number {
    for (let i = 0; i < piece.length; i++) {
      const to = this.#dull(piece, i);
      if (to > i) this.#last = piece[to - 1]!;
      if (to === piece.length) break;
      i = to;
      const c = piece[i]!;
      const behind = this.#at === BEHIND;
      if (!behind) this.#step(c, this.length + i);
      if (behind || this.#at === OVER) return this.#keep(piece, !behind || c === LF ? i + 1 : i);
    }
    this.#keep(piece, piece.length);
    return -1;
  }

  /** Where the bytes end, from i on, that change nothing. */
  #dull(piece: Uint8Array, i: number): number {
    const { length } = piece;
    if (this.#at === START && this.count > MOST_FIELDS) {
      const [delimiter, begin] = [this.#delimiter, i];
      while (i < length && piece[i] === delimiter) i++;
      this.count += i - begin;
      return i;
    }
    if (this.#at !== QUOTED && this.#at !== PLAIN) return i;
    const [quote, lf, cr] = [QUOTE, LF, CR];
    const end = this.#at === PLAIN ? this.#delimiter : quote;
    for (; i < length; i++) {
      const c = piece[i]!;
      if (c === end || c === lf || c === cr || c === quote) break;
    }
    return i;
  }

  #keep(piece: Uint8Array, count: number): number {
    this.#pieces.push(piece.slice(0, count));
    this.length += count;
    return count;
  }

  #step(c: number, place: number): void {
    if (this.#at === QUOTED) {
      if (c === QUOTE) this.#at = AT_QUOTE;
      else if (c === CR || (c === LF && this.#last !== CR)) this.breaks++;
    } else if (c === QUOTE && (this.#at === START || this.#at === AT_QUOTE)) this.#at = QUOTED;
    else this.#outside(c, place);
    this.#last = c;
  }

  #outside(c: number, place: number): void {
    if (c === this.#delimiter) {
      if (this.count++ < MOST_FIELDS) {
        this.#begins.push(place + 1);
        this.#before.push(this.breaks);
      }
      this.#at = START;
    } else if (c === LF || c === CR) {
      this.#end = place;
      this.#at = c === LF ? OVER : BEHIND;
    } else if (this.#at === START || this.#at === PLAIN) {
      if (c === QUOTE) this.#mark(IN_MIDDLE);
      if (c !== SPACE && c !== TAB) this.#at = PLAIN;
    } else {
      if (c !== SPACE && c !== TAB) this.#mark(AFTER_QUOTE);
      this.#at = CLOSED;
    }
  }

  #mark(what: number): void {
    this.misplaced ??= { field: this.count - 1, what };
  }

  /** Its fields, once it is over. */
  fields(delimiter: string): PlainField[] {
    const bytes = whole(this.#pieces, this.length);
    return this.#begins.map((begin, j) => ({
      text: decode(bytes.subarray(begin, (this.#begins[j + 1] ?? this.#end + 1) - 1), delimiter),
      breaks: this.#before[j]!,
    }));
  }
}
