// What may be said of a column.

/**
 * What a column holds: numbers, words, truth values, dates; `skip` leaves it out.
 *
 * @example
 * import { type ColumnKind, Table } from 'densely';
 *
 * const kind: ColumnKind = 'category';
 * const table = Table.fromRecords([{ plan: 1 }, { plan: 2 }], { columns: { plan: kind } });
 * console.log(table.schema.columns[0]?.kind); // category
 */
export type ColumnKind = 'number' | 'category' | 'boolean' | 'date' | 'skip';

export const columnKinds: readonly ColumnKind[] = ['number', 'category', 'boolean', 'date', 'skip'];

/** How numbers are scaled: see `scale` of {@link TrainOptions}. */
export type ScaleName = 'standard' | 'minmax' | 'robust' | 'quantile' | 'log' | 'none';

/** A scale, or one with a limit of its own where it is clipped smoothly: z ↦ z / √(1 + (z / clip)²). */
export type ScaleOption =
  ScaleName | { readonly name: ScaleName; readonly clip?: number | undefined };

/** What stands for a missing number; `refuse`: none may be missing. */
export type ImputeOption = 'mean' | 'median' | 'refuse' | number;

/** How dates are written that are not YYYY-MM-DD: days first, months first, or numbers since 1970. */
export type DateFormat = 'DMY' | 'MDY' | 'epoch-s' | 'epoch-ms';

/** What may be said of a column beside its kind. */
export interface ColumnOptions {
  /** Default: as its values are. */
  readonly kind?: ColumnKind | undefined;
  /** Levels that have an order, from the least on: they become 0, 1, 2, … */
  readonly order?: readonly string[] | undefined;
  /** What stands for a missing value, default what `train` says, else the mean. */
  readonly impute?: ImputeOption | undefined;
  /** Default: what `train` says. */
  readonly scale?: ScaleOption | undefined;
  /** Of dates that are not YYYY-MM-DD. */
  readonly format?: DateFormat | undefined;
  /** The decimal mark, default a point. */
  readonly decimal?: '.' | ',' | undefined;
  /** What stands between thousands, default nothing. */
  readonly thousands?: string | undefined;
  /** What stands before or behind each number, such as % or $: it is left out. */
  readonly unit?: string | undefined;
}

/** A column's kind, or more of it. */
export type Column = ColumnKind | ColumnOptions;
