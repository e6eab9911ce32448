import { some } from '../../base/errors.js';
import { joined } from '../pieces.js';
import { DATE, NUMBER, REFUSED, SKIP, WordColumn, type ValueColumn } from './column.js';
import { day } from './days.js';
import { decode } from './decode.js';
import { formOf, runsOf, type Layout } from './layout.js';
import { Lines } from './lines.js';
import {
  BREAKS,
  bytes,
  cells,
  codes,
  CR,
  DELIMITER,
  FIELDS,
  HASH,
  HOLED,
  LF,
  LONGEST,
  MISPLACED,
  state,
} from './memory.js';
import { numbers } from './numbers.js';
import { LONGEST_TEXT, PlainRecord } from './plain.js';
import type { Problems } from './problems.js';
import type { Store } from './store.js';
import { Trailing } from './trailing.js';
import { isBlank, skipped, text } from './words.js';

/** Bytes that are taken at a time. */
const PIECE = 2 ** 18;

/** Reads records, whatever the cuts. */
export class Scanner {
  readonly #layout: Layout;
  readonly #problems: Problems;
  readonly #store: Store;
  readonly #kinds: Int32Array;
  readonly #firsts: Int32Array;
  readonly #steps: Int32Array;
  readonly #forms: Int32Array;
  /** Columns of numbers from here on that one loop reads. */
  readonly #runs: Int32Array;
  /** Records in the memory of the loops. */
  #row = 0;
  /** Line of the record that is read, the line breaks in it so far, and its fields where they are too many or few. */
  #line: number;
  #breaks = 0;
  #fields = 0;
  /** A record that has only begun, and how many bytes there must be before it is looked at again. */
  #rest: Uint8Array[] = [];
  #begun = 0;
  #wanted = 0;
  #long: PlainRecord | undefined;
  readonly #lines: Lines;
  readonly #trailing: Trailing;

  constructor(layout: Layout, store: Store, problems: Problems) {
    const { slots } = layout;
    this.#layout = layout;
    this.#store = store;
    this.#problems = problems;
    this.#line = layout.firstLine;
    this.#lines = new Lines();
    this.#trailing = new Trailing(problems);
    this.#kinds = Int32Array.from(slots, (slot) => slot?.column.how ?? SKIP);
    this.#firsts = Int32Array.from(slots, (slot) => slot?.first ?? 0);
    this.#steps = Int32Array.from(slots, (slot) => slot?.step ?? 0);
    this.#forms = Int32Array.from(slots, (slot) => formOf(slot));
    this.#runs = runsOf(slots);
  }

  /** Reads what is complete with these bytes. */
  take(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at += PIECE) this.#work(piece.subarray(at, at + PIECE));
  }

  /** All has come. Tells how many examples there are. */
  end(): number {
    this.#wanted = 0;
    this.take(Uint8Array.of(LF));
    if (this.#long || this.#begun > 0) throw this.#neverClosed();
    this.#store.rows = this.#trailing.rowsOf(this.#store.rows);
    return this.#store.rows;
  }

  /** The lines of examples: see {@link Lines}. */
  get lines(): readonly number[] {
    return this.#lines.changes;
  }

  #work(piece: Uint8Array): void {
    if (this.#long) return this.#goOn(this.#long, piece);
    const n = this.#begun + piece.length;
    if (n > LONGEST) return this.#lengthen(piece);
    if (n < this.#wanted) {
      this.#rest.push(piece.slice());
      this.#begun = n;
      return;
    }
    let begun = 0;
    for (const part of this.#rest) {
      bytes.set(part, begun);
      begun += part.length;
    }
    bytes.set(piece, begun);
    // Every search ends there at the latest.
    bytes[n] = LF;
    this.#keep(this.#records(n), n);
  }

  /** Bytes of a record that goes on. */
  #keep(from: number, n: number): void {
    this.#flush();
    this.#begun = n - from;
    this.#rest = from < n ? [bytes.slice(from, n)] : [];
    // Else a record of many pieces would be read again with each of them.
    this.#wanted = this.#begun > PIECE ? Math.min(2 * this.#begun, LONGEST) : 0;
  }

  #flush(): void {
    this.#store.take(this.#row);
    this.#row = 0;
  }

  /** Reads whole records; where the next one begins. */
  #records(n: number): number {
    state[DELIMITER] = this.#layout.dialect.separator;
    state[HOLED] = 0;
    for (let p = 0; ;) {
      p = this.#gap(p, n);
      if (p < 0) return ~p;
      const known = this.#problems.count;
      this.#breaks = 0;
      this.#fields = 0;
      const next = this.#record(p, n);
      if (next < 0) {
        this.#problems.cut(known);
        return p;
      }
      const c = bytes[p]!;
      this.#over(known, (c === state[DELIMITER] || isBlank(c)) && isEmpty(p, next));
      p = next;
    }
  }

  /** Skips empty lines and comments: where a record begins, or ~ of where the line that is not complete does. */
  #gap(p: number, n: number): number {
    for (;;) {
      let to = p;
      while (isBlank(bytes[to]!)) to++;
      if (bytes[to] === this.#layout.dialect.comment)
        while (bytes[to] !== LF && bytes[to] !== CR) to++;
      if (to >= n || (bytes[to] === CR && to + 1 >= n)) return ~p;
      if (bytes[to] !== LF && bytes[to] !== CR) return p;
      p = to + (bytes[to] === CR && bytes[to + 1] === LF ? 2 : 1);
      this.#line++;
    }
  }

  /** Reads the record at p: where the next one begins; -1 where it goes on behind n. */
  #record(p: number, n: number): number {
    const kinds = this.#kinds;
    const end = kinds.length - 1;
    for (let j = 0; j <= end;) {
      if (p >= n) return -1;
      if (kinds[j] === NUMBER) {
        p = numbers(p, this.#runs[j]!, end - j, this.#place(j), this.#forms[j]!);
        if (state[FIELDS] !== 0) {
          j += state[FIELDS]!;
          continue;
        }
      } else if (kinds[j] === DATE && bytes[p + 10] === (j === end ? LF : state[DELIMITER])) {
        const time = day(p);
        if (time === time) {
          cells[this.#place(j++)] = time;
          p += 11;
          continue;
        }
      }
      const to = kinds[j] === SKIP ? skipped(p, n) : text(p, n);
      if (to >= n) return -1;
      if (state[MISPLACED] !== 0) throw this.#stray(j, state[MISPLACED]!);
      if ((bytes[to] === state[DELIMITER]) !== j < end) return this.#ragged(j, to, n);
      const breaks = state[BREAKS]!;
      if (kinds[j] !== SKIP) this.#field(j, p, to);
      this.#breaks += breaks;
      p = to + (bytes[to] === CR && bytes[to + 1] === LF ? 2 : 1);
      j++;
    }
    return p > n ? -1 : p;
  }

  #place(j: number): number {
    return this.#firsts[j]! + this.#row * this.#steps[j]!;
  }

  /** A field that the loops did not read. */
  #field(j: number, from: number, to: number): void {
    const { column } = this.#layout.slots[j]!;
    if (column instanceof WordColumn) {
      const hash = state[HASH]!;
      let code = from === to ? undefined : column.spellings.find(from, to, hash);
      if (code === undefined) {
        code = column.read(this.#decode(from, to), this.#line + this.#breaks);
        if (code !== REFUSED && from < to) column.spellings.add(from, to, hash, code);
      }
      codes[this.#place(j)] = code;
    } else this.#value(j, column, this.#decode(from, to), this.#breaks);
  }

  #value(j: number, column: ValueColumn, field: string, breaks: number): void {
    const value = column.read(field, this.#line + breaks);
    if (value !== value) state[HOLED] = 1;
    cells[this.#place(j)] = value;
  }

  #decode(from: number, to: number): string {
    return decode(bytes.subarray(from, to), this.#layout.dialect.delimiter);
  }

  /** A record of too many or too few fields, of which field j ends at `to`: where the next begins, or -1. */
  #ragged(j: number, to: number, n: number): number {
    this.#breaks += state[BREAKS]!;
    let fields = j + 1;
    for (; bytes[to] === state[DELIMITER]; fields++) {
      to = text(to + 1, n);
      if (to >= n) return -1;
      if (state[MISPLACED] !== 0) throw this.#stray(fields, state[MISPLACED]!);
      this.#breaks += state[BREAKS]!;
    }
    this.#fields = fields;
    const next = to + (bytes[to] === CR && bytes[to + 1] === LF ? 2 : 1);
    return next > n ? -1 : next;
  }

  /** A record has been read. @param known problems before it */
  #over(known: number, empty: boolean): void {
    const { names, headerLine, afterFirst } = this.#layout;
    if (this.#fields > 0) {
      this.#problems.cut(known);
      this.#problems.add(raggedText(this.#fields, this.#line, names, headerLine));
    }
    const row = this.#store.rows + this.#row;
    this.#trailing.see(empty, row, known);
    if (this.#fields === 0) {
      this.#lines.see(row, this.#line);
      if (row === 0) afterFirst(this.#line);
      if (++this.#row === this.#store.block) this.#flush();
    }
    this.#line += 1 + this.#breaks;
    this.#problems.check();
  }

  /** A record that is too long to be read in place. */
  #lengthen(piece: Uint8Array): void {
    const all = joined([...this.#rest, piece], this.#begun + piece.length);
    this.#rest = [];
    this.#begun = 0;
    this.#wanted = 0;
    this.#goOn((this.#long = new PlainRecord(this.#layout.dialect.separator)), all);
  }

  #goOn(record: PlainRecord, piece: Uint8Array): void {
    const used = record.take(piece);
    if (record.length > LONGEST_TEXT)
      throw this.#problems.error(
        `the record that begins on line ${this.#line} is longer than 512 MiB; perhaps a quote is not closed.`,
      );
    if (used < 0) return;
    this.#long = undefined;
    this.#plain(record);
    this.take(piece.subarray(used));
  }

  /** A record of texts. */
  #plain(record: PlainRecord): void {
    if (record.misplaced) throw this.#stray(record.misplaced.field, record.misplaced.what);
    const known = this.#problems.count;
    const { slots, dialect } = this.#layout;
    const right = record.count === slots.length;
    this.#fields = right ? 0 : record.count;
    this.#breaks = record.breaks;
    const fields = right ? record.fields(dialect.delimiter) : [];
    fields.forEach(({ text: field, breaks }, j) => {
      const column = slots[j]?.column;
      if (column instanceof WordColumn)
        codes[this.#place(j)] = column.read(field, this.#line + breaks);
      else if (column) this.#value(j, column, field, breaks);
    });
    this.#over(known, false);
    this.#flush();
  }

  #stray(field: number, what: number): Error {
    return this.#problems.strayQuote(field, this.#line, what);
  }

  #neverClosed(): Error {
    const { separator } = this.#layout.dialect;
    const record = this.#long ?? new PlainRecord(separator);
    for (const part of this.#rest) record.take(part);
    return this.#problems.neverClosed(record.count - 1, this.#line);
  }
}

/** Is there nothing in any field of a record? */
function isEmpty(from: number, to: number): boolean {
  for (let p = from; p < to; p++) {
    const c = bytes[p]!;
    if (c !== state[DELIMITER] && c !== LF && c !== CR && !isBlank(c)) return false;
  }
  return true;
}

function raggedText(count: number, line: number, names: readonly string[], first: number): string {
  const fields = count === 1 ? '1 field' : `${count} fields`;
  const without = count < names.length ? `: none for ${some(names.slice(count))}` : '';
  return `line ${line} has ${fields}, but line ${first} has ${names.length}${without}`;
}
