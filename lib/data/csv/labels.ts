import { show } from '../../base/errors.js';
import { absence, decimal, isMissing, type Column, type Refuse } from './values.js';
import type { Problems } from './problems.js';
import type { Task } from '../targets.js';

/** The targets of one column: all numbers, or all text. */
export class LabelColumn {
  readonly column: Column;
  readonly #classification: boolean;
  readonly #named: boolean;
  readonly #problems: Problems;
  /** Each different text once, in order of arrival, however many examples have it. */
  readonly #texts: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #examples: number[] = [];
  #firstNumber: string | undefined;
  #firstText: string | undefined;

  /** @param of `named`: the classes are known to be text, whatever it looks like */
  constructor(
    column: Column,
    of: { readonly task: Task | undefined; readonly named: boolean },
    problems: Problems,
  ) {
    this.column = column;
    this.#named = of.named;
    this.#classification = of.named || of.task === 'classification';
    this.#problems = problems;
  }

  /** Takes one record, which begins on `line`; `refuse` is told of a missing value. */
  take(fields: readonly string[], line: number, refuse: Refuse): void {
    const text = fields[this.column.index]!.trim();
    let place = this.#places.get(text);
    if (place === undefined) {
      if (isMissing(text)) return refuse(this.column, absence(text));
      this.#meet(text, line);
      place = this.#texts.push(text) - 1;
      this.#places.set(text, place);
    }
    this.#examples.push(place);
  }

  /** Looks at a text that was not there before. */
  #meet(text: string, line: number): void {
    if (text.includes('\uFFFD')) throw this.#problems.notUtf8(line);
    const seen = `${show(text)} on line ${line}`;
    if (Number.isFinite(decimal(text))) this.#firstNumber ??= seen;
    else this.#firstText ??= seen;
    if (this.#classification || this.#firstNumber === undefined || this.#firstText === undefined)
      return;
    throw this.#problems.error(
      `column ${show(this.column.name)} holds numbers (first ${this.#firstNumber}) and text (first ${this.#firstText}). Say task: 'classification' if all of them are class names; otherwise correct the wrong ones or leave their lines out.`,
    );
  }

  toList(): (string | number)[] {
    const numeric = this.#firstText === undefined && !this.#named;
    const labels = numeric ? this.#texts.map(Number) : this.#texts;
    return this.#examples.map((place) => labels[place]!);
  }
}
