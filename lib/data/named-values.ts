// Examples as people hand them over, column by column.
import { invalid, show, DenselyError } from '../base/errors.js';
import { isIterable } from '../base/iterables.js';
import { isRow, listLength } from '../base/rows.js';
import { inPieces, type Slices } from '../base/slices.js';
import { plain, typedName } from '../base/typed-array.js';
import type { ColumnOptions } from './column.js';
import type { HolesOption } from './holes.js';
import { saidNames, type Roles } from './roles.js';

/** Values of a column; of dates also their milliseconds since 1970, NaN for a hole. */
export type Values = readonly unknown[] | Float64Array;

/** Values of examples, column by column. */
export interface NamedValues {
  /** What the caller calls them. */
  readonly argument: string;
  /** What says the names of the columns. */
  readonly namedBy: string;
  readonly names: readonly string[];
  readonly size: number;
  /**
   * A list of its own each time: getters run once. In pieces.
   * @param isExact whole numbers of 64 bits as they are
   */
  readonly values: (name: string, isExact?: boolean) => Slices<Values>;
  /** What the source itself says of a column. */
  readonly said?: (name: string) => ColumnOptions;
  /** What counts as a hole where nobody says it, default the usual spellings. */
  readonly holes?: HolesOption;
}

/** Values that are looked at in one piece of work. */
export const PIECE: number = 1 << 12;

/** Records, or columns by their names; in pieces. */
export function* valuesOf(records: unknown, roles: Roles): Slices<NamedValues> {
  return isColumns(records) ? listsOf(records) : yield* recordsOf(records, roles);
}

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

/** An object of lists, each a column. */
function isColumns(value: unknown): value is ColumnLists {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const lists = Object.values(value);
  // Of 64-bit integers too.
  return lists.length > 0 && lists.every((list) => isRow(list) || typedName(list) !== undefined);
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
  const values = (key: string): Slices<Values> => ready(own.get(key)!);
  return { argument: 'records', namedBy: 'records', names, size, values };
}

/** For {@link NamedValues.values}. */
export function* ready(values: Values): Slices<Values> {
  yield;
  return values;
}

/** Looks at records one after another. */
export class RecordKeys {
  readonly #keys = new Set<string>();
  /** Names that somebody asks for and no record had so far: a later one may. */
  readonly #awaited: Set<string>;
  readonly #asked: ReadonlySet<string>;
  readonly #isOpen: boolean;

  constructor(roles: Roles) {
    this.#asked = new Set(saidNames(roles));
    this.#awaited = new Set(this.#asked);
    this.#isOpen = roles.features !== undefined;
  }

  /** Those of the first record, and what somebody asks for. */
  get names(): readonly string[] {
    return [...this.#keys];
  }

  /** @throws `ERR_DATA` for what is no record, and for other keys than the first's unless the features are named */
  see(record: unknown, i: number): void {
    checkRecord(record, i);
    if (i === 0) {
      checkOwn(record, this.#asked);
      for (const key of Object.keys(record)) this.#keys.add(key);
    }
    for (const key of this.#awaited)
      if (Object.hasOwn(record, key)) {
        this.#awaited.delete(key);
        this.#keys.add(key);
      }
    if (i === 0 || this.#isOpen) return;
    for (const key of Object.keys(record))
      if (!this.#keys.has(key) && !this.#asked.has(key)) throw moreKeys(i, key);
  }
}

function checkRecord(record: unknown, i: number): asserts record is Record<string, unknown> {
  const isOne = record !== null && typeof record === 'object' && !Array.isArray(record);
  if (!isOne || ArrayBuffer.isView(record))
    throw invalid(`records[${i}]`, record, 'an object with named columns', 'ERR_DATA');
}

/** @throws `ERR_DATA` for a column that is asked for and that only the record's class has */
function checkOwn(record: object, asked: ReadonlySet<string>): void {
  const isInherited = (key: string): boolean =>
    key in record && !Object.hasOwn(record, key) && !(key in Object.prototype);
  const inherited = [...asked].find(isInherited);
  if (inherited === undefined && Object.keys(record).length > 0) return;
  const has =
    inherited === undefined
      ? 'no key of its own'
      : `${show(inherited)} from its class, such as a getter, and not as a key of its own`;
  throw new DenselyError(
    'ERR_DATA',
    'records[0]',
    `records[0] has ${has}; only those are columns. Make plain records first: records.map(({ age, plan }) => ({ age, plan })).`,
  );
}

function moreKeys(i: number, key: string): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'records',
    `records[${i}] has ${show(key)}, which records[0] has not: name the features to use.`,
  );
}

function* recordsOf(records: unknown, roles: Roles): Slices<NamedValues> {
  if (isIterable(records)) throw notAList(records);
  const size = listLength('records', records);
  const list = records as readonly Record<string, unknown>[];
  const keys = new RecordKeys(roles);
  yield* inPieces(size, PIECE, (from, to) => {
    for (let i = from; i < to; i++) keys.see(list[i], i);
  });
  const { names } = keys;
  const values = function* (key: string): Slices<Values> {
    const own: unknown[] = [];
    yield* inPieces(size, PIECE, (from, to) => {
      for (let i = from; i < to; i++) own.push(Object.hasOwn(list[i]!, key) ? list[i]![key] : null);
    });
    return own;
  };
  return { argument: 'records', namedBy: 'records[0]', names, size, values };
}

function notAList(records: unknown): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'records',
    `records must be an array of records, not ${show(records)}: fromRecordsAsync takes what gives its records one by one, such as a stream, a cursor or a generator.`,
  );
}
