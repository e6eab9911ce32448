// Records that come one by one: cursors, streams, generators.
import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Dataset, Table, type DenselyError, type RecordStream } from '../../lib/index.js';

/** Rows as a Postgres client gives them: numeric and int8 as text, date as local midnight, no value as null. */
const rows = Array.from({ length: 500 }, (_, i) => ({
  id: BigInt(i),
  amount: i % 7 === 0 ? null : `${i}.${String(i % 100).padStart(2, '0')}`,
  plan: i % 11 === 0 ? null : ['free', 'team', 'pro'][i % 3]!,
  vip: i % 2 === 0,
  since: new Date(Date.UTC(2024, 0, 1 + (i % 300))),
  day: `2024-02-${String(1 + (i % 28)).padStart(2, '0')}`,
  left: i % 5 === 0 ? 'yes' : 'no',
}));
const options = { target: 'left', columns: { id: 'skip' } } as const;

/** What became of a stream. */
interface Watched {
  taken: number;
  returned: number;
}

function watched<R extends object>(list: readonly R[], seen: Watched): RecordStream<R> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const value = list[seen.taken++]!;
        return Promise.resolve(
          seen.taken > list.length ? { done: true, value: undefined } : { done: false, value },
        );
      },
      return: () => {
        seen.returned++;
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}

const errorOf = (promise: Promise<unknown>): Promise<DenselyError> =>
  promise.then(
    () => expect.unreachable(),
    (error: DenselyError) => error,
  );

describe('records one by one', () => {
  const expected = Dataset.fromRecords(rows, options);
  async function* one() {
    yield* rows;
  }
  function* atOnce() {
    yield* rows;
  }

  it.each<[string, () => RecordStream<(typeof rows)[number]>]>([
    ['an array', () => rows],
    ['a generator', atOnce],
    ['an asynchronous generator', one],
    ['a set', () => new Set(rows)],
    ['a stream in object mode', () => Readable.from(rows)],
    ['an iterator without return', () => watched(rows, { taken: 0, returned: 0 })],
  ])('of %s are those of an array', async (_, source) => {
    const data = await Dataset.fromRecordsAsync(source(), options);
    expect(data.records()).toEqual(expected.records());
    expect([data.labels, data.classes]).toEqual([expected.labels, expected.classes]);
    expect(String(data.schema)).toBe(String(expected.schema));
    const table = await Table.fromRecordsAsync(source(), { columns: { id: 'skip' } });
    expect(table.columns).toEqual(['amount', 'plan', 'vip', 'since', 'day', 'left']);
    expect(table.size).toBe(500);
  });

  it('are read as a database means them', () => {
    const kinds = expected.schema.columns.map(({ name, kind, holes }) => [name, kind, holes]);
    expect(kinds.slice(0, 5)).toEqual([
      ['amount', 'number', 72],
      ['plan', 'category', 46],
      ['vip', 'boolean', 0],
      ['since', 'date', 0],
      ['day', 'date', 0],
    ]);
    expect(expected.records()[11]).toEqual({
      amount: 11.11,
      plan: null,
      vip: false,
      since: new Date(Date.UTC(2024, 0, 12)),
      day: new Date(Date.UTC(2024, 1, 12)),
    });
    expect(Table.fromRecords(rows, { features: ['id'] }).records()[499]).toEqual({ id: 499 });
  });

  it('take lists by columns too', async () => {
    const columns = { age: [41, 23], left: ['no', 'yes'] };
    const data = await Dataset.fromRecordsAsync(columns, { target: 'left' });
    expect(data.X.toArray()).toEqual([[41, 23]]);
  });

  it('are refused as soon as one is wrong, and the source is told', async () => {
    const seen = { taken: 0, returned: 0 };
    const list = [rows[0]!, { ...rows[1]!, age: 4 }, ...rows];
    const error = await errorOf(Dataset.fromRecordsAsync(watched(list, seen), options));
    expect([error.code, error.argument]).toEqual(['ERR_DATA', 'records']);
    expect(error.message).toMatch(/records\[1\] has "age", which records\[0\] has not/);
    expect(seen).toEqual({ taken: 2, returned: 1 });
    const wrong = { taken: 0, returned: 0 };
    const none = [rows[0], 5, rows[1]] as unknown as typeof rows;
    expect((await errorOf(Table.fromRecordsAsync(watched(none, wrong)))).argument).toBe(
      'records[1]',
    );
    expect(wrong).toEqual({ taken: 2, returned: 1 });
  });

  it('are given up when the signal aborts, whatever the source does', async () => {
    const control = new AbortController();
    const seen = { taken: 0, returned: 0 };
    const endless = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          if (seen.taken++ < 3) return Promise.resolve({ done: false, value: rows[0]! });
          control.abort(new Error('enough'));
          return new Promise<never>(() => {});
        },
        return: () => {
          seen.returned++;
          return new Promise<never>(() => {});
        },
      }),
    };
    const { signal } = control;
    const work = Dataset.fromRecordsAsync(endless, { ...options, signal });
    await expect(work).rejects.toThrow('enough');
    expect(seen).toEqual({ taken: 4, returned: 1 });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const untouched = { taken: 0, returned: 0 };
    await expect(Table.fromRecordsAsync(watched(rows, untouched), { signal })).rejects.toThrow(
      'enough',
    );
    expect(untouched).toEqual({ taken: 0, returned: 0 });
  });

  it('that fail say how themselves', async () => {
    async function* broken() {
      yield rows[0]!;
      throw new Error('connection lost');
    }
    await expect(Table.fromRecordsAsync(broken())).rejects.toThrow('connection lost');
  });

  it('are none where none come, or where they come at once', async () => {
    async function* none(): AsyncGenerator<object> {}
    expect((await errorOf(Table.fromRecordsAsync(none()))).argument).toBe('records');
    const text = 'abc' as unknown as RecordStream;
    expect((await errorOf(Table.fromRecordsAsync(text))).argument).toBe('records');
    const stream = one() as unknown as typeof rows;
    expect(() => Dataset.fromRecords(stream, options)).toThrow(
      /records must be an array of records, .*fromRecordsAsync takes/,
    );
    expect(() => Table.fromRecords(new Set(rows) as unknown as typeof rows)).toThrow(
      /fromRecordsAsync/,
    );
  });

  it('leave the event loop to others, though they are all there', async () => {
    let others = 0;
    let over = false;
    const other = (): void => {
      others++;
      if (!over) setImmediate(other);
    };
    setImmediate(other);
    const many = Array.from({ length: 60_000 }, (_, i) => ({ ...rows[i % 500]!, more: `m${i}` }));
    async function* ready() {
      yield* many;
    }
    await Dataset.fromRecordsAsync(ready(), options);
    over = true;
    expect(others).toBeGreaterThan(5);
  });
});
