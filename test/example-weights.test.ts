// What the examples of a training count: their own weights times those of their classes.
import { describe, expect, it } from 'vitest';
import { Dataset, RandomState, session, train, type TrainOptions } from '../lib/index.js';
import { flatOf } from './figures-of-models.js';
import { largestDifference } from './oracles.js';

const M = 48;
const random = new RandomState(5);
const rows = Array.from({ length: M }, () => [random.normal(), random.normal(), random.normal()]);
const copies = rows.map(() => random.interval(3));
const word = ([a = 0, b = 0]: number[]): string => (a > 0.4 ? 'high' : b > 0 ? 'mid' : 'low');

const kinds = {
  classes: (of: number[][]) => of.map(word),
  'two classes': (of: number[][]) => of.map(([a = 0, b = 0]) => (a > b ? 'yes' : 'no')),
  values: (of: number[][]) => of.map(([a = 0, b = 0]) => a - b * b),
  labels: (of: number[][]) => of.map(([a = 0, b = 0, c = 0]) => [+(a > 0), +(b > c)]),
  counts: (of: number[][]) => of.map(([a = 0]) => Math.floor(Math.exp(a)) + 0.5),
} as const;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];

const dataOf = (kind: Kind, of: number[][], weights?: readonly number[]): Dataset =>
  Dataset.from(of, kinds[kind](of) as (0 | 1)[][], {
    ...(kind === 'labels' && { task: 'multilabel' }),
    ...(weights && { weights }),
  }) as Dataset;

const base = { hidden: [4], activation: 'tanh', seed: 2, learningRate: 0.02 } as const;
const optionsOf = (kind: Kind): TrainOptions => ({
  ...base,
  ...(kind === 'counts' && { loss: 'poisson' }),
});

describe.each(names)('weights, %s', (kind) => {
  it('that are whole numbers are as many copies', async () => {
    const repeated = rows.flatMap((row, j) => new Array<number[]>(copies[j]!).fill(row));
    const full = {
      ...optionsOf(kind),
      dtype: 'float64',
      scale: 'none',
      batchSize: 'all',
      epochs: 60,
      l2: 0.3,
    } as const;
    const weighted = await train(dataOf(kind, rows, copies), full);
    const plain = await train(dataOf(kind, repeated), full);
    expect(largestDifference(flatOf(weighted), flatOf(plain))).toBeLessThan(1e-9);
    expect(largestDifference(weighted.history.cost, plain.history.cost)).toBeLessThan(1e-9);
  });

  it.each(['float32', 'float64'] as const)('of one change no bit, %s', async (dtype) => {
    for (const batchSize of ['all', 7] as const) {
      const options = { ...optionsOf(kind), dtype, batchSize, epochs: 5, validation: 0.25 };
      const ones = await train(dataOf(kind, rows, new Array<number>(M).fill(1)), options);
      const plain = await train(dataOf(kind, rows), options);
      expect(flatOf(ones)).toEqual(flatOf(plain));
      expect(ones.history).toEqual(plain.history);
    }
  });
});

/** A logistic regression by Adam with a linear schedule: all zeros, then step by step. */
function transcript(weights: readonly number[], steps: number, planned: number): number[] {
  const stream = new RandomState(base.seed);
  const y = kinds['two classes'](rows).map((label) => +(label === 'yes'));
  const w = new Array<number>(4).fill(0);
  const [m, v] = [w.slice(), w.slice()];
  let order: Uint32Array = new Uint32Array(0);
  for (let step = 0; step < steps; step++) {
    if (step % 3 === 0) order = stream.permutation(M);
    const batch = [...order.subarray((step % 3) * 16, (step % 3) * 16 + 16)];
    const total = batch.reduce((sum, j) => sum + weights[j]!, 0);
    if (total === 0) continue;
    const g = w.map(() => 0);
    for (const j of batch) {
      const x = [...rows[j]!, 1];
      const z = x.reduce((sum, value, i) => sum + value * w[i]!, 0);
      const error = (weights[j]! * (1 / (1 + Math.exp(-z)) - y[j]!)) / total;
      for (const [i, value] of x.entries()) g[i]! += error * value;
    }
    const rate = base.learningRate * (1 - step / planned);
    for (const [i, gradient] of g.entries()) {
      m[i] = 0.9 * m[i]! + 0.1 * gradient;
      v[i] = 0.999 * v[i]! + 0.001 * gradient ** 2;
      const root = Math.sqrt(v[i] / (1 - 0.999 ** (step + 1)));
      w[i]! -= (rate * m[i]!) / (1 - 0.9 ** (step + 1)) / (root + 1e-8);
    }
  }
  return w;
}

describe('a batch that weighs nothing', () => {
  const logistic = {
    ...base,
    hidden: [],
    initializer: 'zeros',
    scale: 'none',
    schedule: 'linear',
    dtype: 'float64',
    batchSize: 16,
    epochs: 4,
  } as const;
  const weights = rows.map((_, j) => 1 + (j % 3));
  for (const j of new RandomState(base.seed).permutation(M).subarray(16, 32)) weights[j] = 0;
  const data = dataOf('two classes', rows, weights);

  it('changes nothing, but the step and the schedule go on', async () => {
    const after = (maxSteps: number): Promise<number[]> =>
      train(data, { ...logistic, maxSteps }).then(flatOf);
    expect(await after(2)).toEqual(await after(1));
    for (const steps of [1, 3, 12]) {
      const { history } = await train(data, { ...logistic, maxSteps: steps });
      expect(history.skipped).toBe(+(steps > 1));
      expect(history.steps).toBe(steps);
      expect(largestDifference(await after(steps), transcript(weights, steps, 12))).toBeLessThan(
        1e-9,
      );
    }
  });

  it('may be a step of a session', async () => {
    const { epochs: _, schedule: __, ...options } = logistic;
    using steps = await session(data, options);
    expect([...(await steps.run(1))].every(Number.isFinite)).toBe(true);
    const before = flatOf(steps);
    expect(await steps.run(1)).toEqual(Float64Array.of(NaN));
    expect(flatOf(steps)).toEqual(before);
    await steps.run(1);
    expect(flatOf(steps)).not.toEqual(before);
  });
});

describe('classWeights', () => {
  const labels = kinds.classes(rows);
  const own = rows.map((_, j) => (j % 4) / 2);
  const options = { ...base, dtype: 'float64', batchSize: 10, epochs: 6 } as const;
  const trained = (weights: number[] | undefined, more: TrainOptions): Promise<number[]> =>
    train(dataOf('classes', rows, weights), { ...options, ...more }).then(flatOf);

  it('multiply the examples’ own weights', async () => {
    const factors = { high: 3, low: 0.25 } as const;
    const product = own.map((weight, j) => weight * ({ ...factors, mid: 1 }[labels[j]!] ?? 1));
    const both = await trained(own, { classWeights: factors });
    expect(both).toEqual(await trained(product, {}));
    expect(both).toEqual(await trained(own, { classWeights: new Map(Object.entries(factors)) }));
    expect(both).not.toEqual(await trained(own, {}));
  });

  it('balanced are counted on what is learnt from', async () => {
    const validation = dataOf('classes', rows.slice(0, 20));
    const fit = rows.slice(20);
    const said = labels.slice(20);
    const count = (label: string): number => said.filter((other) => other === label).length;
    const weights = said.map((label) => said.length / (3 * count(label)));
    const balanced = await train(dataOf('classes', fit), {
      ...options,
      validation,
      classWeights: 'balanced',
    });
    const weighed = await train(dataOf('classes', fit, weights), { ...options, validation });
    expect(flatOf(balanced)).toEqual(flatOf(weighed));
    expect(balanced.history.validation).toEqual(weighed.history.validation);
  });

  it('of numbers and of two classes', async () => {
    const y = labels.map((label) => +(label === 'high'));
    const data = Dataset.from(rows, y);
    const byNumber = await train(data, { ...options, classWeights: { 1: 4 } });
    const byMap = await train(data, { ...options, classWeights: new Map([[1, 4]]) });
    const own = Dataset.from(rows, y, { weights: y.map((label) => (label ? 4 : 1)) });
    expect(flatOf(byNumber)).toEqual(flatOf(byMap));
    expect(flatOf(byNumber)).toEqual(flatOf(await train(own, options)));
  });
});

describe('what ignores weights', () => {
  const weights = rows.map((_, j) => (j % 5) * 10);
  // Its steps are lost in what they change.
  const options = { ...base, epochs: 1, learningRate: 1e-30 } as const;

  it.each(['standard', 'minmax', 'robust', 'quantile'] as const)('scale %s', async (scale) => {
    const plain = await train(dataOf('values', rows), { ...options, scale, maxSteps: 1 });
    const weighted = await train(dataOf('values', rows, weights), {
      ...options,
      scale,
      maxSteps: 1,
    });
    expect(weighted.predict(rows)).toEqual(plain.predict(rows));
  });
});

describe('held-out examples', () => {
  const weights = rows.map((_, j) => (j % 3 ? 0.3 * (j % 7) : 0));
  const held = rows.slice(0, 25);

  it.each(names)('count by their own weights alone, as in evaluate: %s', async (kind) => {
    const validation = dataOf(kind, held, weights.slice(0, 25));
    const classes = kind.includes('classes');
    const data = dataOf(kind, rows, weights);
    const model = await train(data, {
      ...optionsOf(kind),
      epochs: 9,
      batchSize: 8,
      validation,
      dropout: 0.2,
      l2: 1,
      ...(classes && { classWeights: 'balanced' }),
      ...((classes || kind === 'labels') && { labelSmoothing: 0.1 }),
      watch: { sets: { all: data } },
    });
    const { best, validation: looks, watched } = model.history;
    expect(model.evaluate(validation).cost).toBe(best!.value);
    const at = looks!.epoch.indexOf(best!.epoch);
    expect(watched!.all!.cost[at]).toBe(model.evaluate(data).cost);
    expect(model.evaluate(dataOf(kind, held)).cost).not.toBe(best!.value);
  });

  it('that are drawn keep them', async () => {
    const data = dataOf(
      'classes',
      rows,
      weights.map((weight) => weight + 0.5),
    );
    const validation = { share: 0.25, seed: 3, stratify: true } as const;
    const model = await train(data, { ...base, validation, epochs: 5 });
    const [, part] = data.split({ test: 0.25, seed: 3, stratify: true });
    expect(model.evaluate(part).cost).toBe(model.history.best!.value);
  });
});
