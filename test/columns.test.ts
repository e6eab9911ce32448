// Columns are found by name where somebody named them on both sides, else by place, on the backend in use.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placementOf } from '../lib/base/matrix.js';
import {
  Dataset,
  datasets,
  logisticRegression,
  Matrix,
  Model,
  RandomState,
  train,
  type Metrics,
} from '../lib/index.js';
import { atOnce } from '../lib/base/slices.js';
import { readTable } from '../lib/model/table-input.js';
import { partsWithin } from '../lib/model/predicting.js';
import { firstDifference } from './oracles.js';
import { refused } from './refusals.js';

/** The class depends on the first column alone; the second has another scale. */
const random = new RandomState(3);
const rows = Array.from({ length: 300 }, () => [random.normal(), 100 * random.normal()]);
const labels = rows.map(([a]) => (a! > 0 ? 'yes' : 'no'));
const swapped = rows.map(([a, b]) => [b!, a!]);

const named = (list: number[][], features?: string[]): Dataset<'yes' | 'no'> =>
  Dataset.from(list, labels, { features });

const options = { hidden: [8], epochs: 60, seed: 1 } as const;
const model = await train(named(rows, ['x1', 'x2']), options);
const scores = model.evaluate(named(rows, ['x1', 'x2']));

const csv = (names: readonly string[], list: readonly number[][]): AsyncIterable<string> => {
  const lines = list.map((row, j) => [...row, labels[j]].join(','));
  return (async function* () {
    yield `${[...names, 'label'].join(',')}\n${lines.join('\n')}\n`;
  })();
};

describe('columns in another order', () => {
  const other = named(swapped, ['x2', 'x1']);

  it('give the same scores, bit for bit', async () => {
    expect(scores.accuracy).toBeGreaterThan(0.97);
    expect(model.evaluate(other)).toEqual(scores);
    expect(await model.evaluateAsync(other)).toEqual(scores);
  });

  it('give the same predictions, bit for bit', async () => {
    expect(await model.predictAsync(other)).toEqual(model.predict(rows));
    expect(await model.probabilitiesAsync(other)).toEqual(model.probabilities(rows));
  });

  it('are a view, in shared memory', () => {
    const { x: X } = atOnce(readTable(other, partsWithin(model)));
    expect(placementOf(X).storage).toBe(placementOf(other.X).storage);
    expect(placementOf(X).rowOrder?.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(X.toArray()).toEqual(named(rows).X.toArray());
    const same = named(rows, ['x1', 'x2']);
    expect(atOnce(readTable(same, partsWithin(model))).x).toBe(same.X);
  });

  it('of parts too: a view of a view', async () => {
    const [fit, test] = other.split({ test: 0.3, seed: 2 });
    for (const part of [fit, test, other.shuffle({ seed: 4 }), other.subset([7, 7, 250])]) {
      const copy = Dataset.from(
        part.X.T.toArray().map(([b, a]) => [a!, b!]),
        part.labels,
        { features: ['x1', 'x2'], classes: ['no', 'yes'] },
      );
      expect(await model.evaluateAsync(part)).toEqual(model.evaluate(copy));
      expect(await model.probabilitiesAsync(part)).toEqual(model.probabilities(copy.X));
    }
  });

  it('of many columns', async () => {
    const n = 40;
    const wide = Array.from({ length: 90 }, () => Array.from({ length: n }, () => random.normal()));
    const classes = wide.map(([a]) => `class ${Math.min(2, Math.floor(Math.abs(a!) * 2))}`);
    const names = Array.from({ length: n }, (_, i) => `c${i}`);
    const order = [...new RandomState(8).permutation(n)];
    const data = Dataset.from(wide, classes, { features: names });
    const turned = Dataset.from(
      wide.map((row) => order.map((i) => row[i]!)),
      classes,
      { features: order.map((i) => names[i]!) },
    );
    const of = await train(data, { hidden: [16], epochs: 3 });
    expect(of.evaluate(turned)).toEqual(of.evaluate(data));
    expect(await of.probabilitiesAsync(turned)).toEqual(of.probabilities(data.X));
  });
});

describe('names that somebody gave', () => {
  it('in a CSV header', async () => {
    const file = await Dataset.csv(csv(['x2', 'x1'], swapped), { target: 'label' });
    expect((model as Model).evaluate(file)).toEqual(scores);
    const trained = (await train(file, options)) as Model;
    expect(trained.evaluate(named(rows, ['x1', 'x2']))).toEqual(trained.evaluate(file));
  });

  it('in records', () => {
    const records = rows.map(([x1, x2], j) => ({ x2, label: labels[j], x1 }));
    const data = Dataset.fromRecords(records, { target: 'label' });
    expect(data.features).toEqual(['x2', 'x1']);
    expect((model as Model).evaluate(data)).toEqual(scores);
  });

  it('by choosing columns of a text without a header', async () => {
    const bare = (async function* () {
      yield rows.map(([a, b], j) => `${b},${labels[j]},${a}`).join('\n');
    })();
    const chosen = { target: 1, features: ['x1', 'x3'], header: false };
    const data = await Dataset.csv(bare, chosen);
    const of = (await train(named(rows, ['x3', 'x1']), options)) as Model;
    expect(of.evaluate(data)).toEqual(scores);
  });

  it('stay with parts and with every way to a model', () => {
    const data = named(swapped, ['x2', 'x1']);
    const line = logisticRegression(data.split({ test: 0.5, seed: 1 })[0].shuffle().subset([0, 1]));
    expect(line.evaluate(named(rows, ['x1', 'x2']))).toEqual(line.evaluate(data));
    const from = Model.from(line.parameters, { features: ['x2', 'x1'], classes: ['no', 'yes'] });
    expect(from.evaluate(named(rows, ['x1', 'x2']))).toEqual(from.evaluate(data));
  });

  it('are told apart from names of nobody', async () => {
    const bare = named(rows);
    expect([bare.features, bare.named]).toEqual([['x1', 'x2'], false]);
    expect(named(rows, ['x1', 'x2']).named).toBe(true);
    expect(datasets.flower().named).toBe(false);
    const text = (header: boolean): Promise<Dataset> =>
      Dataset.csv(csv(['x2', 'x1'], swapped), { target: 2, header });
    expect((await text(true)).named).toBe(true);
    expect(Model.from({ W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) }).named).toBe(false);
  });
});

describe('by place, where nobody named one side', () => {
  const wrong = model.evaluate(named(swapped));

  it('the data', () => {
    expect(model.evaluate(named(rows))).toEqual(scores);
    expect(wrong.accuracy).toBeLessThan(0.8);
  });

  it('the model', async () => {
    const bare = await train(named(rows), options);
    expect(bare.evaluate(named(rows, ['a', 'b']))).toEqual(scores);
    expect(bare.evaluate(named(swapped, ['x2', 'x1']))).toEqual(wrong);
  });

  it('a text without a header: features are x1, x2, … by their own places', async () => {
    const bare = (async function* () {
      yield rows.map((row, j) => `${labels[j]},${row.join(',')}`).join('\n');
    })();
    const data = await Dataset.csv(bare, { target: 0, header: false });
    expect([data.features, data.targets, data.named]).toEqual([['x1', 'x2'], ['x1'], false]);
    expect((model as Model).evaluate(data)).toEqual(scores);
  });
});

describe('a model file', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'densely-columns-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps x1, x2 that somebody gave, and that nobody gave any', async () => {
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    const loaded = await Model.load(path);
    expect([loaded.features, loaded.named]).toEqual([['x1', 'x2'], true]);
    expect(loaded.evaluate(named(swapped, ['x2', 'x1']))).toEqual(scores);

    const bare = (await train(named(rows), options)) as Model;
    const same = Model.fromBytes(bare.toBytes());
    expect([same.features, same.named]).toEqual([['x1', 'x2'], false]);
    expect(same.evaluate(named(rows, ['a', 'b']))).toEqual(scores);
    expect(new TextDecoder().decode(bare.toBytes())).toContain('"features":"null"');
  });
});

describe('several targets', () => {
  const values = rows.map(([a, b]) => [3 * a! + 7, b! - 2]);
  const of = (list: number[][], targets: string[]): Dataset =>
    Dataset.from(rows, list, { task: 'regression', targets }) as Dataset;
  const turned = values.map(([p, q]) => [q!, p!]);

  it('are found by name where the names are the same, else by place', async () => {
    const fitted = (await train(of(values, ['p', 'q']), options)) as Model;
    const expected = fitted.evaluate(of(values, ['p', 'q']));
    expect(expected.r2).toBeGreaterThan(0.5);
    expect(fitted.evaluate(of(turned, ['q', 'p']))).toEqual(expected);
    expect(await fitted.evaluateAsync(of(turned, ['q', 'p']))).toEqual(expected);
    expect(fitted.evaluate(of(values, ['truth', 'other']))).toEqual(expected);
  });
});

describe('classes', () => {
  it('are found by their labels, whatever the columns’ order', async () => {
    const of = (classes: string[]): Metrics =>
      (model as Model).evaluate(Dataset.from(swapped, labels, { features: ['x2', 'x1'], classes }));
    expect(of(['yes', 'no'])).toEqual(scores);
    expect(of(['no', 'yes'])).toEqual(scores);
  });
});

it('views train as copies do', async () => {
  const [part] = named(rows, ['a', 'b']).split({ test: 0.4, seed: 5, stratify: true });
  const copy = Dataset.from(part.X, part.labels, { features: ['a', 'b'] });
  for (const batchSize of [16, 'all'] as const) {
    const more = { hidden: [8], epochs: 4, seed: 1, batchSize };
    const [a, b] = [await train(part, more), await train(copy, more)];
    expect(firstDifference(a.parameters.W1.data, b.parameters.W1.data)).toBeUndefined();
    expect(firstDifference(a.history.cost, b.history.cost)).toBeUndefined();
    expect(await a.evaluateAsync(part)).toEqual(b.evaluate(copy));
  }
});

const three = (features?: string[]): Dataset =>
  Dataset.from(
    rows.map((row) => [...row, 1]),
    labels,
    { features },
  ) as Dataset;

refused('other columns than the model’s', [
  [
    'another name',
    () => model.evaluate(named(rows, ['x1', 'x_2'])),
    'ERR_DATA',
    'data',
    'data has the features "x1", "x_2", but the model was trained on "x1", "x2"',
    'missing "x2" (is it "x_2"?); not known "x_2".',
  ],
  [
    'one more',
    () => (model as Model).evaluate(three(['x2', 'age', 'x1'])),
    'ERR_DATA',
    'data',
    ': not known "age".',
    " With { extra: 'ignore' } other columns are left out.",
  ],
  [
    'one more, where no option says what becomes of it',
    () => model.encode(three(['x2', 'age', 'x1'])),
    'ERR_DATA',
    'data',
    'not known "age". Leave it out where the data are read: columns: { age: \'skip\' }.',
  ],
  [
    'one less',
    () =>
      model.evaluate(
        Dataset.from(
          rows.map(([a]) => [a!]),
          labels,
          { features: ['x1'] },
        ),
      ),
    'ERR_DATA',
    'data',
    ': missing "x2".',
  ],
  [
    'one more, by place',
    () => (model as Model).evaluateAsync(three()),
    'ERR_DATA',
    'data',
    ': 3 instead of 2, by place, since nobody named those of the data.',
  ],
  [
    'many',
    () =>
      (model as Model).predictAsync(
        Dataset.from(
          rows.map(([a]) => Array.from({ length: 9 }, () => a!)),
          labels,
          { features: Array.from({ length: 9 }, (_, i) => `column ${i}`) },
        ) as Dataset,
      ),
    'ERR_DATA',
    'data',
    'missing "x1", "x2"; not known "column 0"',
    'not known "column 0", "column 1", "column 2", "column 3", "column 4", "column 5", … (9).',
  ],
]);
