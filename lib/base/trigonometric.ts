// sin and cos in float64 by + − × alone: the same bits wherever they are computed, which Math.sin does not
// promise. At most 3 units in the last place. fdlibm's `e_rem_pio2.c`, `k_sin.c`, `k_cos.c`.

/** Larger angles are not taken: the whole quarters in them times a part of π/2 would not be exact. */
const LARGEST = 2 ** 19;
const MAGIC = 6755399441055744;
const TWO_OVER_PI = 0.6366197723675814;

/** π/2 in parts of 33 bits, each with what is left behind it. */
const [FIRST, SECOND] = [1.5707963267341256, 6.077100506303966e-11];
const AFTER_SECOND = 2.0222662487959506e-21;
const [THIRD, AFTER_THIRD] = [2.0222662487111665e-21, 8.4784276603689e-32];

/** Below it so much has cancelled that the third part tells. */
const CANCELLED = 1e-12;

// The angle without its quarters: high + low, of at most π/4, and the number of quarters modulo 4.
const angle = { quarter: 0, high: 0, low: 0 };

function reduce(x: number): void {
  const n = x * TWO_OVER_PI + MAGIC - MAGIC;
  let from = x - n * FIRST;
  let part = n * SECOND;
  let rest = from - part;
  part = n * AFTER_SECOND - (from - rest - part);
  if (Math.abs(rest - part) < CANCELLED) {
    from = rest;
    part = n * THIRD;
    rest = from - part;
    part = n * AFTER_THIRD - (from - rest - part);
  }
  angle.high = rest - part;
  angle.low = rest - angle.high - part;
  angle.quarter = n & 3;
}

const [S1, S2, S3] = [-0.16666666666666632, 0.00833333333332249, -0.0001984126982985795];
const [S4, S5, S6] = [2.7557313707070068e-6, -2.5050760253406863e-8, 1.58969099521155e-10];

function sineOf(x: number, low: number): number {
  const z = x * x;
  const v = z * x;
  const r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return x - (z * (0.5 * low - v * r) - low - v * S1);
}

const [C1, C2, C3] = [0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5];
const [C4, C5, C6] = [-2.7557314351390663e-7, 2.087572321298175e-9, -1.1359647557788195e-11];

function cosineOf(x: number, low: number): number {
  const z = x * x;
  const w = z * z;
  const r = z * (C1 + z * (C2 + z * C3)) + w * w * (C4 + z * (C5 + z * C6));
  const half = 0.5 * z;
  const high = 1 - half;
  return high + (1 - high - half + (z * r - x * low));
}

/** The sine of `quarters` quarters more than the reduced angle. */
function turned(quarters: number): number {
  const { high, low } = angle;
  const value = quarters & 1 ? cosineOf(high, low) : sineOf(high, low);
  return quarters & 2 ? -value : value;
}

/** For |x| of at most 2¹⁹; NaN of all else. */
export function sin(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return NaN;
  reduce(x);
  return turned(angle.quarter);
}

/** For |x| of at most 2¹⁹; NaN of all else. */
export function cos(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return NaN;
  reduce(x);
  return turned(angle.quarter + 1);
}
