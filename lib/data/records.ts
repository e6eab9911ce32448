import { readOptions } from '../base/checks.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { isRow, listLength } from '../base/rows.js';
import { plain } from '../base/typed-array.js';
import type { Column } from './column.js';
import { checkTold, columnsOption } from './column-options.js';
import { holesOption, type HolesOption } from './holes.js';
import { classLabels, unknownColumn } from './names.js';
import { readValues, type NamedValues, type ValueRequest } from './record-columns.js';
import type { Source } from './source.js';
import type { ClassLabel, Label, Task } from './task.js';

/**
 * Examples with named columns.
 *
 * @example
 * import { Dataset, type Records } from 'densely';
 *
 * const rows: Records = [{ x: 1, kind: 'a' }, { x: 2, kind: 'b' }];
 * console.log(Dataset.fromRecords(rows, { target: 'kind' }).size); // 2
 */
export type Records<R extends object = object> = readonly Readonly<R>[];

/**
 * Columns by their names, each a list of one value per example.
 *
 * @example
 * import { type ColumnLists, Table } from 'densely';
 *
 * const columns: ColumnLists = { age: Float64Array.of(41, 23), plan: ['team', 'free'] };
 * console.log(Table.fromRecords(columns).size); // 2
 */
export type ColumnLists = Readonly<Record<string, ArrayLike<unknown>>>;

/**
 * Options of {@link Table.fromRecords}.
 *
 * @example
 * import { Table, type TableOptions } from 'densely';
 *
 * const options: TableOptions = { columns: { id: 'skip', plan: 'category' } };
 * console.log(Table.fromRecords([{ id: 7, plan: 2, age: 41 }], options).columns); // [ 'plan', 'age' ]
 */
export interface TableOptions {
  /** Names and order of the features, default all others of the first record. */
  readonly features?: readonly string[] | undefined;
  /** What is said of single columns: their kind, or more. */
  readonly columns?: Readonly<Record<string, Column>> | undefined;
  /** Spellings of missing values beside the usual ones, or `{ only: […] }`. */
  readonly holes?: HolesOption | undefined;
  /** Of numbers, default float64. */
  readonly dtype?: DType | undefined;
}

/**
 * Options of {@link Dataset.fromRecords}.
 *
 * @example
 * import { Dataset, type RecordsOptions } from 'densely';
 *
 * const options: RecordsOptions = { target: ['east', 'north'], task: 'regression' };
 * const data = Dataset.fromRecords([{ x: 1, east: 2, north: 3 }], options);
 * console.log(data.targets, data.labels); // [ 'east', 'north' ] [ [ 2, 3 ] ]
 */
export interface RecordsOptions<
  T extends string = string,
  K extends Task | undefined = Task | undefined,
> extends TableOptions {
  /** Name of the target column; a list for several. */
  readonly target: T | readonly T[];
  /** The column of what each example counts; no feature. */
  readonly weights?: string | undefined;
  /** The column of what each example belongs to; no feature. */
  readonly groups?: string | undefined;
  /** What the target is; needed for whole numbers other than 0 and 1. */
  readonly task?: K;
  /** The classes in their order, where the records may not hold all of them. */
  readonly classes?: readonly Label[] | undefined;
}

const TABLE_KEYS = ['features', 'columns', 'holes', 'dtype'] as const;
const KEYS = [...TABLE_KEYS, 'target', 'weights', 'groups', 'task', 'classes'] as const;

type Options = Partial<Record<(typeof KEYS)[number], unknown>>;

/** Which columns are what. */
interface Roles {
  readonly targets: readonly string[];
  readonly weights: string | undefined;
  readonly groups: string | undefined;
  readonly features: readonly string[] | undefined;
}

/** Records, or columns, as features and targets; in pieces. */
export function* recordsSource(records: unknown, options: unknown): Generator<void, Source> {
  const o = readOptions('options', options, KEYS);
  const targets = Array.isArray(o.target)
    ? nameList('target', o.target)
    : [name('target', o.target)];
  return yield* sourceOf(records, o, targets);
}

/** The same without a target. */
export function* tableSource(records: unknown, options: unknown): Generator<void, Source> {
  return yield* sourceOf(records, readOptions('options', options, TABLE_KEYS), []);
}

function* sourceOf(
  records: unknown,
  o: Options,
  targets: readonly string[],
): Generator<void, Source> {
  const dtype = dtypeOption('dtype', o.dtype === undefined ? 'float64' : o.dtype);
  const told = columnsOption('columns', o.columns);
  const roles = rolesOf(o, targets);
  const table = isColumns(records) ? listsOf(records) : recordsOf(records, roles);
  const { features, ...chosen } = choose(table.names, roles);
  checkTold(told, table.names);
  const classes = classLabels(o.classes, undefined);
  const request: ValueRequest = { told, holes: holesOption(o.holes), dtype };
  const skipped = features.filter((column) => told.get(column)?.kind === 'skip');
  const wanted = features.filter((column) => !skipped.includes(column));
  const labels = { ...request, words: isWords(o.task, classes) };
  const read = yield* readValues(table, wanted, request);
  const truths = yield* readValues(table, targets, labels);
  const beside = yield* readValues(table, chosen.beside, request);
  return {
    frame: read.frame,
    features: read.frame.columns.map((column) => column.name),
    named: true,
    targets: truths.frame.columns,
    targetNames: targets,
    weights: beside.frame.columns.find((column) => column.name === roles.weights),
    groups: beside.frame.columns.find((column) => column.name === roles.groups),
    reading: {
      holes: o.holes as HolesOption | undefined,
      ignored: [...targets, ...chosen.beside, ...skipped, ...read.empty, ...chosen.unused],
    },
    task: o.task as Task | undefined,
    classes,
  };
}

/** Do texts stay texts, numerals too? */
function isWords(task: unknown, classes: readonly ClassLabel[] | undefined): boolean {
  return task === 'classification' || typeof classes?.[0] === 'string';
}

function rolesOf(o: Options, targets: readonly string[]): Roles {
  const one = (option: 'weights' | 'groups'): string | undefined =>
    o[option] === undefined ? undefined : name(option, o[option]);
  return {
    targets,
    weights: one('weights'),
    groups: one('groups'),
    features: o.features === undefined ? undefined : nameList('features', o.features),
  };
}

/** An object of lists, each a column. */
function isColumns(value: unknown): value is ColumnLists {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const lists = Object.values(value);
  return lists.length > 0 && lists.every((list) => isRow(list));
}

function listsOf(columns: ColumnLists): NamedValues {
  const names = Object.keys(columns);
  const own = new Map(
    names.map((key) => {
      const list = columns[key]!;
      return [key, Array.isArray(list) ? list.slice() : Array.from(plain(list as Float64Array))];
    }),
  );
  const size = own.get(names[0]!)!.length;
  const odd = names.find((key) => own.get(key)!.length !== size);
  if (size === 0 || odd !== undefined)
    throw invalid(
      `records.${odd ?? names[0]!}`,
      columns[odd ?? names[0]!],
      size === 0
        ? 'a list of at least one value'
        : `a list of ${size} values, as ${show(names[0])}`,
      'ERR_DATA',
    );
  return { argument: 'records', names, size, values: (key) => own.get(key)! };
}

/** Records of which each has no other keys than the first, unless the features are named. */
function recordsOf(records: unknown, roles: Roles): NamedValues {
  const size = listLength('records', records);
  const list = records as Records;
  list.forEach(checkRecord);
  const said = [...(roles.features ?? []), ...roles.targets, roles.weights, roles.groups];
  const keys = new Set(Object.keys(list[0]!));
  // What the first record misses may be there later, where somebody asks for it.
  for (const key of said)
    if (key !== undefined && list.some((record) => Object.hasOwn(record, key))) keys.add(key);
  const names = [...keys];
  if (roles.features === undefined)
    list.forEach((record, i) => {
      const more = Object.keys(record).find((key) => !keys.has(key));
      if (more !== undefined)
        throw wrongKeys(i, `has ${show(more)}, which records[0] has not: name the features to use`);
    });
  const values = (key: string): unknown[] =>
    list.map((record) =>
      Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : null,
    );
  return { argument: 'records', names, size, values };
}

function checkRecord(record: unknown, i: number): void {
  const isOne = record !== null && typeof record === 'object' && !Array.isArray(record);
  if (!isOne || ArrayBuffer.isView(record))
    throw invalid(`records[${i}]`, record, 'an object with named columns', 'ERR_DATA');
}

function wrongKeys(i: number, what: string): DenselyError {
  return new DenselyError('ERR_DATA', 'records', `records[${i}] ${what}.`);
}

function name(argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid(argument, value, 'the name of a column');
}

function nameList(argument: string, value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(argument, value, 'a list of names of columns');
  return Array.from(value as unknown[], (v, i) => name(`${argument}[${i}]`, v));
}

interface Chosen {
  readonly features: readonly string[];
  /** Weights and groups. */
  readonly beside: readonly string[];
  readonly unused: readonly string[];
}

/** @throws `ERR_OPTION` for a column that is not there, or that is asked for as two things */
function choose(names: readonly string[], { targets, weights, groups, features }: Roles): Chosen {
  const besides = [weights, groups].filter((column) => column !== undefined);
  const find = (option: string, column: string): void => {
    if (!names.includes(column)) throw unknownColumn(option, column, names);
  };
  for (const target of targets) find('target', target);
  if (weights !== undefined) find('weights', weights);
  if (groups !== undefined) find('groups', groups);
  const taken = [...targets, ...besides];
  const chosen = features ?? names.filter((column) => !taken.includes(column));
  for (const feature of chosen) {
    find('features', feature);
    if (targets.includes(feature))
      throw invalid('features', feature, 'columns that are no targets');
    if (besides.includes(feature)) throw invalid('features', feature, 'neither weights nor groups');
  }
  if (chosen.length === 0)
    throw new DenselyError(
      'ERR_DATA',
      'records[0]',
      `records[0] must be a record with at least one feature; its columns are ${names.map(show).join(', ')}.`,
    );
  const unused = names.filter((column) => !taken.includes(column) && !chosen.includes(column));
  return { features: chosen, beside: besides, unused };
}
