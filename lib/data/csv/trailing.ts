import { MOST_PROBLEMS, type Problems } from './problems.js';

/** Examples at the end in which there is nothing are none; their problems are told if others follow. */
export class Trailing {
  readonly #problems: Problems;
  readonly #held: string[] = [];
  #from = -1;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** @param known problems before this record */
  see(empty: boolean, row: number, known: number): void {
    if (!empty && this.#from < 0) return;
    const found = this.#problems.cut(known);
    if (empty) {
      if (this.#from < 0) this.#from = row;
      if (this.#held.length < MOST_PROBLEMS) this.#held.push(...found);
      return;
    }
    for (const problem of [...this.#held.splice(0), ...found]) this.#problems.add(problem);
    this.#from = -1;
  }

  /** How many examples there are of so many. */
  rowsOf(rows: number): number {
    return this.#from < 0 ? rows : this.#from;
  }
}
