// What the linear models refuse.
import {
  Dataset,
  datasets,
  logisticRegression,
  logisticRegressionCV,
  ridge,
  ridgeAsync,
} from '../../lib/index.js';
import { each, refused, wrong } from '../refusals.js';

const moons = datasets.moons({ size: 20 });
const blobs = datasets.blobs({ size: 30 });
const values = Dataset.from([[1], [2], [4]], [0.5, 1.5, 7]);
const labels = Dataset.from(
  [[1], [2]],
  [
    [0, 1],
    [1, 0],
  ],
  { task: 'multilabel' },
);
const huge = [[1e200], [-1e200], [3e199]];
const tiny = [[1e-160], [2e-160], [4e-160]];
const unknown = Dataset.fromRecords(
  [
    { a: 1, y: 'p' },
    { a: null, y: 'q' },
  ],
  { target: 'y' },
);

refused('logisticRegression', [
  ...each('ERR_OPTION', (o) => logisticRegression(moons, wrong(o)), [
    [{ C: 0 }, 'C', 'above 0'],
    [{ C: NaN }, 'C', 'above 0'],
    [{ alpha: 1 }, 'alpha', 'no key "alpha"'],
    [{ l2: 1 }, 'l2', 'no key "l2"'],
    [{ scale: 'standart' }, 'scale', 'the nearest is "standard"'],
    [{ impute: 'most' }, 'impute', "'mean'"],
    [{ columns: { x9: { scale: 'log' } } }, 'columns.x9', 'nearest is "x1"'],
    [{ classWeights: { 7: 1 } }, 'classWeights', 'names 7'],
    [{ classWeights: { 0: 0, 1: 0 } }, 'classWeights', 'add up to 0'],
    [{ positive: 'x' }, 'positive', '"x"'],
  ]),
  [
    'positive of three',
    () => logisticRegression(blobs, { positive: 1 }),
    'ERR_OPTION',
    'positive',
    '6 classes',
  ],
  [
    'classWeights of labels',
    () => logisticRegression(labels, { classWeights: 'balanced' }),
    'ERR_OPTION',
    'classWeights',
    'several labels',
  ],
  ['values', () => logisticRegression(values), 'ERR_DATA', 'data', 'has values', 'ridge(data)'],
  [
    'no dataset',
    () => logisticRegression(wrong<Dataset>(moons.X)),
    'ERR_DATA',
    'data',
    'not a Matrix',
  ],
  [
    'too wide a column',
    () => logisticRegression(Dataset.from(huge, [0, 1, 0])),
    'ERR_DATA',
    'data',
    '"x1" goes from',
  ],
  [
    'a hole that is refused',
    () => logisticRegression(unknown, { impute: 'refuse' }),
    'ERR_DATA',
    'data',
    '"a"',
  ],
]);

refused('ridge', [
  ...each('ERR_OPTION', (o) => ridge(values, wrong(o)), [
    [{ alpha: -1 }, 'alpha', 'from 0 on'],
    [{ alpha: Infinity }, 'alpha', 'from 0 on'],
    [{ C: 1 }, 'C', 'no key "C"'],
    [{ classWeights: 'balanced' }, 'classWeights', 'no key'],
    [{ scale: 3 }, 'scale', 'standard'],
  ]),
  ['classes', () => ridge(moons), 'ERR_DATA', 'data', '2 classes', 'logisticRegression(data)'],
  ['labels', () => ridge(labels), 'ERR_DATA', 'data', 'has labels'],
  [
    'a weight that no number can be',
    () => ridge(Dataset.from(tiny, [1e150, 2e150, 1e149], { task: 'regression' }), { alpha: 0 }),
    'ERR_DATA',
    'data',
    'cannot hold',
  ],
]);

refused('ridgeAsync', [
  ...each('ERR_OPTION', (o) => ridgeAsync(values, wrong(o)), [
    [{ alpha: '1' }, 'alpha', 'from 0 on'],
    [{ signal: {} }, 'signal', 'an AbortSignal'],
    [{ onProgress: 1 }, 'onProgress', 'a function'],
    [{ onprogress: null }, 'onprogress', 'did you mean "onProgress"'],
  ]),
  ['classes', () => ridgeAsync(moons), 'ERR_DATA', 'data', '2 classes'],
]);

refused('logisticRegressionCV', [
  ['values', () => logisticRegressionCV(values), 'ERR_DATA', 'data', 'has values'],
  ['labels', () => logisticRegressionCV(labels), 'ERR_DATA', 'data', 'has labels'],
]);
