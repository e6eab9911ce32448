// Looks at what a fold holds out. They keep the logits: what mixtures of them cost is asked when all folds are done.
import { zeros, type FloatArray } from '../../base/dtype.js';
import type { NetworkSpec } from '../../network/spec.js';
import type { Arrays } from '../checkpoint/state.js';
import type { Looker } from '../validation.js';
import { costOf, logitsOf } from './logits.js';
import type { Part } from './part.js';

/** The name that logits have in a checkpoint. */
const OUTPUTS = 'outputs';

/** Looks of one metric, the cost. */
export class FoldLooks implements Looker {
  /** Of each look, example by example. */
  readonly logits: FloatArray[] = [];
  readonly #spec: NetworkSpec;
  readonly #held: Part;

  constructor(spec: NetworkSpec, held: Part) {
    this.#spec = spec;
    this.#held = held;
  }

  get data(): Looker['data'] {
    const { x, y, weights } = this.#held;
    return [x, y, weights];
  }

  async look(parameters: FloatArray, signal: AbortSignal | undefined): Promise<number[]> {
    const logits = await logitsOf(this.#spec, parameters, this.#held.x, signal);
    this.logits.push(logits);
    return [await costOf(this.#spec, [[logits, 1]], this.#held, signal)];
  }

  /** What a checkpoint keeps of them. */
  saved(): Arrays {
    const [first] = this.logits;
    if (!first) return new Map();
    const all = zeros(this.#spec.dtype, first.length * this.logits.length);
    for (const [i, own] of this.logits.entries()) all.set(own, i * first.length);
    return new Map([[OUTPUTS, all]]);
  }

  restore(arrays: Arrays): void {
    const all = arrays.get(OUTPUTS);
    const length = this.#held.y.rows * this.#held.y.cols;
    for (let at = 0; at < (all?.length ?? 0); at += length)
      this.logits.push(all!.subarray(at, at + length));
  }
}
