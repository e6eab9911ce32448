// How tables become a network's inputs.
import { describe, expect, it } from 'vitest';
import { placed } from '../lib/base/matrix.js';
import { atOnce } from '../lib/base/slices.js';
import { encodeFrame } from '../lib/data/encoding/encode.js';
import type { Encoding } from '../lib/data/encoding/encoding.js';
import { fitEncoding } from '../lib/data/encoding/fit.js';
import type { EncodingRequest } from '../lib/data/encoding/options.js';
import type { Frame } from '../lib/data/frame.js';
import { Matrix } from '../lib/index.js';
import { frameOf, tables } from './encodings.js';

const plain: EncodingRequest = { scale: 'standard', impute: 'mean', seed: 0 };

export function fitted(frame: Frame, request: Partial<EncodingRequest> = {}): Encoding {
  return atOnce(fitEncoding(frame, { ...plain, ...request }));
}

export function encode(encoding: Encoding, frame: Frame): number[][] {
  const [n, m] = [encoding.inputNames.length, frame.size];
  const to = Matrix.of(new Float64Array(n * m), n, m);
  expect(atOnce(encodeFrame(encoding, frame, to))).toBe(-1);
  return to.toArray();
}

describe.each(Object.entries(tables))('%s', (_, { columns, ways }) => {
  it.each(ways)('is encoded as by scikit-learn: $scale, $impute', ({ scale, impute, inputs }) => {
    const frame = frameOf(columns);
    // So far away nothing is clipped.
    const encoding = fitted(frame, { scale: { name: scale, clip: 1e9 }, impute });
    const found = encode(encoding, frame);
    expect(found.length).toBe(inputs.length);
    found.forEach((row, i) => {
      row.forEach((value, j) => {
        const expected = inputs[i]![j]!;
        const wrong = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
        expect(
          wrong,
          `${encoding.inputNames[i]} of example ${j}: ${value}, ${expected}`,
        ).toBeLessThan(1e-12);
      });
    });
  });
});
void placed;
