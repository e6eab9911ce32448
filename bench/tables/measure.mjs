// What each learner reaches on each split; what the cache has is not measured again.
import { join } from 'node:path';
import { loadavg } from 'node:os';
import { folder } from '../../scripts/r-tables.mjs';
import { Cache } from './cache.mjs';
import { measureOwn, ownLearners, ownVersion, warmUp } from './own.mjs';
import { peerLearners, Peers } from './peers.mjs';
import { loaded, splitOf, withFiles } from './rows.mjs';

export const learners = [...peerLearners, ...ownLearners];

/** Learners that are compared split by split: the linear model and our own. */
const isPaired = (learner) => learner === 'linear' || ownLearners.includes(learner);

const load = () => Math.round(loadavg()[0] * 100) / 100;

export class Bench {
  #options;
  #progress;
  #cache;
  #peers = new Peers();
  #ownVersion = ownVersion();
  #isWarm = false;

  /** @param progress gets a line that says what is measured */
  constructor(options, progress) {
    this.#options = options;
    this.#progress = progress;
    this.#cache = new Cache(options.cache ?? join(folder, 'figures.ndjson'));
  }

  /** Learners that are not there, and why. */
  get skipped() {
    const lacking = this.#options.learners.filter((learner) => !this.#version(learner));
    return lacking.map((learner) => [learner, this.#peers.lacks(learner)]);
  }

  #version(learner) {
    return ownLearners.includes(learner) ? this.#ownVersion : this.#peers.version(learner);
  }

  /** Learners of a split, ours in an order that turns round. */
  #dueOn(split) {
    const { learners, peerSplits } = this.#options;
    const due = learners.filter(
      (learner) => this.#version(learner) && (isPaired(learner) || split < peerSplits),
    );
    return split % 2 ? due.toReversed() : due;
  }

  /** A case with its figures: `lines[learner][split]`, and how many rows are learnt from. */
  async measure(each) {
    const source = await loaded(each);
    const lines = {};
    let fitSize = 0;
    for (let split = 0; split < this.#options.splits; split++) {
      const parts = await splitOf(source, split, each.few);
      fitSize = parts.fit.size;
      for (const line of await this.#measureSplit(each.name, parts, split))
        (lines[line.learner] ??= [])[split] = line;
    }
    return { ...each, size: fitSize, classes: source.data.classes?.length ?? null, lines };
  }

  async #measureSplit(table, parts, split) {
    const keys = this.#dueOn(split).map((learner) => {
      const version = this.#version(learner);
      return { table, split, learner, rows: parts.rows, version };
    });
    const isDone = (key) => !this.#options.fresh && this.#cache.get(key);
    const todo = keys.filter((key) => !isDone(key));
    const isPeers = ({ learner }) => peerLearners.includes(learner);
    for (const key of todo.filter((key) => !isPeers(key))) await this.#own(key, parts);
    const others = todo.filter(isPeers);
    if (others.length > 0)
      await withFiles(parts.arrays, async (place) => {
        const classes = parts.fit.classes?.length ?? null;
        for (const key of others)
          await this.#put(key, () => this.#peers.measure(place, key.learner, classes, split));
      });
    return keys.map((key) => this.#cache.get(key));
  }

  async #own(key, parts) {
    if (!this.#isWarm) await warmUp();
    this.#isWarm = true;
    await this.#put(key, () => measureOwn(key.learner, parts, key.split));
  }

  async #put(key, measured) {
    this.#progress(`${key.table}, split ${key.split}: ${key.learner}`);
    this.#cache.put({ ...key, ...(await measured()), load: load() });
  }

  stop() {
    this.#peers.stop();
  }
}
