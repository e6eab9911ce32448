// Whole numbers of 64 bits that name something: as float64 two of them are one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Dataset, datasets, Table, train } from '../../lib/index.js';

const folder = mkdtempSync(join(tmpdir(), 'densely-ids-'));
afterAll(() => rmSync(folder, { recursive: true }));

const first = 2n ** 53n;
const ids = Array.from({ length: 12 }, (_, i) => first + BigInt(i >> 1));
const texts = ids.map(String);
const groups = 'id';
const target = 'y';

async function* once(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

/** Every group is whole: no part has an id of the other. */
function checkSplit(data: Dataset): void {
  expect(data.groups).toEqual(texts);
  expect(data.schema.columns.find(({ role }) => role === 'groups')?.kind).toBe('category');
  const folds = [...data.kFold({ folds: 6, groups: true, seed: 1 })];
  expect(folds.map(([, held]) => new Set(held.groups).size)).toEqual([1, 1, 1, 1, 1, 1]);
}

const rows = ids.map((id, i) => ({ x: i, id, y: i % 2 === 0 ? 'a' : 'b' }));

/** A column of Arrow's type Int64. */
const int64 = {
  numRows: ids.length,
  schema: {
    fields: [
      { name: 'x', type: { typeId: 2 } },
      { name: 'id', type: { typeId: 2 } },
      { name: 'y', type: { typeId: 2 } },
    ],
  },
  getChild: (name: string) => {
    const values =
      name === 'id'
        ? BigInt64Array.from(ids)
        : Float64Array.from(rows, (_, i) => (name === 'x' ? i : i % 2));
    return { length: ids.length, data: [{ length: ids.length, values }], get: () => null };
  },
};

describe('groups by ids beyond 2^53 stay apart', () => {
  it('in records, as BigInt and as texts', async () => {
    checkSplit(Dataset.fromRecords(rows, { target, groups }) as Dataset);
    const written = rows.map((row) => ({ ...row, id: String(row.id) }));
    checkSplit(Dataset.fromRecords(written, { target, groups }) as Dataset);
    checkSplit((await Dataset.fromRecordsAsync(rows, { target, groups })) as Dataset);
    const lists = {
      x: rows.map(({ x }) => x),
      id: BigInt64Array.from(ids),
      y: rows.map((r) => r.y),
    };
    checkSplit(Dataset.fromRecords(lists as never, { target, groups }));
  });

  it('in tables of Arrow', () => {
    checkSplit(Dataset.arrow(int64, { target, groups }));
    expect(Table.arrow(int64).schema.columns.map(({ kind }) => kind)).toEqual(
      Array(3).fill('number'),
    );
  });

  it('in CSV, wherever they stand', async () => {
    const text = ['x,id,y', ...rows.map(({ x, id, y }) => `${x},${id},${y}`)].join('\n');
    checkSplit(await Dataset.csv(once(text), { target, groups }));
    const small = Array.from({ length: 20_000 }, (_, i) => `1,${i},a\n`).join('');
    const late = `x,id,y\n${small}${rows.map(({ x, id, y }) => `${x},${id},${y}\n`).join('')}`;
    const path = join(folder, 'late.csv');
    writeFileSync(path, late);
    const data = await Dataset.csv(path, { target, groups });
    expect(data.groups?.slice(-12)).toEqual(texts);
    await expect(Dataset.csv(once(late), { target, groups })).rejects.toThrow(
      /line 20002, column "id": .*cannot be read again: say .*columns: \{ id: 'category' \}/,
    );
  });

  it('but small numbers are numbers, in float32 too', async () => {
    const few = rows.map((row, i) => ({ ...row, id: BigInt(2 ** 24 + (i >> 1)) }));
    const data = Dataset.fromRecords(few, { target, groups, dtype: 'float32' });
    expect(data.groups).toEqual(few.map(({ id }) => Number(id)));
    const read = await Dataset.csv(once('x,id,y\n1,7,a\n2,8,b\n'), { target, groups });
    expect(read.groups).toEqual([7, 8]);
  });

  it('or are refused where they were read as numbers', () => {
    const wide = Dataset.fromRecords(rows, { target });
    expect(() => wide.split({ test: 0.5, groups: 'id' })).toThrow(
      /"id" holds 9007199254740992: beyond 9007199254740991 float64 rounds .*columns: \{ id: 'category' \}/,
    );
    const narrow = Dataset.from([[2 ** 24], [2 ** 24 + 2]], ['a', 'b'], { dtype: 'float32' });
    expect(() => narrow.kFold({ folds: 2, groups: 'x1' }).next()).toThrow(
      /beyond 16777216 float32/,
    );
    const said = Dataset.fromRecords(rows, { target, columns: { id: 'category' } });
    expect(said.split({ test: 0.5, groups: 'id', seed: 1 })[1].size).toBe(6);
  });
});

describe('classes beyond 2^53 stay apart', () => {
  const task = 'classification';
  const known = [...new Set(texts)].sort();

  it('in records, Arrow and CSV', async () => {
    const data = Dataset.fromRecords(rows as object[], { target: groups, task, features: ['x'] });
    expect(data.classes).toEqual(known);
    const model = await train(data, { hidden: [], epochs: 1 });
    expect(model.evaluate(rows, { extra: 'ignore' })).toEqual(model.evaluate(data));
    const arrow = Dataset.arrow(int64, { target: groups, task, features: ['x'] });
    expect(arrow.classes).toEqual(known);
    const text = ['x,id', ...rows.map(({ x, id }) => `${x},${id}`)].join('\n');
    const csv = await Dataset.csv(once(text), { target: groups, task });
    expect(csv.labels).toEqual(texts);
  });

  it('of whole numbers that float64 has are numbers', async () => {
    const few = rows.map(({ x }, i) => ({ x, id: BigInt(i % 3) }));
    expect(Dataset.fromRecords(few, { target: groups, task }).classes).toEqual([0, 1, 2]);
    expect((await Dataset.csv(once('x,id\n1,7\n2,8\n'), { target: groups, task })).classes).toEqual(
      [7, 8],
    );
    // In float32 too.
    const narrow = Dataset.fromRecords(
      few.map(({ x }, i) => ({ x, id: 2 ** 24 + (i % 2) })),
      {
        target: groups,
        task,
        dtype: 'float32',
      },
    );
    expect(narrow.classes).toEqual([2 ** 24, 2 ** 24 + 1]);
  });
});

it('weights and groups without any value are refused by name', async () => {
  const moons = datasets.moons({ size: 4 }).records();
  const none = moons.map((row) => ({ ...row, none: null, y: 1.5 }));
  for (const option of ['weights', 'groups'] as const) {
    const refusal = { code: 'ERR_DATA', argument: option };
    await expect(
      Dataset.fromRecordsAsync(none as object[], { target, [option]: 'none' }),
    ).rejects.toMatchObject(refusal);
    const text = 'x,none,y\n1,,a\n2,,b\n';
    await expect(Dataset.csv(once(text), { target, [option]: 'none' })).rejects.toMatchObject(
      refusal,
    );
  }
});
