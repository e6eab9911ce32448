// The losses of a regression against PyTorch's figures (fixtures/losses.py), finite differences and scikit-learn.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes } from '../lib/base/dtype.js';
import {
  Dataset,
  Matrix,
  Model,
  RandomState,
  session,
  sweep,
  train,
  type DType,
  type LossOption,
  type TrainOptions,
} from '../lib/index.js';
import { lossOption } from '../lib/network/loss-option.js';
import { networkSpec, unitCount, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { draws, numbers, randomMatrix, type Floats } from './oracles.js';

interface Steps {
  readonly costs: readonly number[];
  readonly parameters: readonly number[];
}

interface Figures {
  readonly levels: readonly number[];
  readonly losses: Readonly<
    Record<
      string,
      {
        readonly values: Readonly<Record<'z' | 'y' | 'dz', readonly number[][]>> & {
          readonly cost: number;
        };
        readonly runs: Readonly<Record<'momentum' | 'adam', Readonly<Record<DType, Steps>>>> & {
          readonly x: number[][];
          readonly y: number[][];
          readonly start: readonly number[];
        };
      }
    >
  >;
  readonly quantiles: {
    readonly x: number[][];
    readonly y: readonly number[];
    readonly lines: readonly {
      readonly slope: number;
      readonly intercept: number;
      readonly cost: number;
    }[];
  };
}

const fixture = new URL('fixtures/losses.json', import.meta.url);
const figures = JSON.parse(readFileSync(fixture, 'utf8')) as Figures;

const { levels } = figures;

const options: Readonly<Record<string, LossOption>> = {
  squared: 'squared',
  absolute: 'absolute',
  huber: 'huber',
  'huber 0.3': { huber: 0.3 },
  poisson: 'poisson',
  quantiles: { quantiles: levels },
};
const names = Object.keys(options);

function specFor(dtype: DType, name: string, sizes: readonly number[]): NetworkSpec {
  const rule = lossOption('loss', options[name]);
  const activations = sizes.slice(2).map(() => 'tanh' as const);
  return networkSpec(dtype, sizes, activations, rule.name, rule.numbers);
}

/** Z, A, costs and the gradient of a network on examples. */
function passOf(spec: NetworkSpec, flat: Floats, X: Matrix, Y: Matrix) {
  const program = currentBackend().program(spec);
  const length = unitCount(spec) * X.cols;
  const [z, a] = [numbers(spec.dtype, length), numbers(spec.dtype, length)];
  program.forward(flat, X, z, a);
  const gradient = numbers(spec.dtype, parameterCount(spec));
  program.gradient(flat, X, Y, z, a, gradient);
  const last = length - Y.rows * Y.cols;
  const [cost, outputCost] = [
    program.cost(z.subarray(last), Y.data),
    program.outputCost(a.subarray(last), Y.data),
  ];
  return { z: z.subarray(last), a: a.subarray(last), cost, outputCost, gradient };
}

function furthest(x: ArrayLike<number>, y: ArrayLike<number>): number {
  expect(x.length).toBe(y.length);
  return Math.max(...Array.from(x, (v, i) => Math.abs(v - y[i]!) / Math.max(1, Math.abs(y[i]!))));
}

describe.each(dtypes)('costs and derivatives are those of PyTorch, %s', (dtype) => {
  const bound = dtype === 'float64' ? 1e-14 : 1e-6;

  it.each(names)('%s', (name) => {
    const { z, y, cost, dz } = figures.losses[name]!.values;
    // With one input for each example, dW is dZ / m.
    const ones = z.map((_, i) => z.map((__, j) => (i === j ? 1 : 0)));
    const flat = numbers(dtype, [...Matrix.from(z.map((row) => [...row])).T.data, 0, 0, 0]);
    const targets = Matrix.from(
      y.map((row) => [...row]),
      dtype,
    ).T;
    const X = Matrix.from(ones, dtype);
    const own = passOf(specFor(dtype, name, [9, 3]), flat, X, Matrix.of(targets.data, 3, 9));
    expect(Math.abs(own.cost / cost - 1)).toBeLessThan(bound);
    expect(Math.abs(own.outputCost / cost - 1)).toBeLessThan(bound);
    const wanted = Matrix.from(dz.map((row) => [...row])).T.data;
    expect(furthest(own.gradient.subarray(0, 27), wanted)).toBeLessThan(bound);
  });
});

describe('gradients are the slopes of costs', () => {
  const [STEP, MARGIN] = [1e-5, 1e-3];

  /** Is an output so near a kink of the loss that a step may cross it? */
  function isNearKink(name: string, z: Floats, y: Floats): boolean {
    const kink = name.startsWith('huber') ? lossOption('', options[name]).numbers[0]! : 0;
    if (name === 'squared' || name === 'poisson') return false;
    return z.some((v, i) => Math.abs(Math.abs(v - y[i]!) - kink) < MARGIN);
  }

  it.each(names)('%s', (name) => {
    const spec = specFor('float64', name, [4, 6, 5, 3]);
    for (const m of [1, 9, 70]) {
      for (let seed = m, done = 0; done < 3; seed++) {
        const random = new RandomState(seed);
        const X = randomMatrix('float64', 4, m, random);
        const y = draws('float64', 3 * m, random);
        if (name === 'poisson') y.forEach((_, i) => (y[i] = random.interval(4)));
        const Y = Matrix.of(y, 3, m);
        const flat = draws('float64', parameterCount(spec), random).map((v) => v / 2);
        const { gradient, z } = passOf(spec, flat, X, Y);
        if (isNearKink(name, z, y)) continue;
        const at = (i: number, by: number): number =>
          passOf(spec, flat.map((v, k) => (k === i ? v + by : v)) as Floats, X, Y).cost;
        const slopes = Array.from(flat, (_, i) => (at(i, STEP) - at(i, -STEP)) / (2 * STEP));
        const distance = Math.hypot(...slopes.map((s, i) => s - gradient[i]!));
        expect(distance / Math.hypot(...gradient)).toBeLessThan(1e-7);
        done++;
      }
    }
  });
});

describe('a target that is met exactly', () => {
  it.each(names)('%s: costs nothing to move and has derivative 0', (name) => {
    const spec = specFor('float64', name, [1, 3]);
    const flat = Float64Array.of(0, 0, 0, 0, 0, 0);
    const met = name === 'poisson' ? 1 : 0;
    const Y = Matrix.of(new Float64Array(3).fill(met), 3, 1);
    const { cost, gradient } = passOf(spec, flat, Matrix.from([[1]]), Y);
    expect([...gradient].map((g) => g + 0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(cost).toBe(name === 'poisson' ? 3 : 0);
  });
});

describe('steps are those of PyTorch', () => {
  const plain = { scale: 'none', hidden: [5], activation: 'tanh', batchSize: 'all' } as const;
  const rates = { momentum: 0.05, adam: 0.02 } as const;

  it.each(
    names.flatMap((name) => (['momentum', 'adam'] as const).map((rule) => [name, rule] as const)),
  )('%s, %s', async (name, optimizer) => {
    const run = figures.losses[name]!.runs;
    const targets = name === 'quantiles' ? run.y.map(([v]) => v!) : run.y;
    const data = Dataset.from(run.x, targets as number[][], { task: 'regression' });
    for (const dtype of dtypes) {
      const wanted = run[optimizer][dtype];
      const steps = await session(data, {
        ...plain,
        dtype,
        targetScale: 'none',
        optimizer,
        learningRate: rates[optimizer],
        loss: options[name],
      });
      await steps.restore(numbers(dtype, run.start), 0);
      const costs = await steps.run(wanted.costs.length);
      const bound = dtype === 'float64' ? 1e-9 : 1e-6;
      expect(furthest(costs, wanted.costs)).toBeLessThan(bound);
      const flat = numbers(dtype, run.start.length);
      steps.parametersInto(flat);
      expect(furthest(flat, wanted.parameters)).toBeLessThan(bound);
    }
  });
});

const pinball = (level: number, d: number): number => Math.max(level * d, (level - 1) * d);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

describe('quantiles', () => {
  const { x, y, lines } = figures.quantiles;
  const data = Dataset.from(x, [...y], { task: 'regression' });
  const linear: TrainOptions = {
    hidden: [],
    loss: { quantiles: levels },
    batchSize: 'all',
    optimizer: 'adam',
    learningRate: 0.005,
    epochs: 4000,
    dtype: 'float64',
    seed: 1,
  };

  it.each(['none', 'standard', 'minmax'] as const)(
    'are those of scikit-learn’s linear programme, targets scaled by %s',
    async (targetScale) => {
      const model = await train(data, { ...linear, targetScale });
      const predicted = model.quantiles(x);
      levels.forEach((level, i) => {
        const z = predicted.map((row) => row[i]!);
        const cost = mean(z.map((v, j) => pinball(level, y[j]! - v)));
        expect(cost).toBeGreaterThan(lines[i]!.cost - 1e-12);
        expect(cost).toBeLessThan(lines[i]!.cost * 1.003);
        const below = mean(z.map((v, j) => (y[j]! < v ? 1 : 0)));
        expect(Math.abs(below - level)).toBeLessThan(0.02);
      });
    },
  );

  it('predict is the level nearest to 0.5, of two as near the lower one', async () => {
    const cases: readonly [levels: number[], middle: number][] = [
      [[0.1, 0.5, 0.9], 1],
      [[0.3, 0.7], 0],
      [[0.4, 0.6], 0],
      [[0.2, 0.7], 1],
      [[0.05, 0.2], 1],
      [[0.8, 0.9], 0],
      [[0.25], 0],
    ];
    for (const [quantiles, middle] of cases) {
      const model = await train(data, { loss: { quantiles }, epochs: 3, hidden: [4], seed: 2 });
      const all = model.quantiles(x);
      expect(model.quantileLevels).toEqual(quantiles);
      expect(model.predict(x)).toEqual(all.map((row) => row[middle]));
      expect(model.predict(x[0]!)).toBe(all[0]![middle]);
      expect(model.quantiles(x[0]!)).toEqual(all[0]);
      expect(model.probabilities(x)).toEqual(all);
      expect(await model.quantilesAsync(data)).toEqual(all);
      expect(await model.predictAsync(x)).toEqual(model.predict(x));
      const { mse, mae } = model.evaluate(data) as { mse: number; mae: number };
      const errors = all.map((row, j) => row[middle]! - y[j]!);
      expect(mse).toBeCloseTo(mean(errors.map((e) => e * e)), 12);
      expect(mae).toBeCloseTo(mean(errors.map(Math.abs)), 12);
    }
  });

  it('have the cost of training: in the scaled target, summed over the levels', async () => {
    const model = await train(data, linear);
    const deviation = Math.sqrt(mean(y.map((v) => (v - mean([...y])) ** 2)));
    const cost = mean(
      model
        .quantiles(x)
        .map((row, j) => levels.reduce((sum, q, i) => sum + pinball(q, y[j]! - row[i]!), 0)),
    );
    expect(model.evaluate(data).cost).toBeCloseTo(cost / deviation, 12);
    expect(await model.evaluateAsync(data)).toEqual(model.evaluate(data));
  });

  it('ascend wherever lines cross', async () => {
    const { epochs: _, ...endless } = linear;
    const steps = await session(data, { ...endless, targetScale: 'none', scale: 'none' });
    // 0.1: x, 0.4: 0, 0.9: −x
    await steps.restore(Float64Array.of(1, 0, -1, 0, 0, 0), 0);
    const model = steps.model();
    expect([...model.quantiles([2])]).toEqual([-2, 0, 2]);
    expect([...model.quantiles([-2])]).toEqual([-2, 0, 2]);
    const out = new Float64Array(6);
    model.predictInto(Float64Array.of(3, -1), out);
    expect([...out]).toEqual([-3, 0, 3, -1, 0, 1]);
    expect([model.predict([7]), model.predict([-7])]).toEqual([0, 0]);
    const many = Array.from({ length: 9000 }, (_, i) => [i - 4500]);
    expect((await model.quantilesAsync(many)).every(([low, , high]) => low! <= high!)).toBe(true);
    const { mae } = model.evaluate(data) as { mae: number };
    expect(mae).toBeCloseTo(mean(y.map(Math.abs)), 12);
  });

  it.each([
    { targetScale: 'log' },
    { targetScale: 'quantile' },
    { targetScale: 'standard', clamp: true },
    { targetScale: 'none', clamp: true },
  ] as const)('come back from %o, and are saved with it', async (said) => {
    const positive = Dataset.from(
      x,
      y.map((v) => v * v),
    );
    const model = await train(positive, { ...linear, ...said, epochs: 1500, learningRate: 0.02 });
    const all = model.quantiles(x);
    for (const row of all) expect([...row]).toEqual([...row].sort((a, b) => a - b));
    levels.forEach((level, i) => {
      const below = mean(all.map((row, j) => (y[j]! ** 2 < row[i]! ? 1 : 0)));
      expect(Math.abs(below - level)).toBeLessThan(0.08);
    });
    const same = Model.fromBytes(model.toBytes());
    expect(same.quantiles(x)).toEqual(all);
    expect(same.evaluate(positive)).toEqual(model.evaluate(positive));
    const out = new Float64Array(3 * x.length);
    model.predictInto(
      Float64Array.from(x, ([v]) => v!),
      out,
    );
    expect([...out]).toEqual(all.flatMap((row) => [...row]));
  });
});

describe('what a constant learns', () => {
  const y = [0, 1, 1, 2, 3, 3, 4, 30];
  const data = Dataset.from(
    y.map(() => [0]),
    y,
    { task: 'regression' },
  );
  const constant = async (loss: LossOption): Promise<number> => {
    const model = await train(data, {
      loss,
      hidden: [],
      scale: 'none',
      targetScale: 'none',
      learningRate: 0.01,
      batchSize: 'all',
      epochs: 6000,
      dtype: 'float64',
    });
    return model.predict([0]) as number;
  };

  it('squared and Poisson: the mean', async () => {
    expect(await constant('squared')).toBeCloseTo(5.5, 3);
    expect(await constant('poisson')).toBeCloseTo(5.5, 3);
  });

  it('absolute: a median; Huber: where what is clipped evens out', async () => {
    const median = await constant('absolute');
    expect(median).toBeGreaterThan(1.98);
    expect(median).toBeLessThan(3.02);
    // With δ = 5 only 30 is clipped: Σ (c − y) over the others is 5.
    expect(await constant({ huber: 5 })).toBeCloseTo((14 + 5) / 7, 3);
  });
});

describe('a model of each loss', () => {
  const random = new RandomState(5);
  const rows = randomMatrix('float64', 60, 3, random).toArray();
  const y = rows.map(([a]) => Math.round(3 * Math.abs(a!)));
  const data = Dataset.from(rows, y, { task: 'regression' });

  it.each(names.flatMap((name) => dtypes.map((dtype) => [name, dtype] as const)))(
    '%s, %s: is saved and loaded with the same bits',
    async (name, dtype) => {
      for (const batchSize of [16, 'all'] as const) {
        const said = { loss: options[name], dtype, batchSize, hidden: [5], epochs: 4, seed: 3 };
        const model = await train(data, said);
        const bytes = model.toBytes();
        const same = Model.fromBytes(bytes);
        expect(same.predict(rows)).toEqual(model.predict(rows));
        expect(same.predict(rows[4]!)).toBe((model.predict(rows) as number[])[4]);
        expect(same.evaluate(data)).toEqual(model.evaluate(data));
        expect(same.quantileLevels).toEqual(name === 'quantiles' ? levels : null);
        expect(same.toBytes()).toEqual(bytes);
        expect([same.task, same.targets]).toEqual(['regression', ['y']]);
        const version = name === 'squared' ? '1' : '3';
        expect(Buffer.from(bytes).toString('latin1')).toContain(`"version":"${version}"`);
      }
    },
  );

  it('with words, too', async () => {
    const records = rows.map(([a, b], i) => ({ a: a!, kind: b! > 0 ? 'up' : 'down', y: y[i]! }));
    const words = Dataset.fromRecords(records, { target: 'y', task: 'regression' });
    const loss = { quantiles: [0.25, 0.75] };
    const model = await train(words, { loss, hidden: [3], epochs: 3 });
    const same = Model.fromBytes(model.toBytes());
    const { y: _y, ...record } = records[0]!;
    expect(same.quantiles(record)).toEqual(model.quantiles(record));
    expect(same.quantiles([record])[0]).toEqual(model.quantiles(record));
    expect(same.evaluate(records)).toEqual(model.evaluate(words));
  });

  it('tells its levels', async () => {
    const model = await train(data, { loss: { quantiles: levels }, hidden: [3], epochs: 1 });
    expect(String(model)).toContain('to values "y", quantiles 0.1, 0.4, 0.9');
  });

  it('is compared in a sweep', async () => {
    const { rows: compared } = await sweep(data, { hidden: [2, 3], loss: 'huber', epochs: 5 });
    expect(compared.every(({ cost }) => Number.isFinite(cost))).toBe(true);
  });

  it('Poisson predicts means, of several targets too', async () => {
    const two = Dataset.from(
      rows,
      y.map((v, j) => [v, j % 3]),
      { task: 'regression' },
    );
    const model = await train(two, { loss: 'poisson', hidden: [4], epochs: 30, seed: 1 });
    const all = model.predict(rows) as unknown as number[][];
    expect(all.flat().every((v) => v > 0)).toBe(true);
    expect(model.summary().layers.at(-1)?.activation).toBe('exp');
    const { W1, b1, W2, b2 } = model.parameters as unknown as Record<string, Matrix>;
    const plain = Model.from(
      { W1: W1!, b1: b1!, W2: W2!, b2: b2! },
      { activation: 'relu', output: 'exp' },
    );
    expect([plain.task, plain.targets]).toEqual(['regression', ['y1', 'y2']]);
  });
});
