import type { DType } from '../base/dtype.js';
import type { ColumnOptions, ImputeOption, ScaleOption } from '../data/column.js';
import type { TargetScale } from '../data/encoding/target.js';
import type { ClassLabel } from '../data/targets.js';
import type { Dataset } from '../data/dataset.js';
import type { Model } from '../model/model.js';
import type { Log } from '../log/log.js';
import type { OwnMetric } from '../model/own-metric.js';
import type { MetricName } from '../backend/metrics/table.js';
import type { Activation } from '../network/activations.js';
import type { Initializer } from '../network/initializers.js';
import type { LossOption } from '../network/loss-option.js';
import type { Optimizer } from '../network/optimizers.js';
import type { CheckpointOptions } from './checkpoint/option.js';
import type { Validation } from './held.js';
import type { Schedule, Scheduled } from './schedules/schedule.js';
import type { ClassWeights } from './weights.js';

/**
 * Figures of a look at held-out examples: the cost, and the metrics that were asked for.
 *
 * @example
 * import { datasets, type Figures, train } from 'densely';
 *
 * const watch = { metrics: ['accuracy'] } as const;
 * let last: Figures | undefined;
 * for await (const p of train(datasets.moons(), { validation: 0.2, watch, epochs: 30, seed: 1 }))
 *   last = p.validation;
 * console.log(Object.keys(last ?? {})); // [ 'cost', 'accuracy' ]
 */
export interface Figures {
  /** Mean over the examples, each by its weight; of the data alone, without penalties. */
  readonly cost: number;
  readonly [metric: string]: number;
}

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
  /** Of a training of several runs: `'fold'` where its length is chosen, `'fit'` on all rows. */
  readonly phase?: 'fold' | 'fit' | undefined;
  /** Of the phase `'fold'`, counted from 0. */
  readonly fold?: number | undefined;
  /** Counted from 0, in each phase and fold anew. */
  readonly epoch: number;
  /** Steps that were done by its end, in all phases. */
  readonly step: number;
  /** Before the epoch's update; mini-batches: the mean over the epoch's examples. Of the data alone. */
  readonly cost: number;
  /** Of the last look at the validation's examples. */
  readonly validation?: Figures | undefined;
  /** Learning rate of the last step. */
  readonly rate: number;
  /** The best look so far: its epoch (−1: before the first step), and the watched value. */
  readonly best?:
    | {
        /** Counted from 0; −1: before the first step. */
        readonly epoch: number;
        /** Of the metric that decides. */
        readonly value: number;
      }
    | undefined;
  /** Since the training began; of a resumed one all that it took. */
  readonly seconds: number;
  /** Until all epochs are done, by the steps so far. */
  readonly secondsLeft: number;
  /** By the steps so far. */
  readonly examplesPerSecond: number;
}

/**
 * What a look at held-out examples is judged by: a figure that {@link Model.evaluate} tells, by its name, or one of
 * your own.
 *
 * @example
 * import { datasets, type Metric, train } from 'densely';
 *
 * const metric: Metric = 'rocAuc';
 * const { history } = await train(datasets.moons(), { validation: 0.2, metric, epochs: 3, seed: 1 });
 * console.log(history.best?.metric); // rocAuc
 */
export type Metric = MetricName | OwnMetric;

/**
 * What is only watched: further metrics, of every set, and further sets, by a name of their own.
 *
 * @example
 * import { datasets, train, type WatchOptions } from 'densely';
 *
 * const [fit, test] = datasets.moons().split({ test: 0.3, seed: 1 });
 * const watch: WatchOptions = { metrics: ['accuracy'], sets: { test } };
 * const { history } = await train(fit, { validation: 0.2, watch, epochs: 9, seed: 1 });
 * console.log(history.watched?.test?.accuracy?.length); // 9
 */
export interface WatchOptions {
  /** Beside the one that decides and the cost. */
  readonly metrics?: readonly Metric[] | undefined;
  /** Looked at when the validation is. */
  readonly sets?: Readonly<Record<string, Dataset>> | undefined;
}

/**
 * How strongly weights are held down: a number, or one with more to say: `biases` too, and a schedule.
 *
 * @example
 * import { datasets, type Penalized, train } from 'densely';
 *
 * const l2: Penalized = { value: 0.1, biases: true };
 * console.log((await train(datasets.moons(), { l2, epochs: 2, seed: 1 })).history.ended); // epochs
 */
export type Penalized =
  | number
  | {
      /** From 0 on. */
      readonly value: number;
      /** Default false: weights alone. */
      readonly biases?: boolean | undefined;
      /** Of the number; default constant. */
      readonly schedule?: Schedule | undefined;
    };

/**
 * Name of one of the {@link presets}.
 *
 * @inline
 */
export type PresetName = 'default';

/**
 * Options of {@link train}.
 *
 * @example
 * import { datasets, train, type TrainOptions } from 'densely';
 *
 * const options: TrainOptions = { hidden: [16, 8], activation: 'tanh', epochs: 30, seed: 1 };
 * const model = await train(datasets.moons(), options);
 * console.log(model.summary().parameters); // 193
 *
 * @example
 * import { datasets, train, type TrainOptions } from 'densely';
 *
 * const options: TrainOptions = { batchSize: 'all', epochs: 1000, seed: 1, history: 'every' };
 * const { history } = await train(datasets.moons(), options);
 * console.log(history.epoch.length, history.epoch[1]); // 1000 1
 */
export interface TrainOptions {
  /**
   * `'default'`: what {@link presets}`.default` says, where nothing else is said, and its way to train: see there. It is
   * what holds where nothing is named that shapes the network or its steps, from 50 examples on.
   */
  readonly preset?: PresetName | undefined;
  /**
   * Train again on all of the data, for as many epochs as were best for the part that the validation left. Default
   * false.
   */
  readonly refit?: boolean | undefined;
  /**
   * A model to go on from, with this data: its weights, and with them its network, its encoding and its classes. The
   * optimizer begins anew. Options that say otherwise are refused. Its threshold and its temperature do not stay.
   */
  readonly start?: Model | undefined;
  /** Units of each hidden layer, default [64]; [] is logistic, softmax or linear regression. */
  readonly hidden?: readonly number[] | undefined;
  /** One for all hidden layers or one per hidden layer, default relu. */
  readonly activation?: Activation | readonly Activation[] | undefined;
  /**
   * A linear path too, from the inputs to the outputs past the hidden layers (wide and deep, Cheng et al. 2016):
   * Z[L] = W[L]·A[L−1] + b[L] + Wx·X. Wx (n_L, n_x) starts at 0, and decays as other weights do. Not with
   * `hidden: []`, which is linear already. Default false.
   */
  readonly linear?: boolean | undefined;
  /**
   * Of two classes the one that is looked for, such as 'yes'; default the second. It is predicted where its
   * probability is above 0.5, and precision, recall and F1 of `evaluate` are of it. Kept in the model.
   */
  readonly positive?: ClassLabel | undefined;
  /** Default xavierUniform. */
  readonly initializer?: Initializer | undefined;
  /**
   * How the features are scaled; fitted on this data, kept in the model. `standard` to mean 0 and deviation 1;
   * `minmax` to 0 … 1; `robust` by median and quartiles, clipped smoothly at 3; `quantile` to a normal
   * distribution; `log` sign(x)·log(1 + |x|); `none` not at all. Default standard.
   */
  readonly scale?: ScaleOption | undefined;
  /** What stands for a missing number; where some were missing, one more input tells. Default mean. */
  readonly impute?: ImputeOption | undefined;
  /** Scale and impute of single columns: `{ income: { scale: 'log' } }`. */
  readonly columns?: Readonly<Record<string, Pick<ColumnOptions, 'scale' | 'impute'>>> | undefined;
  /**
   * Of a regression: `squared`, `absolute`, `huber` or `{ huber: δ }`, `poisson`, or `{ quantiles: [0.1, 0.5, 0.9] }`
   * for a model that predicts the quantiles of one target: see {@link LossOption}. It is of the scaled targets, and
   * so is δ. Default squared. Classes and labels have their cross-entropy.
   */
  readonly loss?: LossOption | undefined;
  /**
   * How the targets of a regression are scaled; undone in what the model predicts. `log` (values from 0 on) by
   * log(1 + y), then as standard: predictions are medians then, not means. Default: as the features are by
   * `scale`, where that is standard, minmax or none, else standard; with loss `poisson` none, and nothing else.
   * Classes and labels are not scaled.
   */
  readonly targetScale?: TargetScale | undefined;
  /** Keep predicted values within those that training saw. Default false. */
  readonly clamp?: boolean | undefined;
  /** By its name or with its numbers, default adam. */
  readonly optimizer?: Optimizer | undefined;
  /** Default 0.001 for adam and adamw, 0.002 for nadam, 0.01 for the others. */
  readonly learningRate?: number | undefined;
  /** How the learning rate goes on, default constant. */
  readonly schedule?: Schedule | undefined;
  /**
   * Decoupled weight decay (Loshchilov and Hutter 2019): each step takes w to w − rate · decay · w. Default 0;
   * of adamw 0.01.
   */
  readonly weightDecay?: Penalized | undefined;
  /** Adds l2 · w ÷ Σ of the batch's weights to the gradient: the cost grows by l2/2 Σw² over that. Default 0. */
  readonly l2?: Penalized | undefined;
  /** Adds l1 · sign(w) ÷ Σ of the batch's weights to the gradient. Default 0. */
  readonly l1?: Penalized | undefined;
  /**
   * Share of the units of each hidden layer that a step leaves out (Srivastava et al. 2014), one for all layers or
   * one per layer; the others count 1/(1 − share) as much. In 65,536ths. Default 0.
   */
  readonly dropout?: Scheduled<number | readonly number[]> | undefined;
  /** Share of each label that is spread over all k classes (Szegedy et al. 2016); the cost is of the labels. */
  readonly labelSmoothing?: Scheduled | undefined;
  /** Scales a step's gradient down to this Euclidean norm, after {@link TrainOptions.clipValue}. */
  readonly clipNorm?: number | undefined;
  /** Keeps each number of a step's gradient within ± this. */
  readonly clipValue?: number | undefined;
  /**
   * The model has a running mean of the weights, over about the last epoch, or `{ epochs: n }`; so have all looks
   * at held-out examples and all reports. Default false.
   */
  readonly averageWeights?:
    | boolean
    | {
        /** Over about so many. */
        readonly epochs: number;
      }
    | undefined;
  /** What the examples of each class count, beside the dataset's own weights: `'balanced'`, or by label. */
  readonly classWeights?: ClassWeights | undefined;
  /**
   * Examples to look at after each epoch: a share of the data, or a Dataset. The best look is the model that is
   * kept. `'none'` looks at nothing. Where neither `epochs` nor `batchSize: 'all'` nor `maxSteps` is said, data of 200 examples
   * or more hold out a fifth, classes in equal shares, with `patience` 20; else the default is `'none'`. A preset has
   * its folds, unless this is said.
   */
  readonly validation?: Validation | undefined;
  /** Epochs between looks, default 1; of full batches ⌈epochs / 100⌉. The last epoch is always looked at. */
  readonly validateEvery?: number | undefined;
  /** Look before the first step too. Default false. */
  readonly validateStart?: boolean | undefined;
  /** What decides which look is the best, default the cost. */
  readonly metric?: Metric | undefined;
  /** What is looked at beside the metric that decides: names of metrics, or more. */
  readonly watch?: WatchOptions | readonly MetricName[] | undefined;
  /** Looks without an improvement after which the training ends; default: it does not. */
  readonly patience?: number | undefined;
  /** An improvement that is not larger is none to patience. Default 0. */
  readonly minDelta?: number | undefined;
  /**
   * Of classes and labels: divide all logits by the temperature that makes the log loss of the held-out examples
   * least (Guo et al. 2017), so that probabilities are as sure as they are right; no order of them changes.
   * `history.temperature` tells it; the model's last layer has it in its weights. Default false.
   */
  readonly calibrate?: boolean | undefined;
  /** Passes over the data, default 100. */
  readonly epochs?: number | undefined;
  /**
   * Ends the training after so many steps, also within an epoch: schedules go by the steps of all `epochs`, and
   * `history.steps` of a training that time has ended is what repeats it.
   */
  readonly maxSteps?: number | undefined;
  /** Ends the training after so many seconds, also within an epoch. */
  readonly maxSeconds?: number | undefined;
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
  /**
   * The epochs of a full-batch training whose costs `model.history` keeps: those that are reported, or
   * `'every'` one, 16 bytes each. Default `'reports'`. Mini-batches always keep every epoch's. It changes
   * nothing else: reports, warnings and `ERR_DIVERGED` go by the reported epochs; a cost between them
   * that is not finite is left out, and the history of a divergence's `error.model` ends at its report.
   * A step of a tiny network takes about half as long again, one of a large network as long as before.
   */
  readonly history?: 'every' | 'reports' | undefined;
  /**
   * The file that the training's state is kept in, so that a process that dies loses little: written beside the
   * event loop, complete or not at all.
   */
  readonly checkpoint?: string | URL | CheckpointOptions | undefined;
  /**
   * The checkpoint to go on from, with the same data and options: what comes of it are the bits of a training that
   * was never stopped. `'auto'` takes the one at `checkpoint`'s path, and starts afresh where there is none. Of a
   * training that had ended it gives the model. `maxSeconds` counts all that it took.
   */
  readonly resume?: string | URL | undefined;
  /** What writes the reports down: see `densely/log`. A log that fails ends the training. */
  readonly log?: Log | readonly Log[] | undefined;
  /** Called with each report; an error that it throws ends the run. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Throws the run away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
