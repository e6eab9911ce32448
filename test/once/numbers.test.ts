// Numbers as bytes of a file, on machines of either order of bytes; and whether they are finite.
import { describe, expect, it } from 'vitest';
import { allFinite, firstNotFinite } from '../../lib/base/finite.js';
import type { FloatArray } from '../../lib/base/dtype.js';
import { decode, encoded, memoryOf, PIECE, piecesOf } from '../../lib/format/numbers.js';

const values = [1, -0, 2 ** -149, -(2 ** -126), 3.4028234663852886e38, 0.1, -17];
const types = [Float32Array, Float64Array] as const;

describe.each(types)('%o as bytes of a file', (Type) => {
  const numbers = Type.from(values);
  const size = Type.BYTES_PER_ELEMENT;

  /** As DataView writes them. */
  function written(little: boolean): Uint8Array {
    const view = new DataView(new ArrayBuffer(values.length * size));
    const write = size === 4 ? view.setFloat32.bind(view) : view.setFloat64.bind(view);
    values.forEach((v, i) => write(i * size, v, little));
    return new Uint8Array(view.buffer);
  }

  it('are little-endian, whatever the machine is', () => {
    expect(encoded(numbers)).toEqual(written(true));
    const isLittle = memoryOf(numbers)[0] === written(true)[0];
    expect(encoded(numbers, true)).toEqual(written(!isLittle));
    expect(numbers).toEqual(Type.from(values));
  });

  it('are numbers again where they lie', () => {
    for (const swap of [false, true]) {
      const back = new Type(values.length);
      memoryOf(back).set(encoded(numbers, swap));
      decode(back, swap);
      expect(back).toEqual(numbers);
    }
  });
});

describe('pieces', () => {
  const shown = (arrays: readonly FloatArray[]) =>
    [...piecesOf(arrays)].map((piece) => [piece.constructor.name, piece.byteOffset, piece.length]);
  const flat = new Float32Array(PIECE);

  it('are a megabyte and a rest', () => {
    const [n, half] = [PIECE / 4, PIECE / 8];
    expect(shown([flat.subarray(0, n), new Float64Array(half + 1)])).toEqual([
      ['Float32Array', 0, n],
      ['Float64Array', 0, half],
      ['Float64Array', PIECE, 1],
    ]);
  });

  it('are joined where one memory has them one behind another, and only there', () => {
    const parts = [flat.subarray(2, 5), flat.subarray(5, 6), flat.subarray(6, 9)];
    expect(shown(parts)).toEqual([['Float32Array', 8, 7]]);
    expect(shown([parts[0]!, parts[2]!, parts[1]!])).toHaveLength(3);
    expect(shown([parts[0]!, new Float32Array(1), parts[1]!])).toHaveLength(3);
    expect(shown([flat.subarray(0, 2), new Float64Array(flat.buffer, 8, 1)])).toHaveLength(2);
  });

  it('are the numbers, in their order', () => {
    const long = Float64Array.from({ length: PIECE / 4 + 3 }, (_, i) => i);
    const found = [...piecesOf([long.subarray(0, 7), long.subarray(7)])].flatMap((p) => [...p]);
    expect(Buffer.compare(memoryOf(Float64Array.from(found)), memoryOf(long))).toBe(0);
  });
});

describe.each(types)('what is not finite among %o', (Type) => {
  it('is found at every place of every length', () => {
    for (const odd of [NaN, Infinity, -Infinity]) {
      for (let n = 1; n < 12; n++) {
        for (let i = 0; i < n; i++) {
          const numbers = new Type(n).map((_, k) => (k === i ? odd : values[k % 7]!));
          expect(allFinite(numbers)).toBe(false);
          expect(firstNotFinite(numbers)).toBe(i);
        }
      }
    }
  });

  it('is not seen where there is none, however large or small the numbers are', () => {
    const largest = Type === Float32Array ? 3.4028234663852886e38 : Number.MAX_VALUE;
    const numbers = new Type(10_001).fill(largest).map((v, i) => (i % 3 === 0 ? -v / 2 : v));
    numbers.set(values);
    expect(allFinite(numbers)).toBe(true);
    expect(firstNotFinite(numbers)).toBe(-1);
    expect(firstNotFinite(new Type(0))).toBe(-1);
    numbers[9_000] = numbers[10_000] = NaN;
    expect(firstNotFinite(numbers)).toBe(9_000);
  });
});
