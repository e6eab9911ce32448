import { invalid } from '../../base/errors.js';
import type { EncodingTensors } from './describe.js';

/** Gives out the numbers of a list from its beginning on. */
export class StoredNumbers {
  #at = 0;
  readonly #name: string;
  readonly #numbers: Float64Array;

  constructor(name: string, tensors: EncodingTensors) {
    this.#name = name;
    this.#numbers = tensors.get(name) ?? new Float64Array();
  }

  /** The next `count` numbers, each of which is `right` beside the one before it. */
  take(
    count: number,
    allowed: string,
    right: (value: number, before: number) => boolean,
  ): Float64Array {
    const start = this.#at;
    if (start + count > this.#numbers.length) throw this.#wrongLength(start + count, 'at least ');
    this.#at += count;
    const taken = this.#numbers.slice(start, this.#at);
    const wrong = taken.findIndex((value, i) => !right(value, i === 0 ? -Infinity : taken[i - 1]!));
    if (wrong < 0) return taken;
    throw invalid(`${this.#name}[${start + wrong}]`, taken[wrong], allowed, 'ERR_MODEL_FILE');
  }

  end(): void {
    if (this.#at < this.#numbers.length) throw this.#wrongLength(this.#at, '');
  }

  #wrongLength(count: number, least: string): Error {
    const allowed = `${least}${count} numbers long, as its features are`;
    return invalid(this.#name, this.#numbers, allowed, 'ERR_MODEL_FILE');
  }
}
