// The format safetensors: huggingface/safetensors, README.md, section "Format". Eight bytes: the length
// of the header, little-endian; the header: JSON, padded with spaces; the tensors' numbers without holes.
// Of all that it allows, the reader takes what this package and the format's own library write: compact
// JSON, metadata first, tensors in the order of their numbers; element types F32 and F64 only.
import type { FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { Scanner } from './scanner.js';

/** Element type of a tensor in a file. */
export type ElementType = keyof typeof elementBytes;

/** What a header says of a tensor. */
export interface Tensor {
  readonly type: ElementType;
  /** At most two lengths; the numbers lie row by row. */
  readonly shape: readonly number[];
}

/** A tensor in a file; its numbers are the bytes `begin` to `end` − 1 of the file. */
export interface StoredTensor extends Tensor {
  readonly begin: number;
  readonly end: number;
}

/** The beginning of a file, read as far as its metadata. */
export interface Head {
  readonly metadata: ReadonlyMap<string, string>;
  /** Bytes before the first number. */
  readonly length: number;
  /** Stands before the first tensor. */
  readonly rest: Scanner;
}

const CODE = 'ERR_MODEL_FILE';
const elementBytes = { F32: 4, F64: 8 } as const;
/** The most tensors that a file may have, and as many texts of metadata. */
export const MAX_TENSORS = 4096;
const MAX_NAME = 256;
const MAX_LENGTH = 2 ** 31 - 1;
/** The one key of a header that is no tensor's name. */
export const METADATA_KEY = '__metadata__';
const FORBIDDEN = [METADATA_KEY, '__proto__', 'constructor', 'prototype'];

/** A header of so many bytes needs no reason. */
export const SHORT_HEADER: number = 2 ** 20;
/** The longest that the format's own library reads. */
export const LONGEST_HEADER = 100_000_000;
/** So many first bytes of a file show whether a longer header has a reason. */
export const START: number = 2 ** 17;

export function elementType(array: FloatArray): ElementType {
  return array.BYTES_PER_ELEMENT === 4 ? 'F32' : 'F64';
}

/** Inexact above 2⁵³, which is more than any file has. */
function byteLength({ type, shape }: Tensor): number {
  return shape.reduce((product, n) => product * n, elementBytes[type]);
}

/**
 * The beginning of a file, up to its first number; the tensors' numbers follow in their order.
 * @param most the longest header that it has a reason for
 * @throws `ERR_MODEL_FILE` for names and headers longer than a reader takes
 */
export function encodeHead(
  metadata: ReadonlyMap<string, string>,
  tensors: ReadonlyMap<string, Tensor>,
  most: number,
): Uint8Array {
  checkCount(tensors.size);
  const header = new TextEncoder().encode(headerText(metadata, tensors));
  const size = Math.ceil(header.length / 8) * 8;
  if (size > most)
    throw limit(`a header of ${size} bytes`, `${most}: give features and classes shorter names`);
  const head = new Uint8Array(8 + size).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(size), true);
  head.set(header, 8);
  return head;
}

function headerText(
  metadata: ReadonlyMap<string, string>,
  tensors: ReadonlyMap<string, Tensor>,
): string {
  const texts = Array.from(
    metadata,
    ([key, text]) => `${JSON.stringify(checkName(key))}:${JSON.stringify(text)}`,
  );
  const entries = texts.length > 0 ? [`"${METADATA_KEY}":{${texts.join(',')}}`] : [];
  let end = 0;
  for (const [name, tensor] of tensors) {
    const data_offsets = [end, (end += byteLength(tensor))];
    const described = JSON.stringify({ dtype: tensor.type, shape: tensor.shape, data_offsets });
    entries.push(`${JSON.stringify(checkName(name))}:${described}`);
  }
  return `{${entries.join(',')}}`;
}

/** What reason a header may have to be long. */
export interface Reason {
  /** The metadata up to this key tell. */
  readonly key: string;
  /** The most bytes that they allow; throws where they are not of a file that is wanted. */
  readonly most: (metadata: ReadonlyMap<string, string>) => number;
}

/**
 * How many bytes of a file come before its first number. A long header is judged by its beginning.
 *
 * @param first the file or its first {@link START} bytes; at any offset, shared or not
 * @param total bytes of the whole file
 * @throws `ERR_MODEL_FILE`
 */
export function headLength(first: Uint8Array, total: number, reason: Reason): number {
  if (total < 16) throw damaged(`${total} bytes are too few for a safetensors file`);
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const size = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const most = size > SHORT_HEADER ? mostOf(first, reason) : SHORT_HEADER;
  if (size > most)
    throw damaged(`its header would have ${size} bytes, more than the allowed ${most}`);
  if (8 + size > total)
    throw damaged(`its header would have ${size} bytes, but only ${total - 8} follow`);
  return 8 + size;
}

function mostOf(first: Uint8Array, { key, most }: Reason): number {
  const text = new TextDecoder().decode(new Uint8Array(first.subarray(8, START)));
  if (!text.startsWith(`{${METADATA}`)) return SHORT_HEADER;
  const start = new Scanner(text, 'header');
  start.expect('{');
  return most(readMetadata(start, key));
}

/**
 * Reads the bytes of a file before its first number, as far as its metadata.
 * @throws `ERR_MODEL_FILE`
 */
export function readHead(head: Uint8Array): Head {
  const rest = new Scanner(headerOf(head), 'header');
  rest.expect('{');
  return { metadata: readMetadata(rest), length: head.length, rest };
}

/** The header's text without its padding. */
function headerOf(head: Uint8Array): string {
  const text = decodeText(head.subarray(8)).replace(/ {0,7}$/, '');
  if (head.length % 8 === 0 && text.endsWith('}')) return text;
  throw damaged('the header does not end in } and spaces up to a multiple of 8 bytes');
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw damaged('the header is not UTF-8', cause);
  }
}

const METADATA = `"${METADATA_KEY}":{`;

/** @param last what comes after this key is left */
function readMetadata(header: Scanner, last?: string): Map<string, string> {
  const metadata = new Map<string, string>();
  if (!header.skip(METADATA)) return metadata;
  do {
    checkCount(metadata.size + 1);
    const key = checkName(header.string(), metadata);
    header.expect(':');
    metadata.set(key, header.string());
    if (key === last) return metadata;
  } while (header.skip(','));
  header.expect('},');
  return metadata;
}

/**
 * Reads what a header says of its tensors, and checks that their numbers fill a file of `total` bytes
 * from the header to the end, one tensor behind another.
 *
 * @throws `ERR_MODEL_FILE`
 */
export function readTensors({ rest, length }: Head, total: number): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  let begin = length;
  do {
    checkCount(tensors.size + 1);
    const name = checkName(rest.string(), tensors);
    const tensor = readTensor(rest, name, length, begin);
    checkEnd(name, tensor, total);
    tensors.set(name, tensor);
    begin = tensor.end;
  } while (rest.skip(','));
  rest.expect('}');
  rest.end();
  if (begin < total) throw damaged(`${total - begin} bytes follow the last tensor`);
  return tensors;
}

/** @throws `ERR_MODEL_FILE` where a file of `total` bytes ends before a tensor */
export function checkEnd(name: string, { end }: StoredTensor, total: number): void {
  if (end > total) throw damaged(`${show(name)} would end at byte ${end} of ${total}`);
}

const WHOLE = '(?:0|[1-9]\\d{0,15})';
const DESCRIPTION = new RegExp(
  `:{"dtype":"(\\w{1,16})","shape":\\[((?:${WHOLE}(?:,${WHOLE}){0,7})?)\\],"data_offsets":\\[(${WHOLE}),(${WHOLE})\\]}`,
  'y',
);

/** A tensor's description; offsets in it count from `start`, and its numbers must begin at `begin`. */
function readTensor(header: Scanner, name: string, start: number, begin: number): StoredTensor {
  const [type, lengths, from, to] = header.match(
    DESCRIPTION,
    ':{"dtype":…,"shape":[…],"data_offsets":[…]} with whole numbers',
  ) as [string, string, string, string];
  if (!isElementType(type)) throw invalid(`dtype of ${show(name)}`, type, 'F32 or F64', CODE);
  const shape = lengths === '' ? [] : lengths.split(',').map(Number);
  if (shape.length > 2 || shape.some((n) => n < 1 || n > MAX_LENGTH))
    throw limit(`${show(name)} of shape [${lengths}]`, `2 lengths from 1 to ${MAX_LENGTH}`);
  const tensor = { type, shape, begin, end: start + Number(to) };
  const bytes = byteLength(tensor);
  if (start + Number(from) === begin && tensor.end === begin + bytes) return tensor;
  throw damaged(
    `${show(name)}, ${type} of shape [${lengths}], must have data_offsets [${begin - start},${begin - start + bytes}], not [${from},${to}]`,
  );
}

function isElementType(type: string): type is ElementType {
  return Object.hasOwn(elementBytes, type);
}

/** A name that is there once and that every reader can have as a key. */
function checkName(name: string, before?: ReadonlyMap<string, unknown>): string {
  const short = name.length <= MAX_NAME && new TextEncoder().encode(name).length <= MAX_NAME;
  if (short && !FORBIDDEN.includes(name) && before?.has(name) !== true) return name;
  const allowed = `of at most ${MAX_NAME} bytes, there once, and none of ${FORBIDDEN.join(', ')}`;
  throw invalid('a name in the header', name, allowed, CODE);
}

function checkCount(count: number): void {
  if (count > MAX_TENSORS) throw limit(`a list of ${count} or more tensors`, `${MAX_TENSORS}`);
}

function limit(what: string, allowed: string): DenselyError {
  return new DenselyError(CODE, 'header', `${what} is more than the allowed ${allowed}.`);
}

function damaged(what: string, cause?: unknown): DenselyError {
  const message = `${what}: it is damaged, or another kind of file.`;
  return new DenselyError(CODE, 'header', message, { cause });
}
