// Encoding a whole table for a training: in a thread of its own where it is large, else in slices.
import { inThread } from '#files';
import { isShared, sharedZeros, type DType, type FloatArray } from '../../base/dtype.js';
import { Matrix } from '../../base/matrix.js';
import { answerOf, TABLE_THREAD, valueOf, type ThreadAnswer } from '../../base/thread-answer.js';
import { unlessLeft, untilCancelled } from '../../base/turns.js';
import type { Frame, FrameColumn } from '../frame.js';
import { encodeFrame } from './encode.js';
import type { Encoding } from './encoding.js';
import { fitEncoding } from './fit.js';
import type { EncodingRequest } from './options.js';

/** How inputs are to lie, and what they are kept in. */
export interface Layout {
  readonly dtype: DType;
  /** Input by input, else example by example. */
  readonly byInputs: boolean;
}

/** What a thread is told. All numbers lie in memory that both share. */
export interface EncodingTask extends Layout {
  readonly frame: Frame;
  readonly request: EncodingRequest;
  readonly cancel: Int32Array;
}

/** A table as inputs of a network. */
export interface EncodedTable {
  readonly encoding: Encoding;
  /** (inputs, m), one behind another as the layout says. */
  readonly storage: FloatArray;
  /** The first example with a number that is not finite, or −1. */
  readonly wrong: number;
}

/** Cells from which on a thread is worth its start, a tenth of a second. */
const MANY = 1 << 21;

/**
 * Fits an encoding to a table and encodes the table with it. A `cancel[0]` other than 0 makes it leave soon, with
 * undefined.
 */
export async function encodeTable(task: EncodingTask): Promise<EncodedTable | undefined> {
  const { frame, cancel } = task;
  if (frame.size * frame.columns.length >= MANY && frame.columns.every(isElsewhere)) {
    const answer = (await inThread(TABLE_THREAD, { encode: task })) as
      ThreadAnswer<EncodedTable | undefined> | undefined;
    if (answer) return valueOf(answer);
  }
  return untilCancelled(encoded(task), cancel);
}

/** In the thread. */
export function answerTo(task: EncodingTask): Promise<ThreadAnswer<EncodedTable | undefined>> {
  return answerOf(async () => {
    const work = unlessLeft(encoded(task), () => Atomics.load(task.cancel, 0) !== 0);
    let step = work.next();
    while (step.done !== true) step = work.next();
    return step.value;
  });
}

function* encoded({
  frame,
  request,
  dtype,
  byInputs,
}: EncodingTask): Generator<void, EncodedTable> {
  const encoding = yield* fitEncoding(frame, request);
  const [n, m] = [encoding.inputNames.length, frame.size];
  const storage = sharedZeros(dtype, n * m);
  const x = inputsIn(storage, n, m, byInputs);
  return { encoding, storage, wrong: yield* encodeFrame(encoding, frame, x) };
}

/** (n, m) in memory of that layout. */
export function inputsIn(storage: FloatArray, n: number, m: number, byInputs: boolean): Matrix {
  return byInputs ? Matrix.of(storage, n, m) : Matrix.of(storage, m, n).T;
}

/** Is its memory shared, so that a thread can read it? */
function isElsewhere(column: FrameColumn): boolean {
  if (column.kind === 'number') return isShared(column.values);
  if (column.kind === 'date') return isShared(column.times);
  return column.codes.buffer instanceof SharedArrayBuffer;
}
