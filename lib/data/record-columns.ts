// Columns of values as JavaScript has them: which kind each is, and its cells.
import { roundTo, sharedZeros, type DType } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import { finite, finiteIn } from '../base/rows.js';
import { inPieces, type Slices } from '../base/slices.js';
import { isDate } from '../base/tags.js';
import { numberCells, showCell, timeCells, wordCells, type CellOptions } from './cells.js';
import type { ColumnKind, ColumnOptions } from './column.js';
import { saidKind, type ToldColumns } from './column-options.js';
import type { ColumnValues, Frame, FrameColumn } from './frame.js';
import type { Holes } from './holes.js';
import { questionText, TextKinds } from './kinds.js';
import { PIECE, type NamedValues, type Values } from './named-values.js';
import { isRounded } from './numerals.js';
import { checkText } from './text.js';

/** How columns are to be read. */
export interface ValueRequest {
  readonly told: ToldColumns;
  readonly holes: Holes;
  readonly dtype: DType;
  /** Texts stay texts, numerals too. */
  readonly words?: boolean;
  /** Whole numbers that float64 rounds stay texts, whatever the source calls them: of groups and classes. */
  readonly isExact?: boolean;
}

/** What was read. */
export interface ReadValues {
  readonly frame: Frame;
  /** Columns in which every value is missing, of which nothing was said. */
  readonly empty: readonly string[];
}

/** A column on its way. */
interface Work {
  readonly argument: string;
  readonly name: string;
  /** Its place among the columns that are read. */
  readonly place: number;
  readonly values: Values;
  readonly said: ColumnOptions;
  /** The values are as their source says, whose dates are numbers. */
  readonly asSource: boolean;
  readonly request: ValueRequest;
}

/** Reads columns; numbers lie example by example in one memory. In pieces. */
export function* readValues(
  table: NamedValues,
  names: readonly string[],
  request: ValueRequest,
): Slices<ReadValues> {
  const { argument, size } = table;
  const works: { work: Work; kind: ColumnKind }[] = [];
  const empty: string[] = [];
  for (const [place, name] of names.entries()) {
    checkText('features[' + place + ']', name);
    const own = saidOf(table, name, request);
    const { said } = own;
    const work = {
      argument,
      name,
      place,
      ...own,
      values: yield* table.values(name, request.isExact),
      request,
    };
    const kind = saidKind(said) ?? (yield* kindOf(work));
    if (kind === 'empty') empty.push(name);
    else works.push({ work, kind });
  }
  const numbers = works.filter(({ kind }) => kind === 'number').length;
  const storage = sharedZeros(request.dtype, numbers * size);
  let next = 0;
  const columns: FrameColumn[] = [];
  for (const { work, kind } of works) {
    const offset = kind === 'number' ? next++ : 0;
    const own = { values: storage, offset, stride: numbers };
    const { name } = work;
    const said = request.told.get(name) ?? {};
    columns.push({ name, said, ...(yield* cellsOf(work, kind, own)) });
  }
  return { frame: { columns, order: null, size }, empty };
}

/** What the caller says of its kind goes before what the source says. */
function saidOf(
  table: NamedValues,
  name: string,
  { told, isExact }: ValueRequest,
): Pick<Work, 'said' | 'asSource'> {
  const own = told.get(name) ?? {};
  const found = table.said?.(name) ?? {};
  const source = isExact && found.kind === 'number' ? {} : found;
  const kind = saidKind(own) ?? source.kind;
  const asSource = kind === source.kind && own.format === undefined;
  return { said: asSource ? { ...source, ...own } : own, asSource };
}

function* each(values: Values, look: (value: unknown, i: number) => void): Slices<void> {
  yield* inPieces(values.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) look(values[i], i);
  });
}

const isHole = (value: unknown): boolean =>
  value === null || value === undefined || Number.isNaN(value);

type Look = 'number' | 'boolean' | 'date' | 'text';

/** @throws `ERR_OPTION` where two kinds are plausible, `ERR_DATA` for values that no column holds */
function* kindOf(work: Work): Slices<ColumnKind | 'empty'> {
  const { values, request } = work;
  const looks = new Set<Look>();
  let areNames = false;
  yield* each(values, (value, i) => {
    if (isHole(value) || (typeof value === 'string' && request.holes.has(value.trim()))) return;
    looks.add(lookOf(work, value, i));
    if (request.isExact && typeof value === 'bigint') areNames ||= isRounded(value);
  });
  if (looks.size === 0) return 'empty';
  const [only] = looks;
  if (looks.has('text')) return request.words ? 'category' : yield* kindOfTexts(work);
  if (looks.size === 1 && only !== 'text') return areNames ? 'category' : only!;
  throw mixed(work);
}

function lookOf({ argument, name, place, request }: Work, value: unknown, i: number): Look {
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  if (isDate(value)) return 'date';
  // Says what is to be done with it.
  finite(argument, value, i, place, named(place, name));
  return request.words ? 'text' : 'number';
}

function named(place: number, name: string): string[] {
  const names: string[] = [];
  names[place] = name;
  return names;
}

function* kindOfTexts({ name, values, request, argument }: Work): Slices<ColumnKind | 'empty'> {
  const kinds = new TextKinds({}, request.isExact);
  const seen = new Set<string>();
  yield* each(values, (value, i) => {
    if (isHole(value)) return;
    const text = isDate(value) ? value.toISOString() : String(value).trim();
    if (request.holes.has(text) || seen.has(text)) return;
    seen.add(text);
    kinds.see(text, i);
  });
  const { verdict } = kinds;
  if (verdict.kind !== 'question') return verdict.kind;
  throw new DenselyError(
    'ERR_OPTION',
    `columns.${name}`,
    questionText(name, `${argument}[${verdict.place}]`, verdict),
  );
}

function mixed(work: Work): DenselyError {
  const { values, argument, name } = work;
  const list = Array.from<unknown>(values);
  const first = list.findIndex((value) => !isHole(value));
  const look = lookOf(work, values[first], first);
  const other = list.findIndex((value, i) => !isHole(value) && lookOf(work, value, i) !== look);
  if (isDate(values[other]))
    finite(argument, values[other], other, work.place, named(work.place, name));
  return new DenselyError(
    'ERR_DATA',
    argument,
    `column ${show(name)} holds ${show(values[first])} in ${argument}[${first}] and ${show(values[other])} in ${argument}[${other}]: values of a column are all numbers, all truth values, all dates or words. Correct one of them, or say columns: { ${show(name)}: 'category' }.`,
  );
}

type Own = Pick<Extract<ColumnValues, { kind: 'number' }>, 'values' | 'offset' | 'stride'>;

type Cells = ColumnValues & { holes: boolean };

function* cellsOf(work: Work, kind: ColumnKind, own: Own): Slices<Cells> {
  if (kind === 'number') return { kind, ...own, holes: yield* fillNumbers(work, own) };
  if (kind === 'date') return yield* datesOf(work);
  return yield* levelsOf(work, kind === 'boolean' ? 'boolean' : 'category');
}

/** Answers whether one is missing. */
function* fillNumbers(work: Work, { values: out, offset, stride }: Own): Slices<boolean> {
  const { values, said, request, argument, name, place } = work;
  const read = numberCells(said, request.holes);
  let holes = false;
  yield* each(values, (value, i) => {
    const number = read(value);
    if (number === undefined) throw notOf(work, i, 'a number');
    if (Number.isNaN(number)) holes = true;
    else if (!Number.isFinite(roundTo(request.dtype, number)))
      finiteIn(out, argument, number, i, place, named(place, name));
    out[offset + i * stride] = number;
  });
  return holes;
}

function* datesOf(work: Work): Slices<Cells> {
  const { values, said, request, asSource } = work;
  const isTimes = asSource && values instanceof Float64Array;
  const read = isTimes ? timeOrHole : timeCells(said, request.holes);
  const times = sharedZeros('float64', values.length) as Float64Array;
  let holes = false;
  yield* each(values, (value, i) => {
    const time = read(value);
    if (time === undefined) throw notOf(work, i, dateText(said));
    if (Number.isNaN(time)) holes = true;
    times[i] = time;
  });
  return { kind: 'date', times, holes };
}

/** The latest instant of a Date, in milliseconds since 1970. */
const LATEST = 8.64e15;

function timeOrHole(time: unknown): number | undefined {
  return Math.abs(time as number) > LATEST ? undefined : (time as number);
}

function dateText({ format }: CellOptions): string {
  return `a date (YYYY-MM-DD${format === undefined ? "; of others say format: 'DMY', 'MDY', 'epoch-s' or 'epoch-ms'" : ` or ${format}`})`;
}

function* levelsOf(work: Work, kind: 'category' | 'boolean'): Slices<Cells> {
  const { values, said, request } = work;
  const read = wordCells(kind, request.holes);
  const levels: string[] = kind === 'boolean' ? ['false', 'true'] : [...(said.order ?? [])];
  const isKnown = kind === 'boolean' || said.order !== undefined;
  const places = new Map(levels.map((level, l) => [level, l]));
  const codes = new Int32Array(sharedZeros('float32', values.length).buffer);
  let holes = false;
  yield* each(values, (value, i) => {
    const word = read(value);
    if (word === undefined) throw notOf(work, i, 'a word');
    if (word === null) holes = true;
    let code = word === null ? -1 : places.get(word);
    if (code === undefined && isKnown)
      throw notOf(work, i, `one of ${levels.map(show).join(', ')}`);
    if (code === undefined) {
      checkText(work.name, word);
      code = levels.push(word!) - 1;
      places.set(word!, code);
    }
    codes[i] = code;
  });
  return { kind, codes, levels, ordered: said.order !== undefined, holes };
}

function notOf({ argument, name, values }: Work, i: number, what: string): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${argument}[${i}], column ${show(name)} is ${showCell(values[i])}, not ${what}.`,
  );
}
