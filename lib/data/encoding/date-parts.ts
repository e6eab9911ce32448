// Fits the places of dates on the circles of year, week and day.
import type { ScaleName } from '../column.js';
import type { DateValues, Frame } from '../frame.js';
import { cos, sin } from '../../base/trigonometric.js';
import { dayOf, DAY, hourAngle, weekCircle, weekPlace, yearCircle, yearPlace } from './calendar.js';
import { Counted, fitAffine, Sample, type Affine, type Distribution } from './distribution.js';
import { gatherTimes, type Gather } from './gather.js';

interface DateParts {
  /** One is not midnight. */
  readonly hours: boolean;
  readonly inputs: readonly Affine[];
}

const PIECE = 1 << 15;

/** How many dates have each place; holes, which are 0 on every circle, apart. */
interface DateCounts {
  readonly year: Float64Array;
  readonly week: Float64Array;
  holes: number;
  hours: boolean;
}

export function* fitDateParts(
  column: DateValues & { readonly name: string },
  frame: Frame,
  scale: ScaleName,
): Generator<void, DateParts> {
  const gather = gatherTimes(column, frame.order);
  const counts = yield* countDates(gather, frame.size);
  const onCircle = (values: Float64Array, of: Float64Array): Distribution =>
    new Counted([...values, 0], [...of, counts.holes]);
  const [year, week] = [yearCircle(), weekCircle()];
  const distributions = [
    onCircle(year.sines, counts.year),
    onCircle(year.cosines, counts.year),
    onCircle(week.sines, counts.week),
    onCircle(week.cosines, counts.week),
  ];
  if (counts.hours)
    for (const f of [sin, cos]) distributions.push(yield* hourSample(gather, frame.size, f));
  const inputs: Affine[] = [];
  for (const distribution of distributions)
    inputs.push(yield* fitAffine(column.name, scale, distribution));
  return { hours: counts.hours, inputs };
}

function* countDates(gather: Gather, size: number): Generator<void, DateCounts> {
  const counts: DateCounts = {
    year: new Float64Array(yearCircle().sines.length),
    week: new Float64Array(7),
    holes: 0,
    hours: false,
  };
  const times = new Float64Array(Math.min(PIECE, size));
  for (let from = 0; from < size; from += PIECE) {
    const count = Math.min(PIECE, size - from);
    gather(from, count, times);
    addDates(counts, times.subarray(0, count));
    yield;
  }
  return counts;
}

function addDates(counts: DateCounts, times: Float64Array): void {
  const { year, week } = counts;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    const day = dayOf(time);
    if (Number.isNaN(day)) counts.holes++;
    else {
      year[yearPlace(day)]!++;
      week[weekPlace(day)]!++;
      if (time !== day * DAY) counts.hours = true;
    }
  }
}

function* hourSample(
  gather: Gather,
  size: number,
  f: (angle: number) => number,
): Generator<void, Sample> {
  const values = new Float64Array(size);
  for (let from = 0; from < size; from += PIECE) {
    const part = values.subarray(from, from + PIECE);
    gather(from, part.length, part);
    toCircle(part, f);
    yield;
  }
  return new Sample(values);
}

/** Milliseconds to their places on the circle of hours, in place. */
function toCircle(times: Float64Array, f: (angle: number) => number): void {
  for (let i = 0; i < times.length; i++)
    times[i] = Number.isNaN(times[i]) ? 0 : f(hourAngle(times[i]!));
}
