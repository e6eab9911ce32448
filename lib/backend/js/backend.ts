import { arithmeticOf, type Arithmetic } from '../../base/arithmetic.js';
import { dtypeOf, zeros, type DType, type FloatArray } from '../../base/dtype.js';
import { mathOf, type MathFunctions } from '../../base/math.js';
import { activationTable } from '../../network/activations.js';
import { optimizerTable } from '../../network/optimizers.js';
import type { NetworkSpec } from '../../network/spec.js';
import type { Backend, Program } from '../backend.js';
import { gradient } from './backward.js';
import { product, productInLanes, viewOf } from './kernels.js';
import { JsNetwork } from './network.js';
import { runChunk } from './train.js';

function map(x: FloatArray, f: (value: number) => number): FloatArray {
  const out = zeros(dtypeOf(x), x.length);
  for (let i = 0; i < x.length; i++) out[i] = f(x[i]!);
  return out;
}

function jsProgram(spec: NetworkSpec, exact: boolean): Program {
  const network = new JsNetwork(spec, exact);
  return {
    forward: (parameters, x, z, a) => network.forward(parameters, viewOf(x), z, a),
    cost: (z, y) => network.cost(z, y),
    outputCost: (a, y) => network.outputCost(a, y),
    gradient: (parameters, x, y, z, a, out) =>
      gradient(network, parameters, viewOf(x), viewOf(y), z, a, out),
    predict: (parameters, input, out) => network.predict(parameters, input, out),
    train: (chunk) => runChunk(network, chunk),
  };
}

/** @param exact float32 multiply-adds exactly rounded: equal bits to native in runs of any length */
export function jsBackend(exact: boolean): Backend {
  const arithmetic = (dtype: DType): Arithmetic => arithmeticOf(dtype, exact);
  const math = (x: FloatArray): MathFunctions => mathOf(arithmetic(dtypeOf(x)));
  const activation = (name: keyof typeof activationTable, z: FloatArray) =>
    activationTable[name].kernel(arithmetic(dtypeOf(z)), math(z));
  return {
    name: 'js',
    isa: 'js',
    matmul(a, b) {
      const out = zeros(a.dtype, a.rows * b.cols);
      const n = arithmetic(a.dtype);
      if (Math.max(a.rows, b.cols) <= 8 && a.cols >= 64)
        productInLanes(n, viewOf(a), viewOf(b), out, 0);
      else product(n, viewOf(a), viewOf(b), out, 0, null);
      return out;
    },
    evaluate: (name, x) => map(x, math(x)[name]),
    value(name, z, slope) {
      const { value } = activation(name, z);
      return map(z, (v) => value(v, slope));
    },
    derivative(name, z, slope) {
      const { value, derivative } = activation(name, z);
      return map(z, (v) => derivative(v, value(v, slope), slope));
    },
    update(name, parameters, gradient, slots, constants, scalars) {
      optimizerTable[name].update(
        arithmetic(dtypeOf(parameters)),
        parameters,
        gradient,
        slots,
        constants,
        scalars,
      );
    },
    program: (spec) => jsProgram(spec, exact),
  };
}
