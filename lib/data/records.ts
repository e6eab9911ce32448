import { readOptions } from '../base/checks.js';
import { dtypeOption, sharedZeros, type DType } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { finiteIn, listLength } from '../base/rows.js';
import { classLabels, unknownColumn } from './names.js';
import type { Source } from './source.js';
import type { Label, Task } from './targets.js';

/**
 * Examples with named columns.
 *
 * @example
 * import { Dataset, type Records } from 'densely';
 *
 * const rows: Records = [{ x: 1, kind: 'a' }, { x: 2, kind: 'b' }];
 * console.log(Dataset.fromRecords(rows, { target: 'kind' }).size); // 2
 */
export type Records = readonly Readonly<Record<string, unknown>>[];

/**
 * Options of `Dataset.fromRecords`.
 *
 * @example
 * import { Dataset, type RecordsOptions } from 'densely';
 *
 * const options: RecordsOptions = { target: ['east', 'north'], task: 'regression' };
 * const data = Dataset.fromRecords([{ x: 1, east: 2, north: 3 }], options);
 * console.log(data.targets, data.labels); // [ 'east', 'north' ] [ [ 2, 3 ] ]
 */
export interface RecordsOptions {
  /** Name of the target column; a list for several. */
  readonly target: string | readonly string[];
  /** Names and order of the features, default all keys of the first record but the target. */
  readonly features?: readonly string[] | undefined;
  /** What the target is; needed for numbers other than 0 and 1. */
  readonly task?: Task | undefined;
  /** The classes in their order, where the records may not hold all of them. */
  readonly classes?: readonly Label[] | undefined;
  /** Default float64. */
  readonly dtype?: DType | undefined;
}

/** Records as columns and targets. */
export function recordsSource(records: Records, options: RecordsOptions): Source {
  const o = readOptions('options', options, ['target', 'features', 'task', 'classes', 'dtype']);
  const dtype = dtypeOption('dtype', o.dtype === undefined ? 'float64' : o.dtype);
  listLength('records', records);
  records.forEach(checkRecord);
  const keys = Object.keys(records[0]!);
  const several = Array.isArray(o.target);
  const targetNames = several ? nameList('target', o.target) : [name('target', o.target)];
  const features =
    o.features === undefined
      ? keys.filter((key) => !targetNames.includes(key))
      : nameList('features', o.features);
  checkColumns(records, keys, targetNames, features, o.features === undefined);
  const X = numbers(records, features, dtype);
  const targets = several
    ? numbers(records, targetNames, dtype)
    : records.map((record) => record[targetNames[0]!] as string | number);
  const classes = classLabels(o.classes, undefined);
  const task = o.task as Task | undefined;
  return { X, targets, features, named: true, targetNames, task, classes };
}

function checkRecord(record: unknown, i: number): void {
  const plain = record !== null && typeof record === 'object' && !Array.isArray(record);
  if (!plain || ArrayBuffer.isView(record))
    throw invalid(`records[${i}]`, record, 'an object with named columns', 'ERR_DATA');
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

/** Every record has every column; none has one more unless the features are named. */
function checkColumns(
  records: Records,
  keys: readonly string[],
  targetNames: readonly string[],
  features: readonly string[],
  all: boolean,
): void {
  if (features.length === 0)
    throw invalid('records[0]', records[0], 'a record with at least one feature', 'ERR_DATA');
  for (const target of targetNames) {
    if (!keys.includes(target)) throw unknownColumn('target', target, keys);
    if (features.includes(target)) throw invalid('features', target, 'columns that are no targets');
  }
  for (const feature of features)
    if (!keys.includes(feature)) throw unknownColumn('features', feature, keys);
  records.forEach((record, i) => {
    const missing = [...features, ...targetNames].find((column) => !Object.hasOwn(record, column));
    if (missing !== undefined) throw wrongKeys(i, `has no ${show(missing)}`);
    if (!all || Object.keys(record).length === keys.length) return;
    const more = Object.keys(record).find((key) => !keys.includes(key));
    throw wrongKeys(i, `has ${show(more)}, which records[0] has not: name the features to use`);
  });
}

function wrongKeys(i: number, what: string): DenselyError {
  return new DenselyError('ERR_DATA', 'records', `records[${i}] ${what}.`);
}

/** (n columns, m) finite numbers in shared memory. */
function numbers(records: Records, columns: readonly string[], dtype: DType): Matrix {
  const [m, n] = [records.length, columns.length];
  const out = sharedZeros(dtype, m * n);
  records.forEach((record, i) => {
    columns.forEach((column, c) => {
      out[i * n + c] = finiteIn(out, 'records', record[column], i, c, columns);
    });
  });
  return Matrix.of(out, m, n).T;
}
