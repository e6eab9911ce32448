// What the caller of a file expects of the model in it.
import { readOptions } from '../base/checks.js';
import { DenselyError, some } from '../base/errors.js';
import { classLabels } from '../data/names.js';
import { taskNouns } from '../data/task.js';
import type { ClassLabel, Label } from '../data/targets.js';
import { taskOf, type ModelParts } from './parts.js';

/**
 * Options of `Model.load` and `Model.fromBytes`.
 *
 * @example
 * import { Dataset, type LoadOptions, Model, train } from 'densely';
 *
 * const data = await Dataset.csv('churn.csv', { target: 'left' });
 * const bytes = (await train(data, { epochs: 5 })).toBytes();
 * const options: LoadOptions<'no' | 'yes'> = { classes: ['no', 'yes'] };
 * const label: 'no' | 'yes' = Model.fromBytes(bytes, options).predict([41, 2, 0.05]);
 * console.log(label.length > 1); // true
 */
export interface LoadOptions<L extends Label = Label> {
  /** The classes that the model must tell apart, in their order: its labels are of these types then. */
  readonly classes?: readonly L[] | undefined;
}

/** The classes that are expected, if any; read before the file is. */
export function expectedClasses(options: unknown): readonly ClassLabel[] | undefined {
  return classLabels(readOptions('options', options, ['classes']).classes, undefined);
}

/** @throws `ERR_DATA` for a model of other classes, or of none */
export function withClasses<L extends Label>(
  parts: ModelParts,
  expected: readonly ClassLabel[] | undefined,
): ModelParts<L> {
  const { classes } = parts;
  const same = classes?.length === expected?.length && classes?.every((c, i) => c === expected![i]);
  if (expected === undefined || same) return parts as ModelParts<L>;
  const predicts =
    classes === null
      ? `${taskNouns[taskOf(parts)]} (${some(parts.targets)})`
      : `the classes ${some(classes)}`;
  throw new DenselyError(
    'ERR_DATA',
    'classes',
    `classes are ${some(expected)}, but the model predicts ${predicts}${difference(classes, expected)}.`,
  );
}

function difference(classes: readonly Label[] | null, expected: readonly Label[]): string {
  if (classes === null) return '';
  const without = (of: readonly Label[], others: readonly Label[]): Label[] =>
    of.filter((label) => !others.includes(label));
  const [missing, more] = [without(expected, classes), without(classes, expected)];
  const parts = [
    missing.length > 0 ? `it does not know ${some(missing)}` : '',
    more.length > 0 ? `it knows ${some(more)} too` : '',
  ].filter((part) => part !== '');
  return `: ${parts.join(', and ') || 'the same in another order'}`;
}
