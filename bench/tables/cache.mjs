// What was measured, a line of JSON each, so that a bench that was killed goes on.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const keyOf = ({ table, split, learner, rows, version }) =>
  [table, split, learner, rows, version].join('|');

/** The last line may be half a one: its writer was killed. */
function parsed(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/**
 * A line is found by its table, split, learner, the hash of the split's rows and the learner's version; the last one
 * holds.
 */
export class Cache {
  #file;
  #lines = new Map();

  constructor(file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    for (const line of text.split('\n').flatMap(parsed)) this.#lines.set(keyOf(line), line);
    // What is written next begins a line.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  }

  get(key) {
    return this.#lines.get(keyOf(key));
  }

  put(line) {
    this.#lines.set(keyOf(line), line);
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
