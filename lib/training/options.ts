import type { DType } from '../base/dtype.js';
import type { ColumnOptions, ImputeOption, ScaleOption } from '../data/column.js';
import type { TargetScale } from '../data/encoding/target.js';
import type { ClassLabel } from '../data/targets.js';
import type { Activation } from '../network/activations.js';
import type { Initializer } from '../network/initializers.js';
import type { Optimizer } from '../network/optimizers.js';

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
 *
 * @example
 * import { datasets, train, type TrainOptions } from 'densely';
 *
 * const options: TrainOptions = { batchSize: 'all', epochs: 1000, seed: 1, history: 'every' };
 * const { history } = await train(datasets.moons(), options);
 * console.log(history.epoch.length, history.epoch[1]); // 1000 1
 */
export interface TrainOptions {
  /** Units of each hidden layer, default [64]; [] is logistic, softmax or linear regression. */
  readonly hidden?: readonly number[] | undefined;
  /** One for all hidden layers or one per hidden layer, default relu. */
  readonly activation?: Activation | readonly Activation[] | undefined;
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
   * How the targets of a regression are scaled; undone in what the model predicts. `log` (values from 0 on) by
   * log(1 + y), then as standard: predictions are medians then, not means. Default: as the features are by
   * `scale`, where that is standard, minmax or none, else standard.
   */
  readonly targetScale?: TargetScale | undefined;
  /** Keep predicted values within those that training saw. Default false. */
  readonly clamp?: boolean | undefined;
  /** By its name or with its numbers, default adam. */
  readonly optimizer?: Optimizer | undefined;
  /** Default 0.001 for adam and adamw, 0.002 for nadam, 0.01 for the others. */
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
  /**
   * The epochs of a full-batch training whose costs `model.history` keeps: those that are reported, or
   * `'every'` one, 16 bytes each. Default `'reports'`. Mini-batches always keep every epoch's. It changes
   * nothing else: reports, warnings and `ERR_DIVERGED` go by the reported epochs; a cost between them
   * that is not finite is left out, and the history of a divergence's `error.model` ends at its report.
   * A step of a tiny network takes about half as long again, one of a large network as long as before.
   */
  readonly history?: 'every' | 'reports' | undefined;
  /** Called with each report; an error that it throws ends the run. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Throws the run away; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
