import { sharedZeros, type DType, type FloatArray } from '../../base/dtype.js';
import { cells, CELLS, codes, HOLED, state } from './memory.js';

/** The most records between two moves from the memory of the loops to the columns. */
const MOST_ROWS = 512;

/** How many columns of each kind there are. */
export interface Widths {
  /** Numbers that lie together, example by example. */
  readonly numbers: number;
  /** Numbers and instants that lie column by column, float64. */
  readonly floats: number;
  readonly words: number;
}

/** What was read, in memory that threads can share; it grows when more comes than was expected. */
export class Store {
  readonly #widths: Widths;
  /** Records that the memory of the loops takes: there the floats begin after the numbers of so many. */
  readonly block: number;
  #capacity: number;
  /** Example i's from i * widths.numbers on. */
  numbers: FloatArray;
  readonly floats: Float64Array[];
  readonly words: Int32Array[];
  readonly #dtype: DType;
  /** Which numbers, and which floats, are missing somewhere. */
  readonly holed: Uint8Array;
  /** Numbers that stand for a missing one. */
  readonly #missing: readonly number[];
  rows = 0;

  /** @param of `expected`: about how many examples there will be */
  constructor(
    widths: Widths,
    of: { readonly dtype: DType; readonly expected: number; readonly missing: readonly number[] },
  ) {
    this.#widths = widths;
    this.#dtype = of.dtype;
    this.#missing = of.missing;
    const { numbers, floats, words } = widths;
    this.block = Math.min(MOST_ROWS, Math.floor(CELLS / Math.max(1, numbers + floats, words)));
    this.#capacity = Math.max(of.expected, 1024);
    this.numbers = sharedZeros(of.dtype, numbers * this.#capacity);
    this.floats = Array.from({ length: floats }, () => this.#float());
    this.words = Array.from({ length: words }, () => this.#word());
    this.holed = new Uint8Array(numbers + floats);
  }

  #float(): Float64Array {
    return sharedZeros('float64', this.#capacity) as Float64Array;
  }

  #word(): Int32Array {
    return new Int32Array(sharedZeros('float32', this.#capacity).buffer);
  }

  /** Moves `rows` records from the memory of the loops. */
  take(rows: number): void {
    if (rows === 0) return;
    const { numbers, floats } = this.#widths;
    const { block } = this;
    if (this.rows + rows > this.#capacity) this.#grow();
    if (this.#missing.length > 0) this.#blank(rows);
    if (state[HOLED] !== 0) this.#markHoles(rows);
    this.numbers.set(cells.subarray(0, numbers * rows), numbers * this.rows);
    for (let i = 0; i < floats; i++) {
      const at = numbers * block + i * block;
      this.floats[i]!.set(cells.subarray(at, at + rows), this.rows);
    }
    this.words.forEach((word, i) =>
      word.set(codes.subarray(i * block, i * block + rows), this.rows),
    );
    this.rows += rows;
    state[HOLED] = 0;
  }

  #blank(rows: number): void {
    const { numbers } = this.#widths;
    for (let i = 0; i < numbers * rows; i++) if (this.#missing.includes(cells[i]!)) cells[i] = NaN;
    state[HOLED] = 1;
  }

  #markHoles(rows: number): void {
    const { numbers, floats } = this.#widths;
    const { holed, block } = this;
    for (let i = 0, at = 0; i < rows; i++)
      for (let k = 0; k < numbers; k++, at++) if (cells[at] !== cells[at]) holed[k] = 1;
    for (let k = 0; k < floats; k++)
      for (let i = 0, at = (numbers + k) * block; i < rows; i++, at++)
        if (cells[at] !== cells[at]) holed[numbers + k] = 1;
  }

  /** By half; what is longer than expected is so seldom. */
  #grow(): void {
    this.#capacity = Math.ceil(1.5 * this.#capacity) + this.block;
    const numbers = sharedZeros(this.#dtype, this.#widths.numbers * this.#capacity);
    numbers.set(this.numbers);
    this.numbers = numbers;
    this.floats.forEach((old, i) => (this.floats[i] = this.#float()).set(old));
    this.words.forEach((old, i) => (this.words[i] = this.#word()).set(old));
  }
}
