import { readOptions } from '../base/checks.js';
import { zeros } from '../base/dtype.js';
import { DenselyError, invalid } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import type { Label } from '../data/targets.js';
import { matmul } from '../course/matmul.js';
import { backwardPropagation, computeCost, forwardPropagation } from '../course/steps.js';
import { Model } from '../model/model.js';
import type { NetworkSpec } from '../network/spec.js';
import { solve } from './solve.js';

const MOST_STEPS = 100;

/** A Newton step that promises a smaller fall of the cost than this has converged. */
const SMALLEST_FALL = 1e-15;

/** Weights of a network without hidden layer, n_x of them, then the bias. */
type Weights = Float64Array;

/**
 * Options of {@link logisticRegression}.
 *
 * @example
 * import { datasets, type LogisticOptions, logisticRegression } from 'densely';
 *
 * const weak: LogisticOptions = { C: 0.01 };
 * const size = (options?: LogisticOptions) =>
 *   Math.hypot(...(logisticRegression(datasets.moons(), options).parameters.W1?.data ?? []));
 * console.log(size(weak) < size()); // true
 */
export interface LogisticOptions {
  /**
   * Inverse of the strength of L2 regularization, as scikit-learn has it: the sum of the losses plus
   * |w|² / 2C is minimized, the bias free. Default Infinity: none.
   */
  readonly C?: number | undefined;
}

/**
 * Logistic regression: a network without hidden layer, fitted by Newton's method until no step lowers
 * the cost. Without regularization, where a line separates the classes, the weights grow until the cost
 * no longer falls in float64.
 *
 * @param data two classes
 * @throws `ERR_DATA` when the data has not two classes
 * @throws `ERR_OPTION` for a C that is not above 0
 * Source: Newton's method as in Hastie, Tibshirani, Friedman 2009, section 4.4.1.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 *
 * const flower = datasets.flower();
 * console.log(logisticRegression(flower).evaluate(flower).accuracy); // 0.47
 */
export function logisticRegression<L extends Label>(
  data: Dataset<L>,
  options?: LogisticOptions,
): Model<L> {
  const { C = Infinity } = readOptions('options', options, ['C']);
  return fitLogistic(checkTwoClasses(data), inverseStrength('C', C));
}

export function inverseStrength(argument: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw invalid(argument, value, 'a number above 0, or Infinity for no regularization');
}

export function checkTwoClasses<L extends Label>(data: Dataset<L>): Dataset<L> {
  checkDataset(data);
  if (data.classes?.length === 2) return data;
  const found = data.classes === null ? 'values' : `${data.classes.length} classes`;
  throw new DenselyError(
    'ERR_DATA',
    'data',
    `data has ${found} as targets; logistic regression needs two classes. For more use train(data, { hidden: [] }).`,
  );
}

export function fitLogistic<L extends Label>(data: Dataset<L>, C: number): Model<L> {
  const { classes, features, named, targets } = data;
  const spec: NetworkSpec = {
    dtype: 'float64',
    sizes: [data.X.rows, 1],
    activations: [],
    loss: 'binaryCrossEntropy',
  };
  const scaling = { scale: 'none', features: null, targets: null } as const;
  const problem = { X: inFloat64(data.X), Y: inFloat64(data.Y), lambda: 1 / (C * data.size) };
  const parameters = newton(problem);
  return new Model<L>({ spec, parameters, classes, features, named, targets, scaling });
}

/** Examples, and the weight of |w|² / 2 beside the mean of the losses. */
interface Problem {
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly lambda: number;
}

function inFloat64(m: Matrix): Matrix {
  return m.dtype === 'float64' ? m : Matrix.of(Float64Array.from(m.data), m.rows, m.cols);
}

function newton(problem: Problem): Weights {
  let weights: Weights = new Float64Array(problem.X.rows + 1);
  let cost = costAt(weights, problem);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, hessian } = derivatives(weights, problem);
    const direction = solve(hessian, gradient);
    const fall = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
    if (fall / 2 < SMALLEST_FALL) return weights.map((w, i) => w - direction[i]!);
    const next = lineSearch(weights, direction, cost, problem);
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
  problem: Problem,
): [weights: Weights, cost: number] | undefined {
  for (let length = 1; length > 1e-10; length /= 2) {
    const tried = weights.map((w, i) => w - length * direction[i]!);
    const triedCost = costAt(tried, problem);
    if (triedCost < cost) return [tried, triedCost];
  }
  return undefined;
}

function dictionary(weights: Weights): { W1: Matrix; b1: Matrix } {
  const n = weights.length - 1;
  return { W1: Matrix.of(weights.subarray(0, n), 1, n), b1: Matrix.of(weights.subarray(n), 1, 1) };
}

function costAt(weights: Weights, { X, Y, lambda }: Problem): number {
  const [A, cache] = forwardPropagation(X, dictionary(weights));
  const squares = weights.subarray(0, -1).reduce((sum, w) => sum + w * w, 0);
  return computeCost(A, Y, cache) + (lambda / 2) * squares;
}

/**
 * Gradient g, and Hessian H = X̃·diag(a(1 − a))·X̃ᵀ / m with X̃ = X and a row of ones; with λ on the
 * weights, not on the bias.
 */
function derivatives(
  weights: Weights,
  { X, Y, lambda }: Problem,
): { gradient: Weights; hessian: Matrix } {
  const [A, cache] = forwardPropagation(X, dictionary(weights));
  const { dW1, db1 } = backwardPropagation(dictionary(weights), cache, X, Y);
  const curvature = A.data.map((a) => (a * (1 - a)) / X.cols);
  const hessian = matmul(withOnes(X, curvature), withOnes(X).T);
  const gradient = Float64Array.of(...dW1.data, ...db1.data);
  for (let i = 0; i < X.rows; i++) {
    gradient[i]! += lambda * weights[i]!;
    hessian.data[i * (X.rows + 2)]! += lambda;
  }
  return { gradient, hessian };
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
