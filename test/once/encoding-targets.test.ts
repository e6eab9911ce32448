// How the targets of a regression are scaled and brought back.
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import {
  fitTargets,
  scaleTargets,
  targetScales,
  unscaleTargets,
  type TargetEncoding,
  type TargetRequest,
} from '../../lib/data/encoding/target.js';
import { describeTargets, parseTargets } from '../../lib/data/encoding/target-description.js';
import { fitScaler } from '../../lib/data/scaler.js';
import { momentsOf } from '../../lib/data/statistics.js';
import { DenselyError, Matrix, RandomState, type FloatArray } from '../../lib/index.js';
import { fitted, single, tables } from './encodings.js';

function fit(Y: Matrix, request: Partial<TargetRequest>): readonly TargetEncoding[] {
  const names = Array.from({ length: Y.rows }, (_, i) => `y${i + 1}`);
  return atOnce(fitTargets(Y, names, { scale: 'standard', clamp: false, seed: 0, ...request }));
}

function scaled(targets: readonly TargetEncoding[], Y: Matrix): Matrix {
  const to = Matrix.of(new Float64Array(Y.rows * Y.cols), Y.cols, Y.rows).T;
  expect(atOnce(scaleTargets(targets, Y, to))).toBe(-1);
  return to;
}

function back<A extends FloatArray>(targets: readonly TargetEncoding[], outputs: A): A {
  unscaleTargets(targets, outputs);
  return outputs;
}

const random = new RandomState(9);
const Y = Matrix.from([
  Array.from({ length: 500 }, () => random.interval(40) * 1.5),
  Array.from({ length: 500 }, () => random.random() * 1e6),
]);

describe.each(targetScales)('%s', (scale) => {
  it.each([false, true])('is undone, clamped: %s', (clamp) => {
    const targets = fit(Y, { scale, clamp });
    const found = back(targets, scaled(targets, Y).T.data);
    Y.T.data.forEach((value, i) => {
      // Quantiles are half a step off where a value is many times there, and at both ends.
      const allowed = scale === 'quantile' ? 1.5 : 1e-9 * Math.max(value, 1);
      expect(Math.abs(found[i]! - value), `${value}`).toBeLessThanOrEqual(allowed);
    });
  });

  it('stays as it is in a file', () => {
    const targets = fit(Y, { scale, clamp: true });
    const { description, tensors } = describeTargets(targets);
    const read = parseTargets(JSON.parse(JSON.stringify(description)), tensors, 2);
    expect(read).toEqual(targets);
    for (const [name, numbers] of tensors) {
      const wrong = new Map([...tensors, [name, numbers.slice(1)]]);
      expect(() => parseTargets(description, wrong, 2), name).toThrow(DenselyError);
      const odd = new Map([...tensors, [name, numbers.slice().fill(NaN)]]);
      expect(() => parseTargets(description, odd, 2), name).toThrow(DenselyError);
    }
    for (const wrong of [null, {}, { ...description, scale: 'x' }, { ...description, clamp: 1 }])
      expect(() => parseTargets(wrong, tensors, 2)).toThrow(DenselyError);
  });

  it('keeps predictions within what was seen where clamped', () => {
    const found = back(fit(Y, { scale, clamp: true }), Float64Array.of(1e6, 1e6, -1e9, -1e9));
    const { min, max } = atOnce(momentsOf(Y));
    expect(Array.from(found)).toEqual([...max, ...min]);
  });
});

it('standard and minmax are what a Scaler does', () => {
  for (const scale of ['standard', 'minmax'] as const) {
    const { offset, divisor } = atOnce(fitScaler(scale, atOnce(momentsOf(Y)), ['a', 'b']));
    const targets = fit(Y, { scale });
    expect(targets.map((of) => of.offset)).toEqual([...offset]);
    expect(targets.map((of) => of.divisor)).toEqual([...divisor]);
  }
});

it('log is log1p, then mean 0 and deviation 1; predictions stay finite', () => {
  const values = [0, 1, 10, 100, 1e5];
  const targets = fit(Matrix.from([values]), { scale: 'log' });
  const logs = values.map(Math.log1p);
  const mean = logs.reduce((sum, v) => sum + v) / 5;
  const deviation = Math.sqrt(logs.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 5);
  const found = scaled(targets, Matrix.from([values])).data;
  found.forEach((z, i) => expect(z).toBeCloseTo((logs[i]! - mean) / deviation, 12));
  expect(back(targets, Float64Array.of(1e9))[0]).toBe(Number.MAX_VALUE);
  expect(back(targets, Float32Array.of(1e9, 30))).toEqual(
    new Float32Array(2).fill(3.4028234663852886e38),
  );
});

it('log refuses values below 0 by their example', () => {
  const work = (): unknown =>
    fit(
      Matrix.from([
        [1, 2],
        [3, -0.5],
      ]),
      { scale: 'log' },
    );
  expect(work).toThrow(
    "targetScale 'log' takes values from 0 on, but \"y2\" of example 1 is -0.5: say targetScale: 'standard' or 'quantile'.",
  );
});

it('quantile is what features become by it', () => {
  const [, { columns, ways }] = tables()[0]!;
  const { inputs } = ways.find(({ scale }) => scale === 'quantile')!;
  const values = columns[0]!.values as number[];
  const found = scaled(
    fit(Matrix.from([values]), { scale: 'quantile' }),
    Matrix.from([values]),
  ).data;
  found.forEach((z, j) => expect(Math.abs(z - inputs[0]![j]!)).toBeLessThan(1e-12));
  expect(fitted(single('number', values), { scale: 'quantile' }).features[0]).toMatchObject({
    quantiles: fit(Matrix.from([values]), { scale: 'quantile' })[0]!.quantiles,
  });
});

it('what the dtype cannot hold is told by its first example', () => {
  const wide = Matrix.from([[1, 1e30, 1e60]]);
  const to = Matrix.from([[0, 0, 0]], 'float32');
  expect(atOnce(scaleTargets(fit(wide, { scale: 'none' }), wide, to))).toBe(2);
});
