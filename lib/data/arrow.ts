// Tables of Apache Arrow and of Arquero, known by their shape.
import { DenselyError, invalid, show } from '../base/errors.js';
import { inPieces, type Slices } from '../base/slices.js';
import type { ColumnOptions } from './column.js';
import { columnsText } from './kinds.js';
import { PIECE, valuesOf, type NamedValues, type Values } from './named-values.js';
import type { Roles } from './roles.js';

/** A type of Arrow's. */
interface ArrowType {
  readonly typeId: number;
}

/** A run of a column. */
interface ArrowChunk {
  readonly length: number;
  readonly values?: unknown;
  readonly dictionary?: ArrowVector | undefined;
}

interface ArrowVector {
  readonly length: number;
  readonly data: readonly ArrowChunk[];
  get(i: number): unknown;
}

/**
 * A table of the package apache-arrow, or what has its shape.
 *
 * @example
 * import { type ArrowTable, Table } from 'densely';
 *
 * // const table = tableFromIPC(bytes), of the package apache-arrow.
 * const vector = { length: 2, data: [{ length: 2, values: Int32Array.of(41, 23) }], get: () => null };
 * const table: ArrowTable = {
 *   numRows: 2,
 *   schema: { fields: [{ name: 'age', type: { typeId: 2 } }] },
 *   getChild: () => vector,
 * };
 * console.log(Table.arrow(table).records()); // [ { age: 41 }, { age: 23 } ]
 */
export interface ArrowTable {
  /** Number of examples. */
  readonly numRows: number;
  /** Names and types of the columns. */
  readonly schema: {
    /** A column each. */
    readonly fields: readonly {
      /** Of the column. */
      readonly name: string;
      /** What it holds. */
      readonly type: ArrowType;
    }[];
  };
  /** The column of a name. */
  getChild(name: string): ArrowVector | null;
}

/**
 * A table of the package arquero, or what has its shape: its kinds are found out as those of records.
 *
 * @example
 * import { type ArqueroTable, Table } from 'densely';
 *
 * // const table = aq.table({ age: [41, 23] }), of the package arquero.
 * const table: ArqueroTable = { columnNames: () => ['age'], array: () => [41, 23] };
 * console.log(Table.arrow(table).size); // 2
 */
export interface ArqueroTable {
  /** Names of the columns. */
  columnNames(): readonly string[];
  /** The values of a column, filtered and ordered. */
  array(name: string): ArrayLike<unknown>;
}

/** Columns of a table of another library; in pieces. */
export function* arrowValues(table: unknown, roles: Roles): Slices<NamedValues> {
  if (hasShape<ArqueroTable>(table, ['columnNames', 'array'])) {
    const lists = table.columnNames().map((name) => [name, table.array(name)] as const);
    return {
      ...(yield* valuesOf(Object.fromEntries(lists), roles)),
      argument: 'table',
      namedBy: 'table',
    };
  }
  if (!hasShape<ArrowTable>(table, ['getChild']) || !Array.isArray(table.schema?.fields))
    throw invalid('table', table, 'a table of apache-arrow, or of arquero', 'ERR_DATA');
  return arrowColumns(table);
}

function hasShape<T>(value: unknown, methods: readonly (keyof T)[]): value is T {
  if (value === null || typeof value !== 'object') return false;
  return methods.every((method) => typeof (value as T)[method] === 'function');
}

function arrowColumns(table: ArrowTable): NamedValues {
  const { fields } = table.schema;
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const problem =
    table.numRows === 0
      ? 'has no rows: at least one is needed'
      : twice !== undefined && `has two columns named ${show(twice)}: rename one of them`;
  if (problem) throw new DenselyError('ERR_DATA', 'table', `table ${problem}.`);
  const column = (name: string): ArrowColumn => {
    const { type } = fields.find((field) => field.name === name)!;
    return new ArrowColumn(name, type, table.getChild(name)!);
  };
  return {
    argument: 'table',
    namedBy: 'table',
    names,
    size: table.numRows,
    values: (name, isExact) => column(name).values(isExact),
    said: (name) => column(name).said,
    holes: { only: [] },
  };
}

/** What the numbers of Arrow's types say. */
const types = { empty: 1, int: 2, float: 3, bool: 6, decimal: 7, date: 8, timestamp: 10 } as const;
const dictionary = -1;
const texts: readonly number[] = [5, 20, 24];

class ArrowColumn {
  readonly #name: string;
  readonly #type: ArrowType;
  readonly #vector: ArrowVector;

  constructor(name: string, type: ArrowType, vector: ArrowVector) {
    this.#name = name;
    this.#type = type;
    this.#vector = vector;
  }

  /** @throws `ERR_DATA` for a type that no column holds */
  get said(): ColumnOptions {
    const { typeId } = this.#type;
    if (typeId === types.empty) return {};
    if (typeId === types.bool) return { kind: 'boolean' };
    if (typeId === types.date || typeId === types.timestamp) return { kind: 'date' };
    if (typeId === types.int || typeId === types.float || typeId === types.decimal)
      return { kind: 'number' };
    if (texts.includes(typeId)) return { kind: 'category' };
    if (typeId === dictionary) return { kind: 'category', ...this.#order };
    throw new DenselyError(
      'ERR_DATA',
      'table',
      `column ${show(this.#name)} of table is of Arrow's type ${String(this.#type)}, which is no kind of column here. Leave it out: columns: ${columnsText(this.#name, 'skip')}.`,
    );
  }

  get #order(): Pick<ColumnOptions, 'order'> {
    if ((this.#type as { isOrdered?: unknown }).isOrdered !== true) return {};
    const lists = this.#vector.data.map((chunk) => chunk.dictionary);
    // One that grows from chunk to chunk keeps what it had.
    const longest = lists.reduce((a, b) => ((b?.length ?? 0) > (a?.length ?? 0) ? b : a));
    const levels = valuesIn(longest).filter((level) => level !== null);
    return levels.length > 1 ? { order: levels.map((level) => String(level).trim()) } : {};
  }

  values(isExact = false): Slices<Values> {
    const { typeId } = this.#type;
    if (typeId === dictionary) return this.#words();
    if (typeId === types.int && isExact) return this.#integers();
    const read = typeId === types.empty ? undefined : numberReader(this.#type);
    return read ? this.#numbers(read) : this.#others();
  }

  *#numbers(read: ChunkReader): Slices<Values> {
    const out = new Float64Array(this.#vector.length);
    for (const [first, chunk] of chunksOf(this.#vector)) {
      const isHole = holesOf(chunk);
      const value = read(chunk) ?? ((i: number) => Number(this.#vector.get(first + i)));
      yield* inPieces(chunk.length, PIECE, (from, to) => {
        for (let i = from; i < to; i++) out[first + i] = isHole(i) ? NaN : value(i);
      });
    }
    return out;
  }

  *#integers(): Slices<Values> {
    const out: unknown[] = [];
    for (const [, chunk] of chunksOf(this.#vector)) {
      const isHole = holesOf(chunk);
      const list = chunk.values as ArrayLike<number | bigint>;
      yield* inPieces(chunk.length, PIECE, (from, to) => {
        for (let i = from; i < to; i++) out.push(isHole(i) ? null : list[i]);
      });
    }
    return out;
  }

  *#words(): Slices<Values> {
    const out: unknown[] = [];
    let [known, levels] = [undefined as ArrowVector | undefined, [] as readonly unknown[]];
    for (const [, chunk] of chunksOf(this.#vector)) {
      if (chunk.dictionary !== known) levels = valuesIn((known = chunk.dictionary));
      const codes = chunk.values as ArrayLike<number | bigint>;
      const isHole = holesOf(chunk);
      yield* inPieces(chunk.length, PIECE, (from, to) => {
        for (let i = from; i < to; i++) out.push(isHole(i) ? null : levels[Number(codes[i])]);
      });
    }
    return out;
  }

  *#others(): Slices<Values> {
    const out: unknown[] = [];
    yield* inPieces(this.#vector.length, PIECE, (from, to) => {
      for (let i = from; i < to; i++) out.push(this.#vector.get(i));
    });
    return out;
  }
}

function* chunksOf({ data }: ArrowVector): Generator<readonly [number, ArrowChunk]> {
  let first = 0;
  for (const chunk of data) {
    yield [first, chunk];
    first += chunk.length;
  }
}

function valuesIn(vector: ArrowVector | undefined): readonly unknown[] {
  return Array.from({ length: vector?.length ?? 0 }, (_, i) => vector!.get(i));
}

/** Tells which values of a run are missing: a bit each, 0 where it is. */
function holesOf(chunk: ArrowChunk): (i: number) => boolean {
  const { nullBitmap, offset = 0 } = chunk as { nullBitmap?: Uint8Array; offset?: number };
  if (!nullBitmap || nullBitmap.length === 0) return () => false;
  return (i) => ((nullBitmap[(offset + i) >> 3]! >> ((offset + i) & 7)) & 1) === 0;
}

/** What some types tell beside. */
interface Details {
  readonly unit?: number;
  readonly scale?: number;
  readonly precision?: number;
  readonly bitWidth?: number;
}

/** Tells the numbers of a run where they lie; undefined where the table itself is to be asked. */
type ChunkReader = (chunk: ArrowChunk) => ((i: number) => number) | undefined;

function numberReader(type: ArrowType): ChunkReader | undefined {
  const { unit = 0, scale = 0, precision, bitWidth = 128 } = type as Details;
  if (type.typeId === types.decimal) return (chunk) => decimals(chunk, scale, bitWidth / 32);
  // Float16 lies as whole numbers.
  if (type.typeId === types.float && precision === 0) return () => undefined;
  if (type.typeId === types.int || type.typeId === types.float) return plainNumbers;
  if (type.typeId === types.date) return unit === 0 ? days : (chunk) => instants(chunk, 1);
  if (type.typeId === types.timestamp) return (chunk) => instants(chunk, unit);
  return undefined;
}

function plainNumbers({ values }: ArrowChunk): ((i: number) => number) | undefined {
  const list = values as ArrayLike<number | bigint>;
  return ArrayBuffer.isView(values) ? (i) => Number(list[i]) : undefined;
}

const DAY = 86_400_000;

function days({ values }: ArrowChunk): ((i: number) => number) | undefined {
  return values instanceof Int32Array ? (i) => values[i]! * DAY : undefined;
}

/** @param unit seconds, thousandths, millionths, … of a second: 0, 1, 2, 3 */
function instants({ values }: ArrowChunk, unit: number): ((i: number) => number) | undefined {
  if (!(values instanceof BigInt64Array)) return undefined;
  if (unit === 0) return (i) => Number(values[i]) * 1000;
  if (unit === 1) return (i) => Number(values[i]);
  if (unit === 2) return (i) => Math.floor(Number(values[i]) / 1000);
  return (i) => Math.floor(Number(values[i]! / 1000n) / 1000);
}

/** Whole numbers of several words, the least first, with so many digits behind the point. */
function decimals({ values }: ArrowChunk, scale: number, words: number): (i: number) => number {
  const all = values as Uint32Array;
  return (i) => {
    let whole = 0n;
    for (let w = words - 1; w >= 0; w--) whole = (whole << 32n) | BigInt(all[i * words + w]!);
    return Number(`${BigInt.asIntN(32 * words, whole)}e${-scale}`);
  };
}
