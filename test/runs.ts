// The runs whose final parameters have one hash, and where these hashes are kept.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { trainAtPace } from '../lib/training/train.js';
import { adaptivePace, type Pace } from '../lib/training/pace.js';
import {
  Dataset,
  datasets,
  Matrix,
  RandomState,
  type DType,
  type Label,
  type Model,
  type ParameterDict,
  type TrainOptions,
} from '../lib/index.js';
import { exercise } from './figures.js';
import { randomMatrix } from './oracles.js';

interface FixedRun {
  readonly data: Dataset;
  readonly options: TrainOptions;
}

/** `classes` clouds of points with `features` numbers each. */
export function clouds(features: number, classes: number, m: number, seed: number): Dataset {
  const random = new RandomState(seed);
  const centres = randomMatrix('float64', classes, features, random);
  const labels = Array.from({ length: m }, (_, j) =>
    j < classes ? j : random.interval(classes - 1),
  );
  const rows = labels.map((c) =>
    Array.from({ length: features }, (_, i) => centres.at(c, i) + 0.7 * random.normal()),
  );
  return Dataset.from(
    rows,
    labels.map((c) => `class ${c}`),
  );
}

/** Two smooth functions of `features` numbers. */
export function surface(features: number, m: number, seed: number): Dataset {
  const random = new RandomState(seed);
  const X = randomMatrix('float64', features, m, random);
  const Y = new Float64Array(2 * m);
  for (let j = 0; j < m; j++) {
    Y[j] = X.at(0, j) * X.at(1, j) + 0.1 * random.normal();
    Y[m + j] = X.at(features - 1, j) * X.at(0, j);
  }
  return Dataset.from(X, Matrix.of(Y, 2, m), { task: 'regression' });
}

/** One value of two numbers, of which a tenth lies far away. */
function outliers(m: number, seed: number): Dataset {
  const random = new RandomState(seed);
  const X = randomMatrix('float64', 2, m, random);
  const far = (): number => (random.interval(9) === 0 ? 10 : 1);
  const values = Array.from({ length: m }, (_, j) => X.at(0, j) + 0.3 * random.normal() * far());
  return Dataset.from(X, values, { task: 'regression' });
}

/** Counts that grow with the first of two numbers. */
function counts(m: number, seed: number): Dataset {
  const random = new RandomState(seed);
  const X = randomMatrix('float64', 2, m, random);
  const values = Array.from({ length: m }, (_, j) => random.interval(X.at(0, j) > 0 ? 7 : 2));
  return Dataset.from(X, values, { task: 'regression' });
}

/** The flower without its last bits, which are those of the platform's sine and cosine. */
function roundFlower(): Dataset {
  const { X, Y } = datasets.flower();
  const rounded = X.data.map((v) => Math.round(v * 2 ** 20) / 2 ** 20);
  return Dataset.from(Matrix.of(rounded, X.rows, X.cols), Y);
}

const plain = { scale: 'none' } as const;

export type RunName =
  'exercise' | 'digits' | 'momentum' | 'regression' | 'wide' | 'scaled' | 'path' | LossName;

type LossName = 'absolute' | 'huber' | 'poisson' | 'quantiles';

const robust = { hidden: [6], activation: 'tanh', learningRate: 0.02, seed: 9 } as const;

/** Every optimizer, loss and activation, both orders of summation, blocks and a smaller last batch. */
const fixedRuns: Readonly<Record<RunName, FixedRun>> = {
  exercise: {
    data: roundFlower(),
    options: { ...exercise, epochs: 400, reportEvery: 50 },
  },
  digits: {
    data: clouds(16, 5, 300, 1),
    options: {
      ...plain,
      hidden: [12, 9, 6],
      activation: ['prelu', 'elu', 'relu'],
      initializer: 'heNormal',
      optimizer: 'adam',
      learningRate: 0.003,
      batchSize: 32,
      epochs: 12,
      seed: 4,
    },
  },
  momentum: {
    data: clouds(7, 2, 333, 2),
    options: {
      ...plain,
      hidden: [8, 8],
      activation: ['leakyRelu', 'sigmoid'],
      initializer: 'xavierUniform',
      optimizer: 'momentum',
      learningRate: 0.05,
      batchSize: 64,
      epochs: 16,
      seed: 5,
    },
  },
  regression: {
    data: surface(3, 4500, 3),
    options: {
      ...plain,
      hidden: [8, 5],
      activation: ['prelu', 'tanh'],
      initializer: 'xavierNormal',
      optimizer: 'adam',
      learningRate: 0.01,
      batchSize: 'all',
      epochs: 20,
      seed: 6,
    },
  },
  scaled: {
    data: surface(6, 500, 8),
    options: {
      scale: 'standard',
      hidden: [12],
      activation: 'tanh',
      initializer: 'xavierUniform',
      optimizer: 'adam',
      learningRate: 0.01,
      batchSize: 50,
      epochs: 10,
      seed: 8,
    },
  },
  wide: {
    data: clouds(33, 3, 200, 7),
    options: {
      ...plain,
      hidden: [70, 17],
      activation: ['relu', 'identity'],
      initializer: 'heUniform',
      optimizer: 'sgd',
      learningRate: 0.02,
      batchSize: 64,
      epochs: 8,
      seed: 7,
    },
  },
  path: {
    data: clouds(20, 3, 4300, 9),
    options: {
      hidden: [13, 6],
      activation: ['relu', 'prelu'],
      linear: true,
      optimizer: 'adamw',
      weightDecay: 0.1,
      dropout: 0.2,
      batchSize: 4200,
      epochs: 6,
      seed: 10,
    },
  },
  absolute: {
    data: outliers(300, 11),
    options: { ...robust, loss: 'absolute', batchSize: 32, epochs: 10 },
  },
  huber: {
    data: outliers(300, 12),
    options: { ...robust, loss: { huber: 0.7 }, batchSize: 'all', epochs: 40 },
  },
  poisson: {
    data: counts(300, 13),
    options: { ...robust, loss: 'poisson', batchSize: 50, epochs: 10 },
  },
  quantiles: {
    data: outliers(5000, 14),
    options: { ...robust, loss: { quantiles: [0.1, 0.5, 0.9] }, batchSize: 'all', epochs: 20 },
  },
};

export const runNames: RunName[] = Object.keys(fixedRuns) as RunName[];

export function runFixed(
  name: RunName,
  options: TrainOptions,
  pace: Pace = adaptivePace,
): Promise<Model<Label>> {
  const { data, options: fixed } = fixedRuns[name];
  return trainAtPace(data, { ...fixed, ...options }, pace);
}

/** All parameters one behind another. */
export function flat(parameters: ParameterDict): number[] {
  return Object.values(parameters as Record<string, Matrix>).flatMap((m) => Array.from(m.data));
}

/** SHA-1 of the bytes of a model's parameters and of the costs on the way. */
export function hash({ parameters, history }: Model<Label>): string {
  return hashOf([
    ...Object.values(parameters as Record<string, Matrix>).map((m) => m.data),
    history.cost,
  ]);
}

/** SHA-1 of the bytes of arrays. */
export function hashOf(arrays: readonly (Float32Array | Float64Array)[]): string {
  const digest = createHash('sha1');
  for (const { buffer, byteOffset, byteLength } of arrays)
    digest.update(new Uint8Array(buffer, byteOffset, byteLength));
  return digest.digest('hex');
}

type Stored = Record<string, string>;

const file = (dtype: DType): URL => new URL(`fixtures/hashes-${dtype}.json`, import.meta.url);

function stored(dtype: DType): Stored {
  try {
    return JSON.parse(readFileSync(file(dtype), 'utf8')) as Stored;
  } catch {
    return {};
  }
}

const updating = process.env.DENSELY_UPDATE_HASHES === '1';

/**
 * The text that is kept under a name. With DENSELY_UPDATE_HASHES=1 `fresh` is kept instead.
 * @param preset stands for what is not kept yet
 */
export function kept(dtype: DType, name: string, fresh?: () => string, preset?: string): string {
  const all = stored(dtype);
  if (updating && fresh !== undefined) {
    all[name] = fresh();
    writeFileSync(file(dtype), `${JSON.stringify(all, null, 2)}\n`);
  }
  const text = all[name] ?? preset;
  if (text === undefined)
    expect.fail(`fixtures/hashes-${dtype}.json has no ${name}: see bits-${dtype}.test.ts`);
  return text;
}
