// Forward, cost and predict of native/core/network.cc.
import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import { mathOf } from '../../base/math.js';
import { activationTable, type ActivationKernel } from '../../network/activations.js';
import { lossTable, type LossKernel } from '../../network/losses.js';
import { layout, type LayerLayout, type NetworkSpec } from '../../network/spec.js';
import { contiguous, costSum, product, type View } from './kernels.js';

/** Examples that `predict` takes through the layers at a time. */
const PREDICT_BLOCK = 256;

/** A network in one arithmetic. */
export class JsNetwork {
  readonly spec: NetworkSpec;
  readonly arithmetic: Arithmetic;
  readonly layers: readonly LayerLayout[];
  /** Of the hidden layers. */
  readonly activations: readonly ActivationKernel[];
  readonly #units: number;
  readonly #loss: LossKernel;
  /** One example's column of outputs and targets. */
  readonly #column: [FloatArray, FloatArray];

  constructor(spec: NetworkSpec, exact: boolean) {
    this.spec = spec;
    this.arithmetic = arithmeticOf(spec.dtype, exact);
    const math = mathOf(this.arithmetic);
    this.layers = layout(spec).layers;
    this.activations = spec.activations.map((name) =>
      activationTable[name].kernel(this.arithmetic, math),
    );
    this.#units = spec.sizes.slice(1).reduce((sum, n) => sum + n, 0);
    this.#loss = lossTable[spec.loss].kernel(this.arithmetic, math);
    const outputs = spec.sizes.at(-1)!;
    this.#column = [zeros(spec.dtype, outputs), zeros(spec.dtype, outputs)];
  }

  /** Numbers that z and a hold for m examples. */
  cacheLength(m: number): number {
    return this.#units * m;
  }

  forward(parameters: FloatArray, x: View, z: FloatArray, a: FloatArray): void {
    const m = x.cols;
    let input = x;
    let at = 0;
    for (const { layer, inputs, units, W, b, alpha } of this.layers) {
      const weights = contiguous(parameters, W, units, inputs);
      product(this.arithmetic, weights, input, z, at, parameters.subarray(b, b + units));
      const activation = this.activations[layer - 1];
      if (activation) {
        const slope = alpha < 0 ? 0 : parameters[alpha]!;
        for (let i = at; i < at + units * m; i++) a[i] = activation.value(z[i]!, slope);
      } else this.#output(z.subarray(at), a.subarray(at), m);
      input = contiguous(a, at, units, m);
      at += units * m;
    }
  }

  #output(z: FloatArray, a: FloatArray, m: number): void {
    const [column, result] = this.#column;
    const n = column.length;
    for (let j = 0; j < m; j++) {
      for (let i = 0; i < n; i++) column[i] = z[i * m + j]!;
      this.#loss.output(column, result, n);
      for (let i = 0; i < n; i++) a[i * m + j] = result[i]!;
    }
  }

  cost(z: FloatArray, y: FloatArray): number {
    return this.#meanCost(this.#loss.cost, z, y);
  }

  outputCost(a: FloatArray, y: FloatArray): number {
    return this.#meanCost(this.#loss.outputCost, a, y);
  }

  #meanCost(cost: LossKernel['cost'], values: FloatArray, y: FloatArray): number {
    const [column, target] = this.#column;
    const n = column.length;
    const m = y.length / n;
    const sum = costSum(m, (j) => {
      for (let i = 0; i < n; i++) {
        column[i] = values[i * m + j]!;
        target[i] = y[i * m + j]!;
      }
      return cost(column, target, n);
    });
    return sum / m;
  }

  predict(parameters: FloatArray, input: FloatArray, out: FloatArray): void {
    const { sizes, dtype } = this.spec;
    const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
    const m = input.length / inputs;
    const width = Math.min(m, PREDICT_BLOCK);
    const length = this.cacheLength(width);
    const [z, a] = [zeros(dtype, length), zeros(dtype, length)];
    for (let from = 0; from < m; from += width) {
      const count = Math.min(width, m - from);
      const rows = input.subarray(from * inputs, (from + count) * inputs);
      const x: View = { ...contiguous(rows, 0, inputs, count), rowStride: 1, colStride: inputs };
      this.forward(parameters, x, z, a);
      const last = this.cacheLength(count) - outputs * count;
      for (let i = 0; i < outputs; i++) {
        for (let j = 0; j < count; j++) out[(from + j) * outputs + i] = a[last + i * count + j]!;
      }
    }
  }
}
