import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import { mathFunctions } from '../../base/math.js';
import { atOnce, inSlices } from '../../base/turns.js';
import { activationTable } from '../../network/activations.js';
import { optimizerTable } from '../../network/optimizers.js';
import type { NetworkSpec } from '../../network/spec.js';
import type { Backend, Program } from '../backend.js';
import { gradient } from './backward.js';
import { product } from './gemm.js';
import { contiguous, viewOf, type View } from './kernels.js';
import { productInLanes } from './lanes.js';
import { JsNetwork } from './network.js';
import { predict, predictAsync } from './predict.js';
import { runChunk } from './train.js';

function jsProgram(spec: NetworkSpec, exact: boolean): Program {
  const network = new JsNetwork(spec, exact);
  return {
    forward: (parameters, x, z, a) => atOnce(network.forward(parameters, viewOf(x), z, a)),
    cost: (z, y) => atOnce(network.cost(z, y)),
    outputCost: (a, y) => atOnce(network.outputCost(a, y)),
    gradient(parameters, x, y, z, a, out) {
      const work = network.takeWorkspace(x.cols);
      atOnce(gradient(network, parameters, viewOf(x), viewOf(y), { z, a, d: work.d }, out));
      network.giveBack(work);
    },
    predict: (...args) => atOnce(predict(network, ...args)),
    predictor: (parameters) => (input, out) => atOnce(predict(network, parameters, input, out)),
    predictAsync: (...args) => predictAsync(network, ...args),
    train: (chunk) => inSlices(runChunk(network, chunk)),
  };
}

function* multiply(n: Arithmetic, a: View, b: View, c: View): Generator<void> {
  if (Math.max(a.rows, b.cols) <= 8 && a.cols >= 64) productInLanes(n, a, b, c);
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
    program: (spec) => jsProgram(spec, exact),
  };
}
