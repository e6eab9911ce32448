// Fits an encoding to the columns of a training part, in pieces of work.
import { DenselyError, show } from '../../base/errors.js';
import type { Frame, FrameColumn, LevelValues } from '../frame.js';
import { fitDateParts } from './date-parts.js';
import { Counted, fitAffine, Sample, type Affine } from './distribution.js';
import { encodingOf, sameInput, type Encoding, type Fitted, type SameInput } from './encoding.js';
import { gatherDays, gatherLevels, gatherNumbers, isLevels, type Gather } from './gather.js';
import { holeRefused } from './holes.js';
import { fitLevels } from './levels.js';
import {
  checkColumnNames,
  columnRequest,
  scalingOf,
  type ColumnRequest,
  type EncodingRequest,
} from './options.js';
import { QuantileRows } from './quantile-rows.js';
import type { QuantileTable } from './quantiles.js';
import { toLogarithms } from './warp.js';

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 16;

/**
 * The encoding of a table's columns.
 * @throws `ERR_DATA` for a hole where none may be, a column too wide for its scale and two inputs of the same name, `ERR_OPTION` for what is
 * said of a column that is not there or cannot have it
 */
export function* fitEncoding(frame: Frame, request: EncodingRequest): Generator<void, Encoding> {
  if (frame.size === 0)
    throw new DenselyError('ERR_DATA', 'data', 'There is no example to fit an encoding to.');
  const names = frame.columns.map(({ name }) => name);
  checkColumnNames(names, request);
  const rows = new QuantileRows(frame.size, request.seed);
  const work = { frame, rows, values: new Float64Array(frame.size) };
  const fitted: Fitted[] = [];
  for (const column of frame.columns)
    fitted.push(yield* fitColumn(column, columnRequest(column, request), work));
  const inputs = fitted.flatMap((of) => of.inputs);
  const features = fitted.map(({ feature }) => feature);
  const same = sameInput(features);
  if (same) throw sameNames(same);
  return encodingOf({
    scaling: scalingOf(request.scale),
    impute: request.impute,
    sample: rows.origin,
    features,
    offset: Float64Array.from(inputs, ({ offset }) => offset),
    divisor: Float64Array.from(inputs, ({ divisor }) => divisor),
  });
}

function sameNames({ input, features: [one, other] }: SameInput): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'data',
    `The columns ${show(one)} and ${show(other)} would both make an input of the name ${show(input)}: rename one of them.`,
  );
}

/** What columns are fitted with, one after another. */
interface Work {
  readonly frame: Frame;
  readonly rows: QuantileRows;
  /** As many as there are examples. */
  readonly values: Float64Array;
}

function* fitColumn(
  column: FrameColumn,
  request: ColumnRequest,
  { frame, rows, values }: Work,
): Generator<void, Fitted> {
  if (isLevels(column) && !column.ordered) return yield* fitLevels(column, frame, request);
  yield* fill(values, gatherOf(column, frame.order));
  const { name } = column;
  const { inputs, ...fitted } = yield* fitValues(name, values, request, rows);
  const { scale, clip, impute } = request;
  const valued = { name, scale, clip, refuse: impute === 'refuse', ...fitted };
  if (column.kind === 'number') return { feature: { kind: 'number', ...valued }, inputs };
  if (column.kind !== 'date') {
    const { levels } = column;
    return { feature: { kind: 'ordinal', ...valued, levels: [...levels] }, inputs };
  }
  const parts = yield* fitDateParts(column, frame, scale);
  const feature = { kind: 'date', ...valued, hours: parts.hours } as const;
  return { feature, inputs: [...inputs, ...parts.inputs] };
}

function gatherOf(column: FrameColumn, order: Frame['order']): Gather {
  if (column.kind === 'number') return gatherNumbers(column, order);
  if (column.kind === 'date') return gatherDays(column, order);
  return gatherLevels(column, order, identity(column));
}

function identity({ levels }: LevelValues): Int32Array {
  return Int32Array.from(levels, (_, i) => i);
}

/** All values of a column. */
function* fill(values: Float64Array, gather: Gather): Generator<void, void> {
  let from = 0;
  for (const part of partsOf(values)) {
    gather(from, part.length, part);
    from += part.length;
    yield;
  }
}

interface FittedValues {
  readonly impute: number;
  readonly indicator: boolean;
  readonly quantiles: QuantileTable | null;
  readonly inputs: readonly Affine[];
}

/** @param values NaN where there is a hole; overwritten */
function* fitValues(
  name: string,
  values: Float64Array,
  { scale, impute }: ColumnRequest,
  rows: QuantileRows,
): Generator<void, FittedValues> {
  const present = yield* presentOf(name, values, impute === 'refuse');
  const sample = new Sample(present);
  const stands = yield* imputeOf(sample, present.length, impute);
  const holes = values.length - present.length;
  if (holes > 0) yield* fillHoles(values, stands);
  if (scale === 'log') yield* toLogarithms(values);
  const quantiles = scale === 'quantile' ? yield* rows.table(values) : null;
  const whole = holes > 0 || scale === 'log' ? new Sample(values) : sample;
  const inputs = [yield* fitAffine(name, scale, whole)];
  if (holes > 0) inputs.push(yield* fitFlag(name, scale, holes, values.length));
  return { impute: stands, indicator: holes > 0, quantiles, inputs };
}

function* fitFlag(
  name: string,
  scale: ColumnRequest['scale'],
  ones: number,
  size: number,
): Generator<void, Affine> {
  return yield* fitAffine(name, scale, new Counted([0, 1], [size - ones, ones]));
}

/** The values without holes: themselves where there is none. */
function* presentOf(
  name: string,
  values: Float64Array,
  refuse: boolean,
): Generator<void, Float64Array> {
  let holes = 0;
  for (const part of partsOf(values)) {
    const found = holesIn(part);
    if (found > 0 && refuse) throw holeRefused(name, values.findIndex(Number.isNaN));
    holes += found;
    yield;
  }
  if (holes === 0) return values;
  const present = new Float64Array(values.length - holes);
  let filled = 0;
  for (const part of partsOf(values)) {
    filled = copyPresent(part, present, filled);
    yield;
  }
  return present;
}

/** Pieces of work: views, one behind another. */
function* partsOf(values: Float64Array): Generator<Float64Array> {
  for (let from = 0; from < values.length; from += PIECE) yield values.subarray(from, from + PIECE);
}

function holesIn(values: Float64Array): number {
  let holes = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) holes++;
  return holes;
}

function copyPresent(from: Float64Array, to: Float64Array, at: number): number {
  let o = at;
  for (let i = 0; i < from.length; i++) if (!Number.isNaN(from[i])) to[o++] = from[i]!;
  return o;
}

function* fillHoles(values: Float64Array, stands: number): Generator<void, void> {
  for (const part of partsOf(values)) {
    for (let i = 0; i < part.length; i++) if (Number.isNaN(part[i])) part[i] = stands;
    yield;
  }
}

/** What stands for a hole of a column with these values; 0 where there is none. */
function* imputeOf(
  sample: Sample,
  present: number,
  impute: ColumnRequest['impute'],
): Generator<void, number> {
  if (typeof impute === 'number') return impute;
  if (present === 0) return 0;
  if (impute === 'median') return (yield* sample.quartiles())[1]! + 0;
  return (yield* sample.statistics()).mean;
}
