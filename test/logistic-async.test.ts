// Logistic regression beside the event loop: the same bits, pauses after little work, progress, leaving.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../lib/base/clock.js';
import { atOnce } from '../lib/base/slices.js';
import { currentBackend } from '../lib/backend/select.js';
import {
  backwardPropagation,
  Dataset,
  datasets,
  forwardPropagation,
  logisticRegression,
  logisticRegressionAsync,
  logisticRegressionCV,
  logisticRegressionCVAsync,
  Matrix,
  RandomState,
  type LogisticCVProgress,
  type LogisticProgress,
} from '../lib/index.js';
import { stratifiedFolds } from '../lib/data/folds.js';
import { logistic, logisticPlan } from '../lib/study/logistic.js';
import { solve } from '../lib/study/solve.js';
import { randomMatrix } from './oracles.js';
import { each, refused, wrong } from './refusals.js';

afterEach(() => vi.restoreAllMocks());

/** Two classes of `n` numbers that overlap. */
function overlapping(n: number, m: number, dtype: 'float32' | 'float64' = 'float64'): Dataset {
  const random = new RandomState(n + m);
  const X = randomMatrix(dtype, n, m, random);
  const y = Array.from({ length: m }, (_, j) => (X.at(0, j) + random.normal() > 0.3 ? 1 : 0));
  return Dataset.from(X, y, { dtype }) as Dataset;
}

/** Counts the multiply-adds of the backend. */
function counting(): { done: number; calls: number } {
  const backend = currentBackend();
  const count = { done: 0, calls: 0 };
  const add = (work: number): void => {
    count.done += work;
    count.calls++;
  };
  const { matmul, program } = backend;
  vi.spyOn(backend, 'matmul').mockImplementation((a, b) => {
    add(a.rows * a.cols * b.cols);
    return matmul(a, b);
  });
  vi.spyOn(backend, 'program').mockImplementation((spec) => {
    const made = program(spec);
    return {
      ...made,
      forward(parameters, x, z, a) {
        add(x.rows * x.cols);
        made.forward(parameters, x, z, a);
      },
      gradient(parameters, x, y, z, a, out) {
        add(x.rows * x.cols);
        made.gradient(parameters, x, y, z, a, out);
      },
      infer(work) {
        add(work.x.rows * work.x.cols);
        return made.infer(work);
      },
    };
  });
  return count;
}

/** A clock that goes on by a second when it is read: a slice is one piece of work. */
function onePieceASlice(): void {
  let now = 0;
  vi.spyOn(clock, 'now').mockImplementation(() => (now += 1000));
}

/** Turns of the event loop until a promise settles. */
async function turnsOf<T>(work: Promise<T>): Promise<[result: T, turns: number]> {
  let [turns, settled] = [0, false];
  const result = work.finally(() => (settled = true));
  const count = (): void => {
    turns++;
    if (!settled) setImmediate(count);
  };
  setImmediate(count);
  return [await result, turns];
}

const wide = overlapping(40, 4500);

describe('between two pauses', () => {
  it.each([
    ['few features', overlapping(2, 20_000)],
    ['several tiles and blocks', wide],
    ['wide examples', overlapping(130, 4100)],
  ])('there are at most 2²² multiply-adds and a block of them: %s', (_, data) => {
    const count = counting();
    const work = logistic(data, logisticPlan(data, { C: 1 }));
    let [most, pieces] = [0, 0];
    for (let ended = false; !ended; pieces++) {
      const before = count.done;
      ended = work.next().done!;
      most = Math.max(most, count.done - before);
    }
    expect(count.done).toBeGreaterThan(2 ** 20);
    expect(most).toBeLessThanOrEqual(2 ** 22 + 2 ** 20);
    expect(pieces).toBeGreaterThan(count.done / 2 ** 22);
  });

  it('solving is cut too, and solves', () => {
    const [n, random] = [300, new RandomState(4)];
    const A = randomMatrix('float64', n, n + 10, random);
    const H = currentBackend().matmul(A, A.T) as Float64Array;
    const g = randomMatrix('float64', 1, n, random).data as Float64Array;
    const work = solve(H.slice(), g);
    let pauses = 0;
    let result = work.next();
    for (; !result.done; result = work.next()) pauses++;
    // n³ / 6 multiply-adds, 2²⁰ or a row more at a time; then the two triangles.
    expect(pauses).toBe(Math.floor(n ** 3 / 6 / (2 ** 20 + n)) + 1);
    const x = Matrix.of(result.value, n, 1);
    const back = currentBackend().matmul(Matrix.of(H, n, n), x);
    for (let i = 0; i < n; i++) expect(back[i]).toBeCloseTo(g[i]!, 6);
  });

  it('the event loop has a turn', async () => {
    let pieces = 0;
    const plan = logisticPlan(wide, { C: 1 });
    for (const work = logistic(wide, plan); !work.next().done;) pieces++;
    onePieceASlice();
    const [, turns] = await turnsOf(logisticRegressionAsync(wide, { C: 1 }));
    expect(turns).toBeGreaterThanOrEqual(pieces);
    const cv = { Cs: [0.1, 1], folds: 2 };
    const [, more] = await turnsOf(logisticRegressionCVAsync(wide, cv));
    expect(more).toBeGreaterThan(2 * pieces);
  });

  it('the call itself does nothing of it', async () => {
    const count = counting();
    const fits = [logisticRegressionAsync(wide), logisticRegressionCVAsync(datasets.moons())];
    expect(count.calls).toBe(0);
    await Promise.all(fits);
    expect(count.calls).toBeGreaterThan(100);
  });
});

describe('what comes of it', () => {
  it('has the bits of the synchronous form, alone and side by side', async () => {
    const moons = datasets.moons();
    const [one, other, chosen] = await Promise.all([
      logisticRegressionAsync(wide, { C: 0.5 }),
      logisticRegressionAsync(moons),
      logisticRegressionCVAsync(moons, { Cs: [0.01, 1], folds: 4 }),
    ]);
    expect(one.toBytes()).toEqual(logisticRegression(wide, { C: 0.5 }).toBytes());
    expect(other.toBytes()).toEqual(logisticRegression(moons).toBytes());
    const { model, ...rest } = chosen;
    const { model: expected, ...figures } = logisticRegressionCV(moons, {
      Cs: [0.01, 1],
      folds: 4,
    });
    expect(rest).toEqual(figures);
    expect(model.toBytes()).toEqual(expected.toBytes());
  });

  it.each([
    ['several tiles and blocks', wide],
    ['wide examples', overlapping(130, 4100)],
  ])('is where the gradient vanishes: %s', (_, data) => {
    const C = 0.3;
    const { parameters } = logisticRegression(data, { C });
    const [, cache] = forwardPropagation(data.X, parameters);
    const { dW1, db1 } = backwardPropagation(parameters, cache, data.X, data.Y);
    const W = (parameters as Record<string, Matrix>).W1!.data;
    const slopes = dW1.data.map((d, i) => d + W[i]! / (C * data.size));
    expect(Math.max(...slopes.map(Math.abs), Math.abs(db1!.at(0, 0)))).toBeLessThan(1e-10);
  });

  it('is the same of float32 numbers, and of a part that is a view', () => {
    const [X, y] = [wide.X.toArray(), wide.labels];
    const numbers = wide.X.T.toArray().map((row) => row.map(Math.fround));
    const single = Dataset.from(numbers, y, { dtype: 'float32' }) as Dataset;
    const double = Dataset.from(numbers, y) as Dataset;
    expect(logisticRegression(single).parameters).toEqual(logisticRegression(double).parameters);

    const [fit] = wide.split({ test: 0.4, seed: 1 });
    const order = fit.shuffle({ seed: 2 });
    const copy = Dataset.from(Matrix.from(order.X.toArray()), order.labels) as Dataset;
    expect(copy.size).toBe(X[0]!.length * 0.6);
    expect(logisticRegression(order).parameters).toEqual(logisticRegression(copy).parameters);
    const cv = { Cs: [0.1, 10], folds: 3 };
    expect(logisticRegressionCV(order, cv).scores).toEqual(logisticRegressionCV(copy, cv).scores);
  });

  it('by cross-validation has the accuracies of models of the folds', () => {
    const data = overlapping(3, 90);
    const { scores } = logisticRegressionCV(data, { Cs: [2], folds: 3 });
    for (const [f, test] of atOnce(stratifiedFolds(data, 3)).entries()) {
      const rest = [...data.labels.keys()].filter((j) => !test.includes(j));
      const model = logisticRegression(data.subset(rest), { C: 2 });
      expect(scores[0]!.scores[f]).toBe(model.evaluate(data.subset(test)).accuracy);
    }
  });
});

describe('progress', () => {
  it('tells each step of Newton’s method with a cost that falls', async () => {
    const reports: LogisticProgress[] = [];
    const onProgress = (report: LogisticProgress): void => void reports.push(report);
    const model = await logisticRegressionAsync(wide, { C: 1, onProgress });
    expect(reports.map(({ step }) => step)).toEqual([...reports.keys()]);
    expect(reports.length).toBeGreaterThan(3);
    expect(reports[0]!.cost).toBeCloseTo(Math.log(2), 14);
    for (const [i, { cost }] of reports.slice(1).entries())
      expect(cost).toBeLessThan(reports[i]!.cost);
    const weights = (model.parameters as Record<string, Matrix>).W1!.data;
    const penalty = Math.hypot(...weights) ** 2 / (2 * wide.size);
    expect(reports.at(-1)!.cost).toBeCloseTo(model.evaluate(wide).cost + penalty, 12);
    expect(Object.isFrozen(reports[0])).toBe(true);
  });

  it('tells each fit of a cross-validation', async () => {
    const reports: LogisticCVProgress[] = [];
    const onProgress = (report: LogisticCVProgress): void => void reports.push(report);
    await logisticRegressionCVAsync(datasets.moons(), { Cs: [0.1, 1, 10], folds: 4, onProgress });
    expect(reports).toEqual(Array.from({ length: 13 }, (_, i) => ({ done: i + 1, total: 13 })));
  });

  it('ends the fit when it throws', async () => {
    const error = new Error('no more');
    const count = counting();
    let seen = 0;
    const onProgress = ({ step }: LogisticProgress): void => {
      seen = count.calls;
      if (step === 2) throw error;
    };
    await expect(logisticRegressionAsync(wide, { onProgress })).rejects.toBe(error);
    expect(count.calls).toBe(seen);
    const failing = {
      onProgress(): void {
        throw error;
      },
    };
    await expect(logisticRegressionCVAsync(wide, failing)).rejects.toBe(error);
  });

  it('ends the fit when a promise of it rejects', async () => {
    const error = new Error('the disk is full');
    onePieceASlice();
    for (const fit of [logisticRegressionAsync, logisticRegressionCVAsync]) {
      let reports = 0;
      const onProgress = async (): Promise<void> => {
        if (++reports === 1) throw error;
      };
      await expect(fit(wide, { onProgress })).rejects.toBe(error);
      expect(reports).toBe(1);
    }
  });
});

describe('a signal', () => {
  const reason = new Error('enough');

  it.each(['before', 'in a report', 'between two slices'])(
    'throws the fit away: %s',
    async (when) => {
      for (const fit of [
        (o: object) => logisticRegressionAsync(wide, o),
        (o: object) => logisticRegressionCVAsync(wide, { folds: 2, ...o }),
      ]) {
        const controller = new AbortController();
        const count = counting();
        const abort = (): void => controller.abort(reason);
        if (when === 'before') abort();
        onePieceASlice();
        const fitting = fit({
          signal: controller.signal,
          onProgress: when === 'in a report' ? abort : undefined,
        });
        let calls = 0;
        if (when === 'between two slices')
          setImmediate(() =>
            setImmediate(() => {
              abort();
              calls = count.calls;
            }),
          );
        await expect(fitting).rejects.toBe(reason);
        if (when === 'in a report') calls = count.calls;
        for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
        expect(count.calls).toBe(calls);
        vi.restoreAllMocks();
      }
    },
  );
});

const moons = datasets.moons();
refused('logisticRegressionAsync', [
  ...each('ERR_OPTION', (o) => logisticRegressionAsync(moons, wrong(o)), [
    [{ C: 0 }, 'C', 'above 0', 'not 0'],
    [{ signal: 1 }, 'signal', 'an AbortSignal'],
    [{ onProgress: 'log' }, 'onProgress', 'a function'],
    [{ onprogress: null }, 'onprogress', 'did you mean "onProgress"'],
  ]),
  [
    'values',
    () => logisticRegressionAsync(Dataset.from([[1], [2]], [0.5, 2.5])),
    'ERR_DATA',
    'data',
    'has values',
  ],
]);
refused('logisticRegressionCVAsync', [
  ...each('ERR_OPTION', (o) => logisticRegressionCVAsync(moons, wrong(o)), [
    [{ Cs: [] }, 'Cs', 'at least one'],
    [{ folds: 1 }, 'folds', 'from 2'],
    [{ signal: {} }, 'signal', 'an AbortSignal'],
    [{ onProgress: 1 }, 'onProgress', 'a function'],
  ]),
  [
    'too few examples',
    () => logisticRegressionCVAsync(Dataset.from([[1], [2], [3], [4]], [0, 0, 0, 1]), { folds: 2 }),
    'ERR_DATA',
    'folds',
    'class 1 has 1 examples',
  ],
]);
