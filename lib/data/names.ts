import { DenselyError, invalid, nearestHint, show, some, wrongShape } from '../base/errors.js';
import type { ClassLabel, Task } from './task.js';
import { checkText } from './text.js';

/** What the features are called. */
export interface FeatureNames {
  readonly features: readonly string[];
  /** Somebody named them: a header, a record, a list; else they are x1, x2, … by their places. */
  readonly named: boolean;
}

/** @param names of n features; undefined where nobody named them */
export function featureNames(names: unknown, n: number): FeatureNames {
  if (names === undefined) return { features: numbered('x', n), named: false };
  return { features: uniqueNames('features', names, n, 'feature'), named: true };
}

/** Names of n target columns; y, or y1, y2, …, where there are none. */
export function targetNames(names: unknown, n: number): readonly string[] {
  if (names !== undefined) return uniqueNames('targets', names, n, 'target column');
  return n === 1 ? ['y'] : numbered('y', n);
}

/** x1, x2, … */
export function numbered(letter: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${letter}${i + 1}`);
}

function uniqueNames(argument: string, names: unknown, n: number, what: string): readonly string[] {
  if (!Array.isArray(names)) throw invalid(argument, names, `a list of ${n} names`);
  const list: unknown[] = Array.from(names as unknown[]);
  if (list.length !== n)
    throw wrongShape(argument, `${list.length} names`, `${n} names, one per ${what}`);
  const seen = new Set<unknown>();
  list.forEach((name, i) => {
    if (typeof name !== 'string' || seen.has(name))
      throw invalid(`${argument}[${i}]`, name, `a name that no other ${what} has (${some(list)})`);
    checkText(`${argument}[${i}]`, name);
    seen.add(name);
  });
  return Object.freeze(list as string[]);
}

/** A column that is asked for and not among `names`. */
export function unknownColumn(
  argument: string,
  name: string,
  names: readonly string[],
  hint = '',
): DenselyError {
  return new DenselyError(
    'ERR_OPTION',
    argument,
    `There is no column ${show(name)}${nearestHint(name, names)}. Columns: ${some(names)}.${hint}`,
  );
}

/** The known classes, all of one type and each once. */
export function classLabels(
  classes: unknown,
  task: Task | undefined,
): readonly ClassLabel[] | undefined {
  if (classes === undefined) return undefined;
  if (task === 'regression' || task === 'multilabel')
    throw invalid('classes', classes, `left out with task '${task}'`);
  if (!Array.isArray(classes) || classes.length < 2)
    throw invalid('classes', classes, 'a list of at least two class labels');
  const list: unknown[] = Array.from(classes as unknown[]);
  const known = ['string', 'number', 'boolean'];
  const seen = new Set<unknown>();
  list.forEach((label, i) => {
    const right = known.includes(typeof label) && typeof label === typeof list[0];
    if (!right || Number.isNaN(label) || seen.has(label))
      throw invalid(`classes[${i}]`, label, 'a label of the type of classes[0] that is there once');
    checkText(`classes[${i}]`, label);
    seen.add(label);
  });
  return Object.freeze(list as ClassLabel[]);
}
