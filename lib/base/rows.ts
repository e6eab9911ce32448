import { dtypeOf, roundTo, type FloatArray } from './dtype.js';
import { DenselyError, invalid, show } from './errors.js';
import { isDate } from './tags.js';
import { lengthOf, typedName } from './typed-array.js';

/**
 * ONE example: its numbers in the order of the features.
 *
 * @example
 * import { Dataset, type Row } from 'densely';
 *
 * const rows: Row[] = [[5.1, 3.5], Float32Array.of(4.9, 3)];
 * console.log(Dataset.from(rows, ['tall', 'short']).size); // 2
 */
export type Row = ArrayLike<number>;

export function listLength(argument: string, rows: unknown): number {
  if (!Array.isArray(rows)) throw invalid(argument, rows, 'a list of rows of numbers', 'ERR_DATA');
  if (rows.length === 0) throw invalid(argument, rows, 'a list of at least one row', 'ERR_DATA');
  return rows.length;
}

/** Length of the first row; the others are compared with it while they are copied. */
export function rowLength(argument: string, rows: readonly unknown[], advice = ''): number {
  const n = isRow(rows[0]) ? sizeOf(rows[0]) : 0;
  if (n > 0) return n;
  throw invalid(
    `${argument}[0]`,
    rows[0],
    `a row: an array or typed array of at least one number${advice}`,
    'ERR_DATA',
  );
}

export function isRow(value: unknown): value is Row {
  if (Array.isArray(value)) return true;
  const name = typedName(value);
  return name !== undefined && !name.startsWith('Big');
}

/** How many numbers a row has; of a list it may be another answer each time. */
export function sizeOf(row: Row): number {
  return Array.isArray(row) ? row.length : lengthOf(row as FloatArray);
}

/** Copies rows of `n` finite numbers one behind another into `out`. */
export function fillRows(
  argument: string,
  rows: readonly unknown[],
  n: number,
  out: FloatArray,
  names?: readonly string[],
): void {
  for (let r = 0; r < out.length / n; r++) {
    const row = rows[r];
    if (!isRow(row)) throw noRow(argument, row, r, n);
    const size = sizeOf(row);
    if (size !== n) {
      throw new DenselyError(
        'ERR_DATA',
        argument,
        `${argument}[${r}] has ${size} numbers, but ${argument}[0] has ${n}: all rows must have the same length.`,
      );
    }
    fillRow(argument, row, n, r, out, names);
  }
}

/** What is no row of `n` numbers, where one should be. */
export function noRow(
  argument: string,
  value: unknown,
  r: number,
  n: number,
  advice = '',
): DenselyError {
  return invalid(`${argument}[${r}]`, value, `a row of ${n} numbers${advice}`, 'ERR_DATA');
}

/**
 * Copies row `r` of a table of rows of `n` numbers to its place in `out`. What lies there then is finite,
 * whoever writes to the row meanwhile.
 */
export function fillRow(
  argument: string,
  row: Row,
  n: number,
  r: number,
  out: FloatArray,
  names?: readonly string[],
): void {
  const at = r * n;
  if (Array.isArray(row) ? copyList(row, n, out, at) : copyTyped(row as FloatArray, n, out, at))
    return;
  for (let c = 0; c < n; c++) out[at + c] = finiteIn(out, argument, row[c], r, c, names);
}

/** Copies a list; false for what may not be a finite number (a sum of finite ones may be infinite). */
function copyList(row: readonly unknown[], n: number, out: FloatArray, at: number): boolean {
  let sum = 0;
  for (let c = 0; c < n; c++) {
    const value = row[c];
    // A text would be stored as the number that it reads as.
    if (typeof value !== 'number') return false;
    out[at + c] = value;
    sum += out[at + c]!;
  }
  return Number.isFinite(sum);
}

function copyTyped(row: FloatArray, n: number, out: FloatArray, at: number): boolean {
  out.set(row, at);
  let sum = 0;
  for (let i = at; i < at + n; i++) sum += out[i]!;
  return Number.isFinite(sum);
}

/** A finite number that stays one when it is stored in `out`. */
export function finiteIn(
  out: FloatArray,
  argument: string,
  value: unknown,
  r: number,
  c: number,
  names?: readonly string[],
): number {
  const number = finite(argument, value, r, c, names);
  if (Number.isFinite(roundTo(dtypeOf(out), number))) return number;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${place(argument, r, c, names)} is ${number}, which float32 cannot hold: scale that feature, or use float64.`,
  );
}

/** @param names of the columns, where they have some */
export function finite(
  argument: string,
  value: unknown,
  r: number,
  c: number,
  names?: readonly string[],
): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${place(argument, r, c, names)} is ${show(value)}; every value must be a finite number. ${toNumber(value)}`,
  );
}

/** What to do with a value that is no finite number. */
function toNumber(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean')
    return 'Turn that column into numbers first (for example one column of 0 and 1 per value).';
  if (typeof value === 'bigint') return 'Number(value) makes a number of a bigint.';
  if (isDate(value))
    return 'Turn that date into numbers first: value.getTime() / 86_400_000 for days, value.getMonth(), …';
  if (value === null || value === undefined || typeof value === 'number')
    return 'Drop or fill that row.';
  return 'Take numbers out of it first, or leave that column out.';
}

function place(argument: string, r: number, c: number, names?: readonly string[]): string {
  const name = names?.[c];
  return `${argument} row ${r}, column ${c}${name === undefined ? '' : ` (${show(name)})`}`;
}
