import { dtypeOf, zeros, type FloatArray } from '../base/dtype.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import { withoutOrder } from '../base/placement.js';
import { atOnce, untilCancelled } from '../base/turns.js';
import { scaleMatrix } from '../data/scaler.js';
import { momentsOf } from '../data/statistics.js';
import { activationsOf, unitsOf, type NetworkSpec } from '../network/spec.js';
import { placesOf } from '../network/tensors.js';
import { abi, checkSame, SEGMENT } from './abi.js';
import { Gate } from './gate.js';
import { infer, type Pass } from './js/inference.js';
import type { Backend, Chunk, Isa, Program } from './backend.js';
import type { Binding, NativeProgram, ViewArguments } from './binding.js';

/** Each takes a thread: a thousand calls at once must not take a thousand. */
const predictions = new Gate(4);

function view(m: Matrix): ViewArguments {
  const { storage, rows, cols, rowStride, colStride } = withoutOrder(placementOf(m));
  return [storage, rows, cols, rowStride, colStride];
}

function filled(x: FloatArray, write: (out: FloatArray) => void): FloatArray {
  const out = zeros(dtypeOf(x), x.length);
  write(out);
  return out;
}

/**
 * The addon behind the interface, with one of its instruction sets.
 * @param threads of large synchronous calls and predictions, at most
 */
export function nativeBackend(binding: Binding, isa: Isa, threads: number): Backend {
  checkSame('abi', binding.abi, abi);
  binding.select(isa);
  binding.useThreads(threads);
  return {
    name: 'native',
    isa,
    matmul(a, b) {
      const out = zeros(a.dtype, a.rows * b.cols);
      binding.matmul(...view(a), ...view(b), out);
      return out;
    },
    evaluate: (name, x) => filled(x, (out) => binding.evaluate(name, x, out)),
    value: (name, z, slope) => filled(z, (out) => binding.value(name, z, slope, out)),
    derivative: (name, z, slope) => filled(z, (out) => binding.derivative(name, z, slope, out)),
    update: (...args) => binding.update(...args),
    moments: (m, cancel) => untilCancelled(momentsOf(m), cancel),
    scale: (scaler, from, to, cancel) => untilCancelled(scaleMatrix(scaler, from, to), cancel),
    program: (spec) => nativeProgram(binding, spec),
  };
}

/** Up to so many examples go one by one; more are worth a product of matrices. */
const FEW_EXAMPLES = 4;

/** One of its parameter arrays is held at a time, from its first few examples on. */
function predictorOf(program: NativeProgram, { inputs }: NetworkSpec): Program['predictor'] {
  const few = FEW_EXAMPLES * inputs;
  let held: FloatArray | undefined;
  return (parameters) => (input, out) => {
    if (input.length > few) {
      program.predict(parameters, input, out);
      return;
    }
    if (held !== parameters) program.hold(parameters);
    held = parameters;
    program.predictHeld(input, out);
  };
}

/** Both sides place the tensors by themselves. */
function checkLayout({ layout }: NativeProgram, spec: NetworkSpec): void {
  const places = placesOf(spec).map(({ role, layer, rows, cols, offset }) => ({
    role,
    layer,
    rows,
    cols,
    offset,
  }));
  checkSame('layout', layout, places);
}

/** A chunk as the addon takes it. */
function chunkArguments(chunk: Chunk): object {
  const { x, y, segments } = chunk;
  const numbers = segments?.flatMap((segment) => SEGMENT.map((field) => segment[field]));
  const flat = numbers ? Float64Array.from(numbers) : null;
  return { ...chunk, x: view(x), y: view(y), segments: flat };
}

function nativeProgram(binding: Binding, spec: NetworkSpec): Program {
  const program: NativeProgram = new binding.Program(
    spec.dtype,
    unitsOf(spec),
    activationsOf(spec),
    spec.loss,
  );
  checkLayout(program, spec);
  const pass: Pass = {
    *forward(parameters, x, z, a) {
      program.forward(parameters, ...view(x), z, a);
      yield;
    },
    *cost(z, y) {
      yield;
      return program.cost(z, y);
    },
  };
  return {
    forward: (parameters, x, z, a) => program.forward(parameters, ...view(x), z, a),
    cost: (z, y) => program.cost(z, y),
    outputCost: (a, y) => program.outputCost(a, y),
    gradient: (parameters, x, y, z, a, out) =>
      program.gradient(parameters, ...view(x), ...view(y), z, a, out),
    predict: (parameters, input, out) => program.predict(parameters, input, out),
    predictor: predictorOf(program, spec),
    predictAsync: (...args) => predictions.run(() => program.predictAsync(...args)),
    async gradientAsync(parameters, x, y, _weights, out) {
      const units = spec.layers.reduce((sum, layer) => sum + layer.units, 0);
      const [z, a] = [zeros(spec.dtype, units * x.cols), zeros(spec.dtype, units * x.cols)];
      program.forward(parameters, ...view(x), z, a);
      program.gradient(parameters, ...view(x), ...view(y), z, a, out);
    },
    infer: (work) => atOnce(infer(pass, spec, work)),
    inferAsync: (work, cancel) => untilCancelled(infer(pass, spec, work), cancel),
    train: (chunk) => program.train(chunkArguments(chunk)),
  };
}
