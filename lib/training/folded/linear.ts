// The linear part of a mixture at its own optimum: logistic, softmax and ridge regression.
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { minimized, minimizedBy, type Told } from '../../base/lbfgs.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { inSlices, inSlicesAsking } from '../../base/turns.js';
import type { NetworkSpec } from '../../network/spec.js';
import { numbersAt, parameterCount, placesOf } from '../../network/tensors.js';
import { Asking } from './logits.js';
import { laidByInputs, weightOf, type Part } from './part.js';

/** Of the sum of the weights: no entry of the gradient is larger at an optimum. */
const LARGEST = 1e-5;

/** Of the value: what five steps gain at least. A part that costs so much more changes no choice. */
const FALL = 2e-4;

/** Of a value, what may be rounding: its terms are computed in the dtype. */
const ROUNDING = { float32: 2 ** -22, float64: 2 ** -40 } as const;

/** Numbers of one piece of work. */
const PIECE = 1 << 16;

/**
 * W (n_L, n_x) and b behind one another, in float64, at the least Σ s·loss + |W|²/2: the regressions of
 * scikit-learn's `LogisticRegression(C=1)` and, of values, `Ridge(alpha=1)`. Costs and gradients are the backend's,
 * in the dtype of `spec`.
 *
 * @param spec without hidden layers
 * @param start where the search begins
 * @param steps of L-BFGS at most
 */
export async function linearOptimum(
  spec: NetworkSpec,
  part: Part,
  start: ArrayLike<number>,
  steps: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const problem = new LinearProblem(spec, await laidByInputs(part, signal), signal);
  const largest = LARGEST * problem.weight;
  const limits = { largest, steps, rounding: ROUNDING[spec.dtype], fall: FALL };
  const work = minimized(start, limits);
  const { point } = problem.isLittle
    ? await inSlices(
        minimizedBy(work, (at) => problem.now(at)),
        signal,
      )
    : await inSlicesAsking(work, (at) => problem.at(at), signal);
  return point;
}

/** What is minimized. */
class LinearProblem {
  readonly weight: number;
  readonly #asking: Asking;
  readonly #part: Part;
  readonly #signal: AbortSignal | undefined;
  /** Numbers that are penalized come first: W before b. */
  readonly #weights: number;
  readonly #parameters: FloatArray;
  readonly #gradient: FloatArray;
  readonly #told: Float64Array;

  constructor(spec: NetworkSpec, part: Part, signal: AbortSignal | undefined) {
    const [n, { dtype }] = [parameterCount(spec), spec];
    this.weight = weightOf(part);
    this.#asking = new Asking(spec, signal);
    this.#part = part;
    this.#signal = signal;
    this.#weights = numbersAt(new Float64Array(n), placesOf(spec)[0]!).length;
    this.#parameters = sharedZeros(dtype, n);
    this.#gradient = sharedZeros(dtype, n);
    this.#told = new Float64Array(n);
  }

  /** Is it done sooner than a thread for it begins and ends? */
  get isLittle(): boolean {
    return this.#asking.isLittle(this.#part.x.cols);
  }

  async at(point: Float64Array): Promise<Told> {
    this.#parameters.set(point);
    const cost = await this.#asking.costGradient(this.#parameters, this.#part, this.#gradient);
    return inSlices(this.#penalized(point, cost), this.#signal);
  }

  *now(point: Float64Array): Slices<Told> {
    this.#parameters.set(point);
    const cost = this.#asking.costGradientNow(this.#parameters, this.#part, this.#gradient);
    yield;
    return yield* this.#penalized(point, cost);
  }

  *#penalized(point: Float64Array, cost: number): Slices<Told> {
    const squares = yield* this.#penalty(point);
    return { value: cost * this.weight + squares / 2, gradient: this.#told };
  }

  /** The gradient of the whole; |W|². */
  *#penalty(point: Float64Array): Slices<number> {
    const [told, gradient, weights, weight] = [
      this.#told,
      this.#gradient,
      this.#weights,
      this.weight,
    ];
    let sum = 0;
    yield* inPieces(point.length, PIECE, (from, to) => {
      let own = sum;
      for (let i = from; i < to; i++) {
        const w = i < weights ? point[i]! : 0;
        told[i] = gradient[i]! * weight + w;
        own += w * w;
      }
      sum = own;
    });
    return sum;
  }
}
