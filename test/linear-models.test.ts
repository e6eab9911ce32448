// Linear models of encoded tables, weighted examples, several labels and values: their gradient vanishes, whoever
// computes it; in slices they are the same; what deserves a look is said.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  Dataset,
  datasets,
  forwardPropagation,
  logisticRegression,
  logisticRegressionAsync,
  type Matrix,
  Model,
  RandomState,
  ridge,
  ridgeAsync,
  train,
  type LogisticOptions,
  type Net,
  type RidgeProgress,
} from '../lib/index.js';
import { logistic, logisticPlan } from '../lib/study/logistic.js';
import { draws, largestDifference } from './oracles.js';

const classes = { task: 'classification' } as const;
const values = { task: 'regression' } as const;
const labels = { task: 'multilabel' } as const;

/** n numbers of each of m examples, and what they are learnt for. */
function numbers(n: number, m: number): [rows: number[][], score: number[]] {
  const drawn = draws('float64', (n + 1) * m, new RandomState(n * m));
  const rows = Array.from({ length: m }, (_, j) => [...drawn.subarray(j * n, (j + 1) * n)]);
  return [rows, rows.map((row, j) => row[0]! - row[1]! + drawn[n * m + j]!)];
}

const third = (v: number): number => (v < -0.5 ? 0 : v < 0.7 ? 1 : 2);

/** The customers' plans, to be told apart by words, dates and holes. */
const customers = datasets.churn();
const plans = Dataset.fromRecords(
  customers.records().map((record, j) => ({ ...record, stays: customers.labels[j] === 'no' })),
  { target: 'plan' },
) as Dataset;

/** The largest entry of the gradient of the mean cost, by the verbs, at a model's weights. */
function slope(model: Model, data: Dataset, lambda: number, output: Net['output']): number {
  const X = model.encode(data);
  const { parameters } = model;
  const [, cache] = forwardPropagation(X, parameters, { output });
  const d = backwardPropagation(parameters, cache, X, data.Y, { output }) as Record<string, Matrix>;
  const W = parameters.W1!.data;
  const entries = d.dW1!.data.map((g, i) => g + (lambda / data.size) * W[i]!);
  return Math.max(...[...entries, ...d.db1!.data].map(Math.abs));
}

describe('the gradient vanishes', () => {
  const [rows, score] = numbers(5, 300);
  const [wide, wideScore] = numbers(530, 120);
  const three = Dataset.from(rows, score.map(third), classes) as Dataset;
  const value = Dataset.from(rows, score, values) as Dataset;
  const both = score.map((s, j) => [Number(s > 0), Number(s + rows[j]![2]! > 1)]);
  const wideTwo = Dataset.from(
    wide,
    wideScore.map((s) => s > 0),
  ) as Dataset;
  const wideThree = Dataset.from(wide, wideScore.map(third), classes) as Dataset;

  it.each([
    ['two classes of words, dates and holes', datasets.churn() as Dataset, { C: 2 }, 'sigmoid'],
    ['the same, scaled', datasets.churn() as Dataset, { C: 2, scale: 'standard' }, 'sigmoid'],
    ['several classes of them', plans, { C: 0.7, scale: 'robust' }, 'softmax'],
    ['three classes', three, { C: 5 }, 'softmax'],
    ['three classes, nothing held down', three, {}, 'softmax'],
    ['labels', Dataset.from(rows, both, labels) as Dataset, { C: 1 }, 'sigmoid'],
    ['more than 512 unknowns', wideTwo, { C: 1 }, 'sigmoid'],
    ['more of several classes', wideThree, { C: 0.2 }, 'softmax'],
  ] as [string, Dataset, LogisticOptions, Net['output']][])('%s', (_, data, options, output) => {
    const model = logisticRegression(data, options) as Model;
    expect(slope(model, data, 1 / (options.C ?? Infinity), output)).toBeLessThan(1e-9);
    expect(model.history.warnings).toEqual([]);
  });

  it.each([
    ['values', value, 3],
    ['values without ridge', value, 0],
    ['more than 512 unknowns', Dataset.from(wide, wideScore, values) as Dataset, 2],
  ])('%s', (_, data, alpha) => {
    const model = ridge(data, { alpha }) as Model;
    expect(slope(model, data, alpha, 'identity')).toBeLessThan(1e-9);
    expect(model.history.warnings).toEqual([]);
  });
});

describe('a table', () => {
  it('is encoded as a training encodes it', async () => {
    for (const scale of ['none', 'standard', 'minmax', 'quantile'] as const) {
      const options = { scale, columns: { age: { impute: 0 } } } as const;
      const line = logisticRegression(plans, { C: 1, ...options });
      const trained = await train(plans, { hidden: [], epochs: 1, dtype: 'float64', ...options });
      expect(line.inputNames).toEqual(trained.inputNames);
      expect(line.encode(plans)).toEqual(trained.encode(plans));
      expect(line.scale).toBe(scale);
    }
  });

  it('of numbers is scaled as a training scales it', async () => {
    const moons = datasets.moons();
    const line = logisticRegression(moons, { C: 1, scale: 'standard' });
    const trained = await train(moons, { hidden: [], epochs: 1, dtype: 'float64' });
    expect(line.encode(moons)).toEqual(trained.encode(moons));
  });

  it('gives a model that is kept with its words and classes', () => {
    const model = logisticRegression(plans, { C: 1 });
    const same = Model.fromBytes(model.toBytes());
    const records = plans.records().slice(0, 9);
    expect(same.predict(records)).toEqual(model.predict(records));
    expect([same.classes, same.dtype, same.summary().layers.length]).toEqual([
      plans.classes,
      'float64',
      1,
    ]);
    expect(model.evaluate(plans).accuracy).toBeGreaterThan(0.4);
  });

  it('of two classes may look for the first', () => {
    const churn = datasets.churn();
    const model = logisticRegression(churn, { C: 1, positive: 'no' });
    expect(model.positive).toBe('no');
    expect(model.parameters).toEqual(logisticRegression(churn, { C: 1 }).parameters);
  });
});

describe('weights', () => {
  const [rows, score] = numbers(6, 240);
  const copies = <T>(list: readonly T[]): T[] =>
    list.flatMap((value, j) => new Array<T>(j % 4).fill(value));
  const both = score.map((s, j) => [Number(s > 0), Number(s + rows[j]![2]! > 1)]);
  const two = score.map((s, j) => [s, rows[j]![3]! - 2 * s + 40]);
  const [wide, wideScore] = numbers(530, 60);
  const wideTwo = wideScore.map((s, j) => [s, wide[j]![3]! - 2 * s + 40]);

  const weighed = <T>(x: number[][], y: T[], options: object): Dataset =>
    Dataset.from(x, y as number[], { ...options, weights: x.map((_, j) => j % 4) }) as Dataset;
  const copied = <T>(x: number[][], y: T[], options: object): Dataset =>
    Dataset.from(copies(x), copies(y) as number[], options) as Dataset;

  it.each([
    ['two classes', rows, score.map((s) => Number(s > 0)), classes],
    ['three classes', rows, score.map(third), classes],
    ['labels', rows, both, labels],
    ['more than 512 unknowns', wide, wideScore.map(third), classes],
  ] as const)('are copies: %s', (_, x, y, options) => {
    const [a, b] = [weighed, copied].map((data) =>
      logisticRegression(data(x, [...y], options), { C: 0.5 }),
    );
    expect(largestDifference(a!.parameters.W1!.data, b!.parameters.W1!.data)).toBeLessThan(1e-9);
    expect(largestDifference(a!.parameters.b1!.data, b!.parameters.b1!.data)).toBeLessThan(1e-9);
  });

  it.each([
    ['a value', rows, score],
    ['several values', rows, two],
    ['more than 512 unknowns', wide, wideTwo],
  ] as const)('are copies: %s', (_, x, y) => {
    const [a, b] = [weighed, copied].map((data) => ridge(data(x, [...y], values), { alpha: 30 }));
    expect(largestDifference(a!.parameters.W1!.data, b!.parameters.W1!.data)).toBeLessThan(1e-9);
    expect(largestDifference(a!.parameters.b1!.data, b!.parameters.b1!.data)).toBeLessThan(1e-9);
  });

  it('of classes are those of their examples', () => {
    const y = score.map(third);
    const own = y.map((c) => [1, 0.25, 3][c]!);
    const data = Dataset.from(rows, y, { ...classes, weights: own });
    const named = { 1: 0.25, 2: 3 };
    const model = logisticRegression(Dataset.from(rows, y, classes), { classWeights: named, C: 1 });
    expect(model.parameters).toEqual(logisticRegression(data, { C: 1 }).parameters);
  });
});

describe('in slices', () => {
  const [rows, score] = numbers(40, 3000);
  const [wide, wideScore] = numbers(600, 60);
  const three = Dataset.from(rows, score.map(third), classes) as Dataset;
  const wideTwo = Dataset.from(
    wide,
    wideScore.map((s) => s > 0),
  ) as Dataset;
  const two = Dataset.from(
    rows,
    score.map((s, j) => [s, 9 * rows[j]![4]! + 7]),
    values,
  ) as Dataset;

  it('the bits are the same', async () => {
    for (const data of [three, wideTwo, plans]) {
      const at = logisticRegression(data, { C: 1 }).toBytes();
      expect((await logisticRegressionAsync(data, { C: 1 })).toBytes()).toEqual(at);
    }
    for (const data of [two, Dataset.from(wide, wideScore, values) as Dataset])
      expect((await ridgeAsync(data)).toBytes()).toEqual(ridge(data).toBytes());
  });

  it('pauses often, whatever is fitted', () => {
    for (const [data, least] of [
      [three, 6 * 3],
      [wideTwo, 40],
    ] as const) {
      let pauses = 0;
      for (const work = logistic(data, logisticPlan(data, { C: 1 })); !work.next().done;) pauses++;
      expect(pauses).toBeGreaterThan(least);
    }
  });

  it('each step is told, with a cost that falls', async () => {
    const reports: RidgeProgress[] = [];
    const model = await ridgeAsync(two, { alpha: 0, onProgress: (p) => void reports.push(p) });
    expect(reports.map(({ step }) => step)).toEqual([...reports.keys()]);
    const costs = reports.map(({ cost }) => cost);
    expect(costs.toSorted((a, b) => b - a)).toEqual(costs);
    // Half the squared errors of all targets.
    expect(costs.at(-1)).toBeCloseTo(model.evaluate(two).cost, 9);
    expect(model.history.steps).toBe(reports.length - 1);
    const told: number[] = [];
    await logisticRegressionAsync(wideTwo, {
      C: 1,
      onProgress: ({ cost }) => void told.push(cost),
    });
    expect(told.length).toBeGreaterThan(10);
    expect(told[0]).toBeCloseTo(Math.log(2), 12);
  });

  it('a signal ends it', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { signal } = controller;
    const onProgress = (): void => controller.abort(reason);
    await expect(ridgeAsync(two, { signal, onProgress })).rejects.toBe(reason);
    await expect(ridgeAsync(two, { signal })).rejects.toBe(reason);
  });
});

describe('what deserves a look', () => {
  const said = (model: object): readonly string[] => (model as Model).history.warnings;

  it('classes that can be told apart without an error', () => {
    const data = Dataset.from([[1], [2], [3], [4]], ['a', 'a', 'b', 'b']);
    const model = logisticRegression(data);
    expect(said(model)).toEqual([expect.stringContaining('tell all examples apart')]);
    // The line is in the middle, and steep.
    const { W1, b1 } = model.parameters as Record<string, Matrix>;
    expect(-b1!.at(0, 0) / W1!.at(0, 0)).toBeCloseTo(2.5, 6);
    expect(W1!.at(0, 0)).toBeGreaterThan(20);
    expect(said(logisticRegression(data, { C: 1 }))).toEqual([]);
    const partly = Dataset.from([[1], [2], [2], [3]], [0, 0, 1, 1]);
    expect(said(logisticRegression(partly))).toEqual([expect.stringContaining('tell some')]);
  });

  it('of a label by its name', () => {
    const y = [
      [0, 1],
      [0, 0],
      [1, 1],
      [1, 0],
    ];
    const data = Dataset.from([[1], [2], [3], [4]], y, { ...labels, targets: ['high', 'odd'] });
    expect(said(logisticRegression(data))).toEqual([expect.stringMatching(/^high: the inputs/)]);
  });

  it('constant columns, whose weights are 0', () => {
    const rows = [1, 2, 3, 4, 5].map((a) => [0.1, a, 7]);
    const model = ridge(Dataset.from(rows, [1.5, 2, 2.25, 4, 4.5]));
    expect(said(model)).toEqual(['constant, so that their weights are 0: "x1", "x3"']);
    const { W1, b1 } = model.parameters as Record<string, Matrix>;
    // Σ x̃·y = 8 and Σ x̃² + 1 = 11 around the mean 3.
    expect([...W1!.data]).toEqual([0, expect.closeTo(8 / 11, 14), 0]);
    expect(b1!.at(0, 0)).toBeCloseTo(2.85 - (8 / 11) * 3, 14);
  });

  it('columns that others make up', () => {
    const rows = [1, 2, 3, 4].map((a) => [a, 2 * a]);
    const data = Dataset.from(rows, [1.5, 2, 2.25, 4]);
    expect(said(ridge(data, { alpha: 0 }))).toEqual([expect.stringMatching(/^sums.*"x2".*alpha/)]);
    expect(said(ridge(data))).toEqual([]);
    // The answers are those of one of them.
    const one = Dataset.from(
      rows.map(([a]) => [a!]),
      [1.5, 2, 2.25, 4],
    );
    const expected = ridge(one, { alpha: 0 }).predict([[6], [7]]) as number[];
    const found = ridge(data, { alpha: 0 }).predict([
      [6, 12],
      [7, 14],
    ]) as number[];
    expect(largestDifference(found, expected)).toBeLessThan(1e-12);
  });

  it('a class without an example', () => {
    const data = Dataset.from([[1], [2], [3]], ['a', 'b', 'a'], { classes: ['a', 'b', 'c'] });
    const model = logisticRegression(data, { C: 1 });
    expect(said(model)).toEqual([expect.stringContaining('no example counts of class "c"')]);
    expect(model.probabilities([2])[2]).toBeLessThan(1e-9);
  });

  it('a search that ends before it is there', () => {
    const stream = new RandomState(1);
    const rows = Array.from({ length: 4 }, () =>
      Array.from({ length: 520 }, (_, i) => stream.normal() * 10 ** ((i % 12) - 6)),
    );
    const data = Dataset.from(
      rows,
      rows.map((row) => row[11]!),
    );
    const { history } = ridge(data, { alpha: 1e-3 });
    expect(history.warnings).toEqual([expect.stringContaining('no minimum was found in 5000')]);
    expect(history.steps).toBe(5000);
  });
});

describe('small and wide tables', () => {
  const stream = new RandomState(2);
  const wide = Array.from({ length: 10 }, () =>
    Array.from({ length: 5000 }, () => stream.normal()),
  );

  it('of ten rows and 5,000 columns give a model', () => {
    const y = wide.map((_, j) => (j % 2 ? 'odd' : 'even'));
    const model = logisticRegression(Dataset.from(wide, y), { C: 1 });
    expect(model.evaluate(Dataset.from(wide, y)).accuracy).toBe(1);
    const free = logisticRegression(Dataset.from(wide, y));
    expect(free.history.warnings).toEqual([expect.stringContaining('tell all examples apart')]);
    const value = ridge(
      Dataset.from(
        wide,
        wide.map((_, j) => j * 1.5),
      ),
      { alpha: 100 },
    );
    expect(
      slope(
        value as Model,
        Dataset.from(
          wide,
          wide.map((_, j) => j * 1.5),
        ),
        100,
        'identity',
      ),
    ).toBeLessThan(1e-9);
  });

  it('of one row, of one value, of none that differs', () => {
    expect(ridge(Dataset.from([[1]], [0.5])).predict([3])).toBe(0.5);
    expect(ridge(Dataset.from([[1], [2]], [0.5, 0.5])).predict([3])).toBe(0.5);
    const same = Dataset.from([[0.1], [0.1], [0.1], [0.1]], [0, 1, 1, 1]);
    const model = logisticRegression(same, { C: 1 });
    expect(model.probabilities([0.1])[1]).toBeCloseTo(0.75, 12);
  });

  it('of the smallest and the largest strengths', () => {
    const data = Dataset.from([[1], [2], [3], [4]], [0, 1, 0, 1]);
    const still = logisticRegression(data, { C: 5e-324 });
    expect(still.probabilities([4])[1]).toBeCloseTo(0.5, 12);
    const flat = ridge(Dataset.from([[1], [2], [3]], [1.5, 2, 3]), { alpha: Number.MAX_VALUE });
    expect(flat.predict([9])).toBeCloseTo(6.5 / 3, 12);
  });
});
