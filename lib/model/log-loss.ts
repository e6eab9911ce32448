import { float64 } from '../base/arithmetic.js';
import { dtypeOf, type FloatArray } from '../base/dtype.js';
import { log } from '../base/math.js';
import { inPieces, type Slices } from '../base/slices.js';
import { totalWeight, type Weights } from '../backend/metrics/weights.js';

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 14;

/** From 1 to the next larger number. */
const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 } as const;

/**
 * Mean −ln of the probability of what is true, as scikit-learn's `log_loss`: probabilities are kept from ε to 1 − ε,
 * the dtype's, and of several classes divided by their sum.
 *
 * @param p probabilities: one of each example, of the second of two classes, or one of each class, example by example
 * @param truth the number of each example's class
 */
export function* logLossOf(
  p: FloatArray,
  truth: ArrayLike<number>,
  weights: Weights,
): Slices<number> {
  const m = truth.length;
  const n = p.length / m;
  const least = EPSILON[dtypeOf(p)];
  const kept = (probability: number): number => Math.min(1 - least, Math.max(least, probability));
  let sum = 0;
  yield* inPieces(m, Math.ceil(PIECE / n), (from, to) => {
    for (let j = from; j < to; j++) {
      let [own, whole] = [0, 0];
      for (let c = 0; c < n; c++) {
        const each = kept(p[j * n + c]!);
        whole += each;
        if (truth[j] === c) own = each;
      }
      const right = n > 1 ? own / whole : truth[j] === 1 ? kept(p[j]!) : 1 - kept(p[j]!);
      sum -= (weights ? weights[j]! : 1) * log(float64, right);
    }
  });
  return sum / (yield* totalWeight(weights, m));
}
