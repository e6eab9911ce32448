// Forward and cost of native/core/network.cc.
import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { roundTo, zeros, type FloatArray } from '../../base/dtype.js';
import { activationTable } from '../../network/activations.js';
import { lossTable, type Cost, type Loss } from '../../network/losses.js';
import { outputsOf, unitCount, type NetworkSpec } from '../../network/spec.js';
import { layersOf, type LayerPlaces } from '../../network/tensors.js';
import { product } from './gemm.js';
import type { Weights } from './batches.js';
import type { Drops } from './dropout.js';
import { contiguous, type View } from './kernels.js';
import { costSum } from './lanes.js';
import { inParts } from './pieces.js';

/** Z, A and dA or dZ of a batch: all layers one behind another, (n_l, m) each, row by row. */
export interface Workspace {
  readonly z: FloatArray;
  readonly a: FloatArray;
  readonly d: FloatArray;
}

/** A network in one arithmetic. */
export class JsNetwork {
  readonly spec: NetworkSpec;
  readonly arithmetic: Arithmetic;
  readonly layers: readonly LayerPlaces[];
  readonly loss: (typeof lossTable)[Loss];
  readonly lossNumbers: readonly number[];
  readonly #units: number;
  #spare: Workspace | undefined;

  constructor(spec: NetworkSpec, exact: boolean) {
    this.spec = spec;
    this.arithmetic = arithmeticOf(spec.dtype, exact);
    this.layers = layersOf(spec);
    this.loss = lossTable[spec.loss];
    this.lossNumbers = spec.lossNumbers.map((number) => roundTo(spec.dtype, number));
    this.#units = unitCount(spec);
  }

  /** Numbers that z and a hold for m examples. */
  cacheLength(m: number): number {
    return this.#units * m;
  }

  /** Room for m examples, to be given back: work that pauses keeps its own. */
  takeWorkspace(m: number): Workspace {
    const length = this.cacheLength(m);
    const { dtype } = this.spec;
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare && spare.z.length >= length) return spare;
    return { z: zeros(dtype, length), a: zeros(dtype, length), d: zeros(dtype, length) };
  }

  giveBack(work: Workspace): void {
    this.#spare = work;
  }

  *forward(
    parameters: FloatArray,
    x: View,
    z: FloatArray,
    a: FloatArray,
    drops: Drops | null = null,
  ): Generator<void> {
    const m = x.cols;
    let input = x;
    let at = 0;
    for (const place of this.layers) {
      const { layer, inputs, units, weight, bias, linear, activation } = place;
      const values = contiguous(z, at, units, m);
      yield* fillRows(values, parameters, bias);
      yield* product(this.arithmetic, contiguous(parameters, weight, units, inputs), input, values);
      if (linear !== undefined)
        yield* product(this.arithmetic, contiguous(parameters, linear, units, x.rows), x, values);
      yield* this.#activate(place, parameters, z, a, at, m);
      const dropped = activation !== null && drops;
      if (dropped) yield* dropped.apply(layer, units, a, dropped.kept, at);
      input = contiguous(dropped ? dropped.kept : a, at, units, m);
      at += units * m;
    }
  }

  /** a = g(z) of the layer that begins at z[at], or the outputs' link. */
  #activate(
    { units, activation, slope: learnt }: LayerPlaces,
    parameters: FloatArray,
    z: FloatArray,
    a: FloatArray,
    at: number,
    m: number,
  ): Iterable<void> {
    const { arithmetic } = this;
    if (activation === null) {
      const { link } = this.loss;
      return inParts(m, units, (from, to) =>
        link(arithmetic, z, a, { at, outputs: units, m, from, to }),
      );
    }
    const { value } = activationTable[activation];
    const slope = learnt === undefined ? 0 : parameters[learnt]!;
    return inParts(units * m, 1, (from, to) =>
      value(arithmetic, { z, a, from: at + from, to: at + to, slope }),
    );
  }

  /** @param z logits of the last layer, from 0 */
  cost(z: FloatArray, y: FloatArray, weights: Weights | null = null): Generator<void, number> {
    return this.#meanCost(this.loss.cost, z, y, weights);
  }

  outputCost(a: FloatArray, y: FloatArray): Generator<void, number> {
    return this.#meanCost(this.loss.outputCost, a, y, null);
  }

  *#meanCost(
    cost: Cost,
    values: FloatArray,
    y: FloatArray,
    weights: Weights | null,
  ): Generator<void, number> {
    const outputs = outputsOf(this.spec);
    const m = y.length / outputs;
    const of = (j: number): number =>
      cost(this.arithmetic, values, y, j, outputs, m, this.lossNumbers);
    if (!weights) return (yield* costSum(m, outputs, of)) / m;
    const { each, sum } = weights;
    return (yield* costSum(m, outputs, (j) => each[j]! * of(j))) / sum;
  }
}

/** Row i of a contiguous view is `values[first + i]`. */
function fillRows(
  { data, offset, rows, cols }: View,
  values: FloatArray,
  first: number,
): Iterable<void> {
  return inParts(rows * cols, 1, (from, to) => {
    for (let at = from; at < to;) {
      const row = Math.floor(at / cols);
      const end = Math.min(to, (row + 1) * cols);
      data.fill(values[first + row]!, offset + at, offset + end);
      at = end;
    }
  });
}
