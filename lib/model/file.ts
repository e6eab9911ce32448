// Model files: safetensors, with tensors named as PyTorch names a stack of Linear and PReLU, and what else
// a model predicts with in the metadata.
import { readChecked, replaceFile } from '#files';
import { crc32 } from '../base/checksum.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import {
  encodeHead,
  MAX_HEAD,
  readHead,
  readNumbers,
  readTensors,
  writeNumbers,
  type Head,
  type StoredTensor,
} from '../format/safetensors.js';
import { describeParts, identify, readDescription } from './description.js';
import type { ModelParts } from './parts.js';
import { checkTensors, emptyParts, numbersOf, tensorsOf } from './tensors.js';

const CODE = 'ERR_MODEL_FILE';
/** What stands for the checksum while it is computed. */
const NO_CHECKSUM = '00000000';
/** Where its digits are in every file of this version. */
const DIGITS = 8 + '{"__metadata__":{"format":"densely","version":"1","checksum":"'.length;

/**
 * A model as the bytes of a model file.
 * @throws `ERR_MODEL_FILE` for a model that no file can keep: numbers that are not finite, or names
 * longer than a header
 */
export function partsToBytes(parts: ModelParts): Uint8Array {
  try {
    return encode(parts);
  } catch (error) {
    throw told('model', 'the model cannot be written', error);
  }
}

/**
 * The model in the bytes of a model file.
 * @throws `ERR_MODEL_FILE` for anything else: damaged bytes, other files, newer versions
 */
export function partsFromBytes(bytes: Uint8Array): ModelParts {
  // Not by instanceof: jest and vm contexts have a Uint8Array of their own.
  const tag = ArrayBuffer.isView(bytes) ? Object.prototype.toString.call(bytes) : '';
  if (tag !== '[object Uint8Array]')
    throw invalid('bytes', bytes, 'a Uint8Array of the bytes of a model file', CODE);
  try {
    return decode(bytes);
  } catch (error) {
    throw told('bytes', 'bytes hold no model', error);
  }
}

/**
 * Writes a model file. At every moment the path has the whole old file or the whole new one.
 * @throws `ERR_MODEL_FILE`, with the system's error as `cause`; the path then has the whole old file,
 * or, when only the folder could not be synced, the whole new one
 */
export async function saveParts(path: string, parts: ModelParts): Promise<void> {
  checkPath(path);
  const bytes = partsToBytes(parts);
  try {
    await replaceFile(path, bytes);
  } catch (cause) {
    throw failed(`the model cannot be saved to ${JSON.stringify(path)}`, cause);
  }
}

/**
 * Reads a model file.
 * @throws `ERR_MODEL_FILE`, with what was wrong as `cause`
 */
export async function loadParts(path: string): Promise<ModelParts> {
  checkPath(path);
  const sentence = `no model can be loaded from ${JSON.stringify(path)}`;
  let bytes: Uint8Array;
  try {
    bytes = await readChecked(path, MAX_HEAD, (first, size) => void readStart(first, size));
  } catch (cause) {
    throw failed(sentence, cause);
  }
  try {
    return decode(bytes);
  } catch (error) {
    throw told('path', sentence, error);
  }
}

function encode(parts: ModelParts): Uint8Array {
  const metadata = describeParts(parts, NO_CHECKSUM);
  const { features, targets } = parts.scaling;
  const scaled = { features: features !== null, targets: targets !== null };
  const places = tensorsOf(readDescription(metadata), scaled);
  const tensors = new Map(places.map((place) => [place.name, place]));
  const head = encodeHead(metadata, tensors);
  const numbers = places.map((place) => numbersOf(parts, place));
  const bytes = allocate(numbers.reduce((sum, { byteLength }) => sum + byteLength, head.length));
  bytes.set(head);
  let at = head.length;
  for (const array of numbers) at = writeNumbers(bytes, at, array);
  bytes.set(new TextEncoder().encode(checksumOf(bytes)), DIGITS);
  return bytes;
}

function allocate(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    const message = `${length} bytes are more than this machine gives.`;
    throw new DenselyError(CODE, 'model', message, { cause });
  }
}

function decode(bytes: Uint8Array): ModelParts {
  const { head, tensors } = readStart(bytes, bytes.length);
  const { metadata } = head;
  const checksum = checksumOf(bytes);
  if (metadata.get('checksum') !== checksum) throw damaged(metadata.get('checksum'), checksum);
  const description = readDescription(metadata);
  const scaled = {
    features: tensors.has('scaler.features.offset'),
    targets: tensors.has('scaler.targets.offset'),
  };
  const places = tensorsOf(description, scaled);
  checkTensors(places, tensors);
  // What is allocated here is as long as the tensors are in the bytes.
  const parts = emptyParts(description, scaled);
  for (const place of places) {
    readNumbers(bytes, tensors.get(place.name)!.begin, place.of(parts)!);
    numbersOf(parts, place);
  }
  return parts;
}

/** All that comes before the numbers, in a file of `total` bytes. */
function readStart(
  bytes: Uint8Array,
  total: number,
): { head: Head; tensors: ReadonlyMap<string, StoredTensor> } {
  const head = readHead(bytes, total);
  identify(head.metadata);
  return { head, tensors: readTensors(head, total) };
}

/** CRC-32 of a whole file in which the checksum's own digits are 0. */
function checksumOf(bytes: Uint8Array): string {
  const zeros = new TextEncoder().encode(NO_CHECKSUM);
  const before = crc32(zeros, crc32(bytes.subarray(0, DIGITS)));
  const crc = crc32(bytes.subarray(DIGITS + zeros.length), before);
  return crc.toString(16).padStart(8, '0');
}

function damaged(kept: string | undefined, computed: string): DenselyError {
  const message = `its checksum is ${computed}, but ${show(kept)} was written: it was damaged on its way; copy it again.`;
  return new DenselyError(CODE, 'checksum', message);
}

/** The same refusal, about the caller's argument. */
function told(argument: string, sentence: string, error: unknown): unknown {
  if (!(error instanceof DenselyError)) return error;
  return new DenselyError(CODE, argument, `${sentence}: ${error.message}`, { cause: error });
}

/** A file that could not be read or written, with what to do about it. */
function failed(sentence: string, cause: unknown): unknown {
  if (cause instanceof DenselyError) return told('path', sentence, cause);
  const { code = '', message } = cause as NodeJS.ErrnoException;
  // An error without a code is not of the file system.
  const advice = code === '' ? '' : ` ${ADVICE[code] ?? 'Try another path.'}`;
  return new DenselyError(CODE, 'path', `${sentence}: ${message}.${advice}`, { cause });
}

const PERMIT = 'Choose a path that this process may use, or change its permissions.';
const SPACE = 'Free some space or choose another disk; an old file is as it was.';

const ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path; make its folder first.',
  ENOTDIR: 'Check the path: a part of it is a file, not a folder.',
  EISDIR: 'Give the path of a file.',
  EACCES: PERMIT,
  EPERM: PERMIT,
  EROFS: PERMIT,
  ENOSPC: SPACE,
  EDQUOT: SPACE,
  EFBIG: 'Raise the limit of file sizes of this process (ulimit -f); an old file is as it was.',
  EMFILE: 'Close some files first, or raise the limit of open files (ulimit -n).',
};

function checkPath(path: unknown): void {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return;
  throw invalid('path', path, 'the path of a file, a text', CODE);
}
