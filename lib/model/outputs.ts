// From the network's outputs to what a caller asked for.
import type { FloatArray } from '../base/dtype.js';
import type { Label } from '../data/targets.js';
import { outputsOf } from '../network/spec.js';
import type { ModelParts } from './parts.js';

/** Number of the class that n outputs name: two classes: the second where it is above 0.5. */
export function chosenClass(outputs: FloatArray, at: number, n: number): number {
  if (n === 1) return outputs[at]! > 0.5 ? 1 : 0;
  let best = 0;
  for (let c = 1; c < n; c++) if (outputs[at + c]! > outputs[at + best]!) best = c;
  return best;
}

/** The label, or the value, or the values, of each example; in pieces. */
export function labelsOf<L extends Label>(
  outputs: FloatArray,
  parts: ModelParts<L>,
): Generator<void, L[]> {
  const { classes } = parts;
  return eachExample(outputs, parts, (at, n) => {
    if (classes) return classes[chosenClass(outputs, at, n)]!;
    return (n === 1 ? outputs[at]! : Array.from(outputs.subarray(at, at + n))) as L;
  });
}

/** The probability of each class, or the values, of each example; in pieces. */
export function probabilitiesOf(
  outputs: FloatArray,
  parts: ModelParts,
): Generator<void, Float64Array[]> {
  const twoClasses = parts.classes?.length === 2;
  return eachExample(outputs, parts, (at, n) =>
    twoClasses
      ? Float64Array.of(1 - outputs[at]!, outputs[at]!)
      : Float64Array.from(outputs.subarray(at, at + n)),
  );
}

/** Numbers that are looked at in one piece of work: each may become an object. */
const PIECE = 1 << 12;

function* eachExample<R>(
  outputs: FloatArray,
  { spec }: ModelParts,
  read: (at: number, n: number) => R,
): Generator<void, R[]> {
  const n = outputsOf(spec);
  const m = outputs.length / n;
  const piece = Math.ceil(PIECE / n);
  const list = new Array<R>(m);
  for (let from = 0; from < m; from += piece) {
    if (from > 0) yield;
    const to = Math.min(m, from + piece);
    for (let j = from; j < to; j++) list[j] = read(j * n, n);
  }
  return list;
}
