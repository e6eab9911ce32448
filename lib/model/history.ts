/**
 * What happened in a training.
 *
 * @example
 * import { datasets, type History, train } from 'densely';
 *
 * const { history } = await train(datasets.moons(), { epochs: 50, seed: 1 });
 * const last = ({ epoch, cost }: History) => [epoch.at(-1), (cost.at(-1) ?? 1) < (cost[0] ?? 0)];
 * console.log(last(history), history.ended); // [ 49, true ] epochs
 */
export interface History {
  /** The epochs whose cost was kept: `history` of the training's options. */
  readonly epoch: Float64Array;
  /** The cost before each of those epochs' update; mini-batches: the mean over the epoch's examples. */
  readonly cost: Float64Array;
  /** All epochs done, or stopped by `stop()` or by leaving the loop. */
  readonly ended: 'epochs' | 'stopped';
  /** What deserves a look, such as a rising cost. */
  readonly warnings: readonly string[];
}

export const NO_HISTORY: History = {
  epoch: new Float64Array(0),
  cost: new Float64Array(0),
  ended: 'epochs',
  warnings: [],
};
