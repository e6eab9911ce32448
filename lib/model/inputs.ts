// From what a caller gives to what the network reads, and what is said of numbers that it cannot take.
import { floatsOf, isShared, sharedZeros, zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, some, wrongShape } from '../base/errors.js';
import {
  checkMatrix,
  isSealed,
  Matrix,
  placed,
  placementOf,
  withRows,
  wrongMatrix,
} from '../base/matrix.js';
import { fillRow, finiteIn, isRow, sizeOf, type Row } from '../base/rows.js';
import { copyTo, rowByRow, turned } from '../base/placement.js';
import { bufferOf, bytesIn, lengthOf, offsetOf } from '../base/typed-array.js';
import { isDate } from '../data/cells.js';
import { encodeFrame } from '../data/encoding/encode.js';
import type { Encoding } from '../data/encoding/encoding.js';
import { copyMatrix } from '../data/examples.js';
import { frameOfMatrix, plainReader, type Frame, type FrameColumn } from '../data/frame.js';
import { scaleMatrix, wrongRow } from '../data/scaler.js';
import { bodyOf, Table } from '../data/table.js';
import { outputsOf } from '../network/spec.js';
import { columnsFor } from './columns.js';
import { exampleCells, isExampleRecord, type Extra } from './example-cells.js';
import type { ModelParts } from './parts.js';

export interface Input {
  /** (n_0, m): as the model's scaling takes them. */
  readonly x: Matrix;
  /** One example, not a list of one. */
  readonly single: boolean;
  /** What the caller calls them. */
  readonly argument: string;
  /** Each was a row, or a record. */
  readonly asRows: boolean;
  /** They lie one behind another. */
  readonly inRows: boolean;
}

/** How examples are to be read. */
export interface ReadOptions {
  /** All memory is shared, and no caller can change it: what may be changed is copied. */
  readonly shared: boolean;
  readonly extra: Extra;
}

/** Examples that are read in one piece of work. */
const PIECE = 256;

/**
 * Examples as the network's scaling takes them; in pieces.
 *
 * @throws `ERR_SHAPE` for an example of another width, `ERR_DATA` for values that the model cannot read
 */
export function* readInput(
  input: unknown,
  parts: ModelParts,
  options: ReadOptions,
): Generator<void, Input> {
  if (input instanceof Matrix) return yield* readMatrix(input, parts, options.shared);
  if (input instanceof Table) return yield* readTable(input, parts, options.extra);
  return yield* readList(input, parts, options);
}

/** What is no number, but an example or meant as one. */
export function isExample(value: unknown): boolean {
  return isRow(value) || (typeof value === 'object' && value !== null && !isDate(value));
}

function nothingToPredict(features: readonly string[]): DenselyError {
  const allowed = `a row of ${features.length} numbers (${some(features)}), or a list of at least one such row`;
  return wrongShape('example', 'an empty list', allowed);
}

function* readMatrix(m: Matrix, parts: ModelParts, shared: boolean): Generator<void, Input> {
  const x = checkMatrix('examples', m);
  checkRows(x, parts.features);
  const { encoding } = parts;
  const of = { single: false, argument: 'examples', asRows: false };
  // Another thread may write to what is shared while this one works.
  if (!encoding) {
    const copied = shared || isShared(placementOf(x).storage);
    return { ...of, x: copied ? unchanging(x) : x, inRows: false };
  }
  checkNumbers(encoding, parts.features, 'examples');
  const own = copyMatrix('examples', x, x.dtype);
  const encoded = yield* encodedFrame(
    frameOfMatrix(own, parts.features),
    encoding,
    parts,
    'examples',
  );
  return { ...of, x: encoded, inRows: true };
}

/** A Matrix, or a buffer, holds numbers only. */
function checkNumbers({ features }: Encoding, names: readonly string[], argument: string): void {
  const odd = features.findIndex(({ kind }) => kind !== 'number');
  if (odd < 0) return;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} holds numbers only, but ${show(names[odd])} is a ${features[odd]!.kind}: give predict or probabilities records, or a Table.`,
  );
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

/**
 * The examples of a table: whole numbers where they lie.
 * @throws `ERR_DATA` for other columns than the model's
 */
export function* readTable(
  table: Table,
  parts: ModelParts,
  extra: Extra = 'refuse',
): Generator<void, Input> {
  const { X, frame, features, named } = bodyOf(table);
  const of = { single: false, argument: 'data', asRows: true };
  const { ignored } = parts.reading;
  const names = { features, named };
  const columns = columnsFor(names, parts, { ignored, extra });
  const { encoding } = parts;
  if (!encoding && X) return { ...of, x: columns ? withRows(X, columns) : X, inRows: false };
  const chosen = columns ? Array.from(columns, (c) => frame.columns[c]!) : frame.columns;
  const own = { ...frame, columns: chosen };
  const x = encoding
    ? yield* encodedFrame(own, encoding, parts, 'data')
    : yield* numbersOf(own, parts);
  return { ...of, x, inRows: true };
}

/** A table's examples as the network reads them: encoded, scaled, and rounded to its dtype. */
export function* encodedTable(table: Table, parts: ModelParts): Generator<void, Matrix> {
  const input = yield* readTable(table, parts);
  if (parts.encoding) return input.x;
  const { rows, cols } = input.x;
  const x = placed(rowByRow(zeros(parts.spec.dtype, rows * cols), rows, cols));
  const wrong = yield* scaleMatrix(parts.scaling.features, input.x, x);
  if (wrong >= 0) throw notFinite(input, wrong, parts);
  return x;
}

/** The columns of a frame as the network reads them, example by example. */
export function* encodedFrame(
  frame: Frame,
  encoding: Encoding,
  { spec }: Pick<ModelParts, 'spec'>,
  argument: string,
): Generator<void, Matrix> {
  const n = encoding.inputNames.length;
  const storage = sharedZeros(spec.dtype, n * frame.size);
  const x = placed(turned(rowByRow(storage, frame.size, n)));
  const wrong = yield* encodeFrame(encoding, frame, x);
  if (wrong >= 0) throw notEncoded(argument, x, wrong, encoding);
  return x;
}

/** Columns of numbers, some of which are missing, for a model of whole numbers. */
function* numbersOf(frame: Frame, parts: ModelParts): Generator<void, Matrix> {
  const [n, m] = [frame.columns.length, frame.size];
  const storage = sharedZeros('float64', n * m);
  for (const [c, column] of frame.columns.entries()) {
    if (column.kind !== 'number') throw notANumber(column);
    const read = plainReader(column);
    for (let j = 0; j < m; j++) {
      const value = read(frame.order ? frame.order[j]! : j);
      storage[j * n + c] = Number.isNaN(value) ? filling(parts, c, 'data', j) : value;
      if (j % (PIECE * PIECE) === PIECE * PIECE - 1) yield;
    }
  }
  return placed(turned(rowByRow(storage, m, n)));
}

function notANumber({ name, kind }: FrameColumn): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(name)} holds ${kind} values, but the model was trained on numbers: say columns: { ${name}: 'number' } where the data are read.`,
  );
}

/**
 * What stands for a missing number where training missed none: the mean, which the standard scale knows.
 * @throws `ERR_DATA` for another scale
 */
function filling(
  { scaling, features }: ModelParts,
  f: number,
  argument: string,
  j: number,
): number {
  if (scaling.scale === 'standard' && scaling.features) return scaling.features.offset[f]!;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${show(features[f])} of example ${j} is missing; the training data missed none, and with scale ${show(scaling.scale)} the model knows nothing to put there. Give it a value, or train with impute: 'median'.`,
  );
}

/** A list of examples, or one of them. */
interface List {
  readonly list: readonly unknown[];
  readonly single: boolean;
}

/** @throws `ERR_DATA` for what is neither a row nor a record nor a list of them */
function listOf(input: unknown, parts: ModelParts): List {
  if (isRow(input)) {
    if (!Array.isArray(input)) return { list: [input], single: true };
    if (input.length === 0) throw nothingToPredict(parts.features);
    const single = !isExample((input as unknown[])[0]);
    return { list: single ? [input] : (input as unknown[]), single };
  }
  if (isExampleRecord(input)) return { list: [input], single: true };
  const allowed =
    'a row of numbers, a list of rows, or a Matrix; a record, a list of records, or a Table';
  throw invalid('example', input, allowed, 'ERR_DATA');
}

/** Rows and records, at once: what a service does for each request. */
export function readExamples(input: unknown, parts: ModelParts, options: ReadOptions): Input {
  const { list, single } = listOf(input, parts);
  const argument = single ? 'example' : 'examples';
  const x =
    parts.encoding === null && allRows(list)
      ? readRows(list, argument, parts, options.shared)
      : filled(cellsOf(list, argument, parts, options), list.length);
  return { x, single, argument, asRows: true, inRows: true };
}

/** A loop: a tenth of a microsecond counts here. */
function allRows(list: readonly unknown[]): boolean {
  for (let j = 0; j < list.length; j++) if (!isRow(list[j])) return false;
  return true;
}

function filled({ x, fill }: Filling, count: number): Matrix {
  fill(0, count);
  return x;
}

/** The same; records and rows with words in pieces. */
function* readList(
  input: unknown,
  parts: ModelParts,
  options: ReadOptions,
): Generator<void, Input> {
  const { list, single } = listOf(input, parts);
  if (parts.encoding === null && allRows(list)) return readExamples(input, parts, options);
  const argument = single ? 'example' : 'examples';
  const { x, fill } = cellsOf(list, argument, parts, options);
  for (let from = 0; from < list.length; from += PIECE) {
    fill(from, Math.min(from + PIECE, list.length));
    yield;
  }
  return { x, single, argument, asRows: true, inRows: true };
}

/** Rows of numbers, for a model of whole numbers: copied at once. */
function readRows(
  list: readonly unknown[],
  argument: string,
  { features }: ModelParts,
  shared: boolean,
): Matrix {
  const [m, n] = [list.length, features.length];
  const numbers = (shared ? sharedZeros : zeros)('float64', m * n);
  for (let j = 0; j < m; j++) {
    const row = list[j] as Row;
    const size = sizeOf(row);
    if (size !== n) {
      const name = argument === 'example' ? argument : `${argument}[${j}]`;
      throw wrongWidth(name, size, features);
    }
    fillRow(argument, row, n, j, numbers, features);
  }
  return placed(turned(rowByRow(numbers, m, n)));
}

/** Examples that are still to be filled in. */
interface Filling {
  readonly x: Matrix;
  readonly fill: (from: number, to: number) => void;
}

function cellsOf(
  list: readonly unknown[],
  argument: string,
  parts: ModelParts,
  { shared, extra }: ReadOptions,
): Filling {
  const { encoding, spec } = parts;
  const [m, n] = [list.length, spec.inputs];
  const out = (shared ? sharedZeros : zeros)(encoding ? spec.dtype : 'float64', m * n);
  const x = placed(turned(rowByRow(out, m, n)));
  const reader = exampleCells(parts);
  const { put } = reader;
  const fill = (from: number, to: number): void => {
    const cells = reader.lend();
    for (let j = from; j < to; j++) {
      const place = { argument, row: argument === 'example' ? null : j };
      reader.read(list[j], cells, place, extra);
      if (put === null) putNumbers(cells, out, j, parts, argument);
      else if (!put(cells, out, j * n)) throw notEncoded(argument, x, j, encoding!);
    }
    reader.giveBack(cells);
  };
  return { x, fill };
}

function putNumbers(
  cells: Float64Array,
  out: FloatArray,
  j: number,
  parts: ModelParts,
  argument: string,
): void {
  const n = cells.length;
  for (let f = 0; f < n; f++) {
    const value = cells[f]!;
    out[j * n + f] = Number.isNaN(value) ? filling(parts, f, argument, j) : value;
  }
}

/** What to say of example `j`, an input of which is not finite in the network's dtype. */
export function notEncoded(
  argument: string,
  x: Matrix,
  j: number,
  { inputNames }: Encoding,
): DenselyError {
  const i = inputNames.findIndex((_, r) => !Number.isFinite(x.at(r, j)));
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${show(inputNames[i] ?? inputNames[0])} of example ${j} is too large for ${x.dtype} when scaled: correct it, or say scale: 'robust' or dtype: 'float64' in training.`,
  );
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
export function checkBuffers(
  input: FloatArray,
  out: FloatArray,
  { spec, encoding, features }: ModelParts,
): void {
  const [n_x, n_y] = [features.length, outputsOf(spec)];
  if (encoding) checkNumbers(encoding, features, 'input');
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

const scratch = new WeakMap<ModelParts, FloatArray>();

/** Rows of numbers as the network reads them, in memory that is used again; nothing is looked at. */
export function encodedRows(input: FloatArray, parts: ModelParts): FloatArray {
  const { spec, features } = parts;
  const [n, inputs] = [features.length, spec.inputs];
  const m = lengthOf(input) / n;
  let out = scratch.get(parts);
  if (out?.length !== m * inputs) scratch.set(parts, (out = zeros(spec.dtype, m * inputs)));
  const cells = new Float64Array(n);
  const { put } = exampleCells(parts);
  for (let j = 0; j < m; j++) {
    for (let f = 0; f < n; f++) cells[f] = input[j * n + f]!;
    if (cells.every(Number.isFinite)) put!(cells, out, j * inputs);
    else out.fill(NaN, j * inputs, (j + 1) * inputs);
  }
  return out;
}

/** Do the two lie on the same memory? */
function overlap(a: FloatArray, b: FloatArray): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false;
  const [from, to] = [offsetOf(a), offsetOf(b)];
  return from < to + bytesIn(b) && to < from + bytesIn(a);
}
