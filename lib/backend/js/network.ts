// Forward and cost of native/core/network.cc.
import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import { activationTable } from '../../network/activations.js';
import { lossTable, type Cost } from '../../network/losses.js';
import { outputsOf, type NetworkSpec } from '../../network/spec.js';
import { layersOf, type LayerPlaces } from '../../network/tensors.js';
import { product } from './gemm.js';
import { contiguous, type View } from './kernels.js';
import { costSum } from './lanes.js';

/** Z, A and dA or dZ of a batch: all layers one behind another, (n_l, m) each, row by row. */
export interface Workspace {
  z: FloatArray;
  a: FloatArray;
  d: FloatArray;
}

/** A network in one arithmetic. */
export class JsNetwork {
  readonly spec: NetworkSpec;
  readonly arithmetic: Arithmetic;
  readonly layers: readonly LayerPlaces[];
  readonly #units: number;
  readonly #workspace: Workspace;

  constructor(spec: NetworkSpec, exact: boolean) {
    this.spec = spec;
    this.arithmetic = arithmeticOf(spec.dtype, exact);
    this.layers = layersOf(spec);
    this.#units = spec.layers.reduce((sum, { units }) => sum + units, 0);
    const none = zeros(spec.dtype, 0);
    this.#workspace = { z: none, a: none, d: none };
  }

  /** Numbers that z and a hold for m examples. */
  cacheLength(m: number): number {
    return this.#units * m;
  }

  /** Room for m examples, whose numbers last until this is called again. */
  workspace(m: number): Workspace {
    const length = this.cacheLength(m);
    const { dtype } = this.spec;
    const work = this.#workspace;
    if (work.z.length < length) {
      work.z = zeros(dtype, length);
      work.a = zeros(dtype, length);
      work.d = zeros(dtype, length);
    }
    return work;
  }

  forward(parameters: FloatArray, x: View, z: FloatArray, a: FloatArray): void {
    const { arithmetic, spec, layers } = this;
    const m = x.cols;
    let input = x;
    let at = 0;
    for (const { inputs, units, activation, weight, bias, slope: learnt } of layers) {
      const to = at + units * m;
      for (let i = 0; i < units; i++) z.fill(parameters[bias + i]!, at + i * m, at + (i + 1) * m);
      product(arithmetic, contiguous(parameters, weight, units, inputs), input, z, at);
      if (activation) {
        const slope = learnt === undefined ? 0 : parameters[learnt]!;
        activationTable[activation].value(arithmetic, { z, a, from: at, to, slope });
      } else lossTable[spec.loss].link(arithmetic, z, a, { at, outputs: units, m });
      input = contiguous(a, at, units, m);
      at = to;
    }
  }

  /** @param z logits of the last layer, from 0 */
  cost(z: FloatArray, y: FloatArray): number {
    return this.#meanCost(lossTable[this.spec.loss].cost, z, y);
  }

  outputCost(a: FloatArray, y: FloatArray): number {
    return this.#meanCost(lossTable[this.spec.loss].outputCost, a, y);
  }

  #meanCost(cost: Cost, values: FloatArray, y: FloatArray): number {
    const outputs = outputsOf(this.spec);
    const m = y.length / outputs;
    return costSum(m, (j) => cost(this.arithmetic, values, y, j, outputs, m)) / m;
  }
}
