// Writes the inputs of dates.
import { cos, sin } from '../../base/trigonometric.js';
import type { DateValues, FrameColumn } from '../frame.js';
import { dayOf, DAY, hourAngle, weekPlace, yearPlace } from './calendar.js';
import type { DateFeature } from './encoding.js';
import { gatherTimes } from './gather.js';
import type { Work, Writer } from './inputs.js';
import { circlesAt, inputOf } from './prepared.js';
import { fillHoles, writeValues } from './write-values.js';

export function dateWriter(
  work: Work,
  feature: DateFeature,
  column: DateValues & Pick<FrameColumn, 'holes'>,
): Writer {
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
    if (column.holes) fillHoles(work, feature, from, count);
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
