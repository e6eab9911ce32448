// What the tests of bad input share. Every refusal is a DenselyError that names the argument, what came and what
// is allowed, and nothing has changed afterwards.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, expect } from 'vitest';
import {
  backwardPropagation,
  Dataset,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
  train,
  type Cache,
  type Gradients,
  type Model,
  type ParameterDict,
  type TwoLayer,
} from '../../lib/index.js';

// Buffers that a caller has done something to.
interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}
const Resizable = ArrayBuffer as unknown as new (
  bytes: number,
  o: { maxByteLength: number },
) => ResizableBuffer;

export function resizable(values: number[]): Float64Array<ResizableBuffer> {
  const array = new Float64Array(new Resizable(values.length * 8, { maxByteLength: 1024 }));
  array.set(values);
  return array;
}

export function detached(values: number[]): Float64Array {
  const array = Float64Array.from(values);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

export function shrunk(values: number[]): Float64Array {
  const array = resizable(values);
  array.buffer.resize(8);
  return array;
}

/** A matrix that was whole when it was made. */
export function matrixOn(
  values: number[],
  rows: number,
  harm: (buffer: ResizableBuffer) => void,
): Matrix {
  const array = resizable(values);
  const matrix = Matrix.of(array, rows, values.length / rows);
  harm(array.buffer);
  return matrix;
}

export const transfer = (buffer: ArrayBuffer): void =>
  void structuredClone(buffer, { transfer: [buffer] });
export const shrink = (buffer: ResizableBuffer): void => buffer.resize(8);

// What must not change: inputs, parameters and a trained model.
export const data: Dataset<0 | 1> = datasets.flower({ size: 40 });
export const X: Matrix = data.X;
export const Y: Matrix = data.Y;
export const parameters: TwoLayer = initializeParameters(2, 4, 1, { seed: 3 });
export const W1: Matrix = parameters.W1;
export const b1: Matrix = parameters.b1;
export const W2: Matrix = parameters.W2;
export const b2: Matrix = parameters.b2;
const forward = forwardPropagation(X, parameters);
export const AL: Matrix = forward[0];
export const cache: Cache = forward[1];
export const grads: Gradients<TwoLayer> = backwardPropagation(parameters, cache, X, Y);
export const deep: ParameterDict = initializeParameters([2, 4, 3, 1], { seed: 3 });
const withSlope = { seed: 3, activation: 'prelu' } as const;
export const prelu: ParameterDict = initializeParameters([2, 4, 1], withSlope);
export const X32: Matrix = Matrix.from(X.toArray(), 'float32');
export const input: Float64Array = Float64Array.of(1, 2, 3, 4);
export const out: Float64Array = new Float64Array(2);
const small = { hidden: [3], epochs: 2 };
export const model: Model<0 | 1> = await train(data, { ...small, dtype: 'float64' });
export const model32: Model<0 | 1> = await train(data, small);
const three = [[1], [2], [3]];
export const values: Dataset = Dataset.from(three, [1.5, 2.5, 3.5], { task: 'regression' });
export const letters: Dataset<string> = Dataset.from(three, ['a', 'b', 'c']);

function state(): string {
  const hash = createHash('sha256');
  const dictionaries = [
    parameters,
    grads,
    deep,
    prelu,
    cache,
    model.parameters,
    model32.parameters,
  ];
  const matrices = [X, Y, X32, AL, ...dictionaries.flatMap((d) => Object.values<Matrix>(d))];
  for (const array of [input, out, ...matrices.map((m) => m.data)])
    hash.update(Uint8Array.from(new Uint8Array(array.buffer)));
  hash.update(JSON.stringify(dictionaries.map((d) => Object.keys(d))));
  return hash.digest('hex');
}

const builtins = [Object.prototype, Array.prototype, Function.prototype, Promise.prototype];
const propertiesOf = () => builtins.map((prototype) => Reflect.ownKeys(prototype).map(String));
const before = { state: state(), properties: propertiesOf() };

/** After every test of the file that calls it, inputs, parameters, models and built-in objects are as they were. */
export function expectUnchanged(): void {
  afterEach(() => expect(state()).toBe(before.state));
  afterAll(() => expect(propertiesOf()).toEqual(before.properties));
}

/** `from` with entries replaced, added or (undefined) left out. */
export function changed(from: ParameterDict, changes: Record<string, unknown>): ParameterDict {
  const all = Object.entries({ ...from, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as ParameterDict;
}
