// Bad input of train().
import { train, type Dataset } from '../../lib/index.js';
import { each, refused, wrong, type Case } from '../refusals.js';
import { data, expectUnchanged, X, Y } from './inputs.js';

expectUnchanged();

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
      'Allowed: preset, start, hidden, activation',
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
    [null, 'options', 'null', 'an object with any of the keys preset, start'],
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
    [3, 'one of "sgd", "momentum", "nesterov"', 'not 3'],
    [null, 'not null'],
  ]),
  ...option('history', [
    ['all', 'one of "every", "reports"', 'not "all"'],
    ['report', 'the nearest is "reports"'],
    [true, 'not true'],
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
