// Features that are whole numbers and clipped smoothly: a scaler does it in either backend, with the bits of the
// formula, wherever numbers are scaled.
import { describe, expect, it } from 'vitest';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { Matrix } from '../lib/base/matrix.js';
import type { Scaler } from '../lib/data/scaler.js';
import {
  Dataset,
  logisticRegression,
  Model,
  RandomState,
  ridge,
  train,
  type ScaleOption,
  type TrainOptions,
} from '../lib/index.js';
import { numbers, type Floats } from './oracles.js';
import { flag, placements } from './placements.js';

/** z = (v − offset) / divisor, then z / √(1 + (z / clip)²); from 10⁹ limits on the limit itself. */
function formula(v: number, { offset, divisor, clip }: Scaler, row: number): number {
  const z = (v - offset[row]!) / divisor[row]!;
  const share = z / clip;
  if (!(Math.abs(z) < Infinity)) return z;
  if (share > 1e9) return clip;
  return share < -1e9 ? -clip : z / Math.sqrt(1 + share * share);
}

/** Of a double, in its last places; float32 has one of its own. */
const ROUNDING = { float32: 2 ** -23, float64: 4 * 2 ** -52 } as const;

/** The numbers of the formula but for rounding. */
function expectFormula(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  dtype: DType,
  name = '',
) {
  expect(got.length).toBe(expected.length);
  const wrong = Array.from(got).findIndex((v, i) => {
    const right = expected[i]!;
    if (!Number.isFinite(right)) return !Object.is(v, right);
    return !(Math.abs(v - right) <= ROUNDING[dtype] * Math.abs(right));
  });
  expect(wrong, `${name}: ${got[wrong]} in the place of ${expected[wrong]}`).toBe(-1);
}

const huge = [1e9, 1.01e9, 5e9, 6e9, 1e30, 1e160, 1e300, 1.7e308];
const edges = [0, 1, 1e-320, 1e-160, 1e-8, 4, 5, 6, 1e5, ...huge, Infinity]
  .flatMap((v) => [v, -v])
  .concat(NaN);

describe.each(dtypes)('scaling to %s with a limit', (dtype) => {
  it.each([5, 1e-3, 1e12, 1e-100, 1e100])(
    '%d is the formula, however numbers lie',
    async (clip) => {
      const random = new RandomState(5);
      const scaler: Scaler = {
        offset: Float64Array.of(0.3, -2, 1e9),
        divisor: Float64Array.of(1.7, 1e-3, 1e5),
        clip,
      };
      for (const from of dtypes) {
        for (const { name, view } of placements(from, 3, 333, random, () => 20 * random.normal())) {
          const to = Matrix.of(sharedZeros(dtype, 3 * 333), 333, 3).T;
          const expected = valuesOf(dtype, view, scaler);
          const wrong = expected.findIndex((v) => !Number.isFinite(v));
          const told = await currentBackend().scale(scaler, view, to, flag());
          expect(told, name).toBe(wrong < 0 ? -1 : Math.floor(wrong / 3));
          expectFormula(to.T.data, expected, dtype, name);
        }
      }
    },
  );

  it('keeps what is not finite, and holds what is far', async () => {
    const divisors = [1, 3e-320, 1e-300, -2, 1e300];
    const rows = divisors.length;
    const scaler: Scaler = {
      offset: Float64Array.from(divisors, (_, r) => r / 7),
      divisor: Float64Array.from(divisors),
      clip: 5,
    };
    const storage = sharedZeros('float64', rows * edges.length);
    edges.forEach((v, j) => storage.fill(v, j * rows, (j + 1) * rows));
    const from = Matrix.of(storage, edges.length, rows).T;
    const to = Matrix.of(sharedZeros(dtype, storage.length), edges.length, rows).T;
    const expected = valuesOf(dtype, from, scaler);
    const wrong = await currentBackend().scale(scaler, from, to, flag());
    expectFormula(to.T.data, expected, dtype);
    expect(wrong).toBe(Math.floor(expected.findIndex((v) => !Number.isFinite(v)) / rows));
    const most = 5 * (1 + 2 ** -51);
    expect(to.T.data.every((v) => !Number.isFinite(v) || Math.abs(v) <= most)).toBe(true);
  });
});

/** Example by example. */
function valuesOf(dtype: DType, m: Matrix, scaler: Scaler): Floats {
  const rows = m.rows;
  const all = Array.from({ length: rows * m.cols }, (_, i) =>
    formula(m.at(i % rows, Math.floor(i / rows)), scaler, i % rows),
  );
  return numbers(dtype, all);
}

const random = new RandomState(8);
/** The second column has a heavy tail, the third is constant. */
const rows = Array.from({ length: 90 }, (_, j) => [
  1e6 + 1e4 * random.normal(),
  1e-3 * random.normal() * (j % 30 === 0 ? 400 : 1),
  7.3,
]);
const values = rows.map(([a, b]) => (a! - 1e6) / 1e4 + Math.min(3, Math.abs(b! / 1e-3)));
const regression = Dataset.from(rows, values, { task: 'regression' });
const binary = Dataset.from(
  rows,
  values.map((v) => (v > 1 ? 'high' : 'low')),
);

const options: TrainOptions = { hidden: [6], epochs: 12, seed: 2, learningRate: 0.01 };
const clipped: ScaleOption = { name: 'standard', clip: 1.5 };
const scales: readonly ScaleOption[] = [
  clipped,
  { name: 'minmax', clip: 0.4 },
  { name: 'none', clip: 1e6 },
];

const bitsOf = (model: Model): unknown => [
  model.history.cost,
  Object.values(model.parameters).map(({ data }) => [...data]),
];

describe.each(dtypes)('a model of clipped numbers, %s', (dtype) => {
  it.each(scales)('has the bits of the encoding that does the same: $name', async (scale) => {
    for (const data of [regression, binary] as Dataset[]) {
      const own: TrainOptions = { ...options, dtype, scale };
      const model = await train(data, own);
      // Whoever says what stands for a missing number has it remembered: that is an encoding.
      const encoded = await train(data, { ...own, impute: 'mean' });
      expect(bitsOf(model)).toEqual(bitsOf(encoded));
      expect(model.probabilities(rows)).toEqual(encoded.probabilities(rows));
      expect(model.evaluate(data)).toEqual(encoded.evaluate(data));
      const free = await train(data, {
        ...own,
        scale: typeof scale === 'string' ? scale : scale.name,
      });
      expect(bitsOf(free)).not.toEqual(bitsOf(model));
    }
  });

  it('answers with the same bits whichever way it is asked', async () => {
    const model = await train(regression, { ...options, dtype, scale: clipped });
    const exact = rows.map((row) => [...numbers(dtype, row)]);
    const list = model.probabilities(exact);
    expect(exact.map((row) => model.probabilities(row))).toEqual(list);
    expect(model.probabilities(Matrix.from(exact).T)).toEqual(list);
    expect(await model.probabilitiesAsync(exact)).toEqual(list);
    const many = Array.from({ length: 1300 }, (_, j) => exact[j % 90]!);
    const out = numbers(dtype, many.length);
    model.predictInto(numbers(dtype, many.flat()), out);
    expect([...out]).toEqual(many.map((_, j) => list[j % 90]![0]!));
    const scores = model.evaluate(regression);
    expect(await model.evaluateAsync(regression)).toEqual(scores);
    const squares = model.predict(rows).map((v, j) => (v - values[j]!) ** 2);
    expect(scores.mse).toBeCloseTo(squares.reduce((sum, v) => sum + v) / 90, 10);
  });

  it('comes back from its bytes', async () => {
    for (const scale of scales) {
      const model = await train(binary, { ...options, dtype, scale });
      const back = Model.fromBytes(model.toBytes());
      expect(back.probabilities(rows)).toEqual(model.probabilities(rows));
      expect(back.toBytes()).toEqual(model.toBytes());
      expect(String(back)).toBe(String(model));
    }
  });
});

describe('a model of clipped numbers', () => {
  it('is what one of numbers is, but for its limit', async () => {
    const model = await train(binary, { ...options, scale: clipped });
    expect(model.scale).toBe('standard');
    expect(String(model)).toContain('scale standard, clipped at 1.5\n');
    expect(String(model.summary())).not.toContain('missing');
    expect(() => model.predict([1e6, NaN, 7.3])).toThrow('NaN');
    const out = new Float32Array(2);
    model.predictInto(Float32Array.of(1e6, NaN, 7.3, 1e6, 0, 7.3), out);
    expect([...out].map(Number.isNaN)).toEqual([true, false]);
  });

  it('takes what is far, and refuses what cannot be scaled', async () => {
    const model = await train(binary, { ...options, dtype: 'float64', scale: clipped });
    const far = model.probabilities([1e6, 1e200, 7.3]);
    expect(model.probabilities([1e6, 1e250, 7.3])).toEqual(far);
    expect(() => model.predict([1e6, 1e308, 7.3])).toThrow('too far from the training data');
  });

  it.each(scales)('is what a linear model reads too: %j', (scale) => {
    const [own, encoded] = [{}, { impute: 'mean' } as const].map((more) => [
      logisticRegression(binary, { scale, ...more }),
      ridge(regression, { scale, ...more }),
    ]);
    own!.forEach((model, i) => {
      expect(model.probabilities(rows)).toEqual(encoded![i]!.probabilities(rows));
      expect(String(model.summary())).not.toContain('missing');
    });
  });

  it('takes the limit into training with the rows that are held out', async () => {
    const own: TrainOptions = { ...options, scale: clipped, validation: 0.3 };
    const model = await train(regression, own);
    const encoded = await train(regression, { ...own, impute: 'mean' });
    expect(model.history.validation).toEqual(encoded.history.validation);
  });
});
