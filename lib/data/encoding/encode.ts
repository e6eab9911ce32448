// Encodes tables, column by column in windows of a few hundred examples, so that they stay in the caches.
import { type FloatArray } from '../../base/dtype.js';
import { DenselyError, show } from '../../base/errors.js';
import { placementOf, type Matrix } from '../../base/matrix.js';
import type { DateValues, Frame, FrameColumn, LevelValues } from '../frame.js';
import { cos, sin } from '../../base/trigonometric.js';
import { dayOf, DAY, hourAngle, weekPlace, yearPlace } from './calendar.js';
import {
  isValued,
  levelOf,
  type DateFeature,
  type Encoding,
  type LevelFeature,
  type OrdinalFeature,
  type ValuedFeature,
} from './encoding.js';
import { gatherLevels, gatherNumbers, gatherTimes, isLevels, type Gather } from './gather.js';
import { holeRefused } from './holes.js';
import { circlesAt, inputOf, preparedFor, type Prepared } from './prepared.js';
import { clipped, warped } from './warp.js';

/** Inputs of a window, and the most examples of one. */
const INPUTS = 1 << 16;
const EXAMPLES = 512;

/** Levels that are looked up in one piece of work. */
const PIECE = 1 << 14;

/** Where inputs go: input i of example j at `i * rowStride + j * colStride`. */
interface Inputs {
  readonly storage: FloatArray;
  readonly rowStride: number;
  readonly colStride: number;
  /** The first example with a number that is not finite, or −1. */
  wrong: number;
}

/** Writes the inputs of a column for some examples. */
type Writer = (from: number, count: number) => void;

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
  const window = Math.max(1, Math.min(EXAMPLES, Math.floor(INPUTS / width)));
  const writers = [zeroWriter(prepared, inputs)];
  const scratch = new Float64Array(window);
  for (let f = 0; f < encoding.features.length; f++)
    writers.push(yield* writerOf({ encoding, prepared, f, frame, inputs, scratch }));
  for (let from = 0; from < frame.size; from += window) {
    const count = Math.min(window, frame.size - from);
    for (const write of writers) write(from, count);
    yield;
  }
  return inputs.wrong;
}

/** What the writer of feature f works with. */
interface Work {
  readonly encoding: Encoding;
  readonly prepared: Prepared;
  readonly f: number;
  readonly frame: Frame;
  readonly inputs: Inputs;
  /** As long as a window. */
  readonly scratch: Float64Array;
}

function* writerOf(work: Work): Generator<void, Writer> {
  const { encoding, f, frame } = work;
  const feature = encoding.features[f]!;
  const column = frame.columns[f]!;
  if (isLevels(column)) {
    if (feature.kind === 'ordinal') {
      const places = yield* placesIn(column, feature);
      return valueWriter(work, feature, gatherLevels(column, frame.order, places));
    }
    if (!isValued(feature))
      return levelWriter(work, feature, column, yield* placesIn(column, feature));
  }
  if (column.kind === 'number' && feature.kind === 'number')
    return valueWriter(work, feature, gatherNumbers(column, frame.order));
  if (column.kind === 'date' && feature.kind === 'date') return dateWriter(work, feature, column);
  throw otherKind(feature.name, feature.kind, column);
}

function otherKind(name: string, kind: string, column: FrameColumn): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${show(name)} holds ${column.kind} values, but the model was trained on ${kind} ones: say columns: { ${name}: '${kind}' } where the data are read.`,
  );
}

/** The places of a column's levels among a feature's; −1 for what is unknown. */
function* placesIn(
  { levels }: LevelValues,
  feature: OrdinalFeature | LevelFeature,
): Generator<void, Int32Array> {
  const places = new Int32Array(levels.length);
  for (let i = 0; i < places.length; i++) {
    places[i] = levelOf(feature, levels[i]!);
    if (i % PIECE === PIECE - 1) yield;
  }
  return places;
}

/** All inputs as of an example without any value: few of them are others. */
function zeroWriter({ zero }: Prepared, inputs: Inputs): Writer {
  const { storage, rowStride, colStride } = inputs;
  const template = storage instanceof Float32Array ? Float32Array.from(zero) : zero;
  const isWrong = !template.every(Number.isFinite);
  return (from, count) => {
    if (isWrong) noteWrong(inputs, from);
    if (rowStride === 1)
      for (let j = from; j < from + count; j++) storage.set(template, j * colStride);
    else fillRows(template, inputs, from, count);
  };
}

function fillRows(template: FloatArray, inputs: Inputs, from: number, count: number): void {
  const { storage, rowStride, colStride } = inputs;
  for (let r = 0; r < template.length; r++) {
    let at = r * rowStride + from * colStride;
    if (colStride === 1) storage.fill(template[r]!, at, at + count);
    else for (let j = 0; j < count; j++, at += colStride) storage[at] = template[r]!;
  }
}

function noteWrong(inputs: Inputs, example: number): void {
  if (inputs.wrong < 0 || example < inputs.wrong) inputs.wrong = example;
}

function valueWriter(work: Work, feature: ValuedFeature, gather: Gather): Writer {
  const { scratch } = work;
  return (from, count) => {
    gather(from, count, scratch);
    writeValues(work, feature, from, count);
  };
}

/** The values in `scratch`, as the first input of a feature, and whether they are holes as the second. */
function writeValues(work: Work, feature: ValuedFeature, from: number, count: number): void {
  const { encoding, f, scratch, inputs } = work;
  const { scale, quantiles } = feature;
  fillHoles(work, feature, from, count);
  if (scale === 'log' || quantiles !== null)
    for (let i = 0; i < count; i++) scratch[i] = warped(scale, quantiles, scratch[i]!);
  const at = encoding.first[f]!;
  const [offset, divisor, clip] = [encoding.offset[at]!, encoding.divisor[at]!, encoding.clip[at]!];
  let first = at * inputs.rowStride + from * inputs.colStride;
  const sum =
    clip === Infinity
      ? putScaled(scratch, count, inputs, first, offset, divisor)
      : putClipped(scratch, count, inputs, first, offset, divisor, clip);
  if (sum === 0) return;
  for (let i = 0; i < count; i++, first += inputs.colStride) {
    const scaled = (scratch[i]! - offset) / divisor;
    if (Number.isFinite(scaled) && Number.isFinite(inputs.storage[first])) continue;
    return noteWrong(inputs, from + i);
  }
}

function fillHoles(work: Work, feature: ValuedFeature, from: number, count: number): void {
  const { encoding, prepared, f, scratch, inputs } = work;
  const { storage, rowStride, colStride } = inputs;
  const flag = encoding.first[f]! + 1;
  for (let i = 0; i < count; i++) {
    if (!Number.isNaN(scratch[i])) continue;
    if (feature.refuse) throw holeRefused(feature.name, from + i);
    scratch[i] = feature.impute;
    if (feature.indicator)
      storage[flag * rowStride + (from + i) * colStride] = prepared.plus[flag]!;
  }
}

/** Answers 0 where all numbers are finite. */
function putScaled(
  values: Float64Array,
  count: number,
  { storage, colStride }: Inputs,
  first: number,
  offset: number,
  divisor: number,
): number {
  let sum = 0;
  for (let i = 0, at = first; i < count; i++, at += colStride) {
    storage[at] = (values[i]! - offset) / divisor;
    sum += storage[at]! - storage[at]!;
  }
  return sum;
}

function putClipped(
  values: Float64Array,
  count: number,
  { storage, colStride }: Inputs,
  first: number,
  offset: number,
  divisor: number,
  clip: number,
): number {
  let sum = 0;
  for (let i = 0, at = first; i < count; i++, at += colStride) {
    const scaled = (values[i]! - offset) / divisor;
    storage[at] = clipped(scaled, clip);
    sum += scaled - scaled + (storage[at]! - storage[at]!);
  }
  return sum;
}

function levelWriter(
  { prepared, f, frame: { order }, inputs }: Work,
  { name, refuse }: LevelFeature,
  { codes }: LevelValues,
  places: Int32Array,
): Writer {
  const { storage, rowStride, colStride } = inputs;
  const levels = prepared.levels[f]!;
  const rows = places.map((place) => (place < 0 ? -1 : levels.inputs[place]! * rowStride));
  const values = Float64Array.from(places, (place) => (place < 0 ? 0 : levels.values[place]!));
  const areFinite = (storage instanceof Float32Array ? Float32Array.from(values) : values).every(
    Number.isFinite,
  );
  return (from, count) => {
    for (let j = from, column = from * colStride; j < from + count; j++, column += colStride) {
      const code = codes[order === null ? j : order[j]!]!;
      if (code < 0 && refuse) throw holeRefused(name, j);
      if (code < 0 || rows[code]! < 0) continue;
      storage[rows[code]! + column] = values[code]!;
      if (!areFinite && !Number.isFinite(storage[rows[code]! + column])) noteWrong(inputs, j);
    }
  };
}

function dateWriter(work: Work, feature: DateFeature, column: DateValues): Writer {
  const { encoding, f, frame, inputs, scratch } = work;
  const gather = gatherTimes(column, frame.order);
  const circles = encoding.first[f]! + circlesAt(feature);
  return (from, count) => {
    gather(from, count, scratch);
    for (let i = 0; i < count; i++) {
      const time = scratch[i]!;
      if (Number.isNaN(time)) continue;
      const at = circles * inputs.rowStride + (from + i) * inputs.colStride;
      writePlaces(work, at, dayOf(time));
      if (feature.hours) writeHour(work, circles + 4, at + 4 * inputs.rowStride, time);
      scratch[i] = time / DAY;
    }
    writeValues(work, feature, from, count);
  };
}

function writePlaces({ prepared, f, inputs }: Work, at: number, day: number): void {
  const { storage, rowStride } = inputs;
  const { year, week } = prepared.dates[f]!;
  const [inYear, inWeek] = [yearPlace(day), weekPlace(day)];
  storage[at] = year.sines[inYear]!;
  storage[at + rowStride] = year.cosines[inYear]!;
  storage[at + 2 * rowStride] = week.sines[inWeek]!;
  storage[at + 3 * rowStride] = week.cosines[inWeek]!;
}

function writeHour({ encoding, inputs }: Work, input: number, at: number, time: number): void {
  const angle = hourAngle(time);
  inputs.storage[at] = inputOf(encoding, input, sin(angle));
  inputs.storage[at + inputs.rowStride] = inputOf(encoding, input + 1, cos(angle));
}
