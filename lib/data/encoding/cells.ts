// One record's cells as inputs: what a service does for each request, so nothing is allocated.
import type { FloatArray } from '../../base/dtype.js';
import { cos, sin } from '../../base/trigonometric.js';
import { dayOf, DAY, hourAngle, weekPlace, yearPlace } from './calendar.js';
import {
  inputNamesOf,
  isValued,
  type DateFeature,
  type Encoding,
  type FeatureEncoding,
  type LevelFeature,
  type ValuedFeature,
} from './encoding.js';
import { holeRefused } from './holes.js';
import {
  circlesAt,
  inputOf,
  preparedFor,
  type Prepared,
  type PreparedDates,
  type PreparedLevels,
} from './prepared.js';
import { clipped, warped } from './warp.js';

/**
 * Writes the inputs of one example from `at` on.
 *
 * @param cells one a feature: a number, a level's place among the feature's levels (behind them: any other;
 * −1: unknown), or milliseconds since 1970; NaN is a hole
 * @returns whether every input is finite in the dtype of `out`
 * @throws `ERR_DATA` for a hole where none may be
 */
export type CellEncoder = (cells: Float64Array, out: FloatArray, at: number) => boolean;

/** What one feature's cell is encoded with. */
interface CellWork {
  readonly encoding: Encoding;
  readonly prepared: Prepared;
  readonly feature: FeatureEncoding;
  /** Its first input, and how many it has. */
  readonly first: number;
  readonly inputs: number;
  readonly levels: PreparedLevels | null;
  readonly dates: PreparedDates | null;
}

export function cellEncoder(encoding: Encoding): CellEncoder {
  const prepared = preparedFor(encoding);
  const works = encoding.features.map((feature, f) => ({
    encoding,
    prepared,
    feature,
    first: encoding.first[f]!,
    inputs: inputNamesOf(feature).length,
    levels: prepared.levels[f]!,
    dates: prepared.dates[f]!,
  }));
  const width = encoding.inputNames.length;
  return (cells, out, at) => {
    let finite = true;
    for (let f = 0; f < works.length; f++) {
      const work = works[f]!;
      const { feature } = work;
      if (!isValued(feature)) putLevel(work, feature, cells[f]!, out, at);
      else if (!putValue(work, feature, cells[f]!, out, at)) finite = false;
    }
    let sum = 0;
    for (let i = at; i < at + width; i++) sum += out[i]! - out[i]!;
    return finite && sum === 0;
  };
}

function putZeros(
  { prepared: { zero }, first, inputs }: CellWork,
  from: number,
  out: FloatArray,
  at: number,
): void {
  for (let i = first + from; i < first + inputs; i++) out[at + i] = zero[i]!;
}

function putLevel(
  work: CellWork,
  feature: LevelFeature,
  place: number,
  out: FloatArray,
  at: number,
): void {
  if (feature.refuse && Number.isNaN(place)) throw holeRefused(feature.name, 0);
  putZeros(work, 0, out, at);
  const { inputs, values } = work.levels!;
  if (place >= 0) out[at + inputs[place]!] = values[place]!;
}

/** Answers whether the scaled number is finite before it is clipped. */
function putValue(
  work: CellWork,
  feature: ValuedFeature,
  cell: number,
  out: FloatArray,
  at: number,
): boolean {
  const { encoding, prepared, first } = work;
  const isHole = Number.isNaN(cell) || (feature.kind === 'ordinal' && cell < 0);
  if (isHole && feature.refuse) throw holeRefused(feature.name, 0);
  if (work.inputs > 1) putZeros(work, 1, out, at);
  if (isHole && feature.indicator) out[at + first + 1] = prepared.plus[first + 1]!;
  if (!isHole && feature.kind === 'date') putCircles(work, feature, cell, out, at);
  const own = feature.kind === 'date' ? cell / DAY : cell;
  const value = isHole ? feature.impute : own;
  const scaled =
    (warped(feature.scale, feature.quantiles, value) - encoding.offset[first]!) /
    encoding.divisor[first]!;
  out[at + first] = clipped(scaled, encoding.clip[first]!);
  return scaled - scaled === 0;
}

function putCircles(
  { encoding, first, dates }: CellWork,
  feature: DateFeature,
  time: number,
  out: FloatArray,
  at: number,
): void {
  const { year, week } = dates!;
  const input = first + circlesAt(feature);
  const day = dayOf(time);
  const [inYear, inWeek] = [yearPlace(day), weekPlace(day)];
  out[at + input] = year.sines[inYear]!;
  out[at + input + 1] = year.cosines[inYear]!;
  out[at + input + 2] = week.sines[inWeek]!;
  out[at + input + 3] = week.cosines[inWeek]!;
  if (!feature.hours) return;
  const angle = hourAngle(time);
  out[at + input + 4] = inputOf(encoding, input + 4, sin(angle));
  out[at + input + 5] = inputOf(encoding, input + 5, cos(angle));
}
