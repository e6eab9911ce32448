// Where the files of a command go: looked at before there is anything to write, so that no work is lost.
import { realpath, stat } from 'node:fs/promises';
import { reading, replaceFile, tryReplacing } from '#files';
import { beginsAsModel } from '../model/file/versions.js';
import { beginsAsPicture } from '../base/mark.js';
import { UsageError } from './command.js';

export const forceOption: { readonly force: { readonly type: 'boolean' } } = {
  force: { type: 'boolean' },
};

export const forceHelp: string =
  '  --force           replace a file too that densely did not write';

type Kind = 'model' | 'picture';

/** How the files that densely writes are told from others by their first bytes. */
const begins: Readonly<Record<Kind, (first: Uint8Array) => boolean>> = {
  model: beginsAsModel,
  picture: beginsAsPicture,
};

/** Where a command writes. */
interface Place {
  readonly path: string;
  /** The option that names it. */
  readonly option: string;
  /** What the command reads, which it never replaces. */
  readonly inputs: readonly string[];
}

/** A file that a command is to write. */
export interface Output extends Place {
  readonly kind: Kind;
  /** Nobody has named it: what is there is not replaced. */
  readonly preset?: boolean;
  readonly force: boolean | undefined;
}

/**
 * Refuses a path that cannot be written, that is an input by whatever path or link, or where something
 * lies that this package has not written.
 */
export async function checkOutput(output: Output): Promise<void> {
  const { kind, path, option, preset = false, force = false } = output;
  await checkNotInput(output);
  await tryReplacing(path).catch((cause: unknown) => unwritable(output, cause));
  if (force || !(await exists(path))) return;
  const ours = await isOurs(path, kind);
  if (preset)
    throw new UsageError(
      `${path} is there already: say ${option} ${path}${ours ? '' : ' --force'} to replace it`,
    );
  if (!ours)
    throw new UsageError(
      `${option} ${path} is there already and is no ${kind} of densely: choose another path, or say --force to replace it`,
    );
}

/** Refuses a path that is an input by whatever path or link. */
export async function checkNotInput(place: Place): Promise<void> {
  const { path, inputs } = place;
  for (const input of inputs) if (await isSame(path, input)) throw isInput(place, input);
}

/** All of the bytes, or the old file stays. */
export async function writeOutput(output: Output, bytes: Uint8Array): Promise<void> {
  await replaceFile(output.path, [bytes]).catch((cause: unknown) => unwritable(output, cause));
}

function isInput({ path, option }: Place, input: string): UsageError {
  const same = path === input ? '' : `${input}, `;
  return new UsageError(
    `${option} ${path} is ${same}what the command reads: choose another path, nothing was changed`,
  );
}

async function exists(path: string): Promise<boolean> {
  return (await identity(path)) !== undefined;
}

async function isSame(path: string, other: string): Promise<boolean> {
  const [a, b] = [await identity(path), await identity(other)];
  if (!a || !b) return false;
  // Some file systems number no files.
  return a.real === b.real || (a.ino !== 0n && a.ino === b.ino && a.dev === b.dev);
}

interface Identity {
  readonly real: string;
  readonly dev: bigint;
  readonly ino: bigint;
}

async function identity(path: string): Promise<Identity | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return { real: await realpath(path), dev, ino };
  } catch {
    return undefined;
  }
}

async function isOurs(path: string, kind: Kind): Promise<boolean> {
  const first = new Uint8Array(1024);
  try {
    const got = await reading(path, ({ fill }) => fill(first, 0));
    return begins[kind](first.subarray(0, got));
  } catch {
    return false;
  }
}

function unwritable({ kind, path, option }: Output, cause: unknown): never {
  const message = cause instanceof Error ? cause.message : String(cause);
  const advice = `Choose another path for ${option}, or make its folder first.`;
  throw new Error(
    `the ${kind} cannot be written to ${JSON.stringify(path)}: ${message}. ${advice}`,
    { cause },
  );
}
