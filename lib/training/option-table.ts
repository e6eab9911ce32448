import {
  callbackOption,
  flag,
  notNegative,
  oneOf,
  positiveNumber,
  readOptions,
  seedNumber,
  signalOption,
  wholeNumber,
} from '../base/checks.js';
import { MAX_THREADS } from '../backend/abi.js';
import { dtypeOption } from '../base/dtype.js';
import { DenselyError, invalid, some } from '../base/errors.js';
import { keysOf, readTable, without, type OptionTable } from '../base/option-table.js';
import { encodingColumns } from '../data/column-options.js';
import type { Dataset } from '../data/dataset.js';
import { imputeOption, scaleOption, scalingOf } from '../data/encoding/options.js';
import { targetScales, type TargetRequest, type TargetScale } from '../data/encoding/target.js';
import { isAffineScale } from '../data/scaler.js';
import { bodyOf } from '../data/table.js';
import { taskNouns } from '../data/task.js';
import type { Activation } from '../network/activations.js';
import { initializerOption, type InitializerEntry } from '../network/initializers.js';
import type { Log } from '../log/log.js';
import type { ModelParts } from '../model/parts.js';
import { positiveClass } from '../model/positive.js';
import type { ClassOfTwo } from '../backend/metrics/told.js';
import type { MetricRule } from '../model/own-metric.js';
import { metricOption } from '../model/watched.js';
import { checkLossNumbers, lossOption, outputsFor, type LossRule } from '../network/loss-option.js';
import {
  learningRateOption,
  optimizerNames,
  optimizerOption,
  optimizerTable,
  type OptimizerRule,
} from '../network/optimizers.js';
import {
  activationOption,
  linearOption,
  MAX_UNITS,
  networkSpec,
  type NetworkSpec,
} from '../network/spec.js';
import { checkNetworkSize } from '../network/tensors.js';
import {
  checkpointOption,
  resumeOption,
  type CheckpointRule,
  type ResumeRule,
} from './checkpoint/option.js';
import type { PresetName, TrainOptions } from './options.js';
import { checkRefit, validationOption, type HeldOutOf, type Parts } from './held.js';
import { plainScale, type FeaturesWanted, type Prepared, type Wanted } from './prepared.js';
import {
  averageOption,
  clipOption,
  dropoutOption,
  penaltyOption,
  smoothingOption,
  type PenaltyRule,
  type ScheduledRule,
} from './regularisation.js';
import {
  goesByLooks,
  scheduleEntry,
  scheduleOption,
  type ScheduleSaid,
} from './schedules/option.js';
import { logOption } from './telling.js';
import { classesOf, needsLooks, watchOption, type Watched } from './validation.js';
import { checkStart, optionsOfModel, startOption } from './warm-start.js';
import { presetOption, saidWithPreset } from './when.js';
import { classWeightsEntry, type ClassFactors } from './weights.js';

/** What a run works with, where it is not what was said. */
interface Forms {
  readonly preset: PresetName | undefined;
  /** One per hidden layer. */
  readonly activation: readonly Activation[];
  readonly positive: ClassOfTwo;
  readonly initializer: InitializerEntry;
  readonly loss: LossRule;
  readonly optimizer: OptimizerRule;
  readonly schedule: ScheduleSaid;
  readonly weightDecay: PenaltyRule;
  readonly l2: PenaltyRule;
  readonly l1: PenaltyRule;
  /** Of each hidden layer. */
  readonly dropout: ScheduledRule<readonly number[]>;
  readonly labelSmoothing: ScheduledRule<number>;
  /** Epochs over which weights are averaged; 0: not at all. */
  readonly averageWeights: number;
  readonly classWeights: ClassFactors;
  /** What is learnt from, and what is held out. */
  readonly validation: Parts;
  /** The watched one. */
  readonly metric: MetricRule;
  readonly watch: Watched;
  /** Examples per step; `m`: full batch. */
  readonly batchSize: number;
  /** undefined: as many as the backend says. */
  readonly threads: number | undefined;
  readonly checkpoint: CheckpointRule | undefined;
  readonly resume: ResumeRule;
  readonly log: readonly Log[];
  readonly start: ModelParts | undefined;
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
export interface RunOptions extends Omit<TrainValues, 'validation'> {
  readonly spec: NetworkSpec;
  readonly validation: HeldOutOf;
}

/** What an option's reader or default may look at: the data, and options further up in the table. */
type Before = Pick<
  TrainValues,
  | 'start'
  | 'hidden'
  | 'optimizer'
  | 'epochs'
  | 'scale'
  | 'loss'
  | 'seed'
  | 'validation'
  | 'batchSize'
  | 'metric'
  | 'checkpoint'
> & {
  readonly data: Dataset;
  /** Is it said how long the training is to be? */
  readonly isLengthSaid: boolean;
  readonly isFolded: boolean;
};

const MAX_EPOCHS = 1e9;

/** Of examples that the default holds out. */
const PATIENCE = 20;

/** Each with the optimizers that begin with it. */
const rates = [...new Set(optimizerNames.map((name) => optimizerTable[name].learningRate))].map(
  (rate) => {
    const names = optimizerNames.filter((name) => optimizerTable[name].learningRate === rate);
    return `${rate} (${names.join(', ')})`;
  },
);

const historyOptions = ['every', 'reports'] as const;

/** How features become inputs: what `train` and the linear models have in common. */
export const featureTable: OptionTable<
  Pick<TrainOptions, 'scale' | 'impute' | 'columns'>,
  Pick<TrainValues, 'scale' | 'impute' | 'columns'>,
  object
> = {
  scale: {
    read: scaleOption,
    preset: 'standard',
    says: 'standard, minmax, none, robust:clip=2, …',
    flag: { takes: 'S', form: 'name with numbers', group: 'scaling' },
  },
  impute: {
    read: (argument, value) => (value === undefined ? undefined : imputeOption(argument, value)),
    preset: undefined,
    says: 'of missing numbers: mean, median, 0.5, refuse',
    flag: { takes: 'V', form: 'number or word', group: 'scaling' },
  },
  columns: {
    read: (argument, value) => (value === undefined ? undefined : encodingColumns(argument, value)),
    preset: undefined,
    says: 'scale and impute of single columns',
    flag: null,
  },
};

/**
 * The options of `train`: a member of {@link TrainOptions} and its entry here are all that there is to add for
 * another.
 */
export const trainTable: OptionTable<TrainOptions, TrainValues, Before> = {
  preset: {
    read: presetOption,
    preset: undefined,
    says: 'default: folds choose, mixed with a linear model',
    flag: { takes: 'NAME', form: 'word', group: 'network' },
  },
  start: {
    read: startOption,
    preset: undefined,
    says: 'a model whose weights to go on from',
    flag: null,
  },
  hidden: {
    read: hiddenOption,
    preset: ({ start }) => (start ? optionsOfModel(start).hidden : [64]),
    says: 'units of each hidden layer; none: no layer',
    flag: { takes: '64,32', form: 'numbers', group: 'network' },
  },
  activation: {
    read: (_argument, value, { hidden }) => activationOption(value, hidden.length),
    preset: ({ start, hidden }) => {
      const own = start && optionsOfModel(start).activation;
      // Of another number of layers the option hidden is refused, not this one.
      return own?.length === hidden.length ? own : 'relu';
    },
    says: 'one, or one per hidden layer: relu,tanh',
    flag: { takes: 'A', form: 'words', group: 'network' },
  },
  linear: {
    read: (argument, value, { hidden }) => linearOption(argument, value, hidden.length),
    preset: ({ start, hidden }) => {
      const own = start && optionsOfModel(start);
      return own?.hidden.length === hidden.length && own.linear;
    },
    says: 'a linear path past the hidden layers too',
    flag: { takes: '', form: 'switch', group: 'network' },
  },
  positive: {
    read: (_argument, value, { data, start }) =>
      value === undefined && start
        ? (start.positive ?? 1)
        : positiveClass(value, (start ?? data).classes),
    preset: undefined,
    says: 'of two classes the one to look for, default the second',
    flag: { takes: 'LABEL', form: 'word', group: 'loss' },
  },
  seed: {
    read: seedNumber,
    preset: 0,
    says: 'of the start and of the shuffling',
    flag: { takes: 'N', form: 'number', group: 'network' },
  },
  validation: {
    read: (argument, value, { data, seed, isLengthSaid, isFolded }) =>
      validationOption(argument, value, data, { seed, isLengthSaid, isFolded }),
    preset: undefined,
    says: 'share of the rows held out to choose the best epoch',
    flag: { takes: '0.2', form: 'number or word', group: 'validation' },
  },
  refit: {
    read: (argument, value, { data, validation }) => {
      const isWanted = flag(argument, value);
      if (isWanted) checkRefit(argument, validation, data);
      return isWanted;
    },
    preset: false,
    says: 'train again on all rows, as long as was best',
    flag: { takes: '', form: 'switch', group: 'validation' },
  },
  initializer: {
    read: initializerOption,
    preset: 'xavierUniform',
    says: 'zeros, heNormal, normal=0.01, …',
    flag: { takes: 'I', form: 'word with numbers', group: 'network' },
  },
  ...featureTable,
  loss: {
    read: (argument, value, { data }) => trainedLoss(argument, value, data),
    preset: ({ data }) => (data.task === 'regression' ? 'squared' : undefined),
    says: 'of a regression: huber=1, quantiles:0.1,0.9, …',
    flag: { takes: 'L', form: 'word with list', group: 'loss' },
  },
  targetScale: {
    read: (argument, value, before) =>
      ofValues(argument, trainedScale(argument, value, before.loss), before, [
        'none',
        targetScaleOf(before),
      ]),
    preset: targetScaleOf,
    says: `of a regression: ${targetScales.join(', ')}`,
    flag: { takes: 'S', form: 'word', group: 'scaling' },
  },
  clamp: {
    read: (argument, value, before) => ofValues(argument, flag(argument, value), before, [false]),
    preset: false,
    says: 'keep what is predicted within what was seen',
    flag: { takes: '', form: 'switch', group: 'scaling' },
  },
  optimizer: {
    read: optimizerOption,
    preset: 'adam',
    says: `${optimizerNames.join(', ')}; or adam:beta2=0.95`,
    flag: { takes: 'O', form: 'word with numbers', group: 'steps' },
  },
  learningRate: {
    read: positiveNumber,
    preset: ({ optimizer }) => optimizer.learningRate,
    says: `of a step, default ${rates.join(', ')}`,
    flag: { takes: 'R', form: 'number', group: 'steps' },
  },
  schedule: {
    ...scheduleEntry,
    read: (argument, value, { validation }) => {
      const said = scheduleOption(argument, value);
      if (goesByLooks(said)) needsLooks(argument, validation, `${argument} 'plateau'`);
      return said;
    },
  },
  weightDecay: {
    read: penaltyOption,
    preset: ({ optimizer }) => optimizer.weightDecay,
    says: 'decoupled, times the learning rate; 0.01 of adamw',
    flag: { takes: 'D', form: 'number', group: 'over-fitting' },
  },
  l2: {
    read: penaltyOption,
    preset: 0,
    says: 'penalty of squared weights',
    flag: { takes: 'P', form: 'number', group: 'over-fitting' },
  },
  l1: {
    read: penaltyOption,
    preset: 0,
    says: 'penalty of absolute weights',
    flag: { takes: 'P', form: 'number', group: 'over-fitting' },
  },
  dropout: {
    read: (argument, value, { hidden }) => dropoutOption(argument, value, hidden.length),
    preset: 0,
    says: 'share of the hidden units that a step leaves out',
    flag: { takes: '0.2,0.1', form: 'shares', group: 'over-fitting' },
  },
  labelSmoothing: {
    read: (argument, value, { data }) =>
      smoothingOption(argument, value, data.task !== 'regression'),
    preset: 0,
    says: 'share of each label spread over the classes',
    flag: { takes: 'SHARE', form: 'number', group: 'loss' },
  },
  clipNorm: {
    read: clipOption,
    preset: undefined,
    says: "of a step's gradient at most",
    flag: { takes: 'N', form: 'number', group: 'steps' },
  },
  clipValue: {
    read: clipOption,
    preset: undefined,
    says: 'each number of a gradient at most, either sign',
    flag: { takes: 'N', form: 'number', group: 'steps' },
  },
  averageWeights: {
    read: averageOption,
    preset: false,
    says: 'keep a running mean of the weights',
    flag: { takes: '', form: 'switch', group: 'over-fitting' },
  },
  classWeights: classWeightsEntry,
  epochs: {
    read: (argument, value) => wholeNumber(argument, value, 1, MAX_EPOCHS),
    preset: 100,
    says: 'passes over the data',
    flag: { takes: 'N', form: 'number', group: 'steps' },
  },
  batchSize: {
    read: batchSizeOption,
    preset: ({ validation }) => Math.min(32, validation.fit.size),
    says: 'examples per step, or all, default 32',
    flag: { takes: 'N', form: 'number or word', group: 'steps' },
  },
  maxSteps: {
    read: (argument, value = Infinity) =>
      value === Infinity ? value : wholeNumber(argument, value, 1, Number.MAX_SAFE_INTEGER),
    preset: undefined,
    says: 'ends the training after so many steps',
    flag: { takes: 'N', form: 'number', group: 'steps' },
  },
  maxSeconds: {
    read: (argument, value = Infinity) =>
      value === Infinity ? value : positiveNumber(argument, value),
    preset: undefined,
    says: 'ends the training after so many seconds',
    flag: { takes: 'S', form: 'number', group: 'steps' },
  },
  validateEvery: {
    read: (argument, value, { validation }) => {
      if (value !== undefined) needsLooks(argument, validation);
      return value === undefined ? 1 : wholeNumber(argument, value, 1, MAX_EPOCHS);
    },
    preset: ({ epochs, validation, batchSize }) =>
      validation.held && batchSize === validation.fit.size ? Math.ceil(epochs / 100) : undefined,
    says: 'epochs between looks at what is held out',
    flag: { takes: 'N', form: 'number', group: 'validation' },
  },
  validateStart: {
    read: (argument, value, { validation }) => {
      if (value === true) needsLooks(argument, validation);
      return flag(argument, value);
    },
    preset: false,
    says: 'look before the first step too',
    flag: { takes: '', form: 'switch', group: 'validation' },
  },
  metric: {
    read: (argument, value, { data, validation, start }) => {
      if (value !== undefined) needsLooks(argument, validation);
      return metricOption(
        argument,
        value === undefined ? 'cost' : value,
        data.task,
        classesOf(start ?? data),
      );
    },
    preset: undefined,
    says: 'what decides which look is the best, default cost',
    flag: { takes: 'M', form: 'word', group: 'validation' },
  },
  watch: {
    read: (argument, value, { data, validation, metric, start }) => {
      if (value !== undefined) needsLooks(argument, validation);
      return watchOption(argument, value, metric, [data.task, classesOf(start ?? data)]);
    },
    preset: undefined,
    says: 'further metrics to tell of: accuracy,rocAuc',
    flag: { takes: 'M', form: 'names', group: 'validation' },
  },
  patience: {
    read: (argument, value, { validation }) => {
      if (value === undefined) return Infinity;
      needsLooks(argument, validation);
      return value === Infinity ? value : wholeNumber(argument, value, 1, MAX_EPOCHS);
    },
    preset: ({ validation }) => (validation.isPreset ? PATIENCE : undefined),
    says: 'looks without an improvement before it ends',
    flag: { takes: 'N', form: 'number', group: 'validation' },
  },
  minDelta: {
    read: (argument, value, { validation }) => {
      if (value !== undefined) needsLooks(argument, validation);
      return value === undefined ? 0 : notNegative(argument, value);
    },
    preset: undefined,
    says: 'a smaller improvement is none to patience',
    flag: { takes: 'D', form: 'number', group: 'validation' },
  },
  calibrate: {
    read: (argument, value, { data, validation }) => {
      if (!flag(argument, value)) return false;
      if (data.task === 'regression')
        throw invalid(
          argument,
          value,
          "left out with task 'regression': it is for the probabilities of classes and labels",
        );
      needsLooks(argument, validation);
      return true;
    },
    preset: false,
    says: 'divide logits by the temperature that fits held-out rows',
    flag: { takes: '', form: 'switch', group: 'validation' },
  },
  dtype: {
    read: dtypeOption,
    preset: ({ start }) => start?.spec.dtype ?? 'float32',
    says: 'float32, float64',
    flag: { takes: 'T', form: 'word', group: 'network' },
  },
  threads: {
    read: (argument, value) =>
      value === undefined ? undefined : wholeNumber(argument, value, 1, MAX_THREADS),
    preset: undefined,
    says: 'at work at most, default one less than the cores',
    flag: { takes: 'N', form: 'number', group: 'run' },
  },
  reportEvery: {
    read: (argument, value) => wholeNumber(argument, value, 1, MAX_EPOCHS),
    preset: ({ epochs }) => Math.ceil(epochs / 100),
    says: 'epochs between reports, default a hundredth of them',
    flag: { takes: 'N', form: 'number', group: 'run' },
  },
  history: {
    read: (argument, value) => oneOf(argument, value, historyOptions),
    preset: 'reports',
    says: 'full-batch costs to keep: every, reports',
    flag: { takes: 'H', form: 'word', group: 'run' },
  },
  checkpoint: {
    read: checkpointOption,
    preset: undefined,
    says: 'file that the state is kept in, each 30 seconds',
    flag: { takes: 'FILE', form: 'word', group: 'checkpoints' },
  },
  resume: {
    read: (argument, value, { checkpoint }) => resumeOption(argument, value, checkpoint),
    preset: undefined,
    says: 'goes on from a checkpoint: FILE, or auto',
    flag: { takes: 'FILE', form: 'word', group: 'checkpoints' },
  },
  log: {
    read: logOption,
    preset: undefined,
    says: 'what writes the reports down',
    flag: null,
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
  const own = readOptions('options', options, keysOf(trainTable));
  const said = saidWithPreset(own, data);
  const isLengthSaid =
    said.epochs !== undefined || said.maxSteps !== undefined || said.batchSize === 'all';
  const context = { data, isLengthSaid, isFolded: said.preset !== undefined };
  const values = readTable<TrainValues, typeof context>(trainTable, said, context);
  const { learningRate, dtype, optimizer, loss } = values;
  learningRateOption('learningRate', learningRate, dtype, optimizer);
  checkLossNumbers('loss', loss.name, loss.numbers, dtype);
  if (values.start) checkStart(values.start, values, own);
  // Where the examples need not be read to know it.
  else if (plainScale(bodyOf(data), requestOf(data, values)) !== undefined)
    networkFor(data, values, data.X.rows);
  return values;
}

/** @param x the examples as the network reads them */
export function withNetwork(
  data: Dataset,
  values: TrainValues,
  { x }: Pick<Prepared, 'x'>,
): RunOptions {
  return { ...values, spec: values.start?.spec ?? networkFor(data, values, x.rows) };
}

/** How a run with these options wants its examples. */
export function wantedBy(data: Dataset, values: TrainValues): Wanted {
  return {
    features: requestOf(data, values),
    targets: targetsAsked(values),
    loss: values.loss,
    dtype: values.dtype,
    fullBatch: values.batchSize >= data.size,
  };
}

function targetsAsked({ targetScale, clamp, seed }: TrainValues): TargetRequest {
  return { scale: targetScale, clamp, seed: targetScale === 'quantile' ? seed : 0 };
}

/** How these options want the features of a dataset. */
export function requestOf(
  data: Dataset,
  { scale, impute, columns, seed }: Pick<TrainValues, 'scale' | 'impute' | 'columns' | 'seed'>,
): FeaturesWanted {
  const { frame, isTold } = bodyOf(data);
  const asked = [scale, ...Object.values(columns ?? {}).map((column) => column.scale)];
  const told = isTold ? frame().columns.map(({ said }) => said.scale) : [];
  // Runs of several seeds share what does not depend on it.
  const draws = JSON.stringify([asked, told]).includes('quantile');
  const own = { impute: impute ?? 'mean', isImputeSaid: impute !== undefined } as const;
  return { ...own, scale, columns, seed: draws ? seed : 0 };
}

/** Options that a session cannot have: it has no length, and its costs are the answers of its runs. */
export const ofTrainings = [
  'preset',
  'refit',
  'validation',
  'validateEvery',
  'validateStart',
  'metric',
  'watch',
  'patience',
  'minDelta',
  'calibrate',
  'averageWeights',
  'epochs',
  'maxSteps',
  'maxSeconds',
  'reportEvery',
  'history',
  'checkpoint',
  'resume',
  'log',
  'onProgress',
] as const;

/** The options of `session`. */
export const sessionTable: Omit<typeof trainTable, (typeof ofTrainings)[number]> = without(
  trainTable,
  ...ofTrainings,
);

/** As {@link readTrainOptions}, for a run without an end. */
export function readSessionOptions(
  data: Dataset,
  options: unknown,
): { readonly values: TrainValues; readonly state: unknown } {
  const { state, ...said } = readOptions('options', options, [...keysOf(sessionTable), 'state']);
  if (said.schedule !== undefined && goesByLooks(scheduleOption('schedule', said.schedule))) {
    const message =
      'schedule is a plateau, which goes by looks at held-out examples, and a session has none: leave it out, and set session.learningRate between runs.';
    throw new DenselyError('ERR_OPTION', 'schedule', message);
  }
  return { values: readTrainOptions(data, { ...said, epochs: MAX_EPOCHS }), state };
}

function networkFor(
  data: Dataset,
  {
    hidden,
    activation,
    linear,
    dtype,
    loss,
  }: Pick<TrainValues, 'hidden' | 'activation' | 'linear' | 'dtype' | 'loss'>,
  inputs: number,
): NetworkSpec {
  const { name, numbers } = loss;
  const sizes = [inputs, ...hidden, outputsFor(loss, data.Y.rows)];
  const spec = networkSpec(dtype, sizes, activation, name, numbers, { linear });
  return checkNetworkSize('hidden', spec);
}

/** Classes and labels have the loss of their output. */
function trainedLoss(argument: string, value: unknown, { task, Y, targets }: Dataset): LossRule {
  if (task !== 'regression') {
    const name = task === 'classification' && Y.rows > 1 ? 'crossEntropy' : 'binaryCrossEntropy';
    if (value === undefined) return { name, numbers: [] };
    throw invalid(argument, value, `left out for ${taskNouns[task]}, whose loss is ${name}`);
  }
  const loss = lossOption(argument, value);
  if (loss.name !== 'quantiles' || Y.rows === 1) return loss;
  const allowed = `of one target, and the data have ${Y.rows} (${some(targets)}): train a model for each`;
  throw invalid(argument, value, allowed);
}

function trainedScale(argument: string, value: unknown, { name }: LossRule): TargetScale {
  const scale = oneOf(argument, value, targetScales);
  if (name !== 'poisson' || scale === 'none') return scale;
  throw invalid(
    argument,
    value,
    "'none', or left out, with loss 'poisson', whose means are not scaled",
  );
}

/** What holds where no scale of targets is said. */
function targetScaleOf({ scale: option, loss }: Pick<TrainValues, 'scale' | 'loss'>): TargetScale {
  if (loss.name === 'poisson') return 'none';
  const { scale } = scalingOf(option);
  return isAffineScale(scale) ? scale : 'standard';
}

/**
 * An option of the values of a regression.
 * @param idle what may be said of classes and labels too: it is so, whatever is said
 * @throws `ERR_OPTION` for another of them
 */
function ofValues<T>(
  argument: string,
  value: T,
  { data: { task } }: { readonly data: Dataset },
  idle: readonly T[],
): T {
  if (task === 'regression' || idle.includes(value)) return value;
  throw invalid(
    argument,
    value,
    `left out with task '${task}': it is for the values of a regression`,
  );
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
  { validation }: Pick<TrainValues, 'validation'>,
): number {
  const m = validation.fit.size;
  if (value === 'all') return m;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= m)
    return value;
  throw invalid(argument, value, `'all' or a whole number from 1 to ${m}, the number of examples`);
}
