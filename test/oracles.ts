// What the arithmetic rules say, in the plainest loops: the tests compare every backend with these.
import { backend, Matrix, type DType, type RandomState } from '../lib/index.js';
import { placed } from '../lib/base/matrix.js';

export type Floats = Float32Array | Float64Array;

export function numbers(dtype: DType, values: number | ArrayLike<number>): Floats {
  if (typeof values === 'number')
    return dtype === 'float32' ? new Float32Array(values) : new Float64Array(values);
  return dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
}

/** The same matrix, rounded to the dtype. */
export function cast(dtype: DType, m: Matrix): Matrix {
  return Matrix.of(numbers(dtype, m.data), m.rows, m.cols);
}

/** `count` standard normal numbers. */
export function draws(dtype: DType, count: number, random: RandomState): Floats {
  const out = numbers(dtype, count);
  for (let i = 0; i < count; i++) out[i] = random.normal();
  return out;
}

/** (rows, cols) of standard normal numbers. */
export function randomMatrix(
  dtype: DType,
  rows: number,
  cols: number,
  random: RandomState,
): Matrix {
  return Matrix.of(draws(dtype, rows * cols, random), rows, cols);
}

/** A view with any strides on a storage of its own, with NaN between the elements. */
export function strided(m: Matrix, rowStride: number, colStride: number): Matrix {
  const { dtype, rows, cols, data } = m;
  const storage = numbers(dtype, (rows - 1) * rowStride + (cols - 1) * colStride + 1).fill(NaN);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) storage[r * rowStride + c * colStride] = data[i++]!;
  }
  return placed({ storage, rows, cols, rowStride, colStride, rowOrder: null, colOrder: null });
}

/** The same numbers, lying column by column. */
export function columnMajor(m: Matrix): Matrix {
  return Matrix.of(m.T.data.slice(), m.cols, m.rows).T;
}

/** The bits of two arrays agree; NaN is NaN, whatever its payload, and 0 is not −0. */
export function firstDifference(x: ArrayLike<number>, y: ArrayLike<number>): string | undefined {
  if (x.length !== y.length) return `lengths ${x.length} and ${y.length}`;
  for (let i = 0; i < x.length; i++) {
    if (!Object.is(x[i], y[i])) return `element ${i}: ${x[i]} and ${y[i]}`;
  }
  return undefined;
}

/** As a part of the largest number of `y`. */
export function largestDifference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const differences = Array.from(x, (v, i) => Math.abs(v - y[i]!));
  return Math.max(...differences) / Math.max(...Array.from(y, Math.abs));
}

const SPLIT = 2 ** 27 + 1;
const word = new Float64Array(1);
const bits = new BigInt64Array(word.buffer);

/** a·b − p for p = a·b rounded (Dekker 1971). */
export function productError(a: number, b: number, p: number): number {
  const [ca, cb] = [SPLIT * a, SPLIT * b];
  const [ah, bh] = [ca - (ca - a), cb - (cb - b)];
  const [al, bl] = [a - ah, b - bh];
  return al * bl - (p - ah * bh - al * bh - ah * bl);
}

/**
 * a·b + c of doubles rounded once, by error-free transforms and rounding to odd (Boldo and Melquiond
 * 2008), for numbers far from overflow and underflow.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const p = a * b;
  if (!Number.isFinite(p) || !Number.isFinite(c)) return p + c;
  const low = productError(a, b, p);
  const th = c + low;
  const tt = th - c;
  const tl = c - (th - tt) + (low - tt);
  const vh = p + th;
  const vt = vh - p;
  const vl = p - (vh - vt) + (th - vt);
  return vh + roundedToOdd(tl, vl);
}

function roundedToOdd(a: number, b: number): number {
  const sum = a + b;
  const t = sum - a;
  const rest = a - (sum - t) + (b - t);
  if (rest === 0) return sum;
  word[0] = sum;
  if ((bits[0]! & 1n) === 0n) bits[0]! += rest > 0 === sum > 0 ? 1n : -1n;
  return word[0];
}

type MultiplyAdd = (a: number, b: number, c: number) => number;

/** Rule 1 (and 10): float32 and native float64 fused, float64 of the JavaScript backend not. */
export function multiplyAddOf(dtype: DType): MultiplyAdd {
  if (dtype === 'float32') return (a, b, c) => Math.fround(a * b + c);
  return backend().name === 'js' ? (a, b, c) => a * b + c : fusedMultiplyAdd;
}

const LANES = { float32: 16, float64: 8 } as const;

/** Rule 2: ascending k from +0; in lanes, added by a tree, iff max(M, N) <= 8 and K >= 64. */
export function productByTheRules(A: Matrix, B: Matrix): Floats {
  const { dtype, rows, cols: depth } = A;
  const lanes = Math.max(rows, B.cols) <= 8 && depth >= 64 ? LANES[dtype] : 1;
  const out = numbers(dtype, rows * B.cols);
  const [a, b] = [A.data, B.T.data];
  const fma = multiplyAddOf(dtype);
  const sums = numbers(dtype, lanes);
  for (let i = 0, o = 0; i < rows; i++) {
    for (let j = 0; j < B.cols; j++, o++) {
      sums.fill(0);
      for (let k = 0, lane = 0; k < depth; k++) {
        sums[lane] = fma(a[i * depth + k]!, b[j * depth + k]!, sums[lane]!);
        if (++lane === lanes) lane = 0;
      }
      for (let h = lanes / 2; h >= 1; h /= 2) {
        for (let q = 0; q < h; q++) sums[q]! += sums[q + h]!;
      }
      out[o] = sums[0]!;
    }
  }
  return out;
}
