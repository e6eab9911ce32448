import { readOptions } from '../base/checks.js';
import { zeros } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import type { Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { matmul } from '../course/matmul.js';
import { backwardPropagation, computeCost, forwardPropagation } from '../course/steps.js';
import { Model } from '../model/model.js';
import type { NetworkSpec } from '../network/spec.js';
import { checkDataset } from '../training/options.js';
import { solve } from './solve.js';

const MOST_STEPS = 100;

/** A Newton step that promises a smaller fall of the cost than this has converged. */
const SMALLEST_FALL = 1e-15;

/** Weights of a network without hidden layer, n_x of them, then the bias. */
type Weights = Float64Array;

/**
 * Logistic regression: a network without hidden layer, fitted by Newton's method until no step lowers
 * the cost. Without regularization; where a line separates the classes the weights grow until the cost
 * no longer falls in float64.
 *
 * @param data two classes
 * @throws `ERR_DATA` when the data has not two classes
 */
export function logisticRegression<L extends Label>(
  data: Dataset<L>,
  options?: Record<never, never>,
): Model<L> {
  readOptions('options', options, []);
  checkDataset(data);
  if (data.classes === null || data.classes.length !== 2) {
    const found = data.classes === null ? 'values' : `${data.classes.length} classes`;
    throw new DenselyError(
      'ERR_DATA',
      'data',
      `data has ${found} as targets; logistic regression needs two classes. For more use train(data, { hidden: [] }).`,
    );
  }
  const spec: NetworkSpec = {
    dtype: 'float64',
    sizes: [data.X.rows, 1],
    activations: [],
    loss: 'binaryCrossEntropy',
  };
  return new Model<L>(spec, newton(data.X, data.Y), data);
}

function newton(X: Matrix, Y: Matrix): Weights {
  let weights: Weights = new Float64Array(X.rows + 1);
  let cost = costAt(weights, X, Y);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, hessian } = derivatives(weights, X, Y);
    const direction = solve(hessian, gradient);
    const fall = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
    if (fall / 2 < SMALLEST_FALL) return weights.map((w, i) => w - direction[i]!);
    const next = lineSearch(weights, direction, cost, X, Y);
    if (next === undefined) return weights;
    [weights, cost] = next;
  }
  return weights;
}

/** The longest of the steps 1, ½, ¼, … that lowers the cost. */
function lineSearch(
  weights: Weights,
  direction: Weights,
  cost: number,
  X: Matrix,
  Y: Matrix,
): [weights: Weights, cost: number] | undefined {
  for (let length = 1; length > 1e-10; length /= 2) {
    const tried = weights.map((w, i) => w - length * direction[i]!);
    const triedCost = costAt(tried, X, Y);
    if (triedCost < cost) return [tried, triedCost];
  }
  return undefined;
}

function dictionary(weights: Weights): { W1: Matrix; b1: Matrix } {
  const n = weights.length - 1;
  return { W1: Matrix.of(weights.subarray(0, n), 1, n), b1: Matrix.of(weights.subarray(n), 1, 1) };
}

function costAt(weights: Weights, X: Matrix, Y: Matrix): number {
  const [A, cache] = forwardPropagation(X, dictionary(weights));
  return computeCost(A, Y, cache);
}

/** Gradient g, and Hessian H = X̃·diag(a(1 − a))·X̃ᵀ / m with X̃ = X and a row of ones. */
function derivatives(
  weights: Weights,
  X: Matrix,
  Y: Matrix,
): { gradient: Weights; hessian: Matrix } {
  const [A, cache] = forwardPropagation(X, dictionary(weights));
  const { dW1, db1 } = backwardPropagation(dictionary(weights), cache, X, Y);
  const curvature = A.data.map((a) => (a * (1 - a)) / X.cols);
  const hessian = matmul(withOnes(X, curvature), withOnes(X).T);
  return { gradient: Float64Array.of(...dW1.data, ...db1.data), hessian };
}

/** X̃ (n_x + 1, m), its columns times `factor` where one is given. */
function withOnes(X: Matrix, factor?: ArrayLike<number>): Matrix {
  const [n, m] = [X.rows, X.cols];
  const data = zeros('float64', (n + 1) * m);
  data.set(X.data);
  data.fill(1, n * m);
  if (factor) for (let i = 0; i < data.length; i++) data[i]! *= factor[i % m]!;
  return Matrix.of(data, n + 1, m);
}
