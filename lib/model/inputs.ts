// From what a caller gives to what the network reads: examples one behind another.
import { zeros, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, some, wrongShape } from '../base/errors.js';
import {
  checkMatrix,
  fillRows,
  finiteIn,
  isRow,
  Matrix,
  placed,
  placementOf,
  shape,
  type Row,
} from '../base/matrix.js';
import { copyInto, rowByRow, turned } from '../base/placement.js';
import { wrongRow } from '../data/scaler.js';
import { outputsOf } from '../network/spec.js';
import type { ModelParts } from './parts.js';

/** Examples of a caller. */
export type Examples = Row | readonly Row[] | Matrix;

export interface Input {
  /** (n_x, m), not scaled, example by example in memory of its own. */
  readonly x: Matrix;
  /** One example, not a list of one. */
  readonly single: boolean;
  /** @throws `ERR_DATA` for example `wrong`, which is not finite in the network; nothing for −1 */
  readonly refuse: (wrong: number | undefined) => void;
}

/**
 * @throws `ERR_SHAPE` for an example of another width, `ERR_DATA` for values that are not finite numbers
 */
export function readInput(
  input: unknown,
  parts: ModelParts,
  allocate: typeof zeros = zeros,
): Input {
  const n = parts.features.length;
  const byExample = (numbers: FloatArray): Matrix =>
    placed(turned(rowByRow(numbers, numbers.length / n, n)));
  if (input instanceof Matrix) {
    const X = checkMatrix('examples', input);
    checkRows(X, parts.features);
    const numbers = allocate(X.dtype, n * X.cols);
    copyInto(turned(placementOf(X)), numbers);
    const x = byExample(numbers);
    return { x, single: false, refuse: refusal(x, 'examples', parts, (j, i) => [i, j]) };
  }
  if (!isRow(input))
    throw invalid('example', input, 'a row of numbers, a list of rows, or a Matrix', 'ERR_DATA');
  const single = !Array.isArray(input) || !isRow((input as unknown[])[0]);
  const list = (single ? [input] : input) as readonly Row[];
  const argument = single ? 'example' : 'examples';
  const odd = list.findIndex((row) => isRow(row) && row.length !== n);
  if (odd >= 0)
    throw wrongWidth(single ? argument : `${argument}[${odd}]`, list[odd]!.length, parts.features);
  const numbers = allocate('float64', list.length * n);
  fillRows(argument, list, n, numbers, parts.features);
  const x = byExample(numbers);
  return { x, single, refuse: refusal(x, argument, parts, (j, i) => [j, i, parts.features]) };
}

function checkRows(X: Matrix, features: readonly string[]): void {
  const n = features.length;
  if (X.rows !== n)
    throw wrongShape(
      'examples',
      shape(X),
      `(${n}, m): one row per feature, one column per example`,
    );
}

/** Where the caller finds feature i of example j: row and column, and what the columns are named. */
type Place = (j: number, i: number) => readonly [r: number, c: number, names?: readonly string[]];

/** What refuses an example of `x` that is not finite once it is scaled, in the network's dtype. */
function refusal(
  x: Matrix,
  argument: string,
  { spec, scaling, features }: ModelParts,
  place: Place,
): Input['refuse'] {
  return (j) => {
    if (j === undefined || j < 0) return;
    const i = wrongRow(scaling.features, x, j, spec.dtype);
    finiteIn(zeros(spec.dtype, 0), argument, x.at(i, j), ...place(j, i));
    throw new DenselyError(
      'ERR_DATA',
      argument,
      `${show(features[i])} of example ${j} is ${x.at(i, j)}, too far from the training data to be scaled as they were.`,
    );
  };
}

function wrongWidth(argument: string, got: number, features: readonly string[]): DenselyError {
  const allowed = `${features.length} numbers per example (${some(features)})`;
  return wrongShape(argument, `${got} numbers`, allowed);
}

/** Refuses arrays that `predictInto` cannot take. */
export function checkBuffers(input: FloatArray, out: FloatArray, { spec }: ModelParts): void {
  const [n_x, n_y] = [spec.inputs, outputsOf(spec)];
  checkArray('input', input, spec.dtype);
  checkArray('out', out, spec.dtype);
  const m = input.length / n_x;
  if (!Number.isInteger(m) || m === 0) {
    throw wrongShape(
      'input',
      `${input.length} numbers`,
      `a multiple of ${n_x} numbers: ${n_x} per example, at least one example`,
    );
  }
  if (out.length !== m * n_y)
    throw wrongShape(
      'out',
      `${out.length} numbers`,
      `${m * n_y} numbers: ${n_y} for each of ${m} examples`,
    );
  if (overlap(input, out)) throw invalid('out', out, 'an array that does not overlap input');
}

function checkArray(argument: string, array: unknown, dtype: DType): void {
  const Type = dtype === 'float32' ? Float32Array : Float64Array;
  if (!(array instanceof Type))
    throw invalid(argument, array, `a ${Type.name}: the model is ${dtype}`, 'ERR_DTYPE');
}

/** Do the two lie on the same memory? */
function overlap(a: FloatArray, b: FloatArray): boolean {
  if (a.buffer !== b.buffer) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
