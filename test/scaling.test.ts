// Scaling lies inside the model: fitted on what it was trained on, kept, and undone in what it predicts.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  Matrix,
  RandomState,
  train,
  type Scale,
  type TrainOptions,
} from '../lib/index.js';

const m = 90;
const random = new RandomState(21);
/** Columns of very different sizes; the third is constant. */
const rows = Array.from({ length: m }, () => [
  1e6 + 1e4 * random.normal(),
  1e-3 * random.normal(),
  7.3,
]);
const values = rows.map(([a, b]) => 500 + ((a! - 1e6) / 1e4) * 20 + (b! / 1e-3) * 5);
const classes = values.map((v) => (v > 500 ? 'high' : 'low'));
const regression = Dataset.from(rows, values, { task: 'regression' });
const binary = Dataset.from(rows, classes);

const options: TrainOptions = { hidden: [6], epochs: 40, seed: 2, learningRate: 0.01 };

interface Fitted {
  readonly offset: number[];
  readonly divisor: number[];
}

/** Mean and deviation, or smallest and range, by the plain formulas; 1 where a column is constant. */
function fitted(scale: 'standard' | 'minmax', table: number[][]): Fitted {
  const columns = table[0]!.map((_, c) => table.map((row) => row[c]!));
  const pairs = columns.map((column) => {
    const [min, max] = [Math.min(...column), Math.max(...column)];
    if (scale === 'minmax') return [min, max - min || 1] as const;
    const mean = min === max ? min : column.reduce((sum, v) => sum + v, 0) / column.length;
    const square = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length;
    return [mean, Math.sqrt(square) || 1] as const;
  });
  return { offset: pairs.map(([o]) => o), divisor: pairs.map(([, d]) => d) };
}

const apply = ({ offset, divisor }: Fitted, row: readonly number[]): number[] =>
  row.map((v, c) => (v - offset[c]!) / divisor[c]!);

const scales = ['standard', 'minmax'] as const;

describe.each(scales)('scale: %s', (scale) => {
  const features = fitted(scale, rows);
  const targets = fitted(
    scale,
    values.map((v) => [v]),
  );

  it('trains on (x − offset) / divisor, of the targets too', async () => {
    const model = await train(regression, { ...options, scale, dtype: 'float64' });
    const scaled = Dataset.from(
      rows.map((row) => apply(features, row)),
      values.map((v) => apply(targets, [v])[0]!),
      { task: 'regression' },
    );
    const plain = await train(scaled, { ...options, scale: 'none', dtype: 'float64' });
    const distance = Math.max(
      ...model.history.cost.map((cost, i) => Math.abs(cost / plain.history.cost[i]! - 1)),
    );
    expect(distance).toBeLessThan(1e-9);
    expect(model.scale).toBe(scale);
    for (const [j, row] of rows.entries()) {
      const back = plain.predict(apply(features, row)) * targets.divisor[0]! + targets.offset[0]!;
      expect(model.predict(row)).toBeCloseTo(back, 6);
      expect(Math.abs(model.predict(row) - values[j]!)).toBeLessThan(30);
    }
  });

  it('does not touch classes', async () => {
    const model = await train(binary, { ...options, scale });
    const right = model.predict(rows).filter((label, j) => label === classes[j]).length;
    expect(right).toBeGreaterThan(0.95 * m);
  });

  it.each(['float32', 'float64'] as const)(
    '%s: every way in gives the same bits, whatever the batch',
    async (dtype) => {
      for (const data of [regression, binary] as Dataset[]) {
        const model = await train(data, { ...options, scale, dtype, epochs: 3 });
        const exact = dtype === 'float64' ? rows : rows.map((row) => [...Float32Array.from(row)]);
        const list = model.probabilities(exact);
        expect(model.probabilities(Matrix.from(exact).T)).toEqual(list);
        expect(exact.map((row) => model.probabilities(row))).toEqual(list);
        const Numbers = dtype === 'float32' ? Float32Array : Float64Array;
        const many = Array.from({ length: 1300 }, (_, j) => exact[j % m]!);
        const out = new Numbers(many.length);
        model.predictInto(Numbers.from(many.flat()), out);
        const last = many.map((_, j) => list[j % m]!.at(-1)!);
        expect([...out]).toEqual(last);
        const single = new Numbers(1);
        model.predictInto(Numbers.from(exact[5]!), single);
        expect(single[0]).toBe(last[5]);
      }
    },
  );

  it('is fitted on the training data alone', async () => {
    const [fit, rest] = regression.split({ test: 0.5, seed: 1 });
    const model = await train(fit, { ...options, scale, dtype: 'float64', epochs: 1 });
    const same = await train(fit, { ...options, scale, dtype: 'float64', epochs: 1 });
    model.evaluate(rest);
    model.predict([9e6, 9, 9]);
    expect(model.toBytes()).toEqual(same.toBytes());
    const other = await train(regression, { ...options, scale, dtype: 'float64', epochs: 1 });
    expect(other.toBytes()).not.toEqual(model.toBytes());
  });
});

describe('a constant column', () => {
  it.each(scales)('does no harm: %s', async (scale) => {
    const model = await train(regression, { ...options, scale });
    expect(model.history.cost.every(Number.isFinite)).toBe(true);
    const moved = [rows[0]![0]!, rows[0]![1]!, 7.3 + 1e-3];
    expect(Math.abs(model.predict(moved) - model.predict(rows[0]!))).toBeLessThan(1);
  });

  it.each(scales)('as the only target is met exactly: %s', async (scale) => {
    const data = Dataset.from(rows, new Array<number>(m).fill(0.1), { task: 'regression' });
    const model = await train(data, { ...options, scale, dtype: 'float64', epochs: 300 });
    expect(model.predict(rows[0]!)).toBeCloseTo(0.1, 1);
  });
});

describe('numbers that float32 cannot hold', () => {
  const large = Dataset.from(
    Array.from({ length: 8 }, (_, j) => [1e300 * (j - 4)]),
    [0, 0, 0, 0, 1, 1, 1, 1],
  );

  it('are scaled before they are rounded', async () => {
    const model = await train(large, {
      hidden: [],
      scale: 'minmax',
      epochs: 400,
      learningRate: 0.05,
    });
    expect(model.predict([[-4e300], [3e300]])).toEqual([0, 1]);
    // A time in milliseconds keeps its seconds: float32 alone would not tell these two apart.
    const start = 1_700_000_000_000;
    const times = Dataset.from(
      Array.from({ length: 40 }, (_, j) => [start + 1000 * j]),
      Array.from({ length: 40 }, (_, j) => (j < 20 ? 'before' : 'after')),
    );
    const clock = await train(times, { hidden: [], epochs: 2000, learningRate: 0.05 });
    expect(clock.predict([[start + 17_000], [start + 22_000]])).toEqual(['before', 'after']);
  });

  it('beyond 1e300 are refused by name, with a scale that they have', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, (i % 2 ? 1 : -1) * 1e300 * (1 + i)]);
    const labels = rows.map((_, i) => (i % 2 ? 'up' : 'down'));
    const wide = Dataset.from(rows, labels, { features: ['a', 'b'] });
    await expect(train(wide, { epochs: 1 })).rejects.toThrow(
      /^"b" goes from -3.9e\+301 to 4e\+301, too wide .* say scale: 'log'/,
    );
    for (const scale of ['log', 'robust'] as const) {
      const options = { epochs: 300, learningRate: 0.01, seed: 1 };
      const model = await train(wide, { ...options, columns: { b: { scale } } });
      expect(model.evaluate(wide).accuracy).toBe(1);
    }
  });

  it.each<[Scale, string]>([
    ['none', "which float32 cannot hold: say scale: 'standard'"],
    ['standard', "too wide to be scaled so: divide it first, or say scale: 'log' for it"],
  ])('are refused by name otherwise: %s', async (scale, says) => {
    await expect(train(large, { ...options, scale })).rejects.toMatchObject({
      code: 'ERR_DATA',
      argument: 'data',
      message: expect.stringContaining(says),
    });
  });
});
