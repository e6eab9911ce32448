import { sharedIndices } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import type { RandomState } from '../base/random.js';
import { atOnce } from '../base/turns.js';

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
 * @param classOf number of the class of an example
 * @param labels of the classes
 * @throws `ERR_DATA` for a class of one example
 */
export function splitEachClass(
  m: number,
  share: number,
  random: RandomState,
  classOf: (j: number) => number,
  labels: readonly unknown[],
): Parts {
  const order = permuted(m, random);
  const classes = Uint32Array.from(order, classOf);
  const left = counts(classes, labels.length).map((size, c) => {
    if (size === 1) throw onlyOne(labels[c], order[classes.indexOf(c)]!);
    return Math.max(0, Math.min(size - 1, Math.max(1, Math.round(share * size))));
  });
  const [kept, tested] = [sharedIndices(m - sum(left)), sharedIndices(sum(left))];
  let [k, t] = [0, 0];
  // The first of each class are for testing.
  for (let i = 0; i < m; i++) {
    if (left[classes[i]!]! > 0) {
      left[classes[i]!]!--;
      tested[t++] = order[i]!;
    } else kept[k++] = order[i]!;
  }
  return [kept, tested];
}

/** How many there are of each class; a class without examples has none to test. */
function counts(classes: Uint32Array, k: number): number[] {
  const sizes = new Array<number>(k).fill(0);
  for (let i = 0; i < classes.length; i++) sizes[classes[i]!]!++;
  return sizes;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function permuted(m: number, random: RandomState): Uint32Array {
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
