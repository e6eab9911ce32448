// What a sweep says of its sizes: costs decide, ranges over the seeds that overlap are equal, each row says why.
import { describe, expect, it } from 'vitest';
import { RandomState } from '../../lib/base/random.js';
import type { ClassificationMetrics } from '../../lib/model/metric-types.js';
import { judge, type SweepResult, type SweepRun } from '../../lib/study/verdict.js';

type Costs = readonly [train: number, held: number];

const scored = (cost: number, accuracy: number): ClassificationMetrics =>
  ({ task: 'classification', cost, accuracy }) as ClassificationMetrics;

/** Runs of a size, one per pair of costs; the accuracies say the opposite of the costs. */
function runsOf(units: number, costs: readonly Costs[], held = true): SweepRun[] {
  const hidden = units === 0 ? [] : [units];
  const model = { summary: () => ({ parameters: 4 * units + 1 }) } as SweepRun['model'];
  return costs.map(([train, validation], seed) => ({
    hidden,
    seed,
    model,
    train: scored(train, Math.min(1, train)),
    validation: held ? scored(validation, Math.min(1, validation)) : null,
    seconds: 0.1,
  }));
}

const verdicts = ({ rows }: SweepResult): unknown[] => rows.map(({ verdict }) => verdict);

describe('verdicts', () => {
  it('of sizes that are too small, right and too large', () => {
    const result = judge(
      [
        ...runsOf(0, [
          [0.66, 0.7],
          [0.67, 0.67],
        ]),
        ...runsOf(1, [
          [0.62, 0.66],
          [0.64, 0.63],
        ]),
        ...runsOf(4, [
          [0.23, 0.32],
          [0.25, 0.42],
        ]),
        ...runsOf(20, [
          [0.15, 0.41],
          [0.16, 0.5],
        ]),
        ...runsOf(50, [
          [0.01, 0.9],
          [0.02, 1.2],
        ]),
      ],
      true,
    );
    expect(verdicts(result)).toEqual(['baseline', 'underfit', 'best', 'good', 'overfit']);
    expect(result.best).toBe(result.rows[2]);
    expect(result.rows.map(({ why }) => why)).toEqual([
      'no hidden layer, held out 0.670 … 0.700, trained 0.660 … 0.670',
      "held out 0.630 … 0.660, trained 0.620 … 0.640: both above the best's",
      'held out 0.320 … 0.420, the lowest mean; trained 0.230 … 0.250',
      "held out 0.410 … 0.500 overlaps the best's",
      "held out 0.900 … 1.200 is above the best's, trained 0.010 … 0.020 is not",
    ]);
    const lines = String(result).split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[0]).toMatch(/^hidden +parameters +cost +train +validation +its cost +time$/);
    expect(lines[2]).toMatch(
      /^1 +5 +0\.6300 +63\.00 % +64\.50 % +0\.630 … 0\.660 +0\.10 s {2}underfit$/,
    );
    expect(lines[7]).toBe('Costs over the seeds:');
    expect(lines[12]).toBe(`50: ${result.rows[4]!.why}`);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('of one seed go by its costs', () => {
    const result = judge([...runsOf(2, [[0.3, 0.4]]), ...runsOf(9, [[0.1, 0.5]])], true);
    expect(verdicts(result)).toEqual(['best', 'overfit']);
    expect(result.rows[1]!.why).toBe("held out 0.500 is above the best's, trained 0.100 is not");
  });

  it('of equal costs are the smaller one’s', () => {
    const result = judge([...runsOf(9, [[0.3, 0.4]]), ...runsOf(2, [[0.3, 0.4]])], true);
    expect(verdicts(result)).toEqual(['good', 'best']);
  });

  it('are left out where nothing is held out, and the score decides', () => {
    const runs = [...runsOf(0, [[0.7, 0]], false), ...runsOf(2, [[0.3, 0]], false)];
    const result = judge([...runs, ...runsOf(3, [[0.4, 0]], false)], false);
    expect(verdicts(result)).toEqual(['baseline', null, null]);
    expect(result.best!.hidden).toEqual([3]);
    expect(result.rows.map(({ why }) => why)).toEqual([
      'no hidden layer, trained 0.700',
      null,
      null,
    ]);
    expect(String(result).split('\n')).toHaveLength(4);
  });
});

it('of any costs are what their ranges say', () => {
  const random = new RandomState(1509);
  const seen = new Map<unknown, number>();
  for (let round = 0; round < 300; round++) {
    const seeds = 1 + random.interval(3);
    const spread = random.interval(2) * 0.1;
    const sizes = Array.from({ length: 2 + random.interval(4) }, (_, i) => {
      const [train, held] = [random.random(), random.random()];
      const costs = Array.from({ length: seeds }, (): Costs => [
        train + spread * random.random(),
        held + spread * random.random(),
      ]);
      return { units: i + 1, costs };
    });
    const result = judge(
      sizes.flatMap(({ units, costs }) => runsOf(units, costs)),
      true,
    );
    const of = (size: (typeof sizes)[number], which: 0 | 1): number[] =>
      size.costs.map((pair) => pair[which]).sort((a, b) => a - b);
    const sum = (list: number[]): number => list.reduce((all, cost) => all + cost, 0);
    const best = sizes.toSorted((a, b) => sum(of(a, 1)) - sum(of(b, 1)))[0]!;
    for (const [i, size] of sizes.entries()) {
      const [held, train] = [of(size, 1), of(size, 0)];
      const apart = held[0]! > of(best, 1).at(-1)!;
      const harder = train[0]! > of(best, 0).at(-1)!;
      const expected = size === best ? 'best' : !apart ? 'good' : harder ? 'underfit' : 'overfit';
      expect(result.rows[i]!.verdict).toBe(expected);
      expect(result.rows[i]!.costs.train.max).toBe(train.at(-1));
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
    }
  }
  for (const verdict of ['best', 'good', 'underfit', 'overfit'])
    expect(seen.get(verdict)).toBeGreaterThan(30);
});
