// Bad tables, records, parts and parameters: each refusal names what it is about.
import {
  Dataset,
  datasets,
  initializeParameters,
  Matrix,
  Model,
  type DatasetOptions,
  type ModelOptions,
  type RecordsOptions,
} from '../lib/index.js';
import { each, refused, wrong, type Case } from './refusals.js';

const rows = [[1], [2], [3]];
const labels = ['a', 'b', 'a'];
const data = Dataset.from(rows, labels);

const from = (examples: unknown, targets: unknown = labels, options?: unknown): unknown =>
  Dataset.from(wrong(examples), wrong<string[]>(targets), wrong<DatasetOptions>(options));

refused('Dataset.from: a table with a shape', [
  ...each('ERR_SHAPE', from, [
    [{ shape: [3, 1, 1], data: [1, 2, 3] }, 'examples.shape', 'not [3, 1, 1]'],
    [{ shape: [0, 2], data: [] }, 'examples.shape', 'at least 1'],
    [{ shape: [1.5, 2], data: [1, 2, 3] }, 'examples.shape'],
    [{ shape: [], data: [] }, 'examples.shape'],
    [{ shape: [3, 2], data: [1, 2, 3] }, 'examples', 'has 3 numbers', '(6)'],
    [{ shape: [3], data: [1, 2, 3], stride: [2], offset: 0 }, 'examples'],
    [{ shape: [3], data: [1, 2, 3], stride: [1], offset: 1 }, 'examples'],
    [{ shape: [3, 1], data: [1, 2, 3], stride: [-1, 1], offset: 0 }, 'examples', 'stride'],
    [{ shape: [3, 1], data: [1, 2, 3], stride: ['1', 1] }, 'examples.stride', 'whole numbers'],
    [{ shape: [3, 1], data: [1, 2, 3], stride: 1 }, 'examples.stride', 'not 1'],
    [{ shape: [3, 1], data: [1, 2, 3], offset: 0.5 }, 'examples.offset', 'not 0.5'],
  ]),
  ...each('ERR_DATA', from, [
    [{ shape: [3, 1] }, 'examples', 'in data, values or dataSync()', 'not undefined'],
    [{ shape: [3, 1], data: 'abc' }, 'examples', 'not "abc"'],
    [{ shape: [3, 1], data: [1, NaN, 3] }, 'examples', 'row 1, column 0 is NaN'],
    [{ shape: [3, 1], values: [[1], [2]] }, 'examples', 'row 2, column 0 is undefined'],
    [{ shape: [3, 1], data: ['1', 2, 3] }, 'examples', 'row 0, column 0 is "1"'],
    [{ data: [1, 2, 3] }, 'examples', 'a list of rows of numbers'],
    [Float64Array.of(1, 2, 3), 'examples'],
    [new Map(), 'examples', 'a Map'],
  ]),
]);

refused('Dataset.from: names and classes', [
  ...each('ERR_DATA', (list) => from(list, labels, { features: ['age', 'plan'] }), [
    [
      [
        [1, 2],
        [3, NaN],
        [4, 5],
      ],
      'examples',
      'row 1, column 1 ("plan") is NaN',
    ],
    [{ shape: [3, 2], data: [1, null, 3, 4, 5, 6] }, 'examples', 'column 1 ("plan") is null'],
    [
      [
        [1, 2, NaN],
        [1, 2, 3],
        [1, 2, 3],
      ],
      'examples',
      'row 0, column 2 is NaN',
    ],
  ]),
  ...each('ERR_OPTION', (o) => from(rows, labels, o), [
    [{ targets: 'y' }, 'targets', 'a list of 1 names'],
    [{ targets: [7] }, 'targets[0]', 'not 7'],
    [{ classes: ['a'] }, 'classes', 'at least two'],
    [{ classes: 'ab' }, 'classes', 'not "ab"'],
    [{ classes: ['a', 1] }, 'classes[1]', 'of the type of classes[0]'],
    [{ classes: ['a', 'b', 'a'] }, 'classes[2]', 'there once'],
    [{ classes: [null, 1] }, 'classes[0]', 'not null'],
    [{ classes: ['a', 'b'], task: 'regression' }, 'classes', 'left out'],
    [{ dtype: 'float16' }, 'dtype', '"float32"'],
  ]),
  ...each('ERR_SHAPE', (o) => from(rows, labels, o), [
    [{ targets: ['y', 'z'] }, 'targets', '2 names', 'one per target column'],
  ]),
  ...each('ERR_DATA', (t) => from(rows, t, { classes: ['yes', 'no'] }), [
    [['yes', 'no', 'on'], 'targets', 'example 2 is "on"', 'the nearest is "no"'],
    [[1, 0, 1], 'targets', 'example 0 is 1'],
  ]),
  ...each('ERR_DATA', (t) => from(rows, t, { task: 'regression' }), [
    [[[1, 2], [3, 4], 5], 'targets[2]', 'a list of numbers'],
    [[[1, 2], [3], [4, 5]], 'rows', 'rows[1] has 1 numbers'],
    [
      [
        [1, 2],
        [3, 4],
        [5, NaN],
      ],
      'rows',
      'row 2, column 1 is NaN',
    ],
  ]),
]);

const records = [
  { age: 1, plan: 2, left: 'no' },
  { age: 3, plan: 4, left: 'yes' },
];
const fromRecords = (list: unknown, options: unknown = { target: 'left' }): unknown =>
  Dataset.fromRecords(wrong<Record<string, unknown>[]>(list), wrong<RecordsOptions>(options));

refused('Dataset.fromRecords', [
  ...each('ERR_DATA', fromRecords, [
    [[], 'records', 'at least one row'],
    [[records[0], 5], 'records[1]', 'an object with named columns', 'not 5'],
    [[records[0], [1, 2]], 'records[1]', 'not [1, 2]'],
    [[records[0], null], 'records[1]', 'not null'],
    [
      [records[0], { ...records[1], sex: 1 }],
      'records',
      'records[1] has "sex"',
      'name the features',
    ],
    [[records[0], { ...records[1], plan: true }], 'records', 'holds 2 in records[0] and true in'],
    [
      [records[0], { ...records[1], plan: new Date(0) }],
      'records',
      'is a Date',
      'value.getTime() / 86_400_000 for days',
    ],
    [[records[0], { ...records[1], plan: {} }], 'records', 'Take numbers out of it first'],
    [
      [
        { 'a\0': 1, left: 'no' },
        { 'a\0': 2, left: 'yes' },
      ],
      'features[0]',
      'holds "a\\u0000", in which there is a NUL',
    ],
    [[records[0], records[0]], 'targets', 'column "left" holds one class only, "no"'],
    [[{ left: 'no' }], 'records[0]', 'at least one feature'],
  ]),
  ...each('ERR_DATA', (o) => fromRecords(records, o), [
    [{ target: 'left', classes: ['no', 'on'] }, 'targets', 'example 1 is "yes"', '"no", "on"'],
  ]),
  ...each('ERR_OPTION', (o) => fromRecords(records, o), [
    [{ target: 'let' }, 'target', 'no column "let"', 'the nearest is "left"', '"age", "plan"'],
    [{ target: 'left', features: ['aeg'] }, 'features', 'the nearest is "age"'],
    [{ target: 'left', classes: ['no'] }, 'classes', 'at least two'],
    [{}, 'target', 'the name of a column', 'not undefined'],
    [{ target: 2 }, 'target', 'not 2'],
    [{ target: [] }, 'target', 'a list of names'],
    [{ target: ['left', 1] }, 'target[1]', 'not 1'],
    [{ target: 'left', features: 'age' }, 'features', 'not "age"'],
    [{ target: 'left', features: ['age', 'left'] }, 'features', 'no targets'],
    [{ target: 'left', features: ['age', 'age'] }, 'features[1]', 'no other'],
    [{ target: 'left', taks: 'regression' }, 'taks', 'did you mean "task"'],
    [{ target: 'age', features: ['plan'] }, 'task', "'classification'", "'regression'"],
  ]),
]);

const single: Case[] = [
  [
    'a class of one example in a stratified split',
    () => data.split({ test: 0.5, stratify: true }),
    'ERR_DATA',
    'stratify',
    'class "b" has one example only (number 1, counted from 0)',
    'Leave that example out',
  ],
];
refused('parts', [
  ...single,
  ...each('ERR_DATA', (list) => data.subset(wrong(list)), [
    [[], 'examples', 'at least one'],
    [[3], 'examples[0]', 'from 0 to 2', 'not 3'],
    [[0, -1], 'examples[1]', 'not -1'],
    [[0.5], 'examples[0]', 'not 0.5'],
    [['1'], 'examples[0]', 'not "1"'],
    [undefined, 'examples'],
    [2, 'examples'],
  ]),
  ...each('ERR_OPTION', (o) => data.shuffle(wrong(o)), [
    [{ sed: 1 }, 'sed', 'did you mean "seed"'],
    [{ seed: 1.5 }, 'seed', 'not 1.5'],
    [5, 'options'],
  ]),
]);

const parameters = initializeParameters(2, 4, 1, { seed: 1 });
const three = initializeParameters([2, 4, 3], { seed: 1 });
const broken = { ...parameters, b2: Matrix.of(Float64Array.of(NaN), 1, 1) };

refused('Model.from', [
  ...each('ERR_OPTION', (net) => Model.from(parameters, wrong<ModelOptions>(net)), [
    [{ activaton: 'relu' }, 'activaton', 'did you mean "activation"'],
    [{ output: 'softmax' }, 'output', 'softmax', 'at least 3'],
    [{ classes: ['a', 'b', 'c'] }, 'classes', 'has 3 labels', '2 classes'],
    [{ output: 'identity', classes: ['a', 'b'] }, 'classes', 'left out'],
    [{ features: ['a', 'a'] }, 'features[1]', 'no other feature'],
    [{ targets: [''], features: 5 }, 'features', 'not 5'],
  ]),
  ...each('ERR_SHAPE', (net) => Model.from(parameters, wrong<ModelOptions>(net)), [
    [{ features: ['a'] }, 'features', '1 names', '2 names'],
    [{ targets: ['a', 'b'] }, 'targets', '2 names'],
  ]),
  ['three sigmoid outputs', () => Model.from(three), 'ERR_OPTION', 'output', 'with 3 outputs'],
  ['NaN', () => Model.from(broken), 'ERR_DATA', 'parameters.b2', 'row 0, column 0 is NaN'],
  ['no dictionary', () => Model.from(wrong(null)), 'ERR_SHAPE', 'parameters'],
  [
    'evaluate without a Dataset',
    () => Model.from(parameters).evaluate(wrong(datasets.flower().X)),
    'ERR_DATA',
    'data',
    'a Dataset',
  ],
]);
