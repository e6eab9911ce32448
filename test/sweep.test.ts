// Several hidden sizes and seeds compared: the exercise's figures, the verdicts, streaming, leaving.
import { describe, expect, it } from 'vitest';
import { Dataset, datasets, RandomState, sweep, train, type SweepRun } from '../lib/index.js';
import { exercise, figures } from './figures.js';
import { each, refused, wrong } from './refusals.js';

const { hidden: _, seed: __, ...options } = { ...exercise, epochs: 5000, reportEvery: 5000 };
const flower = datasets.flower();

describe('the exercise’s sweep', () => {
  it('sizes 1 to 5, seed 3, 5,000 iterations: its accuracies exactly', async () => {
    const hidden = [1, 2, 3, 4, 5];
    const result = await sweep(flower, { ...options, hidden, seeds: [3], holdout: 0 });
    const [baseline, ...rows] = result.rows;
    expect([baseline!.hidden, baseline!.verdict, baseline!.train.mean]).toEqual([
      [],
      'baseline',
      0.47,
    ]);
    for (const [i, row] of rows.entries()) {
      const expected = figures.sweep_seed3_5000_iterations[i + 1]!;
      expect(row.train.mean * 100).toBeCloseTo(expected.accuracy_percent, 10);
      expect([row.hidden, row.parameters, row.verdict]).toEqual([[i + 1], 4 * (i + 1) + 1, null]);
    }
    expect(result.best!.hidden).toEqual([5]);
    const lines = String(result).split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^hidden +parameters +cost +train +time$/);
    expect(lines[5]).toMatch(/^4 +17 +0\.\d{4} +90\.50 % +\d+\.\d\d s$/);
  }, 180_000);
});

const random = new RandomState(9);
/** A noisy ring round a disc: a line cannot, two units hardly, many units learn the noise by heart. */
const rings = datasets.gaussianQuantiles({ size: 200, random });
const noisy = Dataset.from(
  rings.X,
  rings.labels.map((l) => (random.random() < 0.12 ? 1 - l : l)),
);
const quick = {
  activation: 'tanh',
  learningRate: 0.05,
  batchSize: 'all',
  epochs: 600,
  seeds: [0, 1, 2],
  holdout: 0.3,
} as const;

describe('verdicts', () => {
  it('say what the held-out examples say', async () => {
    const { rows, best, runs } = await sweep(noisy, { ...quick, hidden: [1, 3, 6, [48, 48]] });
    expect(rows.map((row) => row.verdict)).toEqual(['baseline', 'good', 'best', 'good', 'overfit']);
    expect(best!.hidden).toEqual([3]);
    expect(runs).toHaveLength(15);
    for (const row of rows) {
      const own = runs.filter((run) => run.hidden === row.hidden);
      const scores = own.map((run) => run.validation!.accuracy!);
      expect(own.map((run) => run.seed)).toEqual([0, 1, 2]);
      expect(row.validation!.mean).toBeCloseTo((scores[0]! + scores[1]! + scores[2]!) / 3, 14);
      expect([row.validation!.min, row.validation!.max]).toEqual([
        Math.min(...scores),
        Math.max(...scores),
      ]);
    }
    const text = String(await sweep(noisy, { ...quick, hidden: [4], epochs: 5 }));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('do not call 20 units underfit that cost least where they were trained', async () => {
    const { rows, best } = await sweep(flower, {
      hidden: [1, 4, 20],
      activation: 'tanh',
      learningRate: 0.02,
      epochs: 1000,
      seeds: [0, 1, 2],
      baseline: false,
    });
    expect(rows.map(({ hidden, verdict }) => `${hidden[0]} ${verdict}`)).toEqual([
      '1 underfit',
      '4 best',
      '20 good',
    ]);
    expect(best!.hidden).toEqual([4]);
    expect(rows[2]!.cost).toBeCloseTo(0.1518, 3);
    expect(rows[2]!.why).toMatch(/^held out 0\.3\d\d … 0\.4\d\d overlaps the best's$/);
    expect(rows[0]!.why).toContain("both above the best's");
  }, 180_000);

  it('each run is train() on the part that is not held out', async () => {
    const { runs } = await sweep(noisy, { ...quick, hidden: [3], seeds: [5], baseline: false });
    const [fit, held] = noisy.split({ test: 0.3, seed: 5, stratify: true });
    const { seeds: _, holdout: __, ...rest } = quick;
    const model = await train(fit, { ...rest, hidden: [3], seed: 5 });
    expect(runs[0]!.model.toBytes()).toEqual(model.toBytes());
    expect(runs[0]!.validation).toEqual(model.evaluate(held));
  });

  it('are of R² for values', async () => {
    const values = Dataset.from(noisy.X, Float64Array.from(noisy.X.data.subarray(0, 200)), {
      task: 'regression',
    });
    const { rows } = await sweep(values, {
      hidden: [4],
      epochs: 60,
      seeds: [0],
      learningRate: 0.02,
    });
    expect(rows[0]!.validation!.mean).toBeGreaterThan(0.8);
  });
});

describe('the options of the trainings', () => {
  it('are copied: what a caller changes meanwhile changes nothing', async () => {
    const adam = { beta1: 0.8 };
    const normal = { normal: 0.3 };
    const activation = ['tanh', 'relu'] as ('tanh' | 'relu')[];
    const options = {
      ...quick,
      epochs: 30,
      seeds: [0, 1],
      parallel: 1,
      baseline: false,
      activation,
      initializer: normal,
      optimizer: { adam },
    };
    const hidden = [[4, 3]];
    const expected = await sweep(noisy, { ...options, hidden });
    const sweeping = sweep(noisy, { ...options, hidden });
    adam.beta1 = 0.5;
    normal.normal = 7;
    activation.length = 0;
    hidden[0]![0] = 9;
    const got = await sweeping;
    expect(got.runs.map((run) => run.model.toBytes())).toEqual(
      expected.runs.map((run) => run.model.toBytes()),
    );
  });
});

it('takes other data as validation, which chooses the epoch of each training', async () => {
  const [fit, held] = noisy.split({ test: 0.2, seed: 8 });
  const more = { epochs: 20, seeds: [0], holdout: 0.3, validation: held } as const;
  const { runs } = await sweep(fit, { ...more, hidden: [3], baseline: false });
  const [own] = fit.split({ test: 0.3, seed: 0, stratify: true });
  const model = await train(own, { epochs: 20, validation: held, hidden: [3], seed: 0 });
  expect(runs[0]!.model.toBytes()).toEqual(model.toBytes());
});

describe('a sweep under way', () => {
  const long = { ...quick, epochs: 40, hidden: [1, 2, 3], seeds: [0, 1], parallel: 2 } as const;

  it('tells its runs as they end, to every loop from the first', async () => {
    const sweeping = sweep(noisy, long);
    const seen: SweepRun[] = [];
    for await (const run of sweeping) seen.push(run as SweepRun);
    const { runs } = await sweeping;
    expect(seen).toHaveLength(8);
    expect(new Set(seen)).toEqual(new Set(runs));
    // The order of the result does not depend on which ended first.
    expect(runs.map((run) => [run.hidden.length, run.hidden[0] ?? 0, run.seed])).toEqual(
      [0, 1, 2, 3].flatMap((h) => [0, 1].map((seed) => [h === 0 ? 0 : 1, h, seed])),
    );
  });

  it('gives the same bits however many run side by side', async () => {
    const [one, four] = await Promise.all(
      [1, 4].map((parallel) => sweep(noisy, { ...long, parallel })),
    );
    expect(four!.runs.map((run) => run.model.toBytes())).toEqual(
      one!.runs.map((run) => run.model.toBytes()),
    );
  });

  it('ends early when its loop is left, with what there is', async () => {
    const sweeping = sweep(noisy, { ...long, parallel: 1 });
    for await (const _ of sweeping) break;
    const { runs, rows } = await sweeping;
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.length).toBeLessThan(4);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('is thrown away by a signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const sweeping = sweep(noisy, { ...long, epochs: 1e9, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(sweeping).rejects.toBe(reason);
  });

  it('fails as a whole when one of its trainings fails', async () => {
    const options = { ...quick, optimizer: 'sgd', scale: 'none', hidden: [4] } as const;
    const values = Dataset.from(
      noisy.X,
      Float64Array.from({ length: 200 }, (_, j) => 1e6 * j),
      {
        task: 'regression',
      },
    );
    await expect(sweep(values, { ...options, learningRate: 1e6 })).rejects.toMatchObject({
      code: 'ERR_DIVERGED',
    });
  });
});

refused('sweep', [
  ...each('ERR_OPTION', (o) => sweep(noisy, wrong(o)), [
    [{}, 'hidden', 'a list'],
    [{ hidden: [] }, 'hidden', 'a list'],
    [{ hidden: 4 }, 'hidden', 'not 4'],
    [{ hidden: [4, 0] }, 'hidden[1]', 'not 0'],
    [{ hidden: [[4, 2.5]] }, 'hidden[0][1]', 'not 2.5'],
    [{ hidden: [4], seeds: [] }, 'seeds'],
    [{ hidden: [4], seeds: [-1] }, 'seeds[0]', 'not -1'],
    [{ hidden: [4], holdout: 1 }, 'holdout', 'not 1'],
    [{ hidden: [4], parallel: 0 }, 'parallel', 'not 0'],
    [{ hidden: [4], baseline: 1 }, 'baseline', 'not 1'],
    [{ hidden: [4], epoch: 3 }, 'epoch', 'did you mean "epochs"'],
    [{ hidden: [4], epochs: 0 }, 'epochs', 'not 0'],
    [
      { hidden: [4], checkpoint: 'sweep.ckpt' },
      'checkpoint',
      'has no key "checkpoint". Allowed: ',
      'holdout',
    ],
    [{ hidden: [4], seed: 3 }, 'seed', 'did you mean "seeds"'],
    [{ hidden: [4], onProgress: () => {} }, 'onProgress', 'has no key'],
    [{ hidden: [[2, 3]], activation: ['relu', 'tanh'] }, 'activation', 'there are 0 hidden layers'],
  ]),
  ['no data', () => sweep(wrong<Dataset>([]), { hidden: [1] }), 'ERR_DATA', 'data'],
]);
