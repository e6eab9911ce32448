// ln(x) rounded correctly (but for about one tie in 2^30), for the random stream alone: a normal draw
// must not depend on the platform's `log`. Double-double arithmetic (Dekker 1971): a number is
// high + low with |low| <= ulp(high) / 2.

type Double = readonly [high: number, low: number];

const SPLIT = 2 ** 27 + 1;
const LN2: Double = [0.6931471805599453, 2.3190468138462996e-17];
const SQRT_HALF = Math.SQRT1_2;
const bits = new DataView(new ArrayBuffer(8));

function fastTwoSum(a: number, b: number): Double {
  const s = a + b;
  return [s, b - (s - a)];
}

function twoSum(a: number, b: number): Double {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}

function twoProduct(a: number, b: number): Double {
  const p = a * b;
  const [ca, cb] = [SPLIT * a, SPLIT * b];
  const [ah, bh] = [ca - (ca - a), cb - (cb - b)];
  const [al, bl] = [a - ah, b - bh];
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

function add(a: Double, b: Double): Double {
  const [s, e] = twoSum(a[0], b[0]);
  return fastTwoSum(s, e + (a[1] + b[1]));
}

function multiply(a: Double, b: Double): Double {
  const [p, e] = twoProduct(a[0], b[0]);
  return fastTwoSum(p, e + (a[0] * b[1] + a[1] * b[0]));
}

function divide(a: Double, b: Double): Double {
  const q = a[0] / b[0];
  const [p, e] = twoProduct(q, b[0]);
  const rest = a[0] - p - e + (a[1] - q * b[1]);
  return fastTwoSum(q, rest / b[0]);
}

// 1/3, 1/5, … 1/51 as double-doubles: s^2 <= 0.0295, so the first term left out is below 2^-130.
const ODD_RECIPROCALS: readonly Double[] = Array.from({ length: 25 }, (_, i) =>
  divide([1, 0], [2 * i + 3, 0]),
);

// Terms in double-double; what double leaves out of the later ones is below 2^-80 of the sum.
const EARLY = 6;
const LATE = ODD_RECIPROCALS.slice(EARLY).map(([high]) => high);

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
  const s = divide([m - 1, 0], twoSum(m, 1));
  const square = multiply(s, s);
  const late = LATE.reduceRight((sum, r) => sum * square[0] + r, 0);
  let series: Double = [late, 0];
  for (let i = EARLY - 1; i >= 0; i--) series = add(multiply(series, square), ODD_RECIPROCALS[i]!);
  const tail = multiply(multiply(series, square), s);
  const half = add(s, tail);
  const sum = add(multiply([k, 0], LN2), [2 * half[0], 2 * half[1]]);
  return sum[0] + sum[1];
}
