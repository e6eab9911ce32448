// Curves, log loss and calibration of probabilities, against scikit-learn's figures; thresholds; importance.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DType } from '../lib/base/dtype.js';
import { atOnce } from '../lib/base/slices.js';
import {
  Dataset,
  datasets,
  importance,
  Matrix,
  Model,
  RandomState,
  train,
  type ClassificationMetrics,
  type MetricName,
  type ThresholdCounts,
} from '../lib/index.js';
import type { Looked } from '../lib/backend/metrics/looked.js';
import {
  brierMeasured,
  labelBriers,
  labelRanks,
  rankMeasured,
} from '../lib/backend/metrics/looked.js';
import { classesScored, labelsScored } from '../lib/model/scored.js';
import { importanceBy } from '../lib/study/importance.js';
import { numbers } from './oracles.js';
import { refusedWith } from './refusals.js';

/** Numbers, or lists of them, by name; null is Infinity, which JSON has not. */
type Figures = Readonly<Record<string, unknown>>;

interface Case {
  readonly title: string;
  readonly task: 'classification' | 'multilabel';
  readonly dtype: DType;
  readonly positive: 0 | 1;
  readonly y: (number | number[])[];
  readonly p: (number | number[])[];
  readonly figures: Readonly<Record<string, Figures>>;
}

interface Repeats {
  readonly values: number[][];
  readonly mean: number[];
  readonly deviation: number[];
}

interface Problem {
  readonly y: number[];
  readonly W1: number[][];
  readonly b1: number[][];
  readonly scores: Partial<Record<MetricName, Readonly<Record<'none' | 'any', Repeats>>>>;
}

const file = gunzipSync(readFileSync(new URL('fixtures/scores.json.gz', import.meta.url)));
const fixture = JSON.parse(file.toString()) as {
  readonly bins: number;
  readonly weights: Readonly<Record<string, number[] | null>>;
  readonly cases: readonly Case[];
  readonly importance: {
    readonly rows: number[][];
    readonly weights: number[];
    readonly permutations: number[][];
    readonly classes: Problem;
    readonly values: Problem;
  };
};

const rowsOf = (list: readonly (number | number[])[]): number[][] =>
  list.map((row) => (typeof row === 'number' ? [row] : row));

function lookAt({ task, dtype, positive, y, p }: Case, weights: readonly number[] | null): Looked {
  const truth = rowsOf(y);
  return {
    cost: 0,
    outputs: numbers(dtype, rowsOf(p).flat()),
    codes: task === 'classification' ? Uint32Array.from(truth.flat()) : null,
    Y: Matrix.from(truth).T,
    weights: weights && Float64Array.from(weights),
    positive,
  };
}

/** Every number of `expected` at its place, to 1e-12. */
function expectNear(got: unknown, expected: unknown, path: string): void {
  if (expected === null) return expect(got, path).toBe(Infinity);
  if (typeof expected === 'number') {
    const off = Math.abs((got as number) - expected);
    const most = 1e-12 * Math.max(1, Math.abs(expected));
    return expect(off, `${path}: ${got}, not ${expected}`).toBeLessThanOrEqual(most);
  }
  if (Array.isArray(expected)) expect((got as unknown[]).length, path).toBe(expected.length);
  for (const [key, value] of Object.entries(expected as object))
    expectNear((got as Figures)[key], value, `${path}.${key}`);
}

describe.each(fixture.cases)('$title, $dtype', (of) => {
  it.each(Object.keys(fixture.weights))('has scikit-learn’s scores, weights: %s', (name) => {
    const looked = lookAt(of, fixture.weights[name]!);
    const expected = of.figures[name]!;
    if (of.task === 'multilabel') {
      const labels = atOnce(labelsScored(looked, fixture.bins));
      const [ranks, briers] = [atOnce(labelRanks(looked)), atOnce(labelBriers(looked))];
      const all = labels.map((label, r) => ({ ...label, ...ranks[r]!, brier: briers[r]! }));
      return expectNear({ labels: all }, expected, name);
    }
    const { all, each } = atOnce(classesScored(looked, fixture.bins));
    const ranks = each ? { classes: each } : atOnce(rankMeasured(looked));
    const brier = atOnce(brierMeasured(looked));
    expectNear({ ...all, ...ranks, brier }, expected, name);
  });
});

describe('evaluate with scores', () => {
  const random = new RandomState(3);
  const rows = Array.from({ length: 300 }, () => [random.normal(), random.normal()]);
  const words = rows.map(([a = 0, b = 0]) =>
    a + random.normal() > 0.4 ? 'high' : b > 0 ? 'mid' : 'low',
  );
  const pairs = rows.map(([a = 0, b = 0]) => [+(a > 0), +(a + b + random.normal() > 0.5)]);
  const weights = rows.map((_, j) => (j % 3) / 2);
  const options = { hidden: [4], epochs: 5, seed: 1 } as const;

  it('has the same curves at once and beside the event loop, and no others without it', async () => {
    const data = Dataset.from(rows, words, { weights });
    const model = await train(data, options);
    const metrics = model.evaluate(data, { scores: true });
    expect(await model.evaluateAsync(data, { scores: true })).toEqual(metrics);
    const { logLoss, calibrationError, calibrationCurve, classes, ...plain } =
      metrics as ClassificationMetrics;
    expect(logLoss).toBeCloseTo(metrics.cost, 6);
    expect(classes.every((of: object) => 'rocCurve' in of && 'averagePrecision' in of)).toBe(true);
    expect(calibrationCurve!.weight.reduce((a, b) => a + b)).toBe(150);
    expect(calibrationError).toBeGreaterThan(0);
    const { classes: _, ...without } = model.evaluate(data) as ClassificationMetrics;
    expect(without).toEqual(plain);
  });

  it('counts bins as they are asked for', async () => {
    const data = Dataset.from(
      rows,
      words.map((word) => word === 'high'),
    );
    const model = await train(data, options);
    const bins = (n: number): number =>
      model.evaluate(data, { scores: { bins: n } }).calibrationCurve!.weight.length;
    expect([1, 2, 10].map(bins)).toEqual([1, 2, 10]);
  });

  it('has no curves of what is not there', async () => {
    const data = Dataset.from(
      rows,
      words.map((word) => word === 'high'),
    );
    const model = await train(data, options);
    const some = words.flatMap((word, j) => (word === 'high' ? [j] : []));
    const scores = model.evaluate(data.subset(some), { scores: true });
    expect(scores.rocCurve).toBeUndefined();
    expect(scores.precisionRecallCurve!.precision.every((share) => share === 1)).toBe(true);
    expect(scores.calibrationError).toBeGreaterThan(0);
  });

  it('is for classes and labels', async () => {
    const data = Dataset.from(
      rows,
      rows.map(([a = 0]) => a),
    );
    const model = await train(data, options);
    const { code, argument } = await refusedWith(() => model.evaluate(data, { scores: true }));
    expect([code, argument]).toEqual(['ERR_OPTION', 'scores']);
    const late = await refusedWith(() => model.evaluateAsync(data, { threshold: 0.2 }));
    expect([late.code, late.argument]).toEqual(['ERR_OPTION', 'threshold']);
    for (const scores of [1, 'all', { bins: 0 }, { bin: 3 }])
      expect((await refusedWith(() => model.evaluate(data, { scores } as object))).code).toBe(
        'ERR_OPTION',
      );
  });

  it('takes a threshold, of each label one of its own', async () => {
    const data = Dataset.from(rows, pairs, { task: 'multilabel', weights });
    const model = (await train(data, options)) as Model<number[]>;
    const own = model.withThreshold([0.2, 0.8]);
    expect(own.threshold).toEqual([0.2, 0.8]);
    expect(own.evaluate(data)).toEqual(model.evaluate(data, { threshold: [0.2, 0.8] }));
    const p = own.probabilities(data.X);
    expect(own.predict(data.X)).toEqual(p.map(([a, b]) => [+(a! > 0.2), +(b! > 0.8)]));
    expect(model.withThreshold(0.3).threshold).toEqual([0.3, 0.3]);
    for (const threshold of [[0.2], [0.2, 1], 'half', 0, 1, NaN])
      expect((await refusedWith(() => model.withThreshold(threshold as number))).code).toBe(
        'ERR_OPTION',
      );
  });
});

describe('a threshold', () => {
  const random = new RandomState(5);
  const rows = Array.from({ length: 200 }, () => [Math.round(random.normal() * 4) / 4]);
  const truth = rows.map(([a = 0]) => (a + random.normal() > 0.7 ? 'yes' : 'no'));
  const weights = rows.map(() => Math.floor(random.random() * 4));

  describe.each(['yes', 'no'])('of the positive class %s', (positive) => {
    const data = Dataset.from(rows, truth, { weights });
    const [W1, b1] = [Matrix.from([[1.3]]), Matrix.from([[-0.4]])];
    const model = Model.from({ W1, b1 }, { classes: ['no', 'yes'], positive });
    const p = model.probabilities(rows).map((of) => of[positive === 'yes' ? 1 : 0]!);

    it('decides what is predicted, by the probability that is told', () => {
      for (const t of [0.01, 0.3, 0.5, p[7]!, 0.99]) {
        const at = model.withThreshold(t);
        const other = positive === 'yes' ? 'no' : 'yes';
        expect(at.predict(rows)).toEqual(p.map((of) => (of > t ? positive : other)));
        expect(at.probabilities(rows)).toEqual(model.probabilities(rows));
        expect(at.evaluate(data)).toEqual(model.evaluate(data, { threshold: t }));
        expect(at.evaluate(data).accuracy).toBeCloseTo(
          truth.reduce((sum, is, j) => sum + (is === at.predict(rows[j]!) ? weights[j]! : 0), 0) /
            weights.reduce((a, b) => a + b),
          12,
        );
      }
    });

    const own = ({ truePositives, falsePositives }: ThresholdCounts): number =>
      truePositives - 0.4 * falsePositives;

    it.each(['accuracy', 'balancedAccuracy', 'f1', own] as const)(
      'is the best by %s',
      async (score) => {
        const best = model.bestThreshold(data, { score });
        expect(await model.bestThresholdAsync(data, { score })).toBe(best);
        const of = (t: number): number => {
          const metrics = model.evaluate(data, { threshold: t });
          if (typeof score === 'string') return metrics[score]!;
          const c = positive === 'yes' ? 1 : 0;
          const [tp, fp] = [metrics.confusion[c]![c]!, metrics.confusion[1 - c]![c]!];
          return own({
            truePositives: tp,
            falsePositives: fp,
            falseNegatives: 0,
            trueNegatives: 0,
          });
        };
        // Every set of examples that a threshold can single out.
        const sorted = [...new Set([0, ...p.filter((_, j) => weights[j]! > 0), 1])].sort(
          (a, b) => a - b,
        );
        const all = sorted.slice(1).map((high, i) => (high + sorted[i]!) / 2);
        const highest = Math.max(...all.map(of));
        expect(of(best)).toBeCloseTo(highest, 12);
        expect(all).toContain(best);
        const ties = all.filter((t) => of(t) === of(best));
        expect(Math.abs(best - 0.5)).toBe(Math.min(...ties.map((t) => Math.abs(t - 0.5))));
      },
    );
  });

  it('lies between neighbours that have nothing between them', () => {
    const model = Model.from({ W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) });
    // Two neighbouring doubles whose sigmoids are neighbours too.
    const near = [0.5, 0.5 + 2 ** -52].map((x) => [x]);
    const [low, high] = model.probabilities(near).map((of) => of[1]!) as [number, number];
    expect(high).toBeGreaterThan(low);
    const threshold = model.bestThreshold(Dataset.from(near, [0, 1]), { score: 'accuracy' });
    expect(model.withThreshold(threshold).predict(near)).toEqual([0, 1]);
  });

  it('of a label that all examples have stays as it is', async () => {
    const labels = rows.map(([a = 0]) => [+(a > 0), 1]);
    const data = Dataset.from(rows, labels, { task: 'multilabel' });
    const model = (await train(data, { epochs: 2 })) as Model<number[]>;
    const [first, second] = model.withThreshold([0.5, 0.3]).bestThreshold(data) as number[];
    expect([first! > 0 && first! < 1, second]).toEqual([true, 0.3]);
  });

  it('is not found where there is nothing to find', async () => {
    const model = Model.from({ W1: Matrix.from([[1]]), b1: Matrix.from([[0]]) }) as Model;
    const ones = Dataset.from([[1], [2]], [1, 1], { classes: [0, 1] });
    const refusal = await refusedWith(() => model.bestThreshold(ones));
    expect([refusal.code, refusal.argument]).toEqual(['ERR_DATA', 'data']);
    expect(refusal.message).toContain('examples of 1 only');
    const data = Dataset.from([[1], [2]], [0, 1]);
    for (const score of ['rocAuc', 'r2', 3, () => NaN, () => 'high'])
      expect(
        (await refusedWith(() => model.bestThreshold(data, { score } as object))).argument,
      ).toBe('score');
    const three = (await train(datasets.blobs({ centers: 3 }), { epochs: 1 })) as Model;
    for (const call of [
      () => three.bestThreshold(data),
      () => three.withThreshold(0.4),
      () => three.evaluate(datasets.blobs({ centers: 3 }), { threshold: 0.4 }),
    ])
      expect((await refusedWith(call)).message).toContain('3 classes');
    expect(three.threshold).toBeNull();
  });

  it('is kept in the file, with the temperature', async () => {
    const data = datasets.moons({ size: 300, seed: 2 });
    const model = await train(data, { epochs: 5, validation: 0.3, calibrate: true, seed: 1 });
    const own = model.withThreshold(0.1 + 0.2);
    const back = Model.fromBytes(own.toBytes());
    expect([back.threshold, back.history.temperature]).toEqual([
      0.1 + 0.2,
      model.history.temperature,
    ]);
    expect(back.predict(data.X)).toEqual(own.predict(data.X));
    expect(Buffer.compare(back.toBytes(), own.toBytes())).toBe(0);
    expect(String(back)).toContain('predicted: 1 above 0.30000000000000004');
    expect(String(back.summary())).toContain('Predicted: 1 above 0.3');
    expect(Buffer.compare(own.withThreshold(0.5).toBytes(), model.toBytes())).toBe(0);
    expect(model.threshold).toBe(0.5);
  });
});

describe('importance', () => {
  const { rows, weights, permutations, ...problems } = fixture.importance;
  const kinds = Object.entries(problems) as ['classes' | 'values', Problem][];
  const cases = kinds.flatMap(([kind, { scores }]) =>
    Object.entries(scores).flatMap(([score, found]) =>
      (['none', 'any'] as const).map(
        (weighted) => [kind, score, weighted, found[weighted]] as const,
      ),
    ),
  );

  it.each(cases)(
    'is scikit-learn’s for its permutations: %s, %s, weights %s',
    async (kind, score, weighted, expected) => {
      const { y, W1, b1 } = problems[kind];
      const output = kind === 'values' ? 'identity' : 'sigmoid';
      const model = Model.from({ W1: Matrix.from(W1), b1: Matrix.from(b1) }, { output });
      const data = Dataset.from(rows, y, { weights: weighted === 'any' ? weights : undefined });
      const repeats = permutations.length;
      const found = await importanceBy(model, data, { score, repeats }, function* (_m, _f, repeat) {
        yield;
        return Uint32Array.from(permutations[repeat]!);
      });
      expectNear(
        found.features.map((of) => of.values),
        expected.values,
        'values',
      );
      expectNear(
        found.features.map((of) => of.mean),
        expected.mean,
        'mean',
      );
      expectNear(
        found.features.map((of) => of.deviation),
        expected.deviation,
        'deviation',
      );
    },
  );

  const random = new RandomState(9);
  const records = Array.from({ length: 240 }, (_, i) => {
    const plan = ['free', 'team', 'firm'][Math.floor(random.random() * 3)]!;
    const since = new Date(Date.UTC(2020, Math.floor(random.random() * 24), 1));
    const age = i % 9 === 0 ? null : 20 + Math.round(40 * random.random());
    return { plan, since, age, noise: random.normal(), left: plan === 'team' || (age ?? 0) > 50 };
  });
  const table = Dataset.fromRecords(records, { target: 'left' });

  it('deals out columns as tables have them: that is what a table with other values says', async () => {
    const model = await train(table, { hidden: [6], epochs: 30, seed: 1 });
    const options = { repeats: 3, seed: 4 } as const;
    const found = await importance(model, table, options);
    expect(found.features.map(({ name }) => name)).toEqual(['plan', 'since', 'age', 'noise']);
    const stream = new RandomState(4);
    const accuracy = model.evaluate(table).accuracy!;
    expect([found.score, found.baseline]).toEqual(['accuracy', accuracy]);
    for (const { name, values, mean } of found.features) {
      for (const value of values) {
        const order = stream.permutation(records.length);
        const other = records.map((record, j) => ({
          ...record,
          [name]: (records[order[j]!] as Record<string, unknown>)[name],
        }));
        expect(accuracy - model.evaluate(other as typeof records).accuracy!).toBeCloseTo(value, 14);
      }
      expect(mean).toBeCloseTo(values.reduce((a, b) => a + b) / 3, 15);
    }
    const [plan, , , noise] = found.features;
    expect(plan!.mean).toBeGreaterThan(0.2);
    expect(Math.abs(noise!.mean)).toBeLessThan(0.05);
    expect(await importance(model, records, options)).toMatchObject({ features: found.features });
    const lines = String(found).split('\n');
    expect(lines[0]).toContain(`accuracy ${accuracy.toFixed(4)}; how much worse`);
    expect(lines[3]).toMatch(/^plan +0\.\d{4} +0\.\d{4}$/);
  });

  it('tells how far it is, and is left by its signal', async () => {
    const model = await train(table, { epochs: 1 });
    const told: number[] = [];
    const leaving = new AbortController();
    const work = importance(model, table, {
      repeats: 2,
      signal: leaving.signal,
      onProgress: ({ done, total }) => {
        told.push(done / total);
        if (told.length === 2) leaving.abort(new Error('enough'));
      },
    });
    await expect(work).rejects.toThrow('enough');
    expect(told).toEqual([0.25, 0.5]);
  });

  it('refuses what it cannot measure', async () => {
    const model = (await train(table, { epochs: 1 })) as Model;
    const refusals: [object, string, string][] = [
      [{ score: 'r2' }, 'ERR_OPTION', 'score'],
      [{ score: 'rocAux' }, 'ERR_OPTION', 'score'],
      [{ repeats: 0 }, 'ERR_OPTION', 'repeats'],
      [{ seed: -1 }, 'ERR_OPTION', 'seed'],
      [{ folds: 3 }, 'ERR_OPTION', 'folds'],
      [{ signal: 1 }, 'ERR_OPTION', 'signal'],
    ];
    for (const [options, code, argument] of refusals) {
      const refusal = await refusedWith(() => importance(model, table, options));
      expect([refusal.code, refusal.argument]).toEqual([code, argument]);
    }
    const ones = records.filter(({ left }) => left);
    const refusal = await refusedWith(() => importance(model, ones, { score: 'rocAuc' }));
    expect([refusal.code, refusal.argument]).toEqual(['ERR_DATA', 'data']);
    expect((await refusedWith(() => importance({} as Model, table))).argument).toBe('model');
  });
});
