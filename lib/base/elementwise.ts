// Arithmetic on single numbers and their sums, for matrices of any placement. Results are rounded to the dtype
// where they are stored; sums are float64, each one accumulator from +0 on, rows and columns ascending.
import { dtypeOf, roundTo, zeros, type DType, type FloatArray } from './dtype.js';
import { invalid } from './errors.js';
import { copyInto, isRowByRow, type Placement } from './placement.js';

/** All numbers row by row, as a copy that nobody else can change. */
function copied(of: Placement): FloatArray {
  const out = zeros(dtypeOf(of.storage), of.rows * of.cols);
  copyInto(of, out);
  return out;
}

/** All numbers row by row: where they lie so, else as a copy. */
function inRows(of: Placement): FloatArray {
  return isRowByRow(of) ? of.storage.subarray(0, of.rows * of.cols) : copied(of);
}

/** A number as the dtype has it. */
export function held(value: number, dtype: DType): number {
  const rounded = roundTo(dtype, value);
  if (Number.isFinite(rounded) || !Number.isFinite(value)) return rounded;
  throw invalid('other', value, `a number that ${dtype}, the matrix's dtype, can hold`, 'ERR_DATA');
}

/** f of every number, row by row. */
export function mapped(of: Placement, f: (value: number, at: number) => number): FloatArray {
  const out = copied(of);
  for (let i = 0; i < out.length; i++) out[i] = f(out[i]!, i);
  return out;
}

/** Every number with its partner: a number for all, or one of a matrix, of which a row or column may be for all. */
export function combined(
  of: Placement,
  other: Placement | number,
  operation: (a: number, b: number) => number,
): FloatArray {
  if (typeof other === 'number') return mapped(of, (value) => operation(value, other));
  const [out, partners] = [copied(of), inRows(other)];
  const [down, right] = [other.rows === 1 ? 0 : other.cols, other.cols === 1 ? 0 : 1];
  for (let r = 0, i = 0; r < of.rows; r++) {
    for (let c = 0; c < of.cols; c++, i++)
      out[i] = operation(out[i]!, partners[r * down + c * right]!);
  }
  return out;
}

/** The sum of all numbers, row by row. */
export function total(of: Placement): number {
  const numbers = inRows(of);
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return sum;
}

/** The sums along an axis: 0 over the rows, one for each column; 1 over the columns, one for each row. */
export function sums(of: Placement, axis: 0 | 1): Float64Array {
  const [numbers, out] = [inRows(of), new Float64Array(axis === 0 ? of.cols : of.rows)];
  for (let r = 0, i = 0; r < of.rows; r++) {
    for (let c = 0; c < of.cols; c++, i++) out[axis === 0 ? c : r]! += numbers[i]!;
  }
  return out;
}
