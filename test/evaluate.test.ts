// Measures of a model, against the definitions and against scikit-learn's figures.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  Matrix,
  metrics,
  Model,
  RandomState,
  train,
  type ClassificationMetrics,
  type DatasetOptions,
  type Label,
} from '../lib/index.js';
import { atOnce } from '../lib/base/slices.js';
import type { Looked } from '../lib/backend/metrics/looked.js';
import { ranked, rocAuc } from '../lib/backend/metrics/ranking.js';
import { valueScores } from '../lib/backend/metrics/scores.js';
import { metricTable } from '../lib/backend/metrics/table.js';

/** A model that answers with its only feature: p(second) = sigmoid(x), or the value x itself. */
const passing = (output: 'sigmoid' | 'identity'): Model =>
  Model.from({ W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) }, { output }) as Model;

describe('two classes', () => {
  // Predicted 0 0 0 1 1 1 1: two of four zeros are found, and two of three ones.
  const scores = [-3, -2, -0.5, 0.25, 0.5, 1, 2];
  const truth = [0, 0, 1, 0, 0, 1, 1];
  const data = Dataset.from(
    scores.map((s) => [s]),
    truth,
  );

  it('has the measures of their definitions', () => {
    const {
      task,
      size,
      accuracy,
      confusion,
      classes,
      rocAuc: auc,
      cost,
    } = passing('sigmoid').evaluate(data) as ClassificationMetrics;
    expect([task, size]).toEqual(['classification', 7]);
    expect(accuracy).toBeCloseTo(4 / 7, 15);
    expect(confusion).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(classes).toEqual([
      { label: 0, precision: 2 / 3, recall: 0.5, f1: expect.closeTo(4 / 7, 15), support: 4 },
      { label: 1, precision: 0.5, recall: 2 / 3, f1: expect.closeTo(4 / 7, 15), support: 3 },
    ]);
    // Of the 12 pairs the one of class 1 scores higher in 2 + 4 + 4.
    expect(auc).toBeCloseTo(10 / 12, 15);
    const p = scores.map((s) => 1 / (1 + Math.exp(-s)));
    const entropy = -p.reduce((sum, v, j) => sum + Math.log(truth[j] === 1 ? v : 1 - v), 0) / 7;
    expect(cost).toBeCloseTo(entropy, 14);
  });

  it('matches labels by name: data with fewer classes, in another order', () => {
    const model = Model.from(
      { W1: Matrix.from([[1], [0], [-1]]), b1: Matrix.from([[0], [0.5], [0]]) },
      { output: 'softmax', classes: ['low', 'middle', 'high'] },
    ) as Model;
    const part = Dataset.from([[3], [-3], [-2]], ['low', 'high', 'high']);
    const { accuracy, confusion, rocAuc: auc } = model.evaluate(part);
    expect(accuracy).toBe(1);
    expect(confusion).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 2],
    ]);
    expect(auc).toBeUndefined();
  });

  it('has no ROC of one class', () => {
    const ones = Dataset.from([[1], [2]], [1, 1], { classes: [0, 1] });
    const {
      accuracy,
      classes,
      rocAuc: auc,
    } = passing('sigmoid').evaluate(ones) as ClassificationMetrics;
    expect([accuracy, auc]).toEqual([1, undefined]);
    expect(classes[0]).toEqual({ label: 0, precision: 0, recall: 0, f1: 0, support: 0 });
  });
});

describe('ROC AUC', () => {
  it('is the share of ordered pairs, ties half', () => {
    const random = new RandomState(8);
    for (let n = 2; n < 60; n++) {
      const scores = Float64Array.from({ length: n }, () => Math.round(random.random() * 8) / 8);
      const second = Array.from({ length: n }, () => Math.round(random.random()));
      let [pairs, ordered] = [0, 0];
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          if (second[i] !== 1 || second[j] !== 0) continue;
          pairs++;
          ordered += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
        }
      }
      const auc = atOnce(rocAuc(atOnce(ranked(scores, second, null))));
      if (pairs === 0) expect(auc).toBeUndefined();
      else expect(auc).toBeCloseTo(ordered / pairs, 14);
    }
  });
});

describe('regression', () => {
  it('has the measures of their definitions, in the targets’ units', () => {
    const data = Dataset.from([[2.5], [0], [2], [8]], [3, -0.5, 2, 7], { task: 'regression' });
    const { task, mse, mae, r2, cost, targets } = passing('identity').evaluate(data);
    // The example of scikit-learn's documentation of mean_squared_error and r2_score.
    expect(task).toBe('regression');
    expect([mse, mae]).toEqual([0.375, 0.5]);
    expect(r2).toBeCloseTo(0.9486081370449679, 15);
    expect(cost).toBeCloseTo(0.375 / 2, 15);
    expect(targets).toEqual([{ name: 'y', mse, rmse: Math.sqrt(0.375), mae, r2 }]);
  });

  it('of a constant target: 1 when it is met, else 0', () => {
    expect(atOnce(valueScores([2, 2], [2, 2])).r2).toBe(1);
    expect(atOnce(valueScores([2, 3], [2, 2])).r2).toBe(0);
  });

  it('of several targets: each, and the mean; the cost is that of training', async () => {
    const random = new RandomState(4);
    const rows = Array.from({ length: 50 }, () => [random.normal(), random.normal()]);
    const values = rows.map(([a, b]) => [100 * a!, a! - b!]);
    const data = Dataset.from(rows, values, { task: 'regression', targets: ['p', 'q'] });
    const model = await train(data, {
      hidden: [8],
      epochs: 2,
      batchSize: 'all',
      dtype: 'float64',
      learningRate: 1e-12,
    });
    const { targets, mse, mae, r2, cost } = model.evaluate(data);
    expect(cost).toBeCloseTo(model.history.cost[1]!, 9);
    for (const [r, target] of targets!.entries()) {
      const errors = rows.map((row, j) => (model.predict(row) as number[])[r]! - values[j]![r]!);
      expect(target.mse).toBeCloseTo(errors.reduce((s, e) => s + e * e, 0) / 50, 9);
      expect(target.mae).toBeCloseTo(errors.reduce((s, e) => s + Math.abs(e), 0) / 50, 9);
    }
    const mean = (of: 'mse' | 'mae' | 'r2'): number => (targets![0]![of]! + targets![1]![of]!) / 2;
    expect([mse, mae, r2]).toEqual([mean('mse'), mean('mae'), mean('r2')]);
  });
});

it('the cost and the shares do not depend on how many examples there are at once', () => {
  const { X, Y } = datasets.flower({ size: 10_000 });
  const data = Dataset.from(X, Y);
  const parameters = { W1: Matrix.from([[0.3, -0.2]]), b1: Matrix.from([[0.1]]) };
  const { cost, accuracy } = Model.from(parameters).evaluate(data);
  const p = X.T.toArray().map(([a, b]) => 1 / (1 + Math.exp(-(0.3 * a! - 0.2 * b! + 0.1))));
  const truth = [...Y.data];
  const entropy = p.reduce((s, v, j) => s - Math.log(truth[j] === 1 ? v : 1 - v), 0) / 10_000;
  expect(cost).toBeCloseTo(entropy, 12);
  const right = p.filter((v, j) => (v > 0.5 ? 1 : 0) === truth[j]).length;
  expect(accuracy).toBeCloseTo(right / 10_000, 12);
});

describe('weights', () => {
  const random = new RandomState(12);
  const m = 5000;
  const rows = Array.from({ length: m }, () => [random.normal(), random.normal()]);
  const counts = Array.from({ length: m }, () => Math.floor(random.random() * 4));
  const copies = counts.flatMap((count, j) => new Array<number>(count).fill(j));
  const noise = rows.map(() => random.normal());

  const kinds: [string, (of: number[], j: number) => Label, DatasetOptions][] = [
    ['two classes', ([a = 0], j) => (a + noise[j]! > 0.3 ? 'yes' : 'no'), {}],
    ['three classes', ([a = 0, b = 0]) => `c${+(a > 0.4) + +(b > 0)}`, {}],
    ['labels', ([a = 0, b = 0], j) => [+(a > 0), +(b > noise[j]!)], { task: 'multilabel' }],
    ['values', ([a = 0], j) => 100 * a + noise[j]!, { task: 'regression' }],
    ['several values', ([a = 0, b = 0]) => [a * b, 100 * a], { task: 'regression' }],
  ];

  describe.each(kinds)('of %s', (_, target, options) => {
    const of = (examples: readonly number[], weights?: number[]): Dataset =>
      Dataset.from(
        examples.map((j) => rows[j]!),
        examples.map((j) => target(rows[j]!, j)) as number[],
        { ...options, weights },
      ) as Dataset;
    const all = rows.map((__, j) => j);

    it.each(['float32', 'float64'] as const)(
      'give the figures of examples that come so often, %s',
      async (dtype) => {
        const model = (await train(of(all), { hidden: [4], epochs: 2, seed: 1, dtype })) as Model;
        const weighed = of(all, counts);
        const { size, ...figures } = model.evaluate(weighed);
        const { size: many, ...expected } = model.evaluate(of(copies));
        expect([size, many]).toEqual([m, copies.length]);
        expect(figures).toEqual(nearly(expected));
        expect(await model.evaluateAsync(weighed)).toEqual({ size, ...figures });
        // Its parts have the weights of their examples.
        const order = new RandomState(3).permutation(m);
        const shuffled = model.evaluate(weighed.subset(order));
        expect({ ...shuffled, size: 0 }).toEqual({ ...(nearly(figures) as object), size: 0 });
      },
    );

    it('of 1 change no bit, and neither does any other that is the same for all', async () => {
      const model = (await train(of(all), { hidden: [4], epochs: 2, seed: 1 })) as Model;
      const plain = model.evaluate(of(all));
      expect(model.evaluate(of(all, new Array<number>(m).fill(1)))).toEqual(plain);
      for (const weight of [2 ** -140, 2 ** 140]) {
        const { cost } = model.evaluate(of(all, new Array<number>(m).fill(weight)));
        expect(cost).toBe(plain.cost);
      }
    });
  });

  it('are those of the figures that are watched', async () => {
    const data = Dataset.from(
      rows,
      rows.map(([a = 0], j) => +(a + noise[j]! > 0.3)),
      { weights: counts },
    );
    const model = await train(data, { epochs: 2, seed: 1, positive: 0 });
    const p = model.probabilities(data.X);
    const looked: Looked = {
      cost: 1,
      outputs: Float64Array.from(p, ([, second]) => second!),
      codes: Uint32Array.from(data.labels as number[]),
      Y: data.Y,
      weights: data.weights,
      positive: 0,
    };
    const scores = model.evaluate(data) as ClassificationMetrics;
    for (const name of [
      'accuracy',
      'balancedAccuracy',
      'f1',
      'rocAuc',
      'averagePrecision',
      'brier',
    ] as const)
      expect(atOnce(metricTable[name].of(looked)), name).toBe(scores[name]);
  });
});

/** The same with every number to 12 digits. */
function nearly(of: unknown): unknown {
  if (typeof of === 'number')
    return expect.closeTo(of, 11 - Math.ceil(Math.log10(Math.abs(of) + 1e-9)));
  if (Array.isArray(of)) return of.map(nearly);
  if (of === null || typeof of !== 'object') return of;
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, nearly(value)]));
}

it('metrics.accuracy is a share', () => {
  const [P, Y] = [Matrix.from([[0, 1, 1, 0]]), Matrix.from([[0, 1, 0, 0]])];
  expect(metrics.accuracy(P, Y)).toBe(0.75);
});

describe('other data than the model’s', () => {
  const two = Dataset.from(
    [
      [1, 2],
      [3, 4],
    ],
    ['no', 'yes'],
    { features: ['age', 'plan'] },
  );
  const values = Dataset.from([[1], [2]], [3, 4], { task: 'regression' });

  it.each<[string, Dataset, string]>([
    [
      'fewer features',
      Dataset.from([[1], [2]], ['no', 'yes']),
      'has the features "x1", but the model was trained on "age", "plan"',
    ],
    ['values', values, 'has values as targets, but the model predicts classes'],
    [
      'a label that it does not know',
      Dataset.from(
        [
          [1, 2],
          [3, 4],
        ],
        ['no', 'maybe'],
      ),
      'example 1 is "maybe", which is none of the 2 known classes: "no", "yes"',
    ],
  ])('%s', async (_, data, says) => {
    const model = (await train(two, { epochs: 1 })) as unknown as Model;
    expect(() => model.evaluate(data)).toThrow(
      expect.objectContaining({ code: 'ERR_DATA', message: expect.stringContaining(says) }),
    );
  });

  it('rows of another width: the features are named', async () => {
    const model = await train(two, { epochs: 1 });
    expect(() => model.predict([1, 2, 3])).toThrow(
      'example must be 2 numbers per example ("age", "plan"), not 3 numbers.',
    );
    const list = [
      [1, 2],
      [1, 2, 3],
    ];
    expect(() => model.predict(list)).toThrow(
      'examples[1] must be 2 numbers per example ("age", "plan"), not 3 numbers.',
    );
    expect(() => model.predict([1, NaN])).toThrow(/row 0, column 1 \("plan"\) is NaN/);
  });
});
