// The examples of training steps.
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import type { Chunk } from '../backend.js';
import { contiguous, viewOf, type View } from './kernels.js';
import { inParts } from './pieces.js';

/** The steps' examples: the views themselves, or gathered feature by feature, in buffers that are kept. */
export class Batches {
  /** Examples of the largest. */
  readonly most: number;
  readonly #chunk: Chunk;
  readonly #all: [x: View, y: View];
  readonly #gathered: [x: FloatArray, y: FloatArray];

  constructor(chunk: Chunk) {
    const { x, y, ends } = chunk;
    this.#chunk = chunk;
    this.#all = [viewOf(x), viewOf(y)];
    let most = 0;
    for (let s = 1; s < (ends?.length ?? 0); s++) most = Math.max(most, ends![s]! - ends![s - 1]!);
    this.#gathered = [zeros(x.dtype, x.rows * most), zeros(y.dtype, y.rows * most)];
    this.most = ends === null ? x.cols : most;
  }

  *at(step: number): Generator<void, [x: View, y: View]> {
    const { ends, order } = this.#chunk;
    if (ends === null || order === null) return this.#all;
    const examples = order.subarray(ends[step], ends[step + 1]);
    const [x, y] = this.#gathered;
    return [yield* gather(this.#all[0], examples, x), yield* gather(this.#all[1], examples, y)];
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
