import type { DType } from '../../base/dtype.js';
import type { ToldColumns } from '../column-options.js';
import type { FrameColumn, Frame } from '../frame.js';
import type { HolesOption } from '../holes.js';
import type { NumberFormat } from '../numerals.js';
import type { ClassLabel, Task } from '../task.js';

/**
 * A file's path or URL, or text (UTF-8) piece by piece: an upload, a Readable, an async generator.
 *
 * @example
 * import { type CsvSource, readColumns } from 'densely';
 *
 * async function* pieces(): AsyncGenerator<string> {
 *   yield 'a,b\n1,2\n';
 *   yield '3,4\n';
 * }
 * const source: CsvSource = pieces();
 * console.log((await readColumns(source)).toArray()); // [ [ 1, 3 ], [ 2, 4 ] ]
 */
export type CsvSource = string | URL | AsyncIterable<string | Uint8Array>;

/** Once a URL is a path. */
export type PathOrText = Exclude<CsvSource, URL>;

/**
 * How the bytes of a text are read: UTF-16 that begins with a byte order mark, or plainly is such, is
 * recognised; `latin1` is the code page of western Windows.
 *
 * @example
 * import { type CsvEncoding, readColumns } from 'densely';
 *
 * const encoding: CsvEncoding = 'latin1';
 * async function* bytes() {
 *   yield Uint8Array.of(0xe4, 10, 49, 10);
 * }
 * console.log((await readColumns(bytes(), { columns: ['ä'], encoding })).toArray()); // [ [ 1 ] ]
 */
export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

export const encodings: readonly CsvEncoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'];

/** A column by name, or by number from 0 (negative: from the end). */
export type ColumnRef = string | number;

/** How a text is written, checked. */
export interface TextFormat {
  /** Default: found out. */
  readonly delimiter: string | undefined;
  /** Default: found out. */
  readonly encoding: CsvEncoding | undefined;
  /** Lines before the header. */
  readonly skip: number;
  readonly comment: string | undefined;
  readonly holes: HolesOption | undefined;
  /** Of all numbers, where a column says nothing else. */
  readonly numbers: NumberFormat;
}

/** What is to be read of a text. All of it can be sent to a worker. */
export interface TableRequest {
  readonly format: TextFormat;
  readonly header: boolean | undefined;
  readonly targets: readonly ColumnRef[];
  /** Default: all that are left. */
  readonly features: readonly string[] | undefined;
  /** The option that names the features. */
  readonly option: 'features' | 'columns' | 'keep';
  /** Columns for other purposes, and the options that name them. */
  readonly others: readonly { readonly option: string; readonly name: string }[];
  /** What is said of columns. */
  readonly columns: ToldColumns;
  /** Shall the features be numbers, none of which is missing? */
  readonly numbersOnly: boolean;
  /** May a column hold more different words than a model takes? */
  readonly anyWords: boolean;
  readonly task: Task | undefined;
  readonly classes: readonly ClassLabel[] | undefined;
  readonly dtype: DType;
}

/** What was read. */
export interface CsvTable {
  readonly frame: Frame;
  readonly targets: readonly FrameColumn[];
  readonly others: readonly FrameColumn[];
  /** Did a header, or an option, name the features? */
  readonly named: boolean;
  readonly delimiter: string;
  /** The first record was taken for the names of the columns, and may be an example as well. */
  readonly isHeaderTaken: boolean;
  /** Features without any value, which are left out. */
  readonly empty: readonly string[];
  /** Columns that were there and are no features. */
  readonly ignored: readonly string[];
  /** The line on which an example begins. */
  readonly lineOf: (example: number) => number;
}
