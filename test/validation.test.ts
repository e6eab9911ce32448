// Held-out examples change nothing of a training but which of its parameters the model has.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  train,
  type History,
  type Model,
  type Progress,
  type TrainOptions,
} from '../lib/index.js';
import { Copies } from '../lib/training/copies.js';
import { Looks } from '../lib/training/looks.js';
import { readTrainOptions } from '../lib/training/option-table.js';
import { trainAtPace } from '../lib/training/train.js';

const data = datasets.moons({ size: 240, noise: 0.4, seed: 2 });
const base = { hidden: [8], seed: 3, learningRate: 0.02 } as const satisfies TrainOptions;

const bits = (model: Model): number[] =>
  Object.values(model.parameters).flatMap((m) => Array.from(m.data));

const parts = (options: TrainOptions): [fit: Dataset, held: Dataset] => {
  const { fit, held } = readTrainOptions(data, options).validation;
  return [fit, held!];
};

describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
  it.each([32, 'all'] as const)(
    'the best look has the bits of a training that ends there, batch %s',
    async (batchSize) => {
      const options = { ...base, dtype, batchSize, epochs: 60, validation: 0.25, reportEvery: 1 };
      const model = await train(data, options);
      const { best, validation } = model.history;
      const [fit, held] = parts(options);
      const same = { ...options, epochs: best!.epoch + 1, validation: 'none' } as const;
      expect(bits(await train(fit, same))).toEqual(bits(model));
      expect(best!.value).toBe(Math.min(...validation!.cost));
      expect(model.evaluate(held).cost).toBe(best!.value);
      // The run's own draws stay: the last weights are those of a training without looks.
      const run = train(data, options);
      await run;
      const plain = await train(fit, { ...options, validation: 'none' });
      expect(bits(await run.snapshot('last'))).toEqual(bits(plain));
    },
  );
});

it('ends after so many looks without an improvement, and keeps the best', async () => {
  const options = { ...base, epochs: 500, validation: 0.3, patience: 7, minDelta: 1e-3 };
  const { history } = await train(data, options);
  const costs = [...history.validation!.cost];
  let [reference, since, end] = [costs[0]!, 0, -1];
  for (const [epoch, cost] of costs.entries()) {
    if (epoch === 0) continue;
    if (cost < reference - 1e-3) [reference, since] = [cost, 0];
    else since++;
    if (since === 7) {
      end = epoch;
      break;
    }
  }
  expect(history.ended).toBe('patience');
  expect(costs).toHaveLength(end + 1);
  expect(history.epoch.at(-1)).toBe(end);
  expect(history.best!.epoch).toBe(costs.lastIndexOf(Math.min(...costs)));
  expect(history.steps).toBe((end + 1) * Math.ceil(168 / 32));
});

it('the last epoch is told where patience has ended it', async () => {
  const seen: Progress[] = [];
  const onProgress = (p: Progress): void => void seen.push(p);
  const options = { ...base, epochs: 500, validation: 0.3, patience: 3, reportEvery: 50 };
  const { history } = await train(data, { ...options, onProgress });
  expect(history.ended).toBe('patience');
  expect(seen.at(-1)!.epoch).toBe(history.epoch.at(-1));
  expect(seen.at(-1)!.best).toEqual({ epoch: history.best!.epoch, value: history.best!.value });
});

it('is the same however the run is cut into chunks, and with looks now and then', async () => {
  const options = {
    ...base,
    epochs: 31,
    validation: 0.2,
    validateEvery: 4,
    validateStart: true,
    metric: 'rocAuc',
    watch: { metrics: ['accuracy', 'brier'], sets: { all: data } },
  } as const;
  const whole = await train(data, options);
  expect([...whole.history.validation!.epoch]).toEqual([-1, 0, 4, 8, 12, 16, 20, 24, 28, 30]);
  expect(Object.keys(whole.history.validation!)).toEqual([
    'epoch',
    'rocAuc',
    'cost',
    'accuracy',
    'brier',
  ]);
  expect(whole.history.best!.value).toBe(Math.max(...whole.history.validation!.rocAuc!));
  const { accuracy, cost } = whole.evaluate(data);
  const at = [...whole.history.validation!.epoch].indexOf(whole.history.best!.epoch);
  expect(whole.history.watched!.all!.accuracy![at]).toBe(accuracy);
  expect(whole.history.watched!.all!.cost![at]).toBe(cost);
  for (const steps of [1, 3, 1000]) {
    const cut = await trainAtPace(data, options, () => steps);
    expect(bits(cut)).toEqual(bits(whole));
    expect(untimed(cut.history)).toEqual(untimed(whole.history));
  }
});

const untimed = (history: History): object => ({ ...history });

it('a metric of one’s own', async () => {
  const seen: number[] = [];
  const metric = {
    metric: (y: Float64Array, p: Float64Array) => {
      seen.push(y.length);
      return Array.from(y).filter((v, i) => (p[i]! > 0.5 ? 1 : 0) === v).length / y.length;
    },
    minimize: false,
  };
  const options = { ...base, epochs: 9, validation: 0.25 } as const;
  const own = await train(data, { ...options, metric });
  const named = await train(data, { ...options, metric: 'accuracy' });
  expect(own.history.best!.epoch).toBe(named.history.best!.epoch);
  expect(own.history.best!.value).toBeCloseTo(named.history.best!.value, 12);
  expect(new Set(seen)).toEqual(new Set([60]));
});

describe('looks', () => {
  const looks = (minimize: boolean, patience = Infinity, minDelta = 0): Looks =>
    new Looks({ minimize, patience, minDelta }, new Copies('float64', 1));
  const copy = new Float64Array(1);

  it('of equal values take the later, and never what is no number', () => {
    const low = looks(true);
    for (const [epoch, value] of [3, NaN, 2, 2, NaN, 5].entries()) low.add(epoch, [value], copy);
    expect(low.best).toMatchObject({ epoch: 3, value: 2 });
    const high = looks(false);
    for (const [epoch, value] of [NaN, 1, 1, 0].entries()) high.add(epoch, [value], copy);
    expect(high.best).toMatchObject({ epoch: 2, value: 1 });
    const none = looks(true);
    none.add(0, [NaN], copy);
    expect(none.best).toBeUndefined();
  });

  it('compare with the value at the last reset', () => {
    const l = looks(true, 3, 0.5);
    // 9.8, 9.6 and 9.4 creep: only 9.4 is more than 0.5 below 10.
    const ends = [10, 9.8, 9.6, 9.4, 9.3, 9.2, 9].map((v, epoch) => l.add(epoch, [v], copy));
    expect(ends).toEqual([false, false, false, false, false, false, true]);
  });
});

describe('the default', () => {
  /** Who shapes the network leaves the preset, and not the default of what is held out. */
  const shaped = { hidden: [64] } as const;
  const { fit, held, isPreset } = readTrainOptions(data, { ...shaped, seed: 3 }).validation;

  it('holds out a fifth, classes in equal shares, and waits for 20 looks', () => {
    expect([fit.size, held!.size, isPreset]).toEqual([192, 48, true]);
    expect(held!.labels.filter((label) => label === 1)).toHaveLength(24);
    expect(readTrainOptions(data, shaped)).toMatchObject({ patience: 20, epochs: 100 });
    const again = readTrainOptions(data, { ...shaped, seed: 3 }).validation;
    expect(again.held!.X.toArray()).toEqual(held!.X.toArray());
    const other = readTrainOptions(data, { ...shaped, seed: 4 }).validation;
    expect(other.held!.X.toArray()).not.toEqual(held!.X.toArray());
  });

  it.each([
    { epochs: 100 },
    { batchSize: 'all' },
    { maxSteps: 9 },
    { validation: 'none' },
  ] as const)('is nothing with %o', (options) => {
    expect(readTrainOptions(data, options).validation.held).toBeNull();
    expect(readTrainOptions(data, options).patience).toBe(Infinity);
  });

  it('is nothing of fewer than 200 examples', () => {
    const few = data.subset(Array.from({ length: 199 }, (_, i) => i));
    expect(readTrainOptions(few, shaped).validation.held).toBeNull();
  });

  it('leaves rare classes to be learnt from, and says so', async () => {
    const rows = Array.from({ length: 230 }, (_, i) => [i % 17, i % 5]);
    const labels = rows.map((_, i) => (i < 4 ? 'rare' : i % 2 ? 'a' : 'b'));
    const some = Dataset.from(rows, labels);
    const { validation } = readTrainOptions(some, shaped);
    expect(validation.held!.labels).not.toContain('rare');
    expect(validation.fit.labels.filter((label) => label === 'rare')).toHaveLength(4);
    expect(validation.fit.size + validation.held!.size).toBe(230);
    const { history } = await train(some, { hidden: [2], maxSeconds: 100 });
    expect(history.warnings.join()).toContain('class "rare" has 4 examples');
    expect(history.best).toBeDefined();
  });

  it('keeps groups together', () => {
    const rows = Array.from({ length: 210 }, (_, i) => [i]);
    const groups = rows.map((_, i) => `g${i % 30}`);
    const some = Dataset.from(
      rows,
      rows.map((_, i) => i % 2),
      { groups },
    );
    const { validation } = readTrainOptions(some, shaped);
    const held = new Set(validation.held!.groups);
    expect(validation.fit.groups!.some((group) => held.has(group))).toBe(false);
  });
});

describe('ends within an epoch', () => {
  it('after so many steps: the looks and the schedule are those of the whole', async () => {
    const options = { ...base, epochs: 20, validation: 0.25, schedule: 'cosine' } as const;
    const whole = await train(data, { ...options, reportEvery: 1 });
    const cut = await train(data, { ...options, maxSteps: 6 * 9 + 2 });
    expect(cut.history.ended).toBe('steps');
    expect(cut.history.steps).toBe(56);
    expect([...cut.history.validation!.cost]).toEqual(
      Array.from(whole.history.validation!.cost.slice(0, 9)),
    );
  });

  it('after so many seconds, which maxSteps repeats', async () => {
    const options = { ...base, epochs: 1e6, validation: 0.25 } as const;
    const timed = await train(data, { ...options, maxSeconds: 0.2 });
    expect(timed.history.ended).toBe('time');
    const again = await train(data, { ...options, maxSteps: timed.history.steps });
    expect(bits(again)).toEqual(bits(timed));
    expect(again.history.best).toEqual(timed.history.best);
  });

  it('before any look: the last weights, and the history says so', async () => {
    const { history } = await train(data, { ...base, epochs: 9, validation: 0.25, maxSteps: 2 });
    expect(history.best).toBeUndefined();
    expect(history.warnings).toEqual([
      'no look at the validation was due before the end at step 2: these are the last weights',
    ]);
  });
});

it('stop() and snapshots keep the best up to the last report that was seen', async () => {
  const options = { ...base, epochs: 1e5, validation: 0.3, reportEvery: 1 } as const;
  const run = train(data, options);
  let seen: Progress | undefined;
  for await (const p of run) {
    seen = p;
    if (p.epoch === 40) break;
  }
  const model = await run;
  expect(model.history.ended).toBe('stopped');
  expect(model.history.best).toEqual({ metric: 'cost', ...seen!.best });
  expect(model.history.validation!.epoch.at(-1)).toBe(40);
  const whole = await train(data, { ...options, epochs: 41 });
  expect(bits(model)).toEqual(bits(whole));
});

it('a divergence carries the best model so far', async () => {
  const rates = (t: number): number => (t < 0.5 ? 1 : 1e30);
  const options = {
    ...base,
    optimizer: 'sgd',
    epochs: 20,
    validation: 0.3,
    schedule: rates,
  } as const;
  const error = (await train(data, options).catch((e: unknown) => e)) as {
    code: string;
    model: Model;
  };
  expect(error.code).toBe('ERR_DIVERGED');
  const costs = [...error.model.history.validation!.cost];
  expect(error.model.history.best!.value).toBe(Math.min(...costs));
  const [, held] = parts(options);
  expect(error.model.evaluate(held).cost).toBe(error.model.history.best!.value);
});
