// Numbers at given ranks without a sort: a histogram of the first 16 bits tells which numbers are looked at
// further, and so on; four passes at most, however the numbers lie.

/** Numbers that are looked at in one piece of work, and so few that they are sorted. */
const PIECE = 1 << 17;
const FEW = 1 << 13;

const DIGITS = 1 << 16;
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Where digit `digit` of each number stands, 3 the one with the sign. */
function placeOf(digit: number): number {
  return LITTLE ? digit : 3 - digit;
}

function digitsOf(numbers: Float64Array): Uint16Array {
  return new Uint16Array(numbers.buffer, numbers.byteOffset, numbers.length * 4);
}

function* counted(numbers: Float64Array, digit: number): Generator<void, Uint32Array> {
  const counts = new Uint32Array(DIGITS);
  const digits = digitsOf(numbers);
  for (let from = 0; from < digits.length; from += 4 * PIECE) {
    count(digits.subarray(from, from + 4 * PIECE), placeOf(digit), counts);
    yield;
  }
  return counts;
}

function count(digits: Uint16Array, place: number, counts: Uint32Array): void {
  for (let i = place; i < digits.length; i += 4) counts[digits[i]!]!++;
}

/** Numbers that share a digit, and how many ranks lie among them. */
interface Part {
  readonly numbers: Float64Array;
  readonly ranks: readonly number[];
}

/** Distributes those numbers that have one of the wanted digits; at most 255 of these. */
function* distributed(
  numbers: Float64Array,
  digit: number,
  parts: ReadonlyMap<number, Part>,
): Generator<void, void> {
  const slots = new Uint8Array(DIGITS);
  const out = Array.from(parts.values(), (part) => part.numbers);
  const filled = new Uint32Array(out.length);
  let slot = 0;
  for (const wanted of parts.keys()) slots[wanted] = ++slot;
  const digits = digitsOf(numbers).subarray(placeOf(digit));
  for (let from = 0; from < numbers.length; from += PIECE) {
    distribute(numbers, digits, slots, out, filled, from);
    yield;
  }
}

function distribute(
  numbers: Float64Array,
  digits: Uint16Array,
  slots: Uint8Array,
  out: readonly Float64Array[],
  filled: Uint32Array,
  from: number,
): void {
  const to = Math.min(from + PIECE, numbers.length);
  for (let i = from; i < to; i++) {
    const slot = slots[digits[4 * i]!]!;
    if (slot > 0) out[slot - 1]![filled[slot - 1]!++] = numbers[i]!;
  }
}

/** The i-th of all digits in the order of the numbers that have it; of negative ones the largest is first. */
function digitAt(i: number, digit: number, negative: boolean): number {
  if (digit < 3) return negative ? DIGITS - 1 - i : i;
  return i < DIGITS / 2 ? DIGITS - 1 - i : i - DIGITS / 2;
}

/** Fills `out`, from `first` on, with the numbers at ascending `ranks`, all of which share the digits above. */
function* select(
  numbers: Float64Array,
  digit: number,
  ranks: readonly number[],
  out: Float64Array,
  first: number,
): Generator<void, void> {
  if (numbers.length <= FEW || digit < 0) {
    const ordered = digit < 0 ? numbers : numbers.slice().sort();
    ranks.forEach((rank, i) => (out[first + i] = ordered[rank]!));
    return;
  }
  const parts = partsOf(numbers, digit, yield* counted(numbers, digit), ranks);
  yield* distributed(numbers, digit, parts);
  let done = first;
  for (const part of parts.values()) {
    yield* select(part.numbers, digit - 1, part.ranks, out, done);
    done += part.ranks.length;
  }
}

/** For each digit among whose numbers a rank lies, room for them, and the ranks among them. */
function partsOf(
  numbers: Float64Array,
  digit: number,
  counts: Uint32Array,
  ranks: readonly number[],
): Map<number, Part> {
  const parts = new Map<number, Part>();
  const negative = Object.is(numbers[0], -0) || numbers[0]! < 0;
  for (let i = 0, before = 0, done = 0; done < ranks.length; i++) {
    const wanted = digitAt(i, digit, negative);
    const after = before + counts[wanted]!;
    let end = done;
    while (end < ranks.length && ranks[end]! < after) end++;
    if (end > done) {
      const inside = ranks.slice(done, end);
      const start = before;
      const own = new Float64Array(after - before);
      parts.set(wanted, { numbers: own, ranks: inside.map((rank) => rank - start) });
    }
    [before, done] = [after, end];
  }
  return parts;
}

/**
 * Quantiles by NumPy's linear rule, −0 before +0.
 * @param numbers none of which is NaN, one at least; they stay as they are
 * @param shares from 0 to 1, ascending
 */
export function* quantilesOf(
  numbers: Float64Array,
  shares: readonly number[],
): Generator<void, readonly number[]> {
  const last = numbers.length - 1;
  const places = shares.map((share) => last * share);
  const ranks = places.flatMap((h) => [Math.floor(h), Math.min(Math.floor(h) + 1, last)]);
  const found = new Float64Array(ranks.length);
  // Ascending but for neighbours that overlap.
  const ordered = [...ranks].sort((a, b) => a - b);
  yield* select(numbers, 3, ordered, found, 0);
  const at = (rank: number): number => found[ordered.indexOf(rank)]!;
  return places.map((h, i) => {
    const [low, high] = [at(ranks[2 * i]!), at(ranks[2 * i + 1]!)];
    const share = h - Math.floor(h);
    return share === 0 ? low : low + share * (high - low);
  });
}
