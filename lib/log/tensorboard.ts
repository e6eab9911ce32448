import { appendToFile, createFile, makeFolder, pathIn, processName } from '#files';
import { nothingMore } from '../base/checks.js';
import { clock } from '../base/clock.js';
import { show } from '../base/errors.js';
import { encodeEvents, VERSION_EVENT, type Event } from '../format/tensorboard.js';
import { Turn, written } from './failure.js';
import { logPath } from './line-file.js';
import type { Log, LogRun, Reported } from './log.js';

/**
 * A log for TensorBoard: an event file in a folder, which is made where there is none. Scalars by the training's
 * step: `loss/train`, `loss/validation`, `metrics/…` (each metric of the validation) and `rate`, rounded to float32
 * as TensorBoard keeps them. Every report is in the file when the training goes on.
 *
 * Give each training a folder of its own, and TensorBoard the folder around them: `tensorboard --logdir runs`. A
 * training that is resumed adds a file to its folder, and one that begins afresh in an old folder too. TensorBoard
 * then shows of earlier files what comes before the first step of the new one; none is changed.
 *
 * @param folder or its URL
 * @throws (rejects) `ERR_LOG` for a folder or file that cannot be written
 *
 * @example
 * import { readdir } from 'node:fs/promises';
 * import { tensorboard } from 'densely/log';
 *
 * const log = tensorboard('runs/churn');
 * await log.begin({ id: 'a1', options: {}, steps: 64, resumedAt: 0 });
 * await log.report({ epoch: 0, step: 32, cost: 0.7, rate: 0.001 });
 * await log.end({ ended: 'epochs' });
 * console.log((await readdir('runs/churn'))[0]?.startsWith('events.out.tfevents.')); // true
 */
export function tensorboard(folder: string | URL): Required<Log> {
  nothingMore('tensorboard()', arguments, 1);
  return new TensorBoard(logPath('folder', folder, 'the path of a folder, a text or a file: URL'));
}

class TensorBoard implements Required<Log> {
  readonly #folder: string;
  readonly #name: string;
  readonly #turn: Turn;
  #path = '';
  #resumedAt = -1;

  constructor(folder: string) {
    this.#folder = folder;
    this.#name = `tensorboard(${show(folder)})`;
    this.#turn = new Turn(this.#name);
  }

  async begin({ resumedAt }: LogRun): Promise<void> {
    this.#turn.begin();
    this.#resumedAt = resumedAt > 0 ? resumedAt : -1;
    try {
      await written(this.#name, this.#create());
      await this.#append({ restart: true, step: this.#resumedAt + 1 });
    } catch (error) {
      this.#turn.end();
      throw error;
    }
  }

  async report(progress: Reported): Promise<void> {
    this.#turn.check();
    const { step } = progress;
    if (step <= this.#resumedAt) await this.#append({ restart: true, step });
    this.#resumedAt = -1;
    await this.#append({ step, scalars: scalarsOf(progress) });
  }

  end(): void {
    this.#turn.end();
  }

  /** Two trainings of a process may begin in the same folder and second. */
  async #create(): Promise<void> {
    await makeFolder(this.#folder);
    const wallTime = clock.today() / 1000;
    const seconds = String(Math.floor(wallTime)).padStart(10, '0');
    for (let n = 0; ; n++) {
      this.#path = pathIn(this.#folder, `events.out.tfevents.${seconds}.${processName()}.${n}`);
      try {
        return await createFile(this.#path, encodeEvents([{ wallTime, ...VERSION_EVENT }]));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  async #append(event: Omit<Event, 'wallTime'>): Promise<void> {
    const wallTime = clock.today() / 1000;
    await written(this.#name, appendToFile(this.#path, encodeEvents([{ wallTime, ...event }])));
  }
}

/** Each fold has curves of its own. */
function scalarsOf({ cost, validation, rate, fold }: Reported): Map<string, number> {
  const own = fold === undefined ? '' : `fold ${fold}/`;
  const scalars = new Map([[`${own}loss/train`, cost]]);
  for (const [name, value] of Object.entries(validation ?? {}))
    scalars.set(`${own}${name === 'cost' ? 'loss/validation' : `metrics/${name}`}`, value);
  if (rate !== undefined) scalars.set(`${own}rate`, rate);
  return scalars;
}
