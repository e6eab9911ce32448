// Newton's method for logistic regression, in float64. All of it is generators: a `yield` is a pause, in
// which the event loop may have a turn, and changes nothing.
import { BLOCK } from '../base/arithmetic.js';
import { zeros, type FloatArray } from '../base/dtype.js';
import { Matrix, placementOf } from '../base/matrix.js';
import { columnsOf, copyInto, pickedColumns, type Placement } from '../base/placement.js';
import type { Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import type { Dataset } from '../data/dataset.js';
import { networkSpec, type NetworkSpec } from '../network/spec.js';
import { solve } from './solve.js';

/** Numbers of a block at most: of wide examples it has fewer. */
const BLOCK_NUMBERS = 2 ** 19;

/** Rows and columns of the Hessian that are made at a time. */
const TILE = 32;

const MOST_STEPS = 100;

/** A Newton step that promises a smaller fall of the cost than this has converged. */
const SMALLEST_FALL = 1e-15;

/** Weights of a network without hidden layer, n_x of them, then the bias. */
export type Weights = Float64Array;

/** A part of the examples, row by row. */
interface Block {
  /** (n_x, m) */
  readonly X: Matrix;
  /** (n_x + 1, m): X and a row of ones. */
  readonly design: Matrix;
  /** (1, m) */
  readonly Y: Matrix;
}

/** Examples in float64, block by block. */
export interface Examples {
  readonly inputs: number;
  readonly size: number;
  readonly blocks: readonly Block[];
}

/** The network of a regression on n_x numbers. */
export function regressionSpec(inputs: number): NetworkSpec {
  return networkSpec('float64', [inputs, 1], [], 'binaryCrossEntropy');
}

/** @param chosen numbers of the examples that count, default all */
export function* examplesOf(data: Dataset, chosen?: Uint32Array): Generator<void, Examples> {
  const [X, Y] = [placementOf(data.X), placementOf(data.Y)];
  const size = chosen?.length ?? data.size;
  const most = Math.min(BLOCK, Math.max(1, Math.floor(BLOCK_NUMBERS / (X.rows + 1))));
  const blocks: Block[] = [];
  for (let from = 0; from < size; from += most) {
    const count = Math.min(most, size - from);
    const part = (of: Placement): Placement =>
      chosen ? pickedColumns(of, chosen.subarray(from, from + count)) : columnsOf(of, from, count);
    blocks.push(blockOf(part(X), part(Y)));
    yield;
  }
  return { inputs: X.rows, size, blocks };
}

function blockOf(X: Placement, Y: Placement): Block {
  const [n, m] = [X.rows, X.cols];
  const numbers = zeros('float64', (n + 1) * m).fill(1, n * m);
  const targets = zeros('float64', m);
  copyInto(X, numbers.subarray(0, n * m));
  copyInto(Y, targets);
  return {
    X: Matrix.of(numbers.subarray(0, n * m), n, m),
    design: Matrix.of(numbers, n + 1, m),
    Y: Matrix.of(targets, 1, m),
  };
}

/** What the cost of weights is, and how it falls, by the examples and λ/2 · |w|², the bias free. */
class Problem {
  readonly #of: Examples;
  readonly #lambda: number;
  readonly #program: Program;
  readonly #z: FloatArray;
  readonly #a: FloatArray;
  readonly #curved: FloatArray;

  constructor(examples: Examples, lambda: number) {
    const most = examples.blocks[0]!.Y.cols;
    this.#of = examples;
    this.#lambda = lambda;
    this.#program = currentBackend().program(regressionSpec(examples.inputs));
    this.#z = zeros('float64', most);
    this.#a = zeros('float64', most);
    this.#curved = zeros('float64', (examples.inputs + 1) * most);
  }

  /** The logits and the probabilities of a block. */
  forward(weights: Weights, { X }: Block): readonly [z: FloatArray, a: FloatArray] {
    const [z, a] = [this.#z.subarray(0, X.cols), this.#a.subarray(0, X.cols)];
    this.#program.forward(weights, X, z, a);
    return [z, a];
  }

  *cost(weights: Weights): Generator<void, number> {
    let cost = 0;
    for (const block of this.#of.blocks) {
      const [z] = this.forward(weights, block);
      cost += this.#program.cost(z, block.Y.data) * (block.Y.cols / this.#of.size);
      yield;
    }
    const squares = weights.subarray(0, -1).reduce((sum, w) => sum + w * w, 0);
    return cost + (this.#lambda / 2) * squares;
  }

  /** Gradient g, and of the Hessian H = X̃·diag(a(1 − a))·X̃ᵀ / m, X̃ with its row of ones, the lower triangle. */
  *derivatives(weights: Weights): Generator<void, { gradient: Weights; hessian: Float64Array }> {
    const n = weights.length;
    const [gradient, part] = [new Float64Array(n), new Float64Array(n)];
    const hessian = zeros('float64', n * n) as Float64Array;
    for (const block of this.#of.blocks) {
      const [z, a] = this.forward(weights, block);
      this.#program.gradient(weights, block.X, block.Y, z, a, part);
      for (let i = 0; i < n; i++) gradient[i]! += part[i]! * (a.length / this.#of.size);
      yield;
      const curvature = a.map((p) => (p * (1 - p)) / this.#of.size);
      const curved = scaled(block.design, curvature, this.#curved);
      yield* addLower(hessian, curved, block.design);
    }
    for (let i = 0; i < n - 1; i++) {
      gradient[i]! += this.#lambda * weights[i]!;
      hessian[i * n + i]! += this.#lambda;
    }
    return { gradient, hessian };
  }
}

/** Its columns times the factors, in memory that is there. */
function scaled({ rows, cols, data }: Matrix, factors: FloatArray, memory: FloatArray): Matrix {
  const out = memory.subarray(0, rows * cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) out[r * cols + c] = data[r * cols + c]! * factors[c]!;
  }
  return Matrix.of(out, rows, cols);
}

/** Adds the lower triangle of A·Bᵀ to H, tile by tile. */
function* addLower(H: Float64Array, A: Matrix, B: Matrix): Generator<void> {
  const n = A.rows;
  for (let top = 0; top < n; top += TILE) {
    for (let left = 0; left <= top; left += TILE) {
      const [a, b] = [tileRows(A, top), tileRows(B, left)];
      const product = currentBackend().matmul(a, b.T);
      for (let r = 0; r < a.rows; r++) {
        const at = (top + r) * n + left;
        for (let c = 0; c < b.rows; c++) H[at + c]! += product[r * b.rows + c]!;
      }
      yield;
    }
  }
}

function tileRows({ data, rows, cols }: Matrix, from: number): Matrix {
  const count = Math.min(TILE, rows - from);
  return Matrix.of(data.subarray(from * cols, (from + count) * cols), count, cols);
}

/**
 * The weights that fit the examples best with |w|² / 2C beside the sum of the losses.
 *
 * @param tell before each step its number and the cost
 */
export function* fitted(
  examples: Examples,
  C: number,
  tell?: (step: number, cost: number) => void,
): Generator<void, Weights> {
  const problem = new Problem(examples, 1 / (C * examples.size));
  let weights: Weights = new Float64Array(examples.inputs + 1);
  let cost = yield* problem.cost(weights);
  for (let step = 0; step < MOST_STEPS; step++) {
    tell?.(step, cost);
    const { gradient, hessian } = yield* problem.derivatives(weights);
    const direction = yield* solve(hessian, gradient);
    const fall = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
    if (fall / 2 < SMALLEST_FALL) return weights.map((w, i) => w - direction[i]!);
    const next = yield* lineSearch(problem, weights, direction, cost);
    if (next === undefined) return weights;
    [weights, cost] = next;
  }
  return weights;
}

/** The longest of the steps 1, ½, ¼, … that lowers the cost. */
function* lineSearch(
  problem: Problem,
  weights: Weights,
  direction: Weights,
  cost: number,
): Generator<void, [weights: Weights, cost: number] | undefined> {
  for (let length = 1; length > 1e-10; length /= 2) {
    const tried = weights.map((w, i) => w - length * direction[i]!);
    const triedCost = yield* problem.cost(tried);
    if (triedCost < cost) return [tried, triedCost];
  }
  return undefined;
}

/** Share of the examples whose class the weights say. */
export function* accuracyOf(examples: Examples, weights: Weights): Generator<void, number> {
  const problem = new Problem(examples, 0);
  let right = 0;
  for (const block of examples.blocks) {
    const targets = block.Y.data;
    const [, a] = problem.forward(weights, block);
    for (let j = 0; j < a.length; j++) if (a[j]! > 0.5 === (targets[j] === 1)) right++;
    yield;
  }
  return right / examples.size;
}
