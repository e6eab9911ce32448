import { sharedIndices } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import type { RandomState } from '../base/random.js';
import { atOnce } from '../base/slices.js';

/** Numbers of the examples for training and for testing, each in a random order. */
export type Parts = readonly [train: Uint32Array, test: Uint32Array];

/**
 * `share` of m examples for testing.
 * @throws `ERR_OPTION` when a part would be empty
 */
export function splitAtRandom(m: number, share: number, random: RandomState): Parts {
  const order = permuted(m, random);
  const count = Math.round(share * m);
  if (count === 0 || count === m)
    throw invalid('test', share, `a share that leaves examples in both parts of ${m}`);
  return [order.subarray(count), order.subarray(0, count)];
}

/**
 * `share` of each class for testing, at least one example of each class in either part.
 *
 * @param codes number of the class of each example
 * @param labels of the classes
 * @throws `ERR_DATA` for a class of one example
 */
export function splitEachClass(
  codes: Uint32Array,
  share: number,
  random: RandomState,
  labels: readonly unknown[],
): Parts {
  const left = testCounts(codes, share, labels);
  const tested = left.reduce((sum, count) => sum + count, 0);
  const order = permuted(codes.length, random);
  const [train, test] = [sharedIndices(codes.length - tested), sharedIndices(tested)];
  let [a, b] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    const j = order[i]!;
    const c = codes[j]!;
    if (left[c] === 0) train[a++] = j;
    else {
      test[b++] = j;
      left[c]!--;
    }
  }
  return [train, test];
}

/** Examples of each class for testing. */
function testCounts(codes: Uint32Array, share: number, labels: readonly unknown[]): number[] {
  const counts = labels.map(() => 0);
  for (let j = 0; j < codes.length; j++) counts[codes[j]!]!++;
  return counts.map((count, c) => {
    if (count === 1) throw onlyOne(labels[c], codes.indexOf(c));
    return Math.max(0, Math.min(count - 1, Math.max(1, Math.round(share * count))));
  });
}

/** The numbers 0 … m − 1 in a random order, in shared memory. */
export function permuted(m: number, random: RandomState): Uint32Array {
  const order = sharedIndices(m);
  atOnce(random.permute(order));
  return order;
}

function onlyOne(label: unknown, example: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'stratify',
    `class ${show(label)} has one example only (number ${example}, counted from 0): a stratified split needs two of each class. Leave that example out, or split without stratify.`,
  );
}
