// Datasets: every way in gives the same numbers; parts, orders and descriptions by hand.
import { describe, expect, it } from 'vitest';
import { Dataset, datasets, Matrix, RandomState, type Label } from '../../lib/index.js';

const rows = [
  [1, 10],
  [2, 20],
  [4, 40],
];
const labels = ['b', 'a', 'b'];
const options = { features: ['small', 'large'] };

function content({ X, Y, features, targets, classes }: Dataset): unknown {
  return { X: X.toArray(), Y: Y.toArray(), features, targets, classes };
}

const expected = {
  X: [
    [1, 2, 4],
    [10, 20, 40],
  ],
  Y: [[1, 0, 1]],
  features: ['small', 'large'],
  targets: ['y'],
  classes: ['a', 'b'],
};

/** The transposed table as scijs lays it: element (i, j) at offset + i·stride[0] + j·stride[1]. */
const strided = { shape: [3, 2], data: [0, 1, 2, 4, 10, 20, 40], stride: [1, 3], offset: 1 };

describe('Dataset.from takes', () => {
  it.each<[string, Parameters<typeof Dataset.from>[0]]>([
    ['rows', rows],
    ['typed rows', rows.map((row) => Float32Array.from(row))],
    ['rows of whole numbers', rows.map((row) => Uint8Array.from(row))],
    ['a Matrix (n_x, m)', Matrix.from(rows).T],
    ['a flat array with a shape', { shape: [3, 2], data: Float32Array.from(rows.flat()) }],
    ['whole numbers with a shape', { shape: [3, 2], data: Uint8Array.from(rows.flat()) }],
    ['strides and an offset', strided],
    ['strides over a typed array', { ...strided, data: Float64Array.from(strided.data) }],
    ['strides over whole numbers', { ...strided, data: Int16Array.from(strided.data) }],
    ['a tensor', { shape: [3, 2], dataSync: () => Float32Array.from(rows.flat()) } as never],
    ['a data frame', { shape: [3, 2], values: rows } as never],
    ['an ml-matrix', { rows: 3, columns: 2, to1DArray: () => rows.flat() } as never],
  ])('%s', (_, examples) => {
    expect(content(Dataset.from(examples, labels, options))).toEqual(expected);
  });

  it.each<[string, Parameters<typeof Dataset.from>[1]]>([
    ['a list', [1, 0, 1]],
    ['a typed array', Float64Array.of(1, 0, 1)],
    ['a Matrix (1, m)', Matrix.from([[1, 0, 1]])],
    ['a flat array with a shape', { shape: [3], data: Int32Array.of(1, 0, 1) }],
    [
      'one-hot rows',
      [
        [0, 1],
        [1, 0],
        [0, 1],
      ],
    ],
    [
      'a one-hot Matrix (2, m)',
      Matrix.from([
        [0, 1, 0],
        [1, 0, 1],
      ]),
    ],
  ])('targets as %s', (_, targets) => {
    const data = Dataset.from(rows, targets, options);
    expect(content(data)).toEqual({ ...expected, classes: [0, 1] });
    expect(data.labels).toEqual([1, 0, 1]);
  });

  it('several values: one row an example, or a Matrix (n_y, m)', () => {
    const values = [
      [0.5, 5],
      [0.25, 6],
      [0.75, 7],
    ];
    const byRows = Dataset.from(rows, values, { task: 'regression', targets: ['p', 'q'] });
    expect(byRows.Y.toArray()).toEqual([
      [0.5, 0.25, 0.75],
      [5, 6, 7],
    ]);
    expect(byRows.labels).toEqual(values);
    expect([byRows.targets, byRows.classes]).toEqual([['p', 'q'], null]);
    const byMatrix = Dataset.from(rows, Matrix.from(values).T, { task: 'regression' });
    expect([byMatrix.labels, byMatrix.targets]).toEqual([values, ['y1', 'y2']]);
  });

  it('known classes in their order, of which the data holds one', () => {
    const classes = ['c', 'b', 'a'];
    const data = Dataset.from(rows, ['b', 'b', 'b'], { classes });
    expect(data.classes).toEqual(classes);
    expect(data.Y.toArray()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });

  it('the dtype that it keeps', () => {
    const data = Dataset.from([[0.1], [0.2]], [0.1, 5], { task: 'regression', dtype: 'float32' });
    expect([data.X.dtype, data.Y.dtype]).toEqual(['float32', 'float32']);
    expect([...data.X.data]).toEqual([Math.fround(0.1), Math.fround(0.2)]);
  });

  it('many numbers, and names the one that is not finite', () => {
    const [m, n] = [9000, 3];
    for (const Type of [Float32Array, Float64Array]) {
      const data = new Type(m * n).map((_, i) => i);
      const targets = new Type(m).map((_, j) => j % 2);
      const made = Dataset.from({ shape: [m, n], data }, targets, { dtype: 'float32' });
      expect([...made.X.T.data]).toEqual([...data]);
      expect(made.Y.toArray()).toEqual([[...targets]]);
      data[20_000] = Infinity;
      expect(() => Dataset.from({ shape: [m, n], data }, targets)).toThrow(
        'examples row 6666, column 2 is Infinity',
      );
      targets[8500] = NaN;
      expect(() => Dataset.from({ shape: [m, n], data: made.X.T.data }, targets)).toThrow(
        'targets[8500] must be a class name, a boolean or a finite number, not NaN',
      );
    }
  });

  it('numbers whose sum is too large to be finite', () => {
    const [large, targets] = [{ shape: [2, 4], data: new Float64Array(8).fill(1.7e308) }, [0, 1]];
    expect(Dataset.from(large, targets).X.at(3, 1)).toBe(1.7e308);
    const list = [
      [1.7e308, 1.7e308],
      [1, 2],
    ];
    expect(Dataset.from(list, targets).X.at(1, 0)).toBe(1.7e308);
    expect(() => Dataset.from(large, targets, { dtype: 'float32' })).toThrow(
      'examples row 0, column 0 is 1.7e+308, which float32 cannot hold',
    );
  });

  it('copies: what the caller changes later changes nothing', () => {
    const table = { shape: [3, 2], data: Float64Array.from(rows.flat()) };
    const data = Dataset.from(table, labels, options);
    table.data.fill(0);
    expect(content(data)).toEqual(expected);
  });
});

describe('Dataset.fromRecords', () => {
  const records = [
    { large: 10, kind: 'b', small: 1, note: 'x' },
    { kind: 'a', small: 2, large: 20, note: 'y' },
    { small: 4, large: 40, kind: 'b', note: 'z' },
  ];

  it('takes named columns in the order asked for', () => {
    const data = Dataset.fromRecords(records, { target: 'kind', features: ['small', 'large'] });
    expect(content(data)).toEqual({ ...expected, targets: ['kind'] });
  });

  it('takes all other columns of the first record', () => {
    const numbers = records.map(({ kind, small, large }) => ({ large, kind, small }));
    const data = Dataset.fromRecords(numbers, { target: 'kind' });
    expect(data.features).toEqual(['large', 'small']);
    expect(data.X.toArray()).toEqual([expected.X[1], expected.X[0]]);
  });

  it('takes the known classes in their order, of which the records hold one', () => {
    const one = Dataset.fromRecords([{ a: 1, y: 'b' }], { target: 'y', classes: ['b', 'a'] });
    expect([one.classes, one.labels, one.Y.toArray()]).toEqual([['b', 'a'], ['b'], [[0]]]);
  });

  it('takes several targets', () => {
    const data = Dataset.fromRecords(
      [
        { a: 1, p: 0.5, q: 3 },
        { a: 2, p: 1.5, q: 4 },
      ],
      { target: ['q', 'p'], task: 'regression' },
    );
    expect([data.targets, data.labels]).toEqual([
      ['q', 'p'],
      [
        [3, 0.5],
        [4, 1.5],
      ],
    ]);
  });
});

/** 12 examples named by their only feature; classes a ×6, b ×4, c ×2. */
const classed = Dataset.from(
  Array.from({ length: 12 }, (_, j) => [j]),
  [...'aaaaaabbbbcc'],
);
const names = (data: Dataset): number[] => [...data.X.data];

describe('parts', () => {
  it('split at random is NumPy’s permutation, the first for testing', () => {
    const [fit, test] = classed.split({ test: 0.25, seed: 5 });
    const order = [...new RandomState(5).permutation(12)];
    expect(names(test)).toEqual(order.slice(0, 3));
    expect(names(fit)).toEqual(order.slice(3));
  });

  it.each([0.1, 0.2, 0.5, 0.75, 0.9])('stratified %d keeps each class in both parts', (share) => {
    for (let seed = 0; seed < 20; seed++) {
      const [fit, test] = classed.split({ test: share, seed, stratify: true });
      const count = (data: Dataset, label: Label): number =>
        data.labels.filter((l) => l === label).length;
      for (const [label, n] of [
        ['a', 6],
        ['b', 4],
        ['c', 2],
      ] as const) {
        const wanted = Math.min(n - 1, Math.max(1, Math.round(share * n)));
        expect([count(test, label), count(fit, label)]).toEqual([wanted, n - wanted]);
      }
      expect([...names(fit), ...names(test)].sort((a, b) => a - b)).toEqual(names(classed));
    }
  });

  it('stratified: of each class the first of NumPy’s permutation are for testing', () => {
    const [fit, test] = classed.split({ test: 0.5, seed: 5, stratify: true });
    const order = [...new RandomState(5).permutation(12)];
    const left = { a: 3, b: 2, c: 1 };
    const tested = order.filter((j) => left[classed.labels[j] as 'a']-- > 0);
    expect(names(test)).toEqual(tested);
    expect(names(fit)).toEqual(order.filter((j) => !tested.includes(j)));
  });

  it('keep examples together with their labels, names and classes', () => {
    const [fit, test] = classed.split({ test: 0.5, seed: 1 });
    for (const part of [fit, test, classed.subset([11, 0, 11]), classed.shuffle({ seed: 3 })]) {
      expect(part.labels).toEqual(names(part).map((j) => classed.labels[j]));
      expect([part.classes, part.features, part.targets]).toEqual([['a', 'b', 'c'], ['x1'], ['y']]);
    }
    expect(names(classed.subset([11, 0, 11]))).toEqual([11, 0, 11]);
    expect(names(classed.subset(Uint8Array.of(2)))).toEqual([2]);
  });

  it('shuffle is NumPy’s permutation', () => {
    expect(names(classed.shuffle({ seed: 3 }))).toEqual([...new RandomState(3).permutation(12)]);
    expect(names(classed.shuffle())).toEqual([...new RandomState(0).permutation(12)]);
  });
});

describe('describe', () => {
  it('gives smallest, largest, mean and deviation of each column, and the classes', () => {
    const { size, features, classes, targets } = Dataset.from(rows, labels, options).describe();
    expect([size, targets]).toEqual([3, null]);
    expect(classes).toEqual([
      { label: 'a', count: 1 },
      { label: 'b', count: 2 },
    ]);
    const [small, large] = features;
    expect(small).toMatchObject({ name: 'small', min: 1, max: 4 });
    expect(small!.mean).toBeCloseTo(7 / 3, 15);
    // ((1 − 7/3)² + (2 − 7/3)² + (4 − 7/3)²) / 3 = 14/9
    expect(small!.deviation).toBeCloseTo(Math.sqrt(14 / 9), 15);
    expect(large!.deviation).toBeCloseTo(10 * Math.sqrt(14 / 9), 14);
  });

  it('gives the targets of a regression', () => {
    const { classes, targets } = Dataset.from(rows, [3, 5, 3], { task: 'regression' }).describe();
    expect(classes).toBeNull();
    expect(targets).toEqual([
      { name: 'y', min: 3, max: 5, mean: 11 / 3, deviation: expect.closeTo(Math.sqrt(8 / 9), 15) },
    ]);
  });

  it('has the flower’s figures', () => {
    const { classes, features } = datasets.flower().describe();
    expect(classes!.map(({ count }) => count)).toEqual([200, 200]);
    const [x] = datasets.flower().X.toArray();
    const mean = x!.reduce((sum, v) => sum + v, 0) / 400;
    expect(features[0]!.mean).toBeCloseTo(mean, 14);
  });

  it('does not lose a small spread beside a large mean, nor give a constant column one', () => {
    const offset = 1e9;
    const data = Dataset.from(
      Array.from({ length: 1000 }, (_, j) => [offset + (j % 2), 0.1]),
      Array.from({ length: 1000 }, (_, j) => j % 2),
    );
    const [spread, constant] = data.describe().features;
    expect(spread!.deviation).toBeCloseTo(0.5, 12);
    expect(constant).toEqual({ name: 'x2', min: 0.1, max: 0.1, mean: 0.1, deviation: 0 });
  });
});

describe('targets of numbers without a task', () => {
  const from = (targets: readonly number[]): Dataset =>
    Dataset.from(
      targets.map((_, i) => [i]),
      targets,
    );
  const whole = (k: number): number[] => Array.from({ length: 2 * k }, (_, i) => i % k);

  it('are classes where all are 0 and 1', () => {
    expect(from([0, 1, 1]).task).toBe('classification');
  });

  it.each([
    ['one has a fraction', [1, 2, 2.5]],
    ['more than 30 differ', whole(31)],
  ])('are values where %s', (_, targets) => {
    const { task, classes, labels } = from(targets);
    expect([task, classes, labels]).toEqual(['regression', null, targets]);
  });

  it('are asked about where 30 or fewer whole ones differ, with one of them', () => {
    expect(() => from(whole(30))).toThrow(/such as 2: .* Say task: 'classification' or/);
  });
});

describe("task 'multilabel'", () => {
  const X = [[0], [1], [2]];
  const labels = [
    [0, 1, 1],
    [1, 1, 0],
    [0, 0, 0],
  ];

  it('keeps a 0 or 1 for each label of an example', () => {
    const data = Dataset.from(X, labels, { task: 'multilabel', targets: ['a', 'b', 'c'] });
    expect([data.task, data.classes, data.targets]).toEqual(['multilabel', null, ['a', 'b', 'c']]);
    expect([data.labels, data.Y.T.toArray()]).toEqual([labels, labels]);
  });

  it('is named where several columns are 0 and 1 without one 1 in each example', () => {
    expect(() => Dataset.from(X, labels)).toThrow(/task: 'multilabel'/);
    expect(() => Dataset.from(X, labels, { task: 'classification' })).toThrow(/multilabel/);
  });

  it('refuses another number with its place', () => {
    const odd = [...labels.slice(0, 2), [0, 2, 0]];
    expect(() => Dataset.from(X, odd, { task: 'multilabel' })).toThrow(/row 2, column 1 is 2/);
  });
});

describe('rows with holes', () => {
  it('are taken with holes: true, and refused without', () => {
    const rows = [
      [1, NaN],
      [2, 3],
    ];
    const data = Dataset.from(rows, ['a', 'b'], { holes: true, features: ['p', 'q'] });
    expect(data.records()).toEqual([
      { p: 1, q: null },
      { p: 2, q: 3 },
    ]);
    expect(() => data.X).toThrow(/"q" has missing values/);
    expect(() => Dataset.from(rows, ['a', 'b'])).toThrow(/column 1/);
    const whole = Dataset.from([[1], [2]], ['a', 'b'], { holes: true });
    expect(whole.X.toArray()).toEqual([[1, 2]]);
  });
});
