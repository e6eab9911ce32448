// The backward pass of native/core/backward.cc.
import { BLOCK, operations, type Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import { activationTable } from '../../network/activations.js';
import type { LayerPlaces } from '../../network/tensors.js';
import { inLanes } from '../abi.js';
import { product } from './gemm.js';
import { columns, contiguous, transposed, type View } from './kernels.js';
import { productInLanes } from './lanes.js';
import type { JsNetwork, Workspace } from './network.js';

const { round, withoutTiny } = operations;

/** One pass over m examples: what forward made, and the gradient that is being written. */
interface Pass extends Readonly<Workspace> {
  readonly network: JsNetwork;
  readonly parameters: FloatArray;
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
  const pass: Pass = { network, parameters, z, a, d: network.workspace(m).d, m, out };
  let at = network.cacheLength(m) - y.rows * m;
  outputDelta(pass, at, y);
  for (let l = layers.length - 1; l >= 0; l--) {
    const place = layers[l]!;
    const below = at - place.inputs * m;
    const input = l === 0 ? x : contiguous(a, below, place.inputs, m);
    layerGradient(pass, place, contiguous(pass.d, at, place.units, m), input);
    if (l > 0) throughActivation(pass, place, at, below);
    at = below;
  }
  const factor = round(arithmetic, 1 / m);
  for (let i = 0; i < out.length; i++) out[i]! *= factor;
}

/** dZ[L] = A[L] − Y, 0 where tiny */
function outputDelta({ network, a, d }: Pass, at: number, y: View): void {
  const n = network.arithmetic;
  for (let i = 0, o = at; i < y.rows; i++) {
    let target = y.offset + i * y.rowStride;
    for (let j = 0; j < y.cols; j++, o++, target += y.colStride)
      d[o] = withoutTiny(n, round(n, a[o]! - y.data[target]!));
  }
}

const [ones32, ones64] = [new Float32Array(BLOCK).fill(1), new Float64Array(BLOCK).fill(1)];

/** A row of m ones, for plain sums: neighbours where there are so many, else always the same one. */
function ones({ single }: Arithmetic, m: number): View {
  const data = single ? ones32 : ones64;
  return { data, offset: 0, rows: 1, cols: m, rowStride: 0, colStride: m <= BLOCK ? 1 : 0 };
}

/** dW = dZ · Aᵀ and db: sums over examples, not yet divided by m. */
function layerGradient(
  { network, m, out }: Pass,
  { inputs, units, weight: W, bias: b }: LayerPlaces,
  delta: View,
  input: View,
): void {
  const n = network.arithmetic;
  const lanes = inLanes(units, inputs, m);
  overExamples(n, lanes, delta, input, out.subarray(W, W + units * inputs));
  overExamples(n, lanes, delta, ones(n, m), out.subarray(b, b + units));
}

/**
 * dZ[l−1] = dA · g′(Z) with dA = Wᵀ · dZ[l], and a learnt slope's gradient on the way. Layers l and
 * l − 1 begin at `at` and `below` in z, a and d.
 */
function throughActivation(
  pass: Pass,
  { layer, inputs, units, weight: W }: LayerPlaces,
  at: number,
  below: number,
): void {
  const { network, parameters, z, a, d, m, out } = pass;
  const n = network.arithmetic;
  const weights = contiguous(parameters, W, units, inputs);
  d.fill(0, below, at);
  product(n, transposed(weights), contiguous(d, at, units, m), d, below);
  const place = network.layers[layer - 2]!;
  const learnt = place.slope;
  if (learnt !== undefined) out[learnt] = slopeGradient(pass, place, below);
  const slope = learnt === undefined ? 0 : parameters[learnt]!;
  const { backward } = activationTable[place.activation!];
  backward(n, d, { z, a, from: below, to: at, slope });
  for (let i = below; i < at; i++) d[i] = withoutTiny(n, d[i]!);
}

/** Sum of dA · min(Z, 0) over examples per unit, then over units in ascending order. */
function slopeGradient(
  { network, z, d, m }: Pass,
  { inputs, units }: LayerPlaces,
  at: number,
): number {
  const n = network.arithmetic;
  const lanes = inLanes(units, inputs, m);
  const negative = z.slice(at, at + units * m);
  for (let i = 0; i < negative.length; i++) negative[i] = negative[i]! > 0 ? 0 : negative[i]!;
  const part = zeros(n.dtype, 1);
  let total = 0;
  for (let unit = 0; unit < units; unit++) {
    const dA = contiguous(d, at + unit * m, 1, m);
    overExamples(n, lanes, dA, contiguous(negative, unit * m, 1, m), part);
    total = round(n, total + part[0]!);
  }
  return total;
}

/**
 * total = a (M, m) · bᵀ (m, N), sums over m examples in blocks of 4,096; block results are added in
 * ascending order.
 */
function overExamples(n: Arithmetic, lanes: boolean, a: View, b: View, total: FloatArray): void {
  let part = total;
  for (let from = 0; from < a.cols; from += BLOCK) {
    if (from === BLOCK) part = total.slice();
    const to = Math.min(a.cols, from + BLOCK);
    const [left, right] = [columns(a, from, to), transposed(columns(b, from, to))];
    if (lanes) productInLanes(n, left, right, part, 0);
    else product(n, left, right, part.fill(0), 0);
    if (from > 0) addInto(total, part);
  }
}

function addInto(total: FloatArray, part: FloatArray): void {
  for (let i = 0; i < total.length; i++) total[i]! += part[i]!;
}
