// Tables of other libraries, as objects of their shape.
import { describe, expect, it } from 'vitest';
import { Dataset, Table, type ArrowTable } from '../../lib/index.js';

/** A column as apache-arrow lays it out. */
interface Column {
  readonly name: string;
  readonly type: { readonly typeId: number; readonly [key: string]: unknown };
  readonly data: readonly Chunk[];
}

interface Chunk {
  readonly length: number;
  readonly values: unknown;
  readonly nullBitmap?: Uint8Array;
  readonly offset?: number;
  readonly dictionary?: ReturnType<typeof words>;
  /** What a vector's `get` answers. */
  readonly got?: readonly unknown[];
}

function words(list: readonly unknown[]) {
  return { length: list.length, data: [], get: (i: number) => list[i] };
}

function tableOf(columns: readonly Column[]): ArrowTable {
  const vectors = columns.map(({ data }) => {
    const got = data.flatMap((chunk) => chunk.got ?? []);
    const length = data.reduce((sum, chunk) => sum + chunk.length, 0);
    return { length, data, get: (i: number) => got[i] };
  });
  return {
    numRows: vectors[0]?.length ?? 0,
    schema: { fields: columns },
    getChild: (name) => vectors[columns.findIndex((column) => column.name === name)] ?? null,
  };
}

/** Of three values the second is missing. */
const nullBitmap = Uint8Array.of(0b101);
const whole = (name: string, type: Column['type'], values: unknown, more: object = {}): Column => ({
  name,
  type,
  data: [{ length: 3, values, nullBitmap, ...more }],
});
const int = { typeId: 2 };
const double = { typeId: 3, precision: 2 };
const utf8 = { typeId: 5 };
const dictionary = { typeId: -1 };
const us = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;

const day = new Date('2024-02-03');
const before = new Date('1960-01-01');
const all: readonly [Column, kind: string, first: unknown, third: unknown][] = [
  [whole('i32', int, Int32Array.of(1, 9, -3)), 'number', 1, -3],
  [whole('i64', int, BigInt64Array.of(1n, 9n, -3n)), 'number', 1, -3],
  [whole('u64', int, BigUint64Array.of(1n, 9n, 3n)), 'number', 1, 3],
  [whole('f32', { typeId: 3, precision: 1 }, Float32Array.of(1.5, 9, 2)), 'number', 1.5, 2],
  [whole('f64', double, Float64Array.of(1.5, 9, 2)), 'number', 1.5, 2],
  [
    whole('f16', { typeId: 3, precision: 0 }, Uint16Array.of(1, 2, 3), { got: [1.5, null, 2] }),
    'number',
    1.5,
    2,
  ],
  [
    whole(
      'decimal',
      { typeId: 7, scale: 2, bitWidth: 64 },
      Uint32Array.of(12345, 0, 0, 0, 2 ** 32 - 12345, 2 ** 32 - 1),
    ),
    'number',
    123.45,
    -123.45,
  ],
  [
    whole('bool', { typeId: 6 }, Uint8Array.of(1), { got: [true, null, false] }),
    'boolean',
    true,
    false,
  ],
  [whole('text', utf8, new Uint8Array(5), { got: ['NA', null, '1'] }), 'category', 'NA', '1'],
  [
    whole('large', { typeId: 20 }, new Uint8Array(5), { got: ['b', null, 'a'] }),
    'category',
    'b',
    'a',
  ],
  [
    whole('levels', dictionary, Int8Array.of(2, 0, 0), { dictionary: words(['x', 'y', 'z']) }),
    'category',
    'z',
    'x',
  ],
  [
    whole('order', { typeId: -1, isOrdered: true }, Int8Array.of(2, 0, 0), {
      dictionary: words(['low', 'mid', 'high']),
    }),
    'category',
    'high',
    'low',
  ],
  [whole('day', { typeId: 8, unit: 0 }, Int32Array.of(19756, 0, -3653)), 'date', day, before],
  [
    whole('date', { typeId: 8, unit: 1 }, BigInt64Array.of(BigInt(+day), 0n, BigInt(+before))),
    'date',
    day,
    before,
  ],
  [
    whole('old date', { typeId: 8, unit: 1 }, Int32Array.of(1, 2, 3, 4, 5, 6), {
      got: [day, null, before],
    }),
    'date',
    day,
    before,
  ],
  ...([1000n, 1n] as const).map((per, i): (typeof all)[number] => [
    whole(
      ['s', 'ms'][i]!,
      { typeId: 10, unit: i },
      BigInt64Array.of(BigInt(+day) / per, 0n, BigInt(+before) / per),
    ),
    'date',
    day,
    before,
  ]),
  [
    whole('µs', { typeId: 10, unit: 2 }, BigInt64Array.of(us('2024-02-03') + 999n, 0n, -1n)),
    'date',
    day,
    new Date(-1),
  ],
  [
    whole('ns', { typeId: 10, unit: 3 }, BigInt64Array.of(us('2024-02-03') * 1000n, 0n, 0n)),
    'date',
    day,
    new Date(0),
  ],
];

describe("a table in Arrow's shape", () => {
  it.each(all.map(([column, ...rest]) => [column.name, column, ...rest] as const))(
    'has a column %s',
    (name, column, kind, first, third) => {
      const table = Table.arrow(tableOf([column]));
      expect(table.records()).toEqual([{ [name]: first }, { [name]: null }, { [name]: third }]);
      const [of] = table.schema.columns;
      if (name === 'order') expect(of?.levels).toEqual(['low', 'high']);
      expect([of?.kind, of?.holes]).toEqual([kind, 1]);
    },
  );

  it('has columns in runs, each with places of its own', () => {
    const bits = Uint8Array.of(0b1011_0000);
    const numbers: Column = {
      name: 'n',
      type: int,
      data: [
        { length: 2, values: Int16Array.of(1, 2) },
        { length: 4, values: Int16Array.of(3, 4, 5, 6), nullBitmap: bits, offset: 4 },
      ],
    };
    const levels: Column = {
      name: 'l',
      type: dictionary,
      data: [
        { length: 2, values: Int8Array.of(0, 1), dictionary: words(['a', 'b']) },
        { length: 4, values: Int8Array.of(0, 1, 2, 2), dictionary: words(['c', 'b', 'a']) },
      ],
    };
    const table = Table.arrow(tableOf([numbers, levels]));
    expect(table.records().map((record) => Object.values(record))).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'b'],
      [null, 'a'],
      [6, 'a'],
    ]);
  });

  it('is a dataset with a target, whose kinds may be said otherwise', () => {
    const age = whole('age', double, Float64Array.of(41, 0, 23));
    const plan = whole('plan', int, Int8Array.of(2, 0, 1));
    const since = whole('since', int, Int32Array.of(86_400, 0, 172_800));
    const list = whole('list', { typeId: 12 }, null);
    const left: Column = {
      name: 'left',
      type: utf8,
      data: [{ length: 3, values: null, got: ['1', '0', '1'] }],
    };
    const data = Dataset.arrow(tableOf([age, plan, since, list, left]), {
      target: 'left',
      columns: {
        age: { impute: 'median' },
        plan: 'category',
        since: { kind: 'date', format: 'epoch-s' },
        list: 'skip',
      },
    });
    expect(data.labels).toEqual(['1', '0', '1']);
    const kinds = data.schema.columns.map(({ name, kind }) => [name, kind]);
    expect(kinds.slice(0, 3)).toEqual([
      ['age', 'number'],
      ['plan', 'category'],
      ['since', 'date'],
    ]);
    expect(data.records()[2]).toEqual({ age: 23, plan: '1', since: new Date(172_800_000) });
  });

  it('is refused with what is wrong', () => {
    const number = whole('n', double, Float64Array.of(1, 2, Infinity));
    expect(() => Table.arrow(tableOf([number]))).toThrow(
      /table\[2\], column "n" is Infinity, not a number/,
    );
    const nested = whole('a b', { typeId: 12, toString: () => 'List<Int8>' }, null);
    expect(() => Table.arrow(tableOf([nested]))).toThrow(
      /column "a b" of table is of Arrow's type List<Int8>.*columns: \{ "a b": 'skip' \}/,
    );
    expect(() => Table.arrow(tableOf([number, number]))).toThrow(/two columns named "n"/);
    expect(() => Table.arrow(tableOf([]))).toThrow(/table has no rows/);
    const late = whole('t', { typeId: 10, unit: 0 }, BigInt64Array.of(1n << 60n, 0n, 0n));
    expect(() => Table.arrow(tableOf([late]))).toThrow(/table\[0\], column "t" is .*not a date/);
    expect(() => Table.arrow({} as ArrowTable)).toThrow(/table must be a table of apache-arrow/);
    const data = tableOf([whole('n', double, Float64Array.of(1, 2, 3))]);
    expect(() => Dataset.arrow(data, { target: 'm' })).toThrow(/There is no column "m".*"n"/);
  });
});

describe("a table in Arquero's shape", () => {
  const columns: Record<string, readonly unknown[]> = {
    age: [41, null, 23],
    plan: ['team', 'free', undefined],
    left: ['no', 'yes', 'no'],
  };
  const table = {
    columnNames: () => Object.keys(columns),
    array: (name: string) => columns[name]!,
  };

  it('has its kinds found out', () => {
    const data = Dataset.arrow(table, { target: 'left' });
    expect(data.records()).toEqual([
      { age: 41, plan: 'team' },
      { age: null, plan: 'free' },
      { age: 23, plan: null },
    ]);
    expect(data.labels).toEqual(['no', 'yes', 'no']);
  });
});
