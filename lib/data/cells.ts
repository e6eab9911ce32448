// Cells of records: values of JavaScript, or texts as they stand in a file.
import { show } from '../base/errors.js';
import { isDate } from '../base/tags.js';
import type { ColumnOptions } from './column.js';
import { dateReader } from './dates.js';
import type { Holes } from './holes.js';
import { truth } from './kinds.js';
import { numberReader } from './numerals.js';

/** How the cells of a column are read. */
export type CellOptions = Pick<ColumnOptions, (typeof cellKeys)[number]>;

export const cellKeys = ['kind', 'format', 'decimal', 'thousands', 'unit'] as const;

/** What is said of how a column's cells are read, and nothing else. */
export function cellOptions(said: ColumnOptions): CellOptions {
  return Object.fromEntries(
    cellKeys.flatMap((key) => (said[key] === undefined ? [] : [[key, said[key]]])),
  );
}

/** A cell as a number; NaN: a hole; undefined: it is none of the column's kind. */
export type NumberCell = (value: unknown) => number | undefined;

/** A cell as a word; null: a hole; undefined: it is none. */
export type WordCell = (value: unknown) => string | null | undefined;

/** A cell's value in words. */
export function showCell(value: unknown): string {
  return isDate(value) && Number.isNaN(value.getTime()) ? 'an invalid Date' : show(value);
}

export function numberCells(options: CellOptions, holes: Holes): NumberCell {
  const read = numberReader(options);
  const textNumber = (text: string): number | undefined => {
    if (holes.has(text)) return NaN;
    const number = read(text);
    return Number.isFinite(number) ? number : undefined;
  };
  const numberCell: NumberCell = (value) => {
    if (typeof value === 'number') return Math.abs(value) === Infinity ? undefined : value;
    if (value === null || value === undefined) return NaN;
    if (typeof value === 'string') return textNumber(value.trim());
    return typeof value === 'bigint' ? Number(value) : undefined;
  };
  if (holes.numbers.length === 0) return numberCell;
  return (value) => {
    const number = numberCell(value);
    return number !== undefined && holes.numbers.includes(number) ? NaN : number;
  };
}

/** Milliseconds since 1970. */
export function timeCells({ format }: CellOptions, holes: Holes): NumberCell {
  const read = dateReader(format);
  const known = (time: number): number | undefined => (Number.isNaN(time) ? undefined : time);
  const isNumber = format === 'epoch-s' || format === 'epoch-ms';
  return (value) => {
    if (value === null || value === undefined) return NaN;
    if (typeof value === 'string') {
      const text = value.trim();
      return holes.has(text) ? NaN : known(read(text));
    }
    if (isDate(value)) return known(value.getTime());
    if (Number.isNaN(value)) return NaN;
    const counts = typeof value === 'number' || typeof value === 'bigint';
    return counts && isNumber ? known(read(String(value))) : undefined;
  };
}

/** Databases without truth values have 1 and 0. */
function isBit(value: unknown): boolean {
  return value === 0 || value === 1 || value === 0n || value === 1n;
}

export function wordCells(kind: 'category' | 'boolean', holes: Holes): WordCell {
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return null;
    if (typeof value === 'boolean') return String(value);
    if (kind === 'boolean' && isBit(value)) return String(Number(value) === 1);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    if (!isNumber && typeof value !== 'string') return undefined;
    const text = String(value).trim();
    if (holes.has(text)) return null;
    return kind === 'boolean' ? truth(text)?.toString() : text;
  };
}
