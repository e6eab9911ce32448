// What may be said to the linear models.
import { invalid } from '../base/errors.js';
import { notNegative } from '../base/checks.js';
import type { OptionTable } from '../base/option-table.js';
import type { ClassOfTwo } from '../backend/metrics/told.js';
import type { ColumnOptions, ImputeOption, ScaleOption } from '../data/column.js';
import type { Dataset } from '../data/dataset.js';
import type { ClassLabel } from '../data/targets.js';
import { positiveClass } from '../model/positive.js';
import { featureTable, type TrainValues } from '../training/option-table.js';
import { classWeightsEntry, type ClassFactors, type ClassWeights } from '../training/weights.js';

/**
 * How a linear model reads features: options that mean what they mean in {@link train}.
 *
 * @example
 * import { Dataset, type LinearOptions, ridge } from 'densely';
 *
 * const records = [{ kg: 1, to: 'FR', price: 5 }, { kg: 3, to: 'DE', price: 8 }, { kg: 9, to: 'FR', price: 20 }];
 * const data = Dataset.fromRecords(records, { target: 'price', task: 'regression' });
 * const options: LinearOptions = { scale: 'standard' };
 * console.log(ridge(data, options).inputNames); // [ 'kg', 'to=DE' ]
 */
export interface LinearOptions {
  /** As of {@link TrainOptions}, but default `'none'`: weights are of the features as they come. */
  readonly scale?: ScaleOption | undefined;
  /** What stands for missing numbers; default the mean. */
  readonly impute?: ImputeOption | undefined;
  /** Scale and impute of single columns: `{ income: { scale: 'log' } }`. */
  readonly columns?: Readonly<Record<string, Pick<ColumnOptions, 'scale' | 'impute'>>> | undefined;
}

/**
 * Options of {@link logisticRegression}.
 *
 * @example
 * import { datasets, type LogisticOptions, logisticRegression } from 'densely';
 *
 * const weak: LogisticOptions = { C: 0.01 };
 * const size = (options?: LogisticOptions) =>
 *   Math.hypot(...(logisticRegression(datasets.moons(), options).parameters.W1?.data ?? []));
 * console.log(size(weak) < size()); // true
 */
export interface LogisticOptions extends LinearOptions {
  /**
   * Inverse of the strength of L2 regularization, as scikit-learn has it: the sum of the losses, each times its
   * example's weight, plus |w|² / 2C is minimized, the biases free. Default Infinity: none.
   */
  readonly C?: number | undefined;
  /** What the examples of each class count, beside the weights of the data: see {@link ClassWeights}. */
  readonly classWeights?: ClassWeights | undefined;
  /** Of two classes the one that is looked for; default the second. */
  readonly positive?: ClassLabel | undefined;
}

/**
 * Options of {@link ridge}.
 *
 * @example
 * import { Dataset, ridge, type RidgeOptions } from 'densely';
 *
 * const data = Dataset.from([[1], [2], [3]], [2.5, 4.5, 6.5]);
 * const slope = (options: RidgeOptions) => ridge(data, options).parameters.W1?.at(0, 0).toFixed(3);
 * console.log(slope({ alpha: 0 }), slope({ alpha: 2 })); // 2.000 1.000
 */
export interface RidgeOptions extends LinearOptions {
  /**
   * Strength of L2 regularization, as scikit-learn has it: the sum of the squared errors, each times its example's
   * weight, plus alpha · |w|² is minimized, the biases free. Default 1; 0: least squares.
   */
  readonly alpha?: number | undefined;
}

/** How features become inputs. */
export type FeatureValues = Pick<TrainValues, 'scale' | 'impute' | 'columns'>;

/** Options, checked and complete. */
export interface LogisticValues extends FeatureValues {
  readonly C: number;
  readonly classWeights: ClassFactors;
  readonly positive: ClassOfTwo;
}

export interface RidgeValues extends FeatureValues {
  readonly alpha: number;
}

interface Context {
  readonly data: Dataset;
}

const linearFeatures: OptionTable<LinearOptions, FeatureValues, object> = {
  ...featureTable,
  scale: { ...featureTable.scale, preset: 'none' },
};

/** The options of `logisticRegression`. */
export const logisticTable: OptionTable<LogisticOptions, LogisticValues, Context> = {
  C: {
    read: inverseStrength,
    preset: Infinity,
    says: 'inverse strength of the regularization; Infinity: none',
    flag: { takes: 'NUMBER', form: 'number', group: 'over-fitting' },
  },
  classWeights: classWeightsEntry,
  positive: {
    read: (_argument, value, { data }) => positiveClass(value, data.classes),
    preset: undefined,
    says: 'of two classes the one to look for, default the second',
    flag: { takes: 'LABEL', form: 'word', group: 'loss' },
  },
  ...linearFeatures,
};

/** The options of `ridge`. */
export const ridgeTable: OptionTable<RidgeOptions, RidgeValues, Context> = {
  alpha: {
    read: notNegative,
    preset: 1,
    says: 'strength of the regularization',
    flag: { takes: 'NUMBER', form: 'number', group: 'over-fitting' },
  },
  ...linearFeatures,
};

/** A value of C. */
export function inverseStrength(argument: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw invalid(argument, value, 'a number above 0, or Infinity for no regularization');
}
