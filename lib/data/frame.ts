// What a table holds, column by column; who reads one makes it, who encodes one reads it.
import type { FloatArray } from '../base/dtype.js';
import type { ColumnOptions } from './column.js';

/** Numbers: example j's at `offset + j * stride`; NaN is a hole. */
export interface NumberValues {
  readonly kind: 'number';
  readonly values: FloatArray;
  readonly offset: number;
  readonly stride: number;
}

/** Words, or truth values (levels 'false', 'true'): the place of each example's level; −1 is a hole. */
export interface LevelValues {
  readonly kind: 'category' | 'boolean';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** The levels have an order, that of `levels`: they are 0, 1, 2, … as numbers. */
  readonly ordered: boolean;
}

/** Instants: milliseconds since 1970 in UTC; NaN is a hole. */
export interface DateValues {
  readonly kind: 'date';
  readonly times: Float64Array;
}

/** The values of a column, in shared memory. */
export type ColumnValues = NumberValues | LevelValues | DateValues;

/** A column of a table. */
export type FrameColumn = ColumnValues & {
  readonly name: string;
  /** May a value be missing? */
  readonly holes: boolean;
  /** What its reader was told of it, and what that decided: `kind` is always there. */
  readonly said: ColumnOptions;
};

/** Columns of one length, of which a table shows some examples in some order. */
export interface Frame {
  readonly columns: readonly FrameColumn[];
  /** The examples that are shown, by their places in the columns; null: all, in their order. */
  readonly order: Uint32Array | null;
  /** How many they are. */
  readonly size: number;
}
