// Bad input of backwardPropagation(), computeCost() and updateParameters().
import {
  backwardPropagation,
  computeCost,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
  updateParameters,
  type Cache,
} from '../../lib/index.js';
import { each, refused, wrong } from '../refusals.js';
import {
  AL,
  cache,
  deep,
  expectUnchanged,
  grads,
  parameters,
  prelu,
  W1,
  W2,
  X,
  X32,
  Y,
} from './inputs.js';

expectUnchanged();

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
  [
    'no gradients',
    () => update(undefined),
    'ERR_SHAPE',
    'grads',
    'such as { dW1, db1, dW2, db2 }, not undefined',
  ],
  [
    'one gradient too few',
    () => update({ dW1: grads.dW1, db1: grads.db1, db2: grads.db2 }),
    'ERR_SHAPE',
    'grads',
    'grads has no dW2; it holds "dW1", "db1", "db2". backwardPropagation gives all of them.',
  ],
  [
    'parameters for gradients',
    () => update(parameters),
    'ERR_SHAPE',
    'grads',
    'has no dW1; it holds "W1", "b1", "W2", "b2". backwardPropagation gives all of them.',
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
