// Bad input of parameter dictionaries and of forwardPropagation().
import { forwardPropagation, Matrix, predict, type ParameterDict } from '../../lib/index.js';
import { each, refused, wrong, type Case } from '../refusals.js';
import {
  b1,
  b2,
  changed,
  data,
  expectUnchanged,
  matrixOn,
  parameters,
  prelu,
  shrink,
  transfer,
  W1,
  W2,
  X,
  X32,
  Y,
} from './inputs.js';

expectUnchanged();

const ownProto = Object.defineProperty({ ...parameters }, '__proto__', {
  value: X,
  enumerable: true,
});

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
    'not (40, 2); X.T has that shape',
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
