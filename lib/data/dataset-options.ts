import type { DType } from '../base/dtype.js';
import type { Label, Task } from './task.js';

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
  /** Of rows: NaN, null and undefined are missing values. Default false: they are refused. */
  readonly holes?: boolean | undefined;
  /** What X and Y are kept in, default float64. */
  readonly dtype?: DType | undefined;
}

/**
 * Options of {@link Dataset.split}.
 *
 * @example
 * import { datasets, type SplitOptions } from 'densely';
 *
 * const half: SplitOptions = { test: 0.5, seed: 1, stratify: true };
 * console.log(datasets.flower().split(half).map((part) => part.size)); // [ 200, 200 ]
 */
export interface SplitOptions {
  /** Share of the examples for testing, above 0 and below 1. */
  readonly test: number;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Keep each class's share in both parts. Default false. */
  readonly stratify?: boolean | undefined;
}
