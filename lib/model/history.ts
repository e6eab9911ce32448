/**
 * What happened in a training.
 *
 * @example
 * import { datasets, type History, train } from 'densely';
 *
 * const { history } = await train(datasets.moons(), { epochs: 50, seed: 1 });
 * const last = ({ epoch, cost }: History) => [epoch.at(-1), (cost.at(-1) ?? 1) < (cost[0] ?? 0)];
 * console.log(last(history), history.ended); // [ 49, true ] epochs
 *
 * @example
 * import { datasets, train } from 'densely';
 *
 * const options = { validation: 0.25, patience: 5, seed: 1 } as const;
 * const { ended, best, validation } = (await train(datasets.moons(), options)).history;
 * const lowest = Math.min(...(validation?.cost ?? []));
 * console.log(ended === 'patience' || ended === 'epochs', best?.value === lowest); // true true
 */
export interface History {
  /** The epochs whose cost was kept: `history` of the training's options. */
  readonly epoch: Float64Array;
  /**
   * The cost before each of those epochs' update; mini-batches: the mean over the epoch's examples. Of the data
   * alone, without penalties.
   */
  readonly cost: Float64Array;
  /** How many examples were held out, where some were. */
  readonly heldOut?: HeldOut | undefined;
  /** Of each look at the validation's examples, where there were some. */
  readonly validation?: HistoryLooks | undefined;
  /** The same looks at further sets, by their names. */
  readonly watched?: Readonly<Record<string, HistoryLooks>> | undefined;
  /**
   * The look whose parameters the model has: the epoch after which it was (−1: before the first step), the
   * metric that decided, and its value.
   */
  readonly best?: HistoryBest | undefined;
  /**
   * Of a training that chose by folds, or by a part of the data: each of these runs. `best` is what all of them
   * together say.
   */
  readonly folds?: readonly History[] | undefined;
  /**
   * Of a mixture: what the network's logits count beside those of a linear model, which count 1 − λ. At 0 there is no
   * network.
   */
  readonly lambda?: number | undefined;
  /**
   * With `calibrate`: what the logits were divided by, the temperature of the held-out examples. The parameters have
   * it; a loaded model has it still.
   */
  readonly temperature?: number | undefined;
  /**
   * All epochs done; no improvement for so long; stopped by `stop()` or by leaving the loop; out of time; or
   * out of steps.
   */
  readonly ended: 'epochs' | 'patience' | 'stopped' | 'time' | 'steps';
  /** Steps that were done: `maxSteps` of them repeat a training that time has ended. */
  readonly steps: number;
  /** Of them, those whose examples all weighed 0, and which changed nothing. */
  readonly skipped: number;
  /** What deserves a look, such as a rising cost. */
  readonly warnings: readonly string[];
}

/**
 * The examples that a training looked at, and those that it learnt from.
 *
 * @example
 * import { datasets, type HeldOut, train } from 'densely';
 *
 * // 200 examples or more, and no word of the training's length.
 * const { history } = await train(datasets.moons({ size: 240 }), { hidden: [8], seed: 1 });
 * const { size, fit, isDefault } = history.heldOut as HeldOut;
 * console.log(size, fit, isDefault); // 48 192 true
 */
export interface HeldOut {
  /** Examples that were held out. */
  readonly size: number;
  /** Examples that were learnt from. */
  readonly fit: number;
  /** Are they the fifth of the data that is held out where nothing is said? */
  readonly isDefault: boolean;
}

/**
 * Figures of looks at held-out examples.
 *
 * @example
 * import { datasets, type HistoryLooks, train } from 'densely';
 *
 * const { history } = await train(datasets.moons(), { validation: 0.2, epochs: 3, seed: 1 });
 * const { epoch } = history.validation as HistoryLooks;
 * console.log([...epoch]); // [ 0, 1, 2 ]
 */
export interface HistoryLooks {
  /** The epochs after which they were; −1: before the first step. */
  readonly epoch: Float64Array;
  /** Mean over the examples, each by its weight; of the data alone. */
  readonly cost: Float64Array;
  /** Of each metric that was asked for. */
  readonly [metric: string]: Float64Array;
}

/**
 * The best look of a training.
 *
 * @example
 * import { datasets, type HistoryBest, train } from 'densely';
 *
 * const options = { validation: 0.2, metric: 'rocAuc', epochs: 9, seed: 1 } as const;
 * const best = (await train(datasets.moons(), options)).history.best as HistoryBest;
 * console.log(best.metric, best.value > 0.8); // rocAuc true
 */
export interface HistoryBest {
  /** After whose last step it was; −1: before the first. */
  readonly epoch: number;
  /** What decided. */
  readonly metric: string;
  /** Of that metric. */
  readonly value: number;
}

export const NO_HISTORY: History = {
  epoch: new Float64Array(0),
  cost: new Float64Array(0),
  ended: 'epochs',
  steps: 0,
  skipped: 0,
  warnings: [],
};

/** Of a model that no training has made here: what its file keeps. */
export function historyOf({ temperature }: { readonly temperature?: number | undefined }): History {
  return temperature === undefined ? NO_HISTORY : { ...NO_HISTORY, temperature };
}
