// Several labels per example: a network with one sigmoid output each, from the data to the model's file.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  Matrix,
  Model,
  RandomState,
  session,
  sweep,
  train,
  type ModelOptions,
  type MultilabelMetrics,
  type ParameterDict,
} from '../lib/index.js';
import { outputOf } from '../lib/network/spec.js';
import { partsWithin } from '../lib/model/predicting.js';
import { each, refused, wrong } from './refusals.js';

interface Figures {
  readonly names: readonly string[];
  readonly logits: number[][];
  readonly truth: number[][];
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly rocAuc: (number | null)[];
  readonly averagePrecision: (number | null)[];
  readonly brier: number[];
  readonly macro: number;
  readonly micro: number;
  readonly subsetAccuracy: number;
  readonly cost: number;
}

const fixture = new URL('fixtures/multilabel.json', import.meta.url);
const figures = JSON.parse(readFileSync(fixture, 'utf8')) as Figures;
const { names } = figures;

/** The logits of k labels are its k features. */
function passing(k: number, more: ModelOptions = {}): Model {
  const identity = Array.from({ length: k }, (_, i) =>
    Array.from({ length: k }, (_, j) => +(i === j)),
  );
  const parameters = { W1: Matrix.from(identity), b1: Matrix.of(new Float64Array(k), k, 1) };
  return Model.from(parameters, { task: 'multilabel', ...more }) as Model;
}

/** Three labels of two features: above one line, above another, and neither. */
function regions(m: number, seed = 1): Dataset<(0 | 1)[]> {
  const random = new RandomState(seed);
  const rows = Array.from({ length: m }, () => [random.normal(), random.normal()]);
  const targets = rows.map(([x = 0, y = 0]) => [+(x > 0), +(x + y > 0.3), +(x <= 0 && y <= 0)]);
  return Dataset.from(rows, targets, { task: 'multilabel', targets: ['right', 'up', 'low'] });
}

describe('evaluate', () => {
  const data = Dataset.from(figures.logits, figures.truth, { task: 'multilabel', targets: names });
  const scores = passing(5, { targets: names }).evaluate(data) as MultilabelMetrics;

  it('has scikit-learn’s figures', () => {
    const near = (value: number) => expect.closeTo(value, 14) as number;
    expect(scores).toEqual({
      task: 'multilabel',
      size: 60,
      cost: expect.closeTo(figures.cost, 13) as number,
      labels: names.map((name, i) => ({
        name,
        precision: near(figures.precision[i]!),
        recall: near(figures.recall[i]!),
        f1: near(figures.f1[i]!),
        support: figures.support[i]!,
        rocAuc: figures.rocAuc[i] === null ? undefined : near(figures.rocAuc[i]!),
        averagePrecision:
          figures.averagePrecision[i] === null ? undefined : near(figures.averagePrecision[i]!),
        brier: near(figures.brier[i]!),
      })),
      f1: { macro: near(figures.macro), micro: near(figures.micro) },
      subsetAccuracy: near(figures.subsetAccuracy),
    });
  });

  it('finds the targets by name, and is the same off the event loop and of parts', async () => {
    const swapped = Dataset.from(
      figures.logits,
      figures.truth.map((row) => row.toReversed()),
      { task: 'multilabel', targets: names.toReversed() },
    );
    const model = passing(5, { targets: names });
    expect(model.evaluate(swapped)).toEqual(scores);
    expect(await model.evaluateAsync(data)).toEqual(scores);
    const order = new RandomState(2).permutation(60);
    expect(model.evaluate(data.subset(order))).toEqual({
      ...scores,
      labels: scores.labels.map((label) => ({
        ...label,
        brier: expect.closeTo(label.brier, 13) as number,
      })),
      cost: expect.closeTo(scores.cost, 13) as number,
    });
  });
});

describe('the network', () => {
  it('has a sigmoid output per label, and its cost is summed over labels and averaged over examples', async () => {
    const data = regions(30);
    const steps = await session(data, {
      hidden: [4],
      activation: 'tanh',
      dtype: 'float64',
      seed: 2,
    });
    const model = steps.model();
    const { spec, parameters } = partsWithin(model);
    expect([outputOf(spec), spec.layers.at(-1)!.units, spec.loss]).toEqual([
      'sigmoid',
      3,
      'binaryCrossEntropy',
    ]);
    const p = model.probabilities(data.X);
    const truth = data.labels;
    const terms = p.flatMap((row, j) =>
      Array.from(row, (v, t) => -Math.log(truth[j]![t] === 1 ? v : 1 - v)),
    );
    const { cost } = model.evaluate(data);
    expect(cost).toBeCloseTo(terms.reduce((sum, term) => sum + term) / 30, 13);
    expect(parameters).toHaveLength(2 * 4 + 4 + 4 * 3 + 3);
    expect(partsWithin(model).scaling.targets).toBe(null);
  });

  it('has the gradients of central differences', async () => {
    const data = regions(40, 5);
    const options = {
      hidden: [3],
      activation: 'tanh',
      dtype: 'float64',
      scale: 'none',
      batchSize: 'all',
    } as const;
    const steps = await session(data, { ...options, seed: 3 });
    const gradients = (await steps.gradients()) as Record<string, Matrix>;
    const at = (parameters: ParameterDict): number =>
      Model.from(parameters, { activation: 'tanh', task: 'multilabel' }).evaluate(data).cost;
    const names = Object.keys(steps.model().parameters) as 'W1'[];
    expect(names).toEqual(['W1', 'b1', 'W2', 'b2']);
    const step = 1e-5;
    for (const name of names) {
      const gradient = gradients[`d${name}`]!.data;
      for (let i = 0; i < gradient.length; i++) {
        const moved = (by: number): number => {
          const parameters = steps.model().parameters as unknown as Record<string, Matrix>;
          parameters[name]!.data[i]! += by;
          return at(parameters as unknown as ParameterDict);
        };
        expect(gradient[i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 8);
      }
    }
  });
});

describe('a training', () => {
  it('learns the labels; predictions are 0 and 1 by targets, probabilities one a label', async () => {
    const [fit, test] = regions(400).split({ test: 0.25, seed: 1 });
    const model = await train(fit, { hidden: [16], epochs: 150, seed: 1 });
    expect([model.task, model.classes, model.targets]).toEqual([
      'multilabel',
      null,
      ['right', 'up', 'low'],
    ]);
    const scores = model.evaluate(test);
    expect(scores.f1.macro).toBeGreaterThan(0.95);
    expect(scores.subsetAccuracy).toBeGreaterThan(0.9);
    const one: (0 | 1)[] = model.predict([2, 2]);
    expect(one).toEqual([1, 1, 0]);
    expect(
      model.predict([
        [2, 2],
        [-2, -2],
      ]),
    ).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ]);
    const p = model.probabilities(test.X);
    expect(p[0]).toHaveLength(3);
    const predicted = await model.predictAsync(test);
    expect(predicted).toEqual(p.map((row) => Array.from(row, (v) => +(v > 0.5))));
    expect(String(model)).toContain('from "x1", "x2" to labels "right", "up", "low"');
    const right = predicted.filter((row, j) => row.join() === test.labels[j]!.join()).length;
    expect(scores.subsetAccuracy).toBe(right / test.size);
  });

  it('is kept in a file, of one label too', async () => {
    for (const [data, label] of [
      [regions(50), [1, 1, 0]],
      [
        Dataset.from(
          regions(50).X,
          regions(50).labels.map(([right = 0]) => right),
          { task: 'multilabel', targets: ['right'] },
        ),
        1,
      ],
    ] as const) {
      const model = (await train(data as Dataset, { epochs: 200, seed: 1 })) as Model;
      const bytes = model.toBytes();
      const again = Model.fromBytes(bytes);
      expect([again.task, again.classes, again.targets]).toEqual([
        'multilabel',
        null,
        data.targets,
      ]);
      expect([again.predict([3, 3]), model.predict([3, 3])]).toEqual([label, label]);
      expect(again.evaluate(data as Dataset)).toEqual(model.evaluate(data as Dataset));
      expect(again.toBytes()).toEqual(bytes);
      expect(again.probabilities([3, 3])).toHaveLength(data.targets.length);
    }
  });

  it('by a sweep is judged by the share of examples of which every label is right', async () => {
    const { runs, rows } = await sweep(regions(80), { hidden: [4], epochs: 20 });
    const shares = runs.map(({ train: of }) => of.subsetAccuracy);
    expect(rows.map(({ train: { mean } }) => mean)).toEqual(shares);
    expect(String(await sweep(regions(80), { hidden: [4], epochs: 20 }))).toContain(' %');
  });
});

const labelled = regions(20);
const model = passing(2, { targets: ['a', 'b'] });
const rows = [
  [0, 1],
  [1, 0],
];
const parameters = (k: number): ParameterDict =>
  ({
    W1: Matrix.of(new Float64Array(2 * k), k, 2),
    b1: Matrix.of(new Float64Array(k), k, 1),
  }) as never;

refused('several labels', [
  [
    'data of classes',
    () => model.evaluate(Dataset.from(rows, ['no', 'yes'])),
    'ERR_DATA',
    'data',
    'has classes as targets, but the model predicts labels',
    'read the data with task: "multilabel"',
  ],
  [
    'data of values',
    () => model.evaluate(Dataset.from(rows, rows, { task: 'regression' })),
    'ERR_DATA',
    'data',
    'has values as targets, but the model predicts labels',
  ],
  [
    'labels for a model of classes',
    async () => (await train(datasets.moons({ size: 20 }), { epochs: 1 })).evaluate(labelled),
    'ERR_DATA',
    'data',
    'has labels as targets, but the model predicts classes: read the data with task: "classification"',
  ],
  [
    'another number of labels',
    () => model.evaluate(labelled),
    'ERR_DATA',
    'data',
    'has 3 targets ("right", "up", "low"), but the model predicts 2 ("a", "b")',
  ],
  [
    'expected classes',
    () => Model.fromBytes(model.toBytes(), { classes: ['a', 'b'] }),
    'ERR_DATA',
    'classes',
    'the model predicts labels ("a", "b")',
  ],
  ...each('ERR_OPTION', (o) => Model.from(parameters(2), wrong<ModelOptions>(o)), [
    [{}, 'output', 'names no class', "Say task: 'multilabel'"],
    [{ task: 'regression' }, 'task', 'one of "multilabel"', 'not "regression"'],
    [{ task: 'multilabel', classes: ['a', 'b'] }, 'classes', "left out with task 'multilabel'"],
    [{ task: 'multilabel', output: 'identity' }, 'task', 'left out where the output is identity'],
  ]),
  ...each(
    'ERR_DATA',
    (targets) => Dataset.from(rows, wrong<number[]>(targets), { task: 'multilabel' }),
    [
      [[0, 2], 'targets', 'row 1, column 0 is 2', 'every target is 0 or 1'],
      [[0, NaN], 'targets[1]', 'not NaN'],
    ],
  ),
  [
    'words',
    () => Dataset.from(rows, ['a', 'b'], { task: 'multilabel' }),
    'ERR_OPTION',
    'task',
    "'classification' or left out for string targets",
  ],
  [
    'classes',
    () => Dataset.from(rows, rows, { task: 'multilabel', classes: [0, 1] }),
    'ERR_OPTION',
    'classes',
    "left out with task 'multilabel'",
  ],
]);

it('a single label may be told by truth values', () => {
  const data = Dataset.from(rows, [true, false], { task: 'multilabel' });
  expect([data.task, data.labels, data.Y.toArray()]).toEqual(['multilabel', [1, 0], [[1, 0]]]);
  expect(String(regions(2)).split('\n')[0]).toContain('Y (3, 2), labels');
});
