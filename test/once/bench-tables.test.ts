// npm run bench:tables: the rows of its splits, its rules, what it refuses, and how it goes on; never how good
// anything is.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  accuracyAndTime,
  decision,
  goals,
  meanRanks,
  means,
  timedWhileBusy,
  type Decision,
} from '../../bench/tables/figures.mjs';
import { compared, ranks } from '../../bench/tables/paired.mjs';
import { quotas, splitRows } from '../../bench/tables/splits.mjs';
import { RandomState } from '../../lib/base/random.js';
import { node, root } from './children.js';

describe('the rows of a split', () => {
  it.each([
    ['in proportion', [70, 20, 10], 20, [14, 4, 2]],
    // 1.82, 1.09, 1.09: one is left, for the largest remainder.
    ['by largest remainders', [5, 3, 3], 4, [2, 1, 1]],
    // 3.5, 1.5: the first of equal remainders.
    ['the first of equals', [7, 3], 5, [4, 1]],
    // 9.7, 0.2, 0.1: the rare ones are there, although they are one too many.
    ['at least one of each', [97, 2, 1], 10, [9, 1, 1]],
    ['none of what is not there', [8, 0, 2], 5, [4, 0, 1]],
  ])('are taken %s', (_, counts, total, taken) => {
    expect(quotas(counts, total)).toEqual(taken);
  });

  // numpy.random.RandomState(0).permutation(12)
  const order = [6, 11, 4, 10, 2, 8, 1, 7, 9, 3, 0, 5];
  const targets = { codes: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], classes: 2 };

  it('are in the order of NumPy, the first of each class held out', () => {
    expect(Array.from(new RandomState(0).permutation(12))).toEqual(order);
    const [fit, test] = splitRows(targets, new RandomState(0));
    expect(test).toEqual([6, 11]);
    expect(fit).toEqual([4, 10, 2, 8, 1, 7, 9, 3, 0, 5]);
  });

  it('are few in proportion to the classes, the same ones held out', () => {
    const [fit, test] = splitRows(targets, new RandomState(0), 5);
    expect(test).toEqual([6, 11]);
    expect(fit).toEqual([4, 10, 2, 1, 7]);
  });

  it('are a fifth of values', () => {
    // numpy.random.RandomState(1).permutation(12)
    const values = { codes: new Uint8Array(12), classes: 1 };
    const [fit, test] = splitRows(values, new RandomState(1));
    expect(test).toEqual([2, 3]);
    expect(fit).toEqual([4, 10, 1, 6, 0, 7, 11, 9, 8, 5]);
  });
});

/** Losses whose logarithms beside 1 are these. */
const losses = (...logarithms: number[]): number[] => logarithms.map(Math.exp);

describe('the paired rule', () => {
  it.each([
    // Deviation √(4 · 0.01 ÷ 3); twice that over √4.
    ['better', [-0.1, -0.3, -0.1, -0.3], -0.2, Math.sqrt(0.04 / 3)],
    ['lost', [0.01, 0.03, 0.01, 0.03], 0.02, Math.sqrt(0.0004 / 3)],
    // Beyond two errors, but below half a percent.
    ['equal', [0.003, 0.005, 0.003, 0.005], 0.004, Math.sqrt(0.000004 / 3)],
    ['lost', [0.006, 0.006, 0.006], 0.006, 0],
    // A deviation of 0.08 · √2, twice that over √2.
    ['equal', [0.1, -0.06], 0.02, 0.16],
    ['lost', [0.006], 0.006, 0],
  ])('says %s of %j', (verdict, logarithms, ratio, errors) => {
    const found = compared(
      losses(...logarithms),
      logarithms.map(() => 1),
    );
    expect(found.ratio).toBeCloseTo(ratio, 12);
    expect(found.errors).toBeCloseTo(errors, 12);
    expect(found.bound).toBeCloseTo(Math.max(0.005, errors), 12);
    expect(found.verdict).toBe(verdict);
  });

  it('goes by pairs: what is hard for both is nothing', () => {
    const { ratio, errors } = compared([0.2, 2, 20], [0.1, 1, 10]);
    expect(ratio).toBeCloseTo(Math.LN2, 12);
    expect(errors).toBeCloseTo(0, 12);
  });

  it('ranks from the smallest on; equal ones share', () => {
    expect(ranks([3, 1, 1, 2])).toEqual([4, 1.5, 1.5, 3]);
    expect(
      meanRanks([
        [3, 1, 2],
        [1, 2, 2],
      ]),
    ).toEqual([2, 1.75, 2.25]);
  });
});

const line = (loss: number, cpu = 1): { loss: number; auc: null; cpu: number } => ({
  loss,
  auc: null,
  cpu,
});

describe('the figures', () => {
  const measured = {
    name: 'one',
    suite: 'dev',
    lines: {
      linear: [line(0.5), line(0.5), line(0.8)],
      epochs100: [line(0.4, 2), line(0.6, 4), line(1, 6)],
      densely: [line(0.25, 3), line(0.25, 5)],
    },
  };

  it('of a table are those of the splits that both have', () => {
    const found = decision(measured);
    expect(found).toMatchObject({ splits: 2, linear: 0.5, densely: 0.25, verdict: 'better' });
    expect(found?.ratio).toBeCloseTo(-Math.LN2, 12);
    expect(found?.cpu).toEqual({ densely: 4, epochs100: 3, ratio: 4 / 3 });
    expect(means(measured, ['linear', 'epochs100', 'densely'], 'loss')).toEqual([0.5, 0.5, 0.25]);
    const { linear, epochs100 } = measured.lines;
    expect(decision({ ...measured, lines: { linear, epochs100 } })).toBeUndefined();
  });

  it('of the picture are geometric means', () => {
    const other = { ...measured, lines: { linear: [line(1, 4)], densely: [line(2, 1)] } };
    const [linear, densely] = accuracyAndTime([measured, other], ['linear', 'densely']);
    expect(linear).toMatchObject({ learner: 'linear', ratio: 1, seconds: 2 });
    // √(½ · 2), √(4 · 1)
    expect(densely?.ratio).toBeCloseTo(1, 12);
    expect(densely?.seconds).toBeCloseTo(2, 12);
  });

  it('tell which times were taken on a busy machine', () => {
    const loaded = [line(1), { ...line(1), load: 2 }, { ...line(1), load: 2.01 }];
    const results = [{ ...measured, lines: { linear: loaded, densely: loaded } }];
    expect(timedWhileBusy(results, 2)).toEqual({ busy: 2, of: 6 });
  });

  const judged = (ratio: number, lost: boolean, densely: number, isLarge: boolean): Decision => ({
    ...decision(measured)!,
    ratio,
    isLarge,
    verdict: lost ? 'lost' : 'equal',
    cpu: { densely, epochs100: 2, ratio: densely / 2 },
  });
  const decisions = [
    ...Array.from({ length: 8 }, () => judged(-0.2, false, 1, true)),
    judged(0.7, true, 4, true),
    { ...judged(0.3, true, 100, false), suite: 'small' },
  ];

  it('judge the mean of the nine large tables, the lost ones, and the time of dev', () => {
    const found = goals(decisions, true).map(({ value, goal }) => [value, goal]);
    // (8 · −0.2 + 0.7) ÷ 9; 12 seconds beside 18.
    expect(found[0]?.[0]).toBeCloseTo(-0.1, 12);
    expect(found.map(([, goal]) => goal)).toEqual([-0.19, 0, 1.2, 1.8]);
    expect(found.slice(1).map(([value]) => value)).toEqual([2, 12 / 18, 2]);
  });

  it('judge nothing where not all was measured', () => {
    expect(goals(decisions, false).every(({ goal }) => goal === undefined)).toBe(true);
    expect(goals(decisions.slice(1), true).map(({ goal }) => goal)).toEqual([0, 1.2, 1.8]);
    expect(goals([], true)).toEqual([]);
  });
});

const script = join(root, 'bench/tables.mjs');
const folder = mkdtempSync(join(tmpdir(), 'densely-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Printed {
  results: { name: string; lines: Record<string, { loss: number }[]> }[];
}

describe('npm run bench:tables', () => {
  it.each([
    ['a table that no choice may see', ['--tables', 'churn'], '--suite report'],
    ['one of another suite', ['--suite', 'small', '--tables', 'dna'], 'dna 100'],
    ['a suite', ['--suite', 'all'], 'synthetic'],
    ['a learner', ['--learners', 'svm'], 'linear, hgb'],
    ['too many splits', ['--splits', '21'], '1 to 20'],
    ['an option', ['--fast'], '--quick'],
  ])('refuses %s, and says what there is', async (_, args, says) => {
    const { code, stdout, stderr } = await node([script, ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });

  it('goes on where it was killed', async () => {
    const cache = join(folder, 'figures.ndjson');
    const named = ['--suite', 'synthetic', '--tables', 'noise 300', '--splits', '2'];
    const learners = ['--learners', 'epochs100,densely'];
    const args = [script, ...named, ...learners, '--no-install', '--cache', cache, '--json'];
    const run = async (): Promise<[Printed['results'], string[]]> => {
      const { code, stdout } = await node(args);
      expect(code).toBe(0);
      const lines = readFileSync(cache, 'utf8').trimEnd().split('\n');
      return [(JSON.parse(stdout) as Printed).results, lines];
    };
    const [first, lines] = await run();
    expect(lines).toHaveLength(4);
    expect(first[0]?.lines['densely']).toHaveLength(2);
    expect(await run()).toEqual([first, lines]);
    // The last line is half a one.
    writeFileSync(cache, [...lines.slice(0, 3), lines[3]!.slice(0, 40)].join('\n'));
    const [again, more] = await run();
    expect(more).toHaveLength(5);
    expect(more.slice(0, 3)).toEqual(lines.slice(0, 3));
    const found = (results: Printed['results']): number[] =>
      Object.values(results[0]!.lines).flatMap((of) => of.map(({ loss }) => loss));
    expect(found(again)).toEqual(found(first));
  });
});
