// 1 / √a by products alone, the operations of `reciprocal_root` in native/core/math.h: a guess from the exponent
// (Lomont 2003, "Fast inverse square root"), 3.5 % off at most, and four of Newton's steps y ← y·(3/2 − (a/2·y)·y),
// each of which squares what is wrong. A processor makes many products in the time of a division and a square root.

const guess = new Float64Array(1);
const words = new Uint32Array(guess.buffer);
/** Where the word with the exponent lies. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0]!;

/** Of the exponent's word. */
const MAGIC = 0x5fe6eb50;

/** 1 / √a within 3 units in the last place, for a from 1 to 10²⁰⁰. */
export function reciprocalRoot(a: number): number {
  guess[0] = a;
  words[HIGH] = MAGIC - (words[HIGH]! >>> 1);
  words[1 - HIGH] = 0;
  const half = 0.5 * a;
  let y = guess[0]!;
  y *= 1.5 - half * y * y;
  y *= 1.5 - half * y * y;
  y *= 1.5 - half * y * y;
  return y * (1.5 - half * y * y);
}
