// The values of a column in the order in which its table shows them.
import type { DateValues, Frame, FrameColumn, LevelValues, NumberValues } from '../frame.js';
import { DAY } from './calendar.js';

/** Values `from` … `from + count − 1` of a column in `out`, from its beginning; NaN is a hole. */
export type Gather = (from: number, count: number, out: Float64Array) => void;

type Order = Frame['order'];

export function gatherNumbers({ values, offset, stride }: NumberValues, order: Order): Gather {
  return (from, count, out) => {
    if (order === null)
      for (let i = 0, at = offset + from * stride; i < count; i++, at += stride)
        out[i] = values[at]!;
    else for (let i = 0; i < count; i++) out[i] = values[offset + order[from + i]! * stride]!;
  };
}

/** Milliseconds since 1970. */
export function gatherTimes({ times }: DateValues, order: Order): Gather {
  return (from, count, out) => {
    for (let i = 0; i < count; i++) out[i] = times[order === null ? from + i : order[from + i]!]!;
  };
}

/** Days since 1970 and their parts. */
export function gatherDays(column: DateValues, order: Order): Gather {
  const gather = gatherTimes(column, order);
  return (from, count, out) => {
    gather(from, count, out);
    for (let i = 0; i < count; i++) out[i] = out[i]! / DAY;
  };
}

/**
 * Places of levels.
 * @param places of the column's levels among those that are wanted, −1 for what is none of them
 */
export function gatherLevels(
  { codes }: LevelValues,
  order: Order,
  places: ArrayLike<number>,
): Gather {
  return (from, count, out) => {
    for (let i = 0; i < count; i++) {
      const code = codes[order === null ? from + i : order[from + i]!]!;
      const place = code < 0 ? -1 : places[code]!;
      out[i] = place < 0 ? NaN : place;
    }
  };
}

/** Kinds of columns that can stand for one another. */
export function isLevels(column: FrameColumn): column is FrameColumn & LevelValues {
  return column.kind === 'category' || column.kind === 'boolean';
}
