// What a network's outputs say.
import type { FloatArray } from '../../base/dtype.js';
import { quantileLevels, type NetworkSpec } from '../../network/spec.js';

/** The number of a class of two. */
export type ClassOfTwo = 0 | 1;

/** The threshold where none is said. */
export const HALF = 0.5;

/**
 * Number of the class that n outputs name: of two classes the positive one where its probability is above the
 * threshold.
 */
export function chosenClass(
  outputs: FloatArray,
  at: number,
  n: number,
  positive: ClassOfTwo = 1,
  threshold: number = HALF,
): number {
  if (n === 1 && positive === 0) return isFirst(outputs[at]!, threshold) ? 0 : 1;
  if (n === 1) return isTrue(outputs[at]!, threshold) ? 1 : 0;
  let best = 0;
  for (let c = 1; c < n; c++) if (outputs[at + c]! > outputs[at + best]!) best = c;
  return best;
}

/** Is a label true by its probability? */
export function isTrue(probability: number, threshold: number = HALF): boolean {
  return probability > threshold;
}

/** Is it the first of two classes, by the probability of the second? */
function isFirst(second: number, threshold: number): boolean {
  // 1 − p may round to 0.5.
  return threshold === HALF ? second < HALF : 1 - second > threshold;
}

/**
 * Outputs that are quantiles ascend in each of examples `from` … `to` − 1 from then on: networks do not know that
 * they must (Chernozhukov, Fernández-Val and Galichon 2010 sort them). Others stay.
 */
export function sortLevels(outputs: FloatArray, from: number, to: number, spec: NetworkSpec): void {
  const n = quantileLevels(spec)?.length ?? 1;
  if (n === 1) return;
  for (let at = from * n; at < to * n; at += n) {
    for (let i = at + 1; i < at + n; i++) {
      const value = outputs[i]!;
      let place = i;
      for (; place > at && outputs[place - 1]! > value; place--)
        outputs[place] = outputs[place - 1]!;
      outputs[place] = value;
    }
  }
}
