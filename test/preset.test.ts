// The preset's way to train, put together by hand from what it is made of.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  DenselyError,
  presets,
  RandomState,
  session,
  train,
  type Model,
  type ParameterDict,
  type Progress,
  type TrainOptions,
} from '../lib/index.js';
import { derivedSeed } from '../lib/base/random.js';
import { atOnce } from '../lib/base/slices.js';
import { shuffledFolds } from '../lib/data/shuffled-folds.js';
import { flat } from './runs.js';
import { presetTable, presetTasks } from './preset-tables.js';

/** The options of the preset's networks, without its way. */
const { preset: _, scale: _clipped, ...steps } = presets.default;
/** Numbers as they are need no encoding that is fitted on all of them. */
const raw = { scale: 'none', targetScale: 'none' } as const;

/** Examples that the folds hold out, and all others. */
function folds(data: Dataset, seed: number): [fit: Dataset, held: Dataset][] {
  const random = new RandomState(derivedSeed(seed, 'folds'));
  const lists = atOnce(shuffledFolds(data, 5, random, { least: 5 })).slice(0, 3);
  const rest = (held: Uint32Array): number[] =>
    Array.from({ length: data.size }, (_, j) => j).filter((j) => !held.includes(j));
  return lists.map((held) => [data.subset(rest(held)), data.subset(held)]);
}

/** The weights that all networks begin with; what else a model has said goes without saying then. */
const { initializer, ...fromStart } = steps;
async function begun(data: Dataset): Promise<Model> {
  const { hidden, activation } = steps;
  const options = {
    hidden,
    activation,
    initializer,
    ...scales(data.task === 'regression' ? 'values' : 'two'),
  };
  using first = await session(data, { ...options, seed: 5 });
  return first.model();
}

const scales = (task: string): object => (task === 'values' ? raw : { scale: 'none' });
const outputs = (model: Model, data: Dataset): number[][] =>
  data.task === 'regression'
    ? data.X.T.toArray().map((row) => [model.predict(row) as unknown as number])
    : model.probabilities(data.X).map((row) => Array.from(row as ArrayLike<number>));

/** Logits, up to a number that is the same for all classes. */
function logits(model: Model, data: Dataset): number[][] {
  const link = (p: number): number =>
    data.task === 'regression'
      ? p
      : data.classes?.length === 3
        ? Math.log(p)
        : Math.log(p / (1 - p));
  const all = outputs(model, data).map((row) => row.map(link));
  return data.classes?.length === 2 ? all.map((row) => [row[1]!]) : all;
}

/** The mean cost of logits, by formulas of its own. */
function costOf(z: readonly number[][], data: Dataset): number {
  const y = data.Y.T.toArray();
  const weights = data.weights ?? z.map(() => 1);
  const one = (z: readonly number[], y: readonly number[]): number => {
    if (data.task === 'regression') return z.reduce((s, v, o) => s + (v - y[o]!) ** 2 / 2, 0);
    if (data.classes?.length === 3) {
      const sum = z.reduce((s, v) => s + Math.exp(v), 0);
      return Math.log(sum) - z[y.indexOf(1)]!;
    }
    return z.reduce((s, v, o) => s + Math.log1p(Math.exp(v)) - v * y[o]!, 0);
  };
  const sum = z.reduce((s, row, j) => s + weights[j]! * one(row, y[j]!), 0);
  return sum / total(data);
}

const total = ({ weights, size }: Dataset): number =>
  weights ? Array.from(weights).reduce((s, w) => s + w, 0) : size;

/** Σ n·v ÷ Σ n */
const pooled = (parts: readonly (readonly [n: number, v: number])[]): number =>
  parts.reduce((s, [n, v]) => s + n * v, 0) / parts.reduce((s, [n]) => s + n, 0);

/**
 * The linear model at the optimum of Σ s·loss + |W|²/2, by gradient descent with momentum in float64 on numbers of
 * its own.
 */
function linear(data: Dataset): { W: number[][]; b: number[] } {
  const [X, y] = [data.X.T.toArray(), data.Y.T.toArray()];
  const k = y[0]!.length;
  const weights = data.weights ?? X.map(() => 1);
  const W = y[0]!.map(() => X[0]!.map(() => 0));
  const b = y[0]!.map(() => 0);
  const [vW, vb] = [W.map((row) => row.map(() => 0)), b.map(() => 0)];
  const rate = 0.5 / total(data);
  for (let step = 0; step < 1500; step++) {
    const gW = W.map((row) => row.slice());
    const gb = b.map(() => 0);
    for (const [j, x] of X.entries()) {
      const z = W.map((row, o) => row.reduce((s, w, i) => s + w * x[i]!, b[o]!));
      const a = linkOf(data, z);
      for (let o = 0; o < k; o++) {
        const d = weights[j]! * (a[o]! - y[j]![o]!);
        gb[o]! += d;
        for (const [i, v] of x.entries()) gW[o]![i]! += d * v;
      }
    }
    for (let o = 0; o < k; o++) {
      vb[o] = 0.9 * vb[o]! - rate * gb[o]!;
      b[o]! += vb[o]!;
      for (const i of X[0]!.keys()) {
        vW[o]![i] = 0.9 * vW[o]![i]! - rate * gW[o]![i]!;
        W[o]![i]! += vW[o]![i]!;
      }
    }
  }
  return { W, b };
}

function linkOf({ task, classes }: Dataset, z: readonly number[]): number[] {
  if (task === 'regression') return [...z];
  if (classes?.length !== 3) return z.map((v) => 1 / (1 + Math.exp(-v)));
  const sum = z.reduce((s, v) => s + Math.exp(v), 0);
  return z.map((v) => Math.exp(v) / sum);
}

const scores = ({ W, b }: ReturnType<typeof linear>, data: Dataset): number[][] =>
  data.X.T.toArray().map((x) => W.map((row, o) => row.reduce((s, w, i) => s + w * x[i]!, b[o]!)));

const numbers = (parameters: ParameterDict, name: string): Float32Array =>
  (parameters as Record<string, { data: Float32Array }>)[name]!.data;

describe.each(presetTasks)('%s', (task) => {
  it.each([false, true])(
    'is its folds, its choice and its mixture, weights %s',
    async (weights) => {
      const data = presetTable(task, 150, { weights });
      const model = await train(data, { ...presets.default, ...scales(task), epochs: 12, seed: 5 });
      const { history } = model;
      const own = { ...steps, ...scales(task), epochs: 12 };
      const parts = folds(data, 5);
      const start = await begun(data);
      const runs = await Promise.all(
        parts.map(([fit, held], f) =>
          train(fit, {
            ...fromStart,
            epochs: 12,
            start,
            seed: derivedSeed(5, `fold ${f}`),
            validation: held,
            validateStart: true,
          }),
        ),
      );
      // Each fold has the bits of a training of its own.
      for (const [f, run] of runs.entries()) {
        expect(history.folds![f]!.cost).toEqual(run.history.cost);
        expect(history.folds![f]!.validation).toEqual(run.history.validation);
        expect(history.folds![f]!.ended).toBe(run.history.ended);
      }
      // The epochs by all that was held out.
      const looks = Math.min(...runs.map((run) => run.history.validation!.cost.length));
      const costs = Array.from({ length: looks }, (_, e) =>
        pooled(runs.map((run, f) => [total(parts[f]![1]), run.history.validation!.cost[e]!])),
      );
      const epochs = costs.indexOf(Math.min(...costs));
      // λ by the logits of models that end there.
      const nets = await Promise.all(
        parts.map(([fit], f) =>
          train(fit, {
            ...fromStart,
            epochs: 12,
            start,
            patience: undefined,
            maxSteps: epochs * Math.ceil(fit.size / 32),
            seed: derivedSeed(5, `fold ${f}`),
          }),
        ),
      );
      const lines = parts.map(([fit]) => linear(fit));
      const lambdas = [0, 0.25, 0.5, 0.75, 1];
      const mixtures = lambdas.map((lambda) =>
        pooled(
          parts.map(([, held], f) => {
            const [z, l] = [logits(nets[f]!, held), scores(lines[f]!, held)];
            const mixed = z.map((row, j) =>
              row.map((v, o) => lambda * v + (1 - lambda) * l[j]![o]!),
            );
            return [total(held), costOf(mixed, held)];
          }),
        ),
      );
      const best = mixtures.indexOf(Math.min(...mixtures));
      expect(history.lambda).toBe(lambdas[best]);
      expect(history.best!.value).toBeCloseTo(mixtures[best]!, 4);
      // One network of both.
      const lambda = history.lambda!;
      const all = linear(data);
      if (lambda === 0) return;
      expect(history.best!.epoch).toBe(epochs - 1);
      const net = await train(data, {
        ...own,
        patience: undefined,
        maxSteps: epochs * Math.ceil(data.size / 32),
        seed: 5,
      });
      expect(numbers(model.parameters, 'W1')).toEqual(numbers(net.parameters, 'W1'));
      const head = numbers(net.parameters, 'W2').map((w) => Math.fround(lambda * w));
      expect(numbers(model.parameters, 'W2')).toEqual(head);
      if (lambda === 1) return expect(Object.keys(model.parameters)).not.toContain('Wx');
      const path = all.W.flat().map((w) => (1 - lambda) * w);
      numbers(model.parameters, 'Wx').forEach((w, i) => expect(w).toBeCloseTo(path[i]!, 3));
      const biases = all.b.map(
        (b, o) => lambda * numbers(net.parameters, 'b2')[o]! + (1 - lambda) * b,
      );
      numbers(model.parameters, 'b2').forEach((b, o) => expect(b).toBeCloseTo(biases[o]!, 3));
      return undefined;
    },
  );
});

it.each(['two', 'three', 'labels'] as const)(
  'calibrates what all folds held out, %s',
  async (task) => {
    const data = presetTable(task, 150);
    const options = { ...presets.default, scale: 'none', epochs: 12, seed: 5 } as const;
    const plain = await train(data, options);
    const model = await train(data, { ...options, calibrate: true });
    const T = model.history.temperature!;
    expect(model.history.folds).toEqual(plain.history.folds);
    expect(model.history.lambda).toBe(plain.history.lambda);
    // All of the last layer, and the linear path, are divided by T, in float64 and rounded once.
    const last = Object.keys(plain.parameters).filter((name) => /^(W2|b2|Wx)$/.test(name));
    for (const name of plain.history.lambda === 0 ? ['W1', 'b1'] : last)
      expect(numbers(model.parameters, name)).toEqual(
        numbers(plain.parameters, name).map((w) => Math.fround(w * (1 / T))),
      );
    // No other temperature fits the held-out rows better.
    const { lambda, best } = plain.history;
    const parts = folds(data, 5);
    const start = await begun(data);
    const nets = await Promise.all(
      parts.map(([fit], f) =>
        train(fit, {
          ...fromStart,
          epochs: 12,
          start,
          patience: undefined,
          maxSteps: Math.max(1, best!.epoch + 1) * Math.ceil(fit.size / 32),
          seed: derivedSeed(5, `fold ${f}`),
        }),
      ),
    );
    const held = parts.map(([fit, own], f) => {
      const [z, l] = [logits(nets[f]!, own), scores(linear(fit), own)];
      return z.map((row, j) => row.map((v, o) => lambda! * v + (1 - lambda!) * l[j]![o]!));
    });
    const cost = (t: number): number =>
      pooled(
        parts.map(([, own], f) => {
          const z = held[f]!.map((row) => row.map((v) => v / t));
          return [own.size, costOf(z, own)] as const;
        }),
      );
    for (const factor of [0.97, 1.03]) expect(cost(T)).toBeLessThan(cost(T * factor));
  },
);

it('is what runs where nothing is said, and says what it did', async () => {
  const data = presetTable('two', 120);
  const [model, named] = [
    await train(data, { seed: 3 }),
    await train(data, { ...presets.default, seed: 3 }),
  ];
  expect(flat(model.parameters)).toEqual(flat(named.parameters));
  expect(model.history.folds).toHaveLength(3);
  expect(String(model.summary())).toMatch(/folds/);
});

it('has the same bits whatever runs side by side', async () => {
  const data = presetTable('labels', 130);
  const models = await Promise.all([1, 2, 3].map((threads) => train(data, { seed: 2, threads })));
  for (const model of models) {
    expect(flat(model.parameters)).toEqual(flat(models[0]!.parameters));
    expect(model.history.folds).toEqual(models[0]!.history.folds);
  }
});

describe('reports', () => {
  const data = presetTable('three', 140);
  const told = async (options: TrainOptions): Promise<Progress[]> => {
    const all: Progress[] = [];
    for await (const p of train(data, { seed: 1, ...options })) all.push(p);
    return all;
  };

  it.each([1, 3])('come in order, threads %i', async (threads) => {
    const all = await told({ threads });
    const places = all.map(({ phase, fold, epoch }) => `${phase} ${fold ?? ''} ${epoch}`);
    const { history } = await train(data, { seed: 1 });
    const expected = [
      ...history.folds!.flatMap(({ epoch }, f) => [...epoch].map((e) => `fold ${f} ${e}`)),
      ...[...history.epoch].map((e) => `fit  ${e}`),
    ];
    expect(places).toEqual(expected);
    const steps = all.map(({ step }) => step);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(new Set(steps).size).toBe(steps.length);
    expect(all.at(-1)!.secondsLeft).toBeLessThan(1);
  });

  it('leaving the loop in the folds gives the linear part alone', async () => {
    const run = train(data, { seed: 1 });
    for await (const { fold } of run) if (fold === 1) break;
    const model = await run;
    expect(Object.keys(model.parameters)).toEqual(['W1', 'b1']);
    expect(model.history).toMatchObject({ ended: 'stopped', lambda: 0 });
    const whole = await train(data, { ...presets.default, learningRate: 1e30, seed: 1 });
    expect(flat(model.parameters)).toEqual(flat(whole.parameters));
  });

  it('leaving the loop in the fit gives the mixture of what was seen', async () => {
    const labels = presetTable('labels', 150);
    const run = train(labels, { seed: 5 });
    let snapshot: Model | undefined;
    for await (const { phase, epoch } of run) {
      if (phase !== 'fit' || epoch < 2) continue;
      snapshot = await run.snapshot();
      break;
    }
    const model = await run;
    expect(model.history).toMatchObject({ ended: 'stopped' });
    expect(model.history.epoch.at(-1)).toBe(2);
    const whole = await train(labels, { seed: 5 });
    expect(model.history.lambda).toBe(whole.history.lambda);
    expect(flat(snapshot!.parameters)).toEqual(flat(model.parameters));
    const { lambda } = model.history;
    const net = await train(labels, {
      ...steps,
      scale: presets.default.scale,
      epochs: 3,
      patience: undefined,
      seed: 5,
    });
    const head = numbers(net.parameters, 'W2').map((w) => Math.fround(lambda! * w));
    expect(numbers(model.parameters, 'W2')).toEqual(head);
  });
});

describe('what goes wrong', () => {
  const data = presetTable('two', 100);

  it('a fold that diverges is left out; where all do, the linear part is left', async () => {
    const model = await train(data, { ...presets.default, learningRate: 1e30, seed: 1 });
    expect(model.history.lambda).toBe(0);
    expect(model.history.warnings.filter((text) => /^fold \d diverged/.test(text))).toHaveLength(3);
    const { W, b } = linear(Dataset.from(data.X, data.labels as string[]));
    expect(Object.keys(model.parameters)).toEqual(['W1', 'b1']);
    expect(W[0]).toHaveLength(5);
    expect(b).toHaveLength(1);
  });

  it('an error of onProgress ends it, in the folds and in the fit', async () => {
    for (const phase of ['fold', 'fit'] as const) {
      const onProgress = (p: Progress): void => {
        if (p.phase === phase) throw new Error(`in the ${phase}`);
      };
      await expect(train(presetTable('labels'), { seed: 5, onProgress })).rejects.toThrow(
        `in the ${phase}`,
      );
    }
  });

  it('a signal throws it away in each phase', async () => {
    for (const phase of ['fold', 'fit'] as const) {
      const controller = new AbortController();
      const onProgress = (p: Progress): void => {
        if (p.phase === phase) controller.abort(new Error(phase));
      };
      const run = train(presetTable('labels'), { seed: 5, onProgress, signal: controller.signal });
      await expect(run).rejects.toThrow(phase);
    }
  });

  it.each([10, 4, 1])('of %i examples it makes a model', async (m) => {
    const few = datasets.moons().subset(Array.from({ length: m }, (_, j) => j * 20));
    const model = await train(few, { preset: 'default', seed: 1 });
    expect(model.evaluate(few).cost).toBeLessThan(1);
  });

  it.each<[name: string, row: (j: number) => number[], most: number]>([
    ['separable', (j) => [j < 40 ? -1 - (j % 7) : 1 + (j % 5), j % 3], 0.1],
    ['of one column', (j) => [j - 40], 0.2],
    // All that there is to know is how often each class comes.
    ['constant', () => [3, 3, 3], Math.log(2) + 1e-3],
    [
      'of 5,000 columns',
      (j) => Array.from({ length: 5000 }, (_, i) => ((j + 1) * (i + 1)) % 11),
      0.7,
    ],
  ])('a table that is %s has a sensible model', async (_name, row, most) => {
    const rows = Array.from({ length: 80 }, (_, j) => row(j));
    const table = Dataset.from(
      rows,
      rows.map((_row, j) => (j < 40 ? 'no' : 'yes')),
    );
    const model = await train(table, { seed: 1 });
    expect(model.evaluate(table).cost).toBeLessThan(most);
    expect(model.history.folds).toHaveLength(3);
  });

  it('of one class is refused by name', async () => {
    const run = () =>
      train(
        Dataset.from(
          data.X,
          data.labels.map(() => 'no'),
        ),
        { seed: 1 },
      );
    await expect((async () => run())()).rejects.toBeInstanceOf(DenselyError);
  });

  it('classes of fewer than five rows are in every fitting part', async () => {
    const labels = data.labels.map((label, j) => (j < 3 ? 'rare' : (label as string)));
    const model = await train(Dataset.from(data.X, labels), { seed: 1 });
    expect(model.classes).toContain('rare');
    for (const { heldOut } of model.history.folds!) expect(heldOut!.size).toBeLessThan(21);
  });

  it('of classes that all are rare nothing is held out', async () => {
    const labels = data.labels.map((_, j) => `c${j % 34}`);
    const model = await train(Dataset.from(data.X, labels), { seed: 1 });
    expect(model.history.warnings.join()).toMatch(/no fold/);
    expect(model.history.folds).toEqual([]);
  });

  it.each<[keyof TrainOptions, TrainOptions]>([
    ['hidden', { hidden: [] }],
    ['maxSteps', { maxSteps: 5 }],
    ['maxSeconds', { maxSeconds: 5 }],
    ['metric', { metric: 'accuracy' }],
    ['refit', { refit: true }],
    ['linear', { linear: true }],
    ['schedule', { schedule: 'plateau' }],
    ['preset', { preset: 'defualt' as 'default' }],
  ])('refuses %s with the reason', async (argument, options) => {
    const error = await train(data, { preset: 'default', ...options }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DenselyError);
    expect(error).toMatchObject({ code: 'ERR_OPTION', argument });
  });
});
