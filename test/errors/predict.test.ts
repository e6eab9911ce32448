// Bad input of a model.
import { Matrix } from '../../lib/index.js';
import { each, refused, wrong } from '../refusals.js';
import {
  data,
  detached,
  expectUnchanged,
  input,
  matrixOn,
  model,
  model32,
  out,
  shrink,
  shrunk,
  transfer,
  X,
  Y,
} from './inputs.js';

expectUnchanged();

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
