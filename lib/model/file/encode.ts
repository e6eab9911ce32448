import { fastCrc32 } from '../../base/checksum.js';
import type { FloatArray } from '../../base/dtype.js';
import { DenselyError } from '../../base/errors.js';
import { allFinite } from '../../base/finite.js';
import type { Slices } from '../../base/slices.js';
import { encoded, piecesOf } from '../../format/numbers.js';
import { encodeHead } from '../../format/safetensors.js';
import type { ModelParts } from '../parts.js';
import { arraysOf, checkNumbers, tensorsOf, type Scaled } from '../tensors.js';
import type { ModelTensor } from './model-tensor.js';
import { describe, type Description } from './description.js';
import { encodingTensors } from './encoding.js';
import type { Metadata } from './version.js';
import { longestHeader, putChecksum, writeMetadata } from './versions.js';

/** All of a model file but its numbers. */
export interface Outline {
  /** The bytes before the first number. */
  readonly head: Uint8Array;
  readonly metadata: Metadata;
  readonly places: readonly ModelTensor[];
}

/** A model file before its bytes lie one behind another. */
export interface Content extends Outline {
  /** The numbers of the places. */
  readonly arrays: readonly FloatArray[];
  readonly length: number;
}

/** @throws a DenselyError about the first thing that no file can hold */
export function* outlineOf(
  description: Description,
  scaled: Scaled,
  encoding: readonly ModelTensor[],
): Slices<Outline> {
  const metadata = writeMetadata(description);
  yield;
  const places = tensorsOf(description, scaled, encoding);
  const tensors = new Map(places.map((place) => [place.name, place]));
  const head = encodeHead(metadata, tensors, longestHeader(description.spec));
  yield;
  return { head, metadata, places };
}

/** @throws a DenselyError about the first thing that no file can hold, but for single numbers */
function* contentOf(parts: ModelParts): Slices<Content> {
  const { features, targets } = parts.scaling;
  const scaled = { features: features !== null, targets: targets !== null };
  const description = describe(parts.spec, parts, parts);
  yield;
  const outline = yield* outlineOf(description, scaled, encodingTensors(parts));
  const arrays = arraysOf(parts, outline.places);
  const length = arrays.reduce((sum, { byteLength }) => sum + byteLength, outline.head.length);
  return { ...outline, arrays, length };
}

/**
 * Checks all numbers and puts the checksum in the head, piece by piece.
 * @param take gets the bytes of each piece, which are its only until it returns
 * @throws a DenselyError about the first number that no model has
 */
function* seal(content: Content, take: (bytes: Uint8Array) => void): Slices<void> {
  const { head, metadata, places, arrays } = content;
  let [crc, finite] = [fastCrc32(head), true];
  for (const numbers of piecesOf(arrays)) {
    finite = allFinite(numbers);
    if (!finite) break;
    const bytes = encoded(numbers);
    crc = fastCrc32(bytes, crc);
    take(bytes);
    yield;
  }
  checkNumbers(places, arrays, finite);
  putChecksum(head, metadata, crc);
}

/** A model file that only lacks its way to the disk. */
export function* sealedContent(parts: ModelParts): Slices<Content> {
  const content = yield* contentOf(parts);
  yield* seal(content, () => {});
  return content;
}

/** The bytes of a model file. */
export function* encode(parts: ModelParts): Slices<Uint8Array> {
  const content = yield* contentOf(parts);
  const { head, length } = content;
  const bytes = allocate(length);
  let at = head.length;
  yield* seal(content, (piece) => {
    bytes.set(piece, at);
    at += piece.length;
  });
  bytes.set(head);
  return bytes;
}

/** The same bytes in pieces, of content that is sealed. */
export function* piecesOfFile({ head, arrays }: Content): Generator<Uint8Array, void, undefined> {
  yield head;
  for (const numbers of piecesOf(arrays)) yield encoded(numbers);
}

function allocate(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    const message = `${length} bytes are more than this machine gives.`;
    throw new DenselyError('ERR_MODEL_FILE', 'model', message, { cause });
  }
}
