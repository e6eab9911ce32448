// ln(x) rounded correctly (but for about one tie in 2^30), for the random stream alone: a normal draw
// must not depend on the platform's `log`. Double-double arithmetic (Dekker 1971): a number is
// high + low with |low| <= ulp(high) / 2.

const SPLIT = 2 ** 27 + 1;
const LN2_HIGH = 0.6931471805599453;
const LN2_LOW = 2.3190468138462996e-17;
const SQRT_HALF = Math.SQRT1_2;
const bits = new DataView(new ArrayBuffer(8));

/** The result of what stands below, high and low: a tuple for each would be memory to be collected. */
const out = new Float64Array(2);

function fastTwoSum(a: number, b: number): void {
  const s = a + b;
  out[0] = s;
  out[1] = b - (s - a);
}

/** What a · b leaves out, rounded. */
function productError(p: number, a: number, b: number): number {
  // Not in pairs: each would be an object until the code is compiled for good.
  const ca = SPLIT * a;
  const cb = SPLIT * b;
  const ah = ca - (ca - a);
  const bh = cb - (cb - b);
  const al = a - ah;
  const bl = b - bh;
  return ah * bh - p + ah * bl + al * bh + al * bl;
}

function sumError(s: number, a: number, b: number): number {
  const t = s - a;
  return a - (s - t) + (b - t);
}

function add(a: number, aLow: number, b: number, bLow: number): void {
  const s = a + b;
  fastTwoSum(s, sumError(s, a, b) + (aLow + bLow));
}

function multiply(a: number, aLow: number, b: number, bLow: number): void {
  const p = a * b;
  fastTwoSum(p, productError(p, a, b) + (a * bLow + aLow * b));
}

function divide(a: number, b: number, bLow: number): void {
  const q = a / b;
  const p = q * b;
  const rest = a - p - productError(p, q, b) - q * bLow;
  fastTwoSum(q, rest / b);
}

// 1/3, 1/5, … 1/51 as double-doubles: s^2 <= 0.0295, so the first term left out is below 2^-130.
const HIGH = new Float64Array(25);
const LOW = new Float64Array(25);
for (let i = 0; i < HIGH.length; i++) {
  divide(1, 2 * i + 3, 0);
  [HIGH[i], LOW[i]] = out as unknown as [number, number];
}

// Terms in double-double; what double leaves out of the later ones is below 2^-80 of the sum.
const EARLY = 6;

/**
 * ln(x) for normal x > 0: x = 2^k m with m near 1, ln m = 2 artanh((m − 1) / (m + 1)) by its series.
 */
export function logarithm(x: number): number {
  bits.setFloat64(0, x);
  let k = (bits.getUint32(0) >>> 20) - 1022;
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3fe00000);
  let m = bits.getFloat64(0);
  if (m < SQRT_HALF) {
    m *= 2;
    k--;
  }
  const next = m + 1;
  divide(m - 1, next, sumError(next, m, 1));
  const [s, sLow] = [out[0]!, out[1]!];
  multiply(s, sLow, s, sLow);
  const [square, squareLow] = [out[0]!, out[1]!];
  let late = 0;
  for (let i = HIGH.length - 1; i >= EARLY; i--) late = late * square + HIGH[i]!;
  out[0] = late;
  out[1] = 0;
  for (let i = EARLY - 1; i >= 0; i--) {
    multiply(out[0]!, out[1]!, square, squareLow);
    add(out[0]!, out[1]!, HIGH[i]!, LOW[i]!);
  }
  multiply(out[0]!, out[1]!, square, squareLow);
  multiply(out[0]!, out[1]!, s, sLow);
  add(s, sLow, out[0]!, out[1]!);
  const [half, halfLow] = [out[0]!, out[1]!];
  multiply(k, 0, LN2_HIGH, LN2_LOW);
  add(out[0]!, out[1]!, 2 * half, 2 * halfLow);
  return out[0]! + out[1]!;
}
