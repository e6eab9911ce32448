/** Multiply-adds between two pauses. */
const PIECE = 2 ** 20;

/** A lower triangle L with L·Lᵀ = H. */
export interface Factor {
  /** Row by row; what is above the diagonal is not looked at. */
  readonly L: Float64Array;
  /** Pivots that rounding has made zero or negative: directions without curvature, left out of solutions. */
  readonly flat: readonly number[];
}

/**
 * Cholesky's factor of a symmetric positive definite H (n, n).
 *
 * @param H row by row; its lower triangle is looked at, and becomes the factor
 */
export function* factorised(H: Float64Array): Generator<void, Factor> {
  const n = Math.sqrt(H.length);
  const flat: number[] = [];
  let [most, work] = [0, 0];
  for (let i = 0; i < n; i++) most = Math.max(most, H[i * n + i]!);
  const smallest = Number.EPSILON * n * most;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      H[row + j] = divided(rest(H, row, j * n, j), H[j * n + j]!);
      if ((work += j) < PIECE) continue;
      work = 0;
      yield;
    }
    const pivot = rest(H, row, row, i);
    if (!(pivot > smallest)) flat.push(i);
    H[row + i] = pivot > smallest ? Math.sqrt(pivot) : 0;
  }
  return { L: H, flat };
}

/** x with H·x = g by its factor. */
export function solved({ L }: Factor, g: Float64Array): Float64Array {
  return backward(L, forward(L, g));
}

/**
 * x with H·x = g for a symmetric positive definite H (n, n).
 *
 * @param H as of {@link factorised}
 */
export function* solve(H: Float64Array, g: Float64Array): Generator<void, Float64Array> {
  const factor = yield* factorised(H);
  yield;
  return solved(factor, g);
}

/** Element (i, j) less what the columns before the j-th explain; `a` and `b`: where the two rows begin. */
function rest(L: Float64Array, a: number, b: number, j: number): number {
  let value = L[a + j]!;
  for (let k = 0; k < j; k++) value -= L[a + k]! * L[b + k]!;
  return value;
}

/** x with L·x = g. */
function forward(L: Float64Array, g: Float64Array): Float64Array {
  const n = g.length;
  const x = g.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= L[i * n + k]! * x[k]!;
    x[i] = divided(x[i]!, L[i * n + i]!);
  }
  return x;
}

/** x with Lᵀ·x = g, in g's place. */
function backward(L: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  for (let i = n - 1; i >= 0; i--) {
    x[i] = divided(x[i]!, L[i * n + i]!);
    for (let k = 0; k < i; k++) x[k]! -= L[i * n + k]! * x[i]!;
  }
  return x;
}

function divided(value: number, pivot: number): number {
  return pivot === 0 ? 0 : value / pivot;
}
