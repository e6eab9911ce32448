// The served model, and its file.
import { createHash } from 'node:crypto';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { Model } from 'densely';

export class Store {
  #path;
  /** Replaced as a whole: a request that has taken it keeps one model until its answer. */
  #served;

  /** @param path of the model file; without one the model lives as long as the process */
  constructor(path) {
    this.#path = path;
  }

  /** `{ model, version, trainedAt, metrics }`, or undefined before the first training. */
  get served() {
    return this.#served;
  }

  /** Takes up the saved model, if there is one. A damaged file is an error. */
  async load() {
    if (!this.#path || !(await exists(this.#path))) return;
    const model = await Model.load(this.#path);
    const version = versionOf(model);
    this.#served = { model, version, ...(await this.#readNotes(version)) };
  }

  /** Saves, then serves: a model that cannot be saved does not replace the one that is served. */
  async publish(model, metrics) {
    const served = { model, version: versionOf(model), trainedAt: new Date(), metrics };
    if (this.#path) {
      await model.save(this.#path);
      await this.#writeNotes(served);
    }
    this.#served = served;
    return served;
  }

  get #notes() {
    return `${this.#path}.json`;
  }

  async #writeNotes({ version, trainedAt, metrics }) {
    const temporary = `${this.#notes}.tmp`;
    await writeFile(temporary, JSON.stringify({ version, trainedAt, metrics }));
    await rename(temporary, this.#notes);
  }

  /** What was noted about this version; notes of another one, or none, do not keep it from serving. */
  async #readNotes(version) {
    try {
      const notes = JSON.parse(await readFile(this.#notes, 'utf8'));
      if (notes.version === version) return notes;
    } catch {
      // The model is whole without them.
    }
    return { trainedAt: null, metrics: null };
  }
}

/** The same bytes have the same version, wherever they were trained. */
function versionOf(model) {
  return createHash('sha256').update(model.toBytes()).digest('hex').slice(0, 12);
}

async function exists(path) {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** The served model in words. */
export function about({ model, version, trainedAt, metrics }) {
  const { features, targets, classes } = model;
  const { layers, parameters } = model.summary();
  return { version, trainedAt, features, targets, classes, layers, parameters, metrics };
}
