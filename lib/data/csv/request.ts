import type { DType } from '../../base/dtype.js';
import type { ToldColumns } from '../column-options.js';
import type { FrameColumn, Frame } from '../frame.js';
import type { HolesOption } from '../holes.js';
import type { NumberFormat } from '../numerals.js';
import type { ClassLabel, Task } from '../task.js';
import type { CsvEncoding } from './source.js';

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
  readonly option: 'features' | 'columns';
  /** Columns for other purposes, and the options that name them. */
  readonly others: readonly { readonly option: string; readonly name: string }[];
  /** What is said of columns. */
  readonly columns: ToldColumns;
  /** Shall the features be numbers, none of which is missing? */
  readonly numbersOnly: boolean;
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
  /** Features without any value, which are left out. */
  readonly empty: readonly string[];
  /** Columns that were there and are no features. */
  readonly ignored: readonly string[];
  /** The line on which an example begins. */
  readonly lineOf: (example: number) => number;
}
