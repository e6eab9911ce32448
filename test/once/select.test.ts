// Quantiles without a sort are those of a sort.
import { expect, it } from 'vitest';
import { quantilesOf } from '../../lib/base/select.js';
import { atOnce } from '../../lib/base/slices.js';
import { RandomState } from '../../lib/index.js';

const SHARES = [0, 0.1, 0.25, 0.5, 0.75, 0.9999, 1];

function expected(numbers: Float64Array): number[] {
  const ordered = numbers.slice().sort();
  return SHARES.map((share) => {
    const place = (ordered.length - 1) * share;
    const low = ordered[Math.floor(place)]!;
    const part = place - Math.floor(place);
    return part === 0 ? low : low + part * (ordered[Math.floor(place) + 1]! - low);
  });
}

const random = new RandomState(1);
const makers: Record<string, (i: number) => number> = {
  normal: () => random.normal(),
  'all equal': () => 3,
  'few levels': () => random.interval(3) - 1,
  'both zeros': () => (random.interval(1) === 0 ? 0 : -0),
  ascending: (i) => i,
  descending: (i) => -i,
  'wide and of both signs': () => random.uniform(-1, 1) * 2 ** (random.interval(2000) - 1000),
  'alike in their first digits': () => 1 + random.interval(1e6) * 2 ** -52,
  'negative alike': () => -1 - random.interval(1e6) * 2 ** -52,
  subnormal: () => random.interval(1e5) * 5e-324,
};

it.each(Object.entries(makers))('%s', (_, make) => {
  for (const size of [1, 2, 5, 8192, 8193, 50_000, 300_001]) {
    const numbers = Float64Array.from({ length: size }, (_unused, i) => make(i));
    const before = numbers.slice();
    expect(atOnce(quantilesOf(numbers, SHARES)), `${size}`).toEqual(expected(numbers));
    expect(numbers).toEqual(before);
  }
});

it('takes a view on a part of a buffer', () => {
  const all = Float64Array.from({ length: 30_000 }, (_, i) => -i);
  const part = all.subarray(7, 20_008);
  expect(atOnce(quantilesOf(part, [0, 1]))).toEqual([-20_007, -7]);
});

it('works in pieces', () => {
  let pieces = 0;
  const numbers = Float64Array.from({ length: 1_000_000 }, () => random.normal());
  for (const _ of quantilesOf(numbers, [0.5])) pieces++;
  expect(pieces).toBeGreaterThan(15);
});
