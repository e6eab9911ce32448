// Bad input of matrices and of what is computed with them alone.
import {
  activations,
  logisticRegression,
  matmul,
  Matrix,
  metrics,
  type Dataset,
} from '../../lib/index.js';
import { each, refused, wrong, type Case } from '../refusals.js';
import {
  data,
  detached,
  expectUnchanged,
  matrixOn,
  shrink,
  shrunk,
  transfer,
  X,
  X32,
  Y,
} from './inputs.js';

expectUnchanged();

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

const four = Matrix.from([[1, 2, 3, 4]]);
const names = ['plus', 'minus', 'times'] as const;
refused('numbers of a Matrix', [
  ...names.flatMap((name) => [
    ...each(
      'ERR_SHAPE',
      (shape: [number, number]) =>
        X[name](Matrix.of(new Float64Array(shape[0] * shape[1]), ...shape)),
      [
        [
          [1, 1],
          'other',
          'must be (2, 40) as the matrix is, a column (2, 1) or a row (1, 40), not (1, 1).',
        ],
        [[2, 2], 'other', 'not (2, 2)'],
        [[1, 2], 'other', 'not (1, 2)'],
        [[40, 1], 'other', 'not (40, 1) (the product of matrices is matmul(A, B))'],
        [[2, 41], 'other', 'not (2, 41)'],
        [[3, 40], 'other', 'not (3, 40)'],
      ],
    ),
    ...each('ERR_DATA', (other) => X[name](wrong(other)), [
      [undefined, 'other', 'a Matrix or a number, not undefined'],
      [null, 'other', 'not null'],
      ['1', 'other', 'not "1"'],
      [1n, 'other', 'not 1n'],
      [[[1, 2]], 'other', 'a Matrix or a number'],
      [structuredClone(four), 'other', 'an object with keys ["rows", "cols", "data"]'],
    ]),
  ]),
  [
    'mixed dtypes',
    () => X.plus(X32),
    'ERR_DTYPE',
    'other',
    'other is float32',
    'the matrix is float64',
  ],
  [
    'mixed dtypes, a column',
    () => X32.times(Matrix.from([[1], [2]])),
    'ERR_DTYPE',
    'other',
    'float64',
  ],
  [
    'a number beyond float32',
    () => X32.times(1e39),
    'ERR_DATA',
    'other',
    'that float32',
    'not 1e+39',
  ],
  [
    'a transferred partner',
    () => four.plus(matrixOn([1, 2, 3, 4], 1, transfer)),
    'ERR_DATA',
    'other',
    'now holds 0',
  ],
  ...(['plus', 'map', 'sum', 'toJSON'] as const).map((name): Case => [
    `${name} of a shrunk buffer`,
    () =>
      matrixOn([1, 2], 1, shrink)[name](wrong(name === 'map' ? Math.abs : name === 'sum' ? {} : 1)),
    'ERR_DATA',
    'matrix',
    'now holds 1',
  ]),
  ...each('ERR_OPTION', (f) => X.map(wrong(f)), [
    [undefined, 'f', 'a function of a number, not undefined'],
    [2, 'f', 'not 2'],
  ]),
  ...each('ERR_DATA', (value) => four.map((v) => (v < 3 ? v : wrong(value))), [
    [undefined, 'f', 'f must give a number, but of 3 in row 0, column 2 it gave undefined.'],
    ['3', 'f', 'gave "3"'],
    [3n, 'f', 'gave 3n'],
  ]),
  ...each('ERR_OPTION', (options) => X.sum(wrong(options)), [
    [{ axis: 2 }, 'axis', '0 (a sum for each column) or 1 (a sum for each row), not 2'],
    [{ axis: -1 }, 'axis', 'not -1'],
    [{ axis: null }, 'axis', 'not null'],
    [{ axis: '0' }, 'axis', 'not "0"'],
    [{ keepdims: 1 }, 'keepdims', 'true or false, not 1'],
    [{ keepDims: true }, 'keepDims', 'did you mean "keepdims"'],
    [0, 'options', 'axis, keepdims'],
  ]),
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
  [
    'a transpose that fits on the right',
    () => matmul(X, Matrix.from([[...X.toArray()[0]!]])),
    'ERR_SHAPE',
    'B',
    'B must be (40, N): A is (2, 40), not (1, 40). matmul(A, B.T) gives (2, 1).',
  ],
  [
    'a transpose that fits on the left',
    () => matmul(X.T, Y.T),
    'ERR_SHAPE',
    'B',
    'B must be (2, N): A is (40, 2), not (40, 1). matmul(A.T, B) gives (2, 1).',
  ],
  [
    'transposes that both fit',
    () => matmul(X, X),
    'ERR_SHAPE',
    'B',
    'not (2, 40). matmul(A, B.T) gives (2, 2), matmul(A.T, B) gives (40, 40).',
  ],
  [
    'no transpose that fits',
    () => matmul(X, Matrix.from([[1, 2, 3]])),
    'ERR_SHAPE',
    'B',
    'A is (2, 40), not (1, 3).',
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
    ['x', 'slope', 'a finite number, not "x"'],
    [null, 'slope', 'not null'],
    [NaN, 'slope', 'a finite number, not NaN'],
    [-Infinity, 'slope', 'not -Infinity'],
  ]),
  ['no dataset', () => logisticRegression(wrong<Dataset>(X)), 'ERR_DATA', 'data', 'not a Matrix'],
  [
    'an option',
    () => logisticRegression(data, wrong({ l2: 1 })),
    'ERR_OPTION',
    'l2',
    'no key "l2"',
  ],
]);
