// Tables of Parquet files, which hyparquet-writer writes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { Dataset, Table, type DenselyError } from '../../lib/index.js';
import { readParquet } from '../../lib/parquet/index.js';

type Written = Parameters<typeof parquetWriteBuffer>[0];

const written = (options: Written): Uint8Array => new Uint8Array(parquetWriteBuffer(options));
const optional = (name: string, element: object) =>
  ({ name, repetition_type: 'OPTIONAL', ...element }) as const;

const day = new Date('2024-02-03');
const before = new Date('1960-01-01');
const noon = new Date('2024-02-03T12:30:00.250Z');
/** Its schema, its three values, its kind, and what is read of the first and the third. */
const all: readonly [
  name: string,
  element: object,
  data: readonly unknown[],
  kind: string,
  first: unknown,
  third?: unknown,
][] = [
  ['bool', { type: 'BOOLEAN' }, [true, null, false], 'boolean', true, false],
  ['int', { type: 'INT32' }, [1, null, -3], 'number', 1, -3],
  ['long', { type: 'INT64' }, [1n, null, -3n], 'number', 1, -3],
  ['float', { type: 'FLOAT' }, [1.5, null, -2], 'number', 1.5, -2],
  ['double', { type: 'DOUBLE' }, [0.1, null, -2], 'number', 0.1, -2],
  [
    'decimal',
    { type: 'INT32', converted_type: 'DECIMAL', precision: 9, scale: 2 },
    [123.45, null, -0.5],
    'number',
    123.45,
    -0.5,
  ],
  [
    'text',
    { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    ['NA', null, '01'],
    'category',
    'NA',
    '01',
  ],
  ['day', { type: 'INT32', converted_type: 'DATE' }, [day, null, before], 'date', day, before],
  [
    'ms',
    { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
    [noon, null, before],
    'date',
    noon,
    before,
  ],
  [
    'µs',
    {
      type: 'INT64',
      converted_type: 'TIMESTAMP_MICROS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    },
    [noon, null, before],
    'date',
    noon,
    before,
  ],
];
const columnData = all.map(([name, , data]) => ({ name, data: [...data] }));
const schema = [
  { name: 'root', num_children: all.length },
  ...all.map(([name, element]) => optional(name, element)),
] as NonNullable<Written['schema']>;
const bytes = written({ columnData, schema });
const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const errorOf = (promise: Promise<unknown>): Promise<DenselyError> =>
  promise.then(
    () => expect.unreachable(),
    (error: DenselyError) => error,
  );

describe('a Parquet file', () => {
  it.each(all)('has a column %s', async (name, _, __, kind, first, third) => {
    const table = await readParquet(bytes, { features: [name] });
    expect(table.records()).toEqual([{ [name]: first }, { [name]: null }, { [name]: third }]);
    const [column] = table.schema.columns;
    expect([column?.kind, column?.holes]).toEqual([kind, 1]);
  });

  it('is read of a path, a URL and a buffer', async () => {
    const path = join(folder, 'all.parquet');
    writeFileSync(path, bytes);
    const expected = (await readParquet(bytes)).records();
    expect(expected[0]).toMatchObject({ text: 'NA', int: 1, day });
    expect((await readParquet(path)).records()).toEqual(expected);
    expect((await readParquet(pathToFileURL(path))).records()).toEqual(expected);
    expect((await readParquet(bytes.slice().buffer)).records()).toEqual(expected);
  });

  it('is a dataset with a target, of several groups of rows with dictionaries', async () => {
    const size = 5000;
    const plan = Array.from({ length: size }, (_, i) => ['free', 'team', 'pro'][(i * i) % 3]!);
    const age = Array.from({ length: size }, (_, i) => (i % 97) + 0.5);
    const left = age.map((a) => (a > 40 ? 'yes' : 'no'));
    const file = written({
      columnData: [
        { name: 'age', data: age, type: 'DOUBLE' },
        { name: 'plan', data: plan, type: 'STRING' },
        { name: 'left', data: left, type: 'STRING' },
      ],
      rowGroupSize: 700,
    });
    const data = await readParquet(file, { target: 'left', columns: { age: { scale: 'robust' } } });
    expect(data).toBeInstanceOf(Dataset);
    expect([data.labels, data.features]).toEqual([left, ['age', 'plan']]);
    expect(data.records()).toEqual(age.map((a, i) => ({ age: a, plan: plan[i] })));
    const table = await readParquet(file, { columns: { age: 'category', left: 'skip' } });
    expect(table).toBeInstanceOf(Table);
    expect(table.schema.columns.slice(0, 2).map(({ kind }) => kind)).toEqual([
      'category',
      'category',
    ]);
  });

  it('may be packed by what another package unpacks', async () => {
    const file = written({
      columnData: [{ name: 'n', data: [1, 2, 3], type: 'INT32' }],
      codec: 'GZIP',
      compressors: { GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)) },
    } as Written);
    expect((await readParquet(file)).records()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('is refused with what is wrong', async () => {
    const nested = written({
      columnData: [{ name: 'a b', data: [{ x: 1 }, { x: 2 }], type: 'JSON' }],
    });
    const other = await errorOf(readParquet(nested));
    expect([other.code, other.argument]).toEqual(['ERR_DATA', 'source']);
    expect(other.message).toMatch(
      /a column "a b" of the type JSON, .*columns: \{ "a b": 'skip' \}/,
    );
    const text = await errorOf(readParquet(new TextEncoder().encode('a,b\n1,2\n3,4\n')));
    expect([text.code, text.argument]).toEqual(['ERR_DATA', 'source']);
    expect(text.message).toMatch(/source: it cannot be read as Parquet/);
    const none = await errorOf(readParquet(join(folder, 'none.parquet')));
    expect(none.message).toMatch(/none\.parquet: there is no such file/);
    expect((await errorOf(readParquet(bytes, { target: 'txt' }))).message).toMatch(
      /no column "txt"; the nearest is "text"/,
    );
    const odd = await errorOf(readParquet(bytes, { targt: 'text' } as object));
    expect([odd.code, odd.argument]).toEqual(['ERR_OPTION', 'targt']);
    expect((await errorOf(readParquet(5 as unknown as string))).message).toMatch(
      /source must be a path/,
    );
    for (let length = 0; length < bytes.length; length += 7)
      expect((await errorOf(readParquet(bytes.slice(0, length)))).code).toBe('ERR_DATA');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readParquet(bytes, { signal })).rejects.toThrow('enough');
  });
});
