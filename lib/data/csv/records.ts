import { parseCsv, readPieces } from '#files';
import { DenselyError, show } from '../../base/errors.js';
import { plain, typedName } from '../../base/typed-array.js';
import type { Problems } from './problems.js';
import { unreadable } from '../unreadable.js';

/**
 * A file's path or URL, or text (UTF-8) piece by piece: an upload, a Readable, an async generator.
 *
 * @example
 * import { type CsvSource, readColumns } from 'densely';
 *
 * async function* pieces(): AsyncGenerator<string> {
 *   yield 'a,b\n1,2\n';
 *   yield '3,4\n';
 * }
 * const source: CsvSource = pieces();
 * console.log((await readColumns(source)).toArray()); // [ [ 1, 3 ], [ 2, 4 ] ]
 */
export type CsvSource = string | URL | AsyncIterable<string | Uint8Array>;

/** Once a URL is a path. */
export type PathOrText = Exclude<CsvSource, URL>;

/** The parser works through so much at a time (2 to 3 ms) before other work has its turn. */
const PIECE = 2 ** 16;

/**
 * Hands on each record that is not an empty line, with the line on which it begins.
 * @throws `ERR_DATA` for a source that cannot be read and for text that is no CSV; the source is closed
 */
export async function readRecords(
  source: PathOrText,
  delimiter: string,
  problems: Problems,
  take: (fields: readonly string[], line: number) => void,
): Promise<void> {
  const lines = new Lines();
  try {
    await parseCsv(bytesOf(source, problems), delimiter, (fields, state) =>
      take(fields, lines.next(fields, state)),
    );
  } catch (error) {
    throw error instanceof DenselyError ? error : parserError(error, lines, problems);
  }
}

/** What the parser counts: lines that ended before the end of this record, and empty ones of all. */
interface Counts {
  readonly lines: number;
  readonly empty_lines: number;
}

/** The line on which a record begins, as an editor counts. */
class Lines {
  /** Last line of the record before. */
  #last = 0;
  #before: Counts = { lines: 0, empty_lines: 0 };

  next(fields: readonly string[], { lines, empty_lines }: Counts): number {
    const first = this.first(empty_lines);
    const ended = 1 + empty_lines - this.#before.empty_lines;
    // The parser takes a quoted CR LF for two lines, so only whether there was one is to be had of it.
    const more = lines - this.#before.lines === ended ? 0 : lineBreaks(fields);
    this.#last = first + more;
    this.#before = { lines, empty_lines };
    return first;
  }

  /** First line of the record that is being read, after so many empty lines since the beginning. */
  first(empty_lines: number): number {
    return this.#last + 1 + empty_lines - this.#before.empty_lines;
  }
}

/** Line breaks inside of fields. */
export function lineBreaks(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + (field.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

const afterQuote =
  'goes on after its closing quote; a quote that belongs to the text is written twice, and the delimiter must be the right one';
const fieldErrors: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'begins with a quote that is never closed',
  CSV_INVALID_CLOSING_QUOTE: afterQuote,
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: afterQuote,
  INVALID_OPENING_QUOTE:
    'has a quote in the middle; such a field is put in quotes and its own quotes are written twice',
};

function parserError(error: unknown, lines: Lines, problems: Problems): DenselyError {
  const { code, column, empty_lines, message } = error as Record<string, unknown>;
  const record = `the record that begins on line ${lines.first(Number(empty_lines))}`;
  const wrong = fieldErrors[String(code)];
  if (wrong !== undefined)
    return problems.error(`field ${Number(column) + 1} of ${record} ${wrong}.`);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return problems.error(`${record} is longer than 16 MiB; perhaps a quote is not closed.`);
  return problems.error(`it cannot be read: ${String(message ?? error)}.`, error);
}

/** The source's bytes in small pieces. */
async function* bytesOf(source: PathOrText, problems: Problems): AsyncGenerator<Uint8Array> {
  const encode = encoder();
  let count = 0;
  try {
    for await (const piece of typeof source === 'string' ? readPieces(source) : source) {
      if (typeof piece === 'string') yield* encode(piece);
      else if (typedName(piece) === 'Uint8Array') yield* cut(plain(piece));
      else throw problems.error(`piece ${count} is ${show(piece)}, not text or a Uint8Array.`);
      count++;
    }
  } catch (error) {
    throw error instanceof DenselyError ? error : sourceError(source, error, problems);
  }
}

function sourceError(source: PathOrText, cause: unknown, problems: Problems): DenselyError {
  if (typeof source === 'string') return problems.error(unreadable(cause), cause);
  const message = cause instanceof Error ? cause.message : show(cause);
  return problems.error(`the source failed: ${message}`, cause);
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** Text as UTF-8; the halves of a character that two pieces share are put together. */
function encoder(): (text: string) => Generator<Uint8Array> {
  const utf8 = new TextEncoder();
  let half = '';
  return function* (piece) {
    const text = half + piece;
    let at = 0;
    for (let to = 0; at < text.length; at = to) {
      to = Math.min(at + PIECE, text.length);
      if (isFirstHalf(text.charCodeAt(to - 1))) to--;
      if (to === at) break;
      yield utf8.encode(text.slice(at, to));
    }
    half = text.slice(at);
  };
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
