// Columns of values as JavaScript has them: which kind each is, and its cells.
import { roundTo, sharedZeros, type DType } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import { finite, finiteIn } from '../base/rows.js';
import { isDate, numberCells, timeCells, wordCells, type CellOptions } from './cells.js';
import type { ColumnKind, ColumnOptions } from './column.js';
import { saidKind, type ToldColumns } from './column-options.js';
import type { ColumnValues, Frame, FrameColumn } from './frame.js';
import type { Holes } from './holes.js';
import { questionText, TextKinds, type Verdict } from './kinds.js';
import { checkText } from './text.js';

/** Values of examples, column by column. */
export interface NamedValues {
  /** What the caller calls them. */
  readonly argument: string;
  readonly names: readonly string[];
  readonly size: number;
  /** A list of its own each time: getters run once. */
  readonly values: (name: string) => readonly unknown[];
}

/** How columns are to be read. */
export interface ValueRequest {
  readonly told: ToldColumns;
  readonly holes: Holes;
  readonly dtype: DType;
  /** Texts stay texts, numerals too. */
  readonly words?: boolean;
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
  readonly values: readonly unknown[];
  readonly said: ColumnOptions;
  readonly request: ValueRequest;
}

/** Reads columns; numbers lie example by example in one memory. In pieces. */
export function* readValues(
  table: NamedValues,
  names: readonly string[],
  request: ValueRequest,
): Generator<void, ReadValues> {
  const { argument, size } = table;
  const works: { work: Work; kind: ColumnKind }[] = [];
  const empty: string[] = [];
  for (const [place, name] of names.entries()) {
    checkText('features[' + place + ']', name);
    const said = request.told.get(name) ?? {};
    const work = { argument, name, place, values: table.values(name), said, request };
    const kind = saidKind(said) ?? kindOf(work);
    yield;
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
    const { name, said } = work;
    columns.push({ name, said, ...cellsOf(work, kind, own) });
    yield;
  }
  return { frame: { columns, order: null, size }, empty };
}

const isHole = (value: unknown): boolean =>
  value === null || value === undefined || Number.isNaN(value);

type Look = 'number' | 'boolean' | 'date' | 'text';

/** @throws `ERR_OPTION` where two kinds are plausible, `ERR_DATA` for values that no column holds */
function kindOf(work: Work): ColumnKind | 'empty' {
  const { values, request } = work;
  const looks = new Set<Look>();
  values.forEach((value, i) => {
    if (isHole(value) || (typeof value === 'string' && request.holes.has(value.trim()))) return;
    looks.add(lookOf(work, value, i));
  });
  if (looks.size === 0) return 'empty';
  const [only] = looks;
  if (looks.has('text')) return request.words ? 'category' : kindOfTexts(work);
  if (looks.size === 1 && only !== 'text') return only!;
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

function kindOfTexts({ name, values, request, argument }: Work): ColumnKind | 'empty' {
  const kinds = new TextKinds();
  const seen = new Set<string>();
  let first: number | undefined;
  values.forEach((value, i) => {
    if (isHole(value)) return;
    const text = isDate(value) ? value.toISOString() : String(value).trim();
    if (request.holes.has(text) || seen.has(text)) return;
    seen.add(text);
    kinds.see(text);
    if (first === undefined && isQuestion(kinds.verdict)) first = i;
  });
  const { verdict } = kinds;
  if (verdict.kind !== 'question') return verdict.kind;
  throw new DenselyError(
    'ERR_OPTION',
    `columns.${name}`,
    questionText(name, `${argument}[${first ?? 0}]`, verdict),
  );
}

const isQuestion = ({ kind }: Verdict): boolean => kind === 'question';

function mixed(work: Work): DenselyError {
  const { values, argument, name } = work;
  const first = values.findIndex((value) => !isHole(value));
  const look = lookOf(work, values[first], first);
  const other = values.findIndex((value, i) => !isHole(value) && lookOf(work, value, i) !== look);
  if (isDate(values[other]))
    finite(argument, values[other], other, work.place, named(work.place, name));
  return new DenselyError(
    'ERR_DATA',
    argument,
    `column ${show(name)} holds ${show(values[first])} in ${argument}[${first}] and ${show(values[other])} in ${argument}[${other}]: values of a column are all numbers, all truth values, all dates or words. Correct one of them, or say columns: { ${show(name)}: 'category' }.`,
  );
}

type Own = Pick<Extract<ColumnValues, { kind: 'number' }>, 'values' | 'offset' | 'stride'>;

function cellsOf(work: Work, kind: ColumnKind, own: Own): ColumnValues & { holes: boolean } {
  if (kind === 'number') return { kind, ...own, holes: fillNumbers(work, own) };
  if (kind === 'date') return datesOf(work);
  return levelsOf(work, kind === 'boolean' ? 'boolean' : 'category');
}

/** Answers whether one is missing. */
function fillNumbers(work: Work, { values: out, offset, stride }: Own): boolean {
  const { values, said, request, argument, name, place } = work;
  const read = numberCells(said, request.holes);
  let holes = false;
  values.forEach((value, i) => {
    const number = read(value);
    if (number === undefined) throw notOf(work, i, 'a number');
    if (Number.isNaN(number)) holes = true;
    else if (!Number.isFinite(roundTo(request.dtype, number)))
      finiteIn(out, argument, number, i, place, named(place, name));
    out[offset + i * stride] = number;
  });
  return holes;
}

function datesOf(work: Work): ColumnValues & { holes: boolean } {
  const { values, said, request } = work;
  const read = timeCells(said, request.holes);
  const times = sharedZeros('float64', values.length) as Float64Array;
  let holes = false;
  values.forEach((value, i) => {
    const time = read(value);
    if (time === undefined) throw notOf(work, i, dateText(said));
    if (Number.isNaN(time)) holes = true;
    times[i] = time;
  });
  return { kind: 'date', times, holes };
}

function dateText({ format }: CellOptions): string {
  return `a date (YYYY-MM-DD${format === undefined ? "; of others say format: 'DMY', 'MDY', 'epoch-s' or 'epoch-ms'" : ` or ${format}`})`;
}

function levelsOf(work: Work, kind: 'category' | 'boolean'): ColumnValues & { holes: boolean } {
  const { values, said, request } = work;
  const read = wordCells(kind, request.holes);
  const levels: string[] = kind === 'boolean' ? ['false', 'true'] : [...(said.order ?? [])];
  const isKnown = kind === 'boolean' || said.order !== undefined;
  const places = new Map(levels.map((level, l) => [level, l]));
  const codes = new Int32Array(sharedZeros('float32', values.length).buffer);
  let holes = false;
  values.forEach((value, i) => {
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
    `${argument}[${i}], column ${show(name)} is ${show(values[i])}, not ${what}.`,
  );
}
