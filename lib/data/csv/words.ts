// Words from bytes: a string is made of a new spelling only.
import {
  BREAKS,
  bytes,
  CR,
  DELIMITER,
  HASH,
  LF,
  MISPLACED,
  QUOTE,
  SPACE,
  state,
  TAB,
} from './memory.js';

/** What is wrong with a quote, in state[MISPLACED]. */
export const IN_MIDDLE = 1;
export const AFTER_QUOTE = 2;

const PRIME = 0x01000193;

/** What is left of a hash; without it dates and numbered words crowd in the table. */
function told(hash: number, breaks: number, misplaced: number): void {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  state[HASH] = mixed ^ (mixed >>> 12);
  state[BREAKS] = breaks;
  state[MISPLACED] = misplaced;
}

/** White space that is not the delimiter. */
export function isBlank(c: number): boolean {
  return (c === SPACE || c === TAB) && c !== state[DELIMITER];
}

/** Where a field ends that begins at p; n: not before n. Tells its hash, the line breaks in it, stray quotes. */
export function text(p: number, n: number): number {
  const b = bytes;
  const delimiter = state[DELIMITER]!;
  while (b[p] === SPACE || b[p] === TAB) {
    if (b[p] === delimiter) break;
    p = (p + 1) | 0;
  }
  if (b[p] === QUOTE) return quoted((p + 1) | 0, n);
  let hash = 0;
  let misplaced = 0;
  let c = 0;
  for (; (c = b[p]!) !== delimiter && c !== LF && c !== CR; p = (p + 1) | 0) {
    if (c === QUOTE) misplaced = IN_MIDDLE;
    hash = Math.imul(hash ^ c, PRIME);
  }
  told(hash, 0, misplaced);
  return p;
}

/** The same of a field that nobody wants: without its hash. */
export function skipped(p: number, n: number): number {
  const b = bytes;
  const delimiter = state[DELIMITER]!;
  const begin = p;
  for (let c = 0; (c = b[p]!) !== delimiter && c !== LF && c !== CR; p = (p + 1) | 0)
    if (c === QUOTE) return text(begin, n);
  state[BREAKS] = 0;
  state[MISPLACED] = 0;
  return p;
}

function quoted(p: number, n: number): number {
  const b = bytes;
  const delimiter = state[DELIMITER]!;
  let hash = 1;
  let breaks = 0;
  let c = 0;
  for (; p < n; p = (p + 1) | 0) {
    c = b[p]!;
    if (c === QUOTE && b[(p = (p + 1) | 0)] !== QUOTE) break;
    if (c === LF || (c === CR && b[p + 1] !== LF)) breaks = (breaks + 1) | 0;
    hash = Math.imul(hash ^ c, PRIME);
  }
  let misplaced = 0;
  for (; (c = b[p]!) !== delimiter && c !== LF && c !== CR && p < n; p = (p + 1) | 0)
    if (!isBlank(c)) misplaced = AFTER_QUOTE;
  told(hash, breaks, misplaced);
  return p;
}

/** The places of words in a list, found by their bytes as they stand. */
export class Spellings {
  /** Open addressing, by four: hash, place in the pool, length (0: free), code. */
  #table = new Int32Array(256);
  #pool = new Uint8Array(1024);
  #used = 0;
  #count = 0;

  /** The code of bytes that were there before; undefined of others. */
  find(from: number, to: number, hash: number): number | undefined {
    const table = this.#table;
    const pool = this.#pool;
    const mask = table.length - 4;
    for (let s = (4 * hash) & mask; table[s + 2] !== 0; s = (s + 4) & mask) {
      if (table[s] !== hash || table[s + 2] !== to - from) continue;
      let p = from;
      for (let q = table[s + 1]!; p < to && pool[q] === bytes[p]; q++) p++;
      if (p === to) return table[s + 3];
    }
    return undefined;
  }

  /** Keeps the code of bytes that are not there yet, one at least. */
  add(from: number, to: number, hash: number, code: number): void {
    const place = this.#used;
    this.#used += to - from;
    if (this.#used > this.#pool.length) {
      const pool = new Uint8Array(2 * this.#used);
      pool.set(this.#pool);
      this.#pool = pool;
    }
    this.#pool.set(bytes.subarray(from, to), place);
    this.#put([hash, place, to - from, code]);
    if (8 * ++this.#count <= this.#table.length) return;
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    for (let s = 0; s < old.length; s += 4) if (old[s + 2] !== 0) this.#put(old.subarray(s, s + 4));
  }

  #put(entry: ArrayLike<number>): void {
    const table = this.#table;
    const mask = table.length - 4;
    let s = (4 * entry[0]!) & mask;
    while (table[s + 2] !== 0) s = (s + 4) & mask;
    table.set(entry, s);
  }
}
