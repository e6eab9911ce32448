// Arrays as NumPy saves them: npy.py has made them.
import { rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Dataset, Table, type DenselyError } from '../../lib/index.js';
import { fixture } from '../fixtures.js';

interface Saved {
  readonly name: string;
  readonly file: string;
  readonly values?: unknown;
}

const { numbers, labels, refused } = fixture('npy.json') as Record<string, readonly Saved[]>;
const bytesOf = ({ file }: Saved): Uint8Array => new Uint8Array(Buffer.from(file, 'base64'));
const named = (list: readonly Saved[]) => list.map((saved) => [saved.name, saved] as const);
const folder = mkdtempSync(join(tmpdir(), 'npy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const errorOf = (promise: Promise<unknown>): Promise<DenselyError> =>
  promise.then(
    () => expect.unreachable(),
    (error: DenselyError) => error,
  );

describe('numbers of a .npy file', () => {
  it.each(named(numbers!))('%s', async (_, saved) => {
    const table = await Table.npy(bytesOf(saved));
    const rows = saved.values as readonly (number | readonly number[])[];
    const expected = rows.map((row) => (typeof row === 'number' ? [row] : row));
    expect(table.records().map((record) => Object.values(record))).toEqual(expected);
    expect(table.columns).toEqual(expected[0]!.map((__, i) => `x${i + 1}`));
  });

  it('are kept as they are, unless it is said otherwise', async () => {
    const [double, single] = [bytesOf(numbers![0]!), bytesOf(numbers![1]!)];
    const y = bytesOf(numbers!.find(({ name }) => name === 'one column')!);
    const options = { task: 'regression', features: ['a', 'b', 'c'], targets: ['t'] } as const;
    const data = await Dataset.npy(single, y, options);
    expect([data.X.dtype, data.features, data.targets]).toEqual([
      'float32',
      ['a', 'b', 'c'],
      ['t'],
    ]);
    expect(data.labels).toEqual([1.5, 4]);
    expect((await Dataset.npy(double, y, options)).X.dtype).toBe('float64');
    expect((await Dataset.npy(single, y, { ...options, dtype: 'float64' })).X.dtype).toBe(
      'float64',
    );
    const several = await Dataset.npy(double, single, { task: 'regression' });
    expect(several.labels).toEqual(numbers![0]!.values);
  });

  it('come of a path and of a URL, whose names stand in what is refused', async () => {
    const path = join(folder, 'X.npy');
    writeFileSync(path, bytesOf(numbers![0]!));
    const expected = (await Table.npy(bytesOf(numbers![0]!))).records();
    expect((await Table.npy(path)).records()).toEqual(expected);
    expect((await Table.npy(pathToFileURL(path))).records()).toEqual(expected);
    const none = await errorOf(Table.npy(join(folder, 'none.npy')));
    expect([none.code, none.argument]).toEqual(['ERR_DATA', 'X']);
    expect(none.message).toMatch(/none\.npy: there is no such file/);
  });

  it('may be missing where that is said', async () => {
    const bytes = bytesOf(numbers![0]!).slice();
    new DataView(bytes.buffer).setFloat64(bytes.length - 8, NaN, true);
    const table = await Table.npy(bytes, { holes: true, features: ['a', 'b', 'c'] });
    expect(table.records()[1]).toEqual({ a: 4, b: 0.25, c: null });
    expect((await errorOf(Table.npy(bytes))).message).toMatch(/is NaN/);
  });
});

describe('labels of a .npy file', () => {
  it.each(named(labels!))('%s', async (_, saved) => {
    const values = saved.values as readonly (string | number | boolean)[];
    const bytes = bytesOf(numbers!.find(({ name }) => name === 'one column')!);
    const whole = Dataset.from(
      values.map((__, i) => [i]),
      values as readonly string[],
    );
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${values.length},), }\n`;
    const start = Buffer.concat([bytes.subarray(0, 8), Buffer.of(header.length, 0)]);
    const X = Buffer.concat([start, Buffer.from(header), Uint8Array.from(values.keys())]);
    const data = await Dataset.npy(new Uint8Array(X), bytesOf(saved));
    expect([data.labels, data.classes]).toEqual([values, whole.classes]);
  });
});

describe('what is no such file', () => {
  it.each(named(refused!))('%s', async (_, saved) => {
    const error = await errorOf(Table.npy(bytesOf(saved)));
    expect([error.code, error.argument]).toEqual(['ERR_DATA', 'X']);
    expect(error.message).toMatch(/can be read|one or two sizes are needed/);
  });

  it('is refused at every length but its own', async () => {
    const bytes = bytesOf(numbers![0]!);
    for (let length = 0; length < bytes.length; length++) {
      const error = await errorOf(Table.npy(bytes.subarray(0, length)));
      expect([length, error.code, error.argument]).toEqual([length, 'ERR_DATA', 'X']);
    }
    const more = await errorOf(Table.npy(new Uint8Array([...bytes, 0])));
    expect(more.message).toMatch(/177 bytes, but 2 × 3 values need 176: it is damaged/);
  });

  it('is told by what it is', async () => {
    const text = await errorOf(Table.npy(new TextEncoder().encode('a,b\n1,2\n3,4\n')));
    expect(text.message).toMatch(/X: this is no \.npy file, which begins with/);
    const words = await errorOf(Table.npy(bytesOf(labels![0]!)));
    expect(words.message).toMatch(/it holds texts, but X is to hold numbers/);
    const wrong = await errorOf(Table.npy(5 as unknown as string));
    expect(wrong.message).toMatch(/X must be a path, a file: URL or a Uint8Array, not 5/);
    const [X, y] = [bytesOf(numbers![0]!), bytesOf(labels![0]!)];
    expect((await errorOf(Dataset.npy(X, y))).message).toMatch(/4 .* 2 examples/);
    const odd = await errorOf(Dataset.npy(X, y, { taks: 1 } as object));
    expect([odd.code, odd.argument]).toEqual(['ERR_OPTION', 'taks']);
  });
});
