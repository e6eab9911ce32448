// Targets that a loss cannot mean: what the verbs refuse, and what they take.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  computeCost,
  Dataset,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  nnModel,
  predict,
  RandomState,
  type DType,
  type Output,
} from '../../lib/index.js';
import { cast, columnMajor, randomMatrix, strided } from '../oracles.js';
import { each, refused, refusedWith } from '../refusals.js';
import { AL, cache, data, expectUnchanged, parameters, X, Y } from './inputs.js';

expectUnchanged();

const labels = (of: (label: number, j: number) => number): Matrix =>
  Matrix.from([Array.from(Y.data, of)]);
const binary = 'targets of a sigmoid output are 0 or 1';
const oneHot = 'targets of a softmax output are one-hot: a single 1 in every column, else 0';
const quick = { numIterations: 2, seed: 3 };

/** Each verb that takes targets. */
const verbs: Record<string, (y: Matrix) => unknown> = {
  nnModel: (y) => nnModel(X, y, 4, quick),
  'computeCost from AL': (y) => computeCost(AL, y),
  'computeCost from the cache': (y) => computeCost(AL, y, cache),
  backwardPropagation: (y) => backwardPropagation(parameters, cache, X, y),
};

for (const [name, verb] of Object.entries(verbs)) {
  refused(name, [
    ...each('ERR_DATA', (of: (label: number, j: number) => number) => verb(labels(of)), [
      [(v: number) => v + 1, 'Y', 'Y row 0, column 20 is 2;', binary, '1 and 2'],
      [(v: number) => 2 * v - 1, 'Y', 'Y row 0, column 0 is -1;', binary, '-1 and 1'],
      [(v: number) => v / 2, 'Y', 'Y row 0, column 20 is 0.5;', binary],
      [(v: number, j: number) => (j === 7 ? 1e-9 : v), 'Y', 'Y row 0, column 7 is 1e-9;'],
    ]),
    [
      'NaN that came by a view',
      () =>
        verb(
          Matrix.of(
            Float64Array.from(Y.data, (v, j) => (j === 3 ? NaN : v)),
            1,
            40,
          ),
        ),
      'ERR_DATA',
      'Y',
      'Y row 0, column 3 is NaN;',
    ],
  ]);
}

refused('swapped arguments of computeCost', [
  ['from AL', () => computeCost(Y, AL), 'ERR_DATA', 'Y', binary, 'come first: computeCost(AL, Y)'],
  ['with the cache', () => computeCost(Y, AL, cache), 'ERR_DATA', 'Y', 'computeCost(AL, Y)'],
]);

it('swapped arguments are not found where every output is a label', () => {
  const P = predict(parameters, X);
  expect(computeCost(Y, P)).toBe(computeCost(P, Y));
});

describe('softmax', () => {
  const net = { output: 'softmax' } as const;
  const three = initializeParameters([2, 4, 3], { seed: 1 });
  const points = Matrix.from([
    [1, 2, 3],
    [3, 2, 1],
  ]);
  const [A, made] = forwardPropagation(points, three, net);
  const cost = (rows: number[][]) => computeCost(A, Matrix.from(rows), made);

  refused('columns that are not one-hot', [
    ...each('ERR_DATA', cost, [
      [
        [
          [1, 0, 0],
          [0, 0.4, 1],
          [0, 0.6, 0],
        ],
        'Y',
        'Y row 1, column 1 is 0.4;',
        oneHot,
      ],
      [
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 0],
        ],
        'Y',
        'Y rows 0 to 2, column 2 hold no 1;',
        oneHot,
      ],
      [
        [
          [1, 0, 0],
          [0, 1, 1],
          [0, 1, 0],
        ],
        'Y',
        'Y row 2, column 1 is a second 1;',
        oneHot,
      ],
    ]),
  ]);
});

it('an identity output takes any values', () => {
  const [A, made] = forwardPropagation(X, parameters, { output: 'identity' });
  const y = labels((v, j) => 3 * v - j);
  const costs = [computeCost(A, y), computeCost(A, y, made)];
  expect(costs[0]).toBe(costs[1]);
  expect(costs[0]).toBeGreaterThan(1);
  expect(backwardPropagation(parameters, made, X, y).dW1.rows).toBe(4);
  expect(nnModel(X, y, 4, { ...quick, learningRate: 1e-6, output: 'identity' }).W1.rows).toBe(4);
});

describe('a model of a dictionary', () => {
  const model = Model.from(parameters);
  const as = (of: (label: number) => number, task: 'classification' | 'regression') =>
    Dataset.from(X, labels(of), { task }) as unknown as typeof data;

  refused('is judged by its own labels only', [
    [
      '1 and 2',
      () => model.evaluate(as((v) => v + 1, 'classification')),
      'ERR_DATA',
      'targets',
      'target of example 20 is 2, which is none of the 2 known classes: 0, 1',
    ],
    [
      '-1 and 1',
      () => model.evaluateAsync(as((v) => 2 * v - 1, 'classification')),
      'ERR_DATA',
      'targets',
      'target of example 0 is -1',
    ],
    [
      '0.5',
      () => model.evaluate(as((v) => v / 2, 'classification')),
      'ERR_DATA',
      'targets',
      'target of example 20 is 0.5',
    ],
    [
      'values',
      () => model.evaluate(as((v) => v / 2, 'regression')),
      'ERR_DATA',
      'data',
      'has values as targets, but the model predicts classes',
    ],
  ]);

  it('and costs what the verbs say', () => {
    expect(model.evaluate(data).cost).toBe(computeCost(AL, Y, cache));
  });
});

describe('any targets, by a plain loop', () => {
  const random = new RandomState(1506);
  const pick = <T>(list: readonly T[]): T => list[random.interval(list.length - 1)]!;
  const odd = [2, -1, 0.5, NaN, Infinity, -Infinity, 1e-30, 1 + 2 ** -20, -0.25];
  const layouts = [
    (m: Matrix) => m,
    columnMajor,
    (m: Matrix) => strided(m, 2 * m.cols, 2),
    (m: Matrix) => strided(m, 1, m.rows + 3),
  ];

  /** Right labels of which some numbers may have been replaced. */
  function targets(output: Output, rows: number, cols: number): number[][] {
    const table = Array.from({ length: rows }, () =>
      Array.from({ length: cols }, () => (output === 'sigmoid' ? random.interval(1) : 0)),
    );
    if (output === 'softmax')
      for (let j = 0; j < cols; j++) table[random.interval(rows - 1)]![j] = 1;
    for (let n = random.interval(2); n > 0; n--)
      pick(table)[random.interval(cols - 1)] = pick([0, 1, ...odd]);
    return table;
  }

  /** What a refusal begins with, or nothing. */
  function offender(output: Output, table: readonly (readonly number[])[]): string | undefined {
    for (let j = 0; j < table[0]!.length; j++) {
      const column = table.map((row) => row[j]!);
      const ones = column.flatMap((v, r) => (v === 1 ? [r] : []));
      const strange = column.findIndex((v) => v !== 0 && v !== 1);
      const second = output === 'softmax' ? (ones[1] ?? -1) : -1;
      const found = [strange, second].filter((r) => r >= 0);
      const row = Math.min(...found);
      if (found.length > 0)
        return `Y row ${row}, column ${j} is ${row === strange ? column[row] : 'a second 1'};`;
      if (output === 'softmax' && ones.length === 0)
        return `Y rows 0 to ${column.length - 1}, column ${j} hold no 1;`;
    }
    return undefined;
  }

  it.each(['float32', 'float64'] as const)('%s', async (dtype: DType) => {
    const counts = { refused: 0, taken: 0 };
    for (let round = 0; round < 150; round++) {
      const output = pick(['sigmoid', 'softmax'] as const);
      const [rows, cols] = [1 + random.interval(3), 1 + random.interval(11)];
      const table = targets(output, rows, cols);
      const y = pick(layouts)(cast(dtype, Matrix.of(Float64Array.from(table.flat()), rows, cols)));
      const start = initializeParameters([2, 3, rows], { seed: round, dtype });
      const x = randomMatrix(dtype, 2, cols, random);
      const [A, made] = forwardPropagation(x, start, { output });
      const expected = offender(output, y.toArray());
      const calls = [
        () => computeCost(A, y),
        () => computeCost(A, y, made),
        () => backwardPropagation(start, made, x, y),
      ] as const;
      if (expected === undefined) {
        expect(calls[0]()).toBeGreaterThanOrEqual(0);
        expect(calls[1]()).toBeGreaterThanOrEqual(0);
        expect(Object.keys(calls[2]())).toEqual(['dW1', 'db1', 'dW2', 'db2']);
        counts.taken++;
        continue;
      }
      for (const call of calls) {
        const { code, argument, message } = await refusedWith(call);
        expect([code, argument]).toEqual(['ERR_DATA', 'Y']);
        expect(message.startsWith(expected), `${message} — ${expected}`).toBe(true);
      }
      counts.refused++;
    }
    expect(Math.min(counts.refused, counts.taken)).toBeGreaterThan(40);
  });
});
