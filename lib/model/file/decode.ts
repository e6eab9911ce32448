import { checksumText, fastCrc32 } from '../../base/checksum.js';
import type { FloatArray } from '../../base/dtype.js';
import { DenselyError, show } from '../../base/errors.js';
import { allFinite } from '../../base/finite.js';
import type { Slices } from '../../base/slices.js';
import { decode, memoryOf, piecesOf } from '../../format/numbers.js';
import {
  checkEnd,
  headLength,
  readHead,
  readTensors,
  START,
  type Head,
  type StoredTensor,
} from '../../format/safetensors.js';
import type { ModelParts } from '../parts.js';
import { arraysOf, checkNumbers, checkTensors, emptyParts, tensorsOf } from '../tensors.js';
import { checkDescription } from './description.js';
import { storedEncodings } from './encoding.js';
import type { Metadata } from './version.js';
import { foreignFile, putChecksum, readMetadata, reason, versionOf } from './versions.js';

const CODE = 'ERR_MODEL_FILE';

/** Memory for the bytes of a file from place `at` on; the answer is how many there are. */
export interface Wanted {
  readonly into: Uint8Array;
  readonly at: number;
}

/** Nothing is wanted but a turn of the event loop. */
const TURN: Wanted = { into: new Uint8Array(0), at: 0 };

/** Work that reads a file. */
export type Reading<T> = Slices<T, Wanted, number>;

/** The parts of a model that is in a file. */
export interface LoadedParts extends ModelParts {
  readonly checksum: string;
}

/** What comes before the numbers. */
interface Beginning {
  /** The first bytes of the file, some of its numbers among them. */
  readonly first: Uint8Array;
  readonly head: Uint8Array;
  readonly metadata: Metadata;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * The model in a file of `total` bytes. What cannot be a model is refused before its numbers are read,
 * and before there is memory for them.
 * @throws a DenselyError about the first thing that no model file has
 */
export function* decodeFile(total: number): Reading<LoadedParts> {
  const beginning = yield* readBeginning(total);
  const { metadata, tensors } = beginning;
  const said = readMetadata(metadata);
  yield TURN;
  const description = checkDescription(said);
  const scaled = {
    features: tensors.has('scaler.features.offset'),
    targets: tensors.has('scaler.targets.offset'),
  };
  const encodings = storedEncodings(description.encoded, tensors);
  const places = tensorsOf(description, scaled, encodings.places);
  checkTensors(places, tensors);
  const parts = emptyParts(description, scaled);
  const arrays = arraysOf(parts, places);
  const { finite, checksum } = yield* readNumbers(beginning, arrays);
  checkNumbers(places, arrays, finite);
  return { ...parts, ...encodings.read(parts.spec), checksum };
}

function* readBeginning(total: number): Reading<Beginning> {
  const first = yield* bytesAt(0, Math.min(total, START));
  const length = headLength(first, total, reason);
  const head = length > first.length ? yield* bytesAt(0, length) : first.subarray(0, length);
  const start = startOf(head);
  yield TURN;
  return { first, head, metadata: start.metadata, tensors: readTensors(start, total) };
}

function startOf(head: Uint8Array): Head {
  try {
    const start = readHead(head);
    versionOf(start.metadata);
    return start;
  } catch (error) {
    throw foreignFile(head) ?? error;
  }
}

function* bytesAt(at: number, length: number): Reading<Uint8Array> {
  const into = new Uint8Array(length);
  const got = yield { into, at };
  if (got < length) throw new DenselyError(CODE, 'file', `it ends at byte ${at + got} by now.`);
  return into;
}

/** Fills arrays from the head's end to the file's; answers whether all numbers are finite, and the checksum. */
function* readNumbers(
  beginning: Beginning,
  arrays: readonly FloatArray[],
): Reading<{ readonly finite: boolean; readonly checksum: string }> {
  const { first, head, metadata, tensors } = beginning;
  putChecksum(head, metadata, 0);
  let [crc, at, finite] = [fastCrc32(head), head.length, true];
  for (const numbers of piecesOf(arrays)) {
    const into = memoryOf(numbers);
    const end = at + into.length;
    if (end <= first.length) into.set(first.subarray(at, end));
    else checkEnds(tensors, at + (yield { into, at }), end);
    crc = fastCrc32(into, crc);
    decode(numbers);
    finite &&= allFinite(numbers);
    at = end;
  }
  const [kept, checksum] = [metadata.get('checksum'), checksumText(crc)];
  if (kept !== checksum) throw damaged(kept, checksum);
  return { finite, checksum };
}

/** Refuses a file that has become shorter since its head was read: it ends at `size`, before `end`. */
function checkEnds(tensors: Beginning['tensors'], size: number, end: number): void {
  if (size < end) for (const [name, tensor] of tensors) checkEnd(name, tensor, size);
}

function damaged(kept: string | undefined, computed: string): DenselyError {
  const message = `its checksum is ${computed}, but ${show(kept)} was written: it was damaged on its way; copy it again.`;
  return new DenselyError(CODE, 'checksum', message);
}
