// Cross-validation: equal to doing it by hand, each example's output, whatever runs side by side.
import { describe, expect, it } from 'vitest';
import {
  crossValidate,
  Dataset,
  datasets,
  RandomState,
  train,
  type CrossValidateOptions,
  type KFoldOptions,
  type Model,
  type SharedTrainOptions,
} from '../lib/index.js';

const options = { hidden: [6], epochs: 30, learningRate: 0.02, seed: 3 } as const;
const moons = datasets.moons({ size: 120 });
const blobs = datasets.blobs({ size: 90, centers: 3 });
const random = new RandomState(5);
const rows = Array.from({ length: 80 }, () => [random.normal(), 4 + 3 * random.normal()]);
/** Days that grow, three of them alike, and values of another size than what the network learns. */
const values = Dataset.from(
  rows.map(([a = 0, b = 0], j) => [Math.floor(j / 3), a, b]),
  rows.map(([a = 0, b = 0]) => 1000 + 70 * a - 30 * a * b),
  { task: 'regression', features: ['day', 'a', 'b'] },
);
const labels = Dataset.from(
  rows,
  rows.map(([a = 0, b = 0]) => [Number(a > 0), Number(b > 4), Number(a + b > 4)]),
  { task: 'multilabel' },
);
const grouped = Dataset.from(
  rows,
  rows.map(([a = 0, b = 0]) => (a * b > 1 ? 'yes' : 'no')),
  { groups: rows.map((_, j) => `g${j % 11}`) },
);

/** The outputs (n_L, m) that models give for what was held out of their training. */
function outOfFold(data: Dataset, by: readonly (readonly [Model, number[]])[]): number[][] {
  const columns: number[][] = [];
  for (const [model, examples] of by) {
    const said = model.probabilities(data.subset(examples) as never) as unknown as Float64Array[];
    for (const [i, j] of examples.entries()) {
      const all = [...said[i]!];
      columns[j] = data.classes?.length === 2 ? all.slice(1) : all;
    }
  }
  return columns[0]!.map((_, r) => columns.map((column) => column[r]!));
}

/** Words and holes, some of which only one fold has: what is fitted to them is fitted anew in each. */
const records = Dataset.fromRecords(
  rows.map(([a = 0, b = 0], j) => ({
    plan: j % 9 === 4 ? `only ${j}` : ['free', 'team', 'pro'][j % 3]!,
    age: j % 11 === 5 ? null : b,
    left: a > 0.1 ? 'yes' : 'no',
  })),
  { target: 'left' },
) as Dataset;

const numbered = (data: Dataset): Dataset =>
  Dataset.from(
    Array.from({ length: data.size }, (_, j) => [j]),
    data.labels as never,
    {
      task: data.task,
      ...(data.groups && { groups: data.groups as string[] }),
    } as never,
  );

const cases: readonly (readonly [
  string,
  Dataset,
  SharedTrainOptions,
  CrossValidateOptions,
  KFoldOptions,
])[] = [
  ['two classes', moons, options, { folds: 4, seed: 9 }, { folds: 4, seed: 9, stratify: true }],
  [
    'three classes in float64',
    blobs,
    { ...options, dtype: 'float64' },
    {},
    { folds: 5, seed: 0, stratify: true },
  ],
  [
    'words and holes',
    records,
    options,
    { folds: 4, seed: 3 },
    { folds: 4, seed: 3, stratify: true },
  ],
  ['values', values, options, { folds: 3 }, { folds: 3, seed: 0 }],
  ['labels', labels, options, { folds: 3, seed: 1 }, { folds: 3, seed: 1 }],
  ['groups', grouped, options, { folds: 3, seed: 2 }, { folds: 3, seed: 2 }],
  ['classes by chance', moons, options, { stratify: false }, { seed: 0 }],
  [
    'a validation of their own',
    moons,
    { ...options, validation: 0.25, patience: 3 },
    { folds: 3 },
    { folds: 3, seed: 0, stratify: true },
  ],
];

describe('is kFold, train and evaluate', () => {
  it.each(cases)('of %s', async (_, data, trained, how, parting) => {
    const result = await crossValidate(data, trained, how);
    const own = { validation: 'none', ...trained } as const;
    const numbers = [...numbered(data).kFold(parting)].map(([, held]) => [...held.X.data]);
    const byHand: (readonly [Model, number[]])[] = [];
    for (const [f, [fit, held]] of [...data.kFold(parting)].entries()) {
      const model = await train(fit, own);
      const fold = result.folds[f]!;
      expect(fold.model.toBytes()).toEqual(model.toBytes());
      expect(fold.metrics).toEqual(model.evaluate(held));
      expect([fold.fold, fold.fit, [...fold.examples]]).toEqual([f, fit.size, numbers[f]]);
      byHand.push([model as Model, numbers[f]!]);
    }
    if (data === records)
      expect(new Set(byHand.map(([{ inputNames }]) => String(inputNames))).size).toBe(4);
    expect(result.folds).toHaveLength(byHand.length);
    expect(result.outputs.toArray()).toEqual(outOfFold(data, byHand));
    expect(result.outputs.dtype).toBe(trained.dtype ?? 'float32');
    const scores = result.folds.map(({ metrics: of }): number =>
      of.task === 'regression' ? of.rmse : of.cost,
    );
    expect(result.folds.map(({ score }) => score)).toEqual(scores);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(result.score.mean).toBeCloseTo(mean, 14);
    const squares = scores.reduce((sum, score) => sum + (score - mean) * (score - mean), 0);
    expect(result.score.deviation).toBeCloseTo(Math.sqrt(squares / scores.length), 14);
    expect(result.warnings).toEqual([]);
  });

  it('with the score that is asked for: a figure of evaluate, or one of one’s own', async () => {
    const how = { folds: 3, seed: 4 };
    const auc = await crossValidate(moons, options, { ...how, score: 'rocAuc' });
    expect(auc.folds.map(({ score }) => score)).toEqual(
      auc.folds.map(({ metrics: of }) => of.task === 'classification' && of.rocAuc),
    );
    expect([auc.score.name, auc.score.minimize]).toEqual(['rocAuc', false]);
    const wrongOnes = (y: ArrayLike<unknown>, p: ArrayLike<unknown>): number =>
      Array.from(y).filter((is, j) => is !== Number((p[j] as number) > 0.5)).length;
    const score = { metric: wrongOnes, minimize: true };
    const own = await crossValidate(moons, options, { ...how, score });
    expect(own.score.name).toBe('wrongOnes');
    const wrongs = own.folds.reduce((sum, fold) => sum + fold.score, 0);
    const said = own.outputs.toArray()[0]!.map((p) => Number(p > 0.5));
    expect(moons.labels.filter((label, j) => label !== said[j])).toHaveLength(wrongs);
  });

  it('of quantiles tells each level', async () => {
    const loss = { quantiles: [0.1, 0.5, 0.9] };
    const { outputs, folds } = await crossValidate(values, { ...options, loss }, { folds: 2 });
    const { model, examples } = folds[1]!;
    const said = model.quantiles(values.subset(examples) as never) as unknown as Float64Array[];
    expect(outputs.rows).toBe(3);
    for (const [i, j] of examples.entries())
      expect([0, 1, 2].map((r) => outputs.at(r, j))).toEqual([...said[i]!]);
  });
});

describe('in the order of time', () => {
  it('leaves what comes first without outputs, and says so', async () => {
    const how = { folds: 3, time: 'day' };
    const { outputs, folds, warnings } = await crossValidate(values, options, how);
    expect(folds.map(({ fit, examples }) => [fit, examples[0], examples.length])).toEqual([
      [21, 21, 18],
      [39, 39, 21],
      [60, 60, 20],
    ]);
    const column = outputs.toArray()[0]!;
    expect(column.map((value) => Number.isNaN(value))).toEqual(column.map((_, j) => j < 21));
    expect(warnings).toEqual([
      'the first 21 of 80 examples in the order of time are never held out: their outputs are NaN',
    ]);
  });
});

describe('under way', () => {
  const how = { folds: 5, seed: 1 };

  it('gives the same bits and the same order, however many run side by side', async () => {
    const runs = [1, 3, 5].map(async (parallel) => {
      const seen: number[] = [];
      const onProgress = ({ fold }: { fold: number }): number => seen.push(fold);
      const run = crossValidate(blobs, options, { ...how, parallel, onProgress });
      const told: number[] = [];
      for await (const { fold } of run) told.push(fold);
      const { folds, outputs, score } = await run;
      expect([seen, told]).toEqual([
        [0, 1, 2, 3, 4],
        [0, 1, 2, 3, 4],
      ]);
      return [folds.map(({ model }) => model.toBytes()), outputs.toArray(), score];
    });
    const [one, ...others] = await Promise.all(runs);
    for (const other of others) expect(other).toEqual(one);
  });

  it('prints a table', async () => {
    const result = await crossValidate(blobs, options, { ...how, score: 'accuracy' });
    const lines = String(result).split('\n');
    expect(lines[0]).toMatch(/^fold +trained on +held out +accuracy +time$/);
    expect(lines[1]).toMatch(/^0 +72 +18 +\d\.\d+ +\d+\.\d\d s$/);
    expect(lines[6]).toBe(`mean${result.score.mean.toPrecision(5).padStart(lines[6]!.length - 4)}`);
    expect(lines).toHaveLength(8);
    const { toString: text } = result;
    for (const line of text(30).split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('ends early when its loop is left, with what there is, and says so', async () => {
    const run = crossValidate(blobs, options, { ...how, parallel: 1 });
    for await (const _ of run) break;
    const { folds, outputs, warnings } = await run;
    expect(folds.length).toBeGreaterThan(0);
    expect(folds.length).toBeLessThan(5);
    const held = new Set(folds.flatMap(({ examples }) => [...examples]));
    const known = outputs.toArray()[2]!.map((value) => !Number.isNaN(value));
    expect(known).toEqual(known.map((_, j) => held.has(j)));
    expect(warnings).toEqual([
      `it was stopped after ${folds.length} of 5 folds: the outputs of the others are NaN`,
    ]);
  });

  it('is thrown away by a signal, and by an onProgress that throws or rejects', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const long = { ...options, epochs: 1e9 };
    const run = crossValidate(blobs, long, { ...how, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(run).rejects.toBe(reason);
    for (const onProgress of [
      () => {
        throw reason;
      },
      () => Promise.reject(reason),
    ])
      await expect(crossValidate(blobs, options, { ...how, onProgress })).rejects.toBe(reason);
  });
});

describe('odd parts', () => {
  /** Class b comes last. */
  const late = Dataset.from(
    Array.from({ length: 40 }, (_, j) => [j, j % 7]),
    Array.from({ length: 40 }, (_, j) => (j < 25 ? 'a' : 'b')),
  );

  it('are told of: a class that is not learnt, one that is held out alone, a score without a value', async () => {
    const how = { folds: 3, time: 'x1', score: 'rocAuc' } as const;
    const { folds, score, warnings } = await crossValidate(late, options, how);
    expect(folds.map(({ score: of }) => Number.isNaN(of))).toEqual([true, false, true]);
    expect(score.mean).toBe(folds[1]!.score);
    expect(warnings).toEqual([
      'fold 0 holds out examples of class "a" alone',
      'fold 0 has no rocAuc: the mean is without it',
      'fold 1 learns from no example of class "b"',
      'fold 2 holds out examples of class "b" alone',
      'fold 2 has no rocAuc: the mean is without it',
      'the first 10 of 40 examples in the order of time are never held out: their outputs are NaN',
    ]);
  });
});
