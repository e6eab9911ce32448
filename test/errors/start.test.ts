// Bad input of sizes, starts and nnModel().
import { initializeParameters, layerSizes, Matrix, nnModel, summary } from '../../lib/index.js';
import { each, refused, wrong } from '../refusals.js';
import { b1, expectUnchanged, W1, W2, X, X32, Y } from './inputs.js';

expectUnchanged();

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
    'n_y',
    'not undefined',
  ],
  ['a fraction', () => initializeParameters(2, 2.7, 1), 'ERR_OPTION', 'n_h', 'not 2.7'],
  ['a text', () => initializeParameters(wrong('2'), 4, 1), 'ERR_OPTION', 'n_x', 'not "2"'],
  ['a gap', () => initializeParameters(2, wrong(null), 1), 'ERR_OPTION', 'n_h', 'not null'],
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
