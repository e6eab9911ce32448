// Where long work may be cut. All above the micro-kernels is generators: a `yield` is a pause, in which
// the event loop may have a turn. What is computed does not depend on pauses.

/**
 * After so many multiply-adds a pause is due, a fifth of a millisecond. What is done in one piece is
 * at most three times as much, so that 2²⁰ lie between two pauses at most.
 */
export const PIECE: number = 2 ** 18;

/** As much work as one element of a loop over elements, at most. */
const PER_ELEMENT = 8;
const ELEMENTS = PIECE / PER_ELEMENT;

let done = 0;

/** Counts work that is done, in multiply-adds; true where a pause is due. */
export function isDue(work: number): boolean {
  done += work;
  if (done < PIECE) return false;
  done = 0;
  return true;
}

const [none, one]: readonly (readonly void[])[] = [[], [undefined]];

/** Counts work that is done: a pause where one is due. */
export function pauseAfter(work: number): Iterable<void> {
  return isDue(work) ? one! : none!;
}

/**
 * Does `part` for 0 … count − 1, each of which is work on so many elements: at once where that is
 * little, else a part at a time with pauses. To be called with `yield*`.
 */
export function inParts(
  count: number,
  elements: number,
  part: (from: number, to: number) => void,
): Iterable<void> {
  if (count * elements > ELEMENTS) return partByPart(count, elements, part);
  part(0, count);
  return pauseAfter(PER_ELEMENT * elements * count);
}

function* partByPart(
  count: number,
  elements: number,
  part: (from: number, to: number) => void,
): Generator<void> {
  const most = Math.max(1, Math.floor(ELEMENTS / elements));
  for (let from = 0; from < count; from += most) {
    const to = Math.min(count, from + most);
    part(from, to);
    if (isDue(PER_ELEMENT * elements * (to - from))) yield;
  }
}
