import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import { mathFunctions } from '../../base/math.js';
import { placed, type Matrix } from '../../base/matrix.js';
import { rowByRow, turned } from '../../base/placement.js';
import { atOnce } from '../../base/slices.js';
import { inSlices, untilCancelled } from '../../base/turns.js';
import { plain } from '../../base/typed-array.js';
import { scaleMatrix } from '../../data/scaler.js';
import { momentsOf } from '../../data/statistics.js';
import { activationTable } from '../../network/activations.js';
import { optimizerTable } from '../../network/optimizers.js';
import type { NetworkSpec } from '../../network/spec.js';
import { inLanes } from '../abi.js';
import type { Backend, Predictor, Program, Scalers } from '../backend.js';
import { gradient } from './backward.js';
import { rowByRow as numbersOf, weightsOf, type Batch } from './batches.js';
import { product } from './gemm.js';
import { infer } from './inference.js';
import { contiguous, viewOf, type View } from './kernels.js';
import { productInLanes } from './lanes.js';
import { measure } from './measuring.js';
import { JsNetwork } from './network.js';
import { runChunk } from './train.js';

function jsProgram(spec: NetworkSpec, exact: boolean): Program {
  const network = new JsNetwork(spec, exact);
  return {
    forward: (parameters, x, z, a) => atOnce(network.forward(parameters, viewOf(x), z, a)),
    cost: (z, y) => atOnce(network.cost(z, y)),
    outputCost: (a, y) => atOnce(network.outputCost(a, y)),
    gradient(parameters, x, y, z, a, out) {
      const work = network.takeWorkspace(x.cols);
      atOnce(gradient(network, parameters, batchOf(x, y, null), { z, a, d: work.d }, out));
      network.giveBack(work);
    },
    costGradient: (parameters, x, y, weights, out) =>
      atOnce(slope(network, parameters, batchOf(x, y, weights), out)),
    gradientAsync: (parameters, x, y, weights, out, cancel) =>
      untilCancelled(slope(network, parameters, batchOf(x, y, weights), out), cancel),
    infer: (work) => atOnce(infer(network, work, true)),
    predictor: (parameters, scaling) => predictor(network, parameters, scaling),
    inferAsync: (work, cancel) => untilCancelled(infer(network, work, true), cancel),
    measureAsync: (work, measures, cancel) =>
      untilCancelled(measure(network, work, measures), cancel),
    train: (chunk) => inSlices(runChunk(network, chunk)),
  };
}

/** The mean cost over all examples, and its gradient. */
function* slope(
  network: JsNetwork,
  parameters: FloatArray,
  batch: Batch,
  out: FloatArray,
): Generator<void, number> {
  const { x, y, weights } = batch;
  const work = network.takeWorkspace(x.cols);
  try {
    yield* network.forward(parameters, x, work.z, work.a);
    yield* gradient(network, parameters, batch, work, out);
    const end = network.cacheLength(x.cols);
    const logits = work.z.subarray(end - y.rows * x.cols, end);
    return yield* network.cost(logits, yield* numbersOf(y), weights);
  } finally {
    network.giveBack(work);
  }
}

function batchOf(x: Matrix, y: Matrix, weights: FloatArray | null): Batch {
  return { x: viewOf(x), y: viewOf(y), weights: weights && weightsOf(weights) };
}

function predictor(network: JsNetwork, parameters: FloatArray, scaling: Scalers): Predictor {
  const { inputs } = network.spec;
  return (given, into, look) => {
    // Callers' arrays, as the addon sees them.
    const [input, out] = [plain(given), plain(into)];
    const x = placed(turned(rowByRow(input, input.length / inputs, inputs)));
    return atOnce(infer(network, { parameters, scaling, x, y: null, weights: null, out }, look))
      .wrong;
  };
}

function* multiply(n: Arithmetic, a: View, b: View, c: View): Generator<void> {
  if (inLanes(a.rows, b.cols, a.cols)) productInLanes(n, a, b, c);
  else yield* product(n, a, b, c);
}

/** @param exact float32 multiply-adds exactly rounded: equal bits to native in runs of any length */
export function jsBackend(exact: boolean): Backend {
  const arithmetic = (x: FloatArray): Arithmetic => arithmeticOf(dtypeOf(x), exact);
  const spanOf = (z: FloatArray, slope: number) => ({
    z,
    a: zeros(dtypeOf(z), z.length),
    from: 0,
    to: z.length,
    slope,
  });
  return {
    name: 'js',
    isa: 'js',
    matmul(a, b) {
      const out = zeros(a.dtype, a.rows * b.cols);
      const c = contiguous(out, 0, a.rows, b.cols);
      atOnce(multiply(arithmetic(out), viewOf(a), viewOf(b), c));
      return out;
    },
    evaluate(name, x) {
      const n = arithmetic(x);
      return x.map((v) => mathFunctions[name](n, v));
    },
    value(name, z, slope) {
      const span = spanOf(z, slope);
      activationTable[name].value(arithmetic(z), span);
      return span.a;
    },
    derivative(name, z, slope) {
      const span = spanOf(z, slope);
      const d = zeros(dtypeOf(z), z.length).fill(1);
      activationTable[name].value(arithmetic(z), span);
      activationTable[name].backward(arithmetic(z), d, span);
      return d;
    },
    update(name, parameters, gradient, slots, constants, scalars) {
      const n = arithmetic(parameters);
      const { update } = optimizerTable[name];
      update(n, parameters, gradient, slots, constants, scalars, 0, parameters.length);
    },
    moments: (m, cancel) => untilCancelled(momentsOf(m), cancel),
    scale: (scaler, from, to, cancel) => untilCancelled(scaleMatrix(scaler, from, to), cancel),
    program: (spec) => jsProgram(spec, exact),
  };
}
