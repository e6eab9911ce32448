import {
  callbackOption,
  flag,
  oneOf,
  positiveNumber,
  readOptions,
  seedNumber,
  signalOption,
  wholeNumber,
} from '../base/checks.js';
import { MAX_THREADS } from '../backend/abi.js';
import { dtypeOption } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import { keysOf, readTable, without, type OptionTable } from '../base/option-table.js';
import type { Dataset } from '../data/dataset.js';
import { encodingColumns, imputeOption, scaleOption, scalingOf } from '../data/encoding/options.js';
import { targetScales, type TargetRequest } from '../data/encoding/target.js';
import { isAffineScale } from '../data/scaler.js';
import { bodyOf } from '../data/table.js';
import type { Activation } from '../network/activations.js';
import { initializerOption, type InitializerEntry } from '../network/initializers.js';
import { positiveClass, type ClassOfTwo } from '../model/positive.js';
import { lossOfOutput, type Output } from '../network/losses.js';
import {
  learningRateOption,
  optimizerNames,
  optimizerOption,
  optimizerTable,
  type OptimizerRule,
} from '../network/optimizers.js';
import { activationOption, MAX_UNITS, networkSpec, type NetworkSpec } from '../network/spec.js';
import { checkNetworkSize } from '../network/tensors.js';
import type { TrainOptions } from './options.js';
import { plainScale, type FeaturesWanted, type Prepared, type Wanted } from './prepared.js';

/** What a run works with, where it is not what was said. */
interface Forms {
  /** One per hidden layer. */
  readonly activation: readonly Activation[];
  readonly positive: ClassOfTwo;
  readonly initializer: InitializerEntry;
  readonly optimizer: OptimizerRule;
  /** Examples per step; `m`: full batch. */
  readonly batchSize: number;
  /** undefined: as many as the backend says. */
  readonly threads: number | undefined;
  readonly columns: TrainOptions['columns'];
  readonly impute: TrainOptions['impute'];
  readonly onProgress: TrainOptions['onProgress'];
  readonly signal: AbortSignal | undefined;
}

/** Options, checked and complete. */
export type TrainValues = {
  readonly [K in keyof TrainOptions]-?: K extends keyof Forms
    ? Forms[K]
    : NonNullable<TrainOptions[K]>;
};

/** What a run works with, once the examples say how many inputs there are. */
export interface RunOptions extends TrainValues {
  readonly spec: NetworkSpec;
}

/** What an option's reader or default may look at: the data, and options further up in the table. */
type Before = Pick<TrainValues, 'hidden' | 'optimizer' | 'epochs' | 'scale'> & {
  readonly data: Dataset;
};

const MAX_EPOCHS = 1e9;

/** Each with the optimizers that begin with it. */
const rates = [...new Set(optimizerNames.map((name) => optimizerTable[name].learningRate))].map(
  (rate) => {
    const names = optimizerNames.filter((name) => optimizerTable[name].learningRate === rate);
    return `${rate} (${names.join(', ')})`;
  },
);

const historyOptions = ['every', 'reports'] as const;

/**
 * The options of `train`: a member of {@link TrainOptions} and its entry here are all that there is to add for
 * another.
 */
export const trainTable: OptionTable<TrainOptions, TrainValues, Before> = {
  hidden: {
    read: hiddenOption,
    preset: [64],
    says: 'units of each hidden layer; none: no layer',
    flag: { takes: '64,32', form: 'numbers' },
  },
  activation: {
    read: (_argument, value, { hidden }) => activationOption(value, hidden.length),
    preset: 'relu',
    says: 'one, or one per hidden layer: relu,tanh',
    flag: { takes: 'A', form: 'words' },
  },
  positive: {
    read: (_argument, value, { data }) => positiveClass(value, data.classes),
    preset: undefined,
    says: 'of two classes the one to look for, default the second',
    flag: { takes: 'LABEL', form: 'word' },
  },
  initializer: {
    read: initializerOption,
    preset: 'xavierUniform',
    says: 'zeros, heNormal, normal=0.01, …',
    flag: { takes: 'I', form: 'word with numbers' },
  },
  scale: {
    read: scaleOption,
    preset: 'standard',
    says: 'standard, minmax, none, robust:clip=2, …',
    flag: { takes: 'S', form: 'name with numbers' },
  },
  impute: {
    read: (argument, value) => (value === undefined ? undefined : imputeOption(argument, value)),
    preset: undefined,
    says: 'of missing numbers: mean, median, 0.5, refuse',
    flag: { takes: 'V', form: 'number or word' },
  },
  columns: {
    read: (argument, value) => (value === undefined ? undefined : encodingColumns(argument, value)),
    preset: undefined,
    says: 'scale and impute of single columns',
    flag: null,
  },
  targetScale: {
    read: (argument, value) => oneOf(argument, value, targetScales),
    preset: ({ scale }) => {
      const { scale: name } = scalingOf(scale);
      return isAffineScale(name) ? name : 'standard';
    },
    says: `of a regression: ${targetScales.join(', ')}`,
    flag: { takes: 'S', form: 'word' },
  },
  clamp: {
    read: flag,
    preset: false,
    says: 'keep what is predicted within what was seen',
    flag: null,
  },
  optimizer: {
    read: optimizerOption,
    preset: 'adam',
    says: `${optimizerNames.join(', ')}; or adam:beta2=0.95`,
    flag: { takes: 'O', form: 'word with numbers' },
  },
  learningRate: {
    read: positiveNumber,
    preset: ({ optimizer }) => optimizer.learningRate,
    says: `of a step, default ${rates.join(', ')}`,
    flag: { takes: 'R', form: 'number' },
  },
  epochs: {
    read: (argument, value) => wholeNumber(argument, value, 1, MAX_EPOCHS),
    preset: 100,
    says: 'passes over the data',
    flag: { takes: 'N', form: 'number' },
  },
  batchSize: {
    read: batchSizeOption,
    preset: ({ data }) => Math.min(32, data.size),
    says: 'examples per step, or all, default 32',
    flag: { takes: 'N', form: 'number or word' },
  },
  seed: {
    read: seedNumber,
    preset: 0,
    says: 'of the start and of the shuffling',
    flag: { takes: 'N', form: 'number' },
  },
  dtype: {
    read: dtypeOption,
    preset: 'float32',
    says: 'float32, float64',
    flag: { takes: 'T', form: 'word' },
  },
  threads: {
    read: (argument, value) =>
      value === undefined ? undefined : wholeNumber(argument, value, 1, MAX_THREADS),
    preset: undefined,
    says: 'at work at most, default one less than the cores',
    flag: { takes: 'N', form: 'number' },
  },
  reportEvery: {
    read: (argument, value) => wholeNumber(argument, value, 1, MAX_EPOCHS),
    preset: ({ epochs }) => Math.ceil(epochs / 100),
    says: 'epochs between reports, default a hundredth of them',
    flag: { takes: 'N', form: 'number' },
  },
  history: {
    read: (argument, value) => oneOf(argument, value, historyOptions),
    preset: 'reports',
    says: 'full-batch costs to keep: every, reports',
    flag: { takes: 'H', form: 'word' },
  },
  onProgress: {
    read: callbackOption,
    preset: undefined,
    says: 'called with each report',
    flag: null,
  },
  signal: {
    read: signalOption,
    preset: undefined,
    says: 'throws the run away',
    flag: null,
  },
};

/** Reads each option once; every one is checked before anything is made. */
export function readTrainOptions(data: Dataset, options: unknown): TrainValues {
  const said = readOptions('options', options, keysOf(trainTable));
  const values = readTable<TrainValues, { data: Dataset }>(trainTable, said, { data });
  const { learningRate, dtype, optimizer } = values;
  learningRateOption('learningRate', learningRate, dtype, optimizer);
  // Where the examples need not be read to know it.
  if (plainScale(bodyOf(data), requestOf(data, values)) !== undefined)
    networkFor(data, values, data.X.rows);
  return values;
}

/** @param x the examples as the network reads them */
export function withNetwork(
  data: Dataset,
  values: TrainValues,
  { x }: Pick<Prepared, 'x'>,
): RunOptions {
  return { ...values, spec: networkFor(data, values, x.rows) };
}

/** How a run with these options wants its examples. */
export function wantedBy(data: Dataset, values: TrainValues): Wanted {
  return {
    features: requestOf(data, values),
    targets: targetsAsked(values),
    dtype: values.dtype,
    fullBatch: values.batchSize >= data.size,
  };
}

function targetsAsked({ targetScale, clamp, seed }: TrainValues): TargetRequest {
  return { scale: targetScale, clamp, seed: targetScale === 'quantile' ? seed : 0 };
}

function requestOf(data: Dataset, { scale, impute, columns, seed }: TrainValues): FeaturesWanted {
  const { frame, isTold } = bodyOf(data);
  const asked = [scale, ...Object.values(columns ?? {}).map((column) => column.scale)];
  const told = isTold ? frame().columns.map(({ said }) => said.scale) : [];
  // Runs of several seeds share what does not depend on it.
  const draws = JSON.stringify([asked, told]).includes('quantile');
  const own = { impute: impute ?? 'mean', isImputeSaid: impute !== undefined } as const;
  return { ...own, scale, columns, seed: draws ? seed : 0 };
}

/** The options of `session`, which has no length, and whose costs are the answers of its runs. */
export const sessionTable: Omit<
  typeof trainTable,
  'epochs' | 'reportEvery' | 'history' | 'onProgress'
> = without(trainTable, 'epochs', 'reportEvery', 'history', 'onProgress');

/** As {@link readTrainOptions}, for a run without an end. */
export function readSessionOptions(data: Dataset, options: unknown): TrainValues {
  const said = readOptions('options', options, keysOf(sessionTable));
  return readTrainOptions(data, { ...said, epochs: MAX_EPOCHS });
}

function networkFor(
  data: Dataset,
  { hidden, activation, dtype }: Pick<TrainValues, 'hidden' | 'activation' | 'dtype'>,
  inputs: number,
): NetworkSpec {
  const sizes = [inputs, ...hidden, data.Y.rows];
  const loss = lossOfOutput(outputFor(data));
  return checkNetworkSize('hidden', networkSpec(dtype, sizes, activation, loss));
}

function outputFor({ task, Y }: Dataset): Output {
  if (task === 'regression') return 'identity';
  return task === 'classification' && Y.rows > 1 ? 'softmax' : 'sigmoid';
}

function hiddenOption(argument: string, value: unknown): number[] {
  if (!Array.isArray(value))
    throw invalid(argument, value, 'a list of units per hidden layer, such as [64, 32]');
  return Array.from(value as unknown[], (n, i) =>
    wholeNumber(`${argument}[${i}]`, n, 1, MAX_UNITS),
  );
}

function batchSizeOption(
  argument: string,
  value: unknown,
  { data: { size: m } }: { readonly data: Dataset },
): number {
  if (value === 'all') return m;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= m)
    return value;
  throw invalid(argument, value, `'all' or a whole number from 1 to ${m}, the number of examples`);
}
