// What targets may be.

/**
 * A class, by name or number, or the value (several outputs: the values) of a regression.
 *
 * @example
 * import { datasets, type Label, train } from 'densely';
 *
 * const model = await train(datasets.moons(), { epochs: 20, seed: 1 });
 * const label: Label = model.predict([0, 2]);
 * console.log(label); // 0
 */
export type Label = string | number | boolean | readonly number[];

/**
 * The label of a class.
 *
 * @example
 * import { type ClassLabel, Dataset } from 'densely';
 *
 * const classes: ClassLabel[] = ['low', 'middle', 'high'];
 * console.log(Dataset.from([[1], [9]], ['low', 'high'], { classes }).Y.rows); // 3
 */
export type ClassLabel = Exclude<Label, readonly number[]>;

/**
 * What the targets are. Text, booleans, and numbers that are only 0 and 1 are classes by themselves; other
 * numbers are values where one has a fraction or more than 30 differ. `multilabel`: several columns of 0 and
 * 1, any number of which may be 1 in an example.
 *
 * @example
 * import { Dataset, type Task } from 'densely';
 *
 * const task: Task = 'classification';
 * console.log(Dataset.from([[1], [2], [3]], [10, 20, 30], { task }).classes); // [ 10, 20, 30 ]
 */
export type Task = 'classification' | 'regression' | 'multilabel';

export const tasks: readonly Task[] = ['classification', 'regression', 'multilabel'];

/** What is predicted, in a word. */
export const taskNouns: Readonly<Record<Task, string>> = {
  classification: 'classes',
  regression: 'values',
  multilabel: 'labels',
};
