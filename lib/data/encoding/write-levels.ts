// Writes the inputs of columns of words and truth values.
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import { firstNotFinite } from '../../base/finite.js';
import type { LevelValues } from '../frame.js';
import { levelOf, type LevelFeature, type OrdinalFeature } from './encoding.js';
import { holeRefused } from './holes.js';
import { noteWrong, type Work, type Writer } from './inputs.js';

/** Levels that are looked up in one piece of work. */
const PIECE = 1 << 14;

/** The places of a column's levels among a feature's; −1 for what is unknown. */
export function* placesIn(
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

/** Of each code + 1 of a column the row that it writes to, and what. */
interface LevelTable {
  readonly rows: Int32Array;
  readonly values: FloatArray;
}

/** What has no input writes again the number that is there without a value: a branch would cost more. */
export function* levelTable(
  { encoding, prepared, f, inputs }: Work,
  feature: LevelFeature,
  column: LevelValues,
): Generator<void, LevelTable> {
  const places = yield* placesIn(column, feature);
  const levels = prepared.levels[f]!;
  const first = encoding.first[f]!;
  const rows = new Int32Array(places.length + 1).fill(first * inputs.rowStride);
  const values = zeros(dtypeOf(inputs.storage), rows.length).fill(prepared.zero[first]!);
  for (let i = 0; i < places.length; i++) {
    if (i % PIECE === PIECE - 1) yield;
    if (places[i]! < 0) continue;
    rows[i + 1] = levels.inputs[places[i]!]! * inputs.rowStride;
    values[i + 1] = levels.values[places[i]!]!;
  }
  return { rows, values };
}

export function levelWriter(
  { frame: { order }, inputs }: Work,
  { name, refuse }: LevelFeature,
  { codes }: LevelValues,
  { rows, values }: LevelTable,
): Writer {
  const { storage, colStride } = inputs;
  const areFinite = firstNotFinite(values) < 0;
  return (from, count) => {
    for (let j = from, column = from * colStride; j < from + count; j++, column += colStride) {
      const code = codes[order === null ? j : order[j]!]! + 1;
      storage[rows[code]! + column] = values[code]!;
      if (refuse && code === 0) throw holeRefused(name, j);
      if (!areFinite && !Number.isFinite(values[code])) noteWrong(inputs, j);
    }
  };
}
