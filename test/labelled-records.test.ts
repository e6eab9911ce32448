// Records that come one by one, and records that hold their targets.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  Model,
  RandomState,
  Table,
  train,
  type DenselyError,
} from '../lib/index.js';

const random = new RandomState(3);
const plans = ['free', 'team', 'pro'];
const customers = Array.from({ length: 300 }, (_, i) => {
  const plan = plans[random.interval(2)]!;
  const age = 20 + 50 * random.random();
  return {
    id: i,
    age: random.random() < 0.1 ? null : age.toFixed(1),
    plan,
    spent: age * (plan === 'pro' ? 2 : 1),
    left: age > 45 && plan !== 'pro' ? 'yes' : 'no',
  };
});
const columns = { id: 'skip' } as const;
const data = Dataset.fromRecords(customers, { target: 'left', columns });
const two = Dataset.fromRecords(customers, { target: ['spent', 'id'], task: 'regression' });
const options = { hidden: [8], epochs: 30, seed: 1 } as const;
const left = train(data, options);
const spent = train(two, options);

async function* one<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

const errorOf = async (work: () => unknown): Promise<DenselyError> => {
  try {
    await work();
  } catch (error) {
    return error as DenselyError;
  }
  return expect.unreachable();
};

describe('examples one by one', () => {
  const records = customers.map(({ age, plan, spent: s }) => ({ age, plan, spent: s }));

  it('are predicted as a list of them', async () => {
    const model = await left;
    const [labels, p] = [model.predict(records), model.probabilities(records)];
    expect(await model.predictAsync(one(records))).toEqual(labels);
    expect(await model.predictAsync(new Set(records))).toEqual(labels);
    expect(await model.probabilitiesAsync(one(records))).toEqual(p);
    const rows = records.map(({ age, plan, spent: s }) => [age, plan, s]);
    expect(await model.predictAsync(one(rows))).toEqual(labels);
    expect(await model.predictAsync(one(records.slice(0, 1)))).toEqual(labels.slice(0, 1));
    const moons = datasets.moons();
    const plain = await train(moons, { epochs: 5, seed: 1 });
    const numbers = moons.X.T.toArray();
    expect(await plain.predictAsync(one(numbers))).toEqual(plain.predict(moons));
    expect(await plain.predictAsync(one(moons.records()))).toEqual(plain.predict(moons));
  });

  it('are refused with the number of the one that is wrong, and their source is told', async () => {
    const model = await left;
    let returned = 0;
    async function* wrong() {
      try {
        yield records[0]!;
        yield 5 as unknown as (typeof records)[0];
        yield records[1]!;
      } finally {
        returned++;
      }
    }
    const error = await errorOf(() => model.predictAsync(wrong()));
    expect([error.code, error.argument, returned]).toEqual(['ERR_DATA', 'examples[1]', 1]);
    expect(error.message).toMatch(/a row of values, or a record, not 5/);
    const odd = [records[0]!, { ...records[1]!, plam: 1 }];
    expect((await errorOf(() => model.predictAsync(one(odd)))).message).toMatch(
      /examples\[1\] has the key "plam"/,
    );
    expect(await model.predictAsync(one(odd), { extra: 'ignore' })).toHaveLength(2);
    expect((await errorOf(() => model.predictAsync(one([])))).message).toMatch(/an empty list/);
  });

  it('are given up when the signal aborts', async () => {
    const model = await left;
    const control = new AbortController();
    let returned = 0;
    async function* endless() {
      try {
        for (;;) {
          yield records[0]!;
          await Promise.resolve();
          control.abort(new Error('enough'));
        }
      } finally {
        returned++;
      }
    }
    const { signal } = control;
    await expect(model.predictAsync(endless(), { signal })).rejects.toThrow('enough');
    expect(returned).toBe(1);
  });
});

describe('records that hold their targets', () => {
  it('are evaluated as a dataset of them', async () => {
    const model = await left;
    const scores = model.evaluate(data);
    expect(model.evaluate(customers)).toEqual(scores);
    expect(await model.evaluateAsync(customers)).toEqual(scores);
    expect(await model.evaluateAsync(one(customers))).toEqual(scores);
    expect(model.evaluate(customers[0]!)).toEqual(model.evaluate([customers[0]!]));
    expect(model.evaluate(customers[0]!).size).toBe(1);
    const values = await spent;
    expect(values.evaluate(customers)).toEqual(values.evaluate(two));
    expect(await values.evaluateAsync(one(customers))).toEqual(values.evaluate(two));
  });

  it('hold labels as texts, numbers or truth values', async () => {
    const numbers = customers.map(({ age, left: l }) => ({ age, left: l === 'yes' ? 1 : 0 }));
    const model = await train(Dataset.fromRecords(numbers, { target: 'left' }), options);
    const scores = model.evaluate(numbers);
    const texts = numbers.map(({ age, left: l }) => ({ age, left: ` ${l}.0` }));
    expect(model.evaluate(texts)).toEqual(scores);
    const truths = customers.map(({ age, left: l }) => ({ age, left: l === 'yes' }));
    const boolean = await train(Dataset.fromRecords(truths, { target: 'left' }), options);
    const words = truths.map(({ age, left: l }) => ({ age, left: l ? 'TRUE' : 'False' }));
    expect(boolean.evaluate(words)).toEqual(boolean.evaluate(truths));
    expect(boolean.evaluate(truths).size).toBe(300);
    const three = customers.map(({ age, plan }) => ({ age, plan }));
    const planned = Dataset.fromRecords(three, { target: 'plan' });
    const several = await train(planned, options);
    expect(several.evaluate(three)).toEqual(several.evaluate(planned));
  });

  it('hold numbers as those of the training were written', async () => {
    const euros = (value: number): string => `${value.toFixed(2).replace('.', ',')} €`;
    const priced = customers.map(({ age, spent: s }, i) => ({ age, paid: euros(s), n: `${i}%` }));
    const paid = { decimal: ',', unit: '€' } as const;
    const said = { paid, n: { unit: '%' } } as const;
    const target = ['paid', 'n'] as const;
    const read = Dataset.fromRecords(priced, { target, columns: said, task: 'regression' });
    const model = await train(read, options);
    expect(model.evaluate(priced)).toEqual(model.evaluate(read));
    const again = Model.fromBytes(model.toBytes());
    expect(again.evaluate(priced)).toEqual(model.evaluate(read));
    const text = ['age;paid', ...priced.map(({ age, paid: p }) => `${age ?? ''};${p}`)].join('\n');
    const file = await Dataset.csv(one([text]), { target: 'paid', columns: { paid } });
    const other = await train(file, options);
    expect(other.evaluate(priced, { extra: 'ignore' })).toEqual(other.evaluate(file));
    const stars = priced.map(({ age }, i) => ({ age, stars: `${i % 3} *` }));
    const rated = Dataset.fromRecords(stars, {
      target: 'stars',
      columns: { stars: { unit: '*' } },
      task: 'classification',
    });
    const classifier = await train(rated, options);
    expect(classifier.classes).toEqual([0, 1, 2]);
    expect(classifier.evaluate(stars)).toEqual(classifier.evaluate(rated));
  });

  it('may have them by the getters of a class, and training asks for plain records', async () => {
    class Customer {
      readonly #row: (typeof customers)[0];
      readonly rows = 1;
      constructor(row: (typeof customers)[0]) {
        this.#row = row;
      }
      get age(): string | null {
        return this.#row.age;
      }
      get plan(): string {
        return this.#row.plan;
      }
      get spent(): number {
        return this.#row.spent;
      }
      get left(): string {
        return this.#row.left;
      }
    }
    const model = await left;
    const instances = customers.map((row) => new Customer(row));
    const given = { extra: 'ignore' } as const;
    expect(model.evaluate(instances as object[], given)).toEqual(model.evaluate(data));
    const error = await errorOf(() => Dataset.fromRecords(instances, { target: 'left' }));
    expect([error.code, error.message]).toEqual([
      'ERR_DATA',
      'records[0] has "left" from its class, such as a getter, and not as a key of its own; only those are columns. Make plain records first: records.map(({ age, plan }) => ({ age, plan })).',
    ]);
    class Nothing {
      get age(): number {
        return 41;
      }
    }
    expect((await errorOf(() => Table.fromRecords([new Nothing()]))).message).toMatch(
      /records\[0\] has no key of its own/,
    );
  });

  it('need them, each of them', async () => {
    const [model, values] = [await left, await spent];
    const none = [customers[0]!, { age: 41, plan: 'team' }];
    const missing = await errorOf(() => model.evaluate(none));
    expect([missing.code, missing.argument]).toEqual(['ERR_DATA', 'data']);
    expect(missing.message).toMatch(/data\[1\] has no "left", which evaluate compares/);
    const hole = [customers[0]!, { ...customers[1]!, spent: 'NA' }];
    expect((await errorOf(() => values.evaluateAsync(hole))).message).toMatch(
      /data\[1\] has no "spent"/,
    );
    const word = [{ ...customers[1]!, spent: 'much' }];
    expect((await errorOf(() => values.evaluate(word))).message).toMatch(
      /"spent" of data\[0\] must be a number, not "much"/,
    );
    const other = [{ ...customers[1]!, left: 'yess' }];
    expect((await errorOf(() => model.evaluate(other))).message).toMatch(
      /target of example 0 is "yess", which is none .* the nearest is "yes"/,
    );
    const more = [{ ...customers[1]!, plam: 1 }];
    expect((await errorOf(() => model.evaluate(more))).message).toMatch(/the key "plam"/);
    expect(model.evaluate(more, { extra: 'ignore' }).size).toBe(1);
  });

  it('are what evaluate takes beside a dataset, and nothing else', async () => {
    const model = await left;
    const table = await errorOf(() => model.evaluate(Table.fromRecords([{ age: 1 }])));
    expect([table.code, table.argument]).toEqual(['ERR_DATA', 'data']);
    expect(table.message).toMatch(/a Table, which has no target.* target: "left"/);
    const rows = await errorOf(() => model.evaluate([[41, 'team']]));
    expect([rows.argument, rows.message]).toEqual([
      'data[0]',
      'data[0] must be a record that holds "left", not [41, "team"].',
    ]);
    for (const wrong of [5, null, [], Dataset, 'x'])
      expect((await errorOf(() => model.evaluate(wrong as object))).argument).toBe('data');
    async function* wrong() {
      yield customers[0]!;
      yield [1, 2];
    }
    expect((await errorOf(() => model.evaluateAsync(wrong()))).argument).toBe('data[1]');
    expect((await errorOf(() => model.evaluateAsync(one([])))).argument).toBe('data');
  });
});
