// Moments and scaling of a table's columns beside the event loop, on the backend in use: the numbers of
// the plain loops, wherever and however they lie.
import { describe, expect, it } from 'vitest';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, roundTo, sharedZeros, type DType } from '../lib/base/dtype.js';
import { placed, placementOf } from '../lib/base/matrix.js';
import { rowByRow, turned } from '../lib/base/placement.js';
import { atOnce } from '../lib/base/turns.js';
import type { Scaler } from '../lib/data/scaler.js';
import { momentsOf, type Moments } from '../lib/data/statistics.js';
import { Matrix, RandomState } from '../lib/index.js';
import { exactMoments } from './exact.js';
import { firstDifference, numbers, type Floats } from './oracles.js';
import { flag, placements, shared } from './placements.js';

const backend = currentBackend();

/** In the order in which a row's numbers are taken in: the plain loops of the rule. */
function momentsByTheRules(m: Matrix): Moments {
  const n = m.rows;
  const of = (): Float64Array => new Float64Array(n);
  const all = { count: m.cols, min: of(), max: of(), mean: of(), squares: of() };
  all.min.fill(Infinity);
  all.max.fill(-Infinity);
  for (let r = 0; r < n; r++) {
    for (let from = 0; from < m.cols; from += 4096) {
      const to = Math.min(from + 4096, m.cols);
      let [mean, squares] = [0, 0];
      for (let j = from; j < to; j++) {
        const v = m.at(r, j);
        if (v < all.min[r]!) all.min[r] = v;
        if (v > all.max[r]!) all.max[r] = v;
        const distance = v - mean;
        mean += distance * (1 / (j - from + 1));
        squares += distance * (v - mean);
      }
      const [count, more] = [from, to - from];
      const distance = mean - all.mean[r]!;
      all.mean[r]! += distance * (more / (count + more));
      all.squares[r]! += squares + distance * distance * ((count * more) / (count + more));
    }
  }
  return all;
}

function expectSame(got: Moments, expected: Moments, name: string): void {
  expect(got.count).toBe(expected.count);
  for (const key of ['min', 'max', 'mean', 'squares'] as const)
    expect(firstDifference(got[key], expected[key]), `${key}, ${name}`).toBeUndefined();
}

const shapes = [
  [1, 1],
  [2, 300],
  [5, 4097],
  [17, 600],
  [40, 33],
] as const;

describe.each(dtypes)('moments, %s', (dtype) => {
  it.each(shapes)(
    'have the bits of the rule in every layout and order: %i × %i',
    async (rows, cols) => {
      for (const { name, view } of placements(dtype, rows, cols, new RandomState(rows))) {
        const expected = momentsByTheRules(view);
        expectSame(await backend.moments(view, flag()), expected, name);
        expectSame(atOnce(momentsOf(view)), expected, `${name}, in the call`);
      }
    },
  );
});

/** Columns that are hard for a mean, a deviation or both. */
const hard: Readonly<Record<string, (random: RandomState, i: number) => number>> = {
  constant: () => 0.1,
  'far from 0': (random) => 1e9 + random.random(),
  'two neighbours': (random) => 1e16 + 2 * Math.round(random.random()),
  subnormal: (random) => Math.floor(random.random() * 100) * 5e-324,
  'with a giant': (random, i) => (i % 997 === 5 ? 1e12 : random.normal()),
  huge: (random) => 1e150 * random.normal(),
  ascending: (_, i) => i / 3,
};

describe.each(Object.entries(hard))('moments of a column: %s', (_, draw) => {
  it.each([1, 2, 3, 4096, 4097, 20_000])('are the exact ones of %i numbers', async (count) => {
    const random = new RandomState(7);
    const values = shared(Float64Array.from({ length: count }, (__, i) => draw(random, i)));
    const { min, max, mean, squares } = await backend.moments(Matrix.of(values, 1, count), flag());
    const exact = exactMoments(values);
    const size = Math.max(Math.abs(min[0]!), Math.abs(max[0]!));
    expect(mean[0]).toBeGreaterThanOrEqual(min[0]!);
    expect(mean[0]).toBeLessThanOrEqual(max[0]!);
    expect(Math.abs(mean[0]! - exact.mean)).toBeLessThanOrEqual(1e-13 * size + 1e-320);
    const spread = max[0]! - min[0]!;
    const unknown = spread * (spread * 1e-12 + size * 1e-13);
    expect(Math.abs(squares[0]! / count - exact.variance)).toBeLessThanOrEqual(unknown);
  });
});

function scalerFor(rows: number, random: RandomState): Scaler {
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => 3 * random.normal());
  return { offset: draw(), divisor: draw() };
}

/** Room for (rows, cols) in three layouts, NaN everywhere. */
function rooms(dtype: DType, rows: number, cols: number): Record<string, Matrix> {
  const storage = (n: number): Floats => sharedZeros(dtype, n).fill(NaN);
  const gaps = { rowStride: 2, colStride: 2 * rows + 3, rowOrder: null, colOrder: null };
  return {
    'by example': placed(turned(rowByRow(storage(rows * cols), cols, rows))),
    'by feature': placed(rowByRow(storage(rows * cols), rows, cols)),
    'with gaps': placed({ storage: storage((2 * rows + 3) * cols), rows, cols, ...gaps }),
  };
}

function scaledByTheRule(dtype: DType, { offset, divisor }: Scaler, m: Matrix): Floats {
  const out = numbers(dtype, m.rows * m.cols);
  for (let r = 0, i = 0; r < m.rows; r++) {
    for (let j = 0; j < m.cols; j++) out[i++] = (m.at(r, j) - offset[r]!) / divisor[r]!;
  }
  return out;
}

const pairs = dtypes.flatMap((from) => dtypes.map((to) => [from, to] as const));

describe.each(pairs)('scale, %s to %s', (from, to) => {
  it.each(shapes)('scales each number for itself, in all layouts: %i × %i', async (rows, cols) => {
    const random = new RandomState(cols);
    const scaler = scalerFor(rows, random);
    for (const { name, view } of placements(from, rows, cols, random)) {
      const expected = scaledByTheRule(to, scaler, view);
      const plain = numbers(to, view.data);
      for (const [layout, room] of Object.entries(rooms(to, rows, cols))) {
        const where = `${name} to ${layout}`;
        expect(await backend.scale(scaler, view, room, flag()), where).toBe(-1);
        expect(firstDifference(room.data, expected), where).toBeUndefined();
        expect(await backend.scale(null, view, room, flag()), where).toBe(-1);
        expect(firstDifference(room.data, plain), where).toBeUndefined();
        const { storage } = placementOf(room);
        expect(storage.filter((v) => !Number.isNaN(v)).length, where).toBe(rows * cols);
      }
    }
  });
});

describe('scale', () => {
  it('tells the first example with a number that is not finite after rounding', async () => {
    const x = shared(Float64Array.from({ length: 3 * 9000 }, (_, i) => i));
    const X = Matrix.of(x, 9000, 3).T;
    const rooms32 = Object.values(rooms('float32', 3, 9000));
    const rooms64 = Object.values(rooms('float64', 3, 9000));
    [x[3 * 8000 + 2], x[3 * 7999], x[3 * 8999 + 1]] = [NaN, -1e39, Infinity];
    for (const room of rooms32) expect(await backend.scale(null, X, room, flag())).toBe(7999);
    for (const room of rooms64) expect(await backend.scale(null, X, room, flag())).toBe(8000);
    const tenth = { offset: new Float64Array(3), divisor: new Float64Array(3).fill(10) };
    for (const room of rooms32) expect(await backend.scale(tenth, X, room, flag())).toBe(8000);
    x[3 * 8000 + 2] = roundTo('float32', 3e38);
    const far = { offset: new Float64Array(3), divisor: new Float64Array(3).fill(0.1) };
    x[3 * 7999] = 1;
    for (const room of rooms32) expect(await backend.scale(far, X, room, flag())).toBe(8000);
  });

  it('takes any number at once', async () => {
    const X = Matrix.of(shared(new Float64Array(4000).fill(2)), 1000, 4).T;
    const scaler = { offset: Float64Array.of(1, 1, 1, 1), divisor: Float64Array.of(1, 2, 4, 8) };
    const all = Array.from({ length: 20 }, () => rooms('float32', 4, 1000)['by example']!);
    const ended = await Promise.all([
      ...all.map((room) => backend.scale(scaler, X, room, flag())),
      ...all.map(async () => (await backend.moments(X, flag())).mean[3]),
    ]);
    expect(ended).toEqual([...all.map(() => -1), ...all.map(() => 2)]);
    for (const room of all)
      expect([...room.data.subarray(3000)]).toEqual(Array.from({ length: 1000 }, () => 0.125));
  });
});

describe('a job', () => {
  /** Of minutes: 2^18 × 2^18 views on 2^19 numbers. */
  const endless = (): Matrix => {
    const size = 2 ** 18;
    const strides = { rowStride: 1, colStride: 1, rowOrder: null, colOrder: null };
    const storage = sharedZeros('float32', 2 * size).fill(NaN);
    return placed({ storage, rows: size, cols: size, ...strides });
  };
  const [X, room] = [endless(), endless()];
  const { storage } = placementOf(room);
  const x = placementOf(X).storage.fill(1);
  const jobs = {
    moments: (cancel: Int32Array) => backend.moments(X, cancel),
    scale: (cancel: Int32Array) => backend.scale(null, X, room, cancel),
  };

  it.each(Object.entries(jobs))('gives the event loop turns, and leaves: %s', async (_, start) => {
    const cancel = flag();
    let settled = false;
    const ended = start(cancel).then(() => {
      settled = true;
    });
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
    for (let timers = 0; timers < 5; timers++) await new Promise((resolve) => setTimeout(resolve));
    expect(settled).toBe(false);
    Atomics.store(cancel, 0, 1);
    await ended;
    expect(storage.at(-1)).toBeNaN();
    expect(x.every((v) => v === 1)).toBe(true);
  });

  it.each(Object.entries(jobs))(
    'does nothing when it is cancelled from the first: %s',
    async (_, start) => {
      storage.fill(NaN);
      await start(flag(1));
      expect(storage.every(Number.isNaN)).toBe(true);
    },
  );

  it('gives the event loop turns, however small', async () => {
    const small = Matrix.of(shared(Float64Array.of(1, 2)), 1, 2);
    let turned = 0;
    const count = (): unknown => (turned++, (immediate = setImmediate(count)));
    let immediate = setImmediate(count);
    for (let i = 0; i < 10; i++) await backend.moments(small, flag());
    clearImmediate(immediate);
    expect(turned).toBeGreaterThan(0);
  });
});
