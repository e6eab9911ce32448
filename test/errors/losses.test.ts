// What no loss of a regression can be, and what no model of one can be asked.
import { describe, expect, it } from 'vitest';
import {
  computeCost,
  Dataset,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  session,
  sweep,
  train,
  type LossOption,
  type TrainOptions,
} from '../../lib/index.js';
import { refused, refusedWith, wrong, type Case } from '../refusals.js';

const rows = [[1], [2], [3], [4]];
const values = Dataset.from(rows, [0.5, 2, 3, -4]);
const pairs = Dataset.from(rows, [[0.5, 1], [2, 1], [3, 1], [4, 1]], { targets: ['east', 'north'] }); // prettier-ignore
const small = { epochs: 1, hidden: [2] } as const;

const trained = (loss: unknown, options?: TrainOptions) => (): unknown =>
  train(values, { ...small, loss: wrong<LossOption>(loss), ...options });

const levels = (list: unknown, ...said: [argument: string, ...says: string[]]): Case => [
  `levels ${JSON.stringify(list)}`,
  trained({ quantiles: list }),
  'ERR_OPTION',
  ...said,
];

refused('a loss', [
  ['an unknown name', trained('hubert'), 'ERR_OPTION', 'loss', '"huber"'],
  ['the name in the file', trained('meanSquaredError'), 'ERR_OPTION', 'loss', '"squared"'],
  ['a loss of classes', trained('crossEntropy'), 'ERR_OPTION', 'loss', '"squared"'],
  ['null', trained(null), 'ERR_OPTION', 'loss'],
  ['a number', trained(1), 'ERR_OPTION', 'loss', '1'],
  ['no key', trained({}), 'ERR_OPTION', 'loss', 'quantiles: [0.1, 0.5, 0.9]'],
  ['both keys', trained({ huber: 1, quantiles: [0.5] }), 'ERR_OPTION', 'loss', 'huber: δ'],
  ['another key', trained({ hubr: 1 }), 'ERR_OPTION', 'hubr', '"huber"'],
  ['absolute with a number', trained({ absolute: 1 }), 'ERR_OPTION', 'absolute'],
  ['quantiles without levels', trained('quantiles'), 'ERR_OPTION', 'loss', '[0.1, 0.5, 0.9]'],
]);

refused('δ of huber', [
  ...[0, -1, NaN, Infinity, '1', null, [1], { delta: 1 }].map((delta): Case => [
    String(delta),
    trained({ huber: delta }),
    'ERR_OPTION',
    'loss.huber',
    'above 0',
  ]),
  ['1e-50 in float32', trained({ huber: 1e-50 }), 'ERR_OPTION', 'loss.huber', 'becomes 0'],
  ['1e300 in float32', trained({ huber: 1e300 }), 'ERR_OPTION', 'loss.huber', 'Infinity'],
]);

refused('levels of quantiles', [
  levels(0.5, 'loss.quantiles', '1 to 64 levels'),
  levels([], 'loss.quantiles', '1 to 64 levels'),
  levels(Array(65).fill(0.5), 'loss.quantiles', '1 to 64 levels'),
  levels([0, 0.5], 'loss.quantiles[0]', 'above 0 and below 1'),
  levels([0.5, 1], 'loss.quantiles[1]', 'above 0.5 and below 1'),
  levels([0.5, 0.1], 'loss.quantiles[1]', 'above 0.5', '0.1'),
  levels([0.5, 0.5], 'loss.quantiles[1]', 'above 0.5'),
  levels([0.1, '0.5'], 'loss.quantiles[1]', '"0.5"'),
  levels([0.1, null], 'loss.quantiles[1]'),
  levels([10, 90], 'loss.quantiles[0]', '10'),
  levels([0.5, 0.5 + 1e-12], 'loss.quantiles[1]', 'in float32 it becomes 0.5'),
  levels([0.5, 1 - 1e-12], 'loss.quantiles[1]', 'in float32 it becomes 1'),
  [
    'of several targets',
    () => train(pairs, { ...small, loss: { quantiles: [0.5] } }),
    'ERR_OPTION',
    'loss',
    '2 ("east", "north")',
    'train a model for each',
  ],
]);

describe('what a dtype tells apart', () => {
  it('is taken in float64', async () => {
    const loss = { quantiles: [0.5, 0.5 + 1e-12] };
    const model = await train(values, { ...small, loss, dtype: 'float64' });
    expect(model.quantileLevels).toEqual(loss.quantiles);
    await train(values, { ...small, loss: { huber: 1e-50 }, dtype: 'float64' });
  });

  it('are a caller’s levels no more than once', async () => {
    const quantiles = [0.2, 0.8];
    const model = await train(values, { ...small, loss: { quantiles } });
    quantiles[0] = 0.7;
    (model.quantileLevels as number[])[1] = 0;
    expect(model.quantileLevels).toEqual([0.2, 0.8]);
  });
});

const moons = datasets.moons({ size: 20 });
const three = datasets.blobs({ centers: 3, size: 20 });
const labels = Dataset.from(rows, [[0, 1], [1, 1], [1, 0], [0, 0]], { task: 'multilabel' }); // prettier-ignore

refused('a loss of what has its own', [
  [
    'two classes',
    () => train(moons, { loss: 'huber' }),
    'ERR_OPTION',
    'loss',
    'classes, whose loss is binaryCrossEntropy',
  ],
  [
    'three',
    () => train(three, { loss: 'squared' }),
    'ERR_OPTION',
    'loss',
    'classes, whose loss is crossEntropy',
  ],
  [
    'labels',
    () => train(labels, { loss: { quantiles: [0.5] } }),
    'ERR_OPTION',
    'loss',
    'labels, whose loss is binaryCrossEntropy',
  ],
  ['in a session', () => session(moons, { loss: 'absolute' }), 'ERR_OPTION', 'loss', 'left out'],
  [
    'in a sweep',
    () => sweep(moons, { hidden: [2], loss: 'absolute' }),
    'ERR_OPTION',
    'loss',
    'left out',
  ],
]);

const hundred = Dataset.from(
  Array.from({ length: 70_000 }, (_, i) => [i]),
  Array.from({ length: 70_000 }, (_, i) => (i === 65_432 ? -0.5 : 1)),
);
const shuffled = Dataset.from([[1], [2], [3]], [[1, 2], [3, -4], [5, 6]], { targets: ['a', 'b'], task: 'regression' }); // prettier-ignore

refused('poisson', [
  [
    'of a value below 0',
    trained('poisson'),
    'ERR_DATA',
    'loss',
    '"y" of example 3 is -4',
    "loss: 'squared'",
  ],
  [
    'of one far behind',
    () => train(hundred, { ...small, loss: 'poisson', batchSize: 'all' }),
    'ERR_DATA',
    'loss',
    'example 65432 is -0.5',
  ],
  [
    'of the second target',
    () => train(shuffled, { ...small, loss: 'poisson' }),
    'ERR_DATA',
    'loss',
    '"b" of example 1 is -4',
  ],
  ...(['standard', 'log', 'minmax', 'quantile'] as const).map((targetScale): Case => [
    `scaled by ${targetScale}`,
    trained('poisson', { targetScale }),
    'ERR_OPTION',
    'targetScale',
    "'none', or left out, with loss 'poisson'",
  ]),
  [
    'in the verbs',
    () => {
      const parameters = initializeParameters(1, 2, 1);
      const [AL, cache] = forwardPropagation(Matrix.from([[1, 2]]), parameters, { output: 'exp' });
      return computeCost(AL, Matrix.from([[1, -2]]), cache);
    },
    'ERR_DATA',
    'Y',
    'Y row 0, column 1 is -2; targets of an exp output are numbers from 0 on',
    "output: 'identity'",
  ],
]);

describe('a run of poisson that grows beyond its dtype', () => {
  it('diverges, and keeps the last finite model', async () => {
    const data = Dataset.from([[-20], [20]], [3.5, 3.5]);
    const steep = { hidden: [], optimizer: 'sgd', learningRate: 30, scale: 'none' } as const;
    const options = { ...steep, loss: 'poisson' } as const;
    const { code, model } = await refusedWith(() => train(data, { ...options, epochs: 50 }));
    expect(code).toBe('ERR_DIVERGED');
    expect(model).toBeInstanceOf(Model);
  });
});

describe('quantiles() of another model', async () => {
  const regression = await train(values, { ...small, loss: 'absolute' });
  const classes = await train(moons, small);

  it('are refused with what it was trained for', async () => {
    for (const ask of [() => regression.quantiles([1]), () => regression.quantilesAsync([1])]) {
      const { code, argument, message } = await refusedWith(ask);
      expect([code, argument]).toEqual(['ERR_OPTION', 'loss']);
      expect(message).toContain('this one predicts "y" and was trained with loss "absolute"');
    }
    const { message } = await refusedWith(() => classes.quantiles([1, 2]));
    expect(message).toContain('loss "binaryCrossEntropy"');
    expect([regression.quantileLevels, classes.quantileLevels]).toEqual([null, null]);
  });

  it('of one that has them are refused what predict refuses', async () => {
    const model = await train(values, { ...small, loss: { quantiles: [0.1, 0.9] } });
    const cases: readonly [unknown, string][] = [
      [[1, 2], 'ERR_SHAPE'],
      [[NaN], 'ERR_DATA'],
      ['1', 'ERR_DATA'],
    ];
    for (const [example, code] of cases) {
      const error = await refusedWith(() => model.quantiles(wrong(example)));
      expect(error.code).toBe(code);
    }
    const out = new Float32Array(1);
    const { message } = await refusedWith(() => model.predictInto(Float32Array.of(1), out));
    expect(message).toContain('2 for each of 1 examples');
  });
});
