// Numbers of a caller's own arrays, as they are: nothing is allocated where the network takes them so.
import { floatsOf, zeros, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../base/errors.js';
import { bufferOf, bytesIn, lengthOf, offsetOf } from '../base/typed-array.js';
import type { Encoding } from '../data/encoding/encoding.js';
import { outputsOf } from '../network/spec.js';
import { exampleCells } from './example-cells.js';
import type { ModelParts } from './parts.js';

/** Refuses arrays that `predictInto` cannot take. */
export function checkBuffers(
  input: FloatArray,
  out: FloatArray,
  { spec, encoding, features }: ModelParts,
): void {
  const [n_x, n_y] = [features.length, outputsOf(spec)];
  if (encoding) checkNumbers(encoding, features, 'input');
  floatsOf('input', input, spec.dtype, 'the model');
  floatsOf('out', out, spec.dtype, 'the model');
  const m = lengthOf(input) / n_x;
  if (!Number.isInteger(m) || m === 0) {
    throw wrongShape(
      'input',
      `${lengthOf(input)} numbers`,
      `a multiple of ${n_x} numbers: ${n_x} per example, at least one example`,
    );
  }
  if (lengthOf(out) !== m * n_y)
    throw wrongShape(
      'out',
      `${lengthOf(out)} numbers`,
      `${m * n_y} numbers: ${n_y} for each of ${m} examples`,
    );
  if (overlap(input, out)) throw invalid('out', out, 'an array that does not overlap input');
}

const scratch = new WeakMap<ModelParts, FloatArray>();

/** Rows of numbers as the network reads them, in memory that is used again; nothing is looked at. */
export function encodedRows(input: FloatArray, parts: ModelParts): FloatArray {
  const { spec, features } = parts;
  const [n, inputs] = [features.length, spec.inputs];
  const m = lengthOf(input) / n;
  let out = scratch.get(parts);
  if (out?.length !== m * inputs) scratch.set(parts, (out = zeros(spec.dtype, m * inputs)));
  const cells = new Float64Array(n);
  const { put } = exampleCells(parts);
  for (let j = 0; j < m; j++) {
    for (let f = 0; f < n; f++) cells[f] = input[j * n + f]!;
    if (cells.every(Number.isFinite)) put!(cells, out, j * inputs);
    else out.fill(NaN, j * inputs, (j + 1) * inputs);
  }
  return out;
}

/** Do the two lie on the same memory? */
function overlap(a: FloatArray, b: FloatArray): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false;
  const [from, to] = [offsetOf(a), offsetOf(b)];
  return from < to + bytesIn(b) && to < from + bytesIn(a);
}

/** A Matrix, or a buffer, holds numbers only. */
export function checkNumbers(
  { features }: Encoding,
  names: readonly string[],
  argument: string,
): void {
  const odd = features.findIndex(({ kind }) => kind !== 'number');
  if (odd < 0) return;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} holds numbers only, but ${show(names[odd])} is a ${features[odd]!.kind}: give predict or probabilities records, or a Table.`,
  );
}
