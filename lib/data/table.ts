import type { Matrix } from '../base/matrix.js';
import type { ClassLabel, Task } from './targets.js';

/** Examples with their targets, read from somewhere. */
export interface Table {
  /** (n_x, m), in memory that nobody else has. */
  readonly X: Matrix;
  /** One per example, all of one type; several columns: (n_y, m) float64. */
  readonly targets: readonly ClassLabel[] | Matrix;
  readonly features: readonly string[];
  /** A header or an option named the features; else those are the numbers of the columns. */
  readonly named: boolean;
  readonly targetNames: readonly string[];
  /** The task and the classes that the options said. */
  readonly task?: Task | undefined;
  readonly classes?: readonly ClassLabel[] | undefined;
}
