// What a column of text holds: the one place that decides it, for CSV and for records.
import { show } from '../base/errors.js';
import type { ColumnOptions } from './column.js';
import { isIso, writtenDay } from './dates.js';
import {
  amountFormats,
  hasLeadingZero,
  isRounded,
  numberReader,
  unitOf,
  type NumberFormat,
} from './numerals.js';

/** What a text looks like by itself. */
type Look = 'number' | 'code' | 'boolean' | 'date' | 'day' | 'amount' | 'word';

/** Two readings are plausible. */
export interface Question {
  readonly kind: 'question';
  /** A text that has both readings. */
  readonly cell: string;
  /** Where it stands, as `see` was told. */
  readonly place: number;
  readonly asks: string;
  /** What may be said of the column, one of which answers it. */
  readonly answers: readonly (ColumnOptions | 'category')[];
}

/** What a column holds; `empty` where every value is missing. */
export type Verdict =
  { readonly kind: 'number' | 'category' | 'boolean' | 'date' | 'empty' } | Question;

/** A truth value, in any case; undefined where the text is none. */
export function truth(text: string): boolean | undefined {
  if (text.length > 5) return undefined;
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

const infinite = /^[+-]?inf(inity)?$/i;

/** A way to write amounts. */
interface Candidate {
  readonly format: NumberFormat;
  readonly read: (text: string) => number;
}

/** Numbers that are no whole ones, which not every way of writing amounts reads: so many are kept. */
const KEPT = 64;

/** Gathers the texts of a column and tells what they are. */
export class TextKinds {
  readonly #read: (text: string) => number;
  readonly #first = new Map<Look, { readonly text: string; readonly place: number }>();
  readonly #numbers: string[] = [];
  /** The ways of writing amounts in which all texts so far are numbers. */
  #amounts: readonly Candidate[] | undefined;
  #daysFirst = false;
  #monthsFirst = false;

  /** Whole numbers that float64 rounds are names: of groups and classes no two may become one. */
  readonly isExact: boolean;

  /** @param format what plain numbers look like */
  constructor(format: NumberFormat = {}, isExact = false) {
    this.#read = numberReader(format);
    this.isExact = isExact;
  }

  /** Is a numeral a name? As a number it would be another one. */
  isName(text: string): boolean {
    return hasLeadingZero(text) || (this.isExact && isRounded(text));
  }

  /** Are they words, whatever comes? */
  get decided(): boolean {
    return this.#first.has('word');
  }

  /** Were there numerals that are names, such as 01234? */
  get hasNumerals(): boolean {
    return this.#first.has('code');
  }

  /**
   * @param text without white space around it, and no hole
   * @param place its line, or the number of its record
   */
  see(text: string, place: number): void {
    if (this.decided) return;
    const look = this.#look(text);
    this.#meet(look, text, place);
    if (look === 'number' && !/^\d+$/.test(text)) this.#seeNumber(text);
    if (look === 'amount') this.#seeAmount(text);
    if (look === 'day') this.#seeDay(text);
    if (this.#amounts?.length === 0 || (this.#daysFirst && this.#monthsFirst))
      this.#meet('word', text, place);
  }

  #meet(look: Look, text: string, place: number): void {
    if (!this.#first.has(look)) this.#first.set(look, { text, place });
  }

  #look(text: string): Look {
    if (!Number.isNaN(this.#read(text))) return this.isName(text) ? 'code' : 'number';
    if (infinite.test(text)) return 'number';
    if (truth(text) !== undefined) return 'boolean';
    if (isIso(text)) return 'date';
    const day = writtenDay(text);
    if (day) return Math.max(...day) <= 31 && Math.min(...day) <= 12 ? 'day' : 'word';
    return /\d/.test(text) && candidates(text).length > 0 ? 'amount' : 'word';
  }

  #seeNumber(text: string): void {
    if (this.#numbers.length < KEPT) this.#numbers.push(text);
    this.#narrow(text);
  }

  #seeAmount(text: string): void {
    const numbers = this.#numbers;
    this.#amounts ??= candidates(text).filter(({ read }) =>
      numbers.every((n) => !Number.isNaN(read(n))),
    );
    this.#narrow(text);
  }

  /** Where no way fits all of them they are words. */
  #narrow(text: string): void {
    this.#amounts = this.#amounts?.filter(({ read }) => !Number.isNaN(read(text)));
  }

  #seeDay(text: string): void {
    const [first, second] = writtenDay(text)!;
    this.#daysFirst ||= first > 12;
    this.#monthsFirst ||= second > 12;
  }

  get verdict(): Verdict {
    const looks = [...this.#first.keys()];
    const all = (...allowed: readonly Look[]): boolean => looks.every((l) => allowed.includes(l));
    if (looks.length === 0) return { kind: 'empty' };
    if (all('number')) return { kind: 'number' };
    if (all('boolean')) return { kind: 'boolean' };
    if (all('date')) return { kind: 'date' };
    if (all('number', 'amount')) return this.#amountQuestion();
    if (all('day')) return this.#dayQuestion();
    return { kind: 'category' };
  }

  #amountQuestion(): Question {
    const formats = this.#amounts!.map(({ format }) => format);
    // 1,234 may be either.
    const other = formats.find((format) => format.decimal !== formats[0]!.decimal);
    const answers = other ? [formats[0]!, other] : [formats[0]!];
    return {
      kind: 'question',
      ...this.#cell('amount'),
      asks: 'is it a number or a word?',
      answers: [...answers, 'category'],
    };
  }

  #cell(look: Look): Pick<Question, 'cell' | 'place'> {
    const { text, place } = this.#first.get(look)!;
    return { cell: text, place };
  }

  #dayQuestion(): Question {
    const days: ColumnOptions = { kind: 'date', format: 'DMY' };
    const months: ColumnOptions = { kind: 'date', format: 'MDY' };
    const either = this.#daysFirst ? [days] : this.#monthsFirst ? [months] : [days, months];
    return {
      kind: 'question',
      ...this.#cell('day'),
      asks: either.length === 2 ? 'which is the day, which the month?' : 'is it a date or a word?',
      answers: [...either, 'category'],
    };
  }
}

function candidates(text: string): readonly Candidate[] {
  return amountFormats(unitOf(text))
    .map((format) => ({ format, read: numberReader(format) }))
    .filter(({ read }) => !Number.isNaN(read(text)));
}

const written = (answer: ColumnOptions | 'category' | 'skip'): string =>
  typeof answer === 'string'
    ? `'${answer}'`
    : `{ ${Object.entries(answer)
        .map(([key, value]) => `${key}: '${String(value).replace("'", "\\'")}'`)
        .join(', ')} }`;

/** The option `columns` that says something of a column. */
export function columnsText(column: string, answer: ColumnOptions | 'category' | 'skip'): string {
  const key = /^[a-z_$][\w$]*$/i.test(column) ? column : show(column);
  return `{ ${key}: ${written(answer)} }`;
}

/** What a question says of a column; `where`: its cell's line or record. */
export function questionText(column: string, where: string, question: Question): string {
  const options = question.answers.map((answer) => `columns: ${columnsText(column, answer)}`);
  return `column ${show(column)} holds ${show(question.cell)} on ${where}: ${question.asks} Say ${options.join(' or ')}.`;
}
