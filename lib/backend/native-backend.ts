import { dtypeOf, sharedZeros, zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { placementOf, type Matrix } from '../base/matrix.js';
import type { Slices } from '../base/slices.js';
import { inSlices } from '../base/turns.js';
import type { Moments } from '../data/statistics.js';
import { activationsOf, unitsOf, type NetworkSpec } from '../network/spec.js';
import { placesOf } from '../network/tensors.js';
import { abi, checkSame } from './abi.js';
import {
  chunkArguments,
  inferArguments,
  inOrder,
  measureArguments,
  scalerOf,
  view,
} from './arguments.js';
import { Gate } from './gate.js';
import type { Backend, Chunk, Isa, Predictor, Program, Scalers } from './backend.js';
import type { Binding, NativeProgram } from './binding.js';

/** Each takes a thread: a thousand calls at once must not take a thousand. */
const jobs = new Gate(4);

/** What the addon refuses, as an error of this package. */
function told(error: unknown): unknown {
  const { code, argument, message } = error as Partial<DenselyError>;
  if (code === undefined || argument === undefined) return error;
  return new DenselyError(code, argument, `${message}.`, { cause: error });
}

function asked<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw told(error);
  }
}

async function awaited<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw told(error);
  }
}

const job = <T>(call: () => Promise<T>): Promise<T> => jobs.run(() => awaited(call));

function filled(x: FloatArray, write: (out: FloatArray) => void): FloatArray {
  const out = zeros(dtypeOf(x), x.length);
  asked(() => write(out));
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
      asked(() => binding.matmul(...view(a), ...view(b), out));
      return out;
    },
    evaluate: (name, x) => filled(x, (out) => binding.evaluate(name, x, out)),
    value: (name, z, slope) => filled(z, (out) => binding.value(name, z, slope, out)),
    derivative: (name, z, slope) => filled(z, (out) => binding.derivative(name, z, slope, out)),
    update: (...args) => asked(() => binding.update(...args)),
    moments: (m, cancel) => job(() => moments(binding, m, cancel)),
    scale: (scaler, from, to, cancel) =>
      job(() =>
        binding.scale(...scalerOf(scaler), ...inOrder(placementOf(from)), ...view(to), cancel),
      ),
    program: (spec) => nativeProgram(binding, spec),
  };
}

async function moments(binding: Binding, m: Matrix, cancel: Int32Array): Promise<Moments> {
  const out = sharedZeros('float64', 4 * m.rows) as Float64Array;
  await binding.moments(...inOrder(placementOf(m)), out, cancel);
  const part = (i: number): Float64Array => out.subarray(i * m.rows, (i + 1) * m.rows);
  return { count: m.cols, min: part(0), max: part(1), mean: part(2), squares: part(3) };
}

/** Of one predictor the parameters and scalers are held at a time. */
function predictorsOf(program: NativeProgram): Program['predictor'] {
  let held: Predictor | undefined;
  return (parameters: FloatArray, { features, targets }: Scalers): Predictor =>
    function predict(input, out, look) {
      try {
        if (held !== predict) program.hold(parameters, ...scalerOf(features), ...scalerOf(targets));
        held = predict;
        return program.predictHeld(parameters, input, out, look);
      } catch (error) {
        throw told(error);
      }
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

/** Multiply-adds of a few tenths of a millisecond. */
const LITTLE = 2 ** 20;

/** What a step does to a parameter, in multiply-adds. */
const UPDATE = 8;

/**
 * Is a chunk done sooner than a thread for it begins and ends? Such trainings take slices of the event loop, as all
 * work in JavaScript does.
 */
function isLittle({ parameters, x, order, flags }: Chunk): boolean {
  const examples = order === null ? x.cols * flags.length : order.length;
  return parameters.length * (examples + UPDATE * flags.length) <= LITTLE;
}

// oxlint-disable-next-line require-yield -- a single piece
function* once<T>(work: () => T): Slices<T> {
  return work();
}

function nativeProgram(binding: Binding, spec: NetworkSpec): Program {
  const { dtype, loss, lossNumbers, linear } = spec;
  const numbers = Float64Array.from(lossNumbers);
  const program: NativeProgram = asked(
    () => new binding.Program(dtype, unitsOf(spec), activationsOf(spec), loss, numbers, linear),
  );
  checkLayout(program, spec);
  return {
    forward: (parameters, x, z, a) => asked(() => program.forward(parameters, ...view(x), z, a)),
    cost: (z, y) => asked(() => program.cost(z, y)),
    outputCost: (a, y) => asked(() => program.outputCost(a, y)),
    gradient: (parameters, x, y, z, a, out) =>
      asked(() => program.gradient(parameters, ...view(x), ...view(y), z, a, out)),
    costGradient: (parameters, x, y, weights, out) =>
      asked(() => program.costGradient(parameters, ...view(x), ...view(y), weights, out)),
    gradientAsync: (parameters, x, y, weights, out, cancel) =>
      job(() => program.gradientAsync(parameters, ...view(x), ...view(y), weights, out, cancel)),
    infer: (work) => asked(() => program.infer(...inferArguments(work))),
    predictor: predictorsOf(program),
    inferAsync: (work, cancel) => job(() => program.inferAsync(...inferArguments(work), cancel)),
    async measureAsync(work, measures, cancel) {
      const figures = sharedZeros('float64', measures.metrics.length) as Float64Array;
      const more = measureArguments(measures, figures, spec);
      const result = await job(() => program.inferAsync(...inferArguments(work), cancel, ...more));
      return { ...result, figures };
    },
    train: (chunk) =>
      isLittle(chunk)
        ? inSlices(once(() => asked(() => program.trainAtOnce(chunkArguments(chunk)))))
        : awaited(() => program.train(chunkArguments(chunk))),
  };
}
