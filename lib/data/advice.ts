// What looks wrong with a column.
import { plainReader, type Frame, type FrameColumn } from './frame.js';

/**
 * What a column is for.
 *
 * @example
 * import { datasets, type SchemaRole } from 'densely';
 *
 * const roles: SchemaRole[] = datasets.churn().schema.columns.map(({ role }) => role);
 * console.log(roles.at(-1)); // target
 */
export type SchemaRole = 'feature' | 'target' | 'weights' | 'groups' | 'skipped';

/** What one reading of a column tells. */
export interface Seen {
  readonly holes: number;
  /** Of words: how many examples have each level. */
  readonly counts: Float64Array;
  readonly least: number;
  readonly most: number;
}

/** Examples from which on words of which none is there twice are more likely names than kinds. */
const ENOUGH = 20;

/** Larger classes by this against the smallest are worth a word. */
const UNEVEN = 50;

/** What looks wrong with a column, in words. */
export function adviceOn(
  column: FrameColumn,
  role: SchemaRole,
  frame: Frame,
  seen: Seen,
  targets: readonly FrameColumn[],
): string[] {
  if (role === 'target') return adviceOnClasses(column, seen);
  if (role !== 'feature') return [];
  const counts = seen.counts.filter((count) => count > 0);
  const values = frame.size - seen.holes;
  const advice: string[] = [];
  if (values === 0) advice.push('every value is missing: skip it');
  else if (counts.length === 1 || seen.least === seen.most)
    advice.push(
      seen.holes > 0
        ? 'one value only: it tells whether there is one'
        : 'constant: it tells nothing',
    );
  if (column.kind === 'category' && counts.length === values && values >= ENOUGH)
    advice.push('no value is there twice: is it an id? Skip it then');
  if (targets.some((target) => sameValues(column, target, frame)))
    advice.push('equal to the target: will it be known when predicting?');
  return advice;
}

function adviceOnClasses(column: FrameColumn, { counts }: Seen): string[] {
  const there = counts.filter((count) => count > 0);
  const [least, most] = [Math.min(...there), Math.max(...there)];
  const label = (count: number): string =>
    JSON.stringify('levels' in column ? column.levels[counts.indexOf(count)] : '');
  if (there.length > 0 && least === 1) return [`class ${label(1)} has one example`];
  if (there.length > 1 && most > UNEVEN * least)
    return [`classes are uneven: ${most} of ${label(most)}, ${least} of ${label(least)}`];
  return [];
}

/** Does each value of one stand for one of the other, in all examples? */
function sameValues(a: FrameColumn, b: FrameColumn, { order, size }: Frame): boolean {
  const [valueOf, targetOf] = [plainReader(a), plainReader(b)];
  const pairs = new Map<number, number>();
  const back = new Map<number, number>();
  for (let j = 0; j < size; j++) {
    const i = order ? order[j]! : j;
    const [value, target] = [valueOf(i), targetOf(i)];
    const isNumber = a.kind === 'number' && b.kind === 'number';
    if (isNumber ? value !== target : !isPair(pairs, value, target) || !isPair(back, target, value))
      return false;
  }
  return pairs.size !== 1 || size === 1;
}

function isPair(pairs: Map<number, number>, from: number, to: number): boolean {
  const known = pairs.get(from);
  if (known === undefined) pairs.set(from, to);
  return known === undefined || known === to;
}
