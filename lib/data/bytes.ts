// Files of bytes, or bytes in memory.
import { readPieces } from '#files';
import { DenselyError, invalid } from '../base/errors.js';
import { filePath } from '../base/path.js';
import { plain, typedName } from '../base/typed-array.js';
import { whole } from './pieces.js';
import { unreadable } from './unreadable.js';

/** A path or a file's URL, or the bytes. */
export type BytesSource = string | URL | Uint8Array;

/** Who reads, and where from. */
export class Bytes {
  readonly #argument: string;
  readonly #source: string | Uint8Array;

  /** @throws `ERR_DATA` for what is neither a file of this machine nor bytes */
  constructor(argument: string, source: unknown) {
    const elsewhere = 'Fetch it first: new Uint8Array(await (await fetch(url)).arrayBuffer()).';
    const path = filePath(source, { argument, code: 'ERR_DATA', elsewhere });
    if (path === undefined && typedName(source) !== 'Uint8Array')
      throw invalid(argument, source, 'a path, a file: URL or a Uint8Array', 'ERR_DATA');
    this.#argument = argument;
    // A copy, because the caller may change or transfer the bytes while they are read.
    this.#source = path ?? plain(source as Uint8Array).slice();
  }

  error(message: string, cause?: unknown): DenselyError {
    const where = typeof this.#source === 'string' ? this.#source : this.#argument;
    return new DenselyError('ERR_DATA', this.#argument, `${where}: ${message}`, { cause });
  }

  /** As they come; what goes wrong with the file is not told in our words yet. */
  pieces(): AsyncIterable<Uint8Array> {
    return typeof this.#source === 'string' ? readPieces(this.#source) : once(this.#source);
  }

  /** All of them. */
  async whole(): Promise<Uint8Array> {
    if (typeof this.#source !== 'string') return this.#source;
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of this.pieces()) pieces.push(piece);
    } catch (cause) {
      throw this.error(unreadable(cause), cause);
    }
    const all = whole(
      pieces,
      pieces.reduce((sum, piece) => sum + piece.length, 0),
    );
    // A Buffer's slice would be no copy.
    return new Uint8Array(all.buffer, all.byteOffset, all.length);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
