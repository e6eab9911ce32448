// A linear path from the inputs to the outputs, on the backend in use: its arithmetic in plain loops, and what goes
// over a network's tensors.
import { describe, expect, it } from 'vitest';
import { dtypes } from '../lib/base/dtype.js';
import {
  backwardPropagation,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  nnModel,
  predict,
  RandomState,
  session,
  summary,
  sweep,
  train,
  updateParameters,
  type DType,
  type ParameterDict,
} from '../lib/index.js';
import {
  draws,
  firstDifference,
  multiplyAddOf,
  numbers,
  productByTheRules,
  randomMatrix,
  type Floats,
} from './oracles.js';
import { refused } from './refusals.js';
import { flat } from './runs.js';
import { readFile } from './safetensors.js';

/** Parameters without a zero among them. */
function parametersOf(sizes: readonly number[], dtype: DType, random: RandomState): ParameterDict {
  const parameters = initializeParameters(sizes, { dtype, activation: 'elu', linear: true });
  for (const { data } of Object.values(parameters))
    data.set(draws(dtype, data.length, random).map((v) => v / 2));
  return parameters;
}

const net = { activation: 'elu' } as const;

const shapes = [
  { sizes: [2, 4, 1], m: 400, why: 'narrow' },
  { sizes: [9, 8, 3, 1], m: 70, why: 'narrow behind a layer that is not' },
  { sizes: [300, 20, 4], m: 1, why: 'one example' },
  { sizes: [290, 530, 11], m: 33, why: 'deeper than a block of products' },
  { sizes: [7, 30, 70], m: 19, why: 'many outputs' },
];

describe.each(dtypes)('arithmetic, %s', (dtype) => {
  const fma = multiplyAddOf(dtype);

  it.each(shapes)('$why: Z[L] is b, hidden units, then inputs, in one chain', ({ sizes, m }) => {
    const random = new RandomState(m);
    const parameters = parametersOf(sizes, dtype, random);
    const X = randomMatrix(dtype, sizes[0]!, m, random);
    const L = sizes.length - 1;
    const [, cache] = forwardPropagation(X, parameters, net);
    const terms: readonly [Matrix, Matrix][] = [
      [parameters[`W${L}`]!, cache[`A${L - 1}`]!],
      [parameters.Wx!, X],
    ];
    const [Z, b] = [numbers(dtype, sizes[L]! * m), parameters[`b${L}`]!.data];
    for (let i = 0; i < Z.length; i++) {
      const [r, j] = [Math.floor(i / m), i % m];
      let sum = b[r]!;
      for (const [W, A] of terms)
        for (let k = 0; k < W.cols; k++)
          sum = fma(W.data[r * W.cols + k]!, A.data[k * m + j]!, sum);
      Z[i] = sum;
    }
    expect(firstDifference(cache[`Z${L}`]!.data, Z)).toBeUndefined();
  });

  it.each([...shapes, { sizes: [3, 12, 2], m: 300, why: 'in lanes' }])(
    '$why: dWx is dZ[L] · Xᵀ by the rules',
    ({ sizes, m }) => {
      const random = new RandomState(m + 1);
      const parameters = parametersOf(sizes, dtype, random);
      const X = randomMatrix(dtype, sizes[0]!, m, random);
      const Y = randomMatrix(dtype, sizes.at(-1)!, m, random);
      const values = { ...net, output: 'identity' } as const;
      const [A, cache] = forwardPropagation(X, parameters, values);
      const { dWx } = backwardPropagation(parameters, cache, X, Y);
      const dZ = Matrix.of(
        numbers(
          dtype,
          A.data.map((a, i) => a - Y.data[i]!),
        ),
        A.rows,
        m,
      );
      const [mean] = numbers(dtype, [1 / m]);
      const expected = productByTheRules(dZ, X.T).map((sum) => sum * mean!);
      expect(firstDifference(dWx!.data, expected)).toBeUndefined();
      expect([dWx!.rows, dWx!.cols]).toEqual([sizes.at(-1), sizes[0]]);
    },
  );

  it.each(shapes)('$why: a row predicts as in a batch, as the verbs do', async ({ sizes, m }) => {
    const random = new RandomState(m + 2);
    const parameters = parametersOf(sizes, dtype, random);
    const model = Model.from(parameters, { ...net, output: 'identity' });
    const X = randomMatrix(dtype, sizes[0]!, m, random);
    const rows = X.T.toArray();
    const n = sizes.at(-1)!;
    const [A] = forwardPropagation(X, parameters, { ...net, output: 'identity' });
    const all = A.T.data;
    const into = (of: readonly number[][]): Floats => {
      const out = numbers(dtype, of.length * n);
      model.predictInto(numbers(dtype, of.flat()), out);
      return out;
    };
    expect(firstDifference(into(rows), all)).toBeUndefined();
    expect(
      firstDifference(
        rows.flatMap((row) => [...into([row])]),
        all,
      ),
    ).toBeUndefined();
    const batch = (await model.predictAsync(X)) as Matrix | number[][] | number[];
    const told = batch instanceof Matrix ? batch.T.data : batch.flat();
    expect(firstDifference(told, Array.from(all))).toBeUndefined();
  });

  it('of zeros changes no bit', () => {
    const random = new RandomState(5);
    const { Wx, ...plain } = parametersOf([6, 9, 3], dtype, random);
    const X = randomMatrix(dtype, 6, 40, random);
    const zeros = { ...plain, Wx: Matrix.of(numbers(dtype, 18), 3, 6) };
    const [without] = forwardPropagation(X, plain, net);
    const [of] = forwardPropagation(X, zeros, net);
    expect(firstDifference(of.data, without.data)).toBeUndefined();
    const [some] = forwardPropagation(X, { ...plain, Wx: Wx! }, net);
    expect(firstDifference(some.data, without.data)).toBeDefined();
  });
});

describe('verbs', () => {
  it('begin with zeros, and draw nothing for them', () => {
    const plain = initializeParameters([3, 5, 2], { seed: 3 });
    const { Wx, ...others } = initializeParameters([3, 5, 2], { seed: 3, linear: true });
    expect([Wx!.rows, Wx!.cols, ...Wx!.data]).toEqual([2, 3, 0, 0, 0, 0, 0, 0]);
    expect(flat(others)).toEqual(flat(plain));
    expect(initializeParameters(2, 4, 1, { linear: true }).Wx!.toArray()).toEqual([[0, 0]]);
    expect(initializeParameters(2, 4, 1, { linear: false }).Wx).toBeUndefined();
  });

  it('update and predict with it', () => {
    const { X, Y } = datasets.flower();
    const parameters = initializeParameters(2, 4, 1, { seed: 3, linear: true });
    const [, cache] = forwardPropagation(X, parameters);
    const grads = backwardPropagation(parameters, cache, X, Y);
    expect(Object.keys(grads)).toEqual(['dW1', 'db1', 'dW2', 'db2', 'dWx']);
    const next = updateParameters(parameters, grads, 0.5);
    expect(next.Wx!.toArray()).toEqual([grads.dWx!.toArray()[0]!.map((g) => -0.5 * g)]);
    const [A] = forwardPropagation(X, next);
    expect(predict(next, X).data).toEqual(A.data.map((p) => (p > 0.5 ? 1 : 0)));
  });

  it('nnModel is train', async () => {
    const { X, Y } = datasets.flower();
    const byVerbs = nnModel(X, Y, 4, { numIterations: 40, seed: 3, linear: true });
    const model = await train(datasets.flower(), {
      hidden: [4],
      activation: 'tanh',
      linear: true,
      initializer: { normal: 0.01 },
      optimizer: 'sgd',
      learningRate: 1.2,
      batchSize: 'all',
      epochs: 40,
      seed: 3,
      dtype: 'float64',
      scale: 'none',
    });
    expect(flat(model.parameters)).toEqual(flat(byVerbs));
  });
});

describe('models', () => {
  const moons = datasets.moons();
  const options = { hidden: [6], linear: true, epochs: 4, seed: 2 } as const;

  it('are told of it', async () => {
    const model = await train(moons, options);
    const told = model.summary();
    expect(told.layers.map(({ Wx, parameters }) => [Wx, parameters])).toEqual([
      [undefined, 18],
      [[1, 2], 9],
    ]);
    expect(told.parameters).toBe(27);
    expect(String(told).split('\n')[0]).toBe(
      'layer  activation       W       b      Wx  parameters',
    );
    expect(String(told)).toContain('    2  sigmoid     (1, 6)  (1, 1)  (1, 2)           9');
    expect(String(summary(model.parameters, { activation: 'relu' }))).toBe(String(told));
    expect(String((await train(moons, { ...options, linear: false })).summary())).not.toContain(
      'Wx',
    );
  });

  it('come back from files and dictionaries bit for bit', async () => {
    const model = await train(moons, options);
    const { metadata, tensors } = readFile(model.toBytes());
    expect(metadata.version).toBe('4');
    expect(tensors['linear.weight']!.shape).toEqual([1, 2]);
    const loaded = Model.fromBytes(model.toBytes());
    expect(flat(loaded.parameters)).toEqual(flat(model.parameters));
    expect(loaded.probabilities(moons.X)).toEqual(model.probabilities(moons.X));
    const plain = await train(moons, { ...options, scale: 'none' });
    const again = Model.from(plain.parameters, { activation: 'relu' });
    expect(again.probabilities(moons.X)).toEqual(plain.probabilities(moons.X));
  });

  it('go on from one with its path', async () => {
    const start = await train(moons, options);
    const model = await train(moons, { start, epochs: 2 });
    expect(model.parameters.Wx!.toArray()).not.toEqual(start.parameters.Wx!.toArray());
    const said = await train(moons, { start, linear: true, epochs: 2 });
    expect(flat(said.parameters)).toEqual(flat(model.parameters));
    const plain = await train(moons, { ...options, linear: false });
    expect((await train(moons, { start: plain, epochs: 2 })).parameters.Wx).toBeUndefined();
  });

  it('are what a session comes to', async () => {
    const given = { ...options, batchSize: 'all' } as const;
    using steps = await session(moons, { hidden: [6], linear: true, batchSize: 'all', seed: 2 });
    await steps.run(4);
    const model = await train(moons, given);
    expect(flat(steps.parameters)).toEqual(flat(model.parameters));
  });

  it('with it are compared with a baseline that needs none', async () => {
    const result = await sweep(moons, { hidden: [3], linear: true, epochs: 3, parallel: 1 });
    expect(result.rows.map(({ parameters }) => parameters)).toEqual([3, 15]);
  });
});

const [{ X, Y }, three] = [datasets.flower(), initializeParameters(2, 4, 1, { linear: true })];
const { Wx, ...two } = three;
const grads = backwardPropagation(three, forwardPropagation(X, three)[1], X, Y);
const gradsOfTwo = backwardPropagation(two, forwardPropagation(X, two)[1], X, Y);

refused('a linear path is refused', [
  [
    'where there are no hidden layers',
    () => train(datasets.moons(), { hidden: [], linear: true }),
    'ERR_OPTION',
    'linear',
    'linear already',
  ],
  [
    'by another word',
    () => train(datasets.moons(), { linear: 'yes' as unknown as boolean }),
    'ERR_OPTION',
    'linear',
    'true or false',
  ],
  [
    'by the verbs without hidden layers',
    () => initializeParameters([2, 1], { linear: true }),
    'ERR_OPTION',
    'linear',
    'linear already',
  ],
  [
    'in a dictionary without hidden layers',
    () => Model.from({ ...initializeParameters([2, 1]), Wx: Wx! }),
    'ERR_SHAPE',
    'parameters.Wx',
    'add Wx to W1',
  ],
  [
    'of another shape',
    () => forwardPropagation(X, { ...two, Wx: Wx!.T }),
    'ERR_SHAPE',
    'parameters.Wx',
    '(1, 2)',
  ],
  [
    'of another dtype',
    () => forwardPropagation(X, { ...two, Wx: Matrix.from([[0, 0]], 'float32') }),
    'ERR_DTYPE',
    'parameters.Wx',
  ],
  [
    'with a cache of a network without',
    () => backwardPropagation(three, forwardPropagation(X, two)[1], X, Y),
    'ERR_SHAPE',
    'parameters',
    '"Wx"',
  ],
  [
    'with gradients that have none',
    () => updateParameters(three, gradsOfTwo),
    'ERR_SHAPE',
    'grads',
    'has no dWx',
  ],
  [
    'as gradients of a network without',
    () => updateParameters(two, grads),
    'ERR_SHAPE',
    'grads',
    '"dWx"',
  ],
  [
    'where a model to go on from has none',
    async () => {
      const start = await train(datasets.moons(), { hidden: [3], epochs: 1 });
      return train(datasets.moons(), { start, linear: true });
    },
    'ERR_OPTION',
    'linear',
    'false',
  ],
]);
