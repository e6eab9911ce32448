// Columns of a dataset that are neither features nor targets: what its examples count and belong to.
import { sharedCopy } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { isRow, sizeOf } from '../base/rows.js';
import { plainReader, type CellValue, type FrameColumn } from './frame.js';
import { checkText } from './text.js';

/** With as many values as the features' columns. */
export interface Beside {
  readonly weights?: FrameColumn | undefined;
  readonly groups?: FrameColumn | undefined;
}

/** Lists of one value per example, as columns. */
export function besideFrom(
  { weights, groups }: { readonly weights?: unknown; readonly groups?: unknown },
  m: number,
): Beside {
  return {
    ...(weights !== undefined && { weights: weightsFrom(listOf('weights', weights, m)) }),
    ...(groups !== undefined && { groups: groupsFrom(listOf('groups', groups, m)) }),
  };
}

/** What each of m examples counts, of a caller's list. */
export function weightsOption(value: unknown, m: number): (j: number) => number {
  return plainReader(weightsFrom(listOf('weights', value, m)));
}

/** @throws `ERR_DATA` for columns that cannot be what they are to be */
export function checkBeside({ weights, groups }: Beside, m: number): void {
  const where = (of: FrameColumn, i: number): string =>
    `column ${show(of.name)} of example ${i} (counted from 0)`;
  if (weights?.kind === 'number') checkWeights(weights, m, (i) => where(weights, i));
  else if (weights) {
    const what = `${weights.name}, a column of the kind ${weights.kind}`;
    throw invalid('weights', what, 'a column of numbers', 'ERR_DATA');
  }
  if (!groups) return;
  const read = plainReader(groups);
  for (let i = 0; i < m; i++)
    if (isHole(groups, read(i))) throw invalid(where(groups, i), null, 'a group', 'ERR_DATA');
}

/** @param value of `plainReader` */
export function isHole({ kind }: FrameColumn, value: number): boolean {
  return kind === 'category' || kind === 'boolean' ? value < 0 : Number.isNaN(value);
}

const more = { holes: false, said: {} } as const;

function listOf(argument: string, value: unknown, m: number): unknown[] {
  if (!isRow(value)) throw invalid(argument, value, 'a list of one entry per example');
  const length = sizeOf(value);
  if (length === m) return Array.from(value);
  const message = `${argument} has ${length} entries but there are ${m} examples: one per example.`;
  throw new DenselyError('ERR_SHAPE', argument, message);
}

function columnOf(name: string, numbers: readonly number[]): FrameColumn {
  const values = sharedCopy('float64', numbers);
  return { kind: 'number', values, offset: 0, stride: 1, name, ...more };
}

function weightsFrom(list: readonly unknown[]): FrameColumn {
  // What is no number is told as it came.
  const numbers = list.map((weight) => (typeof weight === 'number' ? weight : NaN));
  const column = columnOf('weights', numbers);
  checkWeights(column, list.length, (i) => `weights[${i}]`, list);
  return column;
}

/** @param told the values as they came, where the column has others */
function checkWeights(
  column: FrameColumn,
  m: number,
  called: (i: number) => string,
  told?: readonly unknown[],
): void {
  const read = plainReader(column);
  let counts = false;
  for (let i = 0; i < m; i++) {
    const weight = read(i);
    if (!(weight >= 0 && weight < Infinity))
      throw invalid(called(i), told ? told[i] : weight, 'a finite number, 0 or above', 'ERR_DATA');
    if (weight > 0) counts = true;
  }
  if (counts) return;
  throw new DenselyError('ERR_DATA', 'weights', 'weights are all 0: no example would count.');
}

function groupsFrom(list: readonly unknown[]): FrameColumn {
  const [first] = list;
  const type = typeof first;
  list.forEach((group, i) => {
    const isGroup = typeof group === type && ['string', 'boolean', 'number'].includes(type);
    const allowed = `a text, a truth value or a finite number, of the type of groups[0]`;
    if (!isGroup || (typeof group === 'number' && !Number.isFinite(group)))
      throw invalid(`groups[${i}]`, group, allowed, 'ERR_DATA');
    checkText(`groups[${i}]`, group);
  });
  if (type === 'number') return columnOf('groups', list as number[]);
  const isText = type === 'string';
  const levels = isText ? [...new Set(list as string[])] : ['false', 'true'];
  const places = new Map(levels.map((level, code) => [level, code]));
  const codes = Int32Array.from(list, (group) => places.get(String(group))!);
  const kind = isText ? 'category' : 'boolean';
  return { kind, codes, levels, ordered: false, name: 'groups', ...more };
}

/** Groups as {@link besideFrom} takes them: dates as texts. */
export function groupLabels(groups: readonly CellValue[]): (string | number | boolean)[] {
  return groups.map((group) => (group instanceof Date ? group.toISOString() : group!));
}
