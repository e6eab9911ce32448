// A served row has the same bits in any batch, view or path, on the backend in use, for one dtype.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  computeCost,
  forwardPropagation,
  initializeParameters,
  Matrix,
  RandomState,
  train,
  type Activation,
  type Dataset,
  type DType,
  type Model,
  type ParameterDict,
} from '../lib/index.js';
import { cast, columnMajor, firstDifference, numbers, randomMatrix, strided } from './oracles.js';
import { clouds, flat, surface } from './runs.js';

// A served network, by its sizes: hidden widths around the widths of vectors, tiles and blocks.
const SERVED: readonly {
  features: number;
  hidden: readonly number[];
  activation: Activation;
  task: string;
}[] = [
  { features: 2, hidden: [4], activation: 'tanh', task: 'binary' },
  { features: 5, hidden: [], activation: 'tanh', task: 'softmax' },
  { features: 3, hidden: [1, 2], activation: 'sigmoid', task: 'regression' },
  { features: 8, hidden: [8, 8], activation: 'prelu', task: 'softmax' },
  { features: 13, hidden: [15, 9], activation: 'relu', task: 'softmax' },
  { features: 16, hidden: [17], activation: 'elu', task: 'binary' },
  { features: 33, hidden: [31, 65], activation: 'leakyRelu', task: 'regression' },
  { features: 64, hidden: [32, 33], activation: 'elu', task: 'softmax' },
  { features: 257, hidden: [7], activation: 'prelu', task: 'softmax' },
  { features: 3, hidden: [5, 8], activation: 'gelu', task: 'binary' },
  { features: 13, hidden: [33, 7], activation: 'silu', task: 'regression' },
  { features: 8, hidden: [8, 15], activation: 'mish', task: 'softmax' },
  { features: 5, hidden: [17, 3], activation: 'selu', task: 'binary' },
  { features: 7, hidden: [31], activation: 'softplus', task: 'regression' },
];

function problemOf(task: string, features: number, m: number): Dataset {
  if (task === 'regression') return surface(features, m, 61);
  return clouds(features, task === 'binary' ? 2 : 5, m, 62);
}

function served(
  dtype: DType,
  { features, hidden, activation, task }: (typeof SERVED)[number],
): Promise<Model> {
  return train(problemOf(task, features, 40), {
    hidden,
    activation,
    epochs: 2,
    dtype,
    scale: 'none',
    seed: 8,
  });
}

export function describePredict(dtype: DType): void {
  const count = 600;

  describe.each(SERVED)(`predict, ${dtype}: $features → $hidden $activation, $task`, (shape) => {
    const X = cast(dtype, randomMatrix('float64', shape.features, count, new RandomState(63)));
    const rows = X.T.toArray();
    const same = (x: readonly Float64Array[], y: readonly Float64Array[]): void => {
      expect(x.length).toBe(y.length);
      x.forEach((p, j) => {
        const difference = firstDifference(p, y[j]!);
        if (difference) expect.fail(`example ${j} of ${x.length}: ${difference}`);
      });
    };

    it('gives a row the bits that it has in any batch', async () => {
      const model = await served(dtype, shape);
      const single = rows.map((row) => model.probabilities(row));
      for (const m of [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 255, 256, 257, 513, 600]) {
        same(model.probabilities(rows.slice(0, m)), single.slice(0, m));
        same(model.probabilities(rows.slice(count - m)), single.slice(count - m));
      }
    });

    it('takes a Matrix however it lies, and predictInto gives the same', async () => {
      const model = await served(dtype, shape);
      const expected = model.probabilities(rows);
      const views = [
        X,
        columnMajor(X),
        strided(X, 2 * count + 1, 2),
        strided(X, 2, 2 * shape.features),
      ];
      for (const view of views) same(model.probabilities(view), expected);
      const out = numbers(dtype, (model.classes?.length === 2 ? 1 : expected[0]!.length) * count);
      model.predictInto(X.T.data, out);
      const last = expected.map((p) => (model.classes?.length === 2 ? p.slice(1) : p));
      expect(
        firstDifference(
          out,
          last.flatMap((p) => Array.from(p)),
        ),
      ).toBeUndefined();
    });

    it('gives the outputs of forwardPropagation', async () => {
      const model = await served(dtype, shape);
      const output =
        model.classes === null ? 'identity' : model.classes.length === 2 ? 'sigmoid' : 'softmax';
      const [A] = forwardPropagation(X, model.parameters, { activation: shape.activation, output });
      const out = numbers(dtype, A.rows * count);
      model.predictInto(X.T.data, out);
      expect(firstDifference(out, A.T.data)).toBeUndefined();
    });
  });
}

export function describeViews(dtype: DType): void {
  it(`the verbs give views the bits of copies, ${dtype}`, () => {
    const random = new RandomState(64);
    const net = { activation: ['prelu', 'tanh'], output: 'softmax' } as const;
    for (const [m, sizes] of [
      [50, [5, 7, 6, 3]],
      [70, [8, 8, 4, 3]],
      [33, [20, 17, 9, 4]],
    ] as const) {
      const parameters = initializeParameters(sizes, {
        initializer: 'heNormal',
        dtype,
        activation: net.activation,
      });
      const X = randomMatrix(dtype, sizes[0], m, random);
      const Y = Matrix.of(numbers(dtype, sizes[3] * m), sizes[3], m);
      for (let j = 0; j < m; j++) Y.data[random.interval(sizes[3] - 1) * m + j] = 1;
      const all = (x: Matrix, y: Matrix, p: ParameterDict): number[] => {
        const [A, cache] = forwardPropagation(x, p, net);
        return [
          ...A.data,
          computeCost(A, y, cache),
          ...flat(backwardPropagation(p, cache, x, y) as ParameterDict),
        ];
      };
      const expected = all(X, Y, parameters);
      const turned = Object.fromEntries(
        Object.entries(parameters as Record<string, Matrix>).map(([key, p]) => [
          key,
          columnMajor(p),
        ]),
      ) as ParameterDict;
      expect(
        firstDifference(all(columnMajor(X), columnMajor(Y), turned), expected),
      ).toBeUndefined();
      const [wideX, wideY] = [strided(X, 2 * m, 2), strided(Y, 1, sizes[3] + 5)];
      expect(firstDifference(all(wideX, wideY, parameters), expected)).toBeUndefined();
    }
  });
}
