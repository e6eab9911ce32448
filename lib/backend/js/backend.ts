import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import { mathFunctions } from '../../base/math.js';
import { placed } from '../../base/matrix.js';
import { rowByRow, turned } from '../../base/placement.js';
import { atOnce, untilCancelled } from '../../base/turns.js';
import { scaleMatrix } from '../../data/scaler.js';
import { momentsOf } from '../../data/statistics.js';
import { activationTable } from '../../network/activations.js';
import { optimizerTable } from '../../network/optimizers.js';
import type { NetworkSpec } from '../../network/spec.js';
import type { Backend, Predictor, Program, Scalers } from '../backend.js';
import { gradient } from './backward.js';
import { product } from './gemm.js';
import { infer } from './inference.js';
import { viewOf } from './kernels.js';
import { productInLanes } from './lanes.js';
import { JsNetwork } from './network.js';
import { runChunk } from './train.js';

function jsProgram(spec: NetworkSpec, exact: boolean): Program {
  const network = new JsNetwork(spec, exact);
  return {
    forward: (parameters, x, z, a) => network.forward(parameters, viewOf(x), z, a),
    cost: (z, y) => network.cost(z, y),
    outputCost: (a, y) => network.outputCost(a, y),
    gradient: (parameters, x, y, z, a, out) =>
      gradient(network, parameters, viewOf(x), viewOf(y), z, a, out),
    infer: (work) => atOnce(infer(network, work, true)),
    predictor: (parameters, scaling) => predictor(network, parameters, scaling),
    inferAsync: (work, cancel) => untilCancelled(infer(network, work, true), cancel),
    train: (chunk) => runChunk(network, chunk),
  };
}

function predictor(network: JsNetwork, parameters: FloatArray, scaling: Scalers): Predictor {
  const inputs = network.spec.sizes[0]!;
  return (input, out, look) => {
    const x = placed(turned(rowByRow(input, input.length / inputs, inputs)));
    return atOnce(infer(network, { parameters, scaling, x, y: null, out }, look)).wrong;
  };
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
      const inLanes = Math.max(a.rows, b.cols) <= 8 && a.cols >= 64;
      const multiply = inLanes ? productInLanes : product;
      multiply(arithmetic(out), viewOf(a), viewOf(b), out, 0);
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
      optimizerTable[name].update(n, parameters, gradient, slots, constants, scalars);
    },
    moments: (m, cancel) => untilCancelled(momentsOf(m), cancel),
    scale: (scaler, from, to, cancel) => untilCancelled(scaleMatrix(scaler, from, to), cancel),
    program: (spec) => jsProgram(spec, exact),
  };
}
