// From the network's outputs to what a caller asked for.
import type { FloatArray } from '../base/dtype.js';
import { firstNotFinite } from '../base/finite.js';
import { chosenClass, isTrue, sortLevels } from '../backend/metrics/told.js';
import type { Label } from '../data/targets.js';
import { middleLevel, outputsOf, quantileLevels } from '../network/spec.js';
import { noAnswer, type Input } from './input.js';
import { taskOf, type ModelParts } from './parts.js';

/** The network's outputs, example by example, and what was asked. */
export interface Answer {
  readonly outputs: FloatArray;
  readonly input: Input;
}

/**
 * The label, or the value (of quantiles that of the level nearest to 0.5), or the values, or 0 and 1 for each label, of each example; in pieces.
 * @throws `ERR_DATA` for an output that is not finite
 */
export function labelsOf<L extends Label>(
  answer: Answer,
  parts: ModelParts<L>,
): Generator<void, L[]> {
  const [{ classes, positive, thresholds, spec }, { outputs }] = [parts, answer];
  const levels = quantileLevels(spec);
  const middle = levels && middleLevel(levels);
  const labelled = taskOf(parts) === 'multilabel';
  const told = (output: number, r: number): number => (isTrue(output, thresholds?.[r]) ? 1 : 0);
  const threshold = thresholds?.[0];
  return eachExample(answer, parts, (at, n) => {
    if (classes) return classes[chosenClass(outputs, at, n, positive, threshold)]!;
    if (middle !== null) return outputs[at + middle]! as L;
    if (n === 1) return (labelled ? told(outputs[at]!, 0) : outputs[at]!) as L;
    const values = outputs.subarray(at, at + n);
    return (labelled ? Array.from(values, told) : Array.from(values)) as readonly number[] as L;
  });
}

/**
 * The probability of each class, or the values, of each example; in pieces.
 * @throws `ERR_DATA` for an output that is not finite
 */
export function probabilitiesOf(
  answer: Answer,
  parts: ModelParts,
): Generator<void, Float64Array[]> {
  const { outputs } = answer;
  const twoClasses = parts.classes?.length === 2;
  return eachExample(answer, parts, (at, n) =>
    twoClasses
      ? Float64Array.of(1 - outputs[at]!, outputs[at]!)
      : Float64Array.from(outputs.subarray(at, at + n)),
  );
}

/** Numbers that are looked at in one piece of work: each may become an object. */
const PIECE = 1 << 12;

function* eachExample<R>(
  answer: Answer,
  parts: ModelParts,
  read: (at: number, n: number) => R,
): Generator<void, R[]> {
  const [{ outputs }, { spec }] = [answer, parts];
  const n = outputsOf(spec);
  const m = outputs.length / n;
  const piece = Math.ceil(PIECE / n);
  const list = new Array<R>(m);
  for (let from = 0; from < m; from += piece) {
    if (from > 0) yield;
    const to = Math.min(m, from + piece);
    checkOutputs(answer, from, to, parts);
    sortLevels(outputs, from, to, spec);
    for (let j = from; j < to; j++) list[j] = read(j * n, n);
  }
  return list;
}

/** @throws `ERR_DATA` about the first of examples `from` … `to` − 1 with an output that is not finite */
export function checkOutputs(
  { outputs, input }: Answer,
  from: number,
  to: number,
  parts: ModelParts,
): void {
  const n = outputsOf(parts.spec);
  const all = from === 0 && to * n === outputs.length;
  const wrong = firstNotFinite(all ? outputs : outputs.subarray(from * n, to * n));
  if (wrong < 0) return;
  const at = from * n + wrong;
  throw noAnswer(input, Math.floor(at / n), outputs[at]!, parts);
}
