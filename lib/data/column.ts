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

/**
 * How numbers are scaled: see `scale` of {@link TrainOptions}.
 *
 * @example
 * import { datasets, type ScaleName, train } from 'densely';
 *
 * const scale: ScaleName = 'robust';
 * console.log((await train(datasets.churn(), { scale, epochs: 1 })).scale); // robust
 */
export type ScaleName = 'standard' | 'minmax' | 'robust' | 'quantile' | 'log' | 'none';

/**
 * A scale, or one with a limit of its own where it is clipped smoothly: z ↦ z / √(1 + (z / clip)²).
 *
 * @example
 * import { datasets, type ScaleOption, train } from 'densely';
 *
 * const scale: ScaleOption = { name: 'standard', clip: 4 };
 * console.log((await train(datasets.churn(), { scale, epochs: 1 })).scale); // standard
 */
export type ScaleOption =
  | ScaleName
  | {
      /** The scale. */
      readonly name: ScaleName;
      /** From 1e-100 to 1e100; default 3 for robust, none for others. */
      readonly clip?: number | undefined;
    };

/**
 * What stands for a missing number; `refuse`: none may be missing.
 *
 * @example
 * import { datasets, type ImputeOption, train } from 'densely';
 *
 * const impute: ImputeOption = 'median';
 * const model = await train(datasets.churn(), { impute, epochs: 1 });
 * console.log(model.inputNames.includes('age missing')); // true
 */
export type ImputeOption = 'mean' | 'median' | 'refuse' | number;

/**
 * How dates are written that are not YYYY-MM-DD: days first, months first, or numbers since 1970.
 *
 * @example
 * import { type DateFormat, Table } from 'densely';
 *
 * const format: DateFormat = 'DMY';
 * const table = Table.fromRecords([{ day: '03/04/2024' }], { columns: { day: { format } } });
 * console.log(table.schema.columns[0]?.range?.[0]); // 2024-04-03T00:00:00.000Z
 */
export type DateFormat = 'DMY' | 'MDY' | 'epoch-s' | 'epoch-ms';

/**
 * What may be said of a column beside its kind.
 *
 * @example
 * import { type ColumnOptions, Table } from 'densely';
 *
 * const size: ColumnOptions = { order: ['S', 'M', 'L'] };
 * const table = Table.fromRecords([{ size: 'M' }, { size: 'S' }], { columns: { size } });
 * console.log(table.schema.columns[0]?.ordered, table.schema.columns[0]?.levels); // true [ 'S', 'M' ]
 */
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

export const columnKeys = [
  'kind',
  'order',
  'impute',
  'scale',
  'format',
  'decimal',
  'thousands',
  'unit',
] as const;

/**
 * A column's kind, or more of it.
 *
 * @example
 * import { type Column, Table } from 'densely';
 *
 * const columns: Record<string, Column> = { id: 'skip', price: { decimal: ',', unit: '€' } };
 * const table = Table.fromRecords([{ id: 7, price: '1,50 €' }], { columns });
 * console.log(table.records()); // [ { price: 1.5 } ]
 */
export type Column = ColumnKind | ColumnOptions;
