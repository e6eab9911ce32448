// Bad input: every refusal is a DenselyError that names the argument, what came and what is allowed,
// and nothing has changed afterwards.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  activations,
  backwardPropagation,
  computeCost,
  Dataset,
  datasets,
  forwardPropagation,
  initializeParameters,
  layerSizes,
  logisticRegression,
  matmul,
  Matrix,
  metrics,
  nnModel,
  predict,
  RandomState,
  summary,
  train,
  updateParameters,
  type Cache,
  type ParameterDict,
} from '../lib/index.js';
import { each, refusal, refused, wrong, type Case } from './refusals.js';

// Buffers that a caller has done something to.
interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}
const Resizable = ArrayBuffer as unknown as new (
  bytes: number,
  o: { maxByteLength: number },
) => ResizableBuffer;

function resizable(values: number[]): Float64Array<ResizableBuffer> {
  const array = new Float64Array(new Resizable(values.length * 8, { maxByteLength: 1024 }));
  array.set(values);
  return array;
}

function detached(values: number[]): Float64Array {
  const array = Float64Array.from(values);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function shrunk(values: number[]): Float64Array {
  const array = resizable(values);
  array.buffer.resize(8);
  return array;
}

/** A matrix that was whole when it was made. */
function matrixOn(values: number[], rows: number, harm: (buffer: ResizableBuffer) => void): Matrix {
  const array = resizable(values);
  const matrix = Matrix.of(array, rows, values.length / rows);
  harm(array.buffer);
  return matrix;
}

const transfer = (buffer: ArrayBuffer): void =>
  void structuredClone(buffer, { transfer: [buffer] });
const shrink = (buffer: ResizableBuffer): void => buffer.resize(8);

// What must not change: inputs, parameters and a trained model.
const data = datasets.flower({ size: 40 });
const { X, Y } = data;
const parameters = initializeParameters(2, 4, 1, { seed: 3 });
const [AL, cache] = forwardPropagation(X, parameters);
const grads = backwardPropagation(parameters, cache, X, Y);
const deep = initializeParameters([2, 4, 3, 1], { seed: 3 });
const prelu = initializeParameters([2, 4, 1], { seed: 3, activation: 'prelu' });
const X32 = Matrix.from(X.toArray(), 'float32');
const input = Float64Array.of(1, 2, 3, 4);
const out = new Float64Array(2);
const model = await train(data, { hidden: [3], epochs: 2, dtype: 'float64' });
const model32 = await train(data, { hidden: [3], epochs: 2 });
const values = Dataset.from([[1], [2], [3]], [1.5, 2.5, 3.5], { task: 'regression' });
const letters = Dataset.from([[1], [2], [3]], ['a', 'b', 'c']);

function state(): string {
  const hash = createHash('sha256');
  const dictionaries = [
    parameters,
    grads,
    deep,
    prelu,
    cache,
    model.parameters,
    model32.parameters,
  ];
  const matrices = [X, Y, X32, AL, ...dictionaries.flatMap((d) => Object.values<Matrix>(d))];
  for (const array of [input, out, ...matrices.map((m) => m.data)])
    hash.update(Uint8Array.from(new Uint8Array(array.buffer)));
  hash.update(JSON.stringify(dictionaries.map((d) => Object.keys(d))));
  return hash.digest('hex');
}

const builtins = [Object.prototype, Array.prototype, Function.prototype, Promise.prototype];
const propertiesOf = () => builtins.map((prototype) => Reflect.ownKeys(prototype).map(String));
const before = { state: state(), properties: propertiesOf() };
afterEach(() => expect(state()).toBe(before.state));
afterAll(() => expect(propertiesOf()).toEqual(before.properties));

const trainWith = (options: unknown) => train(data, wrong(options));
const option = (key: string, rows: [value: unknown, ...says: string[]][]): Case[] =>
  each(
    'ERR_OPTION',
    trainWith,
    rows.map(([value, ...says]) => [{ [key]: value }, key, key, ...says]),
  );

refused('train: unknown options', [
  ...each('ERR_OPTION', trainWith, [
    [
      { hiden: [4] },
      'hiden',
      'no key "hiden"',
      'did you mean "hidden"',
      'Allowed: hidden, activation',
    ],
    [{ epoch: 5 }, 'epoch', 'did you mean "epochs"'],
    [{ learningrate: 1 }, 'learningrate', 'did you mean "learningRate"'],
    [{ batch_size: 1 }, 'batch_size', 'did you mean "batchSize"'],
    [{ activations: 'relu' }, 'activations', 'did you mean "activation"'],
    [{ Seed: 1 }, 'Seed', 'did you mean "seed"'],
    [{ initialiser: 'zeros' }, 'initialiser', 'did you mean "initializer"'],
    [{ onprogress: () => {} }, 'onprogress', 'did you mean "onProgress"'],
    [{ epochs: 1, constructor: 1 }, 'constructor', 'no key "constructor"'],
    [JSON.parse('{ "__proto__": { "epochs": 1 } }'), '__proto__', 'no key "__proto__"'],
    [null, 'options', 'null', 'an object with any of the keys hidden'],
    [5, 'options', '5', 'an object'],
    ['hidden', 'options', '"hidden"', 'an object'],
    [[4], 'options', '[4]', 'an object'],
    [() => ({}), 'options', 'a function', 'an object'],
    [Symbol('o'), 'options', 'a symbol', 'an object'],
    [Promise.resolve({ epochs: 1 }), 'options', 'a Promise', 'an object'],
    [new Map([['epochs', 1]]), 'options', 'a Map', 'an object'],
  ]),
]);

refused('train: hidden', [
  ...each('ERR_OPTION', trainWith, [
    [{ hidden: [0] }, 'hidden[0]', 'a whole number from 1 to 16777216, not 0'],
    [{ hidden: [-4] }, 'hidden[0]', 'not -4'],
    [{ hidden: [4, 2.5] }, 'hidden[1]', 'a whole number', 'not 2.5'],
    [{ hidden: [2 ** 31] }, 'hidden[0]', 'to 16777216, not 2147483648'],
    [{ hidden: [NaN] }, 'hidden[0]', 'not NaN'],
    [{ hidden: ['4'] }, 'hidden[0]', 'not "4"'],
    [{ hidden: [4n] }, 'hidden[0]', 'not 4n'],
    [{ hidden: wrong<unknown[]>([4, , 2]) }, 'hidden[1]', 'not undefined'],
    [{ hidden: [[4]] }, 'hidden[0]', 'not [4]'],
    [{ hidden: [2 ** 24, 2 ** 24] }, 'hidden', '2-16777216-16777216-1', 'at most 1073741824'],
  ]),
  ...option('hidden', [
    ['x', 'a list of units', 'not "x"'],
    [4, 'such as [64, 32]', 'not 4'],
    [null, 'not null'],
    [{ 0: 4, length: 1 }, 'an object with keys ["0", "length"]'],
    [Float32Array.of(4), 'a Float32Array of length 1'],
  ]),
]);

refused('train: numbers', [
  ...option('epochs', [
    [0, 'a whole number from 1 to 1000000000, not 0'],
    [1.5, 'not 1.5'],
    [-1, 'not -1'],
    ['10', 'not "10"'],
    [NaN, 'not NaN'],
    [Infinity, 'not Infinity'],
    [1e10, 'not 10000000000'],
    [10n, 'not 10n'],
    [true, 'not true'],
    [null, 'not null'],
    [() => 5, 'not a function'],
    [Symbol('5'), 'not a symbol'],
  ]),
  ...option('batchSize', [
    [0, "'all' or a whole number from 1 to 40, the number of examples, not 0"],
    [41, 'from 1 to 40', 'not 41'],
    [2.5, 'not 2.5'],
    ['full', 'not "full"'],
    ['32', 'not "32"'],
    [NaN, 'not NaN'],
    [null, 'not null'],
  ]),
  ...option('learningRate', [
    [0, 'a finite number above 0, not 0'],
    [-0, 'not -0'],
    [-0.1, 'not -0.1'],
    [NaN, 'not NaN'],
    [Infinity, 'not Infinity'],
    ['1', 'not "1"'],
    [null, 'not null'],
    [{ valueOf: () => 1 }, 'an object with keys ["valueOf"]'],
  ]),
  ...option('seed', [
    [-1, 'a whole number from 0 to 4294967295, not -1'],
    [1.5, 'not 1.5'],
    [2 ** 32, 'not 4294967296'],
    [3n, 'not 3n'],
    ['3', 'not "3"'],
    [null, 'not null'],
  ]),
  ...option('threads', [
    [0, 'a whole number from 1 to 1024', 'not 0'],
    [1025, 'not 1025'],
    [1.5, 'not 1.5'],
    [Infinity, 'not Infinity'],
    ['2', 'not "2"'],
    [null, 'not null'],
  ]),
  ...option('reportEvery', [
    [0, 'a whole number from 1', 'not 0'],
    [0.5, 'not 0.5'],
    ['1', 'not "1"'],
    [null, 'not null'],
  ]),
]);

refused('train: names', [
  ...option('dtype', [
    ['float16', 'one of "float32", "float64"', 'the nearest is "float32"', 'not "float16"'],
    [64, 'not 64'],
    [null, 'not null'],
  ]),
  ...option('activation', [
    ['ReLU', 'the nearest is "relu"', 'not "ReLU"'],
    ['tahn', 'the nearest is "tanh"'],
    ['softmax', 'one of "identity"', 'not "softmax"'],
    [['tanh', 'tanh'], 'has 2 names but there are 1 hidden layers'],
    [[], 'has 0 names but there are 1 hidden layers'],
    [5, 'one name or a list', 'not 5'],
    [null, 'not null'],
    [Math.tanh, 'not a function'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ activation: ['tahn'] }, 'activation[0]', 'the nearest is "tanh"', 'not "tahn"'],
    [{ activation: [null] }, 'activation[0]', 'one of', 'not null'],
    [
      { activation: wrong<unknown[]>([, 'relu']), hidden: [2, 2] },
      'activation[0]',
      'not undefined',
    ],
  ]),
  ...option('optimizer', [
    ['Adam', 'the nearest is "adam"', 'not "Adam"'],
    [3, 'one of "sgd", "momentum", "adam"', 'not 3'],
    [null, 'not null'],
  ]),
  ...option('scale', [
    ['nome', 'the nearest is "none"', 'not "nome"'],
    [5, 'not 5'],
    [null, 'not null'],
  ]),
  ...option('initializer', [
    ['he', 'the nearest is "heNormal"', '{ constant: number }', 'not "he"'],
    ['heNormall', 'the nearest is "heNormal"'],
    [5, 'one of "zeros"', 'not 5'],
    [null, 'not null'],
    [{}, '{ constant: number } or { normal: scale }', 'an object with keys []'],
    [{ constant: 1, normal: 1 }, 'an object with keys ["constant", "normal"]'],
    [{ normal: -1 }, 'at least 0, not -1'],
    [[0.01], 'not [0.01]'],
    [() => 0, 'not a function'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ initializer: { normal: NaN } }, 'initializer.normal', 'a finite number, not NaN'],
    [{ initializer: { constant: '1' } }, 'initializer.constant', 'a finite number, not "1"'],
    [{ initializer: { constant: Infinity } }, 'initializer.constant', 'not Infinity'],
    [{ initializer: { normla: 1 } }, 'normla', 'initializer has no key "normla"', '"normal"'],
  ]),
]);

refused('train: callbacks and signals', [
  ...option('onProgress', [
    [true, 'a function, not true'],
    ['log', 'not "log"'],
    [null, 'not null'],
    [{ call() {} }, 'an object with keys ["call"]'],
  ]),
  ...option('signal', [
    [false, 'an AbortSignal', 'not false'],
    [null, 'not null'],
    [{ aborted: false }, 'an object with keys ["aborted"]'],
    [new AbortController(), 'new AbortController().signal', 'not a AbortController'],
  ]),
]);

refused(
  'train: data',
  each('ERR_DATA', (value) => train(wrong<Dataset>(value), {}), [
    [undefined, 'data', 'a Dataset', 'not undefined'],
    [null, 'data', 'not null'],
    [[[1, 2]], 'data', 'Dataset.from'],
    [X, 'data', 'not a Matrix'],
    [Promise.resolve(data), 'data', 'not a Promise'],
    [{ X, Y }, 'data', 'an object with keys ["X", "Y"]'],
    [Symbol('d'), 'data', 'not a symbol'],
  ]),
);

refused(
  'Dataset.from: examples',
  each('ERR_DATA', (rows) => Dataset.from(wrong(rows), [0, 1]), [
    [undefined, 'examples', 'a list of rows', 'not undefined'],
    [null, 'examples', 'not null'],
    ['5.1,3.5', 'examples', 'not "5.1,3.5"'],
    [Float64Array.of(1, 2), 'examples', 'a list of rows', 'a Float64Array of length 2'],
    [new Set([[1], [2]]), 'examples', 'not a Set'],
    [{ 0: [1], length: 1 }, 'examples', 'an object with keys'],
    [[], 'examples', 'at least one row', 'not []'],
    [[[], []], 'examples[0]', 'at least one number', 'not []'],
    [[5, 6], 'examples[0]', 'a row', 'not 5'],
    [['12', '34'], 'examples[0]', 'not "12"'],
    [[null, [1]], 'examples[0]', 'not null'],
    [wrong<unknown[]>([, [1]]), 'examples[0]', 'not undefined'],
    [[[1], null], 'examples[1]', 'a row of 1 numbers', 'not null'],
    [wrong<unknown[]>([[1], ,]), 'examples[1]', 'not undefined'],
    [[[1, 2], [3]], 'examples', 'examples[1] has 1 numbers', 'examples[0] has 2'],
    [[[1], [2, 3]], 'examples', 'examples[1] has 2 numbers', 'same length'],
    [[wrong<unknown[]>([1, , 3]), [1, 2, 3]], 'examples', 'row 0, column 1 is undefined'],
    [
      [
        [1, 2],
        [3, null],
      ],
      'examples',
      'row 1, column 1 is null',
      'finite number',
    ],
    [
      [
        ['5.1', 2],
        [1, 2],
      ],
      'examples',
      'row 0, column 0 is "5.1"',
    ],
    [
      [
        [1, true],
        [1, 2],
      ],
      'examples',
      'row 0, column 1 is true',
    ],
    [
      [
        [1, 2],
        [NaN, 2],
      ],
      'examples',
      'row 1, column 0 is NaN',
    ],
    [
      [
        [1, Infinity],
        [1, 2],
      ],
      'examples',
      'row 0, column 1 is Infinity',
    ],
    [
      [
        [1, 2],
        [1, -Infinity],
      ],
      'examples',
      'row 1, column 1 is -Infinity',
    ],
    [[[1n], [2n]], 'examples', 'row 0, column 0 is 1n'],
    [[[[1]], [[2]]], 'examples', 'row 0, column 0 is [1]'],
    [[[new Date(0)], [1]], 'examples', 'row 0, column 0 is a Date'],
    [[[Symbol('x')], [1]], 'examples', 'row 0, column 0 is a symbol'],
    [[BigInt64Array.of(1n), [1]], 'examples[0]', 'a BigInt64Array of length 1'],
    [[[1], BigUint64Array.of(1n)], 'examples[1]', 'a BigUint64Array of length 1'],
    [[new DataView(new ArrayBuffer(8)), [1]], 'examples[0]', 'not a DataView'],
    [[new ArrayBuffer(8), [1]], 'examples[0]', 'not a ArrayBuffer'],
    [[new Float64Array(0), [1]], 'examples[0]', 'a Float64Array of length 0'],
    [[[1, 2], Float64Array.of(1, NaN)], 'examples', 'row 1, column 1 is NaN'],
    [[detached([1, 2]), [1, 2]], 'examples[0]', 'a Float64Array of length 0'],
    [[[1, 2], detached([1, 2])], 'examples', 'examples[1] has 0 numbers'],
    [[[1, 2], shrunk([1, 2])], 'examples', 'examples[1] has 1 numbers'],
    [Matrix.of(Float64Array.of(1, 2, 3, NaN), 2, 2), 'examples', 'row 1, column 1 is NaN'],
    [
      matrixOn([1, 2, 3, 4], 2, transfer),
      'examples',
      '(2, 2)',
      'now holds 0 numbers',
      'Pass a copy',
    ],
    [
      matrixOn([1, 2, 3, 4], 2, shrink),
      'examples',
      'now holds 1 numbers',
      'transferred or resized',
    ],
  ]),
);

const three = [[1], [2], [3]];
refused('Dataset.from: targets', [
  ...each(
    'ERR_DATA',
    (targets) => Dataset.from(three, wrong<string[]>(targets), { task: 'classification' }),
    [
      [undefined, 'targets', 'a list of one target per example', 'not undefined'],
      [null, 'targets', 'not null'],
      ['abc', 'targets', 'not "abc"'],
      [['a', 1, 'b'], 'targets[1]', 'a string as targets[0] is', 'not 1'],
      [[0, 1, true], 'targets[2]', 'a number as targets[0] is', 'not true'],
      [[0, 1, NaN], 'targets[2]', 'finite number', 'not NaN'],
      [[0, Infinity, 1], 'targets[1]', 'not Infinity'],
      [['a', null, 'b'], 'targets[1]', 'a class name', 'not null'],
      [['a', undefined, 'b'], 'targets[1]', 'not undefined'],
      [wrong<unknown[]>([0, , 1]), 'targets[1]', 'not undefined'],
      [[0n, 1n, 0n], 'targets[0]', 'not 0n'],
      [[{}, {}, {}], 'targets[0]', 'an object with keys []'],
      [['a', Symbol('b'), 'c'], 'targets[1]', 'not a symbol'],
      [['a', 'a', 'a'], 'targets', 'one class only, "a"', 'at least two'],
      [[1, 1, 1], 'targets', 'one class only, 1'],
      [[7, 7, 7], 'targets', 'one class only, 7'],
      [[true, true, true], 'targets', 'one class only, true'],
      [
        Matrix.from([
          [0, 0, 0],
          [1, 1, 1],
        ]),
        'targets',
        'one class only, 1',
      ],
      [
        Matrix.from([
          [0, 1, 1],
          [1, 1, 0],
        ]),
        'targets',
        'one-hot',
      ],
      [Matrix.of(Float64Array.of(0, 1, NaN, 1, 0, 1), 2, 3), 'targets', 'row 0, column 2 is NaN'],
      [Matrix.of(Float64Array.of(0, 1, NaN), 1, 3), 'targets[2]', 'not NaN'],
      [matrixOn([0, 1, 0], 1, transfer), 'targets', 'now holds 0 numbers'],
    ],
  ),
  ...each('ERR_SHAPE', (targets) => Dataset.from(three, wrong<string[]>(targets)), [
    [[0, 1], 'targets', '2 entries but there are 3 examples'],
    [[0, 1, 0, 1], 'targets', '4 entries but there are 3 examples'],
    [[], 'targets', '0 entries but there are 3 examples'],
    [Matrix.from([[0, 1]]), 'targets', '(n_y, 3)', '(1, 2)'],
  ]),
  ...each('ERR_OPTION', (targets) => Dataset.from(three, wrong<string[]>(targets)), [
    [[1.5, 2.5, 3.5], 'task', "task: 'classification' or task: 'regression'"],
    [[1, 2, 3], 'task', "'classification'", "'regression'"],
    [[-0.0, 1, 2], 'task', "'classification'"],
    [
      Matrix.from([
        [0, 1, 2],
        [1, 1, 0],
      ]),
      'task',
      "'regression'",
    ],
  ]),
]);

refused('Dataset.from: options', [
  ...each('ERR_OPTION', (o) => Dataset.from(three, ['a', 'b', 'c'], wrong<object>(o)), [
    [{ tsak: 'regression' }, 'tsak', 'did you mean "task"'],
    [{ task: 'classify' }, 'task', 'the nearest is "classification"'],
    [{ task: 5 }, 'task', 'not 5'],
    [{ task: null }, 'task', 'not null'],
    [{ task: 'regression' }, 'task', "'classification' or left out for string targets"],
    [{ features: 'a' }, 'features', 'a list of 1 names', 'not "a"'],
    [{ features: [5] }, 'features[0]', 'not 5'],
    [null, 'options', 'not null'],
  ]),
  ...each(
    'ERR_SHAPE',
    (features) => Dataset.from(three, [0, 1, 1], { features: wrong(features) }),
    [
      [['a', 'b'], 'features', '1 names, one per feature', '2 names'],
      [[], 'features', '0 names'],
    ],
  ),
  [
    'two features of one name',
    () => Dataset.from([[1, 2]], [1.5], { task: 'regression', features: ['a', 'a'] }),
    'ERR_OPTION',
    'features[1]',
    'no other feature has',
    '"a"',
  ],
]);

refused('split and generators', [
  ...each('ERR_OPTION', (o) => data.split(wrong(o)), [
    [undefined, 'test', 'a share above 0 and below 1', 'not undefined'],
    [{ test: 0 }, 'test', 'not 0'],
    [{ test: 1 }, 'test', 'not 1'],
    [{ test: -0.2 }, 'test', 'not -0.2'],
    [{ test: NaN }, 'test', 'not NaN'],
    [{ test: '0.2' }, 'test', 'not "0.2"'],
    [{ test: 0.001 }, 'test', 'examples in both parts of 40', 'not 0.001'],
    [{ test: 0.999 }, 'test', 'examples in both parts of 40', 'not 0.999'],
    [{ tset: 0.2 }, 'tset', 'did you mean "test"'],
    [{ test: 0.2, seed: -1 }, 'seed', 'not -1'],
    [{ test: 0.2, seed: null }, 'seed', 'not null'],
    [{ test: 0.2, stratify: 'yes' }, 'stratify', 'true or false', 'not "yes"'],
  ]),
  [
    'stratify for regression',
    () => values.split({ test: 0.4, stratify: true }),
    'ERR_OPTION',
    'stratify',
    'left out for regression',
  ],
  ...each('ERR_OPTION', (o) => datasets.flower(wrong(o)), [
    [{ size: 0 }, 'size', 'a whole number from 4', 'not 0'],
    [{ size: 2.5 }, 'size', 'not 2.5'],
    [{ size: '400' }, 'size', 'not "400"'],
    [{ size: 1e9 }, 'size', 'to 10000000, not 1000000000'],
    [{ size: null }, 'size', 'not null'],
    [{ seed: -1 }, 'seed', 'not -1'],
    [{ sise: 40 }, 'sise', 'did you mean "size"'],
    [400, 'options', 'an object', 'not 400'],
  ]),
  ...each('ERR_OPTION', (seed) => new RandomState(wrong(seed)), [
    [-1, 'seed', 'not -1'],
    ['3', 'seed', 'not "3"'],
    [undefined, 'seed', 'not undefined'],
    [2 ** 32, 'seed', 'not 4294967296'],
  ]),
  ...each('ERR_OPTION', (max) => new RandomState(0).interval(wrong(max)), [
    [-1, 'max', 'from 0 to 4294967295, not -1'],
    [2 ** 32, 'max', 'not 4294967296'],
    [1.5, 'max', 'not 1.5'],
    [NaN, 'max', 'not NaN'],
  ]),
  ...each('ERR_OPTION', (n) => new RandomState(0).permutation(wrong(n)), [
    [-1, 'n', 'not -1'],
    [2.5, 'n', 'not 2.5'],
    [1e12, 'n', 'not 1000000000000'],
  ]),
]);

refused('Matrix', [
  ...each('ERR_DTYPE', (array) => Matrix.of(wrong(array), 1, 2), [
    [[1, 2], 'data', 'a Float32Array or Float64Array', 'not [1, 2]'],
    [Int32Array.of(1, 2), 'data', 'a Int32Array of length 2'],
    [BigInt64Array.of(1n, 2n), 'data', 'a BigInt64Array of length 2'],
    [new DataView(new ArrayBuffer(16)), 'data', 'not a DataView'],
    [new ArrayBuffer(16), 'data', 'not a ArrayBuffer'],
    [null, 'data', 'not null'],
    [undefined, 'data', 'not undefined'],
  ]),
  ...each('ERR_SHAPE', (array) => Matrix.of(wrong(array), 2, 2), [
    [new Float64Array(0), 'data', '2 x 2 = 4', '0 numbers'],
    [new Float64Array(3), 'data', '2 x 2 = 4 numbers long', 'not 3 numbers'],
    [new Float32Array(5), 'data', '5 numbers'],
    [detached([1, 2, 3, 4]), 'data', '0 numbers'],
    [shrunk([1, 2, 3, 4]), 'data', '1 numbers'],
  ]),
  ...each('ERR_SHAPE', (rows) => Matrix.of(new Float64Array(4), wrong(rows), 2), [
    [0, 'rows', 'a whole number from 1', 'not 0'],
    [-2, 'rows', 'not -2'],
    [1.5, 'rows', 'not 1.5'],
    ['2', 'rows', 'not "2"'],
    [NaN, 'rows', 'not NaN'],
    [2 ** 31, 'rows', 'to 2147483647, not 2147483648'],
    [undefined, 'rows', 'not undefined'],
  ]),
  ...each('ERR_SHAPE', ([r, c]: [number, number]) => X.at(r, c), [
    [[2, 0], 'r', 'a whole number from 0 to 1, not 2'],
    [[0, 40], 'c', 'from 0 to 39, not 40'],
    [[-1, 0], 'r', 'not -1'],
    [[0, 0.5], 'c', 'not 0.5'],
    [['0', 0], 'r', 'not "0"'],
  ]),
  ...each('ERR_DATA', (rows) => Matrix.from(wrong(rows)), [
    [[], 'rows', 'at least one row'],
    [[[1], [NaN]], 'rows', 'row 1, column 0 is NaN'],
    [[[1, 2], [3]], 'rows', 'rows[1] has 1 numbers'],
  ]),
  ['dtype', () => Matrix.from([[1]], wrong('float16')), 'ERR_OPTION', 'dtype', 'not "float16"'],
  [
    'beyond float32',
    () => Matrix.from([[1, 1e39]], 'float32'),
    'ERR_DATA',
    'rows',
    'row 0, column 1 is 1e+39',
    'float32',
  ],
  [
    'data of a transferred buffer',
    () => matrixOn([1, 2], 1, transfer).data,
    'ERR_DATA',
    'matrix',
    'now holds 0',
  ],
  [
    'data of a shrunk buffer',
    () => matrixOn([1, 2], 1, shrink).data,
    'ERR_DATA',
    'matrix',
    'now holds 1',
  ],
  [
    'at of a shrunk buffer',
    () => matrixOn([1, 2], 1, shrink).at(0, 1),
    'ERR_DATA',
    'matrix',
    'now holds 1',
  ],
  [
    'toArray of a transferred buffer',
    () => matrixOn([1, 2], 1, transfer).toArray(),
    'ERR_DATA',
    'matrix',
  ],
]);

/** `from` with entries replaced, added or (undefined) left out. */
function changed(from: ParameterDict, changes: Record<string, unknown>): ParameterDict {
  const all = Object.entries({ ...from, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as ParameterDict;
}
const ownProto = Object.defineProperty({ ...parameters }, '__proto__', {
  value: X,
  enumerable: true,
});
const { W1, b1, W2, b2 } = parameters;

refused('parameter dictionaries', [
  ...each('ERR_SHAPE', (dictionary) => forwardPropagation(X, wrong(dictionary)), [
    [
      undefined,
      'parameters',
      'a dictionary of matrices such as { W1, b1, W2, b2 }',
      'not undefined',
    ],
    [null, 'parameters', 'not null'],
    [[W1, b1], 'parameters', 'a dictionary'],
    ['W1', 'parameters', 'not "W1"'],
    [{}, 'parameters', 'has no W1; it holds nothing'],
    [JSON.parse('{ "__proto__": { "W1": 1 } }'), 'parameters', 'has no W1', '"__proto__"'],
    [Object.create(parameters), 'parameters', 'has no W1'],
  ]),
  ...(
    [
      [
        'without W1',
        changed(parameters, { W1: undefined }),
        'parameters',
        'has no W1',
        '"b1", "W2", "b2"',
      ],
      ['without b1', changed(parameters, { b1: undefined }), 'parameters', 'has no b1'],
      ['without W2', changed(parameters, { W2: undefined }), 'parameters', 'has no W2', '"b2"'],
      ['without b2', changed(parameters, { b2: undefined }), 'parameters', 'has no b2'],
      ['a gap: W1, W3', wrong({ W1, b1, W3: W2, b3: b2 }), 'parameters', 'has no W2', '"W3"'],
      ['an own __proto__', ownProto, 'parameters', 'holds "__proto__"', 'allowed: W1, b1, W2, b2'],
      [
        'a constructor',
        changed(parameters, { constructor: W1 }),
        'parameters',
        'holds "constructor"',
      ],
      [
        'an extra entry',
        changed(parameters, { c: W1 }),
        'parameters',
        'holds "c", which a 2-4-1 network',
      ],
      ['W0', changed(parameters, { W0: W1 }), 'parameters', 'holds "W0"'],
      ['W01', changed(parameters, { W01: W1 }), 'parameters', 'holds "W01"'],
      [
        'shapes that do not chain',
        changed(parameters, { W2: W1 }),
        'parameters.W2',
        '(n_2, 4)',
        '(4, 2)',
      ],
      [
        'a bias as a row',
        changed(parameters, { b1: b1.T }),
        'parameters.b1',
        'must be (4, 1), not (1, 4)',
      ],
      [
        'a wrong bias',
        changed(parameters, { b2: b1 }),
        'parameters.b2',
        'must be (1, 1), not (4, 1)',
      ],
      [
        'alpha of tanh',
        changed(parameters, { alpha1: b2 }),
        'parameters',
        'holds "alpha1"',
        'allowed',
      ],
      ['alpha of the output', changed(parameters, { alpha2: b2 }), 'parameters', 'holds "alpha2"'],
    ] as [string, ParameterDict, string, ...string[]][]
  ).map(([title, dictionary, ...rest]): Case => [
    title,
    () => forwardPropagation(X, dictionary),
    'ERR_SHAPE',
    ...rest,
  ]),
  ...(
    [
      [
        'W1 as a list',
        changed(parameters, { W1: W1.toArray() }),
        'parameters.W1',
        'a Matrix',
        'not [array(2)',
      ],
      ['b1 null', changed(parameters, { b1: null }), 'parameters.b1', 'a Matrix', 'not null'],
      ['a symbol', changed(parameters, { b2: Symbol('b2') }), 'parameters.b2', 'not a symbol'],
      [
        'a transferred W1',
        changed(parameters, { W1: matrixOn([...W1.data], 4, transfer) }),
        'parameters.W1',
        'holds 0',
      ],
      [
        'a shrunk W1',
        changed(parameters, { W1: matrixOn([...W1.data], 4, shrink) }),
        'parameters.W1',
        'holds 1',
      ],
    ] as [string, ParameterDict, string, ...string[]][]
  ).map(([title, dictionary, ...rest]): Case => [
    title,
    () => predict(dictionary, X),
    'ERR_DATA',
    ...rest,
  ]),
  [
    'mixed dtypes',
    () => forwardPropagation(X, changed(parameters, { b1: Matrix.from(b1.toArray(), 'float32') })),
    'ERR_DTYPE',
    'parameters.b1',
    'float32',
    'float64',
  ],
  [
    'parametric ReLU without its slope',
    () => forwardPropagation(X, parameters, { activation: 'prelu' }),
    'ERR_SHAPE',
    'parameters',
    'has no alpha1',
  ],
  [
    'a slope that is no (1, 1)',
    () => forwardPropagation(X, changed(prelu, { alpha1: b1 }), { activation: 'prelu' }),
    'ERR_SHAPE',
    'parameters.alpha1',
    'must be (1, 1), not (4, 1)',
  ],
]);

refused('forwardPropagation', [
  ...each('ERR_DATA', (x) => forwardPropagation(wrong(x), parameters), [
    [X.toArray(), 'X', 'Matrix.from'],
    [undefined, 'X', 'not undefined'],
    [data, 'X', 'not a Dataset'],
    [Float64Array.of(1, 2), 'X', 'a Float64Array of length 2'],
    [matrixOn([1, 2], 2, transfer), 'X', 'now holds 0 numbers'],
    [matrixOn([1, 2], 2, shrink), 'X', 'now holds 1 numbers'],
    [matrixOn([1, 2], 1, shrink).T, 'X', 'now holds 1 numbers'],
  ]),
  [
    'X of another height',
    () => forwardPropagation(Y, parameters),
    'ERR_SHAPE',
    'X',
    '(2, m)',
    'not (1, 40)',
  ],
  [
    'X transposed',
    () => forwardPropagation(X.T, parameters),
    'ERR_SHAPE',
    'X',
    '(2, m)',
    'not (40, 2)',
  ],
  [
    'X of another dtype',
    () => forwardPropagation(X32, parameters),
    'ERR_DTYPE',
    'X',
    'float32',
    'float64',
  ],
  ...each('ERR_OPTION', (net) => forwardPropagation(X, parameters, wrong(net)), [
    [{ activation: 'tahn' }, 'activation', 'the nearest is "tanh"'],
    [{ activation: ['tanh', 'tanh'] }, 'activation', '2 names', '1 hidden'],
    [{ output: 'sigmod' }, 'output', 'the nearest is "sigmoid"'],
    [{ output: null }, 'output', 'not null'],
    [{ outputs: 'sigmoid' }, 'outputs', 'did you mean "output"'],
    ['tanh', 'net', 'an object', 'not "tanh"'],
    [null, 'net', 'not null'],
  ]),
]);

const others = {
  deep: forwardPropagation(X, deep)[1],
  prelu: forwardPropagation(X, prelu, { activation: 'prelu' })[1],
  wide: forwardPropagation(X, initializeParameters(2, 5, 1))[1],
  alike: forwardPropagation(X, initializeParameters(2, 4, 1, { seed: 4 }))[1],
  few: forwardPropagation(datasets.flower({ size: 20 }).X, parameters)[1],
};
const backward = (c: unknown) => backwardPropagation(parameters, wrong<Cache>(c), X, Y);
const noCache = ['cache', 'the cache that forwardPropagation gave'] as const;

refused('backwardPropagation', [
  ...each('ERR_SHAPE', backward, [
    [undefined, ...noCache, 'not undefined'],
    [null, ...noCache, 'not null'],
    ['cache', ...noCache, 'not "cache"'],
    [{}, ...noCache, 'an object with keys []'],
    [{ ...cache }, ...noCache, 'not a copy', '"Z1", "A1"'],
    [[AL, cache], ...noCache],
  ]),
  ['a cloned cache', () => backward(structuredClone({ Z1: 1 })), 'ERR_SHAPE', ...noCache],
  [
    "a deeper network's cache",
    () => backward(others.deep),
    'ERR_SHAPE',
    'parameters.W2',
    '(3, 4)',
    '(1, 4)',
  ],
  [
    "a wider network's cache",
    () => backward(others.wide),
    'ERR_SHAPE',
    'parameters.W1',
    '(5, 2)',
    '(4, 2)',
  ],
  [
    "parametric ReLU's cache",
    () => backward(others.prelu),
    'ERR_SHAPE',
    'parameters',
    'has no alpha1',
  ],
  [
    "other examples' cache",
    () => backward(others.few),
    'ERR_SHAPE',
    'cache.Z1',
    '(4, 40)',
    '(4, 20)',
  ],
  [
    'another X',
    () => backwardPropagation(parameters, cache, Y, Y),
    'ERR_SHAPE',
    'X',
    '(2, m)',
    '(1, 40)',
  ],
  [
    'another Y',
    () => backwardPropagation(parameters, cache, X, X),
    'ERR_SHAPE',
    'Y',
    '(1, m)',
    '(2, 40)',
  ],
  [
    'float32 X',
    () => backwardPropagation(parameters, cache, X32, Y),
    'ERR_DTYPE',
    'X',
    'float32',
    'float64',
  ],
  [
    'fewer targets',
    () => backwardPropagation(parameters, cache, X, Matrix.from([[0, 1]])),
    'ERR_SHAPE',
    'Y',
    '(n_y, 40): X has 40 examples',
    '(1, 2)',
  ],
]);

refused('computeCost', [
  [
    'fewer targets',
    () => computeCost(AL, Matrix.from([[0, 1]])),
    'ERR_SHAPE',
    'Y',
    '(n_y, 40)',
    '(1, 2)',
  ],
  ['more rows', () => computeCost(AL, X), 'ERR_SHAPE', 'Y', 'must be (1, 40), not (2, 40)'],
  ['no Matrix', () => computeCost(wrong([[0.5]]), Y), 'ERR_DATA', 'AL', 'a Matrix'],
  ['no targets', () => computeCost(AL, wrong(undefined)), 'ERR_DATA', 'Y', 'not undefined'],
  [
    'float32',
    () => computeCost(AL, Matrix.from(Y.toArray(), 'float32')),
    'ERR_DTYPE',
    'Y',
    'float32',
    'float64',
  ],
  ['a copied cache', () => computeCost(AL, Y, { ...cache }), 'ERR_SHAPE', ...noCache],
  ['null for a cache', () => computeCost(AL, Y, wrong(null)), 'ERR_SHAPE', ...noCache],
  [
    "a like network's cache",
    () => computeCost(AL, Y, others.alike),
    'ERR_SHAPE',
    'cache',
    'with this AL',
  ],
  [
    "other examples' cache",
    () => computeCost(AL, Y, others.few),
    'ERR_SHAPE',
    'cache.Z2',
    '(1, 40)',
    '(1, 20)',
  ],
]);

const update = (g: unknown, rate?: unknown) => updateParameters(parameters, wrong(g), wrong(rate));
refused('updateParameters', [
  ['no gradients', () => update(undefined), 'ERR_SHAPE', 'grads', 'not undefined'],
  [
    'parameters for gradients',
    () => update(parameters),
    'ERR_SHAPE',
    'grads',
    'has no dW1',
    '"W1"',
  ],
  [
    'a missing gradient',
    () => update({ ...grads, db2: undefined }),
    'ERR_DATA',
    'grads.db2',
    'not undefined',
  ],
  [
    'an extra gradient',
    () => update({ ...grads, dW3: W1 }),
    'ERR_SHAPE',
    'grads',
    'holds "dW3"',
    'allowed: dW1, db1',
  ],
  [
    'a wrong shape',
    () => update({ ...grads, dW1: W2 }),
    'ERR_SHAPE',
    'grads.dW1',
    '(4, 2)',
    '(1, 4)',
  ],
  [
    'float32 gradients',
    () => update({ ...grads, dW1: Matrix.from(W1.toArray(), 'float32') }),
    'ERR_DTYPE',
    'grads.dW1',
    'float32',
  ],
  ...each('ERR_OPTION', (rate) => update(grads, rate), [
    [0, 'learningRate', 'a finite number above 0, not 0'],
    [-1, 'learningRate', 'not -1'],
    [NaN, 'learningRate', 'not NaN'],
    ['1.2', 'learningRate', 'not "1.2"'],
    [null, 'learningRate', 'not null'],
    [1n, 'learningRate', 'not 1n'],
  ]),
]);

refused('sizes and initialization', [
  ...each('ERR_OPTION', (sizes) => initializeParameters(wrong<number[]>(sizes)), [
    [undefined, 'sizes', 'a list n_0 … n_L', 'not undefined'],
    [[2], 'sizes', 'at least two', 'not [2]'],
    [[], 'sizes', 'not []'],
    ['2,4,1', 'sizes', 'not "2,4,1"'],
    [[2, 0, 1], 'sizes[1]', 'from 1 to 16777216, not 0'],
    [[2, '4', 1], 'sizes[1]', 'not "4"'],
    [wrong<unknown[]>([2, , 1]), 'sizes[1]', 'not undefined'],
    [[2, 4, 2 ** 31], 'sizes[2]', 'not 2147483648'],
    [2n, 'sizes', 'not 2n'],
  ]),
  [
    'two numbers',
    () => initializeParameters(2, 4, wrong(undefined)),
    'ERR_OPTION',
    'sizes[2]',
    'not undefined',
  ],
  [
    'more than there is memory',
    () => initializeParameters([2 ** 24, 2 ** 24, 1]),
    'ERR_SHAPE',
    'length',
    '281475010265089 numbers of float64',
    'bytes',
  ],
  ...each('ERR_OPTION', (o) => initializeParameters([2, 4, 1], wrong(o)), [
    [{ sead: 3 }, 'sead', 'did you mean "seed"'],
    [{ seed: 1.5 }, 'seed', 'not 1.5'],
    [{ dtype: 'double' }, 'dtype', 'not "double"'],
    [{ initializer: 'xavier' }, 'initializer', 'the nearest is "xavierNormal"'],
    [{ activation: ['tanh', 'relu'] }, 'activation', '2 names', '1 hidden'],
    [null, 'options', 'not null'],
  ]),
  ['n_h of 0', () => layerSizes(X, Y, 0), 'ERR_OPTION', 'n_h', 'from 1 to 16777216, not 0'],
  ['n_h as text', () => layerSizes(X, Y, wrong('4')), 'ERR_OPTION', 'n_h', 'not "4"'],
  [
    'X and Y of two sizes',
    () => layerSizes(X, Matrix.from([[1]])),
    'ERR_SHAPE',
    'Y',
    '40 examples',
    '(1, 1)',
  ],
  [
    'summary of a gap',
    () => summary(wrong({ W1, b1, W3: W2 })),
    'ERR_SHAPE',
    'parameters',
    'has no W2',
  ],
]);

refused('nnModel', [
  ...each('ERR_OPTION', (o) => nnModel(X, Y, 4, wrong(o)), [
    [{ numIterations: 0 }, 'numIterations', 'a whole number from 1', 'not 0'],
    [{ numIterations: 2.5 }, 'numIterations', 'not 2.5'],
    [{ numiterations: 1 }, 'numiterations', 'did you mean "numIterations"'],
    [{ learningRate: -1 }, 'learningRate', 'not -1'],
    [{ printCost: 'yes' }, 'printCost', 'true or false', 'not "yes"'],
    [{ activation: 'tahn' }, 'activation', 'the nearest is "tanh"'],
    [{ seed: null }, 'seed', 'not null'],
  ]),
  ['no hidden unit', () => nnModel(X, Y, 0), 'ERR_OPTION', 'n_h', 'not 0'],
  ['X as a list', () => nnModel(wrong(X.toArray()), Y, 4), 'ERR_DATA', 'X', 'a Matrix'],
  [
    'float32 X, float64 Y',
    () => nnModel(X32, Y, 4, { numIterations: 1 }),
    'ERR_DTYPE',
    'Y',
    'float64',
    'float32',
  ],
]);

const column = Matrix.of(new Float64Array(200_000), 200_000, 1);
refused('matmul, metrics, activations, logistic regression', [
  [
    'shapes that do not fit',
    () => matmul(X, Y),
    'ERR_SHAPE',
    'B',
    '(40, N): A is (2, 40)',
    'not (1, 40)',
  ],
  ['mixed dtypes', () => matmul(X32, X.T), 'ERR_DTYPE', 'B', 'float64', 'float32'],
  ['a list', () => matmul(X, wrong([[1]])), 'ERR_DATA', 'B', 'a Matrix'],
  [
    'a transferred A',
    () => matmul(matrixOn([1, 2], 1, transfer), X),
    'ERR_DATA',
    'A',
    'now holds 0',
  ],
  [
    'more than there is memory',
    () => matmul(column, column.T),
    'ERR_SHAPE',
    'length',
    '40000000000 numbers',
  ],
  [
    'accuracy of two shapes',
    () => metrics.accuracy(X, Y),
    'ERR_SHAPE',
    'P',
    '(1, 40), the shape of Y',
    '(2, 40)',
  ],
  ['accuracy of lists', () => metrics.accuracy(wrong([1]), Y), 'ERR_DATA', 'P', 'not [1]'],
  ...each('ERR_DATA', (z) => activations.tanh.value(wrong<number>(z)), [
    ['1', 'z', 'not "1"'],
    [undefined, 'z', 'not undefined'],
    [[1, 2], 'z', 'not [1, 2]'],
    [1n, 'z', 'not 1n'],
  ]),
  ...each('ERR_OPTION', (slope) => activations.prelu.derivative(1, wrong(slope)), [
    ['x', 'slope', 'a number, not "x"'],
    [null, 'slope', 'not null'],
  ]),
  [
    'three classes',
    () => logisticRegression(letters),
    'ERR_DATA',
    'data',
    '3 classes',
    'needs two classes',
  ],
  ['values', () => logisticRegression(values), 'ERR_DATA', 'data', 'values', 'needs two classes'],
  ['no dataset', () => logisticRegression(wrong<Dataset>(X)), 'ERR_DATA', 'data', 'not a Matrix'],
  [
    'an option',
    () => logisticRegression(data, wrong({ l2: 1 })),
    'ERR_OPTION',
    'l2',
    'no key "l2"',
  ],
]);

for (const method of ['predict', 'probabilities'] as const) {
  refused(`model.${method}`, [
    ...each('ERR_SHAPE', (x) => model[method](wrong<number[]>(x)), [
      [[1], 'example', '2 numbers per example ("x1", "x2")', 'not 1 numbers'],
      [[1, 2, 3], 'example', 'not 3 numbers'],
      [[], 'example', 'not 0 numbers'],
      [[[1]], 'examples[0]', '2 numbers per example', 'not 1 numbers'],
      [[[], []], 'examples[0]', 'not 0 numbers'],
      [[[1, 2], [3]], 'examples[1]', '2 numbers per example ("x1", "x2")', 'not 1 numbers'],
      [[[1, 2], detached([1, 2])], 'examples[1]', 'not 0 numbers'],
      [Float32Array.of(1, 2, 3), 'example', 'not 3 numbers'],
      [detached([1, 2]), 'example', 'not 0 numbers'],
      [shrunk([1, 2]), 'example', 'not 1 numbers'],
      [X.T, 'examples', '(2, m)', 'not (40, 2)'],
      [Y, 'examples', 'not (1, 40)'],
    ]),
    ...each('ERR_DATA', (x) => model[method](wrong<number[]>(x)), [
      [undefined, 'example', 'a row of numbers, a list of rows, or a Matrix', 'not undefined'],
      [null, 'example', 'not null'],
      ['12', 'example', 'not "12"'],
      [{ 0: 1, 1: 2, length: 2 }, 'example', 'an object with keys'],
      [data, 'example', 'not a Dataset'],
      [BigInt64Array.of(1n, 2n), 'example', 'a BigInt64Array of length 2'],
      [new DataView(new ArrayBuffer(16)), 'example', 'not a DataView'],
      [[1, NaN], 'example', 'column 1 ("x2") is NaN'],
      [['5.1', 2], 'example', 'column 0 ("x1") is "5.1"'],
      [[1, null], 'example', 'column 1 ("x2") is null'],
      [wrong<unknown[]>([, 2]), 'example', 'column 0 ("x1") is undefined'],
      [[1n, 2n], 'example', 'column 0 ("x1") is 1n'],
      [
        [
          [1, 2],
          [3, Infinity],
        ],
        'examples',
        'row 1, column 1 ("x2") is Infinity',
      ],
      [[[1, 2], null], 'examples[1]', 'not null'],
      [Matrix.of(Float64Array.of(1, NaN), 2, 1), 'examples', 'row 1, column 0 is NaN'],
      [matrixOn([1, 2], 2, transfer), 'examples', 'now holds 0 numbers'],
      [matrixOn([1, 2, 3, 4], 2, shrink), 'examples', 'now holds 1 numbers'],
    ]),
    [
      'beyond float32',
      () => model32[method]([1, 1e39]),
      'ERR_DATA',
      'example',
      'column 1 ("x2") is 1e+39',
      'float32',
    ],
    [
      'a Matrix beyond float32',
      () => model32[method](Matrix.from([[1], [-1e39]])),
      'ERR_DATA',
      'examples',
      'row 1, column 0 is -1e+39',
      'float32',
    ],
  ]);
}

const into = (i: unknown, o: unknown) => model.predictInto(wrong(i), wrong(o));
refused('model.predictInto', [
  [
    'float32 input',
    () => into(new Float32Array(2), out),
    'ERR_DTYPE',
    'input',
    'a Float64Array',
    'a Float32Array',
  ],
  [
    'float32 output',
    () => into(input, new Float32Array(2)),
    'ERR_DTYPE',
    'out',
    'a Float64Array',
    'a Float32Array',
  ],
  [
    'float64 for float32',
    () => model32.predictInto(input, out),
    'ERR_DTYPE',
    'input',
    'the model is float32',
  ],
  ['a list', () => into([1, 2], out), 'ERR_DTYPE', 'input', 'not [1, 2]'],
  ['a Matrix', () => into(X, out), 'ERR_DTYPE', 'input', 'not a Matrix'],
  [
    'a DataView',
    () => into(input, new DataView(new ArrayBuffer(16))),
    'ERR_DTYPE',
    'out',
    'not a DataView',
  ],
  ['nothing', () => into(undefined, undefined), 'ERR_DTYPE', 'input', 'not undefined'],
  [
    'half an example',
    () => into(new Float64Array(3), out),
    'ERR_SHAPE',
    'input',
    'a multiple of 2',
    '3 numbers',
  ],
  [
    'no example',
    () => into(new Float64Array(0), out),
    'ERR_SHAPE',
    'input',
    'at least one example',
    '0 numbers',
  ],
  [
    'a short output',
    () => into(input, new Float64Array(1)),
    'ERR_SHAPE',
    'out',
    '2 numbers: 1 for each of 2',
    '1 numbers',
  ],
  ['a long output', () => into(input, new Float64Array(3)), 'ERR_SHAPE', 'out', 'not 3 numbers'],
  ['a transferred input', () => into(detached([1, 2]), out), 'ERR_SHAPE', 'input', '0 numbers'],
  ['a transferred output', () => into(input, detached([1, 2])), 'ERR_SHAPE', 'out', '0 numbers'],
  ['a shrunk output', () => into(input, shrunk([1, 2])), 'ERR_SHAPE', 'out', '1 numbers'],
  ['output over input', () => into(input, input.subarray(1, 3)), 'ERR_OPTION', 'out', 'overlap'],
]);

describe('the error of somebody else passes through', () => {
  const mine = new Error('mine');

  it('an option getter throws', async () => {
    const options = {
      get epochs(): number {
        throw mine;
      },
    };
    expect(await refusal(() => train(data, options))).toBe(mine);
    expect(
      await refusal(() =>
        datasets.flower(
          wrong({
            get seed() {
              throw mine;
            },
          }),
        ),
      ),
    ).toBe(mine);
  });

  it('a dictionary getter throws', async () => {
    const dictionary = {
      ...parameters,
      get b2(): Matrix {
        throw mine;
      },
    };
    expect(await refusal(() => forwardPropagation(X, dictionary))).toBe(mine);
  });

  it('onProgress throws: the run ends', async () => {
    let calls = 0;
    const onProgress = (): void => {
      calls++;
      throw mine;
    };
    expect(await refusal(() => train(data, { epochs: 50, onProgress }))).toBe(mine);
    expect(calls).toBe(1);
  });

  it('a signal that was aborted before', async () => {
    expect(await refusal(() => train(data, { signal: AbortSignal.abort(mine) }))).toBe(mine);
    const error = await refusal(() => train(data, { signal: AbortSignal.abort() }));
    expect((error as Error).name).toBe('AbortError');
  });

  it('a signal that is aborted during the run, with any reason', async () => {
    for (const reason of [mine, 'enough', 0, null]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 5);
      expect(await refusal(() => train(data, { epochs: 1e9, signal: controller.signal }))).toBe(
        reason,
      );
    }
  });

  it('a signal that is aborted in onProgress, at the last report too', async () => {
    for (const epochs of [50, 1]) {
      const controller = new AbortController();
      const onProgress = () => controller.abort(mine);
      expect(
        await refusal(() => train(data, { epochs, onProgress, signal: controller.signal })),
      ).toBe(mine);
    }
  });
});

describe('each option is read once', () => {
  function counted(values: Record<string, unknown>): {
    object: object;
    reads: Record<string, number>;
  } {
    const reads: Record<string, number> = {};
    const object = {};
    for (const [key, value] of Object.entries(values)) {
      const get = () => {
        reads[key] = (reads[key] ?? 0) + 1;
        return value;
      };
      Object.defineProperty(object, key, { get, enumerable: true });
    }
    return { object, reads };
  }
  const once = (o: object) => Object.fromEntries(Object.keys(o).map((key) => [key, 1]));

  it('of train', async () => {
    const initializer = counted({ normal: 0.1 });
    const options = counted({
      hidden: [2],
      epochs: 2,
      seed: 1,
      batchSize: 8,
      onProgress: () => {},
      initializer: initializer.object,
    });
    await train(data, options.object);
    expect(options.reads).toEqual(once(options.object));
    expect(initializer.reads).toEqual({ normal: 1 });
  });

  it('of split, flower, forwardPropagation and a dictionary', () => {
    const split = counted({ test: 0.5, seed: 1 });
    data.split(wrong(split.object));
    const flower = counted({ size: 40, seed: 1 });
    datasets.flower(flower.object);
    const net = counted({ activation: 'relu', output: 'sigmoid' });
    const dictionary = counted({ W1, b1, W2, b2 });
    forwardPropagation(X, wrong(dictionary.object), net.object);
    for (const { object, reads } of [split, flower, net]) expect(reads).toEqual(once(object));
  });

  it('lists are copied: changing them later changes nothing', async () => {
    const hidden = [3];
    const activation = ['tanh' as const];
    const run = train(data, { hidden, activation, epochs: 2, seed: 1, dtype: 'float64' });
    hidden[0] = 0;
    activation.length = 0;
    const undisturbed = await train(data, {
      hidden: [3],
      activation: 'tanh',
      epochs: 2,
      seed: 1,
      dtype: 'float64',
    });
    expect((await run).history.cost).toEqual(undisturbed.history.cost);
  });
});

describe('what looks odd and is allowed', () => {
  it('shared and resizable buffers that hold what the view says', () => {
    const shared = new Float64Array(new SharedArrayBuffer(32));
    shared.set([1, 2, 3, 4]);
    const grown = matrixOn([1, 2, 3, 4], 2, (buffer) => buffer.resize(64));
    for (const m of [Matrix.of(shared, 2, 2), grown, Matrix.of(resizable([1, 2, 3, 4]), 2, 2)]) {
      expect(m.data).toHaveLength(4);
      expect(m.toArray()).toEqual([
        [1, 2],
        [3, 4],
      ]);
      expect(m.T.toArray()).toEqual([
        [1, 3],
        [2, 4],
      ]);
      expect(forwardPropagation(m, parameters)[0].data).toHaveLength(2);
      expect(model.predict(m)).toHaveLength(2);
    }
  });

  it('predictInto on shared memory', () => {
    const here = new Float64Array(2);
    const there = new Float64Array(new SharedArrayBuffer(16));
    const source = new Float64Array(new SharedArrayBuffer(32));
    source.set(input);
    model.predictInto(input, here);
    model.predictInto(source, there);
    expect([...there]).toEqual([...here]);
  });

  it('options that are undefined, and a caller who does not own a prototype', async () => {
    const options = Object.assign(Object.create(null) as object, {
      epochs: 2,
      seed: undefined,
      signal: undefined,
    });
    expect((await train(data, options)).history.ended).toBe('epochs');
  });
});
