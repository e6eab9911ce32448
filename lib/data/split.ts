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
  const members = labels.map((): number[] => []);
  for (const j of order) members[classOf(j)]!.push(j);
  const tested = new Uint8Array(m);
  members.forEach((list, c) => {
    if (list.length === 1) throw onlyOne(labels[c], list[0]!);
    const count = Math.min(list.length - 1, Math.max(1, Math.round(share * list.length)));
    for (const j of list.slice(0, count)) tested[j] = 1;
  });
  return [chosen(order, (j) => tested[j] === 0), chosen(order, (j) => tested[j] === 1)];
}

function permuted(m: number, random: RandomState): Uint32Array {
  const order = sharedIndices(m);
  atOnce(random.permute(order));
  return order;
}

function chosen(order: Uint32Array, which: (j: number) => boolean): Uint32Array {
  const kept = order.filter(which);
  const shared = sharedIndices(kept.length);
  shared.set(kept);
  return shared;
}

function onlyOne(label: unknown, example: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'stratify',
    `class ${show(label)} has one example only (number ${example}, counted from 0): a stratified split needs two of each class. Leave that example out, or split without stratify.`,
  );
}
