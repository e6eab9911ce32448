import { readOptions, signalOption } from '../base/checks.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { isIterable, listFrom } from '../base/iterables.js';
import type { Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Column } from './column.js';
import { checkTold, columnsOption, type ToldColumns } from './column-options.js';
import { holesOption, type HolesOption } from './holes.js';
import { RecordKeys, valuesOf, type NamedValues } from './named-values.js';
import { classLabels } from './names.js';
import { readValues, type ValueRequest } from './record-columns.js';
import { choose, rolesOf, type Roles } from './roles.js';
import { noValues, targetFormats, type Source } from './source.js';
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
export type Records<R extends object = object> = readonly R[];

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

/**
 * What {@link Dataset.fromRecordsAsync} takes: records that come one by one, or all of them.
 *
 * @example
 * import { Table, type RecordStream } from 'densely';
 *
 * async function* rows() {
 *   yield { plan: 'team', age: '41' };
 *   yield { plan: 'free', age: null };
 * }
 * const stream: RecordStream = rows();
 * console.log((await Table.fromRecordsAsync(stream)).size); // 2
 */
export type RecordStream<R extends object = object> = Iterable<R> | AsyncIterable<R>;

/**
 * What gives work up.
 *
 * @example
 * import { Table, type SignalOption } from 'densely';
 *
 * const soon: SignalOption = { signal: AbortSignal.timeout(10_000) };
 * console.log((await Table.fromRecordsAsync([{ age: 41 }], soon)).size); // 1
 */
export interface SignalOption {
  /** Then it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const TABLE_KEYS = ['features', 'columns', 'holes', 'dtype'] as const;
const KEYS = [...TABLE_KEYS, 'target', 'weights', 'groups', 'task', 'classes'] as const;

type Options = Partial<Record<(typeof KEYS)[number] | 'signal', unknown>>;

/** What the options say, read. */
export interface SourcePlan {
  readonly roles: Roles;
  readonly told: ToldColumns;
  readonly dtype: DType;
  readonly holes: HolesOption | undefined;
  readonly task: Task | undefined;
  readonly classes: readonly ClassLabel[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @param more the option that is there too */
export function datasetPlan(options: unknown, ...more: readonly 'signal'[]): SourcePlan {
  return planOf(readOptions('options', options, [...KEYS, ...more]), true);
}

/** The same without a target. */
export function tablePlan(options: unknown, ...more: readonly 'signal'[]): SourcePlan {
  return planOf(readOptions('options', options, [...TABLE_KEYS, ...more]), false);
}

function planOf(o: Options, hasTarget: boolean): SourcePlan {
  holesOption(o.holes);
  return {
    roles: rolesOf(o, hasTarget),
    told: columnsOption('columns', o.columns),
    dtype: dtypeOption('dtype', o.dtype === undefined ? 'float64' : o.dtype),
    holes: o.holes as HolesOption | undefined,
    task: o.task as Task | undefined,
    classes: classLabels(o.classes, undefined),
    signal: signalOption('signal', o.signal),
  };
}

/** Records, or columns, as features and targets; in pieces. */
export function* recordsSource(records: unknown, plan: SourcePlan): Slices<Source> {
  return yield* sourceOf(yield* valuesOf(records, plan.roles), plan);
}

/** The same in turns, also of records that come one by one: what is no record is refused as it comes. */
export async function recordsSourceAsync(records: unknown, plan: SourcePlan): Promise<Source> {
  const { roles, signal } = plan;
  const keys = new RecordKeys(roles);
  const list = isIterable(records)
    ? await listFrom(records, (record, i) => keys.see(record, i), signal)
    : records;
  return inSlices(recordsSource(list, plan), signal);
}

/** Columns that are no features, and the options that name them. */
function askedBy({ targets, weights, groups }: Roles): ReadonlyMap<string, string> {
  const asked = new Map(targets.map((name) => [name, 'target']));
  if (weights !== undefined) asked.set(weights, 'weights');
  if (groups !== undefined) asked.set(groups, 'groups');
  return asked;
}

/** Columns as features and targets; in pieces. */
export function* sourceOf(table: NamedValues, plan: SourcePlan): Slices<Source> {
  const { roles, told, task, classes } = plan;
  const { features, ...chosen } = choose(table.namedBy, table.names, roles);
  const asked = askedBy(roles);
  checkTold(told, table.names, asked);
  const holes = plan.holes ?? table.holes;
  const request: ValueRequest = { told, holes: holesOption(holes), dtype: plan.dtype };
  const skipped = features.filter((column) => told.get(column)?.kind === 'skip');
  const wanted = features.filter((column) => !skipped.includes(column));
  // What is none of the inputs is as the source has it: ids are no longer told apart in float32.
  const exact = { ...request, dtype: 'float64', isExact: true } as const;
  const isExact = task === 'classification';
  const labels = { ...exact, isExact, words: isWords(task, classes) };
  const read = yield* readValues(table, wanted, request);
  const truths = yield* readValues(table, roles.targets, labels);
  const { weights, groups } = roles;
  const counts = yield* readValues(table, listed(weights), { ...exact, isExact: false });
  const members = yield* readValues(table, listed(groups), exact);
  for (const name of [...truths.empty, ...counts.empty, ...members.empty])
    throw noValues(name, asked.get(name)!);
  return {
    frame: read.frame,
    features: read.frame.columns.map((column) => column.name),
    named: true,
    targets: truths.frame.columns,
    targetNames: roles.targets,
    weights: counts.frame.columns[0],
    groups: members.frame.columns[0],
    reading: {
      holes,
      ignored: [...roles.targets, ...chosen.beside, ...skipped, ...read.empty, ...chosen.unused],
      empty: read.empty,
      ...targetFormats(truths.frame.columns),
    },
    task,
    classes,
  };
}

const listed = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);

/** Do texts stay texts, numerals too? */
function isWords(task: unknown, classes: readonly ClassLabel[] | undefined): boolean {
  return task === 'classification' || typeof classes?.[0] === 'string';
}
