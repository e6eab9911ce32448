// Searches over options: what is tried, by hand, side by side, from a folder, and what is given.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import {
  crossValidate,
  Dataset,
  datasets,
  sweep,
  train,
  type KFoldOptions,
  type SearchOptions,
  type SearchResult,
  type SearchTrial,
} from '../lib/index.js';
import { valuesText } from '../lib/study/search-result.js';
import { readCandidates } from '../lib/study/search-space.js';
import { fixture } from './fixtures.js';

const moons = datasets.moons({ size: 120 });
const base = { epochs: 15, score: 'accuracy' } as const;
const grid = { learningRate: [0.002, 0.03], hidden: [[], [6], [4, 3]] };
const combinations = [0.002, 0.03].flatMap((learningRate) =>
  [[], [6], [4, 3]].map((hidden) => ({ learningRate, hidden })),
);
const inOrder = ({ rows }: SearchResult): SearchTrial[] =>
  [...rows].sort((a, b) => a.trial - b.trial);

describe('a grid', () => {
  it('is each combination, the last key first, trained and judged as by hand', async () => {
    const result = await sweep(moons, { ...base, grid, seeds: [3, 4], holdout: 0.25 });
    const trials = inOrder(result);
    expect(trials.map(({ values }) => values)).toEqual(combinations);
    expect(trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { values, scores, score, error } of trials) {
      const byHand: number[] = [];
      for (const seed of [3, 4]) {
        const [fit, held] = moons.split({ test: 0.25, seed, stratify: true });
        const model = await train(fit, { ...values, epochs: 15, seed, validation: 'none' });
        byHand.push(model.evaluate(held).accuracy);
      }
      expect([scores, error]).toEqual([byHand, null]);
      expect(score.mean).toBe((byHand[0]! + byHand[1]!) / 2);
      expect(score.deviation).toBeCloseTo(Math.abs(byHand[0]! - byHand[1]!) / 2, 14);
    }
  });

  it('ranks by the mean, in the score’s direction, equal ones as they were tried', async () => {
    for (const score of ['accuracy', 'brier', 'cost', undefined] as const) {
      const { rows, best } = await sweep(moons, { grid, epochs: 15, score });
      const means = rows.map((row) => row.score.mean);
      const sign = score === 'accuracy' ? -1 : 1;
      const expected = [...rows].sort(
        (a, b) => sign * (a.score.mean - b.score.mean) || a.trial - b.trial,
      );
      expect(means).toEqual(expected.map((row) => row.score.mean));
      expect(rows.map(({ trial }) => trial)).toEqual(expected.map(({ trial }) => trial));
      expect(best).toBe(rows[0]);
      expect(best!.score.name).toBe(score ?? 'cost');
    }
  });

  it('with folds is crossValidate of each', async () => {
    const holdout = { folds: 3, seed: 5 };
    const trials = inOrder(await sweep(moons, { ...base, grid, holdout, seeds: [7] }));
    for (const { values, scores, score } of trials) {
      const options = { ...values, epochs: 15, seed: 7 };
      const own = await crossValidate(moons, options, { ...holdout, score: 'accuracy' });
      expect(scores).toEqual(own.folds.map((fold) => fold.score));
      expect(score).toEqual(own.score);
    }
    const usual = await sweep(moons, {
      ...base,
      grid: { hidden: [[4]] },
      holdout: { folds: 3 },
      seeds: [7],
    });
    const parting: KFoldOptions = { folds: 3, seed: 7, stratify: true };
    const [[fit, held]] = [...moons.kFold(parting)] as [[typeof moons, typeof moons]];
    const model = await train(fit, { hidden: [4], epochs: 15, seed: 7 });
    expect(usual.rows[0]!.scores[0]).toBe(model.evaluate(held).accuracy);
  });

  it('with other examples is judged by them, and its best is trained on all of its own', async () => {
    const [fit, held] = moons.split({ test: 0.3, seed: 1, stratify: true });
    const result = await sweep(fit, { ...base, grid, holdout: held, validation: 0.2, patience: 4 });
    const best = result.best!;
    expect(best.options).toEqual({
      ...best.values,
      epochs: 15,
      seed: 0,
      validation: 0.2,
      patience: 4,
    });
    const model = await train(fit, best.options);
    expect(model.evaluate(held).accuracy).toBe(best.score.mean);
    expect((await result.refit()).toBytes()).toEqual(model.toBytes());
  });

  it('of values is judged in their own unit by default', async () => {
    const values = Dataset.from(
      moons.X,
      Float64Array.from(moons.X.data.subarray(0, 120), (x) => 900 + 70 * x),
    );
    const targetScale = ['standard', 'none', 'minmax'] as const;
    const { rows } = await sweep(values, { grid: { targetScale }, epochs: 20 });
    const [fit, held] = values.split({ test: 0.2, seed: 0 });
    for (const { score, options } of rows) {
      const metrics = (await train(fit, options)).evaluate(held);
      expect([score.name, score.mean]).toEqual([
        'rmse',
        metrics.task === 'regression' && metrics.rmse,
      ]);
    }
    expect(rows.at(-1)!.values).toEqual({ targetScale: 'none' });
  });
});

const { space, trials: drawn } = fixture('search.json') as {
  space: Record<string, unknown>;
  trials: Record<string, Record<string, unknown>[]>;
};

describe('a random search', () => {
  it.each(Object.keys(drawn))('draws what NumPy’s stream of seed %s says', (seed) => {
    const { all, keys } = readCandidates('grid', { trials: 40, seed: Number(seed), space });
    expect(keys).toEqual(Object.keys(space));
    for (const [t, { learningRate, ...others }] of all.entries()) {
      const { learningRate: rate, ...same } = drawn[seed]![t]!;
      // Of its logarithm and power the last digit is this package's own.
      expect(Math.abs(Number(learningRate) / Number(rate) - 1)).toBeLessThan(1e-14);
      expect(others).toEqual(same);
    }
    const fewer = readCandidates('grid', { trials: 7, seed: Number(seed), space });
    expect(fewer.all).toEqual(all.slice(0, 7));
  });

  it('draws whole numbers evenly, both ends among them', () => {
    const range = { from: 3, to: 6, whole: true };
    const { all } = readCandidates('grid', { trials: 4000, space: { batchSize: range } });
    const counts = [3, 4, 5, 6].map((n) => all.filter(({ batchSize }) => batchSize === n).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4000);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('trains each draw as by hand', async () => {
    const search = { trials: 4, seed: 1, space: { ...space, epochs: [5, 10] } };
    const { rows, best } = await sweep(moons, { grid: search, score: 'brier' });
    const [fit, held] = moons.split({ test: 0.2, seed: 0, stratify: true });
    expect(rows).toHaveLength(4);
    for (const { options, score } of rows)
      expect(score.mean).toBe((await train(fit, options)).evaluate(held).brier);
    expect(best!.score.mean).toBe(Math.min(...rows.map(({ score }) => score.mean)));
  });
});

/** Everything but times, which differ. */
const plain = (result: SearchResult): unknown => result.rows.map((row) => ({ ...row, seconds: 0 }));

describe('a search under way', () => {
  it('gives the same, in the same order, however many trials run side by side', async () => {
    const runs = [1, 3, 6].map(async (parallel) => {
      const run = sweep(moons, { ...base, grid, parallel });
      const told: number[] = [];
      for await (const { trial } of run) told.push(trial);
      expect(told).toEqual([0, 1, 2, 3, 4, 5]);
      return plain(await run);
    });
    const [one, ...others] = await Promise.all(runs);
    for (const other of others) expect(other).toEqual(one);
  });

  it('ends early when its loop is left, with what there is, and says so', async () => {
    const run = sweep(moons, { ...base, grid, parallel: 1 });
    for await (const _ of run) break;
    const { rows, warnings } = await run;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(6);
    expect(warnings).toEqual([`it was stopped: ${6 - rows.length} of 6 trials are not there`]);
  });

  it('is thrown away by a signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const run = sweep(moons, { grid, epochs: 1e9, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(run).rejects.toBe(reason);
  });

  it('goes on when a training diverges, and ranks it last', async () => {
    const values = Dataset.from(
      moons.X,
      Float64Array.from({ length: 120 }, (_, j) => 1e6 * j),
      {
        task: 'regression',
      },
    );
    const options = { optimizer: 'sgd', scale: 'none', epochs: 5 } as const;
    const { rows, best, warnings } = await sweep(values, {
      ...options,
      grid: { learningRate: [1e6, 1e-15] },
    });
    expect(rows.map(({ trial, error }) => [trial, error === null])).toEqual([
      [1, true],
      [0, false],
    ]);
    expect(best!.trial).toBe(1);
    expect(rows[1]!.score.mean).toBeNaN();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^trial 0 \(learningRate 1000000\): /);
  });

  it('prints a table that fits, the best first', async () => {
    const result = await sweep(moons, { ...base, grid, holdout: { folds: 3 } });
    const lines = String(result).split('\n');
    expect(lines[0]).toMatch(/^learningRate +hidden +accuracy +deviation +time +trial$/);
    const [best] = result.rows;
    expect(lines[1]).toMatch(
      new RegExp(`^0\\.0\\d+ +[-\\dnoe]+ +${best!.score.mean.toPrecision(5)} `),
    );
    expect(lines).toHaveLength(7);
    const { toString: text } = result;
    for (const line of text(50).split('\n')) expect(line.length).toBeLessThanOrEqual(50);
  });
});

it('prints whatever an option is, in a few words', async () => {
  const values = [
    { validation: [0.2, moons, 'none'] },
    { optimizer: ['adam', { adam: { beta1: 0.8 } }] },
    { schedule: ['cosine', (t: number): number => 1 - t / 2] },
  ] as const;
  const words: string[] = [];
  for (const some of values) {
    const { rows } = await sweep(moons, { grid: some as never, epochs: 2 });
    words.push(...rows.map((row) => valuesText(row.values)));
  }
  expect(words.sort()).toEqual([
    'optimizer adam',
    'optimizer {"adam":{"beta1":0.8}}',
    'schedule a function',
    'schedule cosine',
    'validation 0.2',
    'validation a Dataset',
    'validation none',
  ]);
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'densely-search-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const options: SearchOptions = { ...base, grid, holdout: { folds: 3 }, seeds: [2] };
  const files = (name: string): string[] => readdirSync(join(folder, name)).sort();

  it('is gone on with after an abort, to the same result', async () => {
    const whole = await sweep(moons, options);
    const path = join(folder, 'deep', 'aborted');
    const controller = new AbortController();
    const { signal } = controller;
    const run = sweep(moons, { ...options, folder: path, signal, parallel: 2 });
    await expect(
      (async () => {
        for await (const { trial } of run) if (trial === 1) controller.abort();
      })(),
    ).rejects.toMatchObject({ name: 'AbortError' });
    const kept = files('deep/aborted');
    expect(kept.slice(0, 3)).toEqual(['search.json', 'trial-00000.json', 'trial-00001.json']);
    expect(kept.length).toBeLessThan(7);
    const times = readFileSync(join(path, 'trial-00000.json'), 'utf8');
    const again = await sweep(moons, { ...options, folder: pathToFileURL(path) });
    expect(plain(again)).toEqual(plain(whole));
    expect(files('deep/aborted')).toHaveLength(7);
    // What was there was not done again.
    expect(readFileSync(join(path, 'trial-00000.json'), 'utf8')).toBe(times);
    const third = await sweep(moons, { ...options, folder: path, parallel: 1 });
    expect([third.rows, String(third)]).toEqual([again.rows, String(again)]);
  });

  it('keeps trials without a score, and their warnings', async () => {
    const one = moons.subset(moons.labels.flatMap((label, j) => (label === 1 ? [j] : [])));
    const path = join(folder, 'none');
    const search = {
      grid: { learningRate: [0.01, 1] },
      epochs: 3,
      score: 'rocAuc',
      holdout: one,
    } as const;
    const first = await sweep(moons, { ...search, folder: path });
    expect(first.best).toBe(null);
    expect(first.warnings).toEqual([
      'seed 0 holds out examples of class 1 alone',
      'trial 0 (learningRate 0.01) has no rocAuc of what is held out',
      'trial 1 (learningRate 1) has no rocAuc of what is held out',
    ]);
    const again = await sweep(moons, { ...search, folder: path });
    expect([again.rows, again.warnings]).toEqual([first.rows, first.warnings]);
    await expect(again.refit()).rejects.toMatchObject({
      code: 'ERR_DATA',
      message: expect.stringContaining('holds out examples of class 1 alone') as unknown,
    });
  });

  it('of fewer draws is gone on with by more', async () => {
    const draws = { seed: 4, space: { learningRate: { from: 0.001, to: 0.1, log: true } } };
    const search = { ...base, folder: join(folder, 'draws') };
    const few = await sweep(moons, { ...search, grid: { ...draws, trials: 2 } });
    const more = await sweep(moons, { ...search, grid: { ...draws, trials: 4 } });
    expect(inOrder(more).slice(0, 2)).toEqual(inOrder(few));
    expect(plain(more)).toEqual(
      plain(await sweep(moons, { ...base, grid: { ...draws, trials: 4 } })),
    );
  });

  it('of another search is refused, and named what differs', async () => {
    const path = join(folder, 'own');
    const small = { ...base, grid: { learningRate: [0.01] }, folder: path };
    await sweep(moons, small);
    const others: readonly (readonly [string, Dataset, SearchOptions])[] = [
      ['data', datasets.moons({ size: 120, seed: 8 }) as Dataset, small],
      ['data', moons.subset([...Array(119).keys()]) as Dataset, small],
      ['options', moons as Dataset, { ...small, epochs: 16 }],
      ['grid', moons as Dataset, { ...small, grid: { learningRate: [0.01, 0.1] } }],
      ['seeds', moons as Dataset, { ...small, seeds: [1] }],
      ['holdout', moons as Dataset, { ...small, holdout: 0.3 }],
      ['holdout', moons as Dataset, { ...small, holdout: moons as Dataset }],
      ['score', moons as Dataset, { ...small, score: 'brier' }],
    ];
    for (const [part, data, search] of others)
      await expect(sweep(data, search), part).rejects.toMatchObject({
        code: 'ERR_CHECKPOINT',
        argument: 'folder',
        message: expect.stringContaining(
          `holds another search: its ${part} is not this one's`,
        ) as unknown,
      });
    await expect(sweep(moons, { ...small, epochs: 9, seeds: [1] })).rejects.toThrow(
      "its seeds, its options are not this one's",
    );
    expect(files('own')).toEqual(['search.json', 'trial-00000.json']);
  });

  it('tells data apart by words, weights, groups and targets', async () => {
    const rows = Array.from({ length: 40 }, (_, j) => ({
      a: j,
      plan: j % 3 ? 'team' : 'free',
      y: j % 2 ? 'no' : 'yes',
    }));
    const of = (list: readonly object[]): Dataset =>
      Dataset.fromRecords(list as never, { target: 'y' } as never);
    const changed = (j: number, more: object): Dataset =>
      of(rows.map((row, i) => (i === j ? { ...row, ...more } : row)));
    const beside = (more: object): Dataset =>
      Dataset.from(
        rows.map(({ a }) => [a]),
        rows.map(({ y }) => y),
        more,
      ) as Dataset;
    const path = join(folder, 'words');
    const search = { grid: { hidden: [[]] }, epochs: 1 };
    const pairs: readonly (readonly [Dataset, Dataset])[] = [
      [of(rows), changed(5, { plan: 'free' })],
      [of(rows), changed(5, { y: 'yes' })],
      [of(rows), of(rows.map(({ a, ...row }) => ({ b: a, ...row })))],
      [beside({}), beside({ weights: rows.map(() => 2) })],
      [
        beside({ groups: rows.map(({ a }) => a % 7) }),
        beside({ groups: rows.map(({ a }) => a % 8) }),
      ],
    ];
    for (const [i, [one, other]] of pairs.entries()) {
      await sweep(one, { ...search, folder: `${path}${i}` });
      await expect(sweep(other, { ...search, folder: `${path}${i}` })).rejects.toThrow('its data');
      await sweep(one, { ...search, folder: `${path}${i}` });
    }
  });

  it('with a file that no search has written is refused', async () => {
    const path = join(folder, 'damaged');
    const small = { ...base, grid: { learningRate: [0.01] }, folder: path };
    await sweep(moons, small);
    for (const text of ['{"trial": 1, "scores": [1], "warnings": []}', '[', 'null', '{}']) {
      writeFileSync(join(path, 'trial-00000.json'), text);
      await expect(sweep(moons, small)).rejects.toMatchObject({
        code: 'ERR_CHECKPOINT',
        message: expect.stringContaining('is no file that a search has written') as unknown,
      });
    }
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(sweep(moons, { ...small, folder: file })).rejects.toMatchObject({
      code: 'ERR_CHECKPOINT',
      argument: 'folder',
    });
  });
});
