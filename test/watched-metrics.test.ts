// What a training is judged by: figures of `evaluate`, and callers' own.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  RandomState,
  train,
  type MetricName,
  type OwnMetric,
  type OwnValues,
  type TrainOptions,
} from '../lib/index.js';
import { flatOf } from './figures-of-models.js';
import { refusedWith } from './refusals.js';

const random = new RandomState(3);
const rows = Array.from({ length: 90 }, () => [random.normal(), random.normal()]);
const weights = rows.map((_, j) => (j % 4) / 2 + 0.25);
const prices = rows.map(([a = 0, b = 0]) => 1000 * Math.exp(a + 0.3 * b) + 7.5);
const sums = rows.map(([a = 0, b = 0]) => [100 * a + 3, a * b - 50]);
const words = rows.map(([a = 0, b = 0]) => (a > 0.4 ? 'high' : b > 0 ? 'mid' : 'low'));
const labels = rows.map(([a = 0, b = 0]) => [+(a > 0), +(a + b > 0.5), +(b > 1)]);
const yes = rows.map(([a = 0, b = 0]) => (a > b ? 'yes' : 'no'));

interface Problem {
  readonly title: string;
  readonly targets: unknown;
  readonly options: TrainOptions;
  readonly metrics: readonly MetricName[];
  readonly task?: 'multilabel' | 'regression';
}
const ofValues = ['rmse', 'mse', 'mae', 'r2', 'cost'] as const;
const problems: readonly Problem[] = [
  { title: 'one value, standard', targets: prices, options: {}, metrics: ofValues },
  { title: 'one value, log', targets: prices, options: { targetScale: 'log' }, metrics: ofValues },
  {
    title: 'one value, quantile, clamped',
    targets: prices,
    options: { targetScale: 'quantile', clamp: true },
    metrics: ofValues,
  },
  { title: 'two values', targets: sums, options: { loss: 'huber' }, metrics: ofValues },
  {
    title: 'quantiles',
    targets: prices,
    options: { loss: { quantiles: [0.1, 0.4, 0.9] } },
    metrics: ofValues,
  },
  {
    title: 'poisson',
    targets: prices.map(Math.round),
    options: { loss: 'poisson', epochs: 3 },
    metrics: ofValues,
    task: 'regression',
  },
  {
    title: 'three classes',
    targets: words,
    options: {},
    metrics: ['accuracy', 'balancedAccuracy', 'brier', 'cost'],
  },
  {
    title: 'two classes',
    targets: yes,
    options: { positive: 'no' },
    metrics: ['accuracy', 'balancedAccuracy', 'brier', 'f1', 'rocAuc', 'averagePrecision', 'cost'],
  },
  {
    title: 'labels',
    targets: labels,
    options: {},
    metrics: ['subsetAccuracy', 'f1', 'rocAuc', 'averagePrecision', 'brier', 'cost'],
    task: 'multilabel',
  },
];

const base = { hidden: [6], epochs: 12, batchSize: 16, seed: 2, learningRate: 0.02 } as const;

const partsOf = (targets: unknown, task?: 'multilabel' | 'regression'): Dataset[] =>
  (Dataset.from(rows, targets as number[], { task, weights }) as Dataset).split({
    test: 0.4,
    seed: 1,
  });

/** What evaluate says of a metric, over labels the mean. */
function figureOf(scores: object, metric: MetricName): number {
  const own = (scores as Record<string, unknown>)[metric];
  if (typeof own === 'number') return own;
  if (metric === 'f1') return (own as { macro: number }).macro;
  const { labels: each } = scores as { labels: Record<string, number>[] };
  return each.reduce((sum, of) => sum + of[metric]!, 0) / each.length;
}

describe.each(problems)('$title', ({ targets, options, metrics, task }) => {
  const [fit, held] = partsOf(targets, task);

  it.each(metrics)('%s is the best model’s own', async (metric) => {
    const model = await train(fit!, { ...base, ...options, validation: held!, metric });
    const { best, validation } = model.history;
    expect(best!.metric).toBe(metric);
    expect(figureOf(model.evaluate(held!), metric)).toBeCloseTo(best!.value, 12);
    const isLow = ['cost', 'mse', 'rmse', 'mae', 'brier'].includes(metric);
    const all = [...validation![metric]!];
    expect(best!.value).toBe((isLow ? Math.min : Math.max)(...all));
    expect(best!.epoch).toBe(all.lastIndexOf(best!.value));
  });

  it('differ not where they are only watched', async () => {
    const watch = { metrics, sets: { fit: fit! } };
    const model = await train(fit!, { ...base, ...options, validation: held!, watch });
    const plain = await train(fit!, { ...base, ...options, validation: held! });
    expect(flatOf(model)).toEqual(flatOf(plain));
    const at = model.history.validation!.epoch.indexOf(model.history.best!.epoch);
    const scores = [model.evaluate(held!), model.evaluate(fit!)];
    const looks = [model.history.validation!, model.history.watched!.fit!];
    for (const metric of metrics)
      for (const i of [0, 1])
        expect(figureOf(scores[i]!, metric)).toBeCloseTo(looks[i]![metric]![at]!, 12);
  });
});

it('rmse is in the target’s own units, whatever its scale', async () => {
  const [fit, held] = partsOf(prices);
  for (const targetScale of ['standard', 'log', 'minmax', 'none'] as const) {
    const options = { ...base, targetScale, validation: held!, metric: 'rmse' } as const;
    const model = await train(fit!, options);
    const said = model.predict(held!.X) as ArrayLike<number>;
    const squares = Array.from(
      held!.Y.data,
      (y, j) => held!.weights![j]! * (y - predicted(said, j)) ** 2,
    );
    const total = held!.weights!.reduce((sum, w) => sum + w);
    const rmse = Math.sqrt(squares.reduce((sum, d) => sum + d) / total);
    expect(Math.abs(model.history.best!.value / rmse - 1)).toBeLessThan(1e-12);
  }
});

const predicted = (said: ArrayLike<number>, j: number): number => said[j]!;

describe('a metric of one’s own', () => {
  const data = datasets.moons({ size: 80, seed: 2 });
  const options = { ...base, epochs: 8, validation: 0.25 } as const;
  const of = (metric: OwnMetric['metric'], name = 'mine'): OwnMetric => ({
    metric,
    minimize: true,
    name,
  });

  it('that throws ends its training alone, and is named', async () => {
    let [calls, seen] = [0, 0];
    const metric = of(() => {
      if (++calls === 4) throw new RangeError('no such row');
      return calls;
    });
    const other = train(data, options);
    const run = train(data, { ...options, metric, reportEvery: 1 });
    const loop = (async () => {
      for await (const { epoch } of run) seen = epoch;
    })();
    const error = await refusedWith(() => run);
    expect(error).toMatchObject({ code: 'ERR_OPTION', argument: 'metric' });
    expect(error.message).toContain('metric "mine" threw: no such row');
    expect(error.cause).toBeInstanceOf(RangeError);
    await expect(loop).rejects.toBe(error);
    expect([calls, seen]).toEqual([4, 2]);
    expect(flatOf(await other)).toEqual(flatOf(await train(data, options)));
  });

  it.each([undefined, '1', null, 3n, Promise.resolve(1)])(
    'that answers with %s is refused',
    async (answer) => {
      const metric = of(() => answer as unknown as number);
      const error = await refusedWith(() => train(data, { ...options, metric }));
      expect(error).toMatchObject({ code: 'ERR_OPTION', argument: 'metric' });
      expect(error.message).toContain('metric "mine" must return a number, not ');
      const watch = { metrics: [metric] };
      const watched = await refusedWith(() => train(data, { ...options, watch }));
      expect(watched.argument).toBe('watch.metrics[0]');
    },
  );

  it('that is no number is never the best', async () => {
    let look = 0;
    const values = [NaN, 3, 2, NaN, 2, 5, -Infinity, NaN];
    const some = await train(data, { ...options, metric: of(() => values[look++]!) });
    expect(some.history.best).toEqual({ epoch: 6, value: -Infinity, metric: 'mine' });
    const none = await train(data, { ...options, metric: of(() => NaN), patience: 3 });
    expect(none.history.best).toBeUndefined();
    expect(none.history.ended).toBe('patience');
    expect(none.history.warnings.join()).toContain('no look gave a number');
    const plain = await train(data, {
      ...options,
      maxSteps: none.history.steps,
      metric: of(() => NaN),
    });
    expect(flatOf(none)).toEqual(flatOf(plain));
  });

  it('may change what it is given', async () => {
    const metric = of((y: OwnValues, p: OwnValues) => {
      const value = Math.abs((y as Float64Array)[0]! - (p as Float64Array)[0]!);
      (y as Float64Array).fill(7);
      (p as Float64Array).fill(7);
      return value;
    });
    const model = await train(data, { ...options, metric, watch: { metrics: ['accuracy'] } });
    const plain = await train(data, { ...options, watch: { metrics: ['accuracy'] } });
    expect(model.history.validation!.accuracy).toEqual(plain.history.validation!.accuracy);
    expect(Math.max(...model.history.validation!.mine!)).toBeLessThanOrEqual(1);
  });

  it('is told values, classes and labels as they are', async () => {
    const told: OwnValues[][] = [];
    const metric = of((y, p, w) => {
      told.push([y, p, w!]);
      return 1;
    });
    for (const { targets, options: more, task } of problems) {
      const [fit, held] = partsOf(targets, task);
      told.length = 0;
      const model = await train(fit!, { ...base, ...more, epochs: 1, validation: held!, metric });
      const [y, p, w] = told[0]!;
      expect(w).toEqual(held!.weights);
      expect([y!.length, p!.length]).toEqual([held!.size, held!.size]);
      const first = held!.X.toArray().map((row) => row[0]!);
      const one = model.classes ? model.probabilities(first) : model.predict(first);
      const said = typeof one === 'number' ? [one] : Array.from(one as ArrayLike<number>);
      const [got] = p as [number | Float64Array];
      if (typeof got !== 'number' && task !== 'multilabel') expect([...got]).toEqual(said);
      if (typeof got === 'number') expect(got).toBe(said.at(-1));
    }
  });

  it('cannot share a name', async () => {
    const [one, two] = [of(() => 1, 'same'), of(() => 2, 'same')];
    const twice = { metrics: [one, two] };
    for (const [argument, name, more] of [
      ['watch.metrics[1]', 'same', { watch: twice }],
      ['watch.metrics[0]', 'same', { metric: one, watch: { metrics: [two] } }],
      ['metric', 'cost', { metric: of(() => 1, 'cost') }],
      ['metric', 'epoch', { metric: of(() => 1, 'epoch') }],
    ] as const) {
      const error = await refusedWith(() => train(data, { ...options, ...more }));
      expect(error).toMatchObject({ code: 'ERR_OPTION', argument });
      expect(error.message).toContain(`is called "${name}"`);
    }
    const watch = { metrics: ['cost', 'accuracy', 'accuracy'] } as const;
    const { history } = await train(data, { ...options, metric: 'accuracy', watch });
    expect(Object.keys(history.validation!)).toEqual(['epoch', 'accuracy', 'cost']);
  });
});
