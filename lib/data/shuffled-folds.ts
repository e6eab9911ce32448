// Folds that are dealt from a shuffled order, class by class.
import { sharedIndices } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import type { RandomState } from '../base/random.js';
import { inPieces, type Slices } from '../base/slices.js';
import type { Whole } from './parting.js';
import { classNumbers, type Label } from './targets.js';

/** Examples between two pauses. */
const PIECE = 2 ** 16;

/** What {@link shuffledFolds} deals. */
interface Dealing {
  /** Class by class; default: where there are classes. */
  readonly stratify?: boolean;
  /** Of a class with fewer examples none is held out; default 0. */
  readonly least?: number;
}

/**
 * Held-out examples of each of k folds, ascending: of a shuffled order the examples of each class, in the order of
 * the classes, are dealt to the folds in turn, and the next class goes on where the last one ended. A `yield` is a
 * pause.
 *
 * @returns k lists, which are empty where no class has `least` examples
 * @throws `ERR_DATA` for a class that is dealt, with fewer examples than folds
 */
export function* shuffledFolds(
  data: Pick<Whole, 'Y' | 'size' | 'classes'>,
  k: number,
  random: RandomState,
  { stratify = data.classes !== null, least = 0 }: Dealing = {},
): Slices<Uint32Array[]> {
  const classes = stratify ? data.classes! : [undefined];
  const order = new Uint32Array(data.size);
  yield* random.permute(order);
  const codes = stratify ? yield* classNumbers(data.Y) : new Uint32Array(data.size);
  const counts = yield* countsOf(codes, classes.length);
  const isDealt = Array.from(counts, (count) => count > 0 && count >= least);
  const short = isDealt.findIndex((dealt, c) => dealt && counts[c]! < k);
  if (short >= 0) throw tooFewOfClass(classes[short], counts[short]!, k);
  const places = placesOf(counts, isDealt);
  /** The fold that holds an example out; k: none. */
  const foldOf = new Uint32Array(data.size);
  yield* inPieces(order.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) {
      const c = codes[order[i]!]!;
      foldOf[order[i]!] = isDealt[c] ? places[c]!++ % k : k;
    }
  });
  return yield* listsOf(foldOf, k);
}

/** Where each class begins in the row of those that are dealt. */
function placesOf(counts: Uint32Array, isDealt: readonly boolean[]): Float64Array {
  const places = new Float64Array(counts.length);
  for (let c = 1; c < counts.length; c++)
    places[c] = places[c - 1]! + (isDealt[c - 1] ? counts[c - 1]! : 0);
  return places;
}

/** The examples of each of k folds, ascending; `foldOf` says k for those of none. */
export function* listsOf(foldOf: Uint32Array, k: number): Slices<Uint32Array[]> {
  const sizes = yield* countsOf(foldOf, k + 1);
  const folds = Array.from(sizes, (size) => sharedIndices(size));
  sizes.fill(0);
  yield* inPieces(foldOf.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++) folds[foldOf[j]!]![sizes[foldOf[j]!]!++] = j;
  });
  return folds.slice(0, k);
}

/** How often each of the numbers below n occurs. */
function* countsOf(numbers: Uint32Array, n: number): Slices<Uint32Array> {
  const counts = new Uint32Array(n);
  yield* inPieces(numbers.length, PIECE, (from, to) => {
    for (let j = from; j < to; j++) counts[numbers[j]!]!++;
  });
  return counts;
}

/** Fewer examples of a class than folds. */
export function tooFewOfClass(label: Label | undefined, count: number, k: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'folds',
    `class ${show(label)} has ${count} examples: fewer than ${k} folds. Take fewer folds.`,
  );
}
