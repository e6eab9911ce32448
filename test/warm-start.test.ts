// Trainings that go on from a model: `start`.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  Matrix,
  Model,
  RandomState,
  session,
  train,
  type TrainOptions,
} from '../lib/index.js';
import { flatOf } from './figures-of-models.js';
import { each, refused, wrong } from './refusals.js';

const random = new RandomState(7);
const records = Array.from({ length: 120 }, (_, i) => {
  const [age, plan] = [20 + 50 * random.random(), ['free', 'team', 'pro'][random.interval(2)]!];
  const [price, visits] = [Math.exp(random.normal()) * 100 + 0.5, random.interval(9)];
  const kind = age > 50 ? 'old' : plan === 'pro' ? 'keen' : 'new';
  return { age: i % 9 ? age : null, plan, vip: i % 4 === 0, price, visits, kind };
});
type Target = 'price' | 'visits' | 'kind';
const tableOf = (target: Target, of = records): Dataset =>
  Dataset.fromRecords(
    of.map(({ age, plan, vip, ...targets }) => ({ age, plan, vip, [target]: targets[target] })),
    { target, ...(target !== 'kind' && { task: 'regression' }) },
  ) as unknown as Dataset;
const numbers = records.map(({ age, visits }) => [age ?? 30, visits]);

interface Problem {
  readonly title: string;
  readonly data: Dataset;
  readonly options: TrainOptions;
}
const problems: readonly Problem[] = [
  { title: 'numbers, classes', data: datasets.moons({ size: 90 }), options: {} },
  { title: 'numbers, unscaled', data: datasets.flower({ size: 90 }), options: { scale: 'none' } },
  {
    title: 'labels',
    data: Dataset.from(
      numbers,
      numbers.map(([a = 0, v = 0]) => [+(a > 40), +(v > 4)]),
      {
        task: 'multilabel',
      },
    ) as Dataset,
    options: { scale: 'minmax' },
  },
  { title: 'words and holes, classes', data: tableOf('kind'), options: {} },
  { title: 'words and holes, values', data: tableOf('price'), options: {} },
  { title: 'log targets', data: tableOf('price'), options: { targetScale: 'log', clamp: true } },
  {
    title: 'quantile scales',
    data: tableOf('price'),
    options: { scale: 'quantile', targetScale: 'quantile' },
  },
  {
    title: 'minmax targets',
    data: tableOf('price'),
    options: { targetScale: 'minmax', loss: { huber: 0.5 } },
  },
  { title: 'quantiles', data: tableOf('price'), options: { loss: { quantiles: [0.1, 0.5] } } },
  { title: 'poisson', data: tableOf('visits'), options: { loss: 'poisson' } },
];

const base = {
  hidden: [5],
  activation: 'prelu',
  optimizer: 'sgd',
  learningRate: 0.02,
  seed: 4,
} as const;

describe.each(problems)('$title', ({ data, options }) => {
  it.each(['float32', 'float64'] as const)(
    'goes on as if it had not stopped, %s',
    async (dtype) => {
      const full = { ...base, ...options, dtype, batchSize: 'all', reportEvery: 1 } as const;
      const [first, whole] = [
        await train(data, { ...full, epochs: 10 }),
        await train(data, { ...full, epochs: 25 }),
      ];
      const start = Model.fromBytes(first.toBytes());
      const step = {
        optimizer: 'sgd',
        learningRate: 0.02,
        batchSize: 'all',
        reportEvery: 1,
      } as const;
      const on = await train(data, { ...step, start, epochs: 15 });
      expect(flatOf(on)).toEqual(flatOf(whole));
      expect([...on.history.cost]).toEqual([...whole.history.cost].slice(10));
      expect(on.history.cost[0]).toBe(start.evaluate(data).cost);
      expect(on.toBytes()).toEqual(whole.toBytes());
      // What the model has may be said again.
      const { targetScale: _, ...again } = { ...full, ...options };
      expect(flatOf(await train(data, { ...again, start, epochs: 15 }))).toEqual(flatOf(whole));
      const { reportEvery: __, ...ofSteps } = step;
      using steps = await session(data, { ...ofSteps, start });
      await steps.run(15);
      expect(flatOf(steps)).toEqual(flatOf(whole));
      expect(steps.model().toBytes()).toEqual(whole.toBytes());
      // Nothing was written to.
      expect(start.toBytes()).toEqual(first.toBytes());
    },
  );
});

describe('a start', () => {
  const data = tableOf('kind');
  const options = { ...base, batchSize: 'all', epochs: 8 } as const;
  const { hidden: _, activation: __, ...step } = options;

  it('has fresh slots: the optimizer begins anew', async () => {
    const adam = { ...options, optimizer: 'adam' } as const;
    const [first, whole] = [await train(data, adam), await train(data, { ...adam, epochs: 16 })];
    const on = await train(data, { ...step, optimizer: 'adam', start: first });
    expect(flatOf(on)).not.toEqual(flatOf(whole));
    const again = await train(data, { ...step, optimizer: 'adam', start: first });
    expect(flatOf(again)).toEqual(flatOf(on));
  });

  it('shuffles from the seed on: nothing is drawn for weights', async () => {
    const first = await train(data, options);
    const mini = { ...step, batchSize: 40, epochs: 1, learningRate: 0.1 } as const;
    const on = await train(data, { ...mini, start: first });
    const order = [...new RandomState(base.seed).permutation(data.size)];
    let model = first;
    for (const at of [0, 40, 80]) {
      const batch = data.subset(order.slice(at, at + 40));
      model = await train(batch, { ...mini, batchSize: 'all', start: model });
    }
    expect(flatOf(on)).toEqual(flatOf(model));
  });

  it('keeps its encoding with new data: columns in another order, fewer classes, more columns', async () => {
    const first = await train(data, options);
    const newer = records.filter(({ kind }) => kind !== 'keen').slice(0, 40);
    const turned = Dataset.fromRecords(
      newer.map(({ kind, vip, plan, age, price }) => ({ price, kind, vip, plan, age })),
      { target: 'kind', columns: { price: 'skip' } },
    );
    expect(turned.classes).toEqual(['new', 'old']);
    const on = await train(turned, { ...step, start: first });
    expect([on.classes, on.features]).toEqual([first.classes, first.features]);
    expect(on.history.cost[0]).toBe(first.evaluate(turned).cost);
    const straight = await train(
      data.subset(records.flatMap((r, i) => (newer.includes(r) ? [i] : []))),
      {
        ...step,
        start: first,
      },
    );
    expect(flatOf(on)).toEqual(flatOf(straight));
    expect(on.inputNames).toEqual(first.inputNames);
    const record = { age: 61, plan: 'team', vip: true };
    expect(on.probabilities(record)).toHaveLength(3);
    const more = await train(turned, {
      ...step,
      start: first,
      classWeights: { old: 3 },
      validation: 0.3,
    });
    expect(more.classes).toEqual(first.classes);
  });

  it('keeps its positive class', async () => {
    const moons = datasets.moons({ size: 60 });
    const first = await train(moons, { epochs: 2, positive: 0 });
    const on = await train(moons, { epochs: 2, start: first });
    expect(on.evaluate(moons).positive).toBe(0);
    const said = await train(moons, { epochs: 2, start: first, positive: 0 });
    expect(said.evaluate(moons).positive).toBe(0);
  });

  it('may be a model of parameters', async () => {
    const parameters = { W1: Matrix.from([[0.5, -1]]), b1: Matrix.from([[0.25]]) };
    const start = Model.from(parameters) as Model;
    const moons = datasets.moons({ size: 60 });
    const on = await train(moons, {
      start,
      epochs: 1,
      learningRate: 0.5,
      optimizer: 'sgd',
      batchSize: 'all',
    });
    expect(on.history.cost[0]).toBe(start.evaluate(moons).cost);
    const { X, Y } = moons;
    const [g, gb] = [[0, 0], 0];
    let bias = gb;
    for (let j = 0; j < 60; j++) {
      const d = (1 / (1 + Math.exp(-(0.5 * X.at(0, j) - X.at(1, j) + 0.25))) - Y.at(0, j)) / 60;
      for (const i of [0, 1]) g[i]! += d * X.at(i, j);
      bias += d;
    }
    const expected = [0.5 - 0.5 * g[0]!, -1 - 0.5 * g[1]!, 0.25 - 0.5 * bias];
    flatOf(on).forEach((w, i) => expect(Math.abs(w - expected[i]!)).toBeLessThan(1e-12));
  });
});

const data = tableOf('kind');
const first = await train(data, { ...base, epochs: 2 });
const values = await train(tableOf('price'), { ...base, loss: 'huber', clamp: true, epochs: 2 });
const counts = await train(tableOf('visits'), { ...base, loss: 'poisson', epochs: 2 });
const before = [first, values, counts].map((model) => model.toBytes());
const startWith = (options: object) => train(data, { start: first, ...options });

refused('start: options that say otherwise', [
  ...each('ERR_OPTION', startWith, [
    [
      { hidden: [6] },
      'hidden',
      'hidden is [6], but the training goes on from a model',
      "model's is [5]",
    ],
    [{ hidden: [5, 5] }, 'hidden', 'is [5, 5]'],
    [{ hidden: [] }, 'hidden', 'leave hidden out, or begin afresh without start'],
    [{ activation: 'relu' }, 'activation', '"prelu"'],
    [{ dtype: 'float64' }, 'dtype', '"float32"'],
    [{ scale: 'minmax' }, 'scale', '"standard"'],
    [{ initializer: 'zeros' }, 'initializer', 'the model has its own'],
    [{ impute: 'median' }, 'impute', 'the model has its own'],
    [{ columns: { age: { scale: 'log' } } }, 'columns', 'the model has its own'],
  ]),
  ...each(
    'ERR_OPTION',
    (options: object) => train(tableOf('price'), { start: values, ...options }),
    [
      [{ loss: 'squared' }, 'loss', 'loss is "squared"', '"huber"'],
      [{ loss: { huber: 2 } }, 'loss', '"huber"'],
      [{ clamp: false }, 'clamp', "model's is true"],
      [{ targetScale: 'log' }, 'targetScale', 'the model has its own'],
    ],
  ),
  ...each('ERR_OPTION', (start) => train(data, { start: wrong<Model>(start) }), [
    [null, 'start', 'a Model', 'not null'],
    [{}, 'start', 'an object with keys []'],
    ['churn.safetensors', 'start', 'Model.load()', 'not "churn.safetensors"'],
    [first.parameters, 'start', 'a Model'],
    [Promise.resolve(first), 'start', 'a Promise'],
  ]),
]);

const goOn = (of: Dataset, start = first) => train(of, { start });
const withKind = (kind: string): Dataset =>
  tableOf(
    'kind',
    records.slice(0, 40).map((record, i) => (i === 7 ? { ...record, kind } : record)),
  );

refused('start: data that the model cannot read', [
  [
    'a feature less',
    () =>
      goOn(
        Dataset.fromRecords(
          records.map(({ age, kind }) => ({ age, kind })),
          { target: 'kind' },
        ) as unknown as Dataset,
      ),
    'ERR_DATA',
    'data',
    '"plan"',
  ],
  [
    'a class more',
    () => goOn(withKind('odd')),
    'ERR_DATA',
    'targets',
    '"odd"',
    '"keen", "new", "old"',
  ],
  [
    'values for classes',
    () => goOn(tableOf('price')),
    'ERR_DATA',
    'data',
    'model predicts classes',
  ],
  ['classes for values', () => goOn(data, values), 'ERR_DATA', 'data', 'model predicts values'],
  [
    'a value that its dtype cannot hold',
    () =>
      goOn(
        tableOf(
          'price',
          records.map((record, i) => (i === 3 ? { ...record, price: 1e300 } : record)),
        ),
        values,
      ),
    'ERR_DATA',
    'data',
    '"price" of example 3 is 1e+300, which float32 cannot hold',
    'without start',
  ],
  [
    'a value below 0 for Poisson’s loss',
    () =>
      goOn(
        tableOf(
          'visits',
          records.map((record, i) => (i === 3 ? { ...record, visits: -2 } : record)),
        ),
        counts,
      ),
    'ERR_DATA',
    'loss',
    'targets from 0 on',
    'example 3 is -2',
  ],
]);

it('no refusal has changed a model', () => {
  expect([first, values, counts].map((model) => model.toBytes())).toEqual(before);
});
