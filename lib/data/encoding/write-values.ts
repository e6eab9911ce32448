// Writes the inputs of columns that are numbers before they are scaled.
import type { ValuedFeature } from './encoding.js';
import type { Gather } from './gather.js';
import { holeRefused } from './holes.js';
import { noteWrong, type Inputs, type Work, type Writer } from './inputs.js';
import { clipped, warped } from './warp.js';

/** @param holes may a value be missing? */
export function valueWriter(
  work: Work,
  feature: ValuedFeature,
  gather: Gather,
  holes: boolean,
): Writer {
  const { scratch } = work;
  return (from, count) => {
    gather(from, count, scratch);
    if (holes) fillHoles(work, feature, from, count);
    writeValues(work, feature, from, count);
  };
}

/** The values in `scratch` as the first input of a feature. */
export function writeValues(work: Work, feature: ValuedFeature, from: number, count: number): void {
  const { encoding, f, scratch, inputs } = work;
  const { scale, quantiles } = feature;
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

/** What stands for the holes in `scratch`, and, in the second input of a feature that has it, where they are. */
export function fillHoles(work: Work, feature: ValuedFeature, from: number, count: number): void {
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
