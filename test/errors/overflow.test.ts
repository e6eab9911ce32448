// Numbers that the element type cannot hold: rates, starts, slopes, what a training leaves, what a model answers.
import { describe, expect, it } from 'vitest';
import {
  Dataset,
  datasets,
  type DenselyError,
  diagnose,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  nnModel,
  predict,
  RandomState,
  session,
  train,
  updateParameters,
  type Activation,
  type DType,
  type FloatArray,
  type ParameterDict,
} from '../../lib/index.js';
import { currentBackend } from '../../lib/backend/select.js';
import { sharedCopy, sharedZeros } from '../../lib/base/dtype.js';
import { activationNames } from '../../lib/network/activations.js';
import { networkSpec } from '../../lib/network/spec.js';
import { parameterCount } from '../../lib/network/tensors.js';
import { answersOwnRows } from '../../lib/training/own-rows.js';
import { cast, numbers, randomMatrix } from '../oracles.js';
import { each, refusal, refused, refusedWith } from '../refusals.js';
import { changed, data, expectUnchanged, grads, parameters, prelu, X, X32, Y } from './inputs.js';

expectUnchanged();

const stream = new RandomState(1508);
const pick = <T>(list: readonly T[]): T => list[stream.interval(list.length - 1)]!;
const dtypes = ['float32', 'float64'] as const;
const finite = (list: ArrayLike<number>): boolean => Array.from(list).every(Number.isFinite);

describe('learning rates', () => {
  const Y32 = cast('float32', Y);
  const start32 = initializeParameters(2, 4, 1, { dtype: 'float32' });
  const grads32 = { dW1: start32.W1, db1: start32.b1, dW2: start32.W2, db2: start32.b2 };
  const zero = 'a number that steps of sgd can take in float32, where it becomes 0, not 1e-50';

  refused('that round to 0 or Infinity', [
    ...each('ERR_OPTION', (o: object) => train(data, { optimizer: 'sgd', ...o }), [
      [{ learningRate: 1e-50 }, 'learningRate', zero],
      [{ learningRate: 1e40 }, 'learningRate', 'it becomes Infinity, not 1e+40'],
      [{ learningRate: 1e38, optimizer: 'adam' }, 'learningRate', 'steps of adam', 'Infinity'],
      [
        { learningRate: 1e308, optimizer: 'adam', dtype: 'float64' },
        'learningRate',
        'steps of adam can take in float64',
      ],
      [{ learningRate: 1e-50, optimizer: 'momentum' }, 'learningRate', 'steps of momentum'],
    ]),
    [
      'of nnModel',
      () => nnModel(X32, Y32, 4, { learningRate: 1e-50 }),
      'ERR_OPTION',
      'learningRate',
      zero,
    ],
    [
      'of updateParameters',
      () => updateParameters(start32, grads32, 1e-50),
      'ERR_OPTION',
      'learningRate',
      zero,
    ],
    [
      'of a session under way',
      async () => {
        using steps = await session(data, { optimizer: 'sgd' });
        steps.learningRate = 1e-50;
      },
      'ERR_OPTION',
      'learningRate',
      zero,
    ],
  ]);

  it('of both types by what rounding makes of them', async () => {
    for (let round = 0; round < 60; round++) {
      const [dtype, rate] = [pick(dtypes), 10 ** (stream.interval(120) - 70)];
      const rounded = dtype === 'float32' ? Math.fround(rate) : rate;
      const dictionary = initializeParameters(2, 4, 1, { dtype });
      const { W1: dW1, b1: db1, W2: dW2, b2: db2 } = dictionary;
      const update = () => updateParameters(dictionary, { dW1, db1, dW2, db2 }, rate);
      if (rounded > 0 && Number.isFinite(rounded)) expect(update().W1.rows).toBe(4);
      else expect((await refusedWith(update)).message).toContain(`it becomes ${rounded}, not`);
    }
  });

  it('that are small but not 0 are taken', async () => {
    const { history } = await train(data, { optimizer: 'sgd', learningRate: 1e-44, epochs: 1 });
    expect(history.ended).toBe('epochs');
  });
});

describe('starts', () => {
  const start = (initializer: object, dtype: DType) => () =>
    initializeParameters([2, 4, 1], { initializer: initializer as { constant: number }, dtype });
  const says = 'initializer makes W1 begin with Infinity: float32 cannot hold such weights';

  refused('that overflow the type', [
    ['constant', start({ constant: 1e39 }, 'float32'), 'ERR_OPTION', 'initializer', says],
    ['normal', start({ normal: 3e38 }, 'float32'), 'ERR_OPTION', 'initializer', 'float32 cannot'],
    [
      'normal',
      start({ normal: 1.7e308 }, 'float64'),
      'ERR_OPTION',
      'initializer',
      'float64 cannot',
    ],
    [
      'of train',
      () => train(data, { initializer: { constant: 1e39 } }),
      'ERR_OPTION',
      'initializer',
      says,
    ],
    [
      'of session',
      () => session(data, { initializer: { constant: 1e39 } }),
      'ERR_OPTION',
      'initializer',
      says,
    ],
    [
      'of nnModel',
      () => nnModel(X32, cast('float32', Y), 4, { initializer: { constant: -1e39 } }),
      'ERR_OPTION',
      'initializer',
      'W1 begin with -Infinity',
    ],
  ]);

  it('that fit it are taken', () => {
    expect(start({ constant: 1e39 }, 'float64')().W1!.at(0, 0)).toBe(1e39);
    expect(start({ constant: 3e38 }, 'float32')().W1!.at(0, 0)).toBe(Math.fround(3e38));
  });
});

describe('dictionaries', () => {
  const one = (value: number): Matrix => Matrix.of(Float64Array.of(value), 1, 1);
  const net = { activation: 'prelu' } as const;
  const slope = (value: number): ParameterDict => changed(prelu, { alpha1: one(value) });
  const says = 'parameters.alpha1 row 0, column 0 is';
  const weights = Matrix.of(Float64Array.of(1, 2, 3, 4, 5, -Infinity, 7, 8), 4, 2);

  refused('with numbers that are not finite', [
    ...each('ERR_DATA', (value: number) => forwardPropagation(X, slope(value), net), [
      [NaN, 'parameters.alpha1', `${says} NaN: it must be a finite number`],
      [Infinity, 'parameters.alpha1', `${says} Infinity`],
    ]),
    ['predict', () => predict(slope(NaN), X, net), 'ERR_DATA', 'parameters.alpha1', says],
    ['diagnose', () => diagnose(slope(NaN), X, net), 'ERR_DATA', 'parameters.alpha1', says],
    ['Model.from', () => Model.from(slope(NaN), net), 'ERR_DATA', 'parameters.alpha1', says],
    [
      'a weight',
      () => forwardPropagation(X, changed(parameters, { W1: weights })),
      'ERR_DATA',
      'parameters.W1',
      'parameters.W1 row 2, column 1 is -Infinity',
    ],
    [
      'a gradient',
      () => updateParameters(parameters, { ...grads, db2: one(NaN) }),
      'ERR_DATA',
      'grads.db2',
      'grads.db2 row 0, column 0 is NaN',
    ],
  ]);
});

describe('a training whose last step goes too far', () => {
  const line = Dataset.from([[1], [2], [3]], [1, 2, 3], { task: 'regression' });
  const far = {
    hidden: [4],
    activation: 'identity',
    optimizer: 'sgd',
    learningRate: 1e22,
    epochs: 1,
    batchSize: 'all',
    scale: 'none',
    seed: 1,
  } as const;
  const { epochs: _, ...steadily } = far;
  const steep = Dataset.from([[1], [2], [3]], [100, 200, 300], { task: 'regression' });

  it('is diverged though all parameters are finite, and gives the last finite model', async () => {
    const error = await refusedWith(() => train(line, far));
    expect([error.code, error.argument]).toEqual(['ERR_DIVERGED', 'learningRate']);
    expect(error.message).toContain('after the last step not all outputs are finite');
    expect(error.message).toContain('the last finite cost is');
    const last = error.model as Model;
    expect(finite(last.predict(line.X) as number[])).toBe(true);
    using steps = await session(line, steadily);
    await steps.run(1);
    expect(finite(Object.values(steps.parameters).flatMap((m) => [...m.data]))).toBe(true);
    const message = 'data row 0 gives ';
    expect((await refusedWith(() => steps.model().predictAsync(line))).message).toContain(message);
  });

  it('nor does a session give a model of parameters that are not finite', async () => {
    using steps = await session(steep, { ...steadily, learningRate: 1e38 });
    await steps.run(1);
    const { code, message } = await refusedWith(() => steps.model());
    expect([code, message]).toEqual([
      'ERR_DIVERGED',
      expect.stringContaining('a parameter is not finite'),
    ]);
  });

  refused('nnModel', [
    [
      'in a step',
      () =>
        nnModel(X, Matrix.from([Array.from(Y.data, (v) => 1e200 * v)]), 4, {
          output: 'identity',
          learningRate: 1e200,
        }),
      'ERR_DIVERGED',
      'learningRate',
      'at iteration 0 not all numbers are finite',
    ],
    [
      'after the last step',
      () =>
        nnModel(X, Matrix.from([Array.from(Y.data, (v) => 1e100 * v)]), 4, {
          activation: 'identity',
          output: 'identity',
          learningRate: 1e100,
          numIterations: 1,
        }),
      'ERR_DIVERGED',
      'learningRate',
      'at iteration 1 not all numbers are finite',
    ],
  ]);

  it('of any rate: it resolves exactly where its steps leave finite answers', async () => {
    const counts = { taken: 0, diverged: 0 };
    const values = datasets.moons({ size: 20 });
    const table = Dataset.from(values.X, Array.from(values.X.data.subarray(0, 20)), {
      task: 'regression',
    });
    for (let round = 0; round < 60; round++) {
      const options = {
        hidden: pick([[], [3], [3, 2]]),
        activation: pick(['identity', 'relu', 'tanh', 'prelu'] as const),
        optimizer: pick(['sgd', 'adam'] as const),
        learningRate: 10 ** (stream.interval(40) - 2),
        batchSize: pick(['all', 7] as const),
        scale: pick(['none', 'standard'] as const),
        dtype: pick(dtypes),
        seed: round,
      };
      if (options.learningRate > 1e36 && options.dtype === 'float32') continue;
      const epochs = 1 + stream.interval(1);
      using steps = await session(table, options);
      const run = await steps
        .run(epochs * (options.batchSize === 7 ? 3 : 1))
        .then(() => steps.model())
        .catch((error: unknown) => error);
      const answers = numbers(options.dtype, 20);
      const input = numbers(options.dtype, table.X.T.data);
      if (run instanceof Model) run.predictInto(input, answers);
      const expected = run instanceof Model && finite(answers);
      const got: unknown = await train(table, { ...options, epochs }).catch((e: unknown) => e);
      expect(got instanceof Model, JSON.stringify({ ...options, epochs })).toBe(expected);
      if (got instanceof Model) counts.taken++;
      else {
        expect((got as DenselyError).code).toBe('ERR_DIVERGED');
        const { model } = got as { model: Model };
        if (model.history.cost.length > 0)
          expect(finite(model.predict(table.X) as number[])).toBe(true);
        counts.diverged++;
      }
    }
    expect(Math.min(counts.taken, counts.diverged)).toBeGreaterThan(10);
  });
});

describe('answers on own rows', () => {
  it.each(dtypes)('are those of the network, %s', async (dtype) => {
    const counts = { finite: 0, not: 0 };
    for (let round = 0; round < 120; round++) {
      const activation = Array.from({ length: stream.interval(2) }, () => pick(activationNames));
      const hidden = activation.map(() => 1 + stream.interval(4));
      const sizes = [1 + stream.interval(3), ...hidden, 1 + stream.interval(2)];
      const spec = networkSpec(dtype, sizes, activation, 'squared');
      const largest = 10 ** (stream.interval(dtype === 'float32' ? 37 : 300) - 3);
      const parameters = sharedZeros(dtype, parameterCount(spec)).map(
        () => largest * stream.normal(),
      );
      const m = 1 + stream.interval(5);
      const x = Matrix.of(
        sharedCopy(dtype, randomMatrix(dtype, sizes[0]!, m, stream).data),
        sizes[0]!,
        m,
      );
      const n = sizes.at(-1)!;
      const targets = pick([
        null,
        { offset: new Float64Array(n), divisor: new Float64Array(n).fill(1e5), clip: Infinity },
      ]);
      const scaling = { scale: 'standard', features: null, targets } as const;
      const program = currentBackend().program(spec);
      const out = numbers(dtype, m * n);
      program.infer({ parameters, scaling, x, y: null, weights: null, out });
      const expected = finite(parameters) && finite(out);
      const shared = sharedCopy(dtype, parameters);
      const prepared = { x, y: x, fitted: { scaling, encoding: null, values: null } };
      const got = await answersOwnRows(program, spec, shared, prepared, undefined);
      expect(got, `${sizes.join('-')} of ${activation.join(', ')}, ${largest}`).toBe(expected);
      counts[expected ? 'finite' : 'not']++;
    }
    expect(Math.min(counts.finite, counts.not)).toBeGreaterThan(20);
  });
});

describe('a model whose weights are finite', () => {
  /** W2 · W1 is `size` squared. */
  const huge = (size: number, dtype: DType): ParameterDict => {
    const matrix = (rows: number, cols: number, value: number): Matrix =>
      Matrix.of(numbers(dtype, rows * cols).fill(value), rows, cols);
    return {
      W1: matrix(2, 2, size),
      b1: matrix(2, 1, 0),
      W2: matrix(1, 2, size),
      b2: matrix(1, 1, 0),
    };
  };
  const net = { activation: 'identity', output: 'identity' } as const;
  const model = Model.from(huge(1e20, 'float32'), net);
  const rows = [
    [0, 0],
    [1, -1],
    [1, 2],
    [-1, 0],
  ];
  const columns = Matrix.from(rows).T;
  const table = Dataset.from(rows, [1, 2, 3, 4], { task: 'regression' });
  const says = 'gives Infinity: with these parameters its numbers grow beyond float32';

  refused('does not answer with Infinity', [
    ['one row', () => model.predict([1, 2]), 'ERR_DATA', 'example', `example row 0 ${says}`],
    ['rows', () => model.predict(rows), 'ERR_DATA', 'examples', `examples row 2 ${says}`],
    ['a Matrix', () => model.predict(columns), 'ERR_DATA', 'examples', `examples column 2 ${says}`],
    ['probabilities', () => model.probabilities(rows), 'ERR_DATA', 'examples', `row 2 ${says}`],
    ['predictAsync', () => model.predictAsync(rows), 'ERR_DATA', 'examples', `row 2 ${says}`],
    ['of a Dataset', () => model.predictAsync(table), 'ERR_DATA', 'data', `data row 2 ${says}`],
    [
      'probabilitiesAsync',
      () => model.probabilitiesAsync(columns),
      'ERR_DATA',
      'examples',
      `column 2 ${says}`,
    ],
    ['evaluate', () => model.evaluate(table), 'ERR_DATA', 'data', `data row 2 ${says}`],
    ['evaluateAsync', () => model.evaluateAsync(table), 'ERR_DATA', 'data', `data row 2 ${says}`],
    [
      'the verb',
      () => predict(huge(1e200, 'float64'), columns, net),
      'ERR_DATA',
      'X',
      'X column 2 gives Infinity: with these parameters its numbers grow beyond float64',
    ],
  ]);

  it('does where it can, and predictInto does not look', () => {
    expect(model.predict(rows.slice(0, 2))).toEqual([0, 0]);
    const out = new Float32Array(4);
    model.predictInto(Float32Array.from(rows.flat()), out);
    expect([...out]).toEqual([0, 0, Infinity, -Infinity]);
  });

  it('softmax of logits that overflow', async () => {
    const three = initializeParameters([1, 3], {
      initializer: { constant: 1e38 },
      dtype: 'float32',
    });
    const softmax = Model.from(three, { output: 'softmax' });
    expect((await refusedWith(() => softmax.predict([10]))).message).toContain(
      'example row 0 gives NaN',
    );
    expect(softmax.predict([1])).toBe(0);
  });

  /** The outputs of each row, as `predictInto` gives them without looking. */
  function outputsOf(of: Model, all: readonly number[][], dtype: DType): FloatArray[] {
    const n = of.classes === null ? of.targets.length : of.classes.length;
    return all.map((row) => {
      const out = numbers(dtype, n === 2 ? 1 : n);
      of.predictInto(numbers(dtype, row), out);
      return out;
    });
  }

  it('of any size: the first row that predictInto cannot answer is named', async () => {
    const counts = { answered: 0, refused: 0 };
    for (let round = 0; round < 120; round++) {
      const [dtype, output] = [pick(dtypes), pick(['identity', 'sigmoid', 'softmax'] as const)];
      const activation: Activation = pick(activationNames);
      const exponent = stream.interval(dtype === 'float32' ? 37 : 300);
      const sizes = [2, 3, output === 'sigmoid' ? 1 : 3];
      const dictionary = initializeParameters(sizes, {
        initializer: { normal: 10 ** exponent / 10 },
        seed: round,
        dtype,
        activation,
      });
      const any = Model.from(dictionary, { activation, output });
      const m = 1 + stream.interval(6);
      const list = Array.from({ length: m }, () =>
        Array.from({ length: 2 }, () => stream.normal() * pick([0, 1, 10])),
      );
      const first = outputsOf(any, list, dtype).findIndex((out) => !finite(out));
      const calls: [place: string, call: () => unknown][] = [
        ['examples row', () => any.predict(list)],
        ['examples row', () => any.probabilities(list)],
        ['examples column', () => any.predict(Matrix.from(list).T)],
        ['examples row', () => any.predictAsync(list)],
        ['examples column', () => any.probabilitiesAsync(Matrix.from(list).T)],
      ];
      for (const [place, call] of calls) {
        if (first < 0) expect(await call()).toHaveLength(m);
        else expect(String(await refusal(call))).toContain(`${place} ${first} gives `);
      }
      counts[first < 0 ? 'answered' : 'refused']++;
    }
    expect(Math.min(counts.answered, counts.refused)).toBeGreaterThan(20);
  });
});
