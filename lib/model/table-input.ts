// The examples of a table, as a model reads them.
import { sharedZeros, zeros } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import { type Matrix, placed, withRows } from '../base/matrix.js';
import { rowByRow, turned } from '../base/placement.js';
import { encodeFrame } from '../data/encoding/encode.js';
import type { Encoding } from '../data/encoding/encoding.js';
import { plainReader, type Frame, type FrameColumn } from '../data/frame.js';
import { scaleMatrix } from '../data/scaler.js';
import { bodyOf, type Table } from '../data/table.js';
import { columnsFor } from './columns.js';
import type { Extra } from './example-cells.js';
import { filling, notEncoded, notFinite, type Input } from './input.js';
import type { ModelParts } from './parts.js';

/**
 * The examples of a table: whole numbers where they lie.
 * @param extra undefined where a caller cannot say it
 * @throws `ERR_DATA` for other columns than the model's
 */
export function* readTable(table: Table, parts: ModelParts, extra?: Extra): Generator<void, Input> {
  const { X, features, named, reading, ...body } = bodyOf(table);
  const of = { single: false, argument: 'data', asRows: true };
  const { ignored } = parts.reading;
  const empty = (reading.empty ?? []).filter((name) => parts.features.includes(name));
  const names = { features: [...features, ...empty], named };
  const columns = columnsFor(names, parts, { ignored, extra });
  const { encoding } = parts;
  const isWhole = X !== null && empty.length === 0;
  if (!encoding && isWhole) return { ...of, x: columns ? withRows(X, columns) : X, inRows: false };
  const frame = body.frame();
  const all = [...frame.columns, ...empty.map((name) => withoutValues(name, frame, encoding))];
  const own = { ...frame, columns: columns ? Array.from(columns, (c) => all[c]!) : all };
  const x = encoding
    ? yield* encodedFrame(own, encoding, parts, 'data')
    : yield* numbersOf(own, parts);
  return { ...of, x, inRows: true };
}

/** A column of the model's kind in which every value is missing: its table could not tell what it holds. */
function withoutValues(name: string, frame: Frame, encoding: Encoding | null): FrameColumn {
  const kind = encoding?.features.find((feature) => feature.name === name)?.kind ?? 'number';
  const shared = { name, holes: true, said: {} };
  if (kind === 'number')
    return { kind, values: Float64Array.of(NaN), offset: 0, stride: 0, ...shared };
  const { order, size } = frame;
  const length = order ? order.reduce((most, at) => Math.max(most, at + 1), 0) : size;
  if (kind === 'date') return { kind, times: new Float64Array(length).fill(NaN), ...shared };
  const codes = new Int32Array(length).fill(-1);
  const own = kind === 'boolean' ? kind : 'category';
  return { kind: own, codes, levels: [], ordered: kind === 'ordinal', ...shared };
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

/** Numbers that are read in one piece of work. */
const PIECE = 1 << 16;

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
      if (j % PIECE === PIECE - 1) yield;
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
