// What the examples of an evaluation count.
import { sharedZeros, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { inPieces, type Slices } from '../base/slices.js';
import { weightReader, type Dataset } from '../data/dataset.js';

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

/**
 * Those of a dataset, or of a part of one, in shared memory.
 * @throws `ERR_DATA` where no example counts
 */
export function* readWeights(data: Dataset): Slices<Float64Array | null> {
  const read = weightReader(data);
  if (!read) return null;
  const weights = sharedZeros('float64', data.size) as Float64Array;
  let most = 0;
  yield* inPieces(weights.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++) most = Math.max(most, (weights[j] = read(j)));
  });
  if (most > 0) return weights;
  throw new DenselyError(
    'ERR_DATA',
    'data',
    'data has only examples whose weights are 0: no example would count. Take others, or data without weights.',
  );
}

/**
 * As a backend takes them, in shared memory: a power of 2 makes the largest 1 or a little above, so that none is
 * lost in a dtype. A mean is the same by it.
 */
export function* backendWeights(
  weights: Float64Array | null,
  dtype: DType,
): Slices<FloatArray | null> {
  if (!weights) return null;
  let [most, factor] = [0, 1];
  yield* inPieces(weights.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++) most = Math.max(most, weights[j]!);
  });
  while (most * factor >= 2) factor /= 2;
  while (most * factor < 1 && factor < 2 ** 1000) factor *= 2;
  const out = sharedZeros(dtype, weights.length);
  yield* inPieces(weights.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++) out[j] = weights[j]! * factor;
  });
  return out;
}
