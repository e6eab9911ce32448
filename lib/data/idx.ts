import { unzipped } from '#files';
import { readOptions } from '../base/checks.js';
import { dtypeOption, sharedCopy, type DType } from '../base/dtype.js';
import type { DenselyError } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { Bytes, type BytesSource } from './bytes.js';
import { featureNames, type FeatureNames } from './names.js';
import { whole } from './pieces.js';
import type { NumberSource } from './source.js';
import { unreadable } from './unreadable.js';

/**
 * Options of {@link Dataset.idx}.
 *
 * @example
 * import { Dataset, type IdxOptions } from 'densely';
 *
 * const options: IdxOptions = { dtype: 'float64' };
 * const digits = await Dataset.idx('images-idx3-ubyte', 'labels-idx1-ubyte', options);
 * console.log(digits.X.dtype); // float64
 */
export interface IdxOptions {
  /** Of X, default float32, which holds every byte exactly. */
  readonly dtype?: DType | undefined;
}

/**
 * Images and their labels in the IDX format (described on http://yann.lecun.com/exdb/mnist/):
 * unsigned bytes, gzipped or not, in files or in memory.
 *
 * @param images n × rows × columns (magic number 0x00000803), or n × values (0x00000802)
 * @param labels n (0x00000801)
 * @returns X (rows · columns, n) with features r0c0, r0c1, …; the labels as numbers
 * @throws `ERR_DATA` for what is no such file, too short or too long, and for counts that differ
 */
export async function readIdx(
  images: BytesSource,
  labels: BytesSource,
  options?: IdxOptions,
): Promise<NumberSource> {
  const { dtype = 'float32' } = readOptions('options', options, ['dtype']);
  const storageType = dtypeOption('dtype', dtype);
  const imageFile = new IdxFile('images', images, [3, 2]);
  const labelFile = new IdxFile('labels', labels, [1]);
  const { sizes, data } = await imageFile.read();
  const targets = (await labelFile.read()).data;
  const m = sizes[0]!;
  if (targets.length !== m)
    throw labelFile.error(`${targets.length} labels for ${m} images: each image needs one.`);
  const storage = sharedCopy(storageType, data);
  return {
    X: Matrix.of(storage, m, data.length / m).T,
    targets: Array.from(targets),
    ...pixelNames(sizes),
    targetNames: ['label'],
  };
}

function pixelNames([, rows, columns]: readonly number[]): FeatureNames {
  if (columns === undefined) return featureNames(undefined, rows!);
  const name = (_: unknown, i: number): string => `r${Math.floor(i / columns)}c${i % columns}`;
  return { features: Array.from({ length: rows! * columns }, name), named: true };
}

/** Numbers of an IDX file: `data` has the product of `sizes`, the last one varying fastest. */
interface IdxArray {
  readonly sizes: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

class IdxFile {
  readonly #argument: string;
  readonly #bytes: Bytes;
  readonly #ranks: readonly number[];

  constructor(argument: string, source: unknown, ranks: readonly number[]) {
    this.#argument = argument;
    this.#bytes = new Bytes(argument, source);
    this.#ranks = ranks;
  }

  error(message: string, cause?: unknown): DenselyError {
    return this.#bytes.error(message, cause);
  }

  /** Never holds more than the header promises, whatever a zipped file unfolds to. */
  async read(): Promise<IdxArray> {
    let bytes: Uint8Array[] = [];
    let [length, sizes] = [0, undefined as readonly number[] | undefined];
    for await (const piece of this.#pieces()) {
      bytes.push(piece);
      length += piece.length;
      if (sizes === undefined) {
        bytes = [whole(bytes, length)];
        sizes = this.#header(bytes[0]!);
      }
      if (sizes !== undefined && length > wholeLength(sizes))
        throw this.error(
          `more bytes than the ${wholeLength(sizes)} of ${sizes.join(' × ')} values.`,
        );
    }
    if (sizes === undefined) throw this.error(`${length} bytes are no IDX file.`);
    if (length < wholeLength(sizes)) {
      throw this.error(
        `${length} bytes, but ${sizes.join(' × ')} values need ${wholeLength(sizes)}: the file is not whole.`,
      );
    }
    return { sizes, data: whole(bytes, length).subarray(4 + 4 * sizes.length) };
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    try {
      yield* await unzippedIfZipped(this.#bytes.pieces());
    } catch (cause) {
      const { code } = cause as { code?: unknown };
      const zipped = typeof code === 'string' && code.startsWith('Z_');
      const { message } = cause as Error;
      throw this.error(zipped ? `damaged gzip data (${message}).` : unreadable(cause), cause);
    }
  }

  /** The sizes, once the beginning is long enough to hold them. */
  #header(start: Uint8Array): readonly number[] | undefined {
    if (start.length < 4) return undefined;
    const view = new DataView(start.buffer, start.byteOffset, start.length);
    const [magic, rank] = [view.getUint32(0), start[3]!];
    if (magic >>> 8 !== UNSIGNED_BYTE || !this.#ranks.includes(rank)) throw this.#wrongMagic(magic);
    if (start.length < 4 + 4 * rank) return undefined;
    const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
    if (sizes.includes(0)) throw this.error(`it is empty: its sizes are ${sizes.join(' × ')}.`);
    return sizes;
  }

  #wrongMagic(magic: number): DenselyError {
    const hex = (n: number): string => `0x${n.toString(16).padStart(8, '0')}`;
    const allowed = this.#ranks.map((rank) => hex(0x0800 + rank)).join(' or ');
    return this.error(
      `the first four bytes are ${hex(magic)}, but ${this.#argument} in the IDX format begin with ${allowed}.`,
    );
  }
}

/** Bytes of a file with these sizes: magic number, sizes, values. */
function wholeLength(sizes: readonly number[]): number {
  return 4 + 4 * sizes.length + sizes.reduce((product, size) => product * size);
}

/** Looks at the first piece: gzip begins with 1f 8b (RFC 1952). */
async function unzippedIfZipped(
  pieces: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (let step = first; step.done !== true; step = await iterator.next()) yield step.value;
    } finally {
      await iterator.return?.();
    }
  }
  const [a, b] = first.done === true ? [] : first.value;
  return a === 0x1f && b === 0x8b ? unzipped(all()) : all();
}
