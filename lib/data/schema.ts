// What a table says of its columns.
import { byCodePoints } from '../base/code-points.js';
import { fittingTable, shortText, textWidth, wrappedText } from '../base/table.js';
import { printable, shortNumber } from '../base/printed.js';
import { adviceOn, type SchemaRole, type Seen } from './advice.js';
import { separatedBy } from './delimiters.js';
import { MOST_LEVELS } from './encoding/levels.js';
import { plainReader, type Frame, type FrameColumn } from './frame.js';
import type { ColumnKind, ColumnOptions } from './column.js';
import type { Reading } from './source.js';

/**
 * A column of a {@link Schema}.
 *
 * @example
 * import { Dataset, type SchemaColumn } from 'densely';
 *
 * const data = await Dataset.csv('churn.csv', { target: 'left' });
 * const [age]: readonly SchemaColumn[] = data.schema.columns;
 * console.log(age?.name, age?.kind, age?.holes); // age number 0
 */
export interface SchemaColumn {
  /** Its name. */
  readonly name: string;
  /** What it holds. */
  readonly kind: ColumnKind;
  /** What it is for. */
  readonly role: SchemaRole;
  /** Missing values. */
  readonly holes: number;
  /** Of words and truth values, in the order of code points, or in their own. */
  readonly levels: readonly string[] | null;
  /** Have the levels an order? */
  readonly ordered: boolean;
  /** Smallest and largest number; of dates as ISO 8601 texts; null where there is none. */
  readonly range: readonly [number, number] | readonly [string, string] | null;
  /** What will be done with it, in words. */
  readonly use: string;
  /** What looks wrong, in words; empty where nothing does. */
  readonly advice: readonly string[];
  /** What was said of it. */
  readonly said: ColumnOptions;
}

/**
 * What a table holds: `String(schema)` is a table to read.
 *
 * @example
 * import { Dataset, type Schema } from 'densely';
 *
 * const schema: Schema = (await Dataset.csv('churn.csv', { target: 'left' })).schema;
 * console.log(schema.size, schema.columns.map(({ role }) => role));
 * // 60 [ 'feature', 'feature', 'feature', 'target' ]
 */
export interface Schema {
  /** Number of examples. */
  readonly size: number;
  /** Of a CSV text: what separates its fields, said or found out. */
  readonly delimiter?: string | undefined;
  /** Features first, then what is none. */
  readonly columns: readonly SchemaColumn[];
  /** A table, one line a column, and the advice; of at most so many columns where a width is given. */
  toString(width?: number): string;
}

/** A column, and what it is for. */
export interface SchemaPart {
  readonly column: FrameColumn;
  readonly role: SchemaRole;
}

/** @param more columns that are no features, of the same examples */
export function schemaOf(
  frame: Frame,
  { delimiter, isHeaderTaken = false }: Pick<Reading, 'delimiter' | 'isHeaderTaken'>,
  more: readonly SchemaPart[] = [],
  skipped: readonly string[] = [],
): Schema {
  const parts = [...frame.columns.map((column) => ({ column, role: 'feature' as const })), ...more];
  const targets = more.filter(({ role }) => role === 'target').map(({ column }) => column);
  const columns = parts.map(({ column, role }, c) => {
    const own = described(column, role, frame, targets);
    return c === 0 && isHeaderTaken ? withAdvice(own, HEADER) : own;
  });
  const schema: Schema = {
    size: frame.size,
    ...(delimiter !== undefined && { delimiter }),
    columns: [...columns, ...skipped.map(skippedColumn)],
  };
  Object.defineProperty(schema, 'toString', { value: schemaText });
  printable(schema);
  return Object.freeze(schema);
}

function described(
  column: FrameColumn,
  role: SchemaRole,
  frame: Frame,
  targets: readonly FrameColumn[],
): SchemaColumn {
  const seen = look(column, frame);
  const isWords = column.kind === 'category' || column.kind === 'boolean';
  const levels = isWords ? column.levels.filter((_, l) => seen.counts[l]! > 0) : null;
  const ordered = isWords && column.ordered;
  return Object.freeze({
    name: column.name,
    kind: column.kind,
    role,
    holes: seen.holes,
    levels: levels && Object.freeze(ordered ? levels : levels.toSorted(byCodePoints)),
    ordered,
    range: rangeOf(column, seen),
    use: role === 'feature' ? useOf(column, levels?.length ?? 0, seen) : USES[role],
    advice: Object.freeze(adviceOn(column, role, frame, seen, targets)),
    said: column.said,
  });
}

const HEADER =
  'the first line was taken for names of columns: say header: false if it is an example';

function withAdvice(column: SchemaColumn, advice: string): SchemaColumn {
  return Object.freeze({ ...column, advice: Object.freeze([...column.advice, advice]) });
}

const USES = {
  target: 'what is predicted',
  weights: 'what each example counts',
  groups: 'examples of one group stay together',
  skipped: 'left out',
} as const;

function skippedColumn(name: string): SchemaColumn {
  const none = { holes: 0, levels: null, ordered: false, range: null, advice: [], said: {} };
  return Object.freeze({ name, kind: 'skip', role: 'skipped', use: USES.skipped, ...none });
}

function look(column: FrameColumn, { order, size }: Frame): Seen {
  if (column.kind === 'category' || column.kind === 'boolean') {
    const counts = new Float64Array(column.levels.length);
    let holes = 0;
    for (let j = 0; j < size; j++) {
      const code = column.codes[order ? order[j]! : j]!;
      if (code < 0) holes++;
      else counts[code]!++;
    }
    return { holes, counts, least: NaN, most: NaN };
  }
  const read = plainReader(column);
  let [holes, least, most] = [0, Infinity, -Infinity];
  for (let j = 0; j < size; j++) {
    const value = read(order ? order[j]! : j);
    if (Number.isNaN(value)) holes++;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { holes, counts: new Float64Array(0), least, most };
}

function rangeOf({ kind }: FrameColumn, { least, most }: Seen): SchemaColumn['range'] {
  if (!(least <= most)) return null;
  if (kind !== 'date') return [least, most];
  return [new Date(least).toISOString(), new Date(most).toISOString()];
}

function useOf({ kind, said, ...column }: FrameColumn, levels: number, { holes }: Seen): string {
  const missing = holes === 0 ? '' : `; ${holesUse(said)}`;
  const scale = said.scale === undefined ? 'scaled' : `scale ${scaleText(said.scale)}`;
  if (kind === 'number') return `a number, ${scale}${missing}`;
  if (kind === 'date')
    return `days since 1970, time of the year, of the week, of the day${missing}`;
  if ('ordered' in column && column.ordered) return `0 to ${levels - 1}, ${scale}${missing}`;
  if (kind === 'category' && levels === 1) return 'one input, 1 where it is there';
  if (levels <= 2) return 'one input, +1 and −1';
  if (levels <= MOST_LEVELS) return `${levels} inputs, one a level`;
  return `${MOST_LEVELS + 1} inputs: the ${MOST_LEVELS} most frequent levels, and others`;
}

function holesUse({ impute = 'mean' }: ColumnOptions): string {
  return impute === 'refuse'
    ? 'a hole is refused'
    : `holes: ${impute}, and an input that tells them`;
}

function scaleText(scale: NonNullable<ColumnOptions['scale']>): string {
  if (typeof scale === 'string') return scale;
  return `${scale.name}, clip ${scale.clip}`;
}

/** Columns that a name may take, and one of several levels. */
const NAME = 24;
const LEVEL = 16;

function schemaText(this: Schema, width = Infinity): string {
  const { size, delimiter } = this;
  const head = `${size} examples${delimiter === undefined ? '' : `, ${separatedBy(delimiter)}`}`;
  const heads = ['column', 'kind', 'holes', 'values', 'use'];
  const rows = this.columns.map((column) => [
    shortText(column.name, NAME),
    column.ordered ? 'ordinal' : column.kind,
    String(column.holes),
    valuesText(column),
    column.use,
  ]);
  const least = ['use', 'values', 'holes'];
  const advice = this.columns.flatMap(({ name, advice: list }) =>
    list.map((text) => wrappedText(`${shortText(name, NAME)}: ${text}`, width)),
  );
  const table = fittingTable([heads, ...rows], { left: [0, 1, 3, 4], width, least });
  return [wrappedText(head, width), table, ...advice].join('\n');
}

/** Levels that are named one by one, and columns that all of them may take. */
const MOST_NAMED = 4;
const VALUES = 36;

function valuesText({ levels, range, kind }: SchemaColumn): string {
  if (levels) return levelsText(levels);
  if (range === null) return '';
  const text = (end: number | string): string =>
    typeof end === 'number' ? shortNumber(end) : kind === 'date' ? end.slice(0, 10) : end;
  return `${text(range[0])} … ${text(range[1])}`;
}

function levelsText(levels: readonly string[]): string {
  const names = levels.slice(0, MOST_NAMED).map((level) => shortText(level, LEVEL));
  const text = (): string =>
    names.join(', ') + (names.length < levels.length ? `, … (${levels.length})` : '');
  while (names.length > 1 && textWidth(text()) > VALUES) names.pop();
  return text();
}
