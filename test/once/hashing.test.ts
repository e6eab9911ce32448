// Dropout's draws: their own formula, and whether they look like chance.
import { describe, expect, it } from 'vitest';
import { DRAWS, dropoutDraw, hashing } from '../../lib/base/hashing.js';

const word = (x: bigint): bigint => x & 0xffffffffn;

/** lowbias32 in whole numbers of any size. */
function mixed(x: bigint): bigint {
  const once = word((x ^ (x >> 16n)) * 0x7feb352dn);
  const twice = word((once ^ (once >> 15n)) * 0x846ca68bn);
  return twice ^ (twice >> 16n);
}

const keyOf = (key: bigint, number: bigint): bigint => mixed(word((key ^ number) + 0x9e3779b9n));

const { draw, keyOf: fastKey, stepKey } = hashing;

/** Draws at a grid of places, `count` each; the others stay. */
function grid(
  axes: Partial<Record<'seed' | 'step' | 'layer' | 'place' | 'unit', number>>,
): Uint16Array {
  const { seed = 1, step = 1, layer = 1, place = 1, unit = 1 } = axes;
  const out = new Uint16Array(seed * step * layer * place * unit);
  let i = 0;
  for (let a = 0; a < seed; a++)
    for (let b = 0; b < step; b++)
      for (let c = 0; c < layer; c++)
        for (let d = 0; d < place; d++) {
          const example = fastKey(fastKey(stepKey(a, b), c + 1), d);
          for (let e = 0; e < unit; e++) out[i++] = draw(example, fastKey(0, e));
        }
  return out;
}

/** Standard deviations that a share of `n` is from what it should be. */
const sigmas = (count: number, n: number, share: number): number =>
  Math.abs(count - n * share) / Math.sqrt(n * share * (1 - share));

const below = (draws: Uint16Array, threshold: number): number =>
  draws.reduce((sum, d) => sum + (d < threshold ? 1 : 0), 0);

/** (χ² − degrees) / √(2 · degrees) of equally likely boxes. */
function chiSquare(boxes: ArrayLike<number>): number {
  const counts = Array.from(boxes);
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  const square = counts.reduce((sum, c) => sum + (c - mean) ** 2 / mean, 0);
  return (square - counts.length + 1) / Math.sqrt(2 * (counts.length - 1));
}

describe('draws', () => {
  it('are their formula', () => {
    for (const [seed, step, layer, place, unit] of [
      [0, 0, 1, 0, 0],
      [4294967295, 3, 2, 4294967295, 100_000],
      [5, 2 ** 53 - 1, 100, 77, 1],
      [123456789, 2 ** 32, 3, 2 ** 31, 2 ** 30],
    ] as const) {
      const words = [seed, Math.floor(step / 2 ** 32), step % 2 ** 32, layer, place];
      const key = words.map(BigInt).reduce(keyOf, 0n);
      const expected = mixed(key ^ keyOf(0n, BigInt(unit))) >> 16n;
      expect(dropoutDraw(seed, step, layer, place, unit)).toBe(Number(expected));
    }
  });

  const axes = ['seed', 'step', 'layer', 'place', 'unit'] as const;
  const sizes = { seed: 512, step: 512, layer: 64, place: 512, unit: 512 };

  it.each([0.01, 0.1, 0.2, 0.5, 0.9])('drop the share that is asked for: %d', (rate) => {
    const threshold = Math.round(rate * DRAWS);
    const draws = grid({ step: 4, layer: 4, place: 256, unit: 256 });
    expect(sigmas(below(draws, threshold), draws.length, threshold / DRAWS)).toBeLessThan(4);
    // Of each unit over all examples, of each example over all units.
    const [units, places] = [new Float64Array(256), new Float64Array(256)];
    draws.forEach((d, i) => {
      if (d >= threshold) return;
      units[i % 256]!++;
      places[(i >> 8) % 256]!++;
    });
    const n = draws.length / 256;
    for (const counts of [units, places])
      for (const count of counts) expect(sigmas(count, n, threshold / DRAWS)).toBeLessThan(4.5);
  });

  it('are spread evenly over all values', () => {
    const boxes = new Float64Array(1024);
    for (const d of grid({ step: 16, place: 256, unit: 256 })) boxes[d >> 6]!++;
    expect(Math.abs(chiSquare(boxes))).toBeLessThan(4);
  });

  // Pairs of neighbours along one axis, in 16 × 16 boxes; the others take some values too.
  it.each(axes)('of neighbours have nothing to do with each other: %s', (axis) => {
    const others = { seed: 2, step: 4, layer: 2, place: 16, unit: 16, [axis]: sizes[axis] };
    const draws = grid(others);
    const at = axes.indexOf(axis);
    const stride = axes.slice(at + 1).reduce((product, name) => product * others[name], 1);
    for (const distance of [1, 2, 8]) {
      const boxes = new Float64Array(256);
      for (let i = 0; i + distance * stride < draws.length; i++) {
        const place = Math.floor(i / stride) % others[axis];
        if (place + distance >= others[axis]) continue;
        boxes[(draws[i]! >> 12) * 16 + (draws[i + distance * stride]! >> 12)]!++;
      }
      expect(Math.abs(chiSquare(boxes))).toBeLessThan(4.5);
    }
  });

  // The masks of two steps, seeds or layers, bit by bit.
  it.each(['seed', 'step', 'layer'] as const)('make other masks: %s', (axis) => {
    const draws = grid({ [axis]: 32, place: 64, unit: 64 });
    const [size, threshold] = [64 * 64, DRAWS / 2];
    for (let a = 0; a < 32; a++)
      for (let b = 0; b < a; b++) {
        let alike = 0;
        for (let i = 0; i < size; i++)
          if (draws[a * size + i]! < threshold === draws[b * size + i]! < threshold) alike++;
        expect(sigmas(alike, size, 0.5)).toBeLessThan(5);
      }
  });
});
