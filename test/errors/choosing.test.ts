// Bad input of what one chooses with: crossValidate, and sweep over options.
import { Dataset, crossValidate, datasets, sweep } from '../../lib/index.js';
import { each, refused, wrong } from '../refusals.js';

const moons = datasets.moons({ size: 120 });
const options = { hidden: [6], epochs: 3 } as const;
const values = Dataset.from(
  Array.from({ length: 80 }, (_, j) => [j % 9]),
  Array.from({ length: 80 }, (_, j) => j / 7),
);

refused('crossValidate', [
  ['no data', () => crossValidate(wrong<Dataset>([])), 'ERR_DATA', 'data'],
  ...each('ERR_OPTION', (o) => crossValidate(moons, options, wrong(o)), [
    [{ folds: 1 }, 'folds', 'a whole number from 2 to 120', 'not 1'],
    [{ folds: 121 }, 'folds', 'not 121'],
    [{ fold: 3 }, 'fold', 'did you mean "folds"'],
    [{ score: 'r2' }, 'score', '"r2" is no figure of 2 classes'],
    [{ score: 'acuracy' }, 'score', 'the nearest is "accuracy"'],
    [{ score: { metric: 3, minimize: true } }, 'score.metric', 'a function'],
    [{ seed: -1 }, 'seed', 'not -1'],
    [{ stratify: 1 }, 'stratify', 'true or false'],
    [{ parallel: 0 }, 'parallel', 'not 0'],
    [{ signal: 1 }, 'signal', 'an AbortSignal'],
    [{ onProgress: 1 }, 'onProgress', 'a function'],
    [{ time: 'x1', stratify: true }, 'stratify', 'together with time'],
  ]),
  ...each('ERR_OPTION', (o) => crossValidate(moons, wrong(o)), [
    [{ epoch: 3 }, 'epoch', 'did you mean "epochs"'],
    [{ epochs: 0 }, 'epochs', 'not 0'],
    [{ checkpoint: 'a' }, 'checkpoint', 'has no key'],
    [{ batchSize: 97 }, 'batchSize', 'from 1 to 96'],
    [{ patience: 3 }, 'patience', 'needs held-out examples'],
  ]),
  ...each('ERR_OPTION', (o) => crossValidate(values, options, wrong(o)), [
    [{ score: 'accuracy' }, 'score', 'is no figure of'],
    [{ stratify: true }, 'stratify', 'left out for regression'],
  ]),
  ...each(
    'ERR_DATA',
    (o) => crossValidate(datasets.blobs({ size: 12, centers: 3 }), options, wrong(o)),
    [[{ folds: 5 }, 'folds', 'class 0 has 4 examples: fewer than 5 folds']],
  ),
]);

const quick = { epochs: 3 } as const;

refused('sweep over options', [
  ...each('ERR_OPTION', (g) => sweep(moons, { ...quick, grid: wrong<{ epochs: [1] }>(g) }), [
    [3, 'grid', 'lists of values by option', 'not 3'],
    [{}, 'grid', 'grid is empty: name at least one option'],
    [{ learningRate: [] }, 'grid.learningRate', 'a list of at least one value'],
    [{ learningRate: 0.1 }, 'grid.learningRate', 'a list of at least one value', 'not 0.1'],
    [{ learningrate: [1] }, 'learningrate', 'did you mean "learningRate"'],
    [{ seed: [1] }, 'grid.seed', 'the option seeds'],
    [{ checkpoint: ['a'] }, 'checkpoint', 'grid has no key'],
    [
      { learningRate: [0.1, -1] },
      'grid.learningRate',
      'trial 1 (learningRate -1): learningRate must be',
    ],
    [{ hidden: [[4], [0]] }, 'grid.hidden[0]', 'trial 1 (hidden 0)'],
    [{ epochs: [3] }, 'epochs', 'in the grid too'],
    [{ l1: Array(400).fill(0), l2: Array(400).fill(0) }, 'grid', '160000 combinations'],
    [{ trials: 3 }, 'grid.space', 'grid.space is empty'],
    [{ space: {} }, 'grid.space', 'grid.space is empty'],
    [{ trials: 0, space: { dropout: [0] } }, 'grid.trials', 'not 0'],
    [{ seed: -1, space: { dropout: [0] } }, 'grid.seed', 'not -1'],
    [{ space: { dropout: 0.5 } }, 'grid.space.dropout', 'a list of values, or { from, to }'],
    [{ space: { dropout: [] } }, 'grid.space.dropout', 'at least one value'],
    [{ space: { dropout: { from: 0 } } }, 'grid.space.dropout.to', 'a finite number'],
    [
      { space: { dropout: { from: 0.5, to: 0.1 } } },
      'grid.space.dropout.to',
      'above from, which is 0.5',
    ],
    [
      { space: { dropout: { from: 0, to: 1, log: true } } },
      'grid.space.dropout.from',
      'above 0, where log is true',
    ],
    [
      { space: { batchSize: { from: 1.5, to: 4, whole: true } } },
      'grid.space.batchSize.from',
      'a whole number',
    ],
    [{ space: { dropout: { from: 0, to: 1, step: 2 } } }, 'step', 'has no key'],
    [{ space: { batchSize: { from: 4, to: 9 } } }, 'grid.batchSize', 'a whole number from 1'],
    [{ space: { sed: [1] } }, 'sed', 'has no key'],
  ]),
  ...each(
    'ERR_OPTION',
    (o) => sweep(moons, { grid: { learningRate: [0.1] }, ...quick, ...wrong<object>(o) }),
    [
      [{ hidden: [4] }, 'hidden', 'put it into the grid'],
      [{ holdout: 0 }, 'holdout', 'a share above 0 and below 1, a Dataset, or { folds: 5 }'],
      [{ holdout: { fold: 3 } }, 'fold', 'did you mean "folds"'],
      [{ holdout: { folds: 1 } }, 'holdout.folds', 'not 1'],
      [{ score: 'r2' }, 'score', '"r2" is no figure of 2 classes'],
      [{ folder: 3 }, 'folder', 'the path or URL of a folder'],
      [{ folder: 'https://example.org/a' }, 'folder', 'no file of this machine'],
      [{ seeds: [] }, 'seeds', 'a list of at least one number'],
      [{ trials: 3, space: {} }, 'trials', 'say grid: { trials, seed, space }'],
      [{ baseline: true }, 'baseline', 'has no key'],
    ],
  ),
  ...each('ERR_OPTION', (o) => sweep(moons, { hidden: [4], ...quick, ...wrong<object>(o) }), [
    [{ score: 'accuracy' }, 'score', 'score is for a search'],
    [{ folder: 'a' }, 'folder', 'folder is for a search'],
  ]),
  [
    'more folds than examples of a class',
    () =>
      sweep(datasets.blobs({ size: 12, centers: 3 }), { grid: { l2: [1] }, holdout: { folds: 5 } }),
    'ERR_DATA',
    'folds',
    'class 0 has 4 examples',
  ],
]);
