import { sharedZeros, type DType, type FloatArray } from '../base/dtype.js';

/** The parameters of a report. */
export interface Keep {
  /** Number of the report, from 0. */
  readonly report: number;
  /** After the last step of the report's epoch. */
  readonly parameters: FloatArray;
}

/** Parameters of the reports that somebody may still want to keep. Ascending. */
export class Kept {
  readonly #dtype: DType;
  readonly #length: number;
  readonly #keeps: Keep[] = [];
  /** Memory that no model was made of. */
  readonly #free: FloatArray[] = [];
  readonly #taken = new Set<FloatArray>();

  constructor(dtype: DType, length: number) {
    this.#dtype = dtype;
    this.#length = length;
  }

  /** Memory for the next parameters. */
  next(): FloatArray {
    return this.#free.pop() ?? sharedZeros(this.#dtype, this.#length);
  }

  /** Memory that was not needed after all. */
  giveBack(parameters: FloatArray): void {
    this.#free.push(parameters);
  }

  add(keep: Keep): void {
    this.#keeps.push(keep);
  }

  /** Lets go of all before a report, but not of the last. */
  forgetBefore(report: number): void {
    while (this.#keeps.length > 1 && this.#keeps[0]!.report < report) {
      const { parameters } = this.#keeps.shift()!;
      if (!this.#taken.delete(parameters)) this.#free.push(parameters);
    }
  }

  /** Of a report, or of the oldest after it; it is the caller's from then on, and nobody writes to it. */
  take(report: number): Keep | undefined {
    const keep = this.#keeps.find((one) => one.report >= report);
    if (keep) this.#taken.add(keep.parameters);
    return keep;
  }
}
