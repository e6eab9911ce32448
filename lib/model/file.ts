// Model files: safetensors, with tensors named as PyTorch names a stack of Linear and PReLU, and what else
// a model predicts with in the metadata.
import { reading, replaceFile } from '#files';
import { beginning, loadChannel } from '../base/channels.js';
import { clock } from '../base/clock.js';
import { isShared } from '../base/dtype.js';
import { DenselyError, invalid } from '../base/errors.js';
import { fileAdvice } from '../base/file-advice.js';
import { filePath } from '../base/path.js';
import { atOnce, inTurns } from '../base/slices.js';
import { turn } from '../base/turns.js';
import { plain, typedName } from '../base/typed-array.js';
import { decodeFile, type LoadedParts } from './file/decode.js';
import { encode, piecesOfFile, sealedContent, type Content } from './file/encode.js';
import type { ModelParts } from './parts.js';

const CODE = 'ERR_MODEL_FILE';

/**
 * A model as the bytes of a model file.
 * @throws `ERR_MODEL_FILE` for a model that no file can keep: numbers that are not finite, or names
 * longer than a header
 */
export function partsToBytes(parts: ModelParts): Uint8Array {
  try {
    return atOnce(encode(parts));
  } catch (error) {
    throw unwritable(error);
  }
}

/** {@link partsToBytes} while others have their turn; the parts must not change until then. */
export async function partsToBytesAsync(parts: ModelParts): Promise<Uint8Array> {
  try {
    return await inTurns(encode(parts), turn);
  } catch (error) {
    throw unwritable(error);
  }
}

/**
 * The model in the bytes of a model file.
 * @throws `ERR_MODEL_FILE` for anything else: damaged bytes, other files, newer versions
 */
export function partsFromBytes(bytes: Uint8Array): ModelParts {
  // Not by instanceof: jest and vm contexts have a Uint8Array of their own.
  if (typedName(bytes) !== 'Uint8Array')
    throw invalid('bytes', bytes, 'a Uint8Array of the bytes of a model file', CODE);
  const began = beginning(loadChannel);
  const own = plain(bytes);
  try {
    const parts = atOnce(decodeFile(own.length), ({ into, at }) => {
      into.set(own.subarray(at, at + into.length));
      return into.length;
    });
    return published(parts, began, own.length);
  } catch (error) {
    throw told('bytes', 'bytes hold no model', error);
  }
}

/**
 * Writes a model file. At every moment the path has the whole old file or the whole new one.
 * @throws `ERR_MODEL_FILE`, with the system's error as `cause`; the path then has the whole old file,
 * or, when only the folder could not be synced, the whole new one
 */
export async function saveParts(to: string | URL, parts: ModelParts): Promise<void> {
  const path = checkPath(to, 'Send there what toBytesAsync of the model gives.');
  const { parameters } = parts;
  // Nobody else writes to memory that is a model's own.
  const own = isShared(parameters) ? parts : { ...parts, parameters: parameters.slice() };
  const content = await sealed(own);
  try {
    await replaceFile(path, piecesOfFile(content));
  } catch (cause) {
    throw failed(`the model cannot be saved to ${JSON.stringify(path)}`, cause);
  }
}

async function sealed(parts: ModelParts): Promise<Content> {
  try {
    return await inTurns(sealedContent(parts), turn);
  } catch (error) {
    throw unwritable(error);
  }
}

/**
 * Reads a model file.
 * @throws `ERR_MODEL_FILE`, with what was wrong as `cause`
 */
export async function loadParts(from: string | URL): Promise<ModelParts> {
  const path = checkPath(
    from,
    'Fetch it first: Model.fromBytes(new Uint8Array(await (await fetch(url)).arrayBuffer())).',
  );
  const began = beginning(loadChannel);
  try {
    return await reading(path, async ({ size, fill }) => {
      const parts = await inTurns(decodeFile(size), async ({ into, at }) => {
        await turn();
        return fill(into, at);
      });
      return published(parts, began, size, path);
    });
  } catch (cause) {
    const sentence = `no model can be loaded from ${JSON.stringify(path)}`;
    throw (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? missing(sentence, cause)
      : failed(sentence, cause);
  }
}

/** The parts, after who listens has been told of them. */
function published(
  parts: LoadedParts,
  began: number | undefined,
  bytes: number,
  path?: string,
): LoadedParts {
  const { checksum } = parts;
  if (began !== undefined) loadChannel.publish({ path, bytes, checksum, ms: clock.now() - began });
  return parts;
}

function unwritable(error: unknown): unknown {
  return told('model', 'the model cannot be written', error);
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

function missing(sentence: string, cause: unknown): DenselyError {
  const advice = 'Check the path; a relative one begins where the process was started.';
  const message = `${sentence}: the file is missing (${(cause as Error).message}). ${advice}`;
  return new DenselyError(CODE, 'path', message, { cause });
}

const SPACE = 'Free some space or choose another disk; an old file is as it was.';
const ADVICE: Readonly<Record<string, string>> = {
  ...fileAdvice,
  ENOSPC: SPACE,
  EDQUOT: SPACE,
  EFBIG: 'Raise the limit of file sizes of this process (ulimit -f); an old file is as it was.',
};

/** @param elsewhere what to do with a file that is not on this machine */
function checkPath(value: unknown, elsewhere: string): string {
  const path = filePath(value, { argument: 'path', code: CODE, elsewhere });
  if (path !== undefined && !path.includes('\0')) return path;
  throw invalid('path', value, 'the path of a file, a text or a file: URL', CODE);
}
