// NumPy's legacy random stream and what is drawn from it. The fixture is written by
// fixtures/normal-draws.py, which says what it holds.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { logarithm } from '../../lib/base/logarithm.js';
import { datasets, RandomState } from '../../lib/index.js';
import { distance, figures } from '../figures.js';
import { fixture } from '../fixtures.js';
import { log, rounded } from '../reals.js';

interface Fingerprint {
  readonly draws: number;
  readonly seeds: readonly {
    seed: number;
    sha256: string;
    differ: [index: number, units: number][];
  }[];
}

const fingerprint = fixture('normal-draws.json') as Fingerprint;

const list = <T>(n: number, next: () => T): T[] => Array.from({ length: n }, next);

describe.each([0, 1, 2, 3])('seed %i', (seed) => {
  const expected = figures.rng_vectors[seed]!;

  it('gives the raw words', () => {
    const random = new RandomState(seed);
    expect(list(10, () => random.word())).toEqual(expected.raw_u32);
  });

  it('gives random_sample', () => {
    const random = new RandomState(seed);
    expect(list(10, () => random.random())).toEqual(expected.random_sample);
  });

  it('gives permutation(10)', () => {
    expect(Array.from(new RandomState(seed).permutation(10))).toEqual(expected.permutation10);
  });

  it('gives randn', () => {
    const random = new RandomState(seed);
    expect(list(10, () => random.normal())).toEqual(expected.randn);
  });

  it('gives 200,000 of randn but for 0.05 %, where the C library under NumPy rounds the logarithm wrong', () => {
    const { sha256, differ } = fingerprint.seeds.find((s) => s.seed === seed)!;
    expect(differ.length).toBeLessThanOrEqual(0.0005 * fingerprint.draws);
    expect(Math.max(...differ.map(([, units]) => Math.abs(units)))).toBeLessThanOrEqual(3);
    const random = new RandomState(seed);
    const drawn = Float64Array.from({ length: fingerprint.draws }, () => random.normal());
    const bits = new BigInt64Array(drawn.buffer);
    for (const [index, units] of differ) bits[index]! += BigInt(units);
    const digest = createHash('sha256').update(new Uint8Array(drawn.buffer)).digest('hex');
    expect(digest, "NumPy's own bytes").toBe(sha256);
  });
});

describe('the stream', () => {
  it('keeps the second normal number of a pair, whatever is drawn between', () => {
    const [pair, mixed] = [new RandomState(3), new RandomState(3)];
    const [first, second] = [pair.normal(), pair.normal()];
    expect(mixed.normal()).toBe(first);
    mixed.random();
    expect(mixed.normal()).toBe(second);
  });

  it('draws uniform(low, high) as low + (high − low) · random()', () => {
    const [plain, scaled] = [new RandomState(1), new RandomState(1)];
    for (let i = 0; i < 1000; i++) expect(scaled.uniform(-2, 3)).toBe(-2 + 5 * plain.random());
  });

  it('shuffles to a permutation, in place', () => {
    const order = new RandomState(5).permutation(10_000);
    expect(order.toSorted()).toEqual(Uint32Array.from({ length: 10_000 }, (_, i) => i));
    const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    expect(new RandomState(3).shuffle(items)).toBe(items);
    expect(items).toEqual(figures.rng_vectors[3]!.permutation10.map((i) => 'abcdefghij'[i]));
  });

  it('takes every seed of 32 bits', () => {
    expect(new RandomState(4294967295).word()).not.toBe(new RandomState(0).word());
  });
});

describe('the logarithm under the normal numbers', () => {
  const wrong = (x: number): boolean => logarithm(x) !== rounded(log(x), 'float64');

  it('is correctly rounded on 20,000 squared radii', () => {
    const random = new RandomState(11);
    const radii: number[] = [];
    while (radii.length < 20_000) {
      const r2 = (2 * random.random() - 1) ** 2 + (2 * random.random() - 1) ** 2;
      if (r2 < 1 && r2 > 0) radii.push(r2);
    }
    expect(radii.filter(wrong)).toEqual([]);
  });

  it('is correctly rounded near 1, near 0 and at powers of two', () => {
    const random = new RandomState(12);
    const near1 = list(1000, () => 1 - random.random() * 2 ** -Math.ceil(52 * random.random()));
    const near0 = list(1000, () => random.random() * 2 ** -Math.ceil(104 * random.random()));
    const powers = Array.from({ length: 106 }, (_, i) => 2 ** -(i + 1));
    expect([...near1, ...near0, ...powers, 1 - 2 ** -53].filter(wrong)).toEqual([]);
    expect(logarithm(1)).toBe(0);
  });
});

describe('the flower', () => {
  const { X, Y } = datasets.flower();
  const { X_full, X_sum } = figures.flower;

  it('has the points of the exercise within 1e-12', () => {
    expect([X.rows, X.cols]).toEqual([2, 400]);
    expect(distance(X, X_full)).toBeLessThan(1e-12);
    X.toArray().forEach((row, i) => {
      expect(Math.abs(row.reduce((sum, v) => sum + v, 0) - X_sum[i]!)).toBeLessThan(1e-11);
    });
  });

  it('has 200 points of each class, in class order', () => {
    expect(Array.from(Y.data)).toEqual([...list(200, () => 0), ...list(200, () => 1)]);
  });

  it('has other points for another seed, and the size that is asked for', () => {
    const other = datasets.flower({ size: 60, seed: 2 });
    expect([other.X.cols, other.Y.data.filter((y) => y === 1).length]).toEqual([60, 30]);
    expect(other.X.at(0, 0)).not.toBe(X.at(0, 0));
  });
});
