// Models of tables with words, holes and dates: trained, asked, evaluated, saved and loaded.
import { describe, expect, it } from 'vitest';
import { Dataset, Model, RandomState, Table, train, type ScaleName } from '../lib/index.js';

interface Customer {
  readonly id: string;
  readonly age: number | null;
  readonly plan: string;
  readonly vip: boolean;
  readonly day: Date;
  readonly left: 'no' | 'yes';
}

const random = new RandomState(1);
const plans = ['free', 'team', 'pro'];
const customers: readonly Customer[] = Array.from({ length: 400 }, (_, i) => {
  const age = 20 + 50 * random.random();
  const plan = plans[random.interval(2)]!;
  return {
    id: `u${i}`,
    age: random.random() < 0.1 ? null : age,
    plan,
    vip: random.random() < 0.3,
    day: new Date(Date.UTC(2024, random.interval(11), 1 + random.interval(27), 8)),
    left: age > 45 && plan !== 'pro' ? 'yes' : 'no',
  };
});
const data = Dataset.fromRecords(customers, { target: 'left', columns: { id: 'skip' } });
const [fit, test] = data.split({ test: 0.25, seed: 1 });
const options = { hidden: [16], epochs: 60, seed: 1 } as const;

describe.each<ScaleName>(['standard', 'minmax', 'robust', 'quantile', 'log', 'none'])(
  'a model of records, scale %s',
  (scale) => {
    const trained = train(fit, { ...options, scale });

    it('predicts records, rows and tables alike, bit for bit', async () => {
      const model = await trained;
      const records = test.records();
      const each = records.map((record) => model.probabilities(record)[1]);
      const rows = records.map(({ age, plan, vip, day }) => [age, plan, vip, day]);
      const whole = (list: Float64Array[]): number[] => list.map((p) => p[1]!);
      expect(whole(model.probabilities(records))).toEqual(each);
      expect(whole(model.probabilities(rows))).toEqual(each);
      expect(whole(model.probabilities(test))).toEqual(each);
      expect(whole(await model.probabilitiesAsync(records))).toEqual(each);
      expect(whole(await model.probabilitiesAsync(test))).toEqual(each);
      expect(model.predict(test)).toEqual(records.map((record) => model.predict(record)));
    });

    it('is the same from its file', async () => {
      const model = await trained;
      const again = Model.fromBytes(model.toBytes());
      expect(again.probabilities(test)).toEqual(model.probabilities(test));
      expect(again.evaluate(test)).toEqual(model.evaluate(test));
      expect([again.features, again.inputNames]).toEqual([model.features, model.inputNames]);
      expect(again.toBytes()).toEqual(model.toBytes());
      expect(again.predict({ age: '41', plan: 'team', id: 'u7' })).toBe(
        model.predict({ age: 41, plan: 'team' }),
      );
    });
  },
);

describe('a model of records', () => {
  const trained = train(fit, options);

  it('finds what they follow', async () => {
    expect((await trained).evaluate(test).accuracy).toBeGreaterThan(0.9);
  });

  it('tells what each column becomes, from its file too', async () => {
    const model = await trained;
    const summary = model.summary();
    expect(summary.features?.map((line) => line.split(';')[0])).toEqual([
      'age: number, 2 inputs',
      'plan: category, 3 inputs',
      'vip: boolean, 1 input',
      'day: date, 7 inputs',
    ]);
    expect(summary.features?.[2]).toBe('vip: boolean, 1 input; true is +1, false is -1; standard');
    const text = String(summary);
    for (const line of summary.features!) expect(text).toContain(`\n${line}`);
    const width = 40;
    for (const line of summary.toString(width).split('\n'))
      expect(line.length).toBeLessThanOrEqual(width);
    expect(String(Model.fromBytes(model.toBytes()).summary())).toBe(text);
  });

  it('names its inputs, and encodes tables as it reads them', async () => {
    const model = await trained;
    const names = ['age', 'age missing', 'plan=free', 'plan=pro', 'plan=team', 'vip=true'];
    expect(model.inputNames.slice(0, 6)).toEqual(names);
    const encoded = model.encode(test);
    expect([encoded.rows, encoded.cols]).toEqual([model.inputNames.length, test.size]);
    const missing = test.records().map(({ age }) => age === null);
    const told = encoded.toArray()[1]!;
    expect(new Set(told).size).toBe(2);
    expect(told.map((value) => value > 0)).toEqual(missing);
  });

  it('has no two inputs of the same name', async () => {
    const people = (...names: readonly [string, string]) =>
      Dataset.fromRecords(
        [
          { [names[0]]: null, [names[1]]: 1, left: 'no' },
          { [names[0]]: 'team', [names[1]]: 2, left: 'yes' },
          { [names[0]]: 'free', [names[1]]: 4, left: 'yes' },
          { [names[0]]: 'pro', [names[1]]: 4, left: 'yes' },
        ],
        { target: 'left', columns: { [names[0]]: { kind: 'category' } } },
      );
    await expect(train(people('plan', 'plan=team'), { epochs: 1 })).rejects.toMatchObject({
      code: 'ERR_DATA',
      message:
        'The columns "plan" and "plan=team" would both make an input of the name "plan=team": rename one of them.',
    });
    const ages = [
      { age: 41, 'age missing': 1, left: 'no' },
      { age: null, 'age missing': 2, left: 'yes' },
    ];
    const holed = Dataset.fromRecords(ages, { target: 'left' });
    await expect(train(holed, { epochs: 1 })).rejects.toThrow(
      'The columns "age" and "age missing" would both make an input of the name "age missing"',
    );
    const model = await train(people('plan', 'plan team'), { epochs: 1 });
    expect(new Set(model.inputNames).size).toBe(model.inputNames.length);
  });

  it('takes what it does not need, and refuses what it never saw', async () => {
    const model = await trained;
    const record = { age: 50, plan: 'team' };
    const label = model.predict(record);
    expect(model.predict({ ...record, id: 'u1', left: 'no' } as typeof record)).toBe(label);
    expect(model.predict({ ...record, other: 1 } as typeof record, { extra: 'ignore' })).toBe(
      label,
    );
    expect(() => model.predict({ ...record, plam: 1 } as typeof record)).toThrow(
      /has the key "plam".*the nearest is "plan"/,
    );
    expect(() => model.predict({ ...record, age: 'old' })).toThrow(/"age" of example is "old"/);
    expect(() => model.predict([50, 'team'])).toThrow(/4 values per example/);
    expect(() => model.predictInto(new Float32Array(4), new Float32Array(1))).toThrow(/"plan"/);
  });

  it('takes a level that it never saw as none, and columns in any order', async () => {
    const model = await trained;
    const records = test.records().slice(0, 20);
    const turned = records.map(({ age, plan, vip, day }) => ({ day, vip, plan, age }));
    expect(model.predict(Table.fromRecords(turned))).toEqual(model.predict(records));
    const none = { age: 50, vip: true, day: new Date(0) };
    expect(model.probabilities({ ...none, plan: 'new' })).toEqual(model.probabilities(none));
  });
});

describe('targets of a regression', () => {
  const rows = Array.from({ length: 200 }, (_, i) => [i / 128]);
  const values = rows.map(([x]) => Math.exp(3 * x!));
  const prices = Dataset.from(rows, values);

  it.each(['standard', 'minmax', 'log', 'quantile', 'none'] as const)(
    'are scaled by %s, and back',
    async (targetScale) => {
      const epochs = targetScale === 'none' ? 2000 : 500;
      const model = await train(prices, { hidden: [16], epochs, seed: 1, targetScale });
      expect(model.evaluate(prices).r2).toBeGreaterThan(0.98);
      const again = Model.fromBytes(model.toBytes());
      expect(again.predict(rows)).toEqual(model.predict(rows));
      expect(await again.evaluateAsync(prices)).toEqual(model.evaluate(prices));
      const out = new Float32Array(200);
      model.predictInto(Float32Array.from(rows.flat()), out);
      expect([...out]).toEqual(model.predict(rows));
    },
  );

  it('stay within what was seen with clamp', async () => {
    const model = await train(prices, { hidden: [16], epochs: 50, seed: 1, clamp: true });
    const far = model.predict([[-50], [50]]) as number[];
    expect(Math.min(...far)).toBeGreaterThanOrEqual(Math.fround(values[0]!) - 1e-6);
    expect(Math.max(...far)).toBeLessThanOrEqual(Math.fround(values.at(-1)!) + 1e-4);
  });

  it('below 0 have no logarithm', async () => {
    const below = Dataset.from(
      rows,
      values.map((v) => v - 10),
    );
    await expect(train(below, { targetScale: 'log', epochs: 1 })).rejects.toThrow(
      /"y" of example 0 is -9/,
    );
  });
});

describe('holes', () => {
  const numbers = [
    [1, NaN],
    [2, 3],
    [3, 4],
    [4, 5],
  ];
  const labels = ['a', 'a', 'b', 'b'];
  const names = { features: ['p', 'q'] };

  it('of a row are filled in where the model knows what stands for them', async () => {
    const holes = Dataset.from(numbers, labels, { ...names, holes: true });
    const model = await train(holes, { epochs: 5, seed: 1 });
    expect(model.inputNames).toEqual(['p', 'q', 'q missing']);
    expect(model.predict({ p: 1 })).toBe(model.predict([1, null]));
    const whole = await train(
      Dataset.from(
        [
          [1, 2],
          [2, 3],
        ],
        ['a', 'b'],
        names,
      ),
      { epochs: 5 },
    );
    expect(whole.probabilities({ p: 1 })).toEqual(whole.probabilities([1, 2.5]));
    expect(() => whole.predict([1, NaN])).toThrow(/column 1/);
  });

  it('are refused where that is said, with the column and the example', async () => {
    const holes = Dataset.from(numbers, labels, { ...names, holes: true });
    await expect(train(holes, { impute: 'refuse' })).rejects.toThrow(/"q" of example 0 is missing/);
  });
});

describe('what a hostile caller gives', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    f: i % 2 === 0,
    n: i,
    y: i % 2 ? 'no' : 'yes',
  }));
  const trained = train(Dataset.fromRecords(rows, { target: 'y' }), { epochs: 2, seed: 1 });

  it('a column without any value in a table is one of holes', async () => {
    const model = await trained;
    async function* text(): AsyncGenerator<string> {
      yield 'f,n\ntrue,NA\n';
    }
    const expected = model.probabilities([{ f: true, n: 'NA' }]);
    expect(model.probabilities(await Table.csv(text()))).toEqual(expected);
    expect(model.probabilities(Table.fromRecords([{ f: true, n: null }]))).toEqual(expected);
  });

  it('1 and 0 are truth values, other words are refused', async () => {
    const model = await trained;
    expect(model.probabilities({ f: 1, n: 3 })).toEqual(model.probabilities({ f: true, n: 3 }));
    expect(() => model.predict({ f: 'blah', n: 3 })).toThrow(
      /"f" of example is "blah"; it is a boolean/,
    );
  });

  it('numbers that stand for holes are holes however they are written', async () => {
    const records = rows.map(({ n, y }) => ({ n: n % 5 ? n : '-999.0', y }));
    const data = Dataset.fromRecords(records, { target: 'y', holes: ['-999'] });
    const model = await train(data, { epochs: 2, seed: 1 });
    const hole = model.probabilities({ n: null });
    for (const n of [-999, '-999', '-999.0']) expect(model.probabilities({ n })).toEqual(hole);
  });

  it('a hole that is refused is named by its record', async () => {
    const data = Dataset.fromRecords(rows, { target: 'y', columns: { n: { impute: 'refuse' } } });
    const model = await train(data, { epochs: 1 });
    expect(() => model.predict([{ f: true, n: 1 }, { f: true }])).toThrow(
      /"n" of examples\[1\] is missing/,
    );
  });

  it('targets that are missing are named', () => {
    const records = [
      { a: 1, y: null },
      { a: 2, y: 'x' },
      { a: 3, y: 'NA' },
      { a: 4, y: 'z' },
    ];
    expect(() => Dataset.fromRecords(records, { target: 'y' })).toThrow(
      /column "y" has no value in the examples 0, 2 \(counted from 0\)/,
    );
  });

  it('labels that are neither 0 nor 1 are refused, truth values taken', async () => {
    const records = rows.map(({ n }) => ({ n, p: n % 2, q: n % 3 ? 0 : 1 }));
    const options = { target: ['p', 'q'], task: 'multilabel' } as const;
    const model = await train(Dataset.fromRecords(records, options), { epochs: 2 });
    expect(() => model.evaluate([{ n: 1, p: 2, q: 0 }])).toThrow(/"p" of data\[0\] must be 0, 1/);
    expect(model.evaluate([{ n: 1, p: true, q: false }])).toEqual(
      model.evaluate([{ n: 1, p: 1, q: 0 }]),
    );
  });

  it('64-bit integers are numbers, and an invalid Date is told', () => {
    const table = Table.fromRecords({ a: BigInt64Array.of(1n, 2n) });
    expect(table.records()).toEqual([{ a: 1 }, { a: 2 }]);
    const days = [{ d: new Date(0) }, { d: new Date(Number.NaN) }];
    expect(() => Table.fromRecords(days)).toThrow(/is an invalid Date/);
  });
});

describe('what contradicts what a column is for', () => {
  const rows = [
    { a: 1, g: 'p', y: 'u' },
    { a: 2, g: 'q', y: 'v' },
  ];
  async function* text(): AsyncGenerator<string> {
    yield 'a,g,y\n1,p,u\n2,q,v\n';
  }

  it.each([
    [{ y: 'skip' }, /columns\.y must be left out: target asks for that column/],
    [{ g: 'skip' }, /columns\.g must be left out: groups asks for that column/],
    [{ y: { impute: 'mean' } }, /columns\.y\.impute must be left out: target is no feature/],
    [{ y: { order: ['u', 'v'] } }, /columns\.y\.order must be left out/],
  ] as const)('is refused: %j', async (columns, says) => {
    const options = { target: 'y', groups: 'g', columns } as const;
    expect(() => Dataset.fromRecords(rows, options)).toThrow(says);
    await expect(Dataset.csv(text(), options)).rejects.toThrow(says);
  });

  it('numbers that are not finite are told as such', async () => {
    async function* infinite(): AsyncGenerator<string> {
      yield 'a\nInfinity\n1\n';
    }
    await expect(Table.csv(infinite())).rejects.toThrow(
      /"Infinity" on line 2\), which is no finite/,
    );
  });
});
