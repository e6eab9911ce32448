import { oneOf } from './checks.js';
import { DenselyError, invalid } from './errors.js';
import { typedName } from './typed-array.js';

/**
 * Element type of matrices, parameters and all arithmetic of a network.
 *
 * @example
 * import { type DType, initializeParameters } from 'densely';
 *
 * const dtype: DType = 'float32';
 * console.log(initializeParameters(2, 4, 1, { dtype }).W1.dtype); // float32
 */
export type DType = 'float32' | 'float64';

/**
 * The typed array of a {@link DType}.
 *
 * @example
 * import { type FloatArray, Matrix } from 'densely';
 *
 * const largest = (x: FloatArray): number => Math.max(...x);
 * console.log(largest(Matrix.from([[1, 6, 2]]).data)); // 6
 */
export type FloatArray = Float32Array | Float64Array;

export const dtypes: readonly DType[] = ['float32', 'float64'];

export function dtypeOption(argument: string, value: unknown): DType {
  return oneOf(argument, value, dtypes);
}

export function dtypeOf(array: FloatArray): DType {
  return array instanceof Float32Array ? 'float32' : 'float64';
}

/** Of a caller's it may have properties of its own: see {@link plain}. */
export function isFloatArray(value: unknown): value is FloatArray {
  const name = typedName(value);
  return name === 'Float32Array' || name === 'Float64Array';
}

/**
 * A caller's array of a dtype, as what it says of itself.
 * @param as what asks for it
 */
export function floatsOf(argument: string, value: unknown, dtype: DType, as: string): FloatArray {
  const name = dtype === 'float32' ? 'Float32Array' : 'Float64Array';
  if (typedName(value) === name) return value as FloatArray;
  throw invalid(argument, value, `a ${name}: ${as} is ${dtype}`, 'ERR_DTYPE');
}

/** `n` zeros of a dtype. */
export function zeros(dtype: DType, n: number): FloatArray {
  return allocated(dtype, n, () =>
    dtype === 'float32' ? new Float32Array(n) : new Float64Array(n),
  );
}

/** What `allocate` makes; the platform's refusal of so much memory says how much it was. */
function allocated<T>(dtype: DType, n: number, allocate: () => T): T {
  try {
    return allocate();
  } catch (cause) {
    const size = `${n} numbers of ${dtype}, ${n * bytesOf(dtype)} bytes`;
    throw new DenselyError('ERR_SHAPE', 'length', `${size}, are more than this machine gives.`, {
      cause,
    });
  }
}

function bytesOf(dtype: DType): number {
  return dtype === 'float32' ? 4 : 8;
}

/**
 * `n` zeros in memory that no caller can detach or shrink and that threads can share: a
 * SharedArrayBuffer where the platform has one (a browser page may not).
 */
export function sharedZeros(dtype: DType, n: number): FloatArray {
  const Buffer = typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer;
  const buffer = allocated(dtype, n, () => new Buffer(n * bytesOf(dtype)));
  return dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** `n` whole numbers, zeros, in memory such as {@link sharedZeros} gives. */
export function sharedIndices(n: number): Uint32Array {
  return new Uint32Array(sharedZeros('float32', n).buffer);
}

/** Whether it lies in memory that nobody can take away or shrink. */
export function isShared({ buffer }: FloatArray): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** The same numbers in memory such as {@link sharedZeros} gives. */
export function sharedCopy(dtype: DType, values: ArrayLike<number>): FloatArray {
  const out = sharedZeros(dtype, values.length);
  out.set(values);
  return out;
}

/** A number rounded once to the dtype. */
export function roundTo(dtype: DType, value: number): number {
  return dtype === 'float32' ? Math.fround(value) : value;
}
