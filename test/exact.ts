// Means and deviations in exact arithmetic: doubles as whole multiples of 2^−1074.
const word = new DataView(new ArrayBuffer(8));

/** A finite number times 2^1074. */
function whole(v: number): bigint {
  word.setFloat64(0, v);
  const bits = word.getBigUint64(0);
  const [exponent, fraction] = [(bits >> 52n) & 0x7ffn, bits & 0xfffffffffffffn];
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n === 0n ? size : -size;
}

/** numerator / denominator, and 2^−scale times that, to 53 bits or better. */
function quotient(numerator: bigint, denominator: bigint, scale: number): number {
  const sign = numerator < 0n ? -1 : 1;
  const q = ((numerator < 0n ? -numerator : numerator) << 64n) / denominator;
  const spare = Math.max(0, q.toString(2).length - 64);
  const power = spare - 64 - scale;
  // In two steps: the power alone may be too small for a number.
  const half = Math.trunc(power / 2);
  return sign * Number(q >> BigInt(spare)) * 2 ** half * 2 ** (power - half);
}

/** Mean and mean squared distance to it. */
export function exactMoments(values: ArrayLike<number>): { mean: number; variance: number } {
  const n = BigInt(values.length);
  let [sum, squares] = [0n, 0n];
  for (let i = 0; i < values.length; i++) {
    const v = whole(values[i]!);
    sum += v;
    squares += v * v;
  }
  return {
    mean: quotient(sum, n, 1074),
    variance: quotient(n * squares - sum * sum, n * n, 2148),
  };
}
