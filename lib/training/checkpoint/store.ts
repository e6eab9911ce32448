// Checkpoints as files.
import { keepOlder, reading, replaceFile, tryReplacing } from '#files';
import { DenselyError, show } from '../../base/errors.js';
import { fileAdvice } from '../../base/file-advice.js';
import {
  LONGEST_HEAD,
  readArrays,
  readCheckpointHead,
  type CheckpointHead,
  type CheckpointInfo,
  type Fill,
  type Saved,
} from './content.js';
import type { CheckpointRule } from './option.js';

const CODE = 'ERR_CHECKPOINT';

/**
 * The checkpoint in a file; undefined where there is no file.
 * @throws `ERR_CHECKPOINT` for what is none, and where it cannot be read
 */
export async function readCheckpoint(path: string): Promise<Saved | undefined> {
  return openedHead(path, async (head, fill) => ({
    info: head.info,
    arrays: await readArrays(head, fill),
  }));
}

async function readHead(path: string): Promise<CheckpointHead | undefined> {
  return openedHead(path, (head) => head);
}

/** What `take` makes of a file's head while it is open; undefined where there is no file. */
function openedHead<T>(
  path: string,
  take: (head: CheckpointHead, fill: Fill) => T | Promise<T>,
): Promise<T | undefined> {
  return reading(path, async ({ size, fill }) => {
    const first = new Uint8Array(Math.min(size, LONGEST_HEAD));
    await fill(first, 0);
    return take(readCheckpointHead(first, size), fill);
  }).catch((error: unknown) => absent(path, error));
}

/**
 * What a checkpoint says in words; undefined where there is no file.
 * @throws `ERR_CHECKPOINT` for what is none, and where it cannot be read
 */
export async function checkpointInfo(path: string): Promise<CheckpointInfo | undefined> {
  return (await readHead(path))?.info;
}

function absent(path: string, error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw failed(`${show(path)} is no checkpoint to go on from`, error, AFRESH);
}

const AFRESH = 'Name another one, such as an older one that was kept, or begin afresh elsewhere.';
const KEPT = 'What was written before is as it was.';

/** @param advice behind that of the system's code */
function failed(what: string, cause: unknown, advice: string): DenselyError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const next = fileAdvice[code] ? `${fileAdvice[code]} ${advice}` : advice;
  const sentence = message.replace(/\.$/, '');
  return new DenselyError(CODE, 'checkpoint', `${what}: ${sentence}. ${next}`, { cause });
}

/** Writes the checkpoints of one run. */
export class CheckpointStore {
  readonly #rule: CheckpointRule;
  readonly run: string;
  /** The run whose checkpoint this one goes on from: its file may be replaced. */
  #before: string | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(rule: CheckpointRule, run: string, before: string | undefined) {
    this.#rule = rule;
    this.run = run;
    this.#before = before;
  }

  /**
   * Before the first step: is the place free?
   * @throws `ERR_CHECKPOINT` where another run has its checkpoint, or some other file is
   */
  async check(): Promise<void> {
    const { path } = this.#rule;
    const head = await readHead(path);
    if (head === undefined || [this.run, this.#before].includes(head.info.run)) return;
    throw new DenselyError(
      CODE,
      'checkpoint',
      `${show(path)} is the checkpoint of another run, ${head.info.run}. Go on from it with resume: 'auto', or name another path, or remove it.`,
    );
  }

  /**
   * Before the first step: can anything be written?
   * @throws `ERR_CHECKPOINT` where it cannot
   */
  async tryWriting(): Promise<void> {
    await this.#writes(tryReplacing(this.#rule.path));
  }

  /** Begins to write; what is written before is awaited first. */
  async write(pieces: Iterable<Uint8Array>): Promise<void> {
    await this.done();
    this.#writing = this.#write(pieces);
    // Whoever waits next is told.
    this.#writing.catch(() => {});
  }

  /** Settles when all that was begun is on the disk. */
  done(): Promise<void> {
    return this.#writing;
  }

  async #write(pieces: Iterable<Uint8Array>): Promise<void> {
    const { path, keep } = this.#rule;
    await this.check();
    if (keep > 1) await this.#writes(keepOlder(path, keep - 1));
    await this.#writes(replaceFile(path, pieces));
    this.#before = undefined;
  }

  #writes(work: Promise<void>): Promise<void> {
    return work.catch((cause: unknown) => {
      throw failed(`the checkpoint cannot be written to ${show(this.#rule.path)}`, cause, KEPT);
    });
  }
}
