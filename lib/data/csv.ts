import { nothingMore, oneOf, readOptions, wholeNumber } from '../base/checks.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { filePath } from '../base/path.js';
import type { Column } from './column.js';
import { columnsOption, numbersOption } from './column-options.js';
import {
  encodings,
  type ColumnRef,
  type CsvEncoding,
  type CsvSource,
  type CsvTable,
  type PathOrText,
  type TableRequest,
  type TextFormat,
} from './csv/request.js';
import { cellsOf, matrixOf, type CellValue, type FrameColumn } from './frame.js';
import { holesOption, type HolesOption } from './holes.js';
import { classLabels } from './names.js';
import { noValues, targetFormats, type Source } from './source.js';
import { tasks, type Label, type Task } from './task.js';

export type { CsvEncoding, CsvSource } from './csv/request.js';

/**
 * How a CSV text is written.
 *
 * @example
 * import { type CsvFormat, Dataset } from 'densely';
 *
 * const german: CsvFormat = { delimiter: ';', decimal: ',' };
 * async function* text() {
 *   yield 'length;kind\n1,5;a\n2,5;b\n';
 * }
 * console.log((await Dataset.csv(text(), { ...german, target: 'kind' })).X.toArray()); // [ [ 1.5, 2.5 ] ]
 */
export interface CsvFormat {
  /** One character between fields. Left out it is found out: a comma, a semicolon, a tab or a bar. */
  readonly delimiter?: string | undefined;
  /**
   * Does the first record name the columns? Left out: yes, but one that may be an example is refused:
   * numbers only, beside a target that is asked for by its place, or words only that come again. Without a header the columns are
   * x1, x2, …; features that are not chosen by these names are x1, x2, … by their own places.
   */
  readonly header?: boolean | undefined;
  /** Default UTF-8, or UTF-16 where it is that. */
  readonly encoding?: CsvEncoding | undefined;
  /** Lines before the header that are no part of the table, default 0. */
  readonly skip?: number | undefined;
  /** One character with which lines begin that are left out, such as #. */
  readonly comment?: string | undefined;
  /** What stands for a missing value. */
  readonly holes?: HolesOption | undefined;
  /** The decimal mark of all numbers, default a point. */
  readonly decimal?: '.' | ',' | undefined;
  /** What stands between the thousands of all numbers, default nothing. */
  readonly thousands?: string | undefined;
  /** What stands before or behind all numbers, such as % or $: it is left out. */
  readonly unit?: string | undefined;
}

/**
 * Options of {@link Table.csv}.
 *
 * @example
 * import { type CsvTableOptions, Table } from 'densely';
 *
 * const options: CsvTableOptions = { columns: { left: 'skip' } };
 * console.log((await Table.csv('churn.csv', options)).columns); // [ 'age', 'plan', 'usage' ]
 */
export interface CsvTableOptions extends CsvFormat {
  /** The columns and their order, default all that are left. */
  readonly features?: readonly string[] | undefined;
  /** What is said of columns, by their names: kinds, orders, formats. Default: as their values are. */
  readonly columns?: Readonly<Record<string, Column>> | undefined;
  /** Of numbers, default float64. */
  readonly dtype?: DType | undefined;
}

/**
 * Options of {@link Dataset.csv}.
 *
 * @example
 * import { type CsvOptions, Dataset } from 'densely';
 *
 * const options: CsvOptions = { target: -1, features: ['usage', 'age'] };
 * console.log((await Dataset.csv('churn.csv', options)).features); // [ 'usage', 'age' ]
 */
export interface CsvOptions extends CsvTableOptions {
  /** The target column by name, or by number from 0 (negative: from the end); a list for several. */
  readonly target: string | number | readonly (string | number)[];
  /** The column of what each example counts; no feature. */
  readonly weights?: string | undefined;
  /** The column of what each example belongs to; no feature. */
  readonly groups?: string | undefined;
  /** What the target is; needed for whole numbers other than 0 and 1. */
  readonly task?: Task | undefined;
  /** The classes in their order, where the text may not hold all of them. */
  readonly classes?: readonly Label[] | undefined;
}

/**
 * Options of {@link readColumns}.
 *
 * @example
 * import { type ColumnsOptions, readColumns } from 'densely';
 *
 * const options: ColumnsOptions = { columns: ['usage'], dtype: 'float32' };
 * const usage = await readColumns('churn.csv', options);
 * console.log(usage.rows, usage.cols, usage.dtype); // 1 60 float32
 */
export interface ColumnsOptions extends CsvFormat {
  /** The columns and their order, default all in the text's order. */
  readonly columns?: readonly string[] | undefined;
  /** Default float64. */
  readonly dtype?: DType | undefined;
}

const FORMAT = [
  'delimiter',
  'header',
  'encoding',
  'skip',
  'comment',
  'holes',
  'decimal',
  'thousands',
  'unit',
] as const;

const TABLE = ['features', 'columns', 'dtype', ...FORMAT] as const;

type Options<K extends string> = Partial<Record<K, unknown>>;

/**
 * Features and targets of a CSV text (RFC 4180; lines may end in LF or CR LF, fields are trimmed and
 * empty lines skipped), read piece by piece, files of some megabytes in a thread of their own.
 *
 * A single target column is all numbers or all text; with task `'classification'` a mixture is text, with
 * `'regression'` it must be numbers, as several columns must.
 *
 * @throws `ERR_DATA` for what cannot be read or used, with line and column, up to 20 problems at once
 * @throws `ERR_OPTION` for a column that is not there, where the header must be said, and with a question where
 * two kinds of a column are plausible
 */
export async function readCsv(source: CsvSource, options: CsvOptions): Promise<Source> {
  const { target, weights, groups, task, classes, ...rest } = readOptions('options', options, [
    'target',
    'weights',
    'groups',
    'task',
    'classes',
    ...TABLE,
  ]);
  const beside = besideOf({ weights, groups });
  const request: TableRequest = {
    ...tableRequest(rest),
    targets: targetRefs(target),
    others: beside,
    task: task === undefined ? undefined : oneOf('task', task, tasks),
    classes: classLabels(classes, undefined),
  };
  const table = await tableOf(source, request);
  const find = (option: string): FrameColumn | undefined => {
    const name = beside.find((one) => one.option === option)?.name;
    const found = table.others.find((column) => column.name === name);
    if (name !== undefined && found === undefined) throw noValues(name, option);
    return found;
  };
  return { ...sourceOf(table, request), weights: find('weights'), groups: find('groups') };
}

/** The columns of a CSV text, without a target. */
export async function readCsvTable(
  source: CsvSource,
  options: CsvTableOptions | undefined,
): Promise<Source> {
  const request = tableRequest(readOptions('options', options, TABLE));
  return sourceOf(await tableOf(source, request), request);
}

function tableRequest(o: Options<(typeof TABLE)[number]>): TableRequest {
  const { features, columns, dtype, ...rest } = o;
  return {
    ...formatRequest(rest),
    targets: [],
    features: nameList('features', features),
    option: 'features',
    others: [],
    columns: columnsOption('columns', columns),
    numbersOnly: false,
    anyWords: false,
    task: undefined,
    classes: undefined,
    dtype: dtypeOption('dtype', dtype ?? 'float64'),
  };
}

function besideOf(o: Readonly<Record<string, unknown>>): TableRequest['others'] {
  return Object.entries(o).flatMap(([option, name]) => {
    if (name === undefined) return [];
    if (typeof name === 'string') return [{ option, name }];
    throw invalid(option, name, 'the name of a column');
  });
}

function sourceOf(table: CsvTable, { task, classes, format }: TableRequest): Source {
  const { frame, targets, named, ignored, empty, delimiter, isHeaderTaken } = table;
  return {
    frame,
    targets,
    features: frame.columns.map(({ name }) => name),
    named,
    targetNames: targets.map(({ name }) => name),
    reading: {
      holes: format.holes,
      ignored,
      empty,
      delimiter,
      isHeaderTaken,
      ...targetFormats(targets),
    },
    task,
    classes,
  };
}

/**
 * Columns of numbers of a CSV text as a Matrix (n columns, m examples), such as `model.predict` takes.
 *
 * @param options `columns`: names and order, default all; `dtype`; how the text is written: {@link CsvFormat}
 * @throws `ERR_DATA`, `ERR_OPTION` as {@link Dataset.csv}
 *
 * @example
 * import { Dataset, readColumns, train } from 'densely';
 *
 * const data = await Dataset.csv('churn.csv', { target: 'left' });
 * const model = await train(data, { epochs: 5, seed: 1 });
 * const X = await readColumns('churn.csv', { columns: model.features });
 * console.log(X.rows, model.predict(X).length); // 3 60
 */
export async function readColumns(source: CsvSource, options?: ColumnsOptions): Promise<Matrix> {
  nothingMore('readColumns()', arguments, 2);
  const keys = ['columns', 'dtype', ...FORMAT] as const;
  const { columns, ...rest } = readOptions('options', options, keys);
  const request: TableRequest = {
    ...tableRequest(rest),
    features: nameList('columns', columns),
    option: 'columns',
    numbersOnly: true,
  };
  return matrixOf((await tableOf(source, request)).frame)!;
}

/**
 * Columns of a CSV text as they are written, however many different texts they hold.
 *
 * @returns one list a column
 */
export async function readTexts(
  source: CsvSource,
  columns: readonly string[],
  format: CsvFormat,
): Promise<string[][]> {
  const kinds = Object.fromEntries(columns.map((name) => [name, 'category'] as const));
  const read = { ...format, holes: { only: [] }, features: columns, columns: kinds };
  const request = { ...tableRequest(read), option: 'keep', anyWords: true } as const;
  const { frame } = await tableOf(source, request);
  const text = (cell: CellValue): string => (cell === null ? '' : String(cell));
  return frame.columns.map((column) => (cellsOf(column, frame) ?? []).map(text));
}

function formatRequest(
  o: Options<(typeof FORMAT)[number]>,
): Pick<TableRequest, 'format' | 'header'> {
  const { delimiter, header, encoding, skip = 0, comment, holes, ...numbers } = o;
  if (header !== undefined && typeof header !== 'boolean')
    throw invalid('header', header, 'true or false');
  const format: TextFormat = {
    delimiter: delimiter === undefined ? undefined : delimiterOption(delimiter),
    encoding: encoding === undefined ? undefined : oneOf('encoding', encoding, encodings),
    skip: wholeNumber('skip', skip, 0, Number.MAX_SAFE_INTEGER),
    comment: comment === undefined ? undefined : commentOption(comment, delimiter),
    holes: holesOption(holes).option,
    numbers: numbersOption(numbers),
  };
  return { header, format };
}

/** Who reads no CSV does not load what does. */
async function tableOf(source: unknown, request: TableRequest): Promise<CsvTable> {
  const text = checkSource(source);
  const { readTable } = await import('./csv/csv-reader.js');
  return readTable(text, request);
}

/** The path, if it is one, else the text. */
function checkSource(source: unknown): PathOrText {
  const elsewhere = 'Give its text piece by piece instead: (await fetch(url)).body.';
  const path = filePath(source, { argument: 'source', code: 'ERR_DATA', elsewhere });
  if (path !== undefined) return path;
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source)
    return source as PathOrText;
  const allowed =
    'a path, a file: URL, or text piece by piece: an AsyncIterable, such as a Readable';
  throw invalid('source', source, allowed, 'ERR_DATA');
}

function delimiterOption(value: unknown): string {
  if (typeof value === 'string' && /^[^"\r\n]$/u.test(value)) return value;
  throw invalid('delimiter', value, 'one character, neither a quote nor a line break');
}

function commentOption(value: unknown, delimiter: unknown): string {
  if (typeof value === 'string' && /^[!-~]$/.test(value) && value !== '"' && value !== delimiter)
    return value;
  throw invalid('comment', value, 'one character of ASCII, neither a quote nor the delimiter');
}

function targetRefs(target: unknown): ColumnRef[] {
  const refs: unknown[] = Array.isArray(target) ? Array.from(target as unknown[]) : [target];
  const known = (ref: unknown): boolean => typeof ref === 'string' || Number.isInteger(ref);
  if (refs.length > 0 && refs.every(known)) return refs as ColumnRef[];
  throw invalid('target', target, 'a name or a whole number of a column, or a list of them');
}

function nameList(option: string, names: unknown): string[] | undefined {
  if (names === undefined) return undefined;
  const list: unknown[] = Array.isArray(names) ? Array.from(names as unknown[]) : [];
  if (list.length > 0 && list.every((name) => typeof name === 'string')) return list as string[];
  throw invalid(option, names, 'a list of at least one column name');
}
