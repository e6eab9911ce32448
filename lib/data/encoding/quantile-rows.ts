import { RandomState } from '../../base/random.js';
import type { SampleOrigin } from './encoding.js';
import { MOST_QUANTILES, quantileTable, type QuantileTable } from './quantiles.js';

/** Examples that are looked up in one piece of work. */
const PIECE = 1 << 15;

/** The examples that quantiles are taken from: all, or a sample that is drawn once for all columns. */
export class QuantileRows {
  readonly #size: number;
  readonly #seed: number;
  #drawn: Uint32Array | undefined;

  constructor(size: number, seed: number) {
    this.#size = size;
    this.#seed = seed;
  }

  get origin(): SampleOrigin | null {
    return this.#drawn ? { seed: this.#seed, size: MOST_QUANTILES } : null;
  }

  *table(values: Float64Array): Generator<void, QuantileTable> {
    if (this.#size <= MOST_QUANTILES) return yield* quantileTable(values.slice());
    const rows = (this.#drawn ??= yield* this.#draw());
    const picked = new Float64Array(rows.length);
    for (let i = 0; i < picked.length; i++) {
      picked[i] = values[rows[i]!]!;
      if (i % PIECE === PIECE - 1) yield;
    }
    return yield* quantileTable(picked);
  }

  *#draw(): Generator<void, Uint32Array> {
    const numbers = new Uint32Array(this.#size);
    yield* new RandomState(this.#seed).permute(numbers);
    return numbers.slice(0, MOST_QUANTILES);
  }
}
