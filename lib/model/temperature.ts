// A temperature for probabilities (Guo et al. 2017): all logits are divided by T, the one that makes the log loss of
// held-out examples least. No order of probabilities changes by it, and with T = 1 nothing does. The bits of T are the
// same everywhere: own elementary functions, a fixed number of steps, sums in ascending order.
import { float64 } from '../base/arithmetic.js';
import { dtypeOf, sharedZeros, type FloatArray } from '../base/dtype.js';
import { exp, log, log1p } from '../base/math.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import { inPieces, type Slices } from '../base/slices.js';
import type { Loss } from '../network/losses.js';
import type { NetworkSpec } from '../network/spec.js';
import { numbersAt, placesOf } from '../network/tensors.js';
import { totalWeight, type Weights } from '../backend/metrics/weights.js';

/** Logits of examples, and what is true of them. */
export interface HeldLogits {
  /** n_L of each example, one behind another. */
  readonly logits: FloatArray;
  /** (n_L, m): 0 and 1, or one-hot. */
  readonly Y: Matrix;
  readonly weights: Weights;
}

/** Of the search: ln T lies within ± this, and so many steps narrow it. */
const [WIDEST, STEPS] = [3, 40];

/** The largest and the smallest temperature that there are. */
export const temperatureBounds: { readonly lowest: number; readonly highest: number } = {
  lowest: exp(float64, -WIDEST),
  highest: exp(float64, WIDEST),
};

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 13;

/**
 * The temperature of least mean log loss over all examples, by golden section of ln T: the log loss is convex in 1/T.
 *
 * @param held several sets where logits come of several networks; their order decides bits
 * @param loss crossEntropy, or binaryCrossEntropy of each output
 * @returns 1 where it cannot be told: a logit is not finite, no example counts, or nothing but one class does
 */
export function* temperatureOf(held: readonly HeldLogits[], loss: Loss): Slices<number> {
  const margins: Margins[] = [];
  for (const set of held) margins.push(yield* marginsOf(set, loss));
  let total = 0;
  for (const { logits, weights, Y } of held)
    total += logits.length === 0 ? 0 : yield* totalWeight(weights, Y.cols);
  if (!isTelling(held, margins, total)) return 1;
  const of = (x: number): Slices<number> => costAt(held, margins, loss, x, total);
  let [low, high] = [-WIDEST, WIDEST];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [below, above] = [yield* of(left), yield* of(right)];
  for (let step = 0; step < STEPS; step++) {
    // Of equal costs the side of the hotter one is kept: the less sure probabilities.
    if (below < above) {
      [high, right, above] = [right, left, below];
      left = high - GOLDEN * (high - low);
      below = yield* of(left);
    } else {
      [low, left, below] = [left, right, above];
      right = low + GOLDEN * (high - low);
      above = yield* of(right);
    }
  }
  return exp(float64, (low + high) / 2);
}

/** What the log loss takes of a set beside its logits. */
interface Margins {
  /** Σ of weight · (the largest that the logits could give − what those of the truth give). */
  readonly sum: number;
  /** Of each output, whether an example that counts has it, and whether one has it not. */
  readonly seen: readonly (readonly [without: boolean, having: boolean])[];
}

/**
 * The log loss of an example at logits β·z is β · margin + what {@link costAt} adds: of one of several classes
 * max z − z of the truth, of 0 or 1 max(z, 0) − y·z of each output.
 */
function* marginsOf({ logits, Y, weights }: HeldLogits, loss: Loss): Slices<Margins> {
  const n = Y.rows;
  const at = reader(Y);
  const seen = Array.from({ length: n }, (): [boolean, boolean] => [false, false]);
  let sum = 0;
  yield* inPieces(Y.cols, Math.ceil(PIECE / n), (from, to) => {
    for (let j = from; j < to; j++) {
      const weight = weights ? weights[j]! : 1;
      if (weight === 0) continue;
      let [most, own] = [loss === 'crossEntropy' ? -Infinity : 0, 0];
      for (let c = 0; c < n; c++) {
        const [z, y] = [logits[j * n + c]!, at(c, j)];
        own += y * z;
        seen[c]![y > 0.5 ? 1 : 0] = true;
        most = loss === 'crossEntropy' ? Math.max(most, z) : most + Math.max(z, 0);
      }
      sum += weight * (most - own);
    }
  });
  return { sum, seen };
}

function isTelling(
  held: readonly HeldLogits[],
  margins: readonly Margins[],
  total: number,
): boolean {
  const isFinite = margins.every(({ sum }) => Number.isFinite(sum));
  const outputs = held[0]?.Y.rows ?? 0;
  const differs = (c: number): boolean =>
    [0, 1].every((value) => margins.some(({ seen }) => seen[c]![value]!));
  return isFinite && total > 0 && Array.from({ length: outputs }, (_, c) => c).some(differs);
}

/** The mean log loss at T = e^x. */
function* costAt(
  held: readonly HeldLogits[],
  margins: readonly Margins[],
  loss: Loss,
  x: number,
  total: number,
): Slices<number> {
  const beta = exp(float64, -x);
  const of = loss === 'crossEntropy' ? softmaxRest : sigmoidRest;
  let cost = 0;
  for (const [i, { logits, Y, weights }] of held.entries()) {
    const n = Y.rows;
    let sum = 0;
    yield* inPieces(Y.cols, Math.ceil(PIECE / n), (from, to) => {
      for (let j = from; j < to; j++)
        sum += (weights ? weights[j]! : 1) * of(logits, j * n, n, beta);
    });
    cost += beta * margins[i]!.sum + sum;
  }
  return cost / total;
}

/** ln Σ e^(β·(z − max z)) */
function softmaxRest(logits: FloatArray, at: number, n: number, beta: number): number {
  let most = logits[at]!;
  for (let c = 1; c < n; c++) if (logits[at + c]! > most) most = logits[at + c]!;
  let sum = 0;
  for (let c = 0; c < n; c++) sum += exp(float64, beta * (logits[at + c]! - most));
  return log(float64, sum);
}

/** Σ ln(1 + e^(−β·|z|)) */
function sigmoidRest(logits: FloatArray, at: number, n: number, beta: number): number {
  let sum = 0;
  for (let c = 0; c < n; c++)
    sum += log1p(float64, exp(float64, -beta * Math.abs(logits[at + c]!)));
  return sum;
}

function reader(Y: Matrix): (r: number, j: number) => number {
  const { storage, rowStride, colStride, rowOrder, colOrder } = placementOf(Y);
  return (r, j) =>
    storage[(rowOrder ? rowOrder[r]! : r) * rowStride + (colOrder ? colOrder[j]! : j) * colStride]!;
}

/** Numbers that are copied in one piece of work. */
const COPIED = 1 << 17;

/**
 * A copy of a network's parameters whose logits are `factor` times as large: what the last layer has, multiplied in
 * float64 and rounded once.
 */
export function* scaledOutput(
  parameters: FloatArray,
  spec: NetworkSpec,
  factor: number,
): Slices<FloatArray> {
  const scaled = sharedZeros(dtypeOf(parameters), parameters.length);
  yield* inPieces(parameters.length, COPIED, (from, to) =>
    scaled.set(parameters.subarray(from, to), from),
  );
  for (const place of placesOf(spec)) {
    if (place.layer !== spec.layers.length) continue;
    const numbers = numbersAt(scaled, place);
    yield* inPieces(numbers.length, COPIED, (from, to) => {
      for (let i = from; i < to; i++) numbers[i] = numbers[i]! * factor;
    });
  }
  return scaled;
}
