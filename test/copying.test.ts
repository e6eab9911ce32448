// What becomes of matrices, dictionaries, datasets, models and trainings that are written as JSON, cloned,
// sent, spread, compared or printed: all of what they hold, or an error that says what to do.
import { deepStrictEqual, notDeepStrictEqual } from 'node:assert';
import { inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import {
  Dataset,
  datasets,
  DenselyError,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  RandomState,
  session,
  sweep,
  train,
  type DType,
  type Label,
  type Net,
  type ParameterDict,
} from '../lib/index.js';
import { numbers } from './oracles.js';
import { placements } from './placements.js';
import { refusedWith } from './refusals.js';
import { clouds, surface } from './runs.js';

const dtypes: readonly DType[] = ['float32', 'float64'];

/** A finite number of any size: its bits are drawn. */
function anyNumber(dtype: DType, random: RandomState): number {
  const words = Uint32Array.of(random.word(), random.word());
  const [value] =
    dtype === 'float32' ? new Float32Array(words.buffer) : new Float64Array(words.buffer);
  return Number.isFinite(value) ? value! : anyNumber(dtype, random);
}

/** The numbers of a matrix, one by one. */
const cells = ({ rows, cols, at }: Matrix, of: Matrix): number[] =>
  Array.from({ length: rows * cols }, (_, i) => at.call(of, Math.floor(i / cols), i % cols));
const all = (m: Matrix): number[] => cells(m, m);

/** Numbers as JSON has them: 0 for −0. */
const plain = (values: readonly number[]): number[] => values.map((v) => (v === 0 ? 0 : v));

const json = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));

/** What the docs say to do with the clone of a matrix. */
function matrixAgain(clone: unknown): Matrix {
  const { data, rows, cols } = clone as Matrix;
  return Matrix.of(data, rows, cols);
}

describe.each(dtypes)('a Matrix, %s', (dtype) => {
  const random = new RandomState(31);
  const views = Array.from({ length: 12 }, () => [1 + random.interval(8), 1 + random.interval(8)])
    .flatMap(([rows, cols]) =>
      placements(dtype, rows!, cols!, random, () => anyNumber(dtype, random)),
    )
    .flatMap(({ name, view }) => [
      { name, view },
      { name: `${name}, turned`, view: view.T },
    ]);

  it('is read back from JSON, number by number, however it lies', () => {
    for (const { name, view } of views) {
      const lists = json(view) as number[][];
      const again = Matrix.from(lists, dtype);
      expect([again.rows, again.cols, again.dtype], name).toEqual([view.rows, view.cols, dtype]);
      expect(all(again), name).toEqual(plain(all(view)));
      expect(lists, name).toEqual(view.toArray().map(plain));
    }
  });

  it('has its numbers in a clone, bit by bit', () => {
    for (const { name, view } of views) {
      for (const clone of [deserialize(serialize(view)), { ...view }]) {
        expect(Object.keys(clone as object), name).toEqual(['rows', 'cols', 'data']);
        expect(all(matrixAgain(clone)), name).toEqual(all(view));
      }
    }
    const own = Matrix.of(numbers(dtype, [1, -0, NaN, Infinity]), 2, 2);
    expect(all(matrixAgain(structuredClone({ own }).own))).toEqual([1, -0, NaN, Infinity]);
  });

  it('is equal to one of the same numbers, and to no other', () => {
    const make = (last: number): Matrix => Matrix.of(numbers(dtype, [1, 2, 3, last]), 2, 2);
    expect(make(4)).toEqual(make(4));
    expect(make(4)).not.toEqual(make(5));
    expect(make(4)).not.toEqual(make(4).T);
    deepStrictEqual(make(4), make(4));
    notDeepStrictEqual(make(4), make(5));
  });
});

describe('JSON of a Matrix', () => {
  it.each([NaN, Infinity, -Infinity])(
    'refuses %s, which would come back as null',
    async (value) => {
      const m = Matrix.of(Float64Array.of(1, 2, 3, 4, value, 6), 2, 3);
      const { code, argument, message } = await refusedWith(() => JSON.stringify({ m }));
      expect([code, argument]).toEqual(['ERR_DATA', 'matrix']);
      expect(message).toContain(`row 1, column 1 is ${value}`);
    },
  );
});

describe('a dictionary of parameters', () => {
  const again = (lists: unknown, read: (entry: never) => Matrix): ParameterDict =>
    Object.fromEntries(
      Object.entries(lists as Record<string, never>).map(([name, entry]) => [name, read(entry)]),
    );

  it('comes back from JSON and from a clone with the same outputs, whatever the network', () => {
    const random = new RandomState(32);
    for (let i = 0; i < 40; i++) {
      const sizes = Array.from({ length: 2 + random.interval(3) }, () => 1 + random.interval(6));
      const dtype = dtypes[i % 2]!;
      const activation = i % 3 === 0 ? 'prelu' : 'tanh';
      const net: Net = { activation };
      const start = { seed: i, initializer: 'heNormal', activation, dtype } as const;
      const parameters = initializeParameters(sizes, start);
      const X = Matrix.of(
        numbers(dtype, sizes[0]! * 5).map(() => random.normal()),
        sizes[0]!,
        5,
      );
      const outputs = all(forwardPropagation(X, parameters, net)[0]);
      for (const same of [
        again(json(parameters), (rows) => Matrix.from(rows, dtype)),
        again(structuredClone(parameters), matrixAgain),
      ]) {
        expect(same).toEqual(parameters);
        expect(all(forwardPropagation(X, same, net)[0])).toEqual(outputs);
      }
    }
  });

  it('is not taken as it comes out of JSON, and the refusal says what to do', async () => {
    const lists = json(initializeParameters(2, 4, 1)) as ParameterDict;
    const error = await refusedWith(() => forwardPropagation(Matrix.from([[1], [2]]), lists));
    expect(error.message).toContain('parameters.W1 must be a Matrix (see Matrix.from, Matrix.of)');
  });
});

const sets: readonly (readonly [name: string, data: Dataset])[] = [
  [
    'two classes',
    Dataset.from(
      [
        [1, 2],
        [3, 4],
        [5, 6.5],
      ],
      ['no', 'yes', 'no'],
    ),
  ],
  ['truth values', Dataset.from([[1], [3]], [true, false], { features: ['size'] })],
  ['an unseen class', Dataset.from([[1], [3]], [4, 7], { classes: [9, 7, 4] })],
  ['many classes', clouds(3, 4, 40, 33)],
  [
    'float32',
    Dataset.from([[0.1], [0.7]], [1 / 3, 2 / 3], { task: 'regression', dtype: 'float32' }),
  ],
  ['two values each', surface(2, 30, 34)],
  ['a part', datasets.moons({ size: 50 }).split({ test: 0.3, seed: 1 })[1]],
  [
    'named',
    Dataset.from([[1], [2]], [5, 6], { task: 'regression', features: ['a'], targets: ['b'] }),
  ],
];

describe.each(sets)('a Dataset: %s', (_, data) => {
  it('is made again of its JSON', () => {
    const { examples, targets, options } = json(data) as ReturnType<Dataset['toJSON']>;
    const same = Dataset.from(examples, targets as Label[], options);
    expect(same).toEqual(data);
    expect([same.named, same.X.dtype, same.labels]).toEqual([
      data.named,
      data.X.dtype,
      data.labels,
    ]);
    expect(structuredClone(data.toJSON())).toEqual(data.toJSON());
  });

  it('has its numbers and names in a clone, which is refused where a Dataset should be', async () => {
    const clone = structuredClone(data);
    expect(all(matrixAgain(clone.X))).toEqual(all(data.X));
    expect(all(matrixAgain(clone.Y))).toEqual(all(data.Y));
    expect([clone.features, clone.targets, clone.classes]).toEqual([
      data.features,
      data.targets,
      data.classes,
    ]);
    const error = await refusedWith(() => train(clone));
    expect(error.message).toMatch(/^data must be a Dataset .*, not an object with keys \["X", "Y"/);
  });

  it('is equal to itself and to no other', () => {
    expect(data).toEqual(data.subset([...data.labels.keys()]));
    expect(data).not.toEqual(data.subset([...data.labels.keys()].toReversed()));
  });
});

const moons = datasets.moons({ size: 40 });
const model = await train(moons, { epochs: 2, hidden: [3], seed: 1 });
const twin = Model.fromBytes(model.toBytes());
const open = await session(moons, { hidden: [3] });

/** Ways to copy an object by its properties. */
const ways: Record<string, (object: object) => unknown> = {
  structuredClone: (object) => structuredClone({ object }),
  'JSON.stringify': (object) => JSON.stringify({ object }),
  'v8.serialize': (object) => serialize(object),
  postMessage: (object) => new MessageChannel().port1.postMessage(object),
  workerData: (object) => new Worker('', { eval: true, workerData: object }),
  'a spread': (object) => ({ ...object }),
  'Object.assign': (object) => Object.assign({}, object),
};

describe.each([
  ['a Model', 'model', model, 'model.toBytes(), which Model.fromBytes reads'],
  ['a loaded Model', 'model', twin, 'model.save(path)'],
  ['a Session', 'session', open, 'session.model().toBytes()'],
])('%s', (_, argument, object, advice) => {
  it.each(Object.entries(ways))('refuses %s', async (_way, copy) => {
    const error = await refusedWith(() => copy(object));
    expect([error.code, error.argument]).toEqual(['ERR_DATA', argument]);
    expect(error.message).toContain(
      `a ${argument === 'model' ? 'Model' : 'Session'} cannot be copied`,
    );
    expect(error.message).toContain(advice);
  });
});

describe.each([
  ['a Training', 'training', () => train(moons, { epochs: 1 })],
  ['a Sweep', 'sweep', () => sweep(moons, { hidden: [2], epochs: 1 })],
])('%s', (_, argument, start) => {
  it.each(Object.entries(ways))('refuses %s', async (way, copy) => {
    const run = start();
    await run;
    let error: unknown;
    try {
      copy(run);
    } catch (thrown) {
      error = thrown;
    }
    // A promise is refused by the platform before its properties are looked at.
    if (/clone|serialize|Message|Data/i.test(way)) {
      expect(String(error)).toContain('could not be cloned');
      return;
    }
    expect(error).toBeInstanceOf(DenselyError);
    expect(error).toMatchObject({ code: 'ERR_DATA', argument });
    expect((error as DenselyError).message).toMatch(/so await it; .* model.toBytes\(\)/);
  });
});

describe('a Model in a test', () => {
  it('is equal to itself alone', () => {
    expect(model).toEqual(model);
    expect({ model }).toStrictEqual({ model });
    expect(model).not.toEqual(twin);
    expect([twin]).not.toStrictEqual([model]);
    deepStrictEqual({ model }, { model });
    notDeepStrictEqual(model, twin);
  });

  it('is found among the arguments of calls', () => {
    const spy = vi.fn();
    spy(model);
    spy(twin);
    expect(spy).toHaveBeenCalledWith(twin);
    expect(spy).not.toHaveBeenCalledWith(open);
  });

  it('is told in what fails', () => {
    expect(() => expect(model).toBe(twin)).toThrow(/^expected Model 2-3-1, float32/);
    expect(() => expect({ model, n: 1 }).toEqual({ model, n: 2 })).toThrow(/to deeply equal/);
  });
});

it('an error that carries a model is written to a log', () => {
  const error = new DenselyError('ERR_DIVERGED', 'learningRate', 'too large', { model });
  expect(error.model).toBe(model);
  expect(json(error)).toEqual({
    name: 'DenselyError',
    code: 'ERR_DIVERGED',
    argument: 'learningRate',
  });
  expect({ ...error }).not.toHaveProperty('model');
  expect('model' in new DenselyError('ERR_DATA', 'x', 'wrong')).toBe(false);
});

describe('console.log and String', () => {
  const lines = (...texts: string[]): string => texts.join('\n');
  const same = (object: object, text: string): void => {
    expect(String(object)).toBe(text);
    expect(inspect(object)).toBe(text);
    expect(inspect([object], { compact: false })).toBe(`[\n  ${text.replaceAll('\n', '\n  ')}\n]`);
  };

  it('tell the shape of a Matrix, and the corner of its numbers', () => {
    same(
      Matrix.from([
        [1, -2e-9, 0.1],
        [1e21, 4, 1 / 3],
      ]),
      lines('Matrix (2, 3), float64', '      1  -2e-9      0.1', '  1e+21      4  0.33333'),
    );
    const long = Matrix.of(
      Float32Array.from({ length: 49 }, (_, i) => i),
      7,
      7,
    );
    same(
      long.T,
      lines(
        'Matrix (7, 7), float32',
        '  0   7  14  21  28  …',
        '  1   8  15  22  29  …',
        '  2   9  16  23  30  …',
        '  3  10  17  24  31  …',
        '  4  11  18  25  32  …',
        '  …',
      ),
    );
    same(
      Matrix.of(Float64Array.of(NaN, -Infinity), 1, 2),
      lines('Matrix (1, 2), float64', '  NaN  -Infinity'),
    );
  });

  it('tell a dictionary entry by entry', () => {
    const parameters = initializeParameters(2, 1, 1, { seed: 3 });
    const [W1, W2] = ['0.017886  0.0043651', '0.00096497'];
    const entry = (name: string, text: string): string => `${name}: Matrix ${text}`;
    expect(String(parameters).split('\n')).toEqual([
      entry('W1', '(1, 2), float64'),
      `  ${W1}`,
      entry('b1', '(1, 1), float64'),
      '  0',
      entry('W2', '(1, 1), float64'),
      `  ${W2}`,
      entry('b2', '(1, 1), float64'),
      '  0',
    ]);
    expect(inspect(parameters)).toContain(`W1: Matrix (1, 2), float64\n    ${W1},\n`);
    expect(Object.keys({ ...parameters })).toEqual(['W1', 'b1', 'W2', 'b2']);
  });

  it('tell the sizes and the first examples of a Dataset', () => {
    same(
      Dataset.from(
        [
          [5.1, 3.5],
          [4.9, 3],
        ],
        ['setosa', 'virginica'],
        { features: ['length', 'w'] },
      ),
      lines(
        'Dataset of 2 examples, float64: X (2, 2), Y (1, 2), classes "setosa", "virginica"',
        '          y  length    w',
        '     setosa     5.1  3.5',
        '  virginica     4.9    3',
      ),
    );
    expect(inspect(surface(7, 9, 35))).toMatch(
      /^Dataset of 9 examples, float64: X \(7, 9\), Y \(2, 9\), values\n +y1 +y2 +x1 +x2 +x3 {2}…\n(.*…\n){5} +…$/,
    );
  });

  it('tell a Model, a Training and a Session', async () => {
    same(
      twin,
      lines(
        'Model 2-3-1, float32, scale standard',
        '  from "x1", "x2" to "y", classes 0, 1',
        '  layer  activation       W       b  parameters',
        '      1  relu        (3, 2)  (3, 1)           9',
        '      2  sigmoid     (1, 3)  (1, 1)           4',
        '                              total          13',
      ),
    );
    const run = train(moons, { epochs: 3, seed: 1 });
    expect(inspect(run)).toBe('Training, under way; reports: 0');
    const { history } = await run;
    const cost = Number(history.cost.at(-1)!.toPrecision(5));
    same(run, `Training, ended; reports: 3, the last: epoch 2, cost ${cost}`);
    const wrong = train(moons, { epochs: 0 });
    await wrong.catch(() => {});
    same(wrong, 'Training, failed; reports: 0');
    same(open, 'Session 2-3-1, float32; steps done: 0');
  });

  it('leave one line of what lies too deep', () => {
    expect(inspect([[[[model]]]])).toBe('[ [ [ [Array] ] ] ]');
    expect(inspect([[[twin]]], { depth: 2 })).toBe(
      '[ [ [ [Model 2-3-1, float32, scale standard] ] ] ]',
    );
    expect(inspect({ m: Matrix.from([[1]]) }, { depth: null })).toContain('Matrix (1, 1), float64');
  });

  it('hold out against what only looks like one', () => {
    for (const { prototype } of [Matrix, Model] as { prototype: object }[]) {
      expect(String(Object.create(prototype))).toBe('[object Object]');
      expect(() => inspect(new Proxy(Object.create(prototype) as object, {}))).not.toThrow();
    }
    expect(inspect(new Proxy(Matrix.from([[1]]), {}))).toBe('[object Object]');
    const numbersOfIt = Float64Array.of(1, 2);
    const taken = Matrix.of(numbersOfIt, 1, 2);
    structuredClone(numbersOfIt.buffer, { transfer: [numbersOfIt.buffer] });
    expect(inspect(taken)).toBe(
      'Matrix (1, 2), float64, on a buffer that was transferred or resized',
    );
  });
});
