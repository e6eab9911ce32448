// From what a caller gives to what the network reads, and what is said of numbers that it cannot take.
import { isRecord } from '../base/checks.js';
import { floatsOf, isShared, sharedZeros, zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, some, wrongShape } from '../base/errors.js';
import { checkMatrix, isSealed, Matrix, placed, placementOf, wrongMatrix } from '../base/matrix.js';
import { fillRow, finiteIn, isRow, noRow, sizeOf, type Row } from '../base/rows.js';
import { copyTo, rowByRow, turned } from '../base/placement.js';
import { bufferOf, bytesIn, lengthOf, offsetOf } from '../base/typed-array.js';
import type { Dataset } from '../data/dataset.js';
import { wrongRow } from '../data/scaler.js';
import { outputsOf } from '../network/spec.js';
import { inModelOrder } from './columns.js';
import type { ModelParts } from './parts.js';

/** Examples of a caller. */
export type Examples = Row | readonly Row[] | Matrix;

export interface Input {
  /** (n_x, m), not scaled. */
  readonly x: Matrix;
  /** One example, not a list of one. */
  readonly single: boolean;
  /** What the caller calls them. */
  readonly argument: string;
  /** Each was a row. */
  readonly asRows: boolean;
}

/**
 * A dataset's examples, where they lie.
 * @throws `ERR_DATA` for other columns than the model's
 */
export function readDataset(data: Dataset, parts: ModelParts): Input {
  const x = inModelOrder(data.X, data, parts);
  return { x, single: false, argument: 'data', asRows: true };
}

/**
 * @param shared all memory is shared, and no caller can change it: what may be changed is copied
 * @throws `ERR_SHAPE` for an example of another width, `ERR_DATA` for rows with values that are not finite
 * numbers
 */
export function readInput(input: unknown, parts: ModelParts, shared: boolean): Input {
  if (input instanceof Matrix) {
    const x = checkMatrix('examples', input);
    checkRows(x, parts.features);
    // Another thread may write to what is shared while this one works.
    const copied = shared || isShared(placementOf(x).storage);
    return { x: copied ? unchanging(x) : x, single: false, argument: 'examples', asRows: false };
  }
  if (isRow(input)) return readRows(input, parts, shared);
  const allowed = 'a row of numbers, a list of rows, or a Matrix';
  throw invalid('example', input, `${allowed}${fromRecord(input, parts)}`, 'ERR_DATA');
}

/** For a record where a row should be: how it becomes one. */
function fromRecord(value: unknown, { features }: ModelParts): string {
  if (!isRecord(value)) return '';
  const some = features.slice(0, 3).map((name) => `record[${show(name)}]`);
  return ` (of a record: [${some.join(', ')}${features.length > 3 ? ', …' : ''}])`;
}

function checkRows(X: Matrix, features: readonly string[]): void {
  const n = features.length;
  if (X.rows !== n)
    throw wrongMatrix(
      'examples',
      X,
      `(${n}, m): one row per feature, one column per example`,
      X.cols === n,
    );
}

/** A dataset's numbers where they lie, since nobody can change them; others as a copy. */
function unchanging(m: Matrix): Matrix {
  if (isSealed(m)) return m;
  return placed(copyTo(sharedZeros(m.dtype, m.rows * m.cols), placementOf(m)));
}

/** What is no number, but an example or meant as one. */
function isExample(value: unknown): boolean {
  return isRow(value) || (typeof value === 'object' && value !== null && !(value instanceof Date));
}

function nothingToPredict(features: readonly string[]): DenselyError {
  const allowed = `a row of ${features.length} numbers (${some(features)}), or a list of at least one such row`;
  return wrongShape('example', 'an empty list', allowed);
}

function readRows(input: Row, parts: ModelParts, shared: boolean): Input {
  const { features } = parts;
  if (Array.isArray(input) && input.length === 0) throw nothingToPredict(features);
  const single = !Array.isArray(input) || !isExample((input as unknown[])[0]);
  const list = (single ? [input] : input) as readonly unknown[];
  const argument = single ? 'example' : 'examples';
  const [m, n] = [list.length, features.length];
  const numbers = (shared ? sharedZeros : zeros)('float64', m * n);
  for (let j = 0; j < m; j++) {
    const row = list[j];
    if (!isRow(row)) throw noRow(argument, row, j, n, fromRecord(row, parts));
    const size = sizeOf(row);
    if (size !== n) throw wrongWidth(single ? argument : `${argument}[${j}]`, size, features);
    fillRow(argument, row, n, j, numbers, features);
  }
  return { x: placed(turned(rowByRow(numbers, m, n))), single, argument, asRows: true };
}

/** What to say of example `j`, a scaled number of which is not finite in the network's dtype. */
export function notFinite(
  { x, argument, asRows }: Input,
  j: number,
  { spec, scaling, features }: ModelParts,
): DenselyError {
  const i = wrongRow(scaling.features, x, j, spec.dtype);
  const value = x.at(i, j);
  const [r, c] = asRows ? [j, i] : [i, j];
  finiteIn(zeros(spec.dtype, 0), argument, value, r, c, asRows ? features : undefined);
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${show(features[i])} of example ${j} is ${value}, too far from the training data to be scaled as they were.`,
  );
}

/** What to say of example `j`, an output of which is not finite. */
export function noAnswer(
  { argument, asRows }: Input,
  j: number,
  output: number,
  { spec }: ModelParts,
): DenselyError {
  const wider = spec.dtype === 'float32' ? ", or with dtype: 'float64'" : '';
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} ${asRows ? 'row' : 'column'} ${j} gives ${output}: with these parameters its numbers grow beyond ${spec.dtype}. Scale the features, or train with a lower learningRate${wider}.`,
  );
}

function wrongWidth(argument: string, got: number, features: readonly string[]): DenselyError {
  const allowed = `${features.length} numbers per example (${some(features)})`;
  return wrongShape(argument, `${got} numbers`, allowed);
}

/** Refuses arrays that `predictInto` cannot take. */
export function checkBuffers(input: FloatArray, out: FloatArray, { spec }: ModelParts): void {
  const [n_x, n_y] = [spec.inputs, outputsOf(spec)];
  floatsOf('input', input, spec.dtype, 'the model');
  floatsOf('out', out, spec.dtype, 'the model');
  const m = lengthOf(input) / n_x;
  if (!Number.isInteger(m) || m === 0) {
    throw wrongShape(
      'input',
      `${lengthOf(input)} numbers`,
      `a multiple of ${n_x} numbers: ${n_x} per example, at least one example`,
    );
  }
  if (lengthOf(out) !== m * n_y)
    throw wrongShape(
      'out',
      `${lengthOf(out)} numbers`,
      `${m * n_y} numbers: ${n_y} for each of ${m} examples`,
    );
  if (overlap(input, out)) throw invalid('out', out, 'an array that does not overlap input');
}

/** Do the two lie on the same memory? */
function overlap(a: FloatArray, b: FloatArray): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false;
  const [from, to] = [offsetOf(a), offsetOf(b)];
  return from < to + bytesIn(b) && to < from + bytesIn(a);
}
