// How far a run goes in one chunk: what is told, and what a stop keeps, never depends on it.
import { describe, expect, it } from 'vitest';
import { Dataset, RandomState, type Progress, type TrainOptions } from '../lib/index.js';
import { adaptivePace, type Pace } from '../lib/training/pace.js';
import { stretchOf } from '../lib/training/stretch.js';
import { trainAtPace } from '../lib/training/train.js';
import type { Watcher } from '../lib/training/watch.js';
import { flat } from './runs.js';

/** Looks at each multiple of `every` up to `last`. */
const watcher = (every: number, last: number, deciding = Infinity): Watcher => ({
  due: (step) => (step >= last ? Infinity : Math.min(last, (Math.floor(step / every) + 1) * every)),
  deciding: () => deciding,
  look: () => 'go',
});

describe('a stretch', () => {
  const looks = (
    watchers: readonly Watcher[],
    from: number,
    end: number,
    most = 64,
  ): [count: number, looks: readonly number[]] => {
    const stretch = stretchOf(watchers, from, { end, looks: most });
    expect(stretch.from).toBe(from);
    return [stretch.count, stretch.looks];
  };

  it('goes on behind looks that decide nothing', () => {
    expect(looks([watcher(3, 100)], 0, 10)).toEqual([10, [3, 6, 9]]);
    expect(looks([watcher(3, 100)], 4, 10)).toEqual([6, [6, 9]]);
    expect(looks([watcher(3, 100)], 9, 12)).toEqual([3, [12]]);
    expect(looks([watcher(7, 100)], 0, 5)).toEqual([5, []]);
    expect(looks([watcher(3, 8)], 6, 8)).toEqual([2, [8]]);
  });

  it('has the looks of all watchers, each step once', () => {
    expect(looks([watcher(2, 100), watcher(3, 100)], 0, 9)).toEqual([9, [2, 3, 4, 6, 8, 9]]);
  });

  it('ends at the first look that may decide', () => {
    expect(looks([watcher(2, 100, 1), watcher(3, 100)], 0, 90)).toEqual([2, [2]]);
    expect(looks([watcher(4, 100, 2), watcher(3, 100)], 0, 90)).toEqual([8, [3, 4, 6, 8]]);
    expect(looks([watcher(2, 100, 9), watcher(3, 100)], 0, 5)).toEqual([5, [2, 3, 4]]);
  });

  it('ends where there is no room for more looks', () => {
    expect(looks([watcher(2, 100)], 0, 90, 3)).toEqual([6, [2, 4, 6]]);
    expect(looks([watcher(2, 100)], 0, 90, 1)).toEqual([2, [2]]);
  });
});

/** 40 examples of 4 classes, in batches of 4 of which many weigh nothing. */
function data(): Dataset<string> {
  const random = new RandomState(5);
  const rows = Array.from({ length: 40 }, () => [random.normal(), random.normal()]);
  const labels = rows.map(([a, b]) => (a! > 0 ? (b! > 0 ? 'a' : 'b') : b! > 0 ? 'c' : 'd'));
  const weights = rows.map((_, i) => (i % 2 === 0 ? 0 : 1 + (i % 3)));
  return Dataset.from(rows, labels, { weights });
}

const options: TrainOptions = {
  hidden: [5],
  batchSize: 2,
  epochs: 30,
  seed: 1,
  dtype: 'float64',
  schedule: { exponential: { factor: 0.9 } },
  validation: data(),
};

const paces: readonly [string, Pace][] = [
  ['a step', () => 1],
  ['23 steps', () => 23],
  ['400 steps', () => 400],
  ['about 20 ms', adaptivePace],
];

/** What is told at each report, but for the time that it took, and what a stop there keeps. */
async function toldAt(
  pace: Pace,
  more: TrainOptions,
  stopAt = Infinity,
): Promise<{ reports: object[]; kept: object }> {
  const reports: object[] = [];
  const run = trainAtPace(
    data(),
    {
      ...more,
      onProgress({ seconds: _s, secondsLeft: _l, examplesPerSecond: _e, ...report }: Progress) {
        reports.push(report);
        if (reports.length === stopAt) void run.stop();
      },
    },
    pace,
  );
  const { parameters, history } = await run;
  return { reports, kept: { parameters: flat(parameters), history } };
}

describe.each<[string, TrainOptions]>([
  ['epochs', { ...options, validation: 'none' }],
  ['patience', { ...options, patience: 3, learningRate: 0.05 }],
  ['looks now and then', { ...options, validateEvery: 4, reportEvery: 3, patience: 2 }],
  ['a plateau', { ...options, schedule: { plateau: { patience: 1 } }, patience: 9 }],
])('%s', (_name, more) => {
  it('tells the same, however it is cut', async () => {
    const [first, ...others] = await Promise.all(paces.map(([, pace]) => toldAt(pace, more)));
    expect(first!.reports.length).toBeGreaterThan(4);
    for (const [i, other] of others.entries()) expect(other, paces[i + 1]![0]).toEqual(first);
  });

  it.each([1, 3, 5])('keeps the same when it is stopped at report %i', async (at) => {
    const [first, ...others] = await Promise.all(paces.map(([, pace]) => toldAt(pace, more, at)));
    const { history } = first!.kept as { history: { ended: string; skipped: number } };
    expect(history.ended).toBe('stopped');
    expect(history.skipped).toBeGreaterThan(0);
    for (const [i, other] of others.entries()) expect(other, paces[i + 1]![0]).toEqual(first);
  });
});
