// With native.ts and growing-files.ts the only files of the library that import node: modules; a browser's bundle
// gets files-none.ts.
import { randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { constants, createReadStream, existsSync, type Stats } from 'node:fs';
import {
  copyFile,
  link,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  stat,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import type { Channel } from './channels.js';
import { clock } from './clock.js';

export { appendToFile, createFile, emptyFile, makeFolder, readText } from './growing-files.js';

/**
 * CRC-32 as Node computes it, from 20.15 and 22.2 on. Not imported: where it is missing an ES module that
 * names it would not load.
 */
export const systemCrc32: ((bytes: Uint8Array, before?: number) => number) | undefined =
  process.getBuiltinModule?.('node:zlib').crc32;

/** The path of a file's URL. */
export const pathOfUrl: (url: string) => string = fileURLToPath;

/** A path in a folder. */
export const pathIn: (folder: string, name: string) => string = join;

/** What this process is called among those of a network. */
export function processName(): string {
  return `${hostname()}.${process.pid}`;
}

/** What others of this process may subscribe to by its name. */
export const diagnosticsChannel: <M>(name: string) => Channel<M> = channel;

/** A file's bytes, piece by piece. */
export function readPieces(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path);
}

/** Of a regular file, in bytes; undefined of what is none, such as a named pipe. */
export async function fileSize(path: string): Promise<number | undefined> {
  const stats = await stat(path);
  return stats.isFile() ? stats.size : undefined;
}

/** A file's bytes, `length` at a time in the same memory: a piece is over when the next is asked for. */
export async function* readReused(path: string, length: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const memory = new Uint8Array(length);
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, length, null);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Gzipped bytes as what was zipped. */
export function unzipped(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // The reader of the last stream is told of an error by that stream.
  return pipeline(pieces, createGunzip(), () => {});
}

/** A regular file that is open for reading. */
export interface OpenFile {
  readonly size: number;
  /** Fills memory with the bytes from place `at` on; answers how many there are. */
  readonly fill: (into: Uint8Array, at: number) => Promise<number>;
}

/** What `use` makes of a regular file, which is open until then. */
export async function reading<T>(path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  // Opening a named pipe waits for its other end unless told not to; Windows has no such flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = regular(await file.stat());
    return await use({ size, fill: (into, at) => fill(file, into, at) });
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, into: Uint8Array, at: number): Promise<number> {
  let got = 0;
  while (got < into.length) {
    const { bytesRead } = await file.read(into, got, into.length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got;
}

function regular(stats: Stats): Stats {
  if (stats.isFile()) return stats;
  const kind = stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a named pipe' : 'a device';
  throw Object.assign(new Error(`it is ${kind}, not a file`), { code: 'EISDIR' });
}

/**
 * Puts bytes in the place of a file, or makes it: at every moment, also after a crash, the path has all
 * of the old bytes or all of the new ones. Mode and symbolic links of an old file are kept.
 * @param pieces each is written before the next is asked for
 */
export async function replaceFile(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const { target, old, folder, temporary } = await placeOf(path);
  try {
    await writeDurably(temporary, pieces, old?.mode);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Keeps a file under other names too, the latest of `count` as `path.1`, older ones as `path.2` and so on: at every
 * moment the path has its file.
 */
export async function keepOlder(path: string, count: number): Promise<void> {
  if (!existsSync(path)) return;
  for (let i = count; i > 1; i--) await rename(`${path}.${i - 1}`, `${path}.${i}`).catch(absent);
  await unlink(`${path}.1`).catch(absent);
  // Where there are no links, such as on some network drives, a copy.
  await link(path, `${path}.1`).catch(() => copyFile(path, `${path}.1`));
}

/** Fails as {@link replaceFile} would, but for what depends on the bytes; leaves everything as it is. */
export async function tryReplacing(path: string): Promise<void> {
  const { temporary } = await placeOf(path);
  const file = await open(temporary, 'wx');
  await file.close();
  await unlink(temporary);
}

interface Place {
  /** Where the links of the path lead. */
  readonly target: string;
  /** What is there now. */
  readonly old: Stats | undefined;
  readonly folder: string;
  /** For the bytes until they are complete. */
  readonly temporary: string;
}

async function placeOf(path: string): Promise<Place> {
  const target = await linked(path);
  const old = await stat(target).then(regular, absent);
  const folder = dirname(target);
  await sweep(folder, basename(target));
  const name = temporaryName(basename(target), randomBytes(8).toString('hex'));
  return { target, old, folder, temporary: join(folder, name) };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Where a path leads by its symbolic links, also if no file is there yet. */
async function linked(path: string): Promise<string> {
  const real = await realpath(path).catch(absent);
  if (real !== undefined) return real;
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : linked(resolve(await realpath(dirname(path)), link));
}

/** Short enough for a folder whatever the length of `base`. */
function temporaryName(base: string, random: string): string {
  return `.${Array.from(base).slice(0, 50).join('')}.${random}.tmp`;
}

async function writeDurably(
  path: string,
  pieces: Iterable<Uint8Array>,
  mode?: number,
): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    // What open takes away by the umask; before anything is in it.
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    for (const piece of pieces) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Where the platform can, the new name is on the disk too when this ends. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const file = await open(folder, 'r');
    await file.sync().finally(() => file.close());
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP'].includes(code)) throw error;
  }
}

/** Old enough to be of a writer that is no more. */
const STALE = 10 * 60_000;

/** Removes what earlier writers of the same file left when they were killed. */
async function sweep(folder: string, base: string): Promise<void> {
  const [before, after] = temporaryName(base, '\0').split('\0') as [string, string];
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const random = name.slice(before.length, -after.length);
    if (name !== before + random + after || !/^[0-9a-f]{16}$/.test(random)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (clock.today() - mtimeMs > STALE) await unlink(path).catch(() => {});
  }
}

/**
 * What a thread makes of a task; undefined where it cannot: in bundles, which have no file for it, or where
 * the platform gives none.
 * @param file beside this one
 */
export async function inThread(file: string, task: unknown): Promise<unknown> {
  const path = typeof __dirname === 'string' ? join(__dirname, file) : '';
  if (!existsSync(path)) return undefined;
  try {
    return await new Promise((resolve, reject) => {
      // Loaders of the program's own are not for this.
      const worker = new Worker(path, { workerData: task, execArgv: [] });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread has ended')));
    });
  } catch {
    return undefined;
  }
}

/** In a thread that {@link inThread} has started: does its task. */
export async function answer(work: (task: unknown) => Promise<unknown>): Promise<void> {
  parentPort!.postMessage(await work(workerData), []);
}
