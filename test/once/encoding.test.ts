// What columns of a table become, one kind after another.
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import { encodeFrame } from '../../lib/data/encoding/encode.js';
import { textOf } from '../../lib/data/encoding/text.js';
import type { Frame } from '../../lib/data/frame.js';
import { fitScaler, scaleMatrix } from '../../lib/data/scaler.js';
import { momentsOf } from '../../lib/data/statistics.js';
import { Matrix, RandomState } from '../../lib/index.js';
import {
  encoded,
  fitted,
  frameOf,
  inputsOf,
  single,
  tables,
  type GivenColumn,
} from './encodings.js';

describe.each(tables())('%s', (_, { columns, ways }) => {
  it.each(ways)('is encoded as by scikit-learn: $scale, $impute', ({ scale, impute, inputs }) => {
    const frame = frameOf(columns);
    // So far away nothing is clipped.
    const encoding = fitted(frame, { scale: { name: scale, clip: 1e9 }, impute });
    const found = encoded(encoding, frame).toArray();
    expect(found.length).toBe(inputs.length);
    found.forEach((row, i) => {
      row.forEach((value, j) => {
        const expected = inputs[i]![j]!;
        const wrong = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
        const where = `${encoding.inputNames[i]} of example ${j}: ${value}, not ${expected}`;
        expect(wrong, where).toBeLessThan(1e-12);
      });
    });
  });

  it('is clipped smoothly at 3 by the robust scale', () => {
    const frame = frameOf(columns);
    const free = encoded(fitted(frame, { scale: { name: 'robust', clip: 1e9 } }), frame).data;
    const held = encoded(fitted(frame, { scale: 'robust' }), frame).data;
    held.forEach((value, i) => {
      expect(value).toBeCloseTo(free[i]! / Math.sqrt(1 + (free[i]! / 3) ** 2), 12);
      expect(Math.abs(value)).toBeLessThan(3);
    });
  });
});

describe('numbers', () => {
  it('are shifted, divided, warped and clipped by what is said of their column', () => {
    const said = (name: string, scale: 'log' | 'none'): GivenColumn => ({
      name,
      kind: 'number',
      values: [-1, 0, 3],
      said: { scale },
    });
    const frame = frameOf([said('a', 'log'), said('b', 'none'), said('c', 'none')]);
    const columns = { c: { scale: { name: 'minmax', clip: 0.5 } } } as const;
    expect(inputsOf(frame, { scale: 'standard', columns })).toEqual({
      a: [-Math.log1p(1), 0, Math.log1p(3)],
      b: [-1, 0, 3],
      c: [0, 0.25, 1].map((z) => z / Math.sqrt(1 + (z / 0.5) ** 2)),
    });
  });

  it('have a mean, a median or a number where one is missing, and an input tells', () => {
    const frame = single('number', [1, null, 3, 11, null]);
    const missing = [0, 1, 0, 0, 1];
    expect(inputsOf(frame)).toEqual({ x: [1, 5, 3, 11, 5], 'x missing': missing });
    expect(inputsOf(frame, { impute: 'median' }).x).toEqual([1, 3, 3, 11, 3]);
    expect(inputsOf(frame, { impute: -1 }).x).toEqual([1, -1, 3, 11, -1]);
    expect(inputsOf(frame, { columns: { x: { impute: 0 } } }).x).toEqual([1, 0, 3, 11, 0]);
  });

  it('that were never missing in training have no such input, but what stands for one', () => {
    const encoding = fitted(single('number', [1, 2, 6]), { scale: 'minmax' });
    expect(encoding.inputNames).toEqual(['x']);
    expect(encoded(encoding, single('number', [null, 6])).toArray()).toEqual([[0.4, 1]]);
  });

  it('all of which are missing are 0', () => {
    for (const scale of ['standard', 'minmax', 'robust', 'quantile', 'log', 'none'] as const) {
      const { x, 'x missing': missing } = inputsOf(single('number', [null, null]), { scale });
      const expected = scale === 'quantile' ? [x![0], x![0]] : [0, 0];
      expect(x, scale).toEqual(expected);
      expect(missing!.every(Number.isFinite)).toBe(true);
    }
  });

  it('are read wherever they lie, as float32 too', () => {
    const values = Float32Array.of(9, 9, 0.1, 9, 0.2, 9, NaN, 9);
    const lying = { name: 'x', kind: 'number', values, offset: 2, stride: 2, said: {} } as const;
    const frame: Frame = { columns: [{ ...lying, holes: true }], order: null, size: 3 };
    const numbers = [Math.fround(0.1), Math.fround(0.2), null];
    for (const impute of ['mean', 'median', 'refuse'] as const) {
      const part: Frame = { ...frame, order: Uint32Array.of(1, 0), size: 2 };
      expect(inputsOf(part, { impute }).x).toEqual([numbers[1], numbers[0]]);
    }
    expect(inputsOf(frame)).toEqual(inputsOf(single('number', numbers)));
  });

  it('that are holes where their column says that it has none are told', () => {
    const frame = single('number', [1, 2]);
    const [column] = single('number', [1, null]).columns;
    const wrong: Frame = { ...frame, columns: [{ ...column!, holes: false }] };
    const to = Matrix.from([[0, 0]]);
    expect(atOnce(encodeFrame(fitted(frame), wrong, to))).toBe(1);
  });

  it('that are constant are 0 whatever comes, by the robust scale', () => {
    const encoding = fitted(single('number', [5, 5, 5]), { scale: 'robust' });
    expect(encoded(encoding, single('number', [5, 6])).toArray()).toEqual([[0, 0]]);
    const rare = fitted(single('number', [0, 0, 0, 0, 0, 4]), { scale: 'robust' });
    expect([rare.offset[0], rare.divisor[0]]).toEqual([0, 2]);
  });

  it('have no −0 in the median, whichever zero is there', () => {
    for (const values of [
      [-0, -0, 1, -1, 0],
      [0, 0, 1, -1, -0],
    ]) {
      const { offset } = fitted(single('number', values), { scale: 'robust' });
      expect(Object.is(offset[0], 0)).toBe(true);
    }
  });

  it('alone and without holes are what a Scaler makes of them, bit for bit', () => {
    const random = new RandomState(2);
    const names = ['a', 'b', 'c'];
    const rows = names.map((_, c) => Array.from({ length: 9000 }, () => random.normal() * 10 ** c));
    const X = Matrix.from(rows);
    const frame = frameOf(names.map((name, i) => ({ name, kind: 'number', values: rows[i]! })));
    for (const scale of ['standard', 'minmax'] as const) {
      const encoding = fitted(frame, { scale });
      const to = Matrix.of(new Float64Array(X.rows * X.cols), X.rows, X.cols);
      const scaler = atOnce(fitScaler(scale, atOnce(momentsOf(X)), names));
      atOnce(scaleMatrix(scaler, X, to));
      expect(encoded(encoding, frame).data).toEqual(to.data);
    }
  });

  it('of 100,000 columns are fitted by a Scaler in pieces', () => {
    const n = 100_000;
    const moments = atOnce(momentsOf(Matrix.of(new Float64Array(2 * n), n, 2)));
    const names = Array.from({ length: n }, (_, i) => `x${i + 1}`);
    expect([...fitScaler('standard', moments, names)].length).toBeGreaterThan(20);
  });

  it('of a large table have the quantiles of a sample that the seed decides', () => {
    const random = new RandomState(4);
    const values = Array.from({ length: 120_000 }, () => random.normal());
    const frame = single('number', values);
    const encoding = fitted(frame, { scale: 'quantile', seed: 7 });
    expect(encoding.sample).toEqual({ seed: 7, size: 100_000 });
    expect(fitted(frame, { scale: 'quantile', seed: 7 })).toEqual(encoding);
    expect(fitted(frame, { scale: 'quantile', seed: 8 })).not.toEqual(encoding);
    const found = encoded(encoding, frame).data;
    const off = values.filter(
      (value, j) => Math.abs(value) < 2 && Math.abs(found[j]! - value) > 0.03,
    );
    expect(off).toEqual([]);
    expect(textOf(encoding).at(-1)).toBe(
      'Quantiles are those of 100000 examples, drawn with seed 7.',
    );
  });

  it('that the dtype cannot hold are told by their first example', () => {
    const encoding = fitted(single('number', [1, 1e39, 2, 1e300]));
    const to = (dtype: 'float32' | 'float64') => Matrix.from([[0, 0, 0, 0]], dtype);
    const frame = single('number', [1, 1e39, 2, 1e300]);
    expect(atOnce(encodeFrame(encoding, frame, to('float32')))).toBe(1);
    expect(atOnce(encodeFrame(encoding, frame, to('float64')))).toBe(-1);
    const infinite = single('number', [1, 2, Infinity, -Infinity]);
    expect(atOnce(encodeFrame(encoding, infinite, to('float64')))).toBe(2);
    const clipped = fitted(frame, { scale: { name: 'none', clip: 2 } });
    expect(atOnce(encodeFrame(clipped, infinite, to('float64')))).toBe(2);
    const far = encoded(clipped, single('number', [1e300, -1e300, 0, 1e-300])).toArray();
    expect(far).toEqual([[2, -2, 0, 1e-300]]);
  });
});

describe('words', () => {
  it('have an input a level, in the order of code points and of no locale', () => {
    const frame = single('category', ['é', 'z', 'Z', '😀', 'ﾶ', '10', '9', '']);
    expect(fitted(frame).inputNames).toEqual(
      ['', '10', '9', 'Z', 'z', 'é', 'ﾶ', '😀'].map((level) => `x=${level}`),
    );
  });

  it('of two levels have one: the first +1, the second −1, none of them 0', () => {
    const frame = single('category', ['no', 'yes', null, 'no']);
    expect(inputsOf(frame)).toEqual({ 'x=no': [1, -1, 0, 1] });
    const encoding = fitted(frame);
    expect(encoded(encoding, single('category', ['perhaps', 'yes'])).toArray()).toEqual([[0, -1]]);
  });

  it('of one level have one too, and of none an input for what comes later', () => {
    expect(inputsOf(single('category', ['a', null]))).toEqual({ 'x=a': [1, 0] });
    const empty = fitted(single('category', [null, null]), { scale: 'standard' });
    expect(empty.inputNames).toEqual(['x other']);
    expect(encoded(empty, single('category', ['a', null])).toArray()).toEqual([[1, 0]]);
  });

  it('of more than 64 levels share one, which takes what training had not', () => {
    // 70 levels, the first ten of them twice: ties go by code points.
    const levels = Array.from({ length: 70 }, (_, i) => `l${String(i).padStart(2, '0')}`);
    const frame = single('category', [...levels.toReversed(), ...levels.slice(60), null]);
    const encoding = fitted(frame);
    const kept = [...levels.slice(0, 54), ...levels.slice(60)];
    expect(encoding.inputNames).toEqual([...kept.map((level) => `x=${level}`), 'x other']);
    const [last, other] = encoded(encoding, single('category', ['l55', 'new', 'l69', null]))
      .toArray()
      .slice(-2);
    expect([last, other]).toEqual([
      [0, 0, 1, 0],
      [1, 1, 0, 0],
    ]);
  });

  it('are known by their text, whatever their places in a table', () => {
    const encoding = fitted(single('category', ['a', 'b', 'c']));
    const other = single('category', ['c', 'd', 'a', 'b', null], { levels: ['d', 'c', 'b', 'a'] });
    expect(encoded(encoding, other).toArray()).toEqual([
      [0, 0, 1, 0, 0],
      [0, 0, 0, 1, 0],
      [1, 0, 0, 0, 0],
    ]);
  });

  it('that only examples outside of the training part have are none of its levels', () => {
    const columns = [{ name: 'x', kind: 'category', values: ['a', 'b', 'c', 'd'] }] as const;
    const frame = frameOf(columns, Uint32Array.of(3, 0, 2));
    expect(fitted(frame).inputNames).toEqual(['x=a', 'x=c', 'x=d']);
  });

  it('are scaled by standard, minmax and robust scales alone', () => {
    const frame = single('category', ['a', 'b', 'c', 'a']);
    expect(inputsOf(frame, { scale: 'standard' })['x=a']).toEqual([1, -1, -1, 1]);
    for (const scale of ['quantile', 'log', 'none'] as const)
      expect(inputsOf(frame, { scale: { name: scale, clip: 0.1 } })['x=a']).toEqual([1, 0, 0, 1]);
  });
});

describe('truth values', () => {
  it('are +1 and −1 whichever training had', () => {
    expect(inputsOf(single('boolean', ['true', 'false', null]))).toEqual({ 'x=true': [1, -1, 0] });
    const encoding = fitted(single('boolean', ['false', 'false']));
    expect(encoded(encoding, single('boolean', ['true', 'false'])).toArray()).toEqual([[1, -1]]);
    // Read as words they are the same.
    expect(encoded(encoding, single('category', ['true', 'x'])).toArray()).toEqual([[1, 0]]);
  });
});

describe('levels with an order', () => {
  it('are 0, 1, 2, …, and an unknown one is a hole', () => {
    const levels = ['S', 'M', 'L'];
    const frame = single('ordinal', ['L', null, 'S', 'L'], { levels });
    expect(inputsOf(frame)).toEqual({ x: [2, 4 / 3, 0, 2], 'x missing': [0, 1, 0, 0] });
    const encoding = fitted(frame, { impute: 1 });
    const other = single('ordinal', ['XL', 'M'], { levels: ['M', 'XL'] });
    expect(encoded(encoding, other).toArray()).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });
});

describe('dates', () => {
  const turn = (share: number): number[] => [Math.sin, Math.cos].map((f) => f(2 * Math.PI * share));

  it('are days since 1970, and places on the circles of year, week and day', () => {
    const found = inputsOf(single('date', ['1969-12-29T06:00', '2024-12-31T00:00', null]));
    expect(Object.keys(found)).toEqual(
      [
        'days',
        'missing',
        'year sin',
        'year cos',
        'week sin',
        'week cos',
        'hour sin',
        'hour cos',
      ].map((name) => `x ${name}`),
    );
    // A Monday, the 363rd day of 365; a Tuesday, the last of 366.
    const expected = [
      [-2.75, 0, ...turn(362 / 365), ...turn(0), ...turn(0.25)],
      [20_088, 0, ...turn(365 / 366), ...turn(1 / 7), ...turn(0)],
      [(20_088 - 2.75) / 2, 1, 0, 0, 0, 0, 0, 0],
    ];
    Object.values(found).forEach((row, i) =>
      row.forEach((value, j) => expect(value).toBeCloseTo(expected[j]![i]!, 14)),
    );
  });

  it('have no hours where all are midnight', () => {
    const { inputNames } = fitted(single('date', ['2024-02-29T00:00', '2023-03-01T00:00']));
    expect(inputNames.filter((name) => name.includes('hour'))).toEqual([]);
  });

  it('have the same day of the year as a calendar, over 4,000 years', () => {
    const random = new RandomState(6);
    const values = Array.from({ length: 3000 }, () =>
      new Date(random.uniform(-6.2e13, 6.2e13)).toISOString().replace('Z', ''),
    ).filter((text) => !text.startsWith('-') && !text.startsWith('+'));
    const found = inputsOf(single('date', values));
    values.forEach((text, j) => {
      const time = Date.parse(`${text}Z`);
      const date = new Date(time);
      const start = (of: number): number => new Date(0).setUTCFullYear(of, 0, 1);
      const year = date.getUTCFullYear();
      const day = Math.floor((time - start(year)) / 864e5);
      const length = Math.round((start(year + 1) - start(year)) / 864e5);
      const [sine, cosine] = turn(day / length);
      expect(found['x year sin']![j], text).toBeCloseTo(sine!, 12);
      expect(found['x year cos']![j], text).toBeCloseTo(cosine!, 12);
      expect(found['x week sin']![j], text).toBeCloseTo(
        turn(((date.getUTCDay() + 6) % 7) / 7)[0]!,
        12,
      );
    });
    expect(values.length).toBeGreaterThan(1000);
  });
});

it('is told in words', () => {
  const frame = frameOf([
    { name: 'age', kind: 'number', values: [1, null, 2.5] },
    { name: 'plan', kind: 'category', values: ['a', 'b', 'c'] },
    { name: 'paid', kind: 'boolean', values: ['true', null, 'false'] },
    { name: 'size', kind: 'ordinal', values: ['S', 'S', 'L'], levels: ['S', 'L'] },
    { name: 'day', kind: 'date', values: ['2024-01-01T00:00', null, '2024-01-03T00:00'] },
  ]);
  const columns = { plan: { impute: 'refuse' }, size: { scale: 'none' } } as const;
  expect(textOf(fitted(frame, { scale: 'robust', columns }))).toEqual([
    'age: number, 2 inputs; missing: 1.75, and an input tells; robust, clipped at 3',
    'plan: category, 3 inputs; a, b, c; none may be missing; robust, clipped at 3',
    'paid: boolean, 1 input; true is +1, false is -1; robust, clipped at 3',
    'size: ordinal, 1 input; 0 to 1; missing: 0.33333; none',
    'day: date, 6 inputs; days since 1970, circles of year and week; missing: 19724, and an input tells; robust, clipped at 3',
  ]);
});
