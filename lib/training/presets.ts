import type { PresetName, TrainOptions } from './options.js';

/**
 * What a preset says, to be printed, spread and overridden: `{ ...presets.default, hidden: [32] }`.
 *
 * @example
 * import { datasets, type Preset, presets, train } from 'densely';
 *
 * const small: Preset = { ...presets.default, hidden: [8] };
 * const { history } = await train(datasets.moons(), small);
 * console.log(history.folds?.length); // 3
 */
export interface Preset extends TrainOptions {
  /** Its name. */
  readonly preset: PresetName;
}

/**
 * Presets by their names. `default` is not worse than a linear model, and mostly much better:
 *
 * 1. The encoding is fitted once, on all rows; never on targets. Inputs are clipped smoothly at 5.
 * 2. A linear model (logistic, softmax, of values ridge regression, C = 1) is fitted to all rows, and to the fitting
 *    part of each of the first three of five folds, which keep the classes' shares.
 * 3. A network of 64 units is trained on each fitting part, at most 30 epochs, from the same weights on, and looks at
 *    what is held out after each.
 * 4. The epochs with the least cost of all that was held out are chosen, and λ of 0, ¼, ½, ¾, 1, by which the logits
 *    λ · network + (1 − λ) · linear model cost least.
 * 5. A network is trained on all rows for that many epochs, and mixed with the linear model into one network with a
 *    linear path. It costs what 64 units and that path cost.
 *
 * Classes with fewer than 5 rows are in every fitting part; groups stay together. The numbers behind it are in
 * `docs/defaults.md`.
 *
 * @example
 * import { presets } from 'densely';
 *
 * const { hidden, epochs, patience } = presets.default;
 * console.log(hidden, epochs, patience); // [ 64 ] 30 8
 */
export const presets: {
  /** What holds where nothing is said. */
  readonly default: Preset;
} = Object.freeze({
  default: Object.freeze({
    preset: 'default',
    hidden: Object.freeze([64]),
    activation: 'relu',
    initializer: 'heLecunNormal',
    scale: Object.freeze({ name: 'standard', clip: 5 }),
    optimizer: 'adam',
    learningRate: 0.005,
    batchSize: 32,
    weightDecay: 0.1,
    averageWeights: true,
    epochs: 30,
    patience: 8,
  }),
});
