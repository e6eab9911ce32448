// Generated datasets against scikit-learn's and NumPy's points: labels exactly, points within 1e-12.
import { describe, expect, it } from 'vitest';
import { datasets, Matrix, RandomState, type Dataset } from '../../lib/index.js';
import { figures } from '../figures.js';
import { fixture } from '../fixtures.js';
import { each, refused, wrong } from '../refusals.js';

interface Set {
  readonly X_full: number[][];
  readonly y_full: number[];
}

interface Clouds {
  readonly a_first5: number[][];
  readonly b_first5: number[][];
}

const { extra_datasets: extra } = fixture('scikit-learn.json') as {
  extra_datasets: {
    global_seed_1: Record<'noisy_circles' | 'noisy_moons' | 'blobs' | 'gaussian_quantiles', Set> & {
      no_structure: Clouds;
    };
  };
};
const expected = extra.global_seed_1;
const others = fixture('generated-sets.json') as Record<string, Record<string, Set>>;

function expectSet(data: Dataset, { X_full, y_full }: Set): void {
  expect(data.labels).toEqual(y_full);
  const points = data.X.T.toArray();
  const distance = points.flatMap((p, j) => p.map((v, i) => Math.abs(v - X_full[j]![i]!)));
  expect(distance).toHaveLength(2 * y_full.length);
  expect(Math.max(...distance)).toBeLessThan(1e-12);
}

describe('the exercise’s five extra sets, one stream from seed 1', () => {
  const random = new RandomState(1);
  const size = 200;
  const sets = {
    noisy_circles: datasets.circles({ size, noise: 0.3, random }),
    noisy_moons: datasets.moons({ size, noise: 0.2, random }),
    blobs: datasets.blobs({ size, centers: 6, seed: 5 }),
    gaussian_quantiles: datasets.gaussianQuantiles({ size, random }),
  };
  const nothing = datasets.noStructure({ random });

  it.each(Object.keys(sets) as (keyof typeof sets)[])('%s', (name) => {
    expectSet(sets[name] as Dataset, expected[name]);
  });

  it('no structure: two clouds of uniform points', () => {
    const points = nothing.X.T.toArray();
    expect(points.slice(0, 5)).toEqual(expected.no_structure.a_first5);
    expect(points.slice(200, 205)).toEqual(expected.no_structure.b_first5);
    expect([nothing.size, nothing.labels.indexOf(1)]).toEqual([400, 200]);
  });
});

it('a stream of its own is the same as one handed on', () => {
  for (const name of [
    'flower',
    'circles',
    'moons',
    'blobs',
    'gaussianQuantiles',
    'noStructure',
  ] as const) {
    const [own, handed] = [{ seed: 7 }, { random: new RandomState(7) }];
    const [a, b] = [datasets[name](own), datasets[name](handed)] as Dataset[];
    expect([a!.X.data, a!.labels]).toEqual([b!.X.data, b!.labels]);
  }
});

describe.each(Object.entries(others))('seed %s, other sizes and noises', (seedText, sets) => {
  const seed = Number(seedText);
  const made = {
    flower: datasets.flower({ size: 30, noise: 0.1, seed }),
    circles: datasets.circles({ size: 31, factor: 0.25, noise: 0.1, seed }),
    moons: datasets.moons({ size: 31, noise: 0.05, seed }),
    blobs: datasets.blobs({ size: 31, centers: 4, noise: 2, seed }),
    gaussianQuantiles: datasets.gaussianQuantiles({
      size: 31,
      classes: 3,
      noise: Math.sqrt(2),
      seed,
    }),
    noStructure: datasets.noStructure({ size: 30, seed }),
  };

  it.each(Object.keys(made) as (keyof typeof made)[])('%s', (name) => {
    expectSet(made[name] as Dataset, sets[name]!);
  });
});

it('the flower: every point and label of NumPy', () => {
  const X_full = Matrix.from(figures.flower.X_full).T.toArray();
  expectSet(datasets.flower(), { X_full, y_full: X_full.map((_, j) => (j < 200 ? 0 : 1)) });
});

it('has as many examples as asked for, the odd one in the last class', () => {
  for (const name of ['flower', 'circles', 'moons', 'noStructure'] as const) {
    const { labels } = datasets[name]({ size: 11 });
    expect([labels.length, labels.filter((l) => l === 1).length]).toEqual([11, 6]);
  }
});

it('noise is added on top of the points of the same stream', () => {
  const [bare, noisy] = [0, 0.01].map((noise) => datasets.noStructure({ size: 1000, noise }));
  const steps = Array.from(noisy!.X.data, (v, i) => v - bare!.X.data[i]!);
  const deviation = Math.sqrt(steps.reduce((sum, d) => sum + d * d, 0) / steps.length);
  expect(Math.abs(deviation - 0.01)).toBeLessThan(0.001);
});

describe('shapes by their definitions', () => {
  it('circles without noise lie on two circles, every size and factor', () => {
    for (const size of [4, 5, 31]) {
      const { X, labels } = datasets.circles({ size, noise: 0, factor: 0.25 });
      expect(labels.filter((l) => l === 0)).toHaveLength(Math.floor(size / 2));
      for (const [j, [x, y]] of X.T.toArray().entries())
        expect(Math.hypot(x!, y!)).toBeCloseTo(labels[j] === 0 ? 1 : 0.25, 14);
    }
  });

  it('moons without noise lie on two half circles', () => {
    const { X, labels } = datasets.moons({ noise: 0 });
    for (const [j, [x, y]] of X.T.toArray().entries()) {
      const r = labels[j] === 0 ? Math.hypot(x!, y!) : Math.hypot(1 - x!, 0.5 - y!);
      expect(r).toBeCloseTo(1, 14);
    }
  });

  it('blobs share the examples out; quantiles are rings', () => {
    const blobs = datasets.blobs({ size: 20, centers: 3, noise: 0.1 }).describe();
    expect(blobs.classes!.map(({ count }) => count)).toEqual([7, 7, 6]);
    const rings = datasets.gaussianQuantiles({ size: 100, classes: 3, noise: 2 });
    expect(rings.describe().classes!.map(({ count }) => count)).toEqual([33, 33, 34]);
    const radii = rings.X.T.toArray().map(([x, y]) => Math.hypot(x!, y!));
    for (const ring of [1, 2]) {
      const inside = radii.filter((_, j) => rings.labels[j]! < ring);
      const outside = radii.filter((_, j) => rings.labels[j]! >= ring);
      expect(Math.max(...inside)).toBeLessThan(Math.min(...outside));
    }
  });
});

refused('datasets', [
  ...each('ERR_OPTION', (o) => datasets.circles(wrong(o)), [
    [{ factor: 1 }, 'factor', 'not 1'],
    [{ noise: -1 }, 'noise', 'not -1'],
    [{ noise: NaN }, 'noise', 'not NaN'],
    [{ random: 5 }, 'random', 'a RandomState'],
    [{ random: new RandomState(1), seed: 1 }, 'seed', 'left out where random is given'],
    [{ size: 3 }, 'size', 'not 3'],
    [{ centers: 3 }, 'centers', 'no key'],
  ]),
  ...each('ERR_OPTION', (o) => datasets.blobs(wrong(o)), [
    [{ centers: 1 }, 'centers', 'not 1'],
    [{ centers: 6, size: 5 }, 'size', 'from 6'],
  ]),
  ...each('ERR_OPTION', (o) => datasets.gaussianQuantiles(wrong(o)), [
    [{ classes: 300 }, 'size', 'from 300'],
  ]),
  ...each('ERR_OPTION', (o) => datasets.noStructure(wrong(o)), [
    [{ factor: 1 }, 'factor', 'no key'],
  ]),
]);
