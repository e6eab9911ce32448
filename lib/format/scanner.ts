import { DenselyError, show } from '../base/errors.js';

/** What a list in a model file holds. */
export type Scalar = string | number | boolean;

/** A text in which nothing is escaped, nor has to be: JSON.parse takes six times as long. */
const PLAIN = /"([^"\\\u0000-\u001f\ud800-\udfff]*)"/y;

/**
 * Reads JSON from left to right, in the one way in which JSON.stringify writes it: no spaces, no second
 * form of a text or a number. Only what is asked for is read, so deep nesting or a million keys end at
 * the first character that has no place. Every refusal is `ERR_MODEL_FILE`.
 */
export class Scanner {
  #at = 0;
  readonly #text: string;
  readonly #what: string;

  /** @param what the text's name in messages */
  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  /** Goes past `literal` if it comes next. */
  skip(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  expect(literal: string): void {
    if (!this.skip(literal)) throw this.#refused(literal);
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#refused('nothing more');
  }

  /** The groups of a sticky pattern that must come next; `allowed` describes it. */
  match(pattern: RegExp, allowed: string): readonly string[] {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) throw this.#refused(allowed);
    this.#at = pattern.lastIndex;
    return found.slice(1);
  }

  string(): string {
    PLAIN.lastIndex = this.#at;
    const plain = PLAIN.exec(this.#text);
    if (plain) {
      this.#at = PLAIN.lastIndex;
      return plain[1]!;
    }
    const value = this.#text[this.#at] === '"' ? this.#take(this.#stringEnd()) : undefined;
    if (typeof value !== 'string') throw this.#refused('a text in quotes');
    return value;
  }

  /** `["a","b"]`, `[1,2.5]`, `[false,true]` or a mixture, at most `most` of them. */
  list(most: number): Scalar[] {
    const values: Scalar[] = [];
    this.expect('[');
    if (this.skip(']')) return values;
    do values.push(this.scalar());
    while (values.length < most && this.skip(','));
    this.expect(']');
    return values;
  }

  /** A text, a number or a truth value. */
  scalar(): Scalar {
    if (this.#text[this.#at] === '"') return this.string();
    const word = /^[-+.\w]*/.exec(this.#text.slice(this.#at, this.#at + 32))![0];
    const value = this.#take(this.#at + word.length);
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    throw this.#refused('a text, a number, true or false');
  }

  /** Goes past the value that ends before `end`, unless it is written otherwise than here. */
  #take(end: number): unknown {
    const written = this.#text.slice(this.#at, end);
    try {
      const value: unknown = JSON.parse(written);
      if (JSON.stringify(value) !== written) return undefined;
      this.#at = end;
      return value;
    } catch {
      return undefined;
    }
  }

  /** After the closing quote, or after the text where there is none. */
  #stringEnd(): number {
    const text = this.#text;
    let i = this.#at + 1;
    while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
    return i + 1;
  }

  #refused(allowed: string): DenselyError {
    const rest = this.#text.slice(this.#at, this.#at + 60);
    return new DenselyError(
      'ERR_MODEL_FILE',
      this.#what,
      `${this.#what} must have ${allowed} at character ${this.#at}, not ${rest === '' ? 'its end' : show(rest)}.`,
    );
  }
}
