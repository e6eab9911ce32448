import { DenselyError, show } from '../base/errors.js';
import type { Dataset } from '../data/dataset.js';
import { classReader, type Label } from '../data/targets.js';

/** Examples between two pauses. */
const PIECE = 2 ** 16;

/**
 * Examples of each of k folds: the classes in the order in which they appear, the members of a class in
 * consecutive blocks (scikit-learn's `StratifiedKFold` without shuffling). A `yield` is a pause.
 *
 * @throws `ERR_DATA` for a class with fewer examples than folds
 */
export function* stratifiedFolds(data: Dataset, k: number): Generator<void, Uint32Array[]> {
  const classOf = classReader(data.Y);
  const counts = new Map<number, number>();
  for (let j = 0; j < data.size; j++) {
    const c = classOf(j);
    counts.set(c, (counts.get(c) ?? 0) + 1);
    if (j % PIECE === PIECE - 1) yield;
  }
  const shares = sharesOf(counts, k, data.classes);
  const folds = Array.from({ length: k }, (_, f) => {
    return new Uint32Array([...shares.values()].reduce((sum, share) => sum + share[f]!, 0));
  });
  const filled = folds.map(() => 0);
  /** The fold that takes the next member of each class. */
  const next = new Map<number, number>();
  for (let j = 0; j < data.size; j++) {
    const c = classOf(j);
    const share = shares.get(c)!;
    let f = next.get(c) ?? 0;
    while (share[f] === 0) f++;
    share[f]!--;
    next.set(c, f);
    folds[f]![filled[f]!++] = j;
    if (j % PIECE === PIECE - 1) yield;
  }
  return folds;
}

/** Of each class how many examples each fold takes. */
function sharesOf(
  counts: ReadonlyMap<number, number>,
  k: number,
  classes: readonly Label[] | null,
): Map<number, number[]> {
  const shares = new Map<number, number[]>();
  let before = 0;
  for (const [c, count] of counts) {
    if (count < k) throw tooFew(classes![c], count, k);
    // Every k-th of all examples in the order of their classes belongs to fold f.
    const share = Array.from({ length: k }, (_, f) => {
      const first = (((f - before) % k) + k) % k;
      return Math.ceil((count - first) / k);
    });
    shares.set(c, share);
    before += count;
  }
  return shares;
}

/** The numbers below m that are not in an ascending list. */
export function* complement(m: number, list: Uint32Array): Generator<void, Uint32Array> {
  const rest = new Uint32Array(m - list.length);
  for (let j = 0, at = 0; j < m; j++) {
    if (list[at] === j) at++;
    else rest[j - at] = j;
    if (j % PIECE === PIECE - 1) yield;
  }
  return rest;
}

function tooFew(label: Label | undefined, count: number, k: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'folds',
    `class ${show(label)} has ${count} examples: fewer than ${k} folds. Take fewer folds.`,
  );
}
