// Forward, cost, backward and predict of native/core/network.cc.
import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import { mathOf } from '../../base/math.js';
import type { Matrix } from '../../base/matrix.js';
import { activationTable, type ActivationKernel } from '../../network/activations.js';
import { lossTable, type LossKernel } from '../../network/losses.js';
import { hasSlope, layout, type LayerLayout, type NetworkSpec } from '../../network/spec.js';
import type { Chunk, ChunkResult, Program } from '../backend.js';
import {
  BLOCK,
  columns,
  costSum,
  orderedSum,
  product,
  productInLanes,
  transposed,
  type View,
} from './kernels.js';
import { runChunk } from './train.js';

/** Examples that `predict` takes through the layers at a time. */
const PREDICT_BLOCK = 256;

export function viewOf(m: Matrix): View {
  return {
    data: m.storage,
    offset: 0,
    rows: m.rows,
    cols: m.cols,
    rowStride: m.rowStride,
    colStride: m.colStride,
  };
}

function contiguous(data: FloatArray, offset: number, rows: number, cols: number): View {
  return { data, offset, rows, cols, rowStride: cols, colStride: 1 };
}

export class JsProgram implements Program {
  readonly spec: NetworkSpec;
  readonly arithmetic: Arithmetic;
  readonly #layers: LayerLayout[];
  readonly #units: number;
  readonly #activations: ActivationKernel[];
  readonly #loss: LossKernel;
  /** One example's column of outputs and targets. */
  readonly #column: [FloatArray, FloatArray];

  constructor(spec: NetworkSpec, exact: boolean) {
    this.spec = spec;
    this.arithmetic = arithmeticOf(spec.dtype, exact);
    const math = mathOf(this.arithmetic);
    this.#layers = layout(spec).layers;
    this.#units = spec.sizes.slice(1).reduce((sum, n) => sum + n, 0);
    this.#activations = spec.activations.map((name) =>
      activationTable[name].kernel(this.arithmetic, math),
    );
    this.#loss = lossTable[spec.loss].kernel(this.arithmetic, math);
    const outputs = spec.sizes.at(-1)!;
    this.#column = [zeros(spec.dtype, outputs), zeros(spec.dtype, outputs)];
  }

  /** Numbers that z and a hold for m examples. */
  cacheLength(m: number): number {
    return this.#units * m;
  }

  forward(parameters: FloatArray, x: Matrix, z: FloatArray, a: FloatArray): void {
    this.forwardView(parameters, viewOf(x), z, a);
  }

  forwardView(parameters: FloatArray, x: View, z: FloatArray, a: FloatArray): void {
    const m = x.cols;
    let input = x;
    let at = 0;
    for (const { layer, inputs, units, W, b, alpha } of this.#layers) {
      const weights = contiguous(parameters, W, units, inputs);
      product(this.arithmetic, weights, input, z, at, parameters.subarray(b, b + units));
      const activation = this.#activations[layer - 1];
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

  gradient(
    parameters: FloatArray,
    x: Matrix,
    y: Matrix,
    z: FloatArray,
    a: FloatArray,
    out: FloatArray,
  ): void {
    this.gradientView(parameters, viewOf(x), viewOf(y), z, a, out);
  }

  gradientView(
    parameters: FloatArray,
    x: View,
    y: View,
    z: FloatArray,
    a: FloatArray,
    out: FloatArray,
  ): void {
    const m = x.cols;
    let at = this.cacheLength(m);
    let delta: FloatArray = new Float64Array(0);
    for (const place of this.#layers.toReversed()) {
      const { layer, inputs, units, W } = place;
      at -= units * m;
      if (layer === this.#layers.length) delta = this.#outputDelta(a, at, y);
      const below = at - inputs * m;
      const input = layer === 1 ? x : contiguous(a, below, inputs, m);
      this.#layerGradient(place, contiguous(delta, 0, units, m), input, out);
      if (layer === 1) break;
      const next = zeros(this.spec.dtype, inputs * m);
      const weights = contiguous(parameters, W, units, inputs);
      product(this.arithmetic, transposed(weights), contiguous(delta, 0, units, m), next, 0, null);
      delta = this.#throughActivation(
        layer - 1,
        next,
        z.subarray(below, at),
        a.subarray(below, at),
        parameters,
        out,
      );
    }
    const factor = this.arithmetic.round(1 / m);
    for (let i = 0; i < out.length; i++) out[i] = this.arithmetic.round(out[i]! * factor);
  }

  #outputDelta(a: FloatArray, at: number, y: View): FloatArray {
    const delta = zeros(this.spec.dtype, y.rows * y.cols);
    for (let i = 0, o = 0; i < y.rows; i++) {
      for (let j = 0; j < y.cols; j++, o++) {
        delta[o] = a[at + o]! - y.data[y.offset + i * y.rowStride + j * y.colStride]!;
      }
    }
    return delta;
  }

  /** dW = dZ · Aᵀ and db: sums over examples, not yet divided by m. */
  #layerGradient(
    { inputs, units, W, b }: LayerLayout,
    delta: View,
    input: View,
    out: FloatArray,
  ): void {
    const n = this.arithmetic;
    const m = delta.cols;
    const lanes = this.#inLanes(inputs, units, m);
    inBlocks(m, out.subarray(W, W + units * inputs), n, (from, to, part) => {
      const [dZ, A] = [columns(delta, from, to), transposed(columns(input, from, to))];
      if (lanes) productInLanes(n, dZ, A, part, 0);
      else product(n, dZ, A, part, 0, null);
    });
    inBlocks(m, out.subarray(b, b + units), n, (from, to, part) => {
      for (let i = 0; i < units; i++) {
        const row = i * m + from;
        part[i] = orderedSum(n, to - from, lanes, (j, sum) => n.round(sum + delta.data[row + j]!));
      }
    });
  }

  #inLanes(inputs: number, units: number, m: number): boolean {
    return inputs <= 8 && units <= 8 && m >= 64;
  }

  /** dZ = dA · g′(Z), in place of dA; a learnt slope's gradient on the way. */
  #throughActivation(
    layer: number,
    dA: FloatArray,
    z: FloatArray,
    a: FloatArray,
    parameters: FloatArray,
    out: FloatArray,
  ): FloatArray {
    const { alpha } = this.#layers[layer - 1]!;
    if (hasSlope(this.spec, layer)) out[alpha] = this.#slopeGradient(layer, dA, z);
    const slope = alpha < 0 ? 0 : parameters[alpha]!;
    const { derivative } = this.#activations[layer - 1]!;
    for (let i = 0; i < dA.length; i++) dA[i] = dA[i]! * derivative(z[i]!, a[i]!, slope);
    return dA;
  }

  #slopeGradient(layer: number, dA: FloatArray, z: FloatArray): number {
    const n = this.arithmetic;
    const { inputs, units } = this.#layers[layer - 1]!;
    const m = dA.length / units;
    const lanes = this.#inLanes(inputs, units, m);
    const sums = zeros(this.spec.dtype, units);
    inBlocks(m, sums, n, (from, to, part) => {
      for (let i = 0; i < units; i++) {
        const row = i * m + from;
        part[i] = orderedSum(n, to - from, lanes, (j, sum) => {
          const v = z[row + j]!;
          return n.fma(dA[row + j]!, v > 0 ? 0 : v, sum);
        });
      }
    });
    let total = 0;
    for (const unit of sums) total = n.round(total + unit);
    return total;
  }

  predict(parameters: FloatArray, input: FloatArray, out: FloatArray): void {
    const [inputs, outputs] = [this.spec.sizes[0]!, this.spec.sizes.at(-1)!];
    const m = input.length / inputs;
    const width = Math.min(m, PREDICT_BLOCK);
    const [z, a] = [
      zeros(this.spec.dtype, this.cacheLength(width)),
      zeros(this.spec.dtype, this.cacheLength(width)),
    ];
    for (let from = 0; from < m; from += width) {
      const count = Math.min(width, m - from);
      const x: View = {
        data: input,
        offset: from * inputs,
        rows: inputs,
        cols: count,
        rowStride: 1,
        colStride: inputs,
      };
      this.forwardView(parameters, x, z, a);
      const last = this.cacheLength(count) - outputs * count;
      for (let i = 0; i < outputs; i++) {
        for (let j = 0; j < count; j++) out[(from + j) * outputs + i] = a[last + i * count + j]!;
      }
    }
  }

  train(chunk: Chunk): Promise<ChunkResult> {
    return runChunk(this, chunk);
  }
}

/** Sums over examples in blocks of 4,096; block results are added in ascending order into `total`. */
function inBlocks(
  m: number,
  total: FloatArray,
  { round }: Arithmetic,
  block: (from: number, to: number, part: FloatArray) => void,
): void {
  block(0, Math.min(m, BLOCK), total);
  if (m <= BLOCK) return;
  const part = total.slice();
  for (let from = BLOCK; from < m; from += BLOCK) {
    block(from, Math.min(m, from + BLOCK), part);
    for (let i = 0; i < total.length; i++) total[i] = round(total[i]! + part[i]!);
  }
}
