import {
  oneOf,
  positiveNumber,
  readOptions,
  seedNumber,
  signalOption,
  wholeNumber,
} from '../base/checks.js';
import { MAX_THREADS } from '../backend/abi.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import type { Dataset } from '../data/dataset.js';
import { scales, type Scale } from '../data/scaler.js';
import type { Activation } from '../network/activations.js';
import { initializerOption, type Initializer } from '../network/initializers.js';
import { lossOfOutput } from '../network/losses.js';
import { optimizerNames, optimizerTable, type Optimizer } from '../network/optimizers.js';
import { activationOption, MAX_UNITS, networkSpec, type NetworkSpec } from '../network/spec.js';
import { checkNetworkSize } from '../network/tensors.js';

/**
 * One report of a training.
 *
 * @example
 * import { datasets, type Progress, train } from 'densely';
 *
 * const show = ({ epoch, cost }: Progress): void => console.log(`${epoch}: ${cost < 1}`);
 * await train(datasets.moons(), { epochs: 2, seed: 1, onProgress: show });
 * // 0: true
 * // 1: true
 */
export interface Progress {
  /** Counted from 0. */
  readonly epoch: number;
  /** Before the epoch's update; mini-batches: the mean over the epoch's examples. */
  readonly cost: number;
}

/**
 * Options of {@link train}.
 *
 * @example
 * import { datasets, train, type TrainOptions } from 'densely';
 *
 * const options: TrainOptions = { hidden: [16, 8], activation: 'tanh', epochs: 30, seed: 1 };
 * const model = await train(datasets.moons(), options);
 * console.log(model.summary().parameters); // 193
 */
export interface TrainOptions {
  /** Units of each hidden layer, default [64]; [] is logistic, softmax or linear regression. */
  readonly hidden?: readonly number[] | undefined;
  /** One for all hidden layers or one per hidden layer, default relu. */
  readonly activation?: Activation | readonly Activation[] | undefined;
  /** Default xavierUniform. */
  readonly initializer?: Initializer | undefined;
  /**
   * How the features, and the targets of a regression, are scaled; fitted on this data, kept in the
   * model and undone in what it predicts. Default standard.
   */
  readonly scale?: Scale | undefined;
  /** Default adam. */
  readonly optimizer?: Optimizer | undefined;
  /** Default 0.001 for adam, 0.01 for sgd and momentum. */
  readonly learningRate?: number | undefined;
  /** Passes over the data, default 100. */
  readonly epochs?: number | undefined;
  /** Examples per step, or 'all'; default 32, or all where there are fewer. */
  readonly batchSize?: number | 'all' | undefined;
  /** Of the start and of the shuffling, 0 … 2³²−1, default 0. */
  readonly seed?: number | undefined;
  /** Default float32. */
  readonly dtype?: DType | undefined;
  /**
   * Threads at work at most, 1 … 1024; small steps take one. Default `DENSELY_THREADS`, or one less
   * than the cores. All trainings of a process share its cores, so that more than these are pointless.
   * Changes no bit. The JavaScript backend has one thread.
   */
  readonly threads?: number | undefined;
  /** Epochs between reports, default ⌈epochs / 100⌉; the last epoch is always reported. */
  readonly reportEvery?: number | undefined;
  /** Called with each report; an error that it throws ends the run. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Throws the run away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export const TRAIN_KEYS: readonly (keyof TrainOptions)[] = [
  'hidden',
  'activation',
  'initializer',
  'scale',
  'optimizer',
  'learningRate',
  'epochs',
  'batchSize',
  'seed',
  'dtype',
  'threads',
  'reportEvery',
  'onProgress',
  'signal',
];

type Read = Partial<Record<keyof TrainOptions, unknown>>;

const PRESETS = {
  hidden: [64],
  initializer: 'xavierUniform',
  scale: 'standard',
  optimizer: 'adam',
  epochs: 100,
  seed: 0,
  dtype: 'float32',
} as const satisfies TrainOptions;

/** Options, checked and complete. */
export interface RunOptions {
  readonly spec: NetworkSpec;
  readonly scale: Scale;
  readonly initializer: ReturnType<typeof initializerOption>;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly epochs: number;
  /** Examples per step; `m` or more: full batch. */
  readonly batchSize: number;
  readonly seed: number;
  /** undefined: as many as the backend says. */
  readonly threads: number | undefined;
  readonly reportEvery: number;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

const MAX_EPOCHS = 1e9;

/** Reads each option once; every one is checked before anything is made. */
export function readTrainOptions(data: Dataset, options: unknown): RunOptions {
  const o: Read = { ...PRESETS, ...readOptions('options', options, TRAIN_KEYS) };
  const optimizer = oneOf('optimizer', o.optimizer, optimizerNames);
  const epochs = wholeNumber('epochs', o.epochs, 1, MAX_EPOCHS);
  const {
    learningRate = optimizerTable[optimizer].learningRate,
    reportEvery = Math.ceil(epochs / 100),
  } = o;
  return {
    spec: networkFor(data, o),
    scale: oneOf('scale', o.scale, scales),
    initializer: initializerOption('initializer', o.initializer),
    optimizer,
    learningRate: positiveNumber('learningRate', learningRate),
    epochs,
    batchSize: batchSizeOption(o.batchSize, data.size),
    seed: seedNumber('seed', o.seed),
    threads:
      o.threads === undefined ? undefined : wholeNumber('threads', o.threads, 1, MAX_THREADS),
    reportEvery: wholeNumber('reportEvery', reportEvery, 1, MAX_EPOCHS),
    onProgress: callback(o.onProgress),
    signal: signalOption('signal', o.signal),
  };
}

function networkFor(data: Dataset, o: Read): NetworkSpec {
  const hidden = hiddenOption(o.hidden);
  const sizes = [data.X.rows, ...hidden, data.Y.rows];
  const activations = activationOption(o.activation, hidden.length, 'relu');
  const loss = lossOfOutput(
    data.classes === null ? 'identity' : data.Y.rows === 1 ? 'sigmoid' : 'softmax',
  );
  const spec = networkSpec(dtypeOption('dtype', o.dtype), sizes, activations, loss);
  return checkNetworkSize('hidden', spec);
}

function hiddenOption(value: unknown): number[] {
  if (!Array.isArray(value))
    throw invalid('hidden', value, 'a list of units per hidden layer, such as [64, 32]');
  return Array.from(value as unknown[], (n, i) => wholeNumber(`hidden[${i}]`, n, 1, MAX_UNITS));
}

function batchSizeOption(value: unknown, m: number): number {
  if (value === undefined) return Math.min(32, m);
  if (value === 'all') return m;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= m)
    return value;
  throw invalid(
    'batchSize',
    value,
    `'all' or a whole number from 1 to ${m}, the number of examples`,
  );
}

function callback(value: unknown): RunOptions['onProgress'] {
  if (value === undefined || typeof value === 'function') return value as RunOptions['onProgress'];
  throw invalid('onProgress', value, 'a function');
}
