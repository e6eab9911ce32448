// The same table has the same inputs, bit for bit, whichever way it goes.
import { afterEach, describe, expect, it } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import { cellEncoder } from '../../lib/data/encoding/cells.js';
import { describeEncoding } from '../../lib/data/encoding/describe.js';
import { encodeFrame } from '../../lib/data/encoding/encode.js';
import { levelOf, type Encoding } from '../../lib/data/encoding/encoding.js';
import { parseEncoding } from '../../lib/data/encoding/parse.js';
import type { EncodingRequest } from '../../lib/data/encoding/options.js';
import type { Frame } from '../../lib/data/frame.js';
import { Matrix, RandomState, type DType, type FloatArray } from '../../lib/index.js';
import { encoded, fitted, frameOf, randomColumns } from './encodings.js';

const ways: Partial<EncodingRequest>[] = [
  { scale: 'standard' },
  { scale: 'minmax', impute: 'median' },
  { scale: 'robust', impute: -3 },
  { scale: 'quantile' },
  { scale: { name: 'log', clip: 2 } },
  { scale: 'none', columns: { n: { scale: 'quantile' }, words: { scale: 'robust' } } },
];
const cases = ways.flatMap((way, i) => [i, i + 50].map((seed) => ({ seed, way })));

/** One record's cells. */
function cellsOf({ features }: Encoding, { columns, order }: Frame, j: number): Float64Array {
  const row = order ? order[j]! : j;
  return Float64Array.from(columns, (column, f) => {
    const feature = features[f]!;
    if (column.kind === 'number') return column.values[column.offset + row * column.stride]!;
    if (column.kind === 'date') return column.times[row]!;
    if (feature.kind === 'number' || feature.kind === 'date') throw new Error('another kind');
    const code = column.codes[row]!;
    return code < 0 ? NaN : levelOf(feature, column.levels[code]!);
  });
}

function bits(numbers: FloatArray): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('hex');
}

const zone = process.env['TZ'];

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe.each(cases)('table $seed, $way', ({ seed, way }) => {
  // The second half has levels that training has not.
  const columns = randomColumns(seed, 300);
  const order = new RandomState(seed).permutation(300);
  const training = frameOf(columns, order.slice(0, 150));
  const all = frameOf(columns, order);
  const encoding = fitted(training, way);

  it.each<DType>(['float32', 'float64'])('its examples one by one in %s', (dtype) => {
    const found = encoded(encoding, all, dtype).T.data;
    const width = encoding.inputNames.length;
    const encode = cellEncoder(encoding);
    const one = found.slice(0, width + 2).fill(NaN);
    for (let j = 0; j < all.size; j++) {
      expect(encode(cellsOf(encoding, all, j), one, 1)).toBe(true);
      expect(bits(one.slice(1, -1)), `example ${j}`).toBe(
        bits(found.slice(j * width, (j + 1) * width)),
      );
    }
    expect([one[0], one.at(-1)]).toEqual([NaN, NaN]);
  });

  it('in float32 rounded once', () => {
    const wide = encoded(encoding, all).data;
    expect(bits(encoded(encoding, all, 'float32').data)).toBe(bits(Float32Array.from(wide)));
  });

  it('whether inputs or examples lie together, in a larger matrix too', () => {
    const [n, m] = [encoding.inputNames.length, all.size];
    const rows = encoded(encoding, all);
    const turned = Matrix.of(new Float64Array(n * m), m, n).T;
    expect(atOnce(encodeFrame(encoding, all, turned))).toBe(-1);
    expect(bits(turned.data)).toBe(bits(rows.data));
  });

  it('by order and by copies', () => {
    const first = order.slice(0, 150);
    const picked = columns.map((column) => ({
      ...column,
      values: Array.from(first, (row) => column.values[row]!),
    }));
    const copy = frameOf(picked);
    expect(fitted(copy, way)).toEqual(encoding);
    expect(bits(encoded(encoding, copy).data)).toBe(bits(encoded(encoding, training).data));
  });

  it('after it was written and read', () => {
    const { description, tensors } = describeEncoding(encoding);
    const read = parseEncoding(JSON.parse(JSON.stringify(description)), tensors);
    expect(read).toEqual(encoding);
    expect(bits(encoded(read, all).data)).toBe(bits(encoded(encoding, all).data));
  });

  it('in every time zone', () => {
    const found = bits(encoded(encoding, all).data);
    for (const name of ['America/St_Johns', 'Asia/Seoul']) {
      process.env['TZ'] = name;
      expect(new Date(0).getTimezoneOffset()).not.toBe(0);
      const frame = frameOf(columns, order);
      expect(bits(encoded(fitted(training, way), frame).data)).toBe(found);
    }
  });
});

it('is encoded in pieces of 8,192 cells', () => {
  const frame = frameOf(randomColumns(1, 3000));
  const encoding = fitted(frame);
  const width = encoding.inputNames.length;
  const to = Matrix.of(new Float32Array(width * 3000), 3000, width).T;
  let pieces = 0;
  for (const _ of encodeFrame(encoding, frame, to)) pieces++;
  expect(pieces).toBeGreaterThanOrEqual(Math.floor((12 * 3000) / 8192));
});
