// The beginning of a text: how it is written, its header and its first records.
import { CR, LF, SPACE, TAB } from './memory.js';
import { MOST_FIELDS, PlainRecord, type PlainField } from './plain.js';
import type { Dialect } from './layout.js';
import { WIDE } from './decode.js';

/** What is said of how a text is written. */
export interface Said {
  readonly delimiter: string | undefined;
  /** Lines before the header. */
  readonly skip: number;
  readonly comment: string | undefined;
}

/** A record of the beginning. */
export interface FirstRecord {
  readonly fields: readonly PlainField[];
  /** How many fields there are; too many are not kept. */
  readonly count: number;
  readonly at: number;
  readonly line: number;
  /** Where it ends, and the line after it. */
  readonly next: number;
  readonly nextLine: number;
  readonly misplaced: PlainRecord['misplaced'];
}

/** How a text begins. */
export interface Head {
  readonly dialect: Dialect;
  /** Up to the first whose quotes are wrong; none where there is no record, or the first is not complete. */
  readonly records: readonly FirstRecord[];
  /** A record that does not end here, and how many of its fields have begun; its line. */
  readonly unfinished: { readonly fields: number; readonly line: number } | undefined;
}

/** So much is looked at at the most while there are few lines in it, or none that is complete. */
const MOST = 2 ** 20;
const LINES = 100;

/** The beginning of a text that does not end there, once so many bytes have come; undefined: it needs more. */
export function beginningOf(bytes: Uint8Array, said: Said): Head | undefined {
  for (let size = LEAST; size <= bytes.length; size *= 2) {
    if (size < MOST && linesIn(bytes.subarray(0, size)) < LINES) continue;
    const head = readHead(bytes.subarray(0, size), said);
    // The header tells nothing of what follows.
    if (head.records.length > 1 || head.records[0]?.misplaced) return head;
  }
  return undefined;
}

/** Below so many bytes there is no such beginning. */
export const LEAST: number = 2 ** 16;

function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && count < LINES; at = bytes.indexOf(LF, at + 1))
    count++;
  return count;
}

/** @param bytes that end in a line break where they are the whole text */
export function readHead(bytes: Uint8Array, said: Said): Head {
  let start = { at: 0, line: 1 };
  for (let i = 0; i < said.skip; i++) start = afterLine(bytes, start);
  const named = namedDelimiter(bytes, start.at);
  if (named !== undefined) start = afterLine(bytes, start);
  const comment = said.comment?.charCodeAt(0) ?? -1;
  const dialect = (delimiter: string): Dialect => ({
    delimiter,
    separator: delimiter.charCodeAt(0) < 0x80 ? delimiter.charCodeAt(0) : WIDE,
    comment,
  });
  const delimiter = said.delimiter ?? named ?? found(bytes, start, dialect);
  return { dialect: dialect(delimiter), ...recordsOf(bytes, start, dialect(delimiter), Infinity) };
}

interface Start {
  readonly at: number;
  readonly line: number;
}

function afterLine(bytes: Uint8Array, { at, line }: Start): Start {
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  if (at >= bytes.length) return { at, line };
  return { at: at + (bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1), line: line + 1 };
}

/** Excel's line sep=; */
function namedDelimiter(bytes: Uint8Array, at: number): string | undefined {
  return /^sep=([^"\r\n])[\r\n]/i.exec(String.fromCharCode(...bytes.subarray(at, at + 6)))?.[1];
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const TRIED_BYTES = 2 ** 14;
const TRIED_RECORDS = 50;

/** The delimiter by which most of the first records have the same number of fields, more than one. */
function found(bytes: Uint8Array, start: Start, dialect: (delimiter: string) => Dialect): string {
  const end = start.at + TRIED_BYTES;
  const few = bytes.subarray(0, end < bytes.length ? lineEnd(bytes, start.at, end) : end);
  const shares = DELIMITERS.map((delimiter) => {
    const { records } = recordsOf(few, start, dialect(delimiter), TRIED_RECORDS);
    return shareOfMost(records.map(({ count, misplaced }) => (misplaced ? 0 : count)));
  });
  const best = Math.max(...shares);
  return best > 0 ? DELIMITERS[shares.indexOf(best)]! : ',';
}

/** After the last line that ends before `to`, or `to`. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  const last = bytes.lastIndexOf(LF, to - 1);
  return last > from ? last + 1 : to;
}

/** How many of the records have the number of fields that most have; 0 where that tells nothing. */
function shareOfMost(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  const most = Math.max(...times.values());
  const share = most / counts.length;
  const isDivided = [...times].some(([count, n]) => count > 1 && n === most);
  // Half of the records may be ragged, if the first is not.
  return isDivided && (share > 0.5 || (share === 0.5 && counts[0]! > 1)) ? share : 0;
}

/** Records from `start` on that are complete. */
function recordsOf(
  bytes: Uint8Array,
  start: Start,
  { separator, comment, delimiter }: Dialect,
  most: number,
): Pick<Head, 'records' | 'unfinished'> {
  const records: FirstRecord[] = [];
  let { at, line } = start;
  for (;;) {
    const gap = behindGap(bytes, { at, line }, separator, comment);
    ({ at, line } = gap);
    if (gap.over || records.length >= most) return { records, unfinished: undefined };
    const record = new PlainRecord(separator);
    const used = record.take(bytes.subarray(at));
    const { misplaced, breaks } = record;
    if (used < 0) return { records, unfinished: { fields: record.count, line } };
    const next = at + used;
    const nextLine = line + 1 + breaks;
    const { count } = record;
    const [begin, first] = [at, line];
    let fields: readonly PlainField[] | undefined;
    records.push({
      count,
      // Most are looked at much later, if at all.
      get fields() {
        return (fields ??= misplaced || count > MOST_FIELDS ? [] : record.fields(delimiter));
      },
      at: begin,
      line: first,
      next,
      nextLine,
      misplaced,
    });
    if (misplaced) return { records, unfinished: undefined };
    [at, line] = [next, nextLine];
  }
}

/** Skips empty lines and comments, as the scanner does. */
function behindGap(
  bytes: Uint8Array,
  { at, line }: Start,
  separator: number,
  comment: number,
): Start & { readonly over: boolean } {
  for (;;) {
    let to = at;
    while ((bytes[to] === SPACE || bytes[to] === TAB) && bytes[to] !== separator) to++;
    const next = afterLine(bytes, { at, line });
    const isEmpty = bytes[to] === LF || bytes[to] === CR || bytes[to] === comment;
    if (to >= bytes.length) return { at: to, line, over: true };
    if (!isEmpty) return { at, line, over: false };
    ({ at, line } = next);
  }
}
