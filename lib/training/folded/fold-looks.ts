// Looks at what a fold holds out. They keep the logits: what mixtures of them cost is asked when all folds are done.
import { sharedZeros, type DType, type FloatArray } from '../../base/dtype.js';
import type { NetworkSpec } from '../../network/spec.js';
import type { Arrays } from '../checkpoint/state.js';
import type { Looker } from '../validation.js';
import { Logits } from './logits.js';
import type { Part } from './part.js';

/** Looks whose logits lie in one piece of memory. */
const SHELF = 32;

/** The name that a piece has in a checkpoint. */
const nameOf = (piece: number): string => `outputs${piece}`;

/** Looks of one metric, the cost. */
export class FoldLooks implements Looker {
  /** Of each look, example by example. */
  readonly logits: FloatArray[] = [];
  readonly #dtype: DType;
  readonly #held: Part;
  readonly #asked: Logits;
  readonly #memory: FloatArray[] = [];

  constructor(spec: NetworkSpec, held: Part, signal: AbortSignal | undefined) {
    this.#dtype = spec.dtype;
    this.#held = held;
    this.#asked = new Logits(spec, held, signal);
  }

  get data(): Looker['data'] {
    const { x, y, weights } = this.#held;
    return [x, y, weights];
  }

  async look(parameters: FloatArray): Promise<number[]> {
    const logits = this.#next();
    const cost = await this.#asked.of(parameters, logits);
    this.logits.push(logits);
    return [cost];
  }

  /** What a checkpoint keeps of them: what is written there once stays as it is. */
  saved(): Arrays {
    const left = (piece: number): number => Math.min(SHELF, this.logits.length - piece * SHELF);
    return new Map(
      this.#memory.map((memory, piece) => [
        nameOf(piece),
        memory.subarray(0, left(piece) * this.#length),
      ]),
    );
  }

  restore(arrays: Arrays): void {
    for (let piece = 0; arrays.has(nameOf(piece)); piece++) {
      const all = arrays.get(nameOf(piece))!;
      for (let at = 0; at < all.length; at += this.#length) {
        const look = this.#next();
        look.set(all.subarray(at, at + this.#length));
        this.logits.push(look);
      }
    }
  }

  /** Numbers of a look. */
  get #length(): number {
    return this.#held.y.rows * this.#held.y.cols;
  }

  /** Memory for the next one. */
  #next(): FloatArray {
    const [piece, at] = [Math.floor(this.logits.length / SHELF), this.logits.length % SHELF];
    this.#memory[piece] ??= sharedZeros(this.#dtype, SHELF * this.#length);
    return this.#memory[piece].subarray(at * this.#length, (at + 1) * this.#length);
  }
}
