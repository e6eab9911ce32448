// What targets may be, and what labels they make.
import type { Matrix } from '../base/matrix.js';
import type { Row } from '../base/rows.js';
import type { ShapedArray } from './examples.js';
import type { ClassLabel, Label } from './task.js';

/** Targets as {@link Dataset.from} takes them. */
export type TargetsInput =
  readonly Label[] | readonly Row[] | Float32Array | Float64Array | Matrix | ShapedArray;

/** The type that a literal label stands for: labels 'yes' and 'no' make a Dataset<'yes' | 'no'>. */
export type LabelsOf<T, K> = T extends readonly (readonly number[])[]
  ? K extends 'multilabel'
    ? (0 | 1)[]
    : number[]
  : K extends 'regression'
    ? T extends Matrix | ShapedArray
      ? number | number[]
      : number
    : K extends 'multilabel'
      ? T extends Matrix | ShapedArray
        ? number | (0 | 1)[]
        : number
      : T extends readonly (infer L extends ClassLabel)[]
        ? L
        : number;

/**
 * The type of the labels of records: that of the target column; of numbers a `number`, of several columns
 * lists of numbers.
 */
export type LabelOf<R extends object, T extends keyof R, K> = K extends 'multilabel'
  ? (0 | 1)[]
  : K extends 'regression'
    ? number | number[]
    : NonNullable<R[T]> extends infer V
      ? [V] extends [ClassLabel]
        ? V
        : Label
      : never;
