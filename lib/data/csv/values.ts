import {
  dtypeOf,
  roundTo,
  sharedZeros,
  zeros,
  type DType,
  type FloatArray,
} from '../../base/dtype.js';
import { show } from '../../base/errors.js';
import { Matrix } from '../../base/matrix.js';

/** A column of the text, by its place in a record. */
export interface Column {
  readonly index: number;
  readonly name: string;
}

/** Is told which column of a record cannot be used, and why. */
export type Refuse = (column: Column, complaint: string) => void;

const NINE = 0x39;
const LETTER_E = 0x65;

/** The value of a decimal number (sign, digits, point, exponent; trimmed), else NaN. */
export function decimal(text: string): number {
  const second = text.charCodeAt(1) | 0x20;
  // Number() takes no text as 0, and 0x10, 0o7, 0b1, Infinity.
  if (text === '' || (second > NINE && second !== LETTER_E)) return NaN;
  return Number(text);
}

const missing: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'nan', 'null', '?']);

export function isMissing(text: string): boolean {
  return missing.has(text.toLowerCase());
}

/** Text that is there and is no number. */
export function isText(text: string): boolean {
  return Number.isNaN(decimal(text)) && !isMissing(text);
}

export function absence(text: string): string {
  return text === '' ? 'the value is missing' : `${show(text)} is a missing value`;
}

/** What is wrong with a text that is no number of the dtype. */
function complaint(text: string, dtype: DType): string {
  if (isMissing(text)) return absence(text);
  if (!Number.isNaN(decimal(text))) return `${show(text)} is too large for ${dtype}`;
  return `${show(text)} is not a number${commaHint(text)}`;
}

/** For a text that is a number in some places of the world. */
export function commaHint(text: string): string {
  return /^[+-]?\d*(,\d+)+(\.\d*)?$/.test(text)
    ? ' (a number has no comma: its decimal mark is a point)'
    : '';
}

const FIRST_BLOCK = 1024;
const LARGEST_BLOCK = 2 ** 18;

/** Numbers whose count is not known before the last: blocks, so that none is copied as they grow. */
export class Numbers {
  readonly #blocks: FloatArray[] = [];
  #block: FloatArray;
  #used = 0;

  constructor(dtype: DType) {
    this.#block = zeros(dtype, FIRST_BLOCK);
  }

  push(value: number): void {
    if (this.#used === this.#block.length) {
      this.#blocks.push(this.#block);
      const length = Math.min(2 * this.#used, LARGEST_BLOCK);
      this.#block = zeros(dtypeOf(this.#block), length);
      this.#used = 0;
    }
    this.#block[this.#used++] = value;
  }

  /** All of them as a Matrix (n, m) over shared memory; they came example by example. */
  toMatrix(n: number, m: number): Matrix {
    const out = sharedZeros(dtypeOf(this.#block), n * m);
    let at = 0;
    for (const block of this.#blocks) {
      out.set(block, at);
      at += block.length;
    }
    out.set(this.#block.subarray(0, this.#used), at);
    return Matrix.of(out, m, n).T;
  }
}

/** The numbers of some columns. */
export class NumberColumns {
  readonly columns: readonly Column[];
  readonly #dtype: DType;
  readonly #numbers: Numbers;

  constructor(columns: readonly Column[], dtype: DType) {
    this.columns = columns;
    this.#dtype = dtype;
    this.#numbers = new Numbers(dtype);
  }

  /** Takes one record; `refuse` is told of each field that is no number. */
  take(fields: readonly string[], refuse: Refuse): void {
    for (const column of this.columns) {
      const text = fields[column.index]!.trim();
      const value = decimal(text);
      if (Number.isFinite(roundTo(this.#dtype, value))) this.#numbers.push(value);
      else refuse(column, complaint(text, this.#dtype));
    }
  }

  toMatrix(m: number): Matrix {
    return this.#numbers.toMatrix(this.columns.length, m);
  }
}
