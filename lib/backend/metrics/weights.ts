// What the examples of a look count.
import { inPieces, type Slices } from '../../base/slices.js';

/** What each example counts; null: each counts 1. */
export type Weights = ArrayLike<number> | null;

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

/** Their sum, or the number of the examples. */
export function* totalWeight(weights: Weights, examples: number): Slices<number> {
  if (!weights) return examples;
  let total = 0;
  yield* inPieces(examples, PIECE, (from, to) => {
    for (let j = from; j < to; j++) total += weights[j]!;
  });
  return total;
}
