import { fileSize, readPieces, readReused, unzipped } from '#files';
import { DenselyError, show } from '../../base/errors.js';
import { plain, typedName } from '../../base/typed-array.js';
import { joined } from '../pieces.js';
import { unreadable } from '../unreadable.js';
import { Narrowing } from './decode.js';
import type { Problems } from './problems.js';
import type { CsvEncoding, PathOrText } from './request.js';

/** A text as bytes in UTF-8. */
export interface Input {
  readonly pieces: () => AsyncIterable<Uint8Array>;
  /** May it be read again? */
  readonly again: boolean;
  /** Of a file that is not zipped, in bytes. */
  readonly size: number | undefined;
}

/** How the bytes come and what they mean. */
export interface Reading {
  readonly encoding: CsvEncoding | undefined;
  readonly delimiter: string | undefined;
  /** The most bytes between two turns. */
  readonly most: number;
}

/** Bytes that are read from a file at once. */
const READ = 2 ** 18;

/** Begin with small pieces: the first ones are worked through by code that is not compiled yet. */
const FIRST_PIECE = 4096;

/** @throws `ERR_DATA` for a file that is not there */
export async function openInput(
  source: PathOrText,
  reading: Reading,
  problems: Problems,
): Promise<Input> {
  if (typeof source !== 'string') {
    const pieces = (): AsyncIterable<Uint8Array> => utf8Of(source, undefined, reading, problems);
    return { pieces, again: false, size: undefined };
  }
  const size = await fileSize(source).catch((error: unknown) => {
    throw problems.error(unreadable(error), error);
  });
  const raw = (): AsyncIterable<Uint8Array> =>
    size === undefined ? readPieces(source) : readReused(source, READ);
  const pieces = (): AsyncIterable<Uint8Array> => utf8Of(raw(), source, reading, problems);
  return { pieces, again: size !== undefined, size };
}

/** Tells what went wrong with a source in its own words. */
async function* utf8Of(
  raw: AsyncIterable<string | Uint8Array>,
  path: string | undefined,
  reading: Reading,
  problems: Problems,
): AsyncGenerator<Uint8Array> {
  try {
    yield* cut(narrowed(decoded(bytesOf(raw, problems), reading.encoding), reading), reading.most);
  } catch (error) {
    if (error instanceof DenselyError) throw error;
    if (path !== undefined) throw problems.error(unreadable(error), error);
    const message = error instanceof Error ? error.message : show(error);
    throw problems.error(`the source failed: ${message}`, error);
  }
}

/** A piece as bytes; did it come as text? */
interface Piece {
  readonly bytes: Uint8Array;
  readonly text: boolean;
}

async function* bytesOf(
  raw: AsyncIterable<string | Uint8Array>,
  problems: Problems,
): AsyncGenerator<Piece> {
  const encode = encoder();
  let count = 0;
  for await (const piece of raw) {
    if (typeof piece === 'string') yield { bytes: encode(piece), text: true };
    else if (typedName(piece) === 'Uint8Array') yield { bytes: plain(piece), text: false };
    else throw problems.error(`piece ${count} is ${show(piece)}, not text or a Uint8Array.`);
    count++;
  }
}

/** Text as UTF-8; the halves of a character that two pieces share are put together. */
function encoder(): (text: string) => Uint8Array {
  const utf8 = new TextEncoder();
  let half = '';
  return (piece) => {
    const text = half + piece;
    const last = text.charCodeAt(text.length - 1);
    half = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : '';
    return utf8.encode(half === '' ? text : text.slice(0, -1));
  };
}

/** By so many bytes, or all, what they are is decided. */
const PEEKED = 256;

/** Unzipped where they are zipped, and as UTF-8 without a byte order mark. */
async function* decoded(
  pieces: AsyncIterable<Piece>,
  encoding: CsvEncoding | undefined,
): AsyncGenerator<Uint8Array> {
  const [first, rest] = await peeked(pieces);
  if (first.bytes[0] === 0x1f && first.bytes[1] === 0x8b && !first.text) {
    const zipped = unzipped(copies(chain(first.bytes, rest)));
    yield* decoded(asBytes(zipped), encoding);
    return;
  }
  const name = first.text ? 'utf-8' : encodingOf(first.bytes, encoding);
  const mark = name === 'utf-8' && isMarked(first.bytes) ? 3 : 0;
  const all = chain(first.bytes.subarray(mark), rest);
  if (name === 'utf-8') yield* all;
  else yield* transcoded(all, name);
}

/** Who unzips looks at them later. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield piece.slice();
}

async function* asBytes(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  for await (const bytes of pieces) yield { bytes, text: false };
}

/** The first bytes, and an iterator of what follows. */
async function peeked(pieces: AsyncIterable<Piece>): Promise<[Piece, AsyncIterator<Piece>]> {
  const rest = pieces[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let [length, text] = [0, false];
  while (length < PEEKED) {
    const { done, value } = await rest.next();
    if (done) break;
    first.push(value.bytes.slice());
    length += value.bytes.length;
    text ||= value.text;
  }
  return [{ bytes: joined(first, length), text }, rest];
}

async function* chain(first: Uint8Array, rest: AsyncIterator<Piece>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value.bytes;
  } finally {
    await rest.return?.();
  }
}

const isMarked = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** Text of western letters has a NUL in every other byte in UTF-16, and hardly elsewhere. */
function encodingOf(bytes: Uint8Array, said: CsvEncoding | undefined): CsvEncoding {
  if (said !== undefined) return said;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const units = Math.min(PEEKED, bytes.length) >> 1;
  let [even, odd] = [0, 0];
  for (let i = 0; i < units; i++) {
    if (bytes[2 * i] === 0) even++;
    if (bytes[2 * i + 1] === 0) odd++;
  }
  if (odd > units / 2 && even < units / 8) return 'utf-16le';
  return even > units / 2 && odd < units / 8 ? 'utf-16be' : 'utf-8';
}

async function* transcoded(
  pieces: AsyncIterable<Uint8Array>,
  name: CsvEncoding,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(name);
  const encode = encoder();
  for await (const piece of pieces) yield encode(decoder.decode(piece, { stream: true }));
  // Half a character is left.
  if (decoder.decode() !== '')
    throw new Error(`it ends within a character of ${name}: the rest is missing`);
}

/** A delimiter of more than one byte is made one. */
async function* narrowed(
  pieces: AsyncIterable<Uint8Array>,
  { delimiter }: Reading,
): AsyncGenerator<Uint8Array> {
  if (delimiter === undefined || delimiter.charCodeAt(0) < 0x80) return yield* pieces;
  const narrowing = new Narrowing(delimiter);
  for await (const piece of pieces) yield narrowing.narrow(piece);
  yield narrowing.end();
}

async function* cut(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let length = FIRST_PIECE;
  for await (const piece of pieces)
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + length);
      at += length;
      length = Math.min(2 * length, most);
      yield part;
    }
}
