import { readOptions, wholeNumber } from '../base/checks.js';
import { sharedIndices } from '../base/dtype.js';
import { atOnce } from '../base/slices.js';
import type { FrameColumn } from './frame.js';
import {
  cutsInTime,
  PARTING_KEYS,
  permuted,
  readParting,
  type Groups,
  type Parting,
  type Times,
  type Whole,
} from './parting.js';
import { listsOf, shuffledFolds, tooFewOfClass } from './shuffled-folds.js';
import { tooFewGroups } from './split.js';
import { classReader, type Label } from './targets.js';

/** Examples between two pauses. */
const PIECE = 2 ** 16;

/** Numbers of the examples to fit on, and of those held out, each list of its own shared memory. */
type Fold = readonly [fit: Uint32Array, held: Uint32Array];

/**
 * Each example is held out once; in the order of time those of the first window never.
 * @param own groups that the dataset has
 */
export function foldsOf(
  data: Whole,
  options: unknown,
  own: FrameColumn | undefined,
): Generator<Fold, void, undefined> {
  const said = readOptions('options', options, ['folds', ...PARTING_KEYS]);
  const { folds = 5, seed } = said;
  const k = wholeNumber('folds', folds, 2, data.size);
  const parting = readParting(said, data, own);
  if (parting.by === 'time') return windows(parting.times, k);
  const isDealt = seed !== undefined && parting.by !== 'groups';
  const held = isDealt
    ? atOnce(shuffledFolds(data, k, parting.random, { stratify: parting.by === 'classes' }))
    : heldExamples(data, k, parting);
  return heldOut(data.size, held);
}

function* heldOut(m: number, folds: readonly Uint32Array[]): Generator<Fold, void, undefined> {
  for (const held of folds) yield [atOnce(complement(m, held)), held];
}

/** The examples of each fold, ascending. */
function heldExamples(
  data: Whole,
  k: number,
  parting: Exclude<Parting, { by: 'time' }>,
): readonly Uint32Array[] {
  const { by, random } = parting;
  if (by === 'groups')
    return groupedFolds(parting.groups, k, permuted(parting.groups.count, random));
  const order = permuted(data.size, random);
  if (by === 'classes') return atOnce(stratifiedFolds(data, k, order)).map((fold) => fold.sort());
  const start = (f: number): number => Math.floor((f * data.size) / k);
  return Array.from({ length: k }, (_, f) => order.subarray(start(f), start(f + 1)).sort());
}

/** Whole groups, the largest first, each to the fold that has the fewest examples by then. */
function groupedFolds(
  { codes, count, column }: Groups,
  k: number,
  order: Uint32Array,
): Uint32Array[] {
  if (count < k) throw tooFewGroups(column, count, k);
  const sizes = new Uint32Array(count);
  for (let j = 0; j < codes.length; j++) sizes[codes[j]!]!++;
  const filled = Array.from({ length: k }, () => 0);
  const foldOf = new Uint32Array(count);
  for (const g of Array.from(order).sort((a, b) => sizes[b]! - sizes[a]!)) {
    const f = filled.indexOf(Math.min(...filled));
    foldOf[g] = f;
    filled[f]! += sizes[g]!;
  }
  const foldOfEach = Uint32Array.from(codes, (g) => foldOf[g]!);
  return atOnce(listsOf(foldOfEach, k));
}

/** k + 1 windows in the order of time; each but the first is held out and all before it is fitted on. */
function windows(times: Times, k: number): Generator<Fold, void, undefined> {
  const m = times.order.length;
  const wanted = Array.from({ length: k }, (_, f) => ((f + 1) * m) / (k + 1));
  return expanding(times.order, [...cutsInTime(times, wanted), m]);
}

function* expanding(order: Uint32Array, cuts: readonly number[]): Generator<Fold, void, undefined> {
  for (const [f, cut] of cuts.slice(0, -1).entries())
    yield [own(order.subarray(0, cut)), own(order.subarray(cut, cuts[f + 1]))];
}

/** A copy in shared memory: a dataset writes to the numbers of its part. */
function own(numbers: Uint32Array): Uint32Array {
  const copy = sharedIndices(numbers.length);
  copy.set(numbers);
  return copy;
}

/**
 * Examples of each of k folds: the classes in the order in which they appear, the members of a class in
 * consecutive blocks (scikit-learn's `StratifiedKFold`). A `yield` is a pause.
 *
 * @param order of the examples, default as they are
 * @throws `ERR_DATA` for a class with fewer examples than folds
 */
export function* stratifiedFolds(
  data: Pick<Whole, 'Y' | 'size' | 'classes'>,
  k: number,
  order?: Uint32Array,
): Generator<void, Uint32Array[]> {
  const classOf = classReader(data.Y);
  const counts = new Map<number, number>();
  for (let i = 0; i < data.size; i++) {
    const c = classOf(order ? order[i]! : i);
    counts.set(c, (counts.get(c) ?? 0) + 1);
    if (i % PIECE === PIECE - 1) yield;
  }
  const shares = sharesOf(counts, k, data.classes);
  const folds = Array.from({ length: k }, (_, f) => {
    return sharedIndices([...shares.values()].reduce((sum, share) => sum + share[f]!, 0));
  });
  const filled = folds.map(() => 0);
  /** The fold that takes the next member of each class. */
  const next = new Map<number, number>();
  for (let i = 0; i < data.size; i++) {
    const j = order ? order[i]! : i;
    const c = classOf(j);
    const share = shares.get(c)!;
    let f = next.get(c) ?? 0;
    while (share[f] === 0) f++;
    share[f]!--;
    next.set(c, f);
    folds[f]![filled[f]!++] = j;
    if (i % PIECE === PIECE - 1) yield;
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
    if (count < k) throw tooFewOfClass(classes![c], count, k);
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
  const rest = sharedIndices(m - list.length);
  for (let j = 0, at = 0; j < m; j++) {
    if (list[at] === j) at++;
    else rest[j - at] = j;
    if (j % PIECE === PIECE - 1) yield;
  }
  return rest;
}
