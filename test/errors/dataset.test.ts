// Bad input of datasets: making, splitting, generating.
import { Dataset, datasets, Matrix, RandomState } from '../../lib/index.js';
import { each, refused, wrong } from '../refusals.js';
import {
  data,
  detached,
  expectUnchanged,
  matrixOn,
  shrink,
  shrunk,
  transfer,
  values,
} from './inputs.js';

expectUnchanged();

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
    [[{ a: 1 }, { a: 2 }], 'examples[0]', 'Dataset.fromRecords takes records', 'not an object'],
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
      [[1, 1, 1], 'targets', 'one class only, 1', '{ classes: model.classes }'],
      [['a', 'b\0', 'c'], 'targets', 'holds "b\\u0000", in which there is a NUL'],
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
    [[1, 2, 3], 'task', 'such as 2', "task: 'classification' or task: 'regression'"],
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

refused('Dataset.from: NUL', [
  ...each('ERR_DATA', (o) => Dataset.from(three, ['a', 'b', 'c'], wrong<object>(o)), [
    [{ features: ['a\0'] }, 'features[0]', 'in which there is a NUL'],
    [{ targets: ['\0'] }, 'targets[0]', 'in which there is a NUL'],
    [{ classes: ['a', 'b', 'c', '\0d'] }, 'classes[3]', 'in which there is a NUL'],
  ]),
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
