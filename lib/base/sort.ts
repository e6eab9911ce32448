import { dtypeOf, zeros, type FloatArray } from './dtype.js';
import { inPieces, type Slices } from './slices.js';

/** Numbers that are sorted, and numbers that are merged, in one piece of work. */
const RUN = 1 << 14;
const PIECE = 1 << 16;

/**
 * Sorts ascending in pieces: runs one by one, which are merged pair by pair (a bottom-up merge sort).
 *
 * @param numbers none of which is NaN; overwritten
 * @returns the sorted numbers, in `numbers` or in memory of their own
 */
export function* sorted(numbers: FloatArray): Generator<void, FloatArray> {
  const n = numbers.length;
  for (let from = 0; from < n; from += RUN) {
    numbers.subarray(from, from + RUN).sort();
    yield;
  }
  let [from, to] = [numbers, zeros(dtypeOf(numbers), n > RUN ? n : 0)];
  for (let width = RUN; width < n; width *= 2) {
    for (let at = 0; at < n; at += 2 * width) yield* merge(from, at, width, to);
    [from, to] = [to, from];
  }
  return from;
}

/** Merges the two runs of `width` numbers that begin at `first`; the second may be shorter, or none. */
function* merge(
  from: FloatArray,
  first: number,
  width: number,
  to: FloatArray,
): Generator<void, void> {
  const second = Math.min(first + width, from.length);
  const end = Math.min(second + width, from.length);
  let [i, j] = [first, second];
  for (let o = first; o < end;) {
    const stop = Math.min(o + PIECE, end);
    for (; o < stop; o++) {
      const takeFirst = j >= end || (i < second && from[i]! <= from[j]!);
      to[o] = takeFirst ? from[i++]! : from[j++]!;
    }
    yield;
  }
}

/** Binary digits that are looked at in one pass. */
const DIGIT = 11;

/**
 * The places of numbers, in ascending order of these; equal ones as they come. In pieces: a radix sort of what
 * lies in memory, from the last binary digits on (Knuth, The Art of Computer Programming 3, section 5.2.5).
 *
 * @param numbers none of which is NaN
 */
export function* placesInOrder(numbers: FloatArray): Slices<Uint32Array> {
  const n = numbers.length;
  let [order, next] = [new Uint32Array(n), new Uint32Array(n)];
  yield* inPieces(n, PIECE, (from, to) => {
    for (let i = from; i < to; i++) order[i] = i;
  });
  for (const word of yield* wordsInOrder(numbers))
    for (let shift = 0; shift < 32; shift += DIGIT)
      if (yield* byDigit(word, shift, order, next)) [order, next] = [next, order];
  return order;
}

/** The 32 bits of each number, the last ones first, so that they ascend as the numbers do. −0 is 0. */
function* wordsInOrder(numbers: FloatArray): Slices<Uint32Array[]> {
  const [one, n] = [zeros(dtypeOf(numbers), 1), numbers.length];
  const bits = new Uint32Array(one.buffer);
  const last = bits.length - 1;
  const words = Array.from(bits, () => new Uint32Array(n));
  yield* inPieces(n, PIECE, (from, to) => {
    for (let i = from; i < to; i++) {
      one[0] = numbers[i]! + 0;
      const isNegative = bits[last]! >>> 31 === 1;
      for (let w = 0; w <= last; w++) words[w]![i] = isNegative ? ~bits[w]! : bits[w]!;
      if (!isNegative) words[last]![i]! ^= 1 << 31;
    }
  });
  return words;
}

/** Puts the places of `from` into `to` by one digit of their words; false where all have the same. */
function* byDigit(
  word: Uint32Array,
  shift: number,
  from: Uint32Array,
  to: Uint32Array,
): Slices<boolean> {
  const [n, mask] = [word.length, (1 << DIGIT) - 1];
  const starts = new Uint32Array(mask + 1);
  yield* inPieces(n, PIECE, (first, end) => {
    for (let i = first; i < end; i++) starts[(word[i]! >>> shift) & mask]!++;
  });
  if (n === 0 || starts[(word[0]! >>> shift) & mask] === n) return false;
  for (let digit = 0, start = 0; digit <= mask; digit++) {
    const count = starts[digit]!;
    starts[digit] = start;
    start += count;
  }
  yield* inPieces(n, PIECE, (first, end) => {
    for (let k = first; k < end; k++) {
      const place = from[k]!;
      to[starts[(word[place]! >>> shift) & mask]!++] = place;
    }
  });
  return true;
}
