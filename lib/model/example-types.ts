// What may be asked for a prediction, as types.
import type { Matrix } from '../base/matrix.js';
import type { Row } from '../base/rows.js';
import type { Table } from '../data/table.js';

/**
 * A value of a record: a number (or one as text), a word, a truth value, a date, or nothing.
 *
 * @example
 * import type { Cell } from 'densely';
 *
 * const cells: Cell[] = [41, 'team', true, new Date(), null];
 * console.log(cells.length); // 5
 */
export type Cell = number | string | boolean | bigint | Date | null | undefined;

/**
 * A record of a model that was trained on records like R: any of its keys may be missing.
 *
 * @example
 * import type { RecordOf } from 'densely';
 *
 * const known: RecordOf<{ age: number; plan: string }> = { plan: 'team' };
 * console.log(known.age ?? 'missing'); // missing
 */
export type RecordOf<R extends object> = object extends R
  ? object
  : { readonly [K in keyof R]?: R[K] | Cell };

/** One example: numbers by position, values by position, or values by name. */
export type Example<R extends object = object> = Row | readonly Cell[] | RecordOf<R>;

/** Several examples. */
export type Examples<R extends object = object> =
  readonly Row[] | readonly (readonly Cell[])[] | readonly RecordOf<R>[] | Matrix | Table;
