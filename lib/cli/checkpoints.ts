// Checkpoints of a training on a command line: what is said of them, and how a training was begun.
import { DenselyError } from '../index.js';
import type { CheckpointOptions } from '../training/checkpoint/option.js';
import { checkpointInfo } from '../training/checkpoint/store.js';
import { numberOf, UsageError } from './command.js';
import { helpLines } from './help.js';

type Text = { readonly type: 'string' };

type Flag = 'checkpoint-epochs' | 'checkpoint-seconds' | 'checkpoint-keep';

/** Each with what the library calls it. */
const keys: Readonly<Record<Flag, 'everyEpochs' | 'everySeconds' | 'keep'>> = {
  'checkpoint-epochs': 'everyEpochs',
  'checkpoint-seconds': 'everySeconds',
  'checkpoint-keep': 'keep',
};

const names = Object.keys(keys) as Flag[];

export const checkpointOptions: Readonly<Record<Flag, Text>> = {
  'checkpoint-epochs': { type: 'string' },
  'checkpoint-seconds': { type: 'string' },
  'checkpoint-keep': { type: 'string' },
};

export const checkpointHelp: readonly string[] = [
  ...helpLines('--checkpoint-epochs N', ['epochs between checkpoints, instead of 30 seconds']),
  ...helpLines('--checkpoint-seconds S', ['seconds between checkpoints']),
  ...helpLines('--checkpoint-keep N', ['checkpoints to keep, default 1; older ones at FILE.1, …']),
];

/** How a training was begun. */
export interface Begun {
  /** The options of `densely train`. */
  readonly flags: readonly string[];
  readonly operands: readonly string[];
  /** The folder that it was begun in. */
  readonly folder: string;
}

/** What is said of checkpoints, with how the training is begun; undefined: there are none. */
export function checkpointSaid(
  path: string | undefined,
  values: { readonly [K in Flag]?: string },
  begun: Begun,
): CheckpointOptions | undefined {
  const given = names.filter((flag) => values[flag] !== undefined);
  if (path === undefined) {
    if (given.length === 0) return undefined;
    throw new UsageError(`--${given[0]!} needs --checkpoint FILE, which says where`);
  }
  const numbers = given.map((flag) => [keys[flag], numberOf(flag, values[flag])]);
  return { path, ...Object.fromEntries(numbers), note: JSON.stringify(begun) };
}

/** An error of the library with the flag in the place of the option's name. */
export function checkpointWords(error: unknown): unknown {
  if (!(error instanceof DenselyError)) return error;
  const flag = names.find((name) => error.argument === `checkpoint.${keys[name]}`);
  if (flag === undefined) return error;
  const message = error.message.replace(error.argument!, `--${flag}`);
  return new UsageError(message, { cause: error });
}

/**
 * How the training of a checkpoint was begun.
 * @throws where there is none, and for one that a program has written
 */
export async function begunOf(path: string): Promise<Begun> {
  const info = await checkpointInfo(path);
  const name = JSON.stringify(path);
  if (info === undefined)
    throw new UsageError(
      `there is no file ${name} to go on from: densely train --checkpoint ${path} writes one`,
    );
  const begun = info.note === undefined ? undefined : begunIn(info.note);
  if (begun) return begun;
  throw new Error(
    `${name} is the checkpoint of a program, not of densely train: run that program again, with resume: ${name} in the options of its training.`,
  );
}

function begunIn(note: string): Begun | undefined {
  try {
    const { flags, operands, folder } = JSON.parse(note) as Partial<Begun>;
    if (!Array.isArray(flags) || !Array.isArray(operands) || typeof folder !== 'string')
      return undefined;
    return { flags: flags.map(String), operands: operands.map(String), folder };
  } catch {
    return undefined;
  }
}
