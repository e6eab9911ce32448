// What the public matmul must do on the backend in use, for one dtype.
import { describe, expect, it } from 'vitest';
import { backend, matmul, Matrix, RandomState, type DType } from '../lib/index.js';
import {
  columnMajor,
  draws,
  firstDifference,
  numbers,
  productByTheRules,
  productError,
  randomMatrix,
  strided,
  type Floats,
} from './oracles.js';
import { multiplyAdd } from './reals.js';

type Shape = readonly [M: number, N: number, K: number];

const smallShapes: Shape[] = Array.from({ length: 729 }, (_, i) => [
  1 + (i % 9),
  1 + (Math.floor(i / 9) % 9),
  1 + Math.floor(i / 81),
]);

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

// Sizes at which some kernel's tile, vector or block ends.
// prettier-ignore
const EDGES = [
  ...range(13, 17), ...range(27, 33), 47, 48, 49, 63, 64, 65, 95, 96, 97,
  127, 128, 129, 255, 256, 257,
];

/** Each edge as M, as N and as K beside small sizes, and edges together, drawn at random. */
function edgeShapes(): Shape[] {
  const random = new RandomState(31);
  const of = (list: readonly number[]): number => list[random.interval(list.length - 1)]!;
  const small = range(1, 20);
  const single = EDGES.flatMap((e): Shape[] => [
    [e, of(small), of(small)],
    [of(small), e, of(small)],
    [of(small), of(small), e],
    [1, e, of(small)],
    [e, 1, of(small)],
    [1, 1, e],
  ]);
  const pairs = EDGES.flatMap((e): Shape[] => [
    [e, of(EDGES), of(small)],
    [e, of(small), of(EDGES)],
    [of(small), e, of(EDGES)],
  ]);
  const triples = Array.from({ length: 30 }, (): Shape => [of(EDGES), of(EDGES), of(EDGES)]);
  return [...single, ...pairs, ...triples.filter(([m, n, k]) => m * n * k < 600_000)];
}

/** Lanes begin at K = 64 and end at max(M, N) = 8. */
const laneShapes: Shape[] = [
  ...range(60, 100).map((k): Shape => [1 + (k % 8), 1 + ((k * 5) % 8), k]),
  ...[63, 64, 65, 71, 72, 73, 79, 80, 81, 200, 1023, 1024, 1025, 5000].flatMap((k): Shape[] => [
    [8, 8, k],
    [1, 1, k],
    [7, 3, k],
    [9, 1, k],
    [1, 9, k],
    [9, 9, k],
  ]),
];

/** The four transpose forms and views with other strides: the same logical matrices. */
function forms(A: Matrix, B: Matrix): [name: string, A: Matrix, B: Matrix][] {
  const [a, b] = [columnMajor(A), columnMajor(B)];
  return [
    ['both by rows', A, B],
    ['A by columns', a, B],
    ['B by columns', A, b],
    ['both by columns', a, b],
    ['strided rows', strided(A, A.cols + 3, 1), strided(B, B.cols + 1, 1)],
    ['strided both', strided(A, 2 * A.cols + 1, 2), strided(B, 3, 3 * B.rows + 2)],
    ['strided columns', strided(A, 2, 2 * A.rows), strided(B, 2 * B.cols, 2)],
  ];
}

function checkShapes(dtype: DType, shapes: readonly Shape[], seed: number): void {
  const random = new RandomState(seed);
  for (const [M, N, K] of shapes) {
    const [A, B] = [randomMatrix(dtype, M, K, random), randomMatrix(dtype, K, N, random)];
    const expected = productByTheRules(A, B);
    for (const [name, a, b] of forms(A, B)) {
      const difference = firstDifference(matmul(a, b).data, expected);
      if (difference) expect.fail(`${name}, (${M}, ${K}) times (${K}, ${N}): ${difference}`);
    }
  }
}

/** Σ a·b and Σ |a·b| of one element, the first in double-double (Ogita, Rump and Oishi 2005). */
function preciseElement(a: Floats, b: Floats): [sum: number, absolute: number] {
  let [sum, low, absolute] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const p = a[k]! * b[k]!;
    const next = sum + p;
    const t = next - sum;
    low += sum - (next - t) + (p - t) + productError(a[k]!, b[k]!, p);
    sum = next;
    absolute += Math.abs(p);
  }
  return [sum + low, absolute];
}

function checkError(dtype: DType, [M, N, K]: Shape): void {
  const random = new RandomState(M + N + K);
  const [A, B] = [randomMatrix(dtype, M, K, random), randomMatrix(dtype, K, N, random)];
  const [a, b, c] = [A.data, B.T.data, matmul(A, B).data];
  const unit = dtype === 'float32' ? 2 ** -24 : 2 ** -53;
  for (let o = 0; o < M * N; o++) {
    const [i, j] = [Math.floor(o / N), o % N];
    const [sum, absolute] = preciseElement(
      a.subarray(i * K, (i + 1) * K),
      b.subarray(j * K, (j + 1) * K),
    );
    expect(Math.abs(c[o]! - sum)).toBeLessThanOrEqual(K * unit * absolute);
  }
}

/** Puts `value` at every place of A's row `i` in turn: that row of the product is `expected`, all else unchanged. */
function checkSpread(
  dtype: DType,
  [M, N, K]: Shape,
  value: number,
  expected: (b: number) => number,
): void {
  const random = new RandomState(M * N * K);
  const [A, B] = [randomMatrix(dtype, M, K, random), randomMatrix(dtype, K, N, random)];
  const plain = matmul(A, B).data;
  for (let k = 0; k < K; k++) {
    const i = k % M;
    const touched = A.data.slice();
    touched[i * K + k] = value;
    const right = plain.slice();
    for (let j = 0; j < N; j++) right[i * N + j] = expected(B.at(k, j));
    const T = Matrix.of(touched, M, K);
    for (const [name, a, b] of forms(T, B).slice(0, 4)) {
      const difference = firstDifference(matmul(a, b).data, right);
      if (difference)
        expect.fail(
          `${name}, ${value} at (${i}, ${k}) of (${M}, ${K}) times (${K}, ${N}): ${difference}`,
        );
    }
    // The same from the other side: (A B)ᵀ = Bᵀ Aᵀ.
    const mirrored = matmul(B.T, T.T).T.data;
    const difference = firstDifference(mirrored, right);
    if (difference) expect.fail(`mirrored, ${value} at (${k}, ${i}): ${difference}`);
  }
}

/** Is c + a·b rounded once? As (c, a) times (1, b), for c beside which a·b is almost half a unit. */
function checkFused(dtype: DType): void {
  const random = new RandomState(38);
  const [digits, least] = dtype === 'float32' ? [23, -149] : [52, -1074];
  const unit = 2 ** -digits;
  const exponents = [0, 40, 120, -90, least + digits, least + digits + 1, least + 2, least];
  const round = dtype === 'float32' ? Math.fround : (x: number) => x;
  let telling = 0;
  for (const e of exponents) {
    for (const [i, j] of [
      [1, 2],
      [2, 4],
      [3, 6],
      [1, 1],
      [0, 0],
      [5, 2],
    ] as const) {
      const a = (1 + i * unit) * 2 ** (e < -50 ? -60 : 0);
      const b = (1 - (j * unit) / 2) * 2 ** (e - digits - 1 + (e < -50 ? 60 : 0));
      const c = Array.from({ length: 70 }, () => round(random.uniform(-2, 2) * 2 ** e));
      const A = Matrix.of(
        numbers(
          dtype,
          c.flatMap((v) => [v, a]),
        ),
        c.length,
        2,
      );
      const B = Matrix.of(numbers(dtype, [1, b]), 2, 1);
      const expected = c.map((v) => ruled(dtype, a, b, v));
      telling += c.filter((v, r) => expected[r] !== round(a * b + v)).length;
      const difference =
        firstDifference(matmul(A, B).data, expected) ??
        firstDifference(matmul(B.T, A.T).data, expected);
      if (difference) expect.fail(`a ${a}, b ${b}, c near 2^${e}: ${difference}`);
    }
  }
  if (backend().name === 'native') expect(telling).toBeGreaterThan(100);
}

/** a·b + c as rules 1 and 10 say. */
function ruled(dtype: DType, a: number, b: number, c: number): number {
  if (backend().name === 'native') return multiplyAdd(a, b, c, dtype);
  return dtype === 'float32' ? Math.fround(a * b + c) : a * b + c;
}

export function describeMatmul(dtype: DType): void {
  const other: DType = dtype === 'float32' ? 'float64' : 'float32';

  describe(`matmul, ${dtype}, has the bits of the plain loop of the rules in all forms`, () => {
    it('all shapes from 1 to 9', () => checkShapes(dtype, smallShapes, 32));
    it('at the edges of tiles, vectors and blocks', () => checkShapes(dtype, edgeShapes(), 33));
    it('where lanes begin and end', () => checkShapes(dtype, laneShapes, 34));
    it('a longer sum than any block', () =>
      checkShapes(
        dtype,
        [
          [3, 9, 3000],
          [2, 2, 9001],
          [30, 2, 4097],
        ],
        35,
      ));
  });

  describe(`matmul, ${dtype}`, () => {
    it.each([
      [5, 7, 3],
      [1, 1, 5000],
      [8, 8, 1000],
      [30, 20, 257],
      [3, 33, 4096],
    ] as const)('(%i, %i, %i): error at most K · unit · Σ|ab|', (...shape) =>
      checkError(dtype, shape),
    );

    const spread: Shape[] = [
      [1, 1, 9],
      [3, 5, 37],
      [8, 8, 83],
      [1, 1, 97],
      [9, 17, 33],
      [33, 31, 5],
      [14, 65, 20],
    ];

    it.each(spread)('(%i, %i, %i): NaN comes through from any lane and tail', (...shape) => {
      checkSpread(dtype, shape, NaN, () => NaN);
    });

    it.each(spread)('(%i, %i, %i): Infinity comes through from any lane and tail', (...shape) => {
      checkSpread(dtype, shape, Infinity, (b) => (b > 0 ? Infinity : -Infinity));
      checkSpread(dtype, shape, -Infinity, (b) => (b > 0 ? -Infinity : Infinity));
    });

    it('makes NaN of 0 · Infinity, and overflows to Infinity', () => {
      const largest = dtype === 'float32' ? 3e38 : 1e308;
      const of = (row: number[]): Matrix => Matrix.of(numbers(dtype, row), 1, row.length);
      expect(matmul(of([0, 1]), of([Infinity, 1]).T).at(0, 0)).toBe(NaN);
      expect(matmul(of([largest, largest]), of([10, 1]).T).at(0, 0)).toBe(Infinity);
    });

    it('keeps subnormal numbers: nothing is flushed to zero', () => {
      const tiny = dtype === 'float32' ? 2 ** -149 : 2 ** -1074;
      for (const K of [1, 5, 64, 77]) {
        const A = Matrix.of(numbers(dtype, K).fill(tiny), 1, K);
        const ones = Matrix.of(numbers(dtype, K).fill(1), K, 1);
        expect(matmul(A, ones).at(0, 0)).toBe(K * tiny);
      }
    });

    it('is fused: rounded once where rounding twice is wrong', () => checkFused(dtype));

    it('has no sum of −0: every sum begins at +0', () => {
      const zero = Matrix.of(numbers(dtype, [-0]), 1, 1);
      const one = Matrix.of(numbers(dtype, [1]), 1, 1);
      expect(matmul(zero, one).at(0, 0)).toBe(0);
    });

    it('gives a row of the product the same bits, whatever rows come with it', () => {
      const random = new RandomState(36);
      const [A, B] = [randomMatrix(dtype, 40, 33, random), randomMatrix(dtype, 33, 21, random)];
      const all = matmul(A, B).data;
      for (let i = 0; i < 40; i++) {
        const row = matmul(Matrix.of(A.data.slice(i * 33, (i + 1) * 33), 1, 33), B).data;
        expect(firstDifference(row, all.subarray(i * 21, (i + 1) * 21))).toBeUndefined();
      }
    });

    it('leaves its arguments unchanged and gives a matrix of their dtype', () => {
      const data = draws(dtype, 12, new RandomState(37));
      const before = data.slice();
      const A = Matrix.of(data, 3, 4);
      const C = matmul(A, A.T);
      expect([C.rows, C.cols, C.dtype]).toEqual([3, 3, dtype]);
      expect(firstDifference(data, before)).toBeUndefined();
    });

    it('refuses another dtype and shapes that do not fit', () => {
      const A = Matrix.from([[1, 2]], dtype);
      const B = Matrix.from([[1], [2]], other);
      expect(() => matmul(A, B)).toThrow(
        expect.objectContaining({ code: 'ERR_DTYPE', argument: 'B' }),
      );
      expect(() => matmul(A, A)).toThrow(
        expect.objectContaining({ code: 'ERR_SHAPE', argument: 'B' }),
      );
    });
  });
}
