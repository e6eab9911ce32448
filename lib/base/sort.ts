import { dtypeOf, zeros, type FloatArray } from './dtype.js';

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
