// Nothing holds the event loop up: what a call does itself, and how much there is in a piece of work.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Dataset, datasets, RandomState, train } from '../lib/index.js';
import { placementOf } from '../lib/base/matrix.js';
import { atOnce } from '../lib/base/slices.js';
import { momentsOf } from '../lib/data/statistics.js';
import { starting } from '../lib/network/parameters.js';
import { initializerOption } from '../lib/network/initializers.js';
import { networkSpec } from '../lib/network/spec.js';
import { prepare } from '../lib/training/prepared.js';

afterEach(() => void vi.restoreAllMocks());

const MOST_IN_A_PIECE = 1 << 17;

/** The most that happens between two pieces of a work, by what is counted. */
function mostIn(work: Generator<void, unknown>, count: () => number): number {
  let [most, before] = [0, count()];
  for (let done = false; !done; before = count()) {
    done = work.next().done === true;
    most = Math.max(most, count() - before);
  }
  return most;
}

describe('train()', () => {
  it('draws nothing and allocates no copy of the data in the call itself', async () => {
    const data = datasets.flower({ size: 4000 });
    const word = vi.spyOn(RandomState.prototype, 'word');
    const original = SharedArrayBuffer;
    let bytes = 0;
    globalThis.SharedArrayBuffer = new Proxy(original, {
      construct(target, [length]: [number]) {
        bytes = Math.max(bytes, length);
        return new target(length);
      },
    });
    const run = train(data, { hidden: [3], epochs: 1 });
    globalThis.SharedArrayBuffer = original;
    // A stream is seeded without a word of it.
    expect(word).toHaveBeenCalledTimes(0);
    expect(bytes).toBeLessThan(4000);
    await run;
    expect(word).toHaveBeenCalled();
  });

  it('has runs that want the same of a dataset share one copy', async () => {
    const data = datasets.flower({ size: 1000 });
    const wanted = {
      features: { scale: 'standard', impute: 'mean', isImputeSaid: false, seed: 0 },
      targets: { scale: 'standard', clamp: false, seed: 0 },
      loss: { name: 'binaryCrossEntropy', numbers: [] },
      dtype: 'float32',
      fullBatch: false,
    } as const;
    const [one, two] = [prepare(data, wanted), prepare(data, wanted)];
    const [a, b] = [await one.prepared, await two.prepared];
    expect(a).toBe(b);
    const other = prepare(data, { ...wanted, fullBatch: true });
    expect((await other.prepared).x).not.toBe(a.x);
    for (const { done } of [one, two, other]) done();
    const again = prepare(data, wanted);
    expect(await again.prepared).not.toBe(a);
    again.done();
  });

  it('one that fails to be prepared fails for each, and the next begins anew', async () => {
    const data = Dataset.from([[1e300], [-1e300]], [0, 1]);
    const options = { scale: 'none', epochs: 1 } as const;
    const runs = [train(data, options), train(data, options)];
    for (const run of runs) await expect(run).rejects.toMatchObject({ code: 'ERR_DATA' });
    expect((await train(data, { ...options, dtype: 'float64' })).history.ended).toBe('epochs');
  });
});

describe('a piece of work', () => {
  it('of drawing starting parameters is small, whatever the layers', () => {
    const random = new RandomState(1);
    const uniform = vi.spyOn(random, 'uniform');
    const flat = new Float32Array(700 * 2 + 700 + 700 * 700 + 700 + 701);
    const initializer = initializerOption('initializer', 'xavierUniform');
    const activations = ['relu', 'relu'] as const;
    const spec = networkSpec('float32', [2, 700, 700, 1], activations, 'binaryCrossEntropy');
    const work = starting(spec, initializer, random, flat);
    expect(mostIn(work, () => uniform.mock.calls.length)).toBeLessThanOrEqual(MOST_IN_A_PIECE);
    expect(uniform).toHaveBeenCalledTimes(700 * 2 + 700 * 700 + 700);
  });

  it('of an order is small; it has the stream’s numbers however it is cut', () => {
    const [whole, parts] = [new RandomState(5), new RandomState(5)];
    const order = new Uint32Array(200_000);
    const word = vi.spyOn(parts, 'word');
    const most = mostIn(parts.permute(order), () => word.mock.calls.length);
    // An interval takes two words in the mean, at most.
    expect(most).toBeLessThanOrEqual(2 * MOST_IN_A_PIECE);
    expect([...order]).toEqual([...whole.permutation(200_000)]);
    expect(parts.word()).toBe(whole.word());
  });

  it('of moments is small for a wide table and for a long one', () => {
    for (const [m, n] of [
      [400, 1000],
      [150_000, 2],
    ] as const) {
      const data = Dataset.from(
        { shape: [m, n], data: new Float64Array(m * n).fill(1) },
        new Float64Array(m).map((_, i) => i % 2),
      );
      const work = momentsOf(data.X);
      let pieces = 0;
      while (work.next().done !== true) pieces++;
      expect(pieces).toBeGreaterThanOrEqual((m * n) / MOST_IN_A_PIECE);
    }
  });
});

describe('moments', () => {
  const columns = [
    new Array<number>(10_000).fill(0.1),
    Array.from({ length: 10_000 }, (_, i) => 1e9 + (i % 3) * 1e-3),
    Array.from({ length: 10_000 }, (_, i) => (i === 0 ? 1e308 : 1e308 * (1 - 2 ** -52))),
    Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? 5e-324 : 0)),
    Array.from({ length: 10_000 }, (_, i) => Math.sin(i) * 10 ** (i % 40)),
  ];
  const rows = columns[0]!.map((_, j) => columns.map((column) => column[j]!));
  const data = Dataset.from(
    rows,
    rows.map((_, j) => j % 2),
  );

  it('have a mean within smallest and largest', () => {
    for (const { min, max, mean, deviation } of data.describe().features) {
      expect(mean).toBeGreaterThanOrEqual(min);
      expect(mean).toBeLessThanOrEqual(max);
      expect(deviation).toBeGreaterThanOrEqual(0);
    }
    expect(data.describe().features[0]).toMatchObject({ mean: 0.1, deviation: 0 });
  });

  it('are those of the two-pass formula', () => {
    data.describe().features.forEach(({ mean, deviation }, c) => {
      if (c === 2) return;
      const column = columns[c]!;
      const exact = column.reduce((sum, v) => sum + v, 0) / column.length;
      const square = column.reduce((sum, v) => sum + (v - exact) ** 2, 0) / column.length;
      const size = Math.max(...column.map(Math.abs));
      expect(Math.abs(mean - exact)).toBeLessThanOrEqual(1e-12 * size + 5e-324);
      expect(Math.abs(deviation - Math.sqrt(square))).toBeLessThanOrEqual(1e-9 * size + 5e-324);
    });
  });

  it('do not depend on how the matrix lies, nor on views', () => {
    const turned = Dataset.from(
      { shape: [10_000, 5], data: Float64Array.from(columns.flat()), stride: [1, 10_000] } as never,
      rows.map((_, j) => j % 2),
    );
    expect(turned.describe().features).toEqual(data.describe().features);
    const order = Array.from({ length: 10_000 }, (_, j) => (j * 7) % 10_000);
    const view = data.subset(order);
    const copy = Dataset.from(
      order.map((j) => rows[j]!),
      order.map((j) => j % 2),
    );
    expect(view.describe()).toEqual(copy.describe());
    expect(placementOf(view.X).storage).toBe(placementOf(data.X).storage);
    expect(atOnce(momentsOf(view.X))).toEqual(atOnce(momentsOf(copy.X)));
  });
});
