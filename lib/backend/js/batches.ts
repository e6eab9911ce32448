// The examples of training steps.
import { blockSum } from '../../base/arithmetic.js';
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import type { Chunk } from '../backend.js';
import { contiguous, viewOf, type View } from './kernels.js';
import { inParts } from './pieces.js';

/** What each example of a batch counts, and the sum of that. */
export interface Weights {
  readonly each: FloatArray;
  readonly sum: number;
}

/** Weights in their order; their sum ascends in float64, in blocks as all sums over examples. */
export function weightsOf(each: FloatArray): Weights {
  return { each, sum: blockSum(each) };
}

/** The examples of a step. */
export interface Batch {
  readonly x: View;
  readonly y: View;
  /** null: each counts 1. */
  readonly weights: Weights | null;
}

/** The steps' examples: the views themselves, or gathered feature by feature, in buffers that are kept. */
export class Batches {
  /** Examples of the largest. */
  readonly most: number;
  readonly #chunk: Chunk;
  readonly #all: Batch;
  readonly #gathered: readonly [x: FloatArray, y: FloatArray];

  constructor(chunk: Chunk) {
    const { x, y, weights, ends } = chunk;
    this.#chunk = chunk;
    this.#all = { x: viewOf(x), y: viewOf(y), weights: weights && weightsOf(weights) };
    let most = 0;
    for (let s = 1; s < (ends?.length ?? 0); s++) most = Math.max(most, ends![s]! - ends![s - 1]!);
    this.#gathered = [zeros(x.dtype, x.rows * most), zeros(y.dtype, y.rows * most)];
    this.most = ends === null ? x.cols : most;
  }

  *at(step: number): Generator<void, Batch> {
    const { ends, order, weights } = this.#chunk;
    if (ends === null || order === null) return this.#all;
    const examples = order.subarray(ends[step], ends[step + 1]);
    const [x, y] = this.#gathered;
    return {
      x: yield* gather(this.#all.x, examples, x),
      y: yield* gather(this.#all.y, examples, y),
      weights: weights && weightsOf(Float64Array.from(examples, (j) => weights[j]!)),
    };
  }
}

/** The numbers of a view, row by row. */
export function* rowByRow(v: View): Generator<void, FloatArray> {
  const length = v.rows * v.cols;
  if (v.colStride === 1 && v.rowStride === v.cols && v.offset === 0)
    return v.data.subarray(0, length);
  return (yield* gather(v, null, zeros(dtypeOf(v.data), length))).data;
}

/** Rows that are copied at a time, of as many examples as make a part. */
const ROWS = 2 ** 15;

/** Columns `examples` of a view, or all, row by row from into[0]. */
function* gather(v: View, examples: Uint32Array | null, into: FloatArray): Generator<void, View> {
  const m = examples?.length ?? v.cols;
  for (let row = 0; row < v.rows; row += ROWS) {
    const end = Math.min(v.rows, row + ROWS);
    yield* inParts(m, end - row, (from, to) => {
      for (let j = from; j < to; j++)
        copyColumn(v, examples ? examples[j]! : j, row, end, into, j, m);
    });
  }
  return contiguous(into, 0, v.rows, m);
}

/** Rows row … end − 1 of column `source` of `v`, each m further in `into`, to column j. */
function copyColumn(
  { data, offset, rowStride, colStride }: View,
  source: number,
  row: number,
  end: number,
  into: FloatArray,
  j: number,
  m: number,
): void {
  let from = offset + source * colStride + row * rowStride;
  for (let at = row * m + j; at < end * m; at += m, from += rowStride) into[at] = data[from]!;
}
