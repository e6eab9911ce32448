// Cost against learning rate, read back from the picture.
import { describe, expect, it } from 'vitest';
import { datasets, train } from '../../lib/index.js';
import { learningRates, type RatedRun } from '../../lib/plot/index.js';
import { logColumns } from '../../lib/plot/kit/axes.js';
import { all, one, parseXml } from './svg-reader.js';

type XY = readonly [number, number];

/** The middles of the marks of costs, in their order from the left. */
function dotsOf(svg: string): XY[] {
  const groups = all(
    parseXml(svg),
    (n) => n.attributes['class'] === 'fill-class-1 stroke-background',
  );
  // The last group is the panel's; one before it may be the legend's.
  return all(groups.at(-1)!, (n) => n.name === 'circle')
    .map(({ attributes: { cx, cy } }): XY => [Number(cx), Number(cy)])
    .toSorted(([a], [b]) => a - b);
}

const ringOf = (svg: string): XY[] =>
  all(parseXml(svg), (n) => n.name === 'circle' && n.attributes['r'] === '6.5').map(
    ({ attributes: { cx, cy } }): XY => [Number(cx), Number(cy)],
  );
/** Triangles of the panel: where each begins. */
function lostOf(svg: string): XY[] {
  const groups = all(
    parseXml(svg),
    (n) => n.attributes['class'] === 'fill-class-0 stroke-background',
  );
  return groups.length === 0
    ? []
    : all(groups.at(-1)!, (n) => n.name === 'path').map((n) => {
        const [, x, y] = /^M([\d.]+),([\d.]+)/.exec(n.attributes['d']!)!;
        return [Number(x), Number(y)];
      });
}
const written = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]!);

const runs: RatedRun[] = [
  { learningRate: 1, cost: 0.2 },
  { learningRate: 0.01, cost: 0.6 },
  { learningRate: 0.1, history: { cost: Float64Array.of(0.69, 0.5, 0.4) } },
];

describe('learningRates', () => {
  it('has rates on an axis of logarithms, in their order, the last cost of each', () => {
    const dots = dotsOf(learningRates(runs));
    expect(dots).toHaveLength(3);
    const [a, b, c] = dots as [XY, XY, XY];
    expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 0);
    // 0.6, 0.4, 0.2: equally far apart.
    expect(b[1] - a[1]).toBeGreaterThan(50);
    expect(Math.abs(b[1] - a[1] - (c[1] - b[1]))).toBeLessThan(0.3);
  });

  it('marks the lowest, and says which it is', () => {
    const svg = learningRates(runs);
    const ring = ringOf(svg);
    expect(ring.at(-1)).toEqual(dotsOf(svg)[2]);
    expect(written(svg)).toContain('lowest cost 0.2000 (1)');
    expect(svg).toContain('0.01: 0.6000; 0.1: 0.4000; 1: 0.2000. The lowest is at 1.</desc>');
  });

  it.each([NaN, Infinity, null])('sets a training with cost %s at the upper edge', (cost) => {
    const svg = learningRates([...runs, { learningRate: 10, cost }]);
    const [lost] = lostOf(svg);
    const [, , last] = dotsOf(svg);
    const frame = one(parseXml(svg), (n) => /^M[\d.,]+h[\d.]+v/.test(n.attributes['d'] ?? ''));
    const top = Number(/^M[\d.]+,([\d.]+)/.exec(frame.attributes['d']!)![1]);
    expect(lost![0]).toBeGreaterThan(last![0]);
    expect(lost![1] - top).toBeGreaterThan(0);
    expect(lost![1] - top).toBeLessThan(12);
    expect(written(svg)).toContain('diverged');
    expect(svg).toContain('1: 0.2000; 10: diverged. The lowest is at 1.');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('takes several trainings at a rate: the line through the mean, no best where one diverged', () => {
    const seeds = [0.1, 0.3, Infinity].map((cost) => ({ learningRate: 2, cost }));
    const svg = learningRates([...runs, ...seeds]);
    const dots = dotsOf(svg);
    expect(dots).toHaveLength(5);
    const line = one(parseXml(svg), (n) => n.attributes['class'] === 'stroke-class-1');
    const end = line.attributes['d']!.split('L').at(-1)!.split(',').map(Number);
    const [p, q] = dots.slice(-2) as [XY, XY];
    expect(end[0]).toBeCloseTo(p[0], 1);
    expect(end[1]).toBeCloseTo((p[1] + q[1]) / 2, 0);
    expect(svg).toContain('2: 0.2000, diverged. The lowest is at 1.');
  });

  it('draws costs by logarithms, and none that have no logarithm', () => {
    const costs = [0.1, 0.01, 0.001, 0].map((cost, i) => ({ learningRate: 10 ** i, cost }));
    const dots = dotsOf(learningRates(costs, { scale: 'log' }));
    expect(dots).toHaveLength(3);
    expect(dots[1]![1] - dots[0]![1]).toBeCloseTo(dots[2]![1] - dots[1]![1], 0);
  });

  it('draws what a training gives', async () => {
    const rates = [0.001, 0.1];
    const trained = await Promise.all(
      rates.map(async (learningRate) => {
        const { history } = await train(datasets.moons(), { epochs: 5, learningRate });
        return { learningRate, history };
      }),
    );
    const costs = trained.map(({ learningRate, history }) => ({
      learningRate,
      cost: history.cost.at(-1)!,
    }));
    expect(learningRates(trained)).toBe(learningRates(costs));
  });

  it.each([
    ['one that all diverged at', [{ learningRate: 0.3, cost: NaN }]],
    ['the smallest', [{ learningRate: 5e-324, cost: 1 }]],
    ['the largest', [{ learningRate: 1.7e308, cost: 1 }]],
    ['the same cost everywhere', [0.1, 1].map((learningRate) => ({ learningRate, cost: 0.5 }))],
    ['costs that are 0', [0.1, 1].map((learningRate) => ({ learningRate, cost: 0 }))],
  ])('takes a rate: %s', (_, given) => {
    for (const scale of ['linear', 'log'] as const) {
      const svg = learningRates(given, { scale });
      expect(svg).not.toMatch(/NaN|Infinity/);
      expect(written(svg)).toContain('learning rate');
    }
  });

  const wrong: [string, unknown, RegExp][] = [
    ['no list', 3, /^runs must be a list of at least one run.*not 3/],
    ['no runs', [], /^runs must be/],
    ['a number', [0.1], /^runs\[0\] must be a learning rate with a cost or a history/],
    [
      'no rate',
      [{ cost: 1 }],
      /^runs\[0\]\.learningRate must be a finite number above 0.*undefined/,
    ],
    ['rate 0', [{ learningRate: 0, cost: 1 }], /^runs\[0\]\.learningRate/],
    ['rates of a schedule', [{ learningRate: [1, 2], cost: 1 }], /one of a run, not \[1, 2\]/],
    ['no cost', [{ learningRate: 1 }], /^runs\[0\]\.cost must be a number; Infinity, NaN or null/],
    ['a text', [{ learningRate: 1, cost: '3' }], /^runs\[0\]\.cost.*not "3"/],
    [
      'an empty history',
      [{ learningRate: 1, history: { cost: [] } }],
      /^runs\[0\]\.history\.cost must be a list of at least one number \(the history of a loaded/,
    ],
  ];
  it.each(wrong)('refuses %s', (_, given, message) => {
    expect(() => learningRates(given as RatedRun[])).toThrow(
      expect.objectContaining({ code: 'ERR_DATA', message: expect.stringMatching(message) }),
    );
  });

  it('refuses options that it does not have', () => {
    expect(() => learningRates(runs, { columns: 2 } as never)).toThrow(/columns/);
    expect(() => learningRates(runs, { scale: 'logs' as never })).toThrow(/the nearest is "log"/);
    expect(() => learningRates(runs, { cost: 3 as never })).toThrow(/^cost must be a text/);
  });
});

describe('marks of an axis of logarithms', () => {
  it.each<[number, number, number, string[]]>([
    [-1, 1, 500, ['0.1', '0.2', '0.5', '1', '2', '5', '10']],
    [-1, 1, 120, ['0.1', '1', '10']],
    [-9, 4, 300, ['1e−9', '1e−6', '0.001', '1', '1000']],
    [Math.log10(0.02), Math.log10(0.05), 300, ['0.02', '0.05']],
  ])('from 10^%d to 10^%d over %d pixels', (low, high, width, labels) => {
    expect(logColumns([low, high], width).labels).toEqual(labels);
  });
});
