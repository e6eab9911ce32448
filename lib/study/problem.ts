// Cost, gradient and curvature of a linear model. Its unknowns lie output by output, n_x weights and a bias each.
import type { Told } from '../base/lbfgs.js';
import { zeros, type FloatArray } from '../base/dtype.js';
import { Matrix } from '../base/matrix.js';
import type { Slices } from '../base/slices.js';
import type { Program } from '../backend/backend.js';
import { currentBackend } from '../backend/select.js';
import type { Loss } from '../network/losses.js';
import { networkSpec, type NetworkSpec } from '../network/spec.js';
import type { Block, Design } from './design.js';

/** Rows and columns of the Hessian that are made at a time. */
const TILE = 32;

/**
 * What an entry of the gradient may be: by the weights of the inputs as they come, and by the unknowns. Weights that
 * the cost hardly holds are known to nine digits only when that is small.
 */
const [PLAIN, OWN] = [1e-9, 1e-13];

const UNSCALED = { features: null, targets: null };

/** Losses of linear models. */
export type LinearLoss = Extract<Loss, 'binaryCrossEntropy' | 'crossEntropy' | 'squared'>;

/** Outputs that are fitted together. */
export interface Head {
  readonly loss: LinearLoss;
  /** Rows of Y. */
  readonly first: number;
  readonly outputs: number;
}

/** The network of a linear model. */
export function linearSpec(inputs: number, outputs: number, loss: LinearLoss): NetworkSpec {
  return networkSpec('float64', [inputs, outputs], [], loss);
}

/** What the mean cost of a head is, with its penalty, the biases free. */
export class Problem {
  readonly unknowns: number;
  readonly head: Head;
  readonly design: Design;
  /** Of each weight's square in the mean cost, twice. */
  readonly #penalties: Float64Array;
  readonly #program: Program;
  readonly #parameters: FloatArray;
  readonly #out: FloatArray;
  readonly #curved: FloatArray;

  constructor(design: Design, head: Head) {
    const { inputs, penalty, blocks } = design;
    const [n, most] = [inputs.offset.length, blocks[0]!.X.cols];
    this.design = design;
    this.head = head;
    this.unknowns = (n + 1) * head.outputs;
    this.#penalties = inputs.divisor.map((d) => penalty / d / d);
    this.#program = currentBackend().program(linearSpec(n, head.outputs, head.loss));
    this.#parameters = zeros('float64', this.unknowns);
    this.#out = zeros('float64', most * head.outputs);
    this.#curved = zeros('float64', (n + 1) * most);
  }

  /** What a cost of its own is in the targets' units. */
  get unit(): number {
    const divisor = this.design.targets.divisor[this.head.first]!;
    return divisor * divisor;
  }

  get #width(): number {
    return this.design.inputs.offset.length + 1;
  }

  cost(unknowns: Float64Array): Slices<number> {
    return this.#pass(unknowns);
  }

  /**
   * Cost and gradient; `largest` is how often the largest entry of the gradient is what it may be.
   * @param hessian (unknowns, unknowns), zeros: its lower triangle is added there
   */
  *at(unknowns: Float64Array, hessian?: Float64Array): Slices<Told & { readonly largest: number }> {
    const gradient = new Float64Array(unknowns.length);
    const value = yield* this.#pass(unknowns, (block, outputs) =>
      this.#addDerivatives(gradient, hessian, block, outputs),
    );
    const width = this.#width;
    for (let i = 0; i < unknowns.length; i++)
      gradient[i]! += (this.#penalties[i % width] ?? 0) * unknowns[i]!;
    if (hessian) this.#complete(hessian);
    return { value, gradient, largest: this.#largest(gradient) };
  }

  /** Goes over the blocks with their outputs, example by example. */
  *#pass(
    unknowns: Float64Array,
    visit?: (block: Block, outputs: FloatArray) => Slices<void>,
  ): Slices<number> {
    const { blocks, weight } = this.design;
    this.#pack(unknowns);
    let cost = 0;
    for (const block of blocks) {
      if (block.weight === 0) continue;
      const out = this.#out.subarray(0, block.X.cols * this.head.outputs);
      const { X, weights } = block;
      const [parameters, y] = [this.#parameters, this.#targets(block)];
      const work = { parameters, scaling: UNSCALED, x: X, y, weights, out };
      cost += this.#program.infer(work).cost * (block.weight / weight);
      yield;
      if (visit) yield* visit(block, out);
    }
    return cost + this.#penalty(unknowns);
  }

  #targets({ Y }: Block): Matrix {
    const { first, outputs } = this.head;
    return Matrix.of(Y.data.subarray(first * Y.cols, (first + outputs) * Y.cols), outputs, Y.cols);
  }

  /** As the network has them: all weights, then all biases. */
  #pack(unknowns: Float64Array): void {
    const [width, { outputs }] = [this.#width, this.head];
    for (let c = 0; c < outputs; c++) {
      const own = unknowns.subarray(c * width, (c + 1) * width);
      this.#parameters.set(own.subarray(0, -1), c * (width - 1));
      this.#parameters[outputs * (width - 1) + c] = own[width - 1]!;
    }
  }

  #penalty(unknowns: Float64Array): number {
    const width = this.#width;
    let sum = 0;
    for (let i = 0; i < unknowns.length; i++)
      sum += (this.#penalties[i % width] ?? 0) * (unknowns[i]! * unknowns[i]!);
    return sum / 2;
  }

  *#addDerivatives(
    gradient: Float64Array,
    hessian: Float64Array | undefined,
    block: Block,
    outputs: FloatArray,
  ): Slices<void> {
    this.#addGradient(gradient, block, outputs);
    yield;
    if (hessian) yield* this.#addCurvature(hessian, block, outputs);
  }

  /** Errors, each by its share of all weight, times the inputs. */
  #addGradient(gradient: Float64Array, block: Block, outputs: FloatArray): void {
    const [{ design, weights }, y] = [block, this.#targets(block).data];
    const [k, m] = [this.head.outputs, design.cols];
    const errors = zeros('float64', m * k);
    for (let j = 0; j < m; j++) {
      const share = (weights ? weights[j]! : 1) / this.design.weight;
      for (let c = 0; c < k; c++) errors[j * k + c] = (outputs[j * k + c]! - y[c * m + j]!) * share;
    }
    const product = currentBackend().matmul(Matrix.of(errors, m, k).T, design.T);
    for (let i = 0; i < product.length; i++) gradient[i]! += product[i]!;
  }

  /** Adds X̃·diag(h)·X̃ᵀ for each pair of outputs, h their second derivatives. */
  *#addCurvature(hessian: Float64Array, block: Block, outputs: FloatArray): Slices<void> {
    const k = this.head.outputs;
    for (let c = 0; c < k; c++) {
      for (let d = 0; d <= c; d++) {
        const curvature = this.#curvature(block, outputs, c, d);
        const curved = scaled(block.design, curvature, this.#curved);
        yield* addProduct(hessian, [c, d], curved, block.design);
      }
    }
  }

  #curvature({ weights, X }: Block, outputs: FloatArray, c: number, d: number): FloatArray {
    const { outputs: k, loss } = this.head;
    return zeros('float64', X.cols).map((_, j) => {
      const share = (weights ? weights[j]! : 1) / this.design.weight;
      if (loss === 'squared') return share;
      const [p, q] = [outputs[j * k + c]!, outputs[j * k + d]!];
      return (c === d ? p * (1 - p) : -p * q) * share;
    });
  }

  /**
   * The penalties' curvature. What is added to all outputs of softmax alike changes none of them: a curvature along
   * that, where the gradient has no part, makes the solution one.
   */
  #complete(hessian: Float64Array): void {
    const [n, width, k] = [this.unknowns, this.#width, this.head.outputs];
    for (let i = 0; i < n; i++) hessian[i * n + i]! += this.#penalties[i % width] ?? 0;
    if (k === 1) return;
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let i = j; i < n; i += width) sum += hessian[i * n + i]!;
      for (let c = j; c < n; c += width)
        for (let d = j; d <= c; d += width) hessian[c * n + d]! += sum / (k * k);
    }
  }

  #largest(gradient: Float64Array): number {
    const { offset, divisor } = this.design.inputs;
    const width = this.#width;
    let most = 0;
    for (let i = 0; i < gradient.length; i++) {
      const [j, own] = [i % width, gradient[i]!];
      const bias = gradient[i - j + width - 1]!;
      const plain = j === width - 1 ? own : divisor[j]! * own + offset[j]! * bias;
      most = Math.max(most, Math.abs(own) / OWN, Math.abs(plain) / PLAIN);
    }
    return most;
  }

  /** The weights (outputs, n_x) and the biases of the inputs and the targets as they come, of a solution. */
  solution(unknowns: Float64Array): {
    readonly weights: Float64Array;
    readonly biases: Float64Array;
  } {
    const { inputs, targets } = this.design;
    const [width, { outputs, first, loss }] = [this.#width, this.head];
    const weights = new Float64Array(outputs * (width - 1));
    const biases = new Float64Array(outputs);
    const mean = (j: number): number => {
      if (loss !== 'crossEntropy') return 0;
      let sum = 0;
      for (let i = j; i < unknowns.length; i += width) sum += unknowns[i]!;
      return sum / outputs;
    };
    for (let j = 0; j < width; j++) {
      const same = mean(j);
      for (let c = 0; c < outputs; c++) {
        const factor = targets.divisor[first + c]!;
        const own = (unknowns[c * width + j]! - same) * factor;
        if (j === width - 1) {
          biases[c]! += own + targets.offset[first + c]!;
          continue;
        }
        const weight = own / inputs.divisor[j]!;
        weights[c * (width - 1) + j] = weight;
        biases[c]! -= weight * inputs.offset[j]!;
      }
    }
    return { weights, biases };
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

/** Adds A·Bᵀ, which is symmetric, to a block of H, tile by tile; of a block on the diagonal the lower triangle. */
function* addProduct(
  H: Float64Array,
  [row, col]: readonly [row: number, col: number],
  A: Matrix,
  B: Matrix,
): Slices<void> {
  const [n, corner] = [Math.sqrt(H.length), A.rows];
  for (let top = 0; top < A.rows; top += TILE) {
    for (let left = 0; left <= top; left += TILE) {
      const [a, b] = [tileRows(A, top), tileRows(B, left)];
      const product = currentBackend().matmul(a, b.T);
      for (let r = 0; r < a.rows; r++) {
        for (let c = 0; c < b.rows; c++) {
          const [i, j, value] = [top + r, left + c, product[r * b.rows + c]!];
          H[(row * corner + i) * n + col * corner + j]! += value;
          if (row !== col && left < top) H[(row * corner + j) * n + col * corner + i]! += value;
        }
      }
      yield;
    }
  }
}

function tileRows({ data, rows, cols }: Matrix, from: number): Matrix {
  const count = Math.min(TILE, rows - from);
  return Matrix.of(data.subarray(from * cols, (from + count) * cols), count, cols);
}
