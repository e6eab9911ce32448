// Pictures that are drawn between other work: the same text, in slices, by turns and calls and never by seconds.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../../lib/base/clock.js';
import {
  Dataset,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
  preActivations,
  train,
} from '../../lib/index.js';
import {
  decisionBoundary,
  decisionBoundaryAsync,
  sweepPanels,
  sweepPanelsAsync,
  unitMaps,
  unitMapsAsync,
} from '../../lib/plot/index.js';

const flower = datasets.flower();
const six = datasets.blobs();
const many = datasets.blobs({ size: 30_000 });
const wide = Dataset.from(
  Array.from({ length: 60 }, (_, i) =>
    [0, 1, 2, 3].map((j) => (i % 3) * j + Math.sin((i + 1) * (j + 2))),
  ),
  Array.from({ length: 60 }, (_, i) => ['a', 'b', 'c'][i % 3]!),
);
const fit = { epochs: 30, seed: 1 } as const;
const red = await train(flower, { ...fit, hidden: [4] });
const blobs = await train(six, { ...fit, hidden: [16] });
const letters = await train(wide, { ...fit, hidden: [6] });
const runs = [
  { hidden: [], model: await train(six, { ...fit, hidden: [] }), train: { accuracy: 0.5 } },
  { hidden: [16], model: blobs, train: { accuracy: 0.75 }, validation: { accuracy: 0.7 } },
];

const checks = (X: Matrix): number[] =>
  Array.from({ length: X.cols }, (_, i) => (Math.floor(X.at(0, i)) + Math.floor(X.at(1, i))) & 1);
const noise = (X: Matrix): number[] =>
  Array.from({ length: X.cols }, (_, i) => (Math.abs(Math.sin(1e4 * X.at(0, i)) * 1e4) | 0) & 1);
const parameters = initializeParameters(2, 20, 1, { seed: 3 });

type Pair = readonly [
  atOnce: (width: number) => string,
  soon: (width: number, signal?: AbortSignal) => Promise<string>,
];
const kinds: Readonly<Record<string, Pair>> = {
  'a boundary': [
    (width) => decisionBoundary(red, flower, { width }),
    (width, signal) => decisionBoundaryAsync(red, flower, { width, signal }),
  ],
  'a boundary of six classes': [
    (width) => decisionBoundary(blobs, six, { width }),
    (width, signal) => decisionBoundaryAsync(blobs, six, { width, signal }),
  ],
  'a boundary over components': [
    (width) => decisionBoundary(letters, wide, { width, pca: true }),
    (width, signal) => decisionBoundaryAsync(letters, wide, { width, pca: true, signal }),
  ],
  'a boundary over two of four features': [
    (width) => decisionBoundary(letters, wide, { width, features: ['x4', 'x2'] }),
    (width, signal) =>
      decisionBoundaryAsync(letters, wide, { width, features: ['x4', 'x2'], signal }),
  ],
  'a boundary of labels': [
    (width) => decisionBoundary(checks, flower, { width, step: 0.02 }),
    (width, signal) => decisionBoundaryAsync(checks, flower, { width, step: 0.02, signal }),
  ],
  'a boundary of noise': [
    (width) => decisionBoundary(noise, flower, { width }),
    (width, signal) => decisionBoundaryAsync(noise, flower, { width, signal }),
  ],
  'many examples': [
    (width) => decisionBoundary(blobs, many, { width }),
    (width, signal) => decisionBoundaryAsync(blobs, many, { width, signal }),
  ],
  'a sweep': [
    (width) => sweepPanels(runs, six, { width }),
    (width, signal) => sweepPanelsAsync(runs, six, { width, signal }),
  ],
  'maps of units': [
    (width) => unitMaps((X) => preActivations(blobs, X), six, { width }),
    (width, signal) => unitMapsAsync((X) => preActivations(blobs, X), six, { width, signal }),
  ],
  'maps of some units of a dictionary': [
    (width) => unitMaps((X) => forwardPropagation(X, parameters)[1].Z1!, flower, { width }),
    (width, signal) =>
      unitMapsAsync((X) => forwardPropagation(X, parameters)[1].Z1!, flower, { width, signal }),
  ],
};

describe('a picture drawn between other work', () => {
  it.each(Object.keys(kinds).flatMap((name) => [400, 960].map((width) => [name, width] as const)))(
    'of %s is the same at %i px, byte for byte',
    async (name, width) => {
      const [atOnce, soon] = kinds[name]!;
      expect(await soon(width)).toBe(atOnce(width));
    },
  );

  it('takes promises of functions of one’s own', async () => {
    const later = async (X: Matrix): Promise<Matrix> => Matrix.from([checks(X)]);
    const probabilities = (X: Matrix): Float64Array[] => red.probabilities(X.T.toArray());
    expect(await decisionBoundaryAsync(later, flower, { step: 0.1 })).toBe(
      decisionBoundary(checks, flower, { step: 0.1 }),
    );
    expect(
      await decisionBoundaryAsync({ predict: async (X) => red.predict(X) }, flower, {
        probabilities: async (X) => probabilities(X),
      }),
    ).toBe(decisionBoundary(red, flower));
    const run = { hidden: [2], model: later };
    expect(await sweepPanelsAsync([run], flower, { step: 0.1 })).toBe(
      sweepPanels([{ hidden: [2], model: checks }], flower, { step: 0.1 }),
    );
    expect(await unitMapsAsync(async (X) => preActivations(red, X), flower)).toBe(
      unitMaps((X) => preActivations(red, X), flower),
    );
  });

  it('is refused promises where it is drawn at once', () => {
    const later = (async (X: Matrix) => checks(X)) as never;
    expect(() => decisionBoundary(later, flower, { step: 0.5 })).toThrow(/predict\(X\).*at once/);
    expect(() => unitMaps(later, flower)).toThrow(/units\(X\)/);
  });
});

describe('the event loop', () => {
  const platform = { ...clock };
  let [turns, going] = [0, false];
  const tick = (): void => {
    turns++;
    if (going) setImmediate(tick);
  };
  beforeEach(() => {
    [turns, going] = [0, true];
    setImmediate(tick);
  });
  afterEach(() => {
    going = false;
    vi.restoreAllMocks();
    Object.assign(clock, platform);
  });

  it('has a turn before each call of a function, which gets few points', async () => {
    const calls: { turn: number; points: number }[] = [];
    const own = (X: Matrix): number[] => {
      calls.push({ turn: turns, points: X.cols });
      return checks(X);
    };
    const drawn = decisionBoundaryAsync(own, flower, { width: 960 });
    expect(calls).toEqual([]);
    const [, columns, rows] = /at each of (\d+) × (\d+) points/.exec(await drawn)!;
    expect(Math.max(...calls.map(({ points }) => points))).toBe(4096);
    expect(calls.reduce((sum, { points }) => sum + points, 0)).toBe(Number(columns) * Number(rows));
    expect(new Set(calls.map(({ turn }) => turn)).size).toBe(calls.length);
  });

  it('has one before few numbers, however many features there are', async () => {
    const features = 1000;
    const rows = [0, 1].map((v) => Array.from({ length: features }, (_, j) => v + j));
    const data = Dataset.from(rows, ['a', 'b']);
    let most = 0;
    const own = (X: Matrix): string[] => {
      most = Math.max(most, X.cols);
      return new Array<string>(X.cols).fill('a');
    };
    await decisionBoundaryAsync(own, data, { features: ['x1', 'x3'], step: 0.02 });
    expect(most).toBe(131);
  });

  it('has turns while examples and regions are drawn', async () => {
    // Every piece of work is a slice of its own.
    vi.spyOn(clock, 'now').mockReturnValue(NaN);
    let answered = 0;
    const last = (X: Matrix): number[] => {
      answered = turns;
      return new Array<number>(X.cols).fill(0);
    };
    await decisionBoundaryAsync(last, many, { step: 0.5 });
    // 512 examples at a time.
    expect(turns - answered).toBeGreaterThan(30_000 / 512);
  });

  it('asks a model off it', async () => {
    const [predict, predictAsync] = [vi.spyOn(red, 'predict'), vi.spyOn(red, 'predictAsync')];
    const into = vi.spyOn(red, 'predictInto');
    await decisionBoundaryAsync(red, flower, { width: 400 });
    expect(predictAsync.mock.calls.length).toBeGreaterThan(5);
    expect([predict, into].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });
});

describe('a picture that is given up', () => {
  const reason = new Error('nobody waits');
  const aborted = AbortSignal.abort(reason);

  it.each(Object.keys(kinds))('before: %s rejects with the reason', async (name) => {
    await expect(kinds[name]![1](400, aborted)).rejects.toBe(reason);
  });

  it('while a function answers: it is asked no more', async () => {
    const controller = new AbortController();
    let calls = 0;
    const own = (X: Matrix): number[] => {
      if (++calls === 3) controller.abort(reason);
      return checks(X);
    };
    const { signal } = controller;
    await expect(decisionBoundaryAsync(own, flower, { width: 960, signal })).rejects.toBe(reason);
    expect(calls).toBe(3);
  });

  it('while an answer never comes', async () => {
    const controller = new AbortController();
    const never = (): Promise<Matrix> => {
      setImmediate(() => controller.abort(reason));
      return new Promise(() => {});
    };
    const { signal } = controller;
    await expect(unitMapsAsync(never, flower, { signal })).rejects.toBe(reason);
    await expect(decisionBoundaryAsync(never, flower, { signal })).rejects.toBe(reason);
  });

  it('while it is drawn', async () => {
    const controller = new AbortController();
    const drawn = sweepPanelsAsync(runs, six, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 0);
    await expect(drawn).rejects.toBe(reason);
  });
});

describe('what is wrong', () => {
  it('is told as by the synchronous form, by rejecting', async () => {
    const failed = new Error('no answer');
    const fails = (): never => {
      throw failed;
    };
    await expect(decisionBoundaryAsync(fails, flower)).rejects.toBe(failed);
    await expect(decisionBoundaryAsync(async () => fails(), flower)).rejects.toBe(failed);
    for (const wrong of [
      () => decisionBoundaryAsync(red, flower, { widht: 400 } as never),
      () => decisionBoundaryAsync(red, flower, { signal: 'soon' as never }),
      () => unitMapsAsync((X) => X, flower, { signal: {} as never }),
      () => sweepPanelsAsync(runs, six, { columns: 0 }),
    ])
      await expect(wrong()).rejects.toMatchObject({ code: 'ERR_OPTION' });
    await expect(decisionBoundaryAsync(async () => [1], flower)).rejects.toMatchObject({
      code: 'ERR_SHAPE',
      argument: 'predict(X)',
    });
    await expect(unitMapsAsync(async () => 3 as never, flower)).rejects.toMatchObject({
      argument: 'units(X)',
    });
    await expect(
      (decisionBoundaryAsync as (...args: unknown[]) => Promise<string>)(red, flower, {}, 1),
    ).rejects.toThrow(/decisionBoundaryAsync\(\)/);
  });
});
