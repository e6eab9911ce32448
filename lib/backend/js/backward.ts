// The backward pass of native/core/backward.cc.
import type { Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import type { LayerLayout } from '../../network/spec.js';
import {
  BLOCK,
  columns,
  contiguous,
  orderedSum,
  product,
  productInLanes,
  transposed,
  type View,
} from './kernels.js';
import type { JsNetwork } from './network.js';

/** One pass over m examples: what forward made, and the gradient that is being written. */
interface Pass {
  readonly network: JsNetwork;
  readonly parameters: FloatArray;
  readonly z: FloatArray;
  readonly a: FloatArray;
  readonly m: number;
  readonly out: FloatArray;
}

/** Gradient of the mean cost, in the order of the parameters, from what `forward` left in z and a. */
export function gradient(
  network: JsNetwork,
  parameters: FloatArray,
  x: View,
  y: View,
  z: FloatArray,
  a: FloatArray,
  out: FloatArray,
): void {
  const { arithmetic, layers } = network;
  const m = x.cols;
  const pass: Pass = { network, parameters, z, a, m, out };
  let at = network.cacheLength(m) - y.rows * m;
  let delta = outputDelta(pass, at, y);
  for (const place of layers.toReversed()) {
    const below = at - place.inputs * m;
    const input = place.layer === 1 ? x : contiguous(a, below, place.inputs, m);
    layerGradient(pass, place, contiguous(delta, 0, place.units, m), input);
    if (place.layer > 1) delta = throughActivation(pass, place, delta, below);
    at = below;
  }
  const factor = arithmetic.round(1 / m);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! * factor;
}

/** dZ[L] = A[L] − Y */
function outputDelta({ network, a }: Pass, at: number, y: View): FloatArray {
  const delta = zeros(network.spec.dtype, y.rows * y.cols);
  for (let i = 0, o = 0; i < y.rows; i++) {
    for (let j = 0; j < y.cols; j++, o++) {
      delta[o] = a[at + o]! - y.data[y.offset + i * y.rowStride + j * y.colStride]!;
    }
  }
  return delta;
}

/** Only the logical sizes of the whole batch choose the order of a sum over examples. */
function inLanes({ inputs, units }: LayerLayout, m: number): boolean {
  return inputs <= 8 && units <= 8 && m >= 64;
}

/** dW = dZ · Aᵀ and db: sums over examples, not yet divided by m. */
function layerGradient(
  { network, m, out }: Pass,
  place: LayerLayout,
  delta: View,
  input: View,
): void {
  const { inputs, units, W, b } = place;
  const n = network.arithmetic;
  const lanes = inLanes(place, m);
  inBlocks(m, out.subarray(W, W + units * inputs), n, (from, to, part) => {
    const [dZ, A] = [columns(delta, from, to), transposed(columns(input, from, to))];
    if (lanes) productInLanes(n, dZ, A, part, 0);
    else product(n, dZ, A, part, 0, null);
  });
  unitSums(out.subarray(b, b + units), m, n, lanes, (i, sum) => n.round(sum + delta.data[i]!));
}

/**
 * dZ[l−1] = dA · g′(Z) with dA = Wᵀ · dZ[l], and a learnt slope's gradient on the way. `below` is where
 * layer l−1 begins in z and a.
 */
function throughActivation(
  pass: Pass,
  { layer, inputs, units, W }: LayerLayout,
  delta: FloatArray,
  below: number,
): FloatArray {
  const { network, parameters, m, out } = pass;
  const n = network.arithmetic;
  const dA = zeros(n.dtype, inputs * m);
  const weights = contiguous(parameters, W, units, inputs);
  product(n, transposed(weights), contiguous(delta, 0, units, m), dA, 0, null);
  const place = network.layers[layer - 2]!;
  if (place.alpha >= 0) out[place.alpha] = slopeGradient(pass, place, dA, below);
  const slope = place.alpha < 0 ? 0 : parameters[place.alpha]!;
  const { derivative } = network.activations[layer - 2]!;
  for (let i = 0; i < dA.length; i++) {
    dA[i] = dA[i]! * derivative(pass.z[below + i]!, pass.a[below + i]!, slope);
  }
  return dA;
}

/** Sum over examples per unit, then over units in ascending order. */
function slopeGradient(
  { network, z, m }: Pass,
  place: LayerLayout,
  dA: FloatArray,
  at: number,
): number {
  const n = network.arithmetic;
  const sums = zeros(n.dtype, place.units);
  unitSums(sums, m, n, inLanes(place, m), (i, sum) => {
    const v = z[at + i]!;
    return n.fma(dA[i]!, v > 0 ? 0 : v, sum);
  });
  let total = 0;
  for (const unit of sums) total = n.round(total + unit);
  return total;
}

/** Each unit's sum over its m examples; `next(i, sum)` adds number i of a (units, m) matrix to a sum. */
function unitSums(
  out: FloatArray,
  m: number,
  n: Arithmetic,
  lanes: boolean,
  next: (i: number, sum: number) => number,
): void {
  inBlocks(m, out, n, (from, to, part) => {
    for (let unit = 0; unit < out.length; unit++) {
      const first = unit * m + from;
      part[unit] = orderedSum(n, to - from, lanes, (j, sum) => next(first + j, sum));
    }
  });
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
