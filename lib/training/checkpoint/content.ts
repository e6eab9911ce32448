// A checkpoint's bytes: safetensors, the numbers of a training's state as tensors, the rest in the metadata.
import { checksumText, fastCrc32 } from '../../base/checksum.js';
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { DenselyError, show } from '../../base/errors.js';
import type { Slices } from '../../base/slices.js';
import { decode, encoded, memoryOf, piecesOf } from '../../format/numbers.js';
import {
  elementType,
  encodeHead,
  headLength,
  readHead,
  readTensors,
  SHORT_HEADER,
  type StoredTensor,
} from '../../format/safetensors.js';

/** The one version that there is. */
const VERSION = '1';

/** What a checkpoint says in words. */
export interface CheckpointInfo {
  /** The run that wrote it. */
  readonly run: string;
  /** Of its data and options. */
  readonly identity: string;
  /** Plain values, as JSON. */
  readonly state: string;
  /** Of whoever began the training. */
  readonly note?: string | undefined;
}

/** All that a checkpoint holds. */
export interface Saved {
  readonly info: CheckpointInfo;
  /** Numbers by name, none of them empty. */
  readonly arrays: ReadonlyMap<string, FloatArray>;
}

const CODE = 'ERR_CHECKPOINT';
const KIND = 'densely training state';

/** The bytes in pieces; nobody else may write to the arrays until the last is taken. */
export function* encodeCheckpoint(saved: Saved): Slices<Iterable<Uint8Array>> {
  const arrays = [...saved.arrays.values()];
  let crc = 0;
  for (const numbers of piecesOf(arrays)) {
    crc = fastCrc32(encoded(numbers), crc);
    yield;
  }
  const head = encodeHead(metadataOf(saved.info, crc), tensorsOf(saved.arrays), SHORT_HEADER);
  return (function* () {
    yield head;
    for (const numbers of piecesOf(arrays)) yield encoded(numbers);
  })();
}

function metadataOf(info: CheckpointInfo, crc: number): Map<string, string> {
  const checksum = checksumText(crc);
  const { note, ...words } = info;
  const noted = note === undefined ? {} : { note };
  return new Map(Object.entries({ kind: KIND, version: VERSION, ...words, ...noted, checksum }));
}

function tensorsOf(arrays: Saved['arrays']): Map<string, Pick<StoredTensor, 'type' | 'shape'>> {
  return new Map(
    Array.from(arrays, ([name, array]) => [
      name,
      { type: elementType(array), shape: [array.length] },
    ]),
  );
}

/** What the beginning of a file says. */
export interface CheckpointHead {
  readonly info: CheckpointInfo;
  readonly checksum: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Bytes before the first number. */
  readonly length: number;
}

/**
 * @param first the first bytes of a file of `total`
 * @throws `ERR_CHECKPOINT` for another kind of file, and for other versions
 */
export function readCheckpointHead(first: Uint8Array, total: number): CheckpointHead {
  try {
    const length = headLength(first, total, { key: '', most: () => SHORT_HEADER });
    const head = readHead(first.subarray(0, length));
    const of = (key: string): string => head.metadata.get(key) ?? '';
    if (of('kind') !== KIND) throw other(`it is no checkpoint (its kind is ${show(of('kind'))})`);
    if (of('version') !== VERSION)
      throw other(
        `it has version ${show(of('version'))}, and this package reads version ${VERSION}: go on with the version that wrote it`,
      );
    const note = head.metadata.get('note');
    const info = { run: of('run'), identity: of('identity'), state: of('state'), note };
    return { info, checksum: of('checksum'), tensors: readTensors(head, total), length };
  } catch (error) {
    if (error instanceof DenselyError && error.code === CODE) throw error;
    throw new DenselyError(CODE, 'checkpoint', (error as Error).message, { cause: error });
  }
}

/** Bytes that the longest beginning has. */
export const LONGEST_HEAD: number = SHORT_HEADER + 8;

/** Reads a file's bytes from a place on; how many there were. */
export type Fill = (into: Uint8Array, at: number) => Promise<number>;

/** The numbers behind a head, in shared memory. */
export async function readArrays(
  { tensors, checksum }: CheckpointHead,
  fill: Fill,
): Promise<Map<string, FloatArray>> {
  const arrays = new Map<string, FloatArray>();
  let crc = 0;
  for (const [name, { type, shape, begin }] of tensors) {
    const array = sharedZeros(type === 'F32' ? 'float32' : 'float64', shape[0]!);
    let at = begin;
    for (const numbers of piecesOf([array])) {
      const piece = new Uint8Array(numbers.byteLength);
      if ((await fill(piece, at)) < piece.length) throw other('it ends before its numbers do');
      memoryOf(numbers).set(piece);
      crc = fastCrc32(piece, crc);
      decode(numbers);
      at += piece.length;
    }
    arrays.set(name, array);
  }
  const computed = checksumText(crc);
  if (computed === checksum) return arrays;
  throw other(`its checksum is ${computed}, but ${show(checksum)} was written: it was damaged`);
}

function other(what: string): DenselyError {
  return new DenselyError(CODE, 'checkpoint', `${what}.`);
}
