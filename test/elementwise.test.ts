// Arithmetic number by number and sums, against NumPy's rules written out on lists, for matrices that lie in
// every way that a caller's may.
import { describe, expect, it } from 'vitest';
import { datasets, Matrix, RandomState, type DType } from '../lib/index.js';
import { numbers } from './oracles.js';
import { placements } from './placements.js';

const dtypes: readonly DType[] = ['float32', 'float64'];
const round = (dtype: DType, value: number): number =>
  dtype === 'float32' ? Math.fround(value) : value;

type Lists = readonly (readonly number[])[];
type Operation = 'plus' | 'minus' | 'times';
const operations: Readonly<Record<Operation, (a: number, b: number) => number>> = {
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  times: (a, b) => a * b,
};

/** NumPy's broadcasting: an axis of length 1 stands for every place. */
const broadcast = (A: Lists, B: Lists, of: (a: number, b: number) => number): number[][] =>
  A.map((row, r) =>
    row.map((a, c) => of(a, B[B.length === 1 ? 0 : r]![B[0]!.length === 1 ? 0 : c]!)),
  );

const rounded = (dtype: DType, lists: Lists): number[][] =>
  lists.map((row) => row.map((value) => round(dtype, value)));

const added = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const turnedLists = (lists: Lists): number[][] =>
  lists[0]!.map((_, c) => lists.map((row) => row[c]!));

/** Ordinary numbers, and now and then one that arithmetic has rules of its own for. */
function drawer(random: RandomState): () => number {
  const special = [0, -0, 1, -1, 5e-324, 1e-45, 3e38, NaN, Infinity, -Infinity];
  return () =>
    random.interval(15) === 0
      ? special[random.interval(9)]!
      : random.normal() * 10 ** random.interval(4);
}

interface Pair {
  readonly name: string;
  readonly A: Matrix;
  readonly B: Matrix;
}

/** Every placement of A beside B of the same shape, a column, a row, and one of them turned. */
function pairs(dtype: DType, seed: number): Pair[] {
  const random = new RandomState(seed);
  const draw = drawer(random);
  const views = (rows: number, cols: number) => placements(dtype, rows, cols, random, draw);
  return Array.from({ length: 8 }, () => [1 + random.interval(6), 1 + random.interval(6)]).flatMap(
    ([rows, cols]) => {
      const partners = [views(rows!, cols!), views(rows!, 1), views(1, cols!), views(cols!, rows!)];
      return views(rows!, cols!).flatMap(({ name, view: A }) =>
        partners.map((of, kind) => {
          const partner = of[random.interval(of.length - 1)]!;
          const B = kind === 3 ? partner.view.T : partner.view;
          return { name: `${name} and ${partner.name}`, A, B };
        }),
      );
    },
  );
}

describe.each(dtypes)('%s', (dtype) => {
  const all = pairs(dtype, 41);

  it.each(['plus', 'minus', 'times'] as const)('%s is NumPy’s, with all that fits', (operation) => {
    const of = operations[operation];
    for (const { name, A, B } of all) {
      const before = [A.toArray(), B.toArray()] as const;
      const C = A[operation](B);
      expect([C.shape, C.dtype], name).toEqual([A.shape, dtype]);
      expect(C.toArray(), name).toEqual(rounded(dtype, broadcast(...before, of)));
      expect([A.toArray(), B.toArray()], name).toEqual(before);
      expect(C.data.length).toBe(A.rows * A.cols);
    }
  });

  it.each(['plus', 'minus', 'times'] as const)(
    '%s takes a number, as the dtype has it',
    (operation) => {
      const random = new RandomState(42);
      for (const { name, A } of all) {
        const value = random.normal();
        const wanted = broadcast(A.toArray(), [[round(dtype, value)]], operations[operation]);
        expect(A[operation](value).toArray(), name).toEqual(rounded(dtype, wanted));
      }
    },
  );

  it('map takes each number once, row by row, and rounds what it gets', () => {
    for (const { name, A } of all) {
      const seen: number[] = [];
      const B = A.map((value) => {
        seen.push(value);
        return value / 3;
      });
      expect(seen, name).toEqual(A.toArray().flat());
      expect(B.toArray(), name).toEqual(
        rounded(
          dtype,
          A.toArray().map((row) => row.map((v) => v / 3)),
        ),
      );
      expect([B.shape, B.dtype]).toEqual([A.shape, dtype]);
    }
  });

  it('sum is NumPy’s, in float64, ascending', () => {
    for (const { name, A } of all) {
      const lists = A.toArray();
      const [down, across] = [turnedLists(lists).map(added), lists.map(added)];
      expect(A.sum(), name).toBe(added(lists.flat()));
      expect(A.sum({ axis: 0 }), name).toEqual(Float64Array.from(down));
      expect(A.sum({ axis: 1 }), name).toEqual(Float64Array.from(across));
      const kept = [
        A.sum({ keepdims: true }),
        A.sum({ axis: 0, keepdims: true }),
        A.sum({ axis: 1, keepdims: true }),
      ];
      expect(kept.map(({ dtype: of }) => of)).toEqual([dtype, dtype, dtype]);
      expect(
        kept.map((m) => m.toArray()),
        name,
      ).toEqual([
        rounded(dtype, [[added(lists.flat())]]),
        rounded(dtype, [down]),
        rounded(dtype, turnedLists([across])),
      ]);
    }
  });
});

describe('what is particular', () => {
  it('a dataset’s matrix is read and never written to', () => {
    const { X } = datasets.moons({ size: 20 });
    const before = X.toArray();
    X.plus(1).data.fill(7);
    X.map((v) => v).data.fill(7);
    X.sum({ axis: 0, keepdims: true }).data.fill(7);
    expect(X.toArray()).toEqual(before);
  });

  it('a sum begins at +0 and does not lose what float32 would', () => {
    expect(Object.is(Matrix.of(Float64Array.of(-0), 1, 1).sum(), 0)).toBe(true);
    const long = Matrix.of(new Float32Array(2 ** 24 + 2).fill(1), 1, 2 ** 24 + 2);
    expect(long.sum()).toBe(2 ** 24 + 2);
    expect([...long.T.sum({ axis: 0 })]).toEqual([2 ** 24 + 2]);
    const order = Matrix.from([[1e16, 1, -1e16, 1]]);
    expect([order.sum(), order.T.sum(), order.sum({ axis: 1 })[0]]).toEqual([1, 1, 1]);
  });

  it('f may take the buffer away: the numbers are those of the call', () => {
    const own = Float64Array.of(1, 2, 3);
    const m = Matrix.of(own, 1, 3);
    const doubled = m.map((value) => {
      if (own.length > 0) structuredClone(own.buffer, { transfer: [own.buffer] });
      return 2 * value;
    });
    expect(doubled.toArray()).toEqual([[2, 4, 6]]);
  });

  it('a matrix is its own partner, turned too', () => {
    const A = Matrix.of(numbers('float32', [1, 2, 3, 4]), 2, 2);
    expect(A.minus(A).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(A.plus(A.T).toArray()).toEqual([
      [2, 5],
      [5, 8],
    ]);
    expect(A.shape).toEqual([2, 2]);
    expect([A.T.plus(Matrix.from([[1], [2]], 'float32')).toArray()]).toEqual([
      [
        [2, 4],
        [4, 6],
      ],
    ]);
  });
});
