// What is said of checkpoints.
import { positiveNumber, readOptions, wholeNumber } from '../../base/checks.js';
import { DenselyError, invalid } from '../../base/errors.js';
import { filePath } from '../../base/path.js';

/**
 * Where a training keeps its state, and when: by `everyEpochs`, or by `everySeconds`, 30 where neither is said. A path
 * alone says the same as `{ path }`.
 *
 * @example
 * import { type CheckpointOptions, datasets, train } from 'densely';
 *
 * const checkpoint: CheckpointOptions = { path: 'moons.ckpt', everyEpochs: 10 };
 * const options = { checkpoint, resume: 'auto', epochs: 30, seed: 1 } as const;
 * const model = await train(datasets.moons(), options);
 * // It has ended: what it gave is given again.
 * const again = await train(datasets.moons(), options);
 * console.log(again.history.steps === model.history.steps); // true
 */
export interface CheckpointOptions {
  /** Of the file. An older one is replaced when the new one is complete. */
  readonly path: string | URL;
  /** After every so many epochs. */
  readonly everyEpochs?: number | undefined;
  /** As soon as so many seconds have passed since the last one. */
  readonly everySeconds?: number | undefined;
  /** How many to keep, the latest at `path`, older ones at `path.1`, `path.2`, …; default 1. */
  readonly keep?: number | undefined;
  /** Whatever whoever goes on should find in it, at most 65,536 bytes: it decides nothing. */
  readonly note?: string | undefined;
}

/** Checkpoints of a run. */
export interface CheckpointRule {
  readonly path: string;
  /** Infinity: not by epochs. */
  readonly everyEpochs: number;
  /** Infinity: not by time. */
  readonly everySeconds: number;
  readonly keep: number;
  readonly note: string | undefined;
}

const ELSEWHERE = 'Name a file of this machine.';
const MOST_KEPT = 1000;
/** Bytes. */
const LONGEST_NOTE = 2 ** 16;

export function checkpointOption(argument: string, value: unknown): CheckpointRule | undefined {
  if (value === undefined) return undefined;
  const short = pathIn(argument, value);
  const keys = ['path', 'everyEpochs', 'everySeconds', 'keep', 'note'] as const;
  const said = short === undefined ? readOptions(argument, value, keys) : { path: short };
  const path = short ?? pathIn(`${argument}.path`, said.path);
  if (path === undefined) throw invalid(`${argument}.path`, said.path, 'the path or URL of a file');
  const { everyEpochs, keep = 1 } = said;
  const usual = everyEpochs === undefined ? 30 : Infinity;
  const { everySeconds = usual } = said;
  return {
    path,
    everyEpochs:
      everyEpochs === undefined
        ? Infinity
        : wholeNumber(`${argument}.everyEpochs`, everyEpochs, 1, 1e9),
    everySeconds:
      everySeconds === Infinity
        ? Infinity
        : positiveNumber(`${argument}.everySeconds`, everySeconds),
    keep: wholeNumber(`${argument}.keep`, keep, 1, MOST_KEPT),
    note: noteOption(`${argument}.note`, said.note),
  };
}

function noteOption(argument: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value).length : Infinity;
  if (bytes <= LONGEST_NOTE) return value as string;
  throw invalid(argument, value, `a text of at most ${LONGEST_NOTE} bytes`);
}

/** The path to go on from; null: that of the checkpoints, afresh where there is none. */
export type ResumeRule = string | null | undefined;

export function resumeOption(
  argument: string,
  value: unknown,
  checkpoint: CheckpointRule | undefined,
): ResumeRule {
  if (value === undefined) return undefined;
  if (value !== 'auto') {
    const path = pathIn(argument, value);
    if (path !== undefined) return path;
    throw invalid(argument, value, "'auto', or the path or URL of a checkpoint");
  }
  if (checkpoint) return null;
  const message = `${argument} 'auto' goes on from the training's own checkpoint: say checkpoint too, with its path, or name a file.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

function pathIn(argument: string, value: unknown): string | undefined {
  return filePath(value, { argument, code: 'ERR_OPTION', elsewhere: ELSEWHERE });
}
