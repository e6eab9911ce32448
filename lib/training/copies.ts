import { sharedZeros, type DType, type FloatArray } from '../base/dtype.js';

/** Of copies that are wanted at once: how many, and numbers of all together, unless it is one. */
const MOST = { copies: 64, numbers: 2 ** 22 };

/**
 * Copies of a run's parameters. Whoever wants one holds it; the memory of those that nobody holds any more
 * is used again.
 */
export class Copies {
  readonly #dtype: DType;
  readonly #length: number;
  readonly #holds = new Map<FloatArray, number>();
  readonly #free: FloatArray[] = [];

  constructor(dtype: DType, length: number) {
    this.#dtype = dtype;
    this.#length = length;
  }

  /** How many may be wanted at once. */
  get room(): number {
    return Math.max(1, Math.min(MOST.copies, Math.floor(MOST.numbers / this.#length)));
  }

  /** Memory for the next copy, which the caller holds. */
  next(): FloatArray {
    const copy = this.#free.pop() ?? sharedZeros(this.#dtype, this.#length);
    this.#holds.set(copy, 1);
    return copy;
  }

  hold(copy: FloatArray): FloatArray {
    this.#holds.set(copy, (this.#holds.get(copy) ?? 0) + 1);
    return copy;
  }

  letGo(copy: FloatArray): void {
    const holds = this.#holds.get(copy)! - 1;
    this.#holds.set(copy, holds);
    if (holds > 0) return;
    this.#holds.delete(copy);
    this.#free.push(copy);
  }
}
