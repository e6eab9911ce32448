import type { Matrix } from '../base/matrix.js';

/**
 * x with H·x = g for a symmetric positive definite H (n, n), by Cholesky's method. A pivot that
 * rounding has made zero or negative is a direction without curvature: it is left out of x.
 */
export function solve(H: Matrix, g: Float64Array): Float64Array {
  const n = g.length;
  const L = H.data.slice() as Float64Array;
  const x = g.slice();
  const smallest = Number.EPSILON * n * Math.max(...g.map((_, i) => L[i * n + i]!));
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) eliminate(L, n, j, k);
    const pivot = L[j * n + j]!;
    const scale = pivot > smallest ? 1 / Math.sqrt(pivot) : 0;
    for (let i = j; i < n; i++) L[i * n + j]! *= scale;
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= L[i * n + k]! * x[k]!;
    x[i] = divided(x[i]!, L[i * n + i]!);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= L[k * n + i]! * x[k]!;
    x[i] = divided(x[i]!, L[i * n + i]!);
  }
  return x;
}

function eliminate(L: Float64Array, n: number, j: number, k: number): void {
  for (let i = j; i < n; i++) L[i * n + j]! -= L[i * n + k]! * L[j * n + k]!;
}

function divided(value: number, pivot: number): number {
  return pivot === 0 ? 0 : value / pivot;
}
