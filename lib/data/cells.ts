// Cells of records: values of JavaScript, or texts as they stand in a file.
import type { ColumnOptions } from './column.js';
import { dateReader } from './dates.js';
import type { Holes } from './holes.js';
import { truth } from './kinds.js';
import { numberReader } from './numerals.js';

/** How the cells of a column are read. */
export type CellOptions = Pick<ColumnOptions, 'kind' | 'format' | 'decimal' | 'thousands' | 'unit'>;

/** A cell as a number; NaN: a hole; undefined: it is none of the column's kind. */
export type NumberCell = (value: unknown) => number | undefined;

/** A cell as a word; null: a hole; undefined: it is none. */
export type WordCell = (value: unknown) => string | null | undefined;

/** Is it an instant, of this realm or another? */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

export function numberCells(options: CellOptions, holes: Holes): NumberCell {
  const read = numberReader(options);
  const textNumber = (text: string): number | undefined => {
    if (holes.has(text)) return NaN;
    const number = read(text);
    return Number.isFinite(number) ? number : undefined;
  };
  return (value) => {
    if (typeof value === 'number') return Math.abs(value) === Infinity ? undefined : value;
    if (value === null || value === undefined) return NaN;
    if (typeof value === 'string') return textNumber(value.trim());
    return typeof value === 'bigint' ? Number(value) : undefined;
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

export function wordCells(kind: 'category' | 'boolean', holes: Holes): WordCell {
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return null;
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (typeof value !== 'string') return undefined;
    const text = value.trim();
    if (holes.has(text)) return null;
    return kind === 'boolean' ? String(truth(text) ?? text) : text;
  };
}
