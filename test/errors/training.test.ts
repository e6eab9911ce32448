// Bad input of what a service relies on in train(): validation, the best kept, weights, schedules, checkpoints.
import { afterAll, expect } from 'vitest';
import { Dataset, session, train, type Model, type TrainOptions } from '../../lib/index.js';
import { each, refused, wrong, type Case } from '../refusals.js';
import { data, expectUnchanged, model, values } from './inputs.js';

expectUnchanged();

const rows = Array.from({ length: 40 }, (_, i) => [i % 7, (i * i) % 11]);
const words = rows.map((_, i) => ['red', 'green', 'blue'][i % 3]!);
const three = Dataset.from(rows, words);
const numbers = Dataset.from(
  rows,
  rows.map(([a = 0, b = 0]) => a * b + 0.5),
);
const several = Dataset.from(
  rows,
  rows.map(([a = 0, b = 0]) => [+(a > 3), +(b > 5)]),
  { task: 'multilabel' },
);
const options = { hidden: [3], epochs: 2, seed: 1 } as const;

/** What the data give, before and after all refusals. */
const trained = async (): Promise<Uint8Array[]> => {
  const models: Model[] = [];
  for (const of of [data, three, numbers, several] as Dataset[])
    models.push(await train(of, options));
  return models.map((one) => one.toBytes());
};
const before = await trained();
afterAll(async () => expect(await trained()).toEqual(before));

const trainWith = (more: unknown) => train(data, { ...options, ...wrong<TrainOptions>(more) });
const of =
  (some: unknown) =>
  (more: unknown): unknown =>
    train(some as Dataset, { ...options, ...wrong<TrainOptions>(more) });
const option = (
  key: string,
  rows: [value: unknown, ...says: string[]][],
  given: object = {},
): Case[] =>
  each(
    'ERR_OPTION',
    trainWith,
    rows.map(([value, ...says]) => [{ ...given, [key]: value }, key, key, ...says]),
  );

refused('train: validation', [
  ...option('validation', [
    [0, 'above 0 and below 1, not 0'],
    [1, 'above 0 and below 1', 'not 1'],
    [1.5, 'not 1.5'],
    [-0.1, 'not -0.1'],
    [NaN, 'not NaN'],
    ['some', "a share such as 0.2, a Dataset, { share, seed, … } or 'none'", 'not "some"'],
    ['0.2', 'not "0.2"'],
    [true, 'not true'],
    [null, 'not null'],
    [() => data, 'not a function'],
    [[data], 'not [a Dataset]'],
    [rows, 'not an array of length 40'],
    [new Map(), 'not a Map'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ validation: { share: 0 } }, 'validation.share', 'not 0'],
    [{ validation: { share: '0.2' } }, 'validation.share', 'not "0.2"'],
    [{ validation: { share: 0.2, sede: 1 } }, 'sede', 'validation has no key "sede"', '"seed"'],
    [{ validation: { stratify: 1 } }, 'validation.stratify', 'not 1'],
    [{ validation: { seed: -1 } }, 'validation.seed', 'validation: seed', 'not -1'],
    [{ validation: { stratify: true, time: 'x1' } }, 'validation.stratify', 'together with time'],
    [{ validation: { time: 'day' } }, 'validation.time', 'no column "day"', '"x1", "x2"'],
    [{ validation: { groups: true } }, 'validation.groups', 'groups is true'],
    [
      { validation: { share: 0.01, stratify: false } },
      'validation.share',
      'validation.share must be a share that leaves examples in both parts of 40, not 0.01',
    ],
  ]),
  [
    'stratify of values',
    () => of(numbers)({ validation: { stratify: true } }),
    'ERR_OPTION',
    'validation.stratify',
    'left out for regression',
  ],
  [
    'a share that leaves nothing',
    () => of(numbers)({ validation: 0.999 }),
    'ERR_OPTION',
    'validation',
    'validation must be a share that leaves examples in both parts of 40, not 0.999',
  ],
  [
    'no class of enough examples',
    () => of(three.subset([0, 1, 2]))({ validation: 0.3 }),
    'ERR_DATA',
    'validation',
    'no class has 5 examples',
    "validation: 'none'",
  ],
  ...each('ERR_DATA', of(three), [
    [
      {
        validation: Dataset.from(
          rows,
          rows.map((_, i) => (i === 5 ? 'pink' : 'red')),
        ),
      },
      'validation',
      'validation: target of example 5 is "pink"',
      '"blue", "green", "red"',
    ],
    [
      {
        validation: Dataset.from(
          rows.map(([a]) => [a!]),
          words,
        ),
      },
      'validation',
      'validation: ',
      '1',
    ],
    [{ validation: numbers }, 'validation', 'values', 'classes'],
    [{ validation: several }, 'validation', 'labels', 'classes'],
    [
      { validation: 0.2, watch: { sets: { late: numbers } } },
      'watch.sets.late',
      'watch.sets.late: ',
      'values',
    ],
    [
      {
        validation: Dataset.from(rows, words, { weights: rows.map((_, i) => +(i === 0)) }).subset([
          1, 2, 3,
        ]),
      },
      'validation',
      'weights are 0',
    ],
  ]),
  ...each('ERR_DATA', of(numbers), [
    [{ validation: three }, 'validation', 'classes', 'values'],
    [
      {
        validation: Dataset.from(
          rows,
          rows.map(([a = 0, b = 0]) => [a + 0.5, b]),
        ),
      },
      'validation',
      '2 targets',
    ],
  ]),
]);

refused('train: what needs validation', [
  ...(
    [
      ['patience', 5],
      ['metric', 'accuracy'],
      ['minDelta', 0.1],
      ['validateEvery', 2],
      ['validateStart', true],
      ['watch', { metrics: ['accuracy'] }],
      ['schedule', 'plateau'],
    ] as const
  ).flatMap(([key, value]) => {
    const argument = key === 'schedule' ? "schedule 'plateau'" : key;
    return each('ERR_OPTION', trainWith, [
      [{ [key]: value }, argument, 'say validation, such as 0.2 or a Dataset'],
      [{ [key]: value, validation: 'none' }, argument, 'needs held-out examples'],
    ]);
  }),
  ...option(
    'patience',
    [
      [0, 'a whole number from 1', 'not 0'],
      [2.5, 'not 2.5'],
      [NaN, 'not NaN'],
      ['5', 'not "5"'],
      [null, 'not null'],
    ],
    { validation: 0.2 },
  ),
  ...option(
    'minDelta',
    [
      [-1, 'a finite number from 0 on, not -1'],
      [NaN, 'not NaN'],
      [Infinity, 'not Infinity'],
    ],
    { validation: 0.2 },
  ),
  ...option(
    'validateEvery',
    [
      [0, 'from 1', 'not 0'],
      [1.5, 'not 1.5'],
      [null, 'not null'],
    ],
    { validation: 0.2 },
  ),
  ...option(
    'validateStart',
    [
      ['yes', 'true or false', 'not "yes"'],
      [1, 'not 1'],
    ],
    { validation: 0.2 },
  ),
]);

refused('train: metrics', [
  ...option(
    'metric',
    [
      ['acuracy', 'the nearest is "accuracy"', '{ metric, minimize } of your own'],
      ['rmse', '"rmse" is no figure of 2 classes'],
      ['subsetAccuracy', 'is no figure of 2 classes'],
      ['Cost', 'the nearest is "cost"'],
      [5, 'not 5'],
      [null, 'not null'],
      [() => 1, 'not a function'],
    ],
    { validation: 0.2 },
  ),
  [
    'ranks of three classes',
    () => of(three)({ validation: 0.2, metric: 'rocAuc' }),
    'ERR_OPTION',
    'metric',
    '"rocAuc" is no figure of 3 classes',
  ],
  [
    'accuracy of values',
    () => of(numbers)({ validation: 0.2, metric: 'accuracy' }),
    'ERR_OPTION',
    'metric',
    '"accuracy" is no figure of values',
  ],
  [
    'accuracy of labels',
    () => of(several)({ validation: 0.2, metric: 'accuracy' }),
    'ERR_OPTION',
    'metric',
    'is no figure of',
  ],
  ...each('ERR_OPTION', (more: object) => trainWith({ validation: 0.2, ...more }), [
    [{ metric: {} }, 'metric.metric', 'a function of (y, p, weights)', 'not undefined'],
    [{ metric: { metric: 'f1', minimize: true } }, 'metric.metric', 'not "f1"'],
    [{ metric: { metric: () => 1 } }, 'metric.minimize', 'not undefined'],
    [{ metric: { metric: () => 1, minimize: 'no' } }, 'metric.minimize', 'not "no"'],
    [{ metric: { metric: () => 1, minimize: true, name: '' } }, 'metric.name', 'not ""'],
    [{ metric: { metric: () => 1, maximize: true } }, 'maximize', 'metric has no key "maximize"'],
    [{ watch: [] }, 'watch', 'an object', 'not []'],
    [{ watch: { metrics: 'accuracy' } }, 'watch.metrics', 'a list of metrics', 'not "accuracy"'],
    [{ watch: { metrics: ['rmse'] } }, 'watch.metrics[0]', 'is no figure of 2 classes'],
    [{ watch: { sets: [data] } }, 'watch.sets', 'an object with a Dataset for each name'],
    [{ watch: { sets: { late: rows } } }, 'watch.sets.late', 'a Dataset'],
    [{ watch: { set: {} } }, 'set', 'did you mean "sets"'],
  ]),
]);

refused('train: weights', [
  ...option('classWeights', [
    ['balance', "'balanced', or an object or Map", 'not "balance"'],
    [5, 'not 5'],
    [[1, 2], 'not [1, 2]'],
    [null, 'not null'],
  ]),
  ...each('ERR_OPTION', of(three), [
    [
      { classWeights: { gren: 2 } },
      'classWeights',
      'names gren, which is no class of the data',
      'the nearest is "green"',
    ],
    [{ classWeights: { red: -1 } }, 'classWeights[red]', 'a finite number from 0 on, not -1'],
    [{ classWeights: { red: NaN } }, 'classWeights[red]', 'not NaN'],
    [{ classWeights: { red: '2' } }, 'classWeights[red]', 'not "2"'],
    [{ classWeights: { red: Infinity } }, 'classWeights[red]', 'not Infinity'],
    [{ classWeights: new Map([[1, 2]]) }, 'classWeights', 'names 1, which is no class'],
    [{ classWeights: { red: 0, green: 0, blue: 0 } }, 'classWeights', 'add up to 0'],
    [{ classWeights: { red: 1e300 } }, 'classWeights', 'none that is too large'],
  ]),
  [
    'classWeights of values',
    () => of(numbers)({ classWeights: 'balanced' }),
    'ERR_OPTION',
    'classWeights',
    'targets are values: give the Dataset weights',
  ],
  [
    'classWeights of labels',
    () => of(several)({ classWeights: 'balanced' }),
    'ERR_OPTION',
    'classWeights',
    'several labels',
  ],
  [
    'all of a part weigh 0',
    () =>
      of(
        Dataset.from(rows, words, { weights: rows.map((_, i) => +(i === 0)) }).subset([1, 2, 3, 4]),
      )({}),
    'ERR_OPTION',
    'data',
    'add up to 0',
    'at least one example a weight above 0',
  ],
]);

refused('train: regularisation', [
  ...(['weightDecay', 'l2', 'l1'] as const).flatMap((key) => [
    ...option(key, [
      [-1, 'a finite number from 0 on, not -1'],
      [NaN, 'not NaN'],
      [Infinity, 'not Infinity'],
      ['0.1', 'not "0.1"'],
      [null, 'not null'],
      [true, 'not true'],
    ]),
    ...each('ERR_OPTION', trainWith, [
      [{ [key]: {} }, `${key}.value`, 'not undefined'],
      [{ [key]: { value: -1 } }, `${key}.value`, 'not -1'],
      [{ [key]: { value: 1, biases: 1 } }, `${key}.biases`, 'not 1'],
      [{ [key]: { value: 1, bias: true } }, 'bias', 'did you mean "biases"'],
      [{ [key]: { value: 1, schedule: 'cosin' } }, `${key}.schedule`, 'the nearest is "cosine"'],
      [{ [key]: { value: 1, schedule: 'plateau' } }, `${key}.schedule`, 'the learning rate'],
    ]),
  ]),
  ...option('dropout', [
    [1, 'below 1', 'not 1'],
    [-0.1, 'not -0.1'],
    [NaN, 'not NaN'],
    ['0.5', 'not "0.5"'],
    [null, 'not null'],
    [[0.1, 0.2], 'has 2 shares but there are 1 hidden layers'],
    [[], 'has 0 shares'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ dropout: [1] }, 'dropout[0]', 'not 1'],
    [{ dropout: [null] }, 'dropout[0]', 'not null'],
    [{ dropout: { value: [0.1, 0.2] } }, 'dropout.value', 'has 2 shares'],
    [{ dropout: { value: 0.1, biases: true } }, 'biases', 'dropout has no key "biases"'],
  ]),
  ...option('labelSmoothing', [
    [1, 'not 1'],
    [-0.1, 'not -0.1'],
    ['0.1', 'not "0.1"'],
  ]),
  [
    'labelSmoothing of values',
    () => of(numbers)({ labelSmoothing: 0.1 }),
    'ERR_OPTION',
    'labelSmoothing',
    'these targets are values: leave it out',
  ],
  ...(['clipNorm', 'clipValue'] as const).flatMap((key) =>
    option(key, [
      [0, 'a number above 0, not 0'],
      [-1, 'not -1'],
      [NaN, 'not NaN'],
      ['1', 'not "1"'],
      [null, 'not null'],
    ]),
  ),
  ...option('averageWeights', [
    ['yes', 'true, false or { epochs }', 'not "yes"'],
    [5, 'not 5'],
    [null, 'not null'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ averageWeights: { epochs: 0 } }, 'averageWeights.epochs', 'not 0'],
    [{ averageWeights: { epochs: NaN } }, 'averageWeights.epochs', 'not NaN'],
    [{ averageWeights: { steps: 5 } }, 'steps', 'averageWeights has no key "steps"'],
  ]),
]);

refused('train: lengths', [
  ...option('maxSteps', [
    [0, 'a whole number from 1', 'not 0'],
    [1.5, 'not 1.5'],
    [-1, 'not -1'],
    [NaN, 'not NaN'],
    ['9', 'not "9"'],
    [null, 'not null'],
  ]),
  ...option('maxSeconds', [
    [0, 'a finite number above 0, not 0'],
    [-1, 'not -1'],
    [NaN, 'not NaN'],
    ['9', 'not "9"'],
    [null, 'not null'],
  ]),
]);

refused('train: schedules', [
  ...option('schedule', [
    ['cosin', 'the nearest is "cosine"'],
    [5, 'a function of t', 'not 5'],
    [null, 'not null'],
    [{}, 'an object with keys []'],
    [{ cosine: {}, linear: {} }, 'one of them with its numbers'],
    ['step', '{ step: { every: 10 } }'],
    ['warmUp', 'steps, epochs, share'],
    [() => NaN, 'must give a finite number from 0 on, not NaN as at step 0'],
    [() => -1, 'not -1'],
    [() => 'half', 'not "half"'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ schedule: { step: { every: 0 } } }, 'schedule.step.every', 'not 0'],
    [{ schedule: { step: { every: 2, factor: 2 } } }, 'schedule.step.factor', 'not 2'],
    [{ schedule: { cosine: { too: 0 } } }, 'too', 'did you mean "to"'],
    [{ schedule: { warmUp: { share: 1 } } }, 'schedule.warmUp.share', 'not 1'],
    [
      { schedule: { warmUp: { steps: 2, next: 'warmUp' } } },
      'schedule.warmUp.next',
      'no other warm-up',
    ],
    [{ schedule: { plateau: { factor: 1 } }, validation: 0.2 }, 'schedule.plateau.factor', 'not 1'],
  ]),
]);

refused('train: checkpoints', [
  ...option('checkpoint', [
    [5, 'not 5'],
    [null, 'not null'],
  ]),
  ...each('ERR_OPTION', trainWith, [
    [{ checkpoint: {} }, 'checkpoint.path', 'not undefined'],
    [{ checkpoint: { everyEpochs: 5 } }, 'checkpoint.path', 'the path or URL of a file'],
    [{ checkpoint: { path: 'x.ckpt', keep: 0 } }, 'checkpoint.keep', 'from 1', 'not 0'],
    [{ checkpoint: { path: 'x.ckpt', everyEpochs: 0 } }, 'checkpoint.everyEpochs', 'not 0'],
    [{ checkpoint: { path: 'x.ckpt', everySeconds: -1 } }, 'checkpoint.everySeconds', 'not -1'],
    [{ checkpoint: { path: 'x.ckpt', every: 5 } }, 'every', 'did you mean "everyEpochs"'],
    [{ checkpoint: new URL('https://example.com/x') }, 'checkpoint', 'file'],
    [{ resume: 'auto' }, 'resume', 'say checkpoint too, with its path'],
    [{ resume: true }, 'resume', "'auto', or the path or URL of a checkpoint", 'not true'],
    [{ resume: null }, 'resume', 'not null'],
  ]),
]);

refused('train: a start', [
  ...option('start', [
    [{}, 'a Model', 'an object with keys []'],
    [null, 'not null'],
    ['model.safetensors', 'Model.load()'],
    [train, 'not a function'],
  ]),
  [
    'of another shape',
    () => trainWith({ start: model, hidden: [4] }),
    'ERR_OPTION',
    'hidden',
    "model's is [3]",
  ],
  [
    'of other features',
    () => of(values)({ start: model, hidden: undefined }),
    'ERR_DATA',
    'data',
    'values',
  ],
]);

refused(
  'session: options of trainings alone',
  [
    'validation',
    'validateEvery',
    'validateStart',
    'metric',
    'watch',
    'patience',
    'minDelta',
    'averageWeights',
    'epochs',
    'maxSteps',
    'maxSeconds',
    'reportEvery',
    'history',
    'checkpoint',
    'resume',
    'onProgress',
  ].map((key): Case => [
    key,
    () => session(data, wrong({ hidden: [3], [key]: 1 })),
    'ERR_OPTION',
    key,
    `options has no key "${key}"`,
  ]),
);
