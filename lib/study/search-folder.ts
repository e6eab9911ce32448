// A folder that keeps the trials of a search, so that it can be gone on with.
import { makeFolder, pathIn, readText, replaceFile } from '#files';
import { DenselyError, show } from '../base/errors.js';
import { fileAdvice } from '../base/file-advice.js';
import { isKeyed } from '../base/tags.js';
import type { Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import { VERSION } from '../base/version.js';
import { Dataset } from '../data/dataset.js';
import { fingerprint } from './fingerprint.js';
import type { SearchPlan } from './search-options.js';

/** What a trial gave. */
export interface KeptTrial {
  readonly scores: readonly number[];
  readonly seconds: number;
  readonly error: string | null;
  readonly warnings: readonly string[];
}

const CODE = 'ERR_CHECKPOINT';

/** What a search is of, each part a text, so that a difference can be named. */
type Identity = Readonly<Record<string, string>>;

function* identityOf(data: Dataset, plan: SearchPlan): Slices<Identity> {
  const { grid, seeds, holdout, score, options } = plan;
  const { threads: _, ...own } = options;
  const parts = { grid: grid.identity, seeds, holdout, score: score.name, options: own, data };
  const texts: [string, string][] = [['version', VERSION]];
  for (const [part, value] of Object.entries(parts))
    texts.push([part, JSON.stringify(yield* plain(value))]);
  return Object.fromEntries(texts);
}

/** Values as JSON has them, keys in order: datasets by their hashes, functions by the word alone. */
function* plain(value: unknown): Slices<unknown> {
  if (value instanceof Dataset) return `Dataset ${yield* fingerprint(value)}`;
  if (typeof value === 'function') return 'function';
  if (typeof value === 'number') return storable(value);
  if (value === null || typeof value !== 'object') return value;
  const inner: [string, unknown][] = [];
  for (const [key, of] of Object.entries(value)) inner.push([key, yield* plain(of)]);
  if (Array.isArray(value)) return inner.map(([, of]) => of);
  return Object.fromEntries(inner.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON has no number that is not finite. */
function storable(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}

/** The trials of one search. */
export class SearchFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * @throws `ERR_CHECKPOINT` for the folder of another search, and for one that cannot be used
   */
  static async open(path: string, data: Dataset, plan: SearchPlan): Promise<SearchFolder> {
    const own = await inSlices(identityOf(data, plan), plan.signal);
    const folder = new SearchFolder(path);
    const found = await folder.#read('search.json');
    if (found === undefined) {
      await folder.#used(makeFolder(path));
      await folder.#write('search.json', own);
    } else folder.#check(found, own);
    return folder;
  }

  /** What a trial gave; undefined where it has not ended yet. */
  async trial(trial: number): Promise<KeptTrial | undefined> {
    const name = fileOf(trial);
    const found = await this.#read(name);
    if (found === undefined) return undefined;
    const { scores, seconds, error, warnings } = found;
    if (found.trial !== trial || !Array.isArray(scores) || !Array.isArray(warnings))
      throw this.#damaged(name);
    return { scores: scores.map(Number), seconds, error, warnings } as KeptTrial;
  }

  async keep(trial: number, { scores, ...kept }: KeptTrial): Promise<void> {
    await this.#write(fileOf(trial), { trial, scores: scores.map(storable), ...kept });
  }

  #check(found: Readonly<Record<string, unknown>>, own: Identity): void {
    const other = Object.keys(own).filter((part) => found[part] !== own[part]);
    if (other.length === 0) return;
    throw new DenselyError(
      CODE,
      'folder',
      `${show(this.#path)} holds another search: its ${other.join(', its ')} ${other.length > 1 ? 'are' : 'is'} not this one's. Name another folder, or remove it.`,
    );
  }

  async #read(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const text = await readText(pathIn(this.#path, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw this.#failed(error);
    });
    if (text === undefined) return undefined;
    try {
      const read: unknown = JSON.parse(text);
      if (isKeyed(read)) return read as Readonly<Record<string, unknown>>;
    } catch {
      // It is told as what it is.
    }
    throw this.#damaged(name);
  }

  async #write(name: string, content: object): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);
    await this.#used(replaceFile(pathIn(this.#path, name), [bytes]));
  }

  #used(work: Promise<void>): Promise<void> {
    return work.catch((error: NodeJS.ErrnoException) => {
      throw this.#failed(error);
    });
  }

  #failed(cause: NodeJS.ErrnoException): DenselyError {
    const advice = fileAdvice[cause.code ?? ''] ?? 'Name another folder.';
    const message = `${show(this.#path)} cannot be the folder of a search: ${cause.message}. ${advice}`;
    return new DenselyError(CODE, 'folder', message, { cause });
  }

  #damaged(name: string): DenselyError {
    const message = `${show(pathIn(this.#path, name))} is no file that a search has written: remove it, or name another folder.`;
    return new DenselyError(CODE, 'folder', message);
  }
}

function fileOf(trial: number): string {
  return `trial-${String(trial).padStart(5, '0')}.json`;
}
