// From what a caller gives to what the network reads: examples one behind another, scaled, in its dtype.
import { zeros, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, some, wrongShape } from '../base/errors.js';
import { checkMatrix, fillRows, finiteIn, isRow, Matrix, shape, type Row } from '../base/matrix.js';
import { scaleRows, type Scaler } from '../data/scaler.js';
import { outputsOf } from '../network/spec.js';
import type { ModelParts } from './parts.js';

/** Examples of a caller. */
export type Examples = Row | readonly Row[] | Matrix;

export interface Input {
  /** m rows of n_x numbers in the network's dtype, scaled. */
  readonly rows: FloatArray;
  /** One example, not a list of one. */
  readonly single: boolean;
}

/**
 * @throws `ERR_SHAPE` for an example of another width, `ERR_DATA` for values that are not finite numbers
 */
export function readInput(
  input: unknown,
  parts: ModelParts,
  allocate: typeof zeros = zeros,
): Input {
  if (input instanceof Matrix) {
    const X = checkMatrix('examples', input);
    checkRows(X, parts.features);
    const place: Place = (j, i) => [i, j];
    return { rows: toNetwork(X.T.data, 'examples', parts, allocate, place), single: false };
  }
  if (!isRow(input))
    throw invalid('example', input, 'a row of numbers, a list of rows, or a Matrix', 'ERR_DATA');
  const single = !Array.isArray(input) || !isRow((input as unknown[])[0]);
  const list = (single ? [input] : input) as readonly Row[];
  const argument = single ? 'example' : 'examples';
  const n = parts.features.length;
  const odd = list.findIndex((row) => isRow(row) && row.length !== n);
  if (odd >= 0)
    throw wrongWidth(single ? argument : `${argument}[${odd}]`, list[odd]!.length, parts.features);
  const numbers = new Float64Array(list.length * n);
  fillRows(argument, list, n, numbers, parts.features);
  return { rows: toNetwork(numbers, argument, parts, allocate), single };
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

/** Scaled, in the network's dtype, and still finite. */
function toNetwork(
  numbers: FloatArray,
  argument: string,
  { spec, scaling, features }: ModelParts,
  allocate: typeof zeros,
  place: Place = (j, i) => [j, i, features],
): FloatArray {
  const rows = allocate(spec.dtype, numbers.length);
  scaleRows(scaling.features, numbers, rows);
  const wrong = rows.findIndex((v) => !Number.isFinite(v));
  if (wrong < 0) return rows;
  const [j, i] = [Math.floor(wrong / features.length), wrong % features.length];
  finiteIn(rows, argument, numbers[wrong], ...place(j, i));
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${show(features[i])} of example ${j} is ${numbers[wrong]}, too far from the training data to be scaled as they were.`,
  );
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

/** Rows of a block that {@link InputScaler} works on at a time. */
const BLOCK = 512;

/** Scales examples for `predictInto` in memory of its own, block by block. */
export class InputScaler {
  readonly #scaler: Scaler;
  readonly #width: number;
  readonly #scratch: FloatArray;
  #view: FloatArray;

  constructor(scaler: Scaler, parts: ModelParts) {
    this.#scaler = scaler;
    this.#width = parts.features.length;
    this.#scratch = zeros(parts.spec.dtype, BLOCK * this.#width);
    this.#view = this.#scratch;
  }

  /** Calls `predict` with each scaled block and where its outputs belong. */
  eachBlock(
    input: FloatArray,
    out: FloatArray,
    predict: (rows: FloatArray, out: FloatArray) => void,
  ): void {
    const m = input.length / this.#width;
    const outputs = out.length / m;
    for (let j = 0; j < m; j += BLOCK) {
      const count = Math.min(BLOCK, m - j);
      const whole = count === m;
      const rows = this.#rows(count);
      scaleRows(this.#scaler, whole ? input : input.subarray(j * this.#width), rows);
      predict(rows, whole ? out : out.subarray(j * outputs, (j + count) * outputs));
    }
  }

  /** The same view for the same count: serving one row after another allocates nothing. */
  #rows(count: number): FloatArray {
    const length = count * this.#width;
    if (this.#view.length !== length) this.#view = this.#scratch.subarray(0, length);
    return this.#view;
  }
}

/** Do the two lie on the same memory? */
function overlap(a: FloatArray, b: FloatArray): boolean {
  if (a.buffer !== b.buffer) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
