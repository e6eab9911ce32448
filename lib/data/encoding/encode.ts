// Encodes tables, column by column in windows of a few hundred examples, so that they stay in the caches.
import { DenselyError, show } from '../../base/errors.js';
import { placementOf, type Matrix } from '../../base/matrix.js';
import type { Frame, FrameColumn } from '../frame.js';
import { isValued, type Encoding, type FeatureEncoding } from './encoding.js';
import { gatherLevels, gatherNumbers, isLevels } from './gather.js';
import { zeroWriter, type Inputs, type Work, type Writer } from './inputs.js';
import { preparedFor } from './prepared.js';
import { dateWriter } from './write-dates.js';
import { levelTable, levelWriter, placesIn } from './write-levels.js';
import { valueWriter } from './write-values.js';

/** Inputs of a window, and the most examples of one. */
const INPUTS = 1 << 16;
const EXAMPLES = 512;

/** Cells of one piece of work. */
const CELLS = 1 << 13;

/**
 * The inputs of a table, the columns of which are the encoding's in their order.
 * @param to (inputs, examples), any strides and dtype
 * @returns the first example with a number that is not finite in the dtype of `to`, or −1
 * @throws `ERR_DATA` for a hole where none may be and a column of another kind
 */
export function* encodeFrame(
  encoding: Encoding,
  frame: Frame,
  to: Matrix,
): Generator<void, number> {
  const { storage, rowStride, colStride } = placementOf(to);
  const inputs: Inputs = { storage, rowStride, colStride, wrong: -1 };
  const prepared = preparedFor(encoding);
  const width = encoding.inputNames.length;
  const window = Math.max(1, Math.min(EXAMPLES, Math.floor(INPUTS / width), frame.size));
  const writers = [zeroWriter(prepared, inputs, window)];
  const scratch = new Float64Array(window);
  for (let f = 0; f < encoding.features.length; f++)
    writers.push(yield* writerOf({ encoding, prepared, f, frame, inputs, scratch }));
  let cells = 0;
  for (let from = 0; from < frame.size; from += window) {
    const count = Math.min(window, frame.size - from);
    for (const write of writers) {
      write(from, count);
      cells += count;
      if (cells < CELLS) continue;
      cells = 0;
      yield;
    }
  }
  return inputs.wrong;
}

function* writerOf(work: Work): Generator<void, Writer> {
  const { encoding, f, frame } = work;
  const feature = encoding.features[f]!;
  const column = frame.columns[f]!;
  if (isLevels(column)) {
    if (feature.kind === 'ordinal') {
      const places = yield* placesIn(column, feature);
      // An unknown level is a hole, whether the column has others or not.
      return valueWriter(work, feature, gatherLevels(column, frame.order, places), true);
    }
    if (!isValued(feature))
      return levelWriter(work, feature, column, yield* levelTable(work, feature, column));
  }
  if (column.kind === 'number' && feature.kind === 'number')
    return valueWriter(work, feature, gatherNumbers(column, frame.order), column.holes);
  if (column.kind === 'date' && feature.kind === 'date') return dateWriter(work, feature, column);
  throw otherKind(feature, column);
}

function otherKind({ name, kind }: FeatureEncoding, column: FrameColumn): DenselyError {
  const as = kind === 'ordinal' ? '{ order: […] }' : show(kind);
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(name)} is of kind ${column.kind}, but the model was trained on ${kind === 'ordinal' ? 'levels with an order' : `a ${kind}`}: say columns: { ${show(name)}: ${as} } where the data are read.`,
  );
}
