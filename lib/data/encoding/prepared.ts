// What an encoding's inputs are where they can only be a few numbers: computed once.
import { weekCircle, yearCircle, type Circle } from './calendar.js';
import {
  isSigned,
  isValued,
  positiveLevel,
  type DateFeature,
  type Encoding,
  type LevelFeature,
} from './encoding.js';
import { clipped } from './warp.js';

/** A value as input i. */
export function inputOf({ offset, divisor, clip }: Encoding, i: number, value: number): number {
  return clipped((value - offset[i]!) / divisor[i]!, clip[i]!);
}

/** The inputs of each place of a circle. */
export interface PreparedDates {
  readonly year: Circle;
  readonly week: Circle;
}

/** What each level of a feature, the others behind them, writes, and where: one input for each example. */
export interface PreparedLevels {
  readonly inputs: Int32Array;
  readonly values: Float64Array;
}

export interface Prepared {
  /** Inputs of an example without any value: of numbers 0, for they have an own one each. */
  readonly zero: Float64Array;
  /** Inputs that tell of a hole where one is. */
  readonly plus: Float64Array;
  /** Of each feature that has levels or dates. */
  readonly levels: readonly (PreparedLevels | null)[];
  readonly dates: readonly (PreparedDates | null)[];
}

const known = new WeakMap<Encoding, Prepared>();

export function preparedFor(encoding: Encoding): Prepared {
  let prepared = known.get(encoding);
  if (!prepared) known.set(encoding, (prepared = prepare(encoding)));
  return prepared;
}

function prepare(encoding: Encoding): Prepared {
  const { features, first, inputNames } = encoding;
  const zero = Float64Array.from(inputNames, (_, i) => inputOf(encoding, i, 0));
  features.forEach((feature, f) => {
    if (isValued(feature)) zero[first[f]!] = 0;
  });
  return {
    zero,
    plus: Float64Array.from(inputNames, (_, i) => inputOf(encoding, i, 1)),
    levels: features.map((feature, f) =>
      isValued(feature) ? null : preparedLevels(encoding, feature, first[f]!),
    ),
    dates: features.map((feature, f) =>
      feature.kind === 'date' ? preparedDates(encoding, first[f]! + circlesAt(feature)) : null,
    ),
  };
}

/** Where a date's places on circles begin among its inputs. */
export function circlesAt({ indicator }: DateFeature): number {
  return indicator ? 2 : 1;
}

function preparedLevels(encoding: Encoding, feature: LevelFeature, first: number): PreparedLevels {
  const signed = isSigned(feature);
  const count = feature.levels.length + (feature.other ? 1 : 0);
  const inputs = Int32Array.from({ length: count }, (_, i) => first + (signed ? 0 : i));
  const sign = (i: number): number => (!signed || i === positiveLevel(feature) ? 1 : -1);
  return { inputs, values: Float64Array.from(inputs, (at, i) => inputOf(encoding, at, sign(i))) };
}

function preparedDates(encoding: Encoding, first: number): PreparedDates {
  const scaled = (values: Float64Array, i: number): Float64Array =>
    values.map((value) => inputOf(encoding, i, value));
  const circle = ({ sines, cosines }: Circle, i: number): Circle => ({
    sines: scaled(sines, i),
    cosines: scaled(cosines, i + 1),
  });
  return { year: circle(yearCircle(), first), week: circle(weekCircle(), first + 2) };
}
