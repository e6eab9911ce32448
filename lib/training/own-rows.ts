// Whether a network answers its own examples with finite numbers: finite parameters alone do not say so.
import { float64 } from '../base/arithmetic.js';
import { exp } from '../base/math.js';
import { untilAborted } from '../base/cancel.js';
import { sharedZeros, type DType, type FloatArray } from '../base/dtype.js';
import { allFinite } from '../base/finite.js';
import { placementOf } from '../base/matrix.js';
import { atOnce } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Program } from '../backend/backend.js';
import type { Scaler } from '../data/scaler.js';
import { activationTable } from '../network/activations.js';
import { outputOf, outputsOf, type NetworkSpec } from '../network/spec.js';
import { layersOf, type LayerPlaces } from '../network/tensors.js';
import type { Prepared } from './prepared.js';

/** Numbers that are looked at in one piece of work. */
const PIECE = 1 << 17;

/** Below it no number overflows, though each product and sum is rounded. */
const BOUND: Readonly<Record<DType, number>> = { float32: 2 ** 120, float64: 2 ** 1000 };

/**
 * Are all parameters finite, and all outputs of the prepared examples, in the targets' units? The network
 * is asked only where the sizes of its numbers leave that open.
 * @throws the signal's reason
 */
export async function answersOwnRows(
  program: Program,
  spec: NetworkSpec,
  parameters: FloatArray,
  prepared: Prepared,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { x, fitted } = prepared;
  const work = largestOutput(spec, parameters, prepared);
  const isLittle = parameters.length + x.rows * x.cols <= PIECE;
  const most = isLittle ? atOnce(work) : await inSlices(work, signal);
  // A parameter that is not finite makes no bound that is.
  if (most <= BOUND[spec.dtype]) return true;
  if (!(await inSlices(areFinite(parameters), signal))) return false;
  const out = sharedZeros(spec.dtype, x.cols * outputsOf(spec));
  const targets = { features: null, targets: fitted.scaling.targets };
  const answers = { parameters, scaling: targets, x, y: null, weights: null, out };
  await untilAborted(signal, (cancel) => program.inferAsync(answers, cancel));
  return allFinite(out);
}

/** No number on the way to an output, nor an output, is larger. */
function* largestOutput(
  spec: NetworkSpec,
  parameters: FloatArray,
  { x, fitted }: Prepared,
): Generator<void, number> {
  const own = yield* largest(placementOf(x).storage);
  let [inputs, most] = [own, own];
  for (const layer of layersOf(spec)) {
    let sum = yield* largestSum(layer, parameters, inputs);
    if (layer.linear !== undefined) {
      const path = { units: layer.units, inputs: x.rows, weight: layer.linear };
      sum += yield* largestSum(path, parameters, own);
    }
    const slope = layer.slope === undefined ? 0 : Math.abs(parameters[layer.slope]!);
    const bound = layer.activation === null ? 1 : activationTable[layer.activation].bound;
    inputs = bound * Math.max(1, sum) * Math.max(1, slope);
    most = Math.max(most, inputs);
  }
  const outputs = outputOf(spec) === 'exp' ? exp(float64, inputs) : inputs;
  return Math.max(most, unscaled(outputs, fitted.scaling.targets));
}

function* areFinite(numbers: FloatArray): Generator<void, boolean> {
  for (let from = 0; from < numbers.length; from += PIECE) {
    if (!allFinite(numbers.subarray(from, from + PIECE))) return false;
    yield;
  }
  return true;
}

function* largest(numbers: FloatArray): Generator<void, number> {
  let most = 0;
  for (let from = 0; from < numbers.length; from += PIECE) {
    const to = Math.min(from + PIECE, numbers.length);
    for (let i = from; i < to; i++) {
      const size = Math.abs(numbers[i]!);
      if (size > most) most = size;
    }
    yield;
  }
  return most;
}

/** W (units, inputs) and b in the flat buffer; a linear path has no b of its own. */
type Product = Pick<LayerPlaces, 'units' | 'inputs' | 'weight'> &
  Partial<Pick<LayerPlaces, 'bias'>>;

/** Of Z[l] = W[l]·A[l−1] + b[l], where no number of A[l−1] is larger than `most`; without a bias of W·A alone. */
function* largestSum(
  { units, inputs, weight, bias }: Product,
  parameters: FloatArray,
  most: number,
): Generator<void, number> {
  const piece = Math.ceil(PIECE / inputs);
  let found = 0;
  for (let u = 0; u < units; u++) {
    let sum = 0;
    const row = weight + u * inputs;
    for (let i = row; i < row + inputs; i++) sum += Math.abs(parameters[i]!);
    const start = bias === undefined ? 0 : Math.abs(parameters[bias + u]!);
    found = Math.max(found, sum * most + start);
    if (u % piece === piece - 1) yield;
  }
  return found;
}

function unscaled(most: number, scaler: Scaler | null): number {
  if (!scaler) return most;
  const { offset, divisor } = scaler;
  return offset.reduce((found, o, c) => Math.max(found, most * divisor[c]! + Math.abs(o)), 0);
}
