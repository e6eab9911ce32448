// Examples as they come, block by block through the layers: native/core/inference.cc.
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import { placementOf } from '../../base/matrix.js';
import { rowByRow, type Placement } from '../../base/placement.js';
import { scaleExamples, unscaleRows, type Scaler } from '../../data/scaler.js';
import { outputsOf } from '../../network/spec.js';
import type { Inference, InferenceResult } from '../backend.js';
import { weightsOf } from './batches.js';
import { contiguous, type View } from './kernels.js';
import { CostSum } from './lanes.js';
import type { JsNetwork } from './network.js';

/** A block of examples goes through the layers at a time: at most so many, and so many units of theirs. */
const BLOCK_EXAMPLES = 256;
const BLOCK_UNITS = 2 ** 20;

/**
 * Does the work in pieces. An example's outputs do not depend on its block.
 * @param look for numbers that are not finite, also where nothing is scaled or rounded
 */
export function* infer(
  network: JsNetwork,
  { parameters, scaling, x, y, weights, out, logits = false }: Inference,
  look: boolean,
): Generator<void, InferenceResult> {
  const outputs = outputsOf(network.spec);
  const units = Math.max(1, Math.floor(BLOCK_UNITS / network.cacheLength(1)));
  const width = Math.min(BLOCK_EXAMPLES, units, x.cols);
  const features = new Features(network, scaling.features, placementOf(x), width);
  const costs = y && new Costs(network, scaling.targets, placementOf(y), weights, width);
  const work = network.takeWorkspace(width);
  let wrong = -1;
  try {
    for (let from = 0; from < x.cols; from += width) {
      const m = Math.min(width, x.cols - from);
      const first = features.take(from, m, look);
      if (wrong < 0 && first >= 0) wrong = from + first;
      yield* network.forward(parameters, features.view, work.z, work.a);
      const last = network.cacheLength(m) - outputs * m;
      costs?.add(work.z.subarray(last), from, m);
      const at = from * outputs;
      write(logits ? work.z : work.a, last, m, outputs, out, at);
      if (scaling.targets && !logits)
        unscaleRows(scaling.targets, out.subarray(at, at + m * outputs));
    }
  } finally {
    network.giveBack(work);
  }
  return { cost: costs ? costs.mean : NaN, wrong };
}

/** Examples block by block: where they lie if the layers can read them there, else scaled, row by row. */
class Features {
  /** The block that was taken. */
  view: View;
  readonly #scaler: Scaler | null;
  readonly #of: Placement;
  readonly #room: FloatArray | null;

  constructor({ spec }: JsNetwork, scaler: Scaler | null, of: Placement, width: number) {
    const { storage, rows, cols, rowStride, colStride, rowOrder, colOrder } = of;
    const asTheyLie = !scaler && !rowOrder && !colOrder && dtypeOf(storage) === spec.dtype;
    this.view = { data: storage, offset: 0, rows, cols, rowStride, colStride };
    this.#scaler = scaler;
    this.#of = of;
    this.#room = asTheyLie ? null : zeros(spec.dtype, rows * width);
  }

  /** Examples `from` … `from + m − 1`. Answers which of them is the first that is wrong, or −1. */
  take(from: number, m: number, look: boolean): number {
    const [of, room] = [this.#of, this.#room];
    if (!room) {
      this.view = { ...this.view, offset: from * of.colStride, cols: m };
      return look ? firstNotFinite(this.view) : -1;
    }
    this.view = contiguous(room, 0, of.rows, m);
    return scaleExamples(this.#scaler, of, from, from + m, rowByRow(room, of.rows, m), 0);
  }
}

/** The costs of examples, whose targets are scaled block by block. */
class Costs {
  readonly #network: JsNetwork;
  readonly #scaler: Scaler | null;
  readonly #of: Placement;
  readonly #weights: FloatArray | null;
  readonly #room: FloatArray;
  readonly #sum = new CostSum();

  constructor(
    network: JsNetwork,
    scaler: Scaler | null,
    of: Placement,
    weights: FloatArray | null,
    width: number,
  ) {
    this.#network = network;
    this.#scaler = scaler;
    this.#of = of;
    this.#weights = weights;
    this.#room = zeros(network.spec.dtype, of.rows * width);
  }

  /** Those of examples `from` … `from + m − 1`, by their logits. */
  add(z: FloatArray, from: number, m: number): void {
    const { arithmetic, loss, lossNumbers } = this.#network;
    const [{ rows }, y, weights] = [this.#of, this.#room, this.#weights];
    scaleExamples(this.#scaler, this.#of, from, from + m, rowByRow(y, rows, m), 0);
    for (let j = 0; j < m; j++) {
      const weight = weights ? weights[from + j]! : 1;
      this.#sum.add(weight * loss.cost(arithmetic, z, y, j, rows, m, lossNumbers));
    }
  }

  get mean(): number {
    return this.#sum.total / (this.#weights ? weightsOf(this.#weights).sum : this.#of.cols);
  }
}

/** The first column with a number that is not finite, or −1. */
function firstNotFinite({ data, offset, rows, cols, rowStride, colStride }: View): number {
  for (let j = 0; j < cols; j++) {
    let [at, sum] = [offset + j * colStride, 0];
    for (let r = 0; r < rows; r++, at += rowStride) sum += data[at]! - data[at]!;
    if (sum !== 0) return j;
  }
  return -1;
}

/** (n, m) at a[first] to example after example from out[at]. */
function write(
  a: FloatArray,
  first: number,
  m: number,
  n: number,
  out: FloatArray,
  at: number,
): void {
  for (let j = 0, o = at; j < m; j++) {
    for (let i = 0; i < n; i++) out[o++] = a[first + i * m + j]!;
  }
}
