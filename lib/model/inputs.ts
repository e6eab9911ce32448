// From what a caller gives to what the network reads.
import { isShared, sharedZeros, zeros, type FloatArray } from '../base/dtype.js';
import { invalid, some, wrongShape, type DenselyError } from '../base/errors.js';
import { checkMatrix, isSealed, Matrix, placed, placementOf, wrongMatrix } from '../base/matrix.js';
import { fillRow, isRow, sizeOf, type Row } from '../base/rows.js';
import { copyTo, rowByRow, turned } from '../base/placement.js';
import { isDate } from '../base/tags.js';
import { copyMatrix } from '../data/examples.js';
import { frameOfMatrix } from '../data/frame.js';
import { Table } from '../data/table.js';
import { exampleCells, isExampleRecord, type Extra } from './example-cells.js';
import { filling, notEncoded, type Input } from './input.js';
import { checkNumbers } from './buffers.js';
import { encodedFrame, readTable } from './table-input.js';
import type { ModelParts } from './parts.js';

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

function wrongWidth(argument: string, got: number, features: readonly string[]): DenselyError {
  const allowed = `${features.length} numbers per example (${some(features)})`;
  return wrongShape(argument, `${got} numbers`, allowed);
}
