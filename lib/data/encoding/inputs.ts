// Where a table's inputs are written to, and what is there before any value is.
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import type { Frame } from '../frame.js';
import type { Encoding } from './encoding.js';
import type { Prepared } from './prepared.js';

/** Where inputs go: input i of example j at `i * rowStride + j * colStride`. */
export interface Inputs {
  readonly storage: FloatArray;
  readonly rowStride: number;
  readonly colStride: number;
  /** The first example with a number that is not finite, or −1. */
  wrong: number;
}

/** Writes the inputs of a column for some examples. */
export type Writer = (from: number, count: number) => void;

/** What the writer of feature f works with. */
export interface Work {
  readonly encoding: Encoding;
  readonly prepared: Prepared;
  readonly f: number;
  readonly frame: Frame;
  readonly inputs: Inputs;
  /** As long as a window. */
  readonly scratch: Float64Array;
}

/** All inputs as of an example without any value: few of them are others. */
export function zeroWriter({ zero }: Prepared, inputs: Inputs, window: number): Writer {
  const { storage, rowStride, colStride } = inputs;
  const template = inStorage(inputs, zero);
  const isWrong = !template.every(Number.isFinite);
  const isDense = rowStride === 1 && colStride === zero.length;
  const block = isDense ? repeated(template, window) : template;
  return (from, count) => {
    if (isWrong) noteWrong(inputs, from);
    if (isDense) storage.set(block.subarray(0, count * colStride), from * colStride);
    else if (rowStride === 1)
      for (let j = from; j < from + count; j++) storage.set(template, j * colStride);
    else fillRows(template, inputs, from, count);
  };
}

/** The numbers in the dtype of the inputs. */
function inStorage({ storage }: Inputs, numbers: Float64Array): FloatArray {
  return storage instanceof Float32Array ? Float32Array.from(numbers) : numbers;
}

function repeated(template: FloatArray, times: number): FloatArray {
  const block = zeros(dtypeOf(template), template.length * times);
  for (let i = 0; i < times; i++) block.set(template, i * template.length);
  return block;
}

function fillRows(template: FloatArray, inputs: Inputs, from: number, count: number): void {
  const { storage, rowStride, colStride } = inputs;
  for (let r = 0; r < template.length; r++) {
    let at = r * rowStride + from * colStride;
    if (colStride === 1) storage.fill(template[r]!, at, at + count);
    else for (let j = 0; j < count; j++, at += colStride) storage[at] = template[r]!;
  }
}

export function noteWrong(inputs: Inputs, example: number): void {
  if (inputs.wrong < 0 || example < inputs.wrong) inputs.wrong = example;
}
