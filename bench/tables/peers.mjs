// scikit-learn and XGBoost in a process of Python that lives as long as the bench.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../peers.mjs';
import { bestSettings } from '../peers/settings.mjs';

const script = fileURLToPath(new URL('../peers/tables_peer.py', import.meta.url));
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

/** The module of Python that a learner is from, and Debian's package of it. */
const modules = {
  linear: 'sklearn',
  hgb: 'sklearn',
  xgb: 'xgboost',
  rf: 'sklearn',
  mlp: 'sklearn',
};

export const peerLearners = Object.keys(modules);
export const peerPackages = ['python3-sklearn', 'python3-xgboost'];

/** By module; none where there is no Python with scikit-learn, or none of these learners in it. */
function versionsOf(python) {
  if (!python) return {};
  const { status, stdout } = spawnSync(python, ['-B', script, 'versions'], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : {};
}

/** Started when the first is asked for, and asked one thing at a time. */
export class Peers {
  #python = pythonWith('sklearn');
  #versions;
  #child;
  #lines;

  /** Of a learner's module; undefined where it is not there. */
  version(learner) {
    this.#versions ??= versionsOf(this.#python);
    const version = this.#versions[modules[learner]];
    return version ? `${modules[learner]} ${version}` : undefined;
  }

  /** The package that a learner lacks here. */
  lacks(learner) {
    return this.version(learner) ? undefined : `python3-${modules[learner]}`;
  }

  #start() {
    const env = { ...process.env, ...bestSettings(this.#python).env, ...oneThread };
    const stdio = ['pipe', 'pipe', 'inherit'];
    this.#child = spawn(this.#python, ['-B', script], { env, stdio });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Trains and evaluates on the arrays of a folder: `{ loss, auc, cpu }`.
   * @param classes how many there are; null of values
   */
  async measure(folder, learner, classes, seed) {
    if (!this.#child) this.#start();
    this.#child.stdin.write(`${JSON.stringify({ folder, learner, classes, seed })}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${script} ended`);
    return JSON.parse(value);
  }

  stop() {
    this.#child?.stdin.end();
  }
}
