import type { DType } from '../base/dtype.js';
import type { Row } from '../base/rows.js';
import type { ClassLabel, Label, Task } from './task.js';

/**
 * Options of {@link Dataset.from}.
 *
 * @example
 * import { Dataset, type DatasetOptions } from 'densely';
 *
 * const options: DatasetOptions<'regression'> = { task: 'regression', features: ['metres'] };
 * console.log(Dataset.from([[1], [2]], [3.3, 6.6], options).features); // [ 'metres' ]
 */
export interface DatasetOptions<T extends Task | undefined = Task | undefined> {
  /** What the targets are; needed for numeric targets other than 0 and 1. */
  readonly task?: T | undefined;
  /** Names of the features, default x1, x2, … */
  readonly features?: readonly string[] | undefined;
  /** Names of the target columns, default y, or y1, y2, … */
  readonly targets?: readonly string[] | undefined;
  /** The classes in their order, where the data may not hold all of them. */
  readonly classes?: readonly Label[] | undefined;
  /**
   * What each example counts: finite numbers, 0 or above, not all 0. They are kept in every part; a training
   * and `evaluate` count each example once.
   */
  readonly weights?: Row | undefined;
  /** What each example belongs to, such as a customer: `split` and `kFold` keep a group together. */
  readonly groups?: readonly ClassLabel[] | Row | undefined;
  /** Of rows: NaN, null and undefined are missing values. Default false: they are refused. */
  readonly holes?: boolean | undefined;
  /** What X and Y are kept in, default float64. */
  readonly dtype?: DType | undefined;
}

export const DATASET_KEYS = [
  'task',
  'features',
  'targets',
  'classes',
  'weights',
  'groups',
  'dtype',
  'holes',
] as const;

/**
 * What decides which examples stay together in {@link Dataset.split} and {@link Dataset.kFold}: one of
 * `stratify`, `groups` and `time`, or chance alone.
 *
 * @example
 * import { Dataset, type PartingOptions } from 'densely';
 *
 * const groups = ['ann', 'ann', 'bob', 'eve'];
 * const data = Dataset.from([[1], [2], [3], [4]], ['no', 'yes', 'no', 'no'], { groups });
 * const ways: PartingOptions = { seed: 1, groups: true };
 * for (const [, held] of data.kFold({ folds: 3, ...ways })) console.log(held.groups);
 * // [ 'ann', 'ann' ]
 * // [ 'eve' ]
 * // [ 'bob' ]
 */
export interface PartingOptions {
  /** Of the drawing, default 0; in the order of time nothing is drawn. */
  readonly seed?: number | undefined;
  /** Keep each class's share in all parts. Default false. */
  readonly stratify?: boolean | undefined;
  /**
   * Examples of one group are never in two parts, and the shares are as near as whole groups allow: `true` for
   * the groups that the dataset has, or the name of a column. Default true for a dataset with groups; `false`
   * parts them.
   */
  readonly groups?: boolean | string | undefined;
  /**
   * Name of a column of dates or numbers: what comes later is held out, and equal times stay together. The
   * examples of each part are in this order.
   */
  readonly time?: string | undefined;
}

/**
 * Options of {@link Dataset.split} in two.
 *
 * @example
 * import { datasets, type SplitOptions } from 'densely';
 *
 * const half: SplitOptions = { test: 0.5, seed: 1, stratify: true };
 * console.log(datasets.flower().split(half).map((part) => part.size)); // [ 200, 200 ]
 */
export interface SplitOptions extends PartingOptions {
  /** Share of the examples for testing, above 0 and below 1. */
  readonly test: number;
  /** With a share: {@link ValidationSplitOptions}. */
  readonly validation?: undefined;
}

/**
 * Options of {@link Dataset.split} in three.
 *
 * @example
 * import { datasets, type ValidationSplitOptions } from 'densely';
 *
 * const options: ValidationSplitOptions = { test: 0.2, validation: 0.1, seed: 1 };
 * console.log(datasets.flower().split(options).map((part) => part.size)); // [ 280, 40, 80 ]
 */
export interface ValidationSplitOptions extends PartingOptions {
  /** Share of the examples for testing, above 0. */
  readonly test: number;
  /** Share of the examples to choose among models by, above 0; with `test` below 1. */
  readonly validation: number;
}

/**
 * Options of {@link Dataset.kFold}.
 *
 * @example
 * import { datasets, type KFoldOptions } from 'densely';
 *
 * const options: KFoldOptions = { folds: 3, stratify: true, seed: 1 };
 * console.log([...datasets.moons().kFold(options)].map(([, held]) => held.size)); // [ 67, 67, 66 ]
 */
export interface KFoldOptions extends PartingOptions {
  /**
   * With it the examples of a shuffled order are dealt to the folds in turn (`stratify`: class by class, in the order
   * of `classes`, each going on where the last one ended). Without it the order that 0 draws is cut into one piece
   * after another. Of groups it chooses among those of one size; in the order of time nothing is drawn.
   */
  readonly seed?: number | undefined;
  /** Parts, each held out once; default 5. */
  readonly folds?: number | undefined;
}
