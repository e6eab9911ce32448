// How often a training copies its data: figures of memory are a benchmark (npm run bench -- memory).
import { afterEach, describe, expect, it } from 'vitest';
import { Dataset, train, type TrainOptions } from '../lib/index.js';

const [EXAMPLES, FEATURES] = [2000, 32];
const rows = Array.from({ length: EXAMPLES }, (_, i) =>
  Array.from({ length: FEATURES }, (__, k) => Math.sin(12.9898 * (i * FEATURES + k + 1))),
);
const labels = rows.map((_, i) => i % 2);
const dataset = (dtype: 'float32' | 'float64'): Dataset =>
  Dataset.from(rows, labels, { task: 'classification', dtype }) as Dataset;

const Original = SharedArrayBuffer;
afterEach(() => void (globalThis.SharedArrayBuffer = Original));

/** The largest piece of shared memory that a training asks for, in bytes. */
async function largestPiece(data: Dataset, options: TrainOptions): Promise<number> {
  let largest = 0;
  globalThis.SharedArrayBuffer = new Proxy(Original, {
    construct(target, [length]: [number]) {
      largest = Math.max(largest, length);
      return new target(length);
    },
  });
  await train(data, { hidden: [4], epochs: 1, batchSize: 100, dtype: 'float32', ...options });
  return largest;
}

const bytes = EXAMPLES * FEATURES * 4;

describe('a training', () => {
  it('reads a dataset where it lies that has its dtype and needs no scaling', async () => {
    expect(await largestPiece(dataset('float32'), { scale: 'none' })).toBeLessThan(bytes);
  });

  it.each<[string, 'float32' | 'float64', TrainOptions]>([
    ['scales', 'float32', { scale: 'standard' }],
    ['has another dtype', 'float64', { scale: 'none' }],
    ['takes all examples at once', 'float32', { scale: 'none', batchSize: 'all' }],
  ])('has one copy of its own where it %s', async (_, dtype, options) => {
    const data = dataset(dtype);
    const before = data.X.data.slice();
    expect(await largestPiece(data, options)).toBe(bytes);
    expect(data.X.data).toEqual(before);
  });
});
