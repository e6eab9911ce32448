// The backward pass of native/core/backward.cc.
import { BLOCK, operations, type Arithmetic } from '../../base/arithmetic.js';
import { zeros, type FloatArray } from '../../base/dtype.js';
import { activationTable } from '../../network/activations.js';
import { lossTable } from '../../network/losses.js';
import type { LayerPlaces } from '../../network/tensors.js';
import { inLanes } from '../abi.js';
import { product } from './gemm.js';
import type { Batch } from './batches.js';
import type { Drops } from './dropout.js';
import { columns, contiguous, transposed, type View } from './kernels.js';
import { productInLanes } from './lanes.js';
import type { JsNetwork, Workspace } from './network.js';
import { inParts, pauseAfter } from './pieces.js';

const { fma, round, withoutTiny } = operations;

/** One pass over m examples: what forward made, and the gradient that is being written. */
interface Pass extends Workspace {
  readonly network: JsNetwork;
  readonly parameters: FloatArray;
  readonly m: number;
  readonly out: FloatArray;
  readonly drops: Drops | null;
}

/** What a step learns against. */
export interface Regularization {
  readonly drops: Drops | null;
  /** Of labels. */
  readonly smoothing: number;
}

const plain: Regularization = { drops: null, smoothing: 0 };

/**
 * Gradient of the mean cost, in the order of the parameters, from what `forward` left in z and a; d is
 * work space.
 */
export function* gradient(
  network: JsNetwork,
  parameters: FloatArray,
  { x, y, weights }: Batch,
  { z, a, d }: Workspace,
  out: FloatArray,
  { drops, smoothing }: Regularization = plain,
): Generator<void> {
  const { arithmetic, layers } = network;
  const m = x.cols;
  const pass: Pass = { network, parameters, z, a, d, m, out, drops };
  let at = network.cacheLength(m) - y.rows * m;
  yield* inParts(m, y.rows, (from, to) => {
    outputDelta(pass, at, y, from, to);
    if (smoothing !== 0) smooth(pass, at, y, round(arithmetic, smoothing), from, to);
    if (weights) weigh(pass, at, y.rows, weights.each, from, to);
  });
  yield* pathGradient(pass, layers.at(-1)!, contiguous(d, at, y.rows, m), x);
  for (let l = layers.length - 1; l >= 0; l--) {
    const place = layers[l]!;
    const below = at - place.inputs * m;
    const input = l === 0 ? x : contiguous(drops ? drops.kept : a, below, place.inputs, m);
    yield* layerGradient(pass, place, contiguous(d, at, place.units, m), input);
    if (l > 0) yield* throughActivation(pass, place, at, below);
    at = below;
  }
  const factor = round(arithmetic, 1 / (weights?.sum ?? m));
  yield* inParts(out.length, 1, (from, to) => scale(out, factor, from, to));
}

function scale(x: FloatArray, factor: number, from: number, to: number): void {
  for (let i = from; i < to; i++) x[i]! *= factor;
}

/** dZ[L] of examples from … to − 1, 0 where tiny */
function outputDelta({ network, a, d, m }: Pass, at: number, y: View, from: number, to: number) {
  const { arithmetic: n, loss, lossNumbers } = network;
  for (let i = 0; i < y.rows; i++) {
    let target = y.offset + i * y.rowStride + from * y.colStride;
    for (let o = at + i * m + from; o < at + i * m + to; o++, target += y.colStride)
      d[o] = withoutTiny(n, loss.error(n, a[o]!, y.data[target]!, lossNumbers, i));
  }
}

/** d + ε · (y − e) of examples from … to − 1, 0 where tiny, with the target e that favours no label */
function smooth(
  { network, d, m }: Pass,
  at: number,
  y: View,
  epsilon: number,
  from: number,
  to: number,
): void {
  const n = network.arithmetic;
  const even = round(n, lossTable[network.spec.loss].even(y.rows));
  for (let i = 0; i < y.rows; i++) {
    let target = y.offset + i * y.rowStride + from * y.colStride;
    for (let o = at + i * m + from; o < at + i * m + to; o++, target += y.colStride)
      d[o] = withoutTiny(n, fma(n, epsilon, round(n, y.data[target]! - even), d[o]!));
  }
}

/** Errors of examples from … to − 1 times their weights, 0 where tiny */
function weigh(
  { network, d, m }: Pass,
  at: number,
  outputs: number,
  weights: FloatArray,
  from: number,
  to: number,
): void {
  const n = network.arithmetic;
  for (let i = 0; i < outputs; i++) {
    const row = at + i * m;
    for (let j = from; j < to; j++)
      d[row + j] = withoutTiny(n, round(n, d[row + j]! * weights[j]!));
  }
}

const [ones32, ones64] = [new Float32Array(BLOCK).fill(1), new Float64Array(BLOCK).fill(1)];

/** A row of m ones, for plain sums: neighbours where there are so many, else always the same one. */
function ones({ single }: Arithmetic, m: number): View {
  const data = single ? ones32 : ones64;
  return { data, offset: 0, rows: 1, cols: m, rowStride: 0, colStride: m <= BLOCK ? 1 : 0 };
}

/** dW = dZ · Aᵀ and db: sums over examples, not yet divided by m. */
function* layerGradient(
  { network, m, out }: Pass,
  { inputs, units, weight: W, bias: b }: LayerPlaces,
  delta: View,
  input: View,
): Generator<void> {
  const n = network.arithmetic;
  const lanes = inLanes(units, inputs, m);
  yield* overExamples(n, lanes, delta, input, contiguous(out, W, units, inputs));
  yield* overExamples(n, lanes, delta, ones(n, m), contiguous(out, b, units, 1));
}

/** dWx = dZ[L] · Xᵀ where there is a linear path, likewise. */
function* pathGradient(
  { network, m, out }: Pass,
  { units, linear }: LayerPlaces,
  delta: View,
  x: View,
): Generator<void> {
  if (linear === undefined) return;
  const lanes = inLanes(units, x.rows, m);
  yield* overExamples(network.arithmetic, lanes, delta, x, contiguous(out, linear, units, x.rows));
}

/**
 * dZ[l−1] = dA · g′(Z) with dA = Wᵀ · dZ[l] where nothing was dropped, and a learnt slope's gradient on the way. Layers l and
 * l − 1 begin at `at` and `below` in z, a and d.
 */
function* throughActivation(
  pass: Pass,
  { layer, inputs, units, weight: W }: LayerPlaces,
  at: number,
  below: number,
): Generator<void> {
  const { network, parameters, z, a, d, m, out, drops } = pass;
  const n = network.arithmetic;
  const weights = contiguous(parameters, W, units, inputs);
  const dA = contiguous(d, below, inputs, m);
  yield* clear(dA);
  yield* product(n, transposed(weights), contiguous(d, at, units, m), dA);
  if (drops) yield* drops.apply(layer - 1, inputs, d, d, below);
  const place = network.layers[layer - 2]!;
  const learnt = place.slope;
  if (learnt !== undefined) out[learnt] = yield* slopeGradient(pass, place, below);
  const slope = learnt === undefined ? 0 : parameters[learnt]!;
  const { backward } = activationTable[place.activation!];
  yield* inParts(inputs * m, 1, (from, to) => {
    backward(n, d, { z, a, from: below + from, to: below + to, slope });
    dropTiny(n, d, below + from, below + to);
  });
}

function dropTiny(n: Arithmetic, d: FloatArray, from: number, to: number): void {
  for (let i = from; i < to; i++) d[i] = withoutTiny(n, d[i]!);
}

/** Sum of dA · min(Z, 0) over examples per unit, then over units in ascending order. */
function* slopeGradient(
  { network, z, d, m }: Pass,
  { inputs, units }: LayerPlaces,
  at: number,
): Generator<void, number> {
  const n = network.arithmetic;
  const lanes = inLanes(units, inputs, m);
  const negative = zeros(n.dtype, units * m);
  yield* inParts(units * m, 1, (from, to) => {
    for (let i = from; i < to; i++) negative[i] = z[at + i]! > 0 ? 0 : z[at + i]!;
  });
  const part = contiguous(zeros(n.dtype, 1), 0, 1, 1);
  let total = 0;
  for (let unit = 0; unit < units; unit++) {
    const dA = contiguous(d, at + unit * m, 1, m);
    yield* overExamples(n, lanes, dA, contiguous(negative, unit * m, 1, m), part);
    total = round(n, total + part.data[0]!);
  }
  return total;
}

/**
 * total = a (M, m) · bᵀ (m, N), sums over m examples in blocks of 4,096; block results are added in
 * ascending order. `total` is contiguous.
 */
function* overExamples(
  n: Arithmetic,
  lanes: boolean,
  a: View,
  b: View,
  total: View,
): Generator<void> {
  let part = total;
  for (let from = 0; from < a.cols; from += BLOCK) {
    if (from === BLOCK)
      part = contiguous(zeros(n.dtype, total.rows * total.cols), 0, total.rows, total.cols);
    const to = Math.min(a.cols, from + BLOCK);
    const [left, right] = [columns(a, from, to), transposed(columns(b, from, to))];
    if (lanes) {
      productInLanes(n, left, right, part);
      yield* pauseAfter(a.rows * b.rows * (to - from));
    } else {
      yield* clear(part);
      yield* product(n, left, right, part);
    }
    if (from > 0) yield* addInto(total, part);
  }
}

/** Zeros in a contiguous view. */
function clear({ data, offset, rows, cols }: View): Iterable<void> {
  return inParts(rows * cols, 1, (from, to) => void data.fill(0, offset + from, offset + to));
}

function addInto(total: View, part: View): Iterable<void> {
  const [sums, first] = [total.data, total.offset];
  return inParts(total.rows * total.cols, 1, (from, to) => {
    for (let i = from; i < to; i++) sums[first + i]! += part.data[i]!;
  });
}
