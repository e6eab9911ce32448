// A training step by step has the bits of the training in one go.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  datasets,
  forwardPropagation,
  type Matrix,
  session,
  train,
  type DType,
  type ParameterDict,
  type Session,
  type SessionOptions,
  type TrainOptions,
} from '../lib/index.js';

const data = datasets.flower({ size: 150 });

const numbers = (dictionary: ParameterDict): number[][] =>
  Object.values<Matrix>(dictionary).map((m) => [...m.data]);

const base = { hidden: [5, 3], activation: ['prelu', 'tanh'], seed: 4 } as const;

/** Steps until there are `total`, so many at a time. */
async function inSlicesOf(count: number, total: number, options: SessionOptions): Promise<Session> {
  const steps = await session(data, options);
  while (steps.step < total) await steps.run(Math.min(count, total - steps.step));
  return steps;
}

describe.each(['float32', 'float64'] as const)('%s', (dtype: DType) => {
  it.each(['sgd', 'momentum', 'adam'] as const)(
    '%s: slices of 1, 7, 100 and 16,384 steps have the bits of one train()',
    async (optimizer) => {
      for (const [batchSize, perEpoch] of [
        [32, 5],
        ['all', 1],
      ] as const) {
        const options: TrainOptions = { ...base, dtype, optimizer, batchSize };
        const epochs = 200 / perEpoch;
        const whole = await train(data, { ...options, epochs });
        for (const count of [1, 7, 100, 16_384]) {
          const steps = await inSlicesOf(count, 200, options as SessionOptions);
          expect(numbers(steps.parameters)).toEqual(numbers(whole.parameters));
          expect(steps.model().toBytes()).toEqual(whole.toBytes());
        }
      }
    },
  );

  it('answers with the cost before each step', async () => {
    const options = { ...base, dtype, batchSize: 'all' } as const;
    const whole = await train(data, { ...options, epochs: 40, reportEvery: 1 });
    const steps = await session(data, options);
    expect([...(await steps.run(15)), ...(await steps.run(25))]).toEqual([...whole.history.cost]);
  });

  it.each([32, 'all'] as const)(
    'goes on exactly from what parametersInto gave, batch %s',
    async (batchSize) => {
      const options = { ...base, dtype, batchSize } as const;
      const steps = await session(data, options);
      await steps.run(23);
      const count = numbers(steps.parameters).flat().length;
      const flat = dtype === 'float32' ? new Float32Array(3 * count) : new Float64Array(3 * count);
      steps.parametersInto(flat);
      const costs = await steps.run(30);
      const other = await session(data, options);
      await other.restore(flat, 23);
      expect(other.step).toBe(23);
      expect(await other.run(30)).toEqual(costs);
      expect(numbers(other.parameters)).toEqual(numbers(steps.parameters));
      // Parameters alone: the optimizer begins anew.
      await other.restore(flat.slice(0, count), 23);
      expect(numbers(other.parameters).flat()).toEqual([...flat.subarray(0, count)]);
      expect((await other.run(1))[0]).toBe(costs[0]);
      expect(numbers(other.parameters)).not.toEqual(numbers(steps.parameters));
    },
  );
});

it('gradients() are those of the verbs over all examples', async () => {
  const net = { activation: ['prelu', 'tanh'] } as const;
  const steps = await session(data, { ...base, dtype: 'float64', scale: 'none', batchSize: 32 });
  await steps.run(3);
  const [, cache] = forwardPropagation(data.X, steps.parameters, net);
  const expected = backwardPropagation(steps.parameters, cache, data.X, data.Y);
  expect(numbers(await steps.gradients())).toEqual(numbers(expected));
  expect(Object.keys(await steps.gradients())).toEqual(Object.keys(expected));
});

it('a learning rate that is changed holds from the next step on', async () => {
  const options = {
    ...base,
    optimizer: 'sgd',
    dtype: 'float64',
    scale: 'none',
    batchSize: 'all',
  } as const;
  const steps = await session(data, { ...options, learningRate: 0.1 });
  await steps.run(4);
  const before = numbers(steps.parameters).flat();
  const slope = numbers(await steps.gradients()).flat();
  steps.learningRate = 0.5;
  await steps.run(1);
  numbers(steps.parameters)
    .flat()
    .forEach((w, i) => expect(w).toBeCloseTo(before[i]! - 0.5 * slope[i]!, 14));
});

describe('refuses', () => {
  const refusal = { code: 'ERR_OPTION' };

  it.each(['epochs', 'reportEvery', 'history', 'onProgress'])('the option %s', async (key) => {
    await expect(session(data, { [key]: 1 } as object)).rejects.toMatchObject({
      code: 'ERR_OPTION',
      argument: key,
    });
  });

  it('a second run while one goes on, and all else that touches its state', async () => {
    const steps = await session(data, base);
    const first = steps.run(50);
    for (const act of [() => steps.run(1), () => steps.gradients()])
      await expect(act()).rejects.toMatchObject(refusal);
    for (const act of [
      () => steps.parameters,
      () => steps.model(),
      () => (steps.learningRate = 1),
      () => steps.parametersInto(new Float32Array(1)),
    ])
      expect(act).toThrow(/a run of this session goes on: await it first/);
    expect(await first).toHaveLength(50);
    expect(await steps.run(1)).toHaveLength(1);
  });

  it('wrong numbers of steps, rates, arrays, and changes nothing by it', async () => {
    const steps = await session(data, base);
    await steps.run(5);
    const before = numbers(steps.parameters);
    for (const count of [0, -1, 1.5, NaN, '3' as never])
      await expect(steps.run(count)).rejects.toMatchObject({ ...refusal, argument: 'steps' });
    for (const rate of [0, -1, NaN, Infinity])
      expect(() => (steps.learningRate = rate)).toThrow(/learningRate/);
    const right = new Float32Array(before.flat().length);
    const shape = { code: 'ERR_SHAPE' };
    await expect(steps.restore(new Float32Array(3), 0)).rejects.toMatchObject(shape);
    await expect(steps.restore(Float64Array.from(right), 0)).rejects.toMatchObject({
      code: 'ERR_DTYPE',
    });
    await expect(steps.restore(right.fill(NaN), 0)).rejects.toMatchObject({ code: 'ERR_DATA' });
    await expect(steps.restore(right.fill(0), -1)).rejects.toMatchObject({ argument: 'step' });
    expect([steps.step, numbers(steps.parameters)]).toEqual([5, before]);
  });

  it('gradients that were left half-done', async () => {
    const large = datasets.moons({ size: 20_000 });
    const controller = new AbortController();
    const { signal } = controller;
    const left = await session(large, { ...base, hidden: [256, 256], signal });
    const aborted = left.gradients();
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    const other = await session(large, { ...base, hidden: [256, 256] });
    const disposed = other.gradients();
    other[Symbol.dispose]();
    await expect(disposed).rejects.toMatchObject(refusal);
  });

  it('anything after it was disposed', async () => {
    const steps = await session(data, base);
    const run = steps.run(100_000);
    steps[Symbol.dispose]();
    steps[Symbol.dispose]();
    await expect(run).rejects.toMatchObject(refusal);
    await expect(steps.run(1)).rejects.toThrow(/disposed/);
    expect(() => steps.model()).toThrow(/disposed/);
  });

  it('to go on from a divergence, but restore() mends it', async () => {
    const steps = await session(data, {
      ...base,
      activation: 'relu',
      optimizer: 'sgd',
      scale: 'none',
      initializer: { constant: 1e15 },
      learningRate: 1e30,
    });
    const flat = new Float32Array(numbers(steps.parameters).flat().length);
    steps.parametersInto(flat);
    await expect(steps.run(500)).rejects.toMatchObject({ code: 'ERR_DIVERGED' });
    await steps.restore(flat.fill(0.01), 0);
    steps.learningRate = 0.01;
    expect((await steps.run(10)).every(Number.isFinite)).toBe(true);
  });

  it('by its signal', async () => {
    const controller = new AbortController();
    const steps = await session(data, { ...base, signal: controller.signal });
    const run = steps.run(1_000_000);
    controller.abort('enough');
    await expect(run).rejects.toBe('enough');
    await expect(session(data, { signal: controller.signal })).rejects.toBe('enough');
  });
});

describe('state()', () => {
  const drawn = datasets.moons({ size: 150, seed: 4 });
  const options = {
    hidden: [6],
    dropout: 0.2,
    optimizer: 'nadam',
    schedule: { exponential: { factor: 0.97 } },
    batchSize: 32,
    seed: 5,
  } as const;

  it('goes on exactly, in the middle of an epoch', async () => {
    using whole = await session(drawn, options);
    const costs = await whole.run(23);
    using first = await session(drawn, options);
    await first.run(8);
    const state = await first.state();
    using second = await session(drawn, { ...options, state });
    expect(second.step).toBe(8);
    expect(await second.run(15)).toEqual(costs.slice(8));
    expect(second.parameters.W1!.data).toEqual(whole.parameters.W1!.data);
  });

  it('keeps the learning rate, and is refused elsewhere', async () => {
    using first = await session(drawn, options);
    first.learningRate = 0.125;
    const state = await first.state();
    using second = await session(drawn, { ...options, state });
    expect(second.learningRate).toBe(0.125);
    const refused = { code: 'ERR_CHECKPOINT' };
    const others: SessionOptions[] = [
      { ...options, seed: 6, state },
      { ...options, state: state.subarray(0, 900) },
    ];
    for (const other of others) await expect(session(drawn, other)).rejects.toMatchObject(refused);
    const damaged = state.slice();
    damaged[damaged.length - 3]! ^= 1;
    await expect(session(drawn, { ...options, state: damaged })).rejects.toMatchObject(refused);
  });
});
