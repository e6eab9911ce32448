// What a table holds, column by column; who reads one makes it, who encodes one reads it.
import { dtypeOf, sharedZeros, type DType, type FloatArray } from '../base/dtype.js';
import { Matrix, placementOf, withColumns } from '../base/matrix.js';
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
  /** What its reader was told of it. */
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

/** The rows of a Matrix (n, m) that lies regularly, as columns. */
export function frameOfMatrix(X: Matrix, names: readonly string[]): Frame {
  const { storage, rowStride, colStride, colOrder } = placementOf(X);
  const values = { kind: 'number', values: storage, stride: colStride } as const;
  const columns = names.map((name, r) => ({
    ...values,
    offset: r * rowStride,
    name,
    holes: false,
    said: {},
  }));
  return { columns, order: colOrder, size: X.cols };
}

/** Is it a column of numbers, none of which is missing? */
export function isWhole({ kind, holes }: FrameColumn): boolean {
  return kind === 'number' && !holes;
}

/** The columns as a Matrix (n, m), where all of them are whole: a view where they lie example by example. */
export function matrixOf(frame: Frame): Matrix | null {
  const { columns, order } = frame;
  const n = columns.length;
  const [first] = columns;
  if (first?.kind !== 'number' || !columns.every(isWhole)) return null;
  const { values } = first;
  const isTable = columns.every(
    (c, i) => c.kind === 'number' && c.values === values && c.offset === i && c.stride === n,
  );
  if (!isTable) return copied(frame);
  const whole = Matrix.of(values, values.length / n, n).T;
  return order === null ? whole : withColumns(whole, order);
}

function copied({ columns, order, size }: Frame): Matrix {
  const numbers = columns.filter((column) => column.kind === 'number');
  const n = numbers.length;
  const out = sharedZeros(frameDtype({ columns: numbers }), n * size);
  numbers.forEach(({ values, offset, stride }, c) => {
    for (let j = 0; j < size; j++)
      out[j * n + c] = values[offset + (order ? order[j]! : j) * stride]!;
  });
  return Matrix.of(out, size, n).T;
}

/** The examples with these numbers among those that a frame shows; `examples` is overwritten. */
export function partOf(frame: Frame, examples: Uint32Array): Frame {
  const { columns, order } = frame;
  if (order) for (let i = 0; i < examples.length; i++) examples[i] = order[examples[i]!]!;
  return { columns, order: examples, size: examples.length };
}

/**
 * What stands in a cell: a number, a word, a truth value, a date, or null for a hole.
 *
 * @example
 * import { type CellValue, datasets } from 'densely';
 *
 * const cells: CellValue[] = Object.values(datasets.churn().records()[0] ?? {});
 * console.log(cells.length); // 6
 */
export type CellValue = number | string | boolean | Date | null;

/** Tells the value of a column in example j of a frame. */
export function cellReader(column: FrameColumn, { order }: Frame): (j: number) => CellValue {
  const value = valueReader(column);
  return order === null ? value : (j) => value(order[j]!);
}

/** The values of a column in all examples of a frame; null where there is no column. */
export function cellsOf(column: FrameColumn | undefined, frame: Frame): CellValue[] | null {
  if (!column) return null;
  const value = cellReader(column, frame);
  return Array.from({ length: frame.size }, (_, j) => value(j));
}

function valueReader(column: FrameColumn): (i: number) => CellValue {
  if (column.kind === 'number') {
    const { values, offset, stride } = column;
    return (i) => present(values[offset + i * stride]!);
  }
  if (column.kind === 'date') {
    const { times } = column;
    return (i) => (Number.isNaN(times[i]) ? null : new Date(times[i]!));
  }
  const { codes, levels, kind } = column;
  const labels = kind === 'boolean' ? levels.map((level) => level === 'true') : levels;
  return (i) => labels[codes[i]!] ?? null;
}

function present(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** What the numbers of a frame are kept in. */
export function frameDtype({ columns }: Pick<Frame, 'columns'>): DType {
  const numbers = columns.find((column) => column.kind === 'number');
  return numbers ? dtypeOf(numbers.values) : 'float64';
}

/** Tells the number, the code or the time at a place of a column. */
export function plainReader(column: FrameColumn): (i: number) => number {
  if (column.kind === 'number') {
    const { values, offset, stride } = column;
    return (i) => values[offset + i * stride]!;
  }
  return column.kind === 'date' ? (i) => column.times[i]! : (i) => column.codes[i]!;
}

/** The same of example j of a frame. */
export function plainCells(column: FrameColumn, { order }: Frame): (j: number) => number {
  const read = plainReader(column);
  return order === null ? read : (j) => read(order[j]!);
}
