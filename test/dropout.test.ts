// Dropout in whole trainings: what is left out, and that the model has all of it.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  Matrix,
  Model,
  session,
  train,
  type TrainOptions,
} from '../lib/index.js';
import { trainAtPace } from '../lib/training/train.js';
import { flatOf } from './figures-of-models.js';

const data = datasets.moons({ size: 90, noise: 0.3, seed: 4 });
const base = { hidden: [7, 5], epochs: 6, batchSize: 16, seed: 5, learningRate: 0.02 } as const;
const bitsOf = async (options: TrainOptions): Promise<number[]> =>
  flatOf(await train(data, { ...base, ...options }));

describe('dropout', () => {
  it('of 0 changes no bit', async () => {
    const none = await bitsOf({});
    expect(await bitsOf({ dropout: 0 })).toEqual(none);
    expect(await bitsOf({ dropout: [0, 0] })).toEqual(none);
    // Less than half of a 65,536th.
    expect(await bitsOf({ dropout: 2 ** -18 })).toEqual(none);
    expect(await bitsOf({ dropout: 0.5 })).not.toEqual(none);
  });

  it('is said for all layers or for each, and may have a schedule', async () => {
    expect(await bitsOf({ dropout: [0.3, 0.3] })).toEqual(await bitsOf({ dropout: 0.3 }));
    const second = await bitsOf({ dropout: [0, 0.5] });
    expect(second).not.toEqual(await bitsOf({ dropout: 0.5 }));
    expect(second).not.toEqual(await bitsOf({ dropout: [0.5, 0] }));
    const off = { value: [0, 0.5], schedule: () => 0 };
    expect(await bitsOf({ dropout: off })).toEqual(await bitsOf({}));
    const same = { value: [0, 0.5], schedule: 'constant' } as const;
    expect(await bitsOf({ dropout: same })).toEqual(second);
  });

  it.each([16, 'all'] as const)(
    'has the same bits however a run is cut, batch %s',
    async (batchSize) => {
      const options = { ...base, batchSize, epochs: 20, dropout: [0.4, 0.2], averageWeights: true };
      const whole = await train(data, options);
      for (const steps of [1, 5, 1000])
        expect(flatOf(await trainAtPace(data, options, () => steps))).toEqual(flatOf(whole));
    },
  );

  it('has other masks with another seed', async () => {
    const start = await train(data, { ...base, epochs: 1 });
    const after = (seed: number): Promise<number[]> =>
      bitsOf({ start, seed, hidden: undefined, batchSize: 'all', dropout: 0.5, epochs: 2 });
    expect(await after(1)).toEqual(await after(1));
    expect(await after(1)).not.toEqual(await after(2));
  });
});

/** A network that multiplies: its output is 2 · Σ units of a hidden layer of 8 that pass their inputs on. */
const EACH = 8;
const linear = (): Model =>
  Model.from(
    {
      W1: Matrix.of(new Float64Array(EACH).fill(1), EACH, 1),
      b1: Matrix.of(new Float64Array(EACH), EACH, 1),
      W2: Matrix.of(new Float64Array(EACH).fill(2), 1, EACH),
      b2: Matrix.of(new Float64Array(1), 1, 1),
    },
    { activation: 'identity', output: 'identity' },
  ) as Model;

describe('what the network says with some units left out', () => {
  const [share, steps] = [0.25, 4000];
  const one = Dataset.from([[1]], [0.5], { task: 'regression' });
  // 2 · 8 · 1 and the target: the loss is ½(z − ½)².
  const whole = 2 * EACH;
  const frozen = {
    start: linear(),
    batchSize: 'all',
    learningRate: 1e-300,
    optimizer: 'sgd',
  } as const;

  /** Outputs of so many steps, of their costs. */
  async function outputs(dropout: number, seed = 3): Promise<number[]> {
    using run = await session(one, { ...frozen, dropout, seed });
    return Array.from(await run.run(steps), (cost) => 0.5 + Math.sqrt(2 * cost));
  }

  it('is on average what it says with all of them, within 4 standard errors', async () => {
    const said = await outputs(share);
    const mean = said.reduce((sum, z) => sum + z, 0) / steps;
    // Each unit gives 2/(1 − share) with probability 1 − share: variance 4 · share/(1 − share) of each of 8.
    const deviation = Math.sqrt((4 * EACH * share) / (1 - share));
    expect(Math.abs(mean - whole)).toBeLessThan((4 * deviation) / Math.sqrt(steps));
    const variance = said.reduce((sum, z) => sum + (z - whole) ** 2, 0) / steps;
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(0.1);
  });

  it('differs from step to step, in whole units', async () => {
    const said = await outputs(share);
    const kept = said.map((z) => (z * (1 - share)) / 2);
    for (const units of kept) expect(Math.abs(units - Math.round(units))).toBeLessThan(1e-9);
    expect(new Set(kept.map(Math.round)).size).toBeGreaterThan(5);
    expect(await outputs(share, 4)).not.toEqual(said);
  });

  it('is all of it in predictions and evaluations', async () => {
    const model = await train(one, { ...frozen, dropout: 0.9, epochs: 3, validation: one });
    expect(model.predict([1])).toBe(whole);
    const cost = (whole - 0.5) ** 2 / 2;
    expect(model.evaluate(one).cost).toBe(cost);
    expect([...model.history.validation!.cost]).toEqual([cost, cost, cost]);
    using run = await session(one, { ...frozen, dropout: 0.9 });
    expect(run.model().predict([1])).toBe(whole);
    const { db2 } = (await run.gradients()) as { db2?: Matrix };
    expect(db2?.at(0, 0)).toBe(whole - 0.5);
  });
});
