// Which way a training goes, by what is named and how many rows there are.
import { expect, it } from 'vitest';
import { datasets, train, type TrainOptions } from '../../lib/index.js';
import { readTrainOptions } from '../../lib/training/option-table.js';
import { shapeless } from '../../lib/training/when.js';

type Way = 'preset' | 'preset, held' | 'refit' | 'all rows' | 'a fifth' | 'held';

function way(options: TrainOptions, size: number): Way {
  const data = datasets.moons({ size });
  const { preset, refit, validation } = readTrainOptions(data, options);
  const { held, isPreset } = validation;
  if (preset !== undefined) return held ? 'preset, held' : 'preset';
  if (refit) return 'refit';
  if (held === null) return 'all rows';
  return isPreset ? 'a fifth' : 'held';
}

const held = datasets.moons({ size: 30, seed: 9 });
const ignored = { report: () => {} };
const free: Record<(typeof shapeless)[number], TrainOptions> = {
  seed: { seed: 1 },
  dtype: { dtype: 'float64' },
  threads: { threads: 1 },
  columns: { columns: { x1: { scale: 'log' } } },
  impute: { impute: 'median' },
  positive: { positive: 0 },
  classWeights: { classWeights: 'balanced' },
  calibrate: { calibrate: true },
  signal: { signal: new AbortController().signal },
  onProgress: { onProgress: () => {} },
  reportEvery: { reportEvery: 5 },
  checkpoint: { checkpoint: 'x.ckpt' },
  resume: { resume: 'x.ckpt' },
  log: { log: ignored },
};
const allFree = Object.values(free).reduce((all, one) => ({ ...all, ...one }), {});

const rows: [name: string, options: TrainOptions, of49: Way, of50: Way, of199: Way, of200: Way][] =
  [
    ['nothing', {}, 'all rows', 'preset', 'preset', 'preset'],
    ['undefined', { epochs: undefined }, 'all rows', 'preset', 'preset', 'preset'],
    ...shapeless
      .filter((key) => key !== 'calibrate')
      .map((key): (typeof rows)[number] => [
        key,
        free[key],
        'all rows',
        'preset',
        'preset',
        'preset',
      ]),
    ['a preset', { preset: 'default' }, 'preset', 'preset', 'preset', 'preset'],
    [
      'a preset and epochs',
      { preset: 'default', epochs: 9 },
      'preset',
      'preset',
      'preset',
      'preset',
    ],
    [
      'a preset and a validation',
      { preset: 'default', validation: 0.2 },
      'preset, held',
      'preset, held',
      'preset, held',
      'preset, held',
    ],
    [
      'a preset, none held out',
      { preset: 'default', validation: 'none' },
      'preset',
      'preset',
      'preset',
      'preset',
    ],
    ['hidden', { hidden: [8] }, 'all rows', 'all rows', 'all rows', 'a fifth'],
    ['learningRate', { learningRate: 0.01 }, 'all rows', 'all rows', 'all rows', 'a fifth'],
    ['scale', { scale: 'minmax' }, 'all rows', 'all rows', 'all rows', 'a fifth'],
    ['batchSize', { batchSize: 16 }, 'all rows', 'all rows', 'all rows', 'a fifth'],
    ['maxSeconds', { maxSeconds: 5 }, 'all rows', 'all rows', 'all rows', 'a fifth'],
    ['epochs', { epochs: 5 }, 'all rows', 'all rows', 'all rows', 'all rows'],
    ['maxSteps', { maxSteps: 5 }, 'all rows', 'all rows', 'all rows', 'all rows'],
    ['batchSize all', { batchSize: 'all' }, 'all rows', 'all rows', 'all rows', 'all rows'],
    ['no validation', { validation: 'none' }, 'all rows', 'all rows', 'all rows', 'all rows'],
    ['a share', { validation: 0.3 }, 'held', 'held', 'held', 'held'],
    ['a share and epochs', { validation: 0.3, epochs: 5 }, 'held', 'held', 'held', 'held'],
    ['a Dataset', { validation: held }, 'held', 'held', 'held', 'held'],
    ['refit', { validation: 0.3, refit: true }, 'refit', 'refit', 'refit', 'refit'],
  ];

it.each(rows)('%s', (_name, options, ...ways) => {
  expect([49, 50, 199, 200].map((size) => way(options, size))).toEqual(ways);
});

it('what shapes nothing leaves it to the preset, all of it together too', () => {
  expect(Object.keys(free)).toEqual([...shapeless]);
  expect(way(allFree, 50)).toBe('preset');
  expect(way({ ...allFree, calibrate: false, hidden: [4] }, 50)).toBe('all rows');
  expect(() => way({ calibrate: true }, 49)).toThrow(/calibrate needs held-out examples/);
});

it('a refit alone has the default fifth to choose by, from 200 rows on', () => {
  expect(way({ refit: true }, 200)).toBe('refit');
  const data = datasets.moons({ size: 199 });
  expect(() => readTrainOptions(data, { refit: true })).toThrow(/validation/);
});

it.each<[TrainOptions, RegExp]>([
  [{ refit: true, epochs: 5 }, /refit trains again on all rows, but nothing is held out/],
  [{ refit: true, validation: held }, /a Dataset of its own/],
  [{ refit: true, validation: 0.2, maxSteps: 9 }, /maxSteps is 9, but with refit/],
  [{ refit: true, validation: 0.2, maxSeconds: 9 }, /maxSeconds is 9, but with refit/],
])('refuses %o', async (options, message) => {
  const error = train(datasets.moons({ size: 300 }), options);
  await expect(error).rejects.toMatchObject({ code: 'ERR_OPTION' });
  await expect(train(datasets.moons({ size: 300 }), options)).rejects.toThrow(message);
});
