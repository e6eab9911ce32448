// Numbers from bytes, with the bits of Number(text). A number is (hi * 10^k + lo) * 10^x, hi and lo below 10^9.
import {
  bytes,
  cells,
  CR,
  DELIMITER,
  EXPONENT,
  FIELDS,
  HOLED,
  HOLES,
  LF,
  MINUS,
  PLUS,
  QUOTE,
  state,
  ZERO,
} from './memory.js';

// 10^y, also as head + tail, where the head has 23 bits: its product with a number below 2^30 is exact.
const LOW = -300;
const HIGH = 300;
const TEN = Float64Array.from({ length: 23 }, (_, y) => Number(`1e${y}`));
const POWER = Float64Array.from({ length: HIGH - LOW + 1 }, (_, i) => Number(`1e${i + LOW}`));
const BITS = new BigInt64Array(POWER.buffer).map((bits) => bits & ~0x3fffffffn);
const HEAD = new Float64Array(BITS.buffer);
const TAIL = POWER.map((_, i) => tailOf(i));

function tailOf(i: number): number {
  const ten = 10n ** BigInt(Math.abs(i + LOW));
  if (i + LOW >= 0) return Number(ten - BigInt(HEAD[i]!));
  // The head is odd * 2^e.
  const e = Number(BITS[i]! >> 52n) - 1075;
  const odd = (BITS[i]! & (2n ** 52n - 1n)) | (2n ** 52n);
  return Number(((1n << BigInt(100 - e)) - ((odd * ten) << 100n)) / ten) * 2 ** e * 2 ** -100;
}

/**
 * The value where one operation on exact numbers does not do; NaN where it is not sure, or large.
 *
 * It is a + t with a = hi * HEAD exact, and t below 2^-16 a, wrong by less than 2^-67 a. Where t - e and t + e
 * lead to one double, that is the right one: all but one of some thousands, and exact halves.
 */
function rounded(hi: number, lo: number, k: number, x: number): number {
  const y = (x - LOW) | 0;
  const z = (y + k) | 0;
  if (y < 20 || z > 590 || (k > 0 && hi < 100000)) return NaN;
  const a = hi * HEAD[z]!;
  const t = hi * TAIL[z]! + lo * POWER[y]!;
  const e = a * 2 ** -66;
  const value = a + (t - e);
  // Those that float32 may not hold go the slow way, which looks at that.
  return value === a + (t + e) && value < 1e37 ? value : NaN;
}

/** Where the exponent ends whose e is at p; -1 where it has no digits, or many. */
function exponent(p: number): number {
  const below = bytes[p + 1] === MINUS;
  const from = (p + (below || bytes[p + 1] === PLUS ? 2 : 1)) | 0;
  let e = 0;
  let d = 0;
  for (p = from; (d = bytes[p]! ^ ZERO) < 10 && p < from + 4; p = (p + 1) | 0) e = e * 10 + d;
  state[EXPONENT] = below ? -e : e;
  return p === from ? -1 : p;
}

/** Goes on with a number of whole part hi, lo behind which, at p, a point or an e stands. */
function fraction(
  begin: number,
  p: number,
  hi: number,
  lo: number,
  k: number,
  slot: number,
  point: number,
): number {
  const b = bytes;
  const minus = ((b[begin]! ^ MINUS) - 1) >>> 31;
  let limit = (begin + minus + 10) | 0;
  let digits = (p - begin - minus) | 0;
  let x = 0;
  let d = b[p]! ^ ZERO;
  if (d === point) {
    const from = (p = (p + 1) | 0);
    // Zeros before the first digit that counts.
    if (hi === 0) for (; b[p] === ZERO; p = (p + 1) | 0) limit = (limit + 1) | 0;
    if (k === 0)
      for (; (d = b[p]! ^ ZERO) < 10 && p < limit; p = (p + 1) | 0)
        hi = (Math.imul(hi, 10) + d) | 0;
    for (; (d = b[p]! ^ ZERO) < 10 && k < 9; p = (p + 1) | 0, k = (k + 1) | 0)
      lo = (Math.imul(lo, 10) + d) | 0;
    x = (from - p) | 0;
    digits = (digits + p - from) | 0;
  }
  // An e, ^ '0'
  if ((d | 32) === 117 && (p = exponent(p)) >= 0) x = (x + state[EXPONENT]!) | 0;
  let value = k === 0 ? hi : hi * TEN[k]! + lo;
  if (value < 2 ** 53 && x >= -22 && x <= 22) value = x < 0 ? value / TEN[-x]! : value * TEN[x]!;
  else value = rounded(hi, lo, k, x);
  if (digits === 0 || value !== value) return -1;
  cells[slot] = value * (1 - 2 * minus);
  return p;
}

/** A hole, if the field ends there. */
function hole(p: number, slot: number): number {
  if (state[HOLES] === 0) return -1;
  cells[slot] = NaN;
  state[HOLED] = 1;
  return state[HOLES] === 2 && bytes[p] === 78 && bytes[p + 1] === 65 ? (p + 2) | 0 : p;
}

/** Where the number or hole at `begin` ends; -1 for what is not of the common form. */
function number(begin: number, slot: number, point: number): number {
  const b = bytes;
  // Signs are random: no branch.
  const minus = ((b[begin]! ^ MINUS) - 1) >>> 31;
  const first = (begin + minus) | 0;
  const limit = (first + 9) | 0;
  let p = first;
  let hi = 0;
  let lo = 0;
  let k = 0;
  let d = 0;
  for (; (d = b[p]! ^ ZERO) < 10 && p < limit; p = (p + 1) | 0) hi = (Math.imul(hi, 10) + d) | 0;
  for (; (d = b[p]! ^ ZERO) < 10 && k < 9; p = (p + 1) | 0, k = (k + 1) | 0)
    lo = (Math.imul(lo, 10) + d) | 0;
  // Zeros in front are names, not numbers.
  if (b[first] === ZERO && ((p - first) | 0) > 1) return -1;
  if (d === point || (d | 32) === 117) return fraction(begin, p, hi, lo, k, slot, point);
  if (p === first) return hole(begin, slot);
  // Rounded once at most: the product is exact.
  const value = k === 0 ? hi : hi * TEN[k]! + lo;
  cells[slot] = value * (1 - 2 * minus);
  return p;
}

/**
 * Reads numbers, `count` fields from p on, into cells[slot], cells[slot + 1], …; field `end` of them ends the
 * record. Stops before a field that is not of the common form: returns where; state[FIELDS]: fields read.
 * @param form the decimal mark ^ '0', and 256 times what state[HOLES] shall be
 */
export function numbers(p: number, count: number, end: number, slot: number, form: number): number {
  const b = bytes;
  const delimiter = state[DELIMITER]!;
  const point = form & 255;
  state[HOLES] = form >> 8;
  let i = 0;
  for (; i < count; i = (i + 1) | 0) {
    const quoted = b[p] === QUOTE ? 1 : 0;
    let to = number((p + quoted) | 0, (slot + i) | 0, point);
    if (to < 0) break;
    if (quoted === 1 && b[to++] !== QUOTE) break;
    if (i === end && b[to] === CR && b[to + 1] === LF) to = (to + 1) | 0;
    if (b[to] !== (i === end ? LF : delimiter)) break;
    p = (to + 1) | 0;
  }
  state[FIELDS] = i;
  return p;
}
