import { oneOf } from './checks.js';

/** Element type of matrices, parameters and all arithmetic of a network. */
export type DType = 'float32' | 'float64';

/** The typed array of a {@link DType}. */
export type FloatArray = Float32Array | Float64Array;

export const dtypes: readonly DType[] = ['float32', 'float64'];

export function dtypeOption(argument: string, value: unknown): DType {
  return oneOf(argument, value, dtypes);
}

export function dtypeOf(array: FloatArray): DType {
  return array instanceof Float32Array ? 'float32' : 'float64';
}

export function isFloatArray(value: unknown): value is FloatArray {
  return value instanceof Float32Array || value instanceof Float64Array;
}

/** `n` zeros of a dtype. */
export function zeros(dtype: DType, n: number): FloatArray {
  return dtype === 'float32' ? new Float32Array(n) : new Float64Array(n);
}

/**
 * `n` zeros in memory that no caller can detach or shrink and that threads can share: a
 * SharedArrayBuffer where the platform has one (a browser page may not).
 */
export function sharedZeros(dtype: DType, n: number): FloatArray {
  const bytes = n * (dtype === 'float32' ? 4 : 8);
  const buffer = typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
  return dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** A number rounded once to the dtype. */
export function roundTo(dtype: DType, value: number): number {
  return dtype === 'float32' ? Math.fround(value) : value;
}
