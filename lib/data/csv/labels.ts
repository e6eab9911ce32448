import { show } from '../../base/errors.js';
import { absence, decimal, isMissing, type Column, type Refuse } from './values.js';
import type { Problems } from './problems.js';
import { noneOf, type ClassLabel, type Task } from '../targets.js';

/** The targets of one column: all numbers, or all text. */
export class LabelColumn {
  readonly column: Column;
  readonly #task: Task | undefined;
  readonly #classes: readonly ClassLabel[] | undefined;
  readonly #known: ReadonlySet<ClassLabel>;
  readonly #problems: Problems;
  /** Each different text once, in order of arrival, however many examples have it. */
  readonly #texts: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #examples: number[] = [];
  #firstNumber: string | undefined;
  #firstText: string | undefined;

  /** @param of `classes`: those that there are, if they are known */
  constructor(
    column: Column,
    of: { readonly task: Task | undefined; readonly classes: readonly ClassLabel[] | undefined },
    problems: Problems,
  ) {
    this.column = column;
    this.#task = of.task;
    this.#classes = of.classes;
    this.#known = new Set(of.classes);
    this.#problems = problems;
  }

  /** Takes one record, which begins on `line`; `refuse` is told of a missing value or an unknown class. */
  take(fields: readonly string[], line: number, refuse: Refuse): void {
    const text = fields[this.column.index]!.trim();
    let place = this.#places.get(text);
    if (place === undefined) {
      const complaint = isMissing(text) ? absence(text) : this.#meet(text, line);
      if (complaint !== undefined) return refuse(this.column, complaint);
      place = this.#texts.push(text) - 1;
      this.#places.set(text, place);
    }
    this.#examples.push(place);
  }

  /** What is wrong with a text that was not there before. */
  #meet(text: string, line: number): string | undefined {
    if (/[\uFFFD\0]/.test(text)) throw this.#problems.notUtf8(line);
    const classes = this.#classes;
    if (classes !== undefined)
      return this.#known.has(labelOf(text, classes))
        ? undefined
        : `${show(text)} is ${noneOf(classes, text)}`;
    const seen = `${show(text)} on line ${line}`;
    if (Number.isFinite(decimal(text))) this.#firstNumber ??= seen;
    else this.#firstText ??= seen;
    const mixed = this.#firstNumber !== undefined && this.#firstText !== undefined;
    if (mixed && this.#task !== 'classification') throw this.#mixed();
    return undefined;
  }

  #mixed(): Error {
    return this.#problems.error(
      `column ${show(this.column.name)} holds numbers (first ${this.#firstNumber}) and text (first ${this.#firstText}). Say task: 'classification' if all of them are class names; otherwise correct the wrong ones or leave their lines out.`,
    );
  }

  toList(): ClassLabel[] {
    const numeric = this.#firstText === undefined;
    const labels = this.#texts.map((text) => {
      if (this.#classes !== undefined) return labelOf(text, this.#classes);
      return numeric ? Number(text) : text;
    });
    return this.#examples.map((place) => labels[place]!);
  }
}

/** What a text stands for among classes, which are all of one type. */
function labelOf(text: string, [first]: readonly ClassLabel[]): ClassLabel {
  if (typeof first === 'number') return decimal(text);
  if (typeof first === 'boolean' && /^(true|false)$/i.test(text)) return /^t/i.test(text);
  return text;
}
