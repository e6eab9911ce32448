// What keeps examples together, or in their order, when they are parted: split.ts and folds.ts do it.
import { flag, seedNumber, wholeNumber } from '../base/checks.js';
import { dtypeOf, sharedIndices } from '../base/dtype.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import { isRow, sizeOf } from '../base/rows.js';
import { atOnce } from '../base/slices.js';
import { isHole } from './beside.js';
import { plainReader, type Frame, type FrameColumn } from './frame.js';
import { columnsText } from './kinds.js';
import { unknownColumn } from './names.js';
import { bodyOf, type Table } from './table.js';
import type { Label, Task } from './task.js';

/** Examples with targets, as far as parting looks at them. */
export interface Whole extends Table {
  readonly Y: Matrix;
  readonly targets: readonly string[];
  readonly classes: readonly Label[] | null;
  readonly task: Task;
}

export const PARTING_KEYS = ['seed', 'stratify', 'groups', 'time'] as const;

/** What decides which examples stay together. */
export type Parting =
  | { readonly by: 'chance' | 'classes'; readonly random: RandomState }
  | { readonly by: 'groups'; readonly random: RandomState; readonly groups: Groups }
  | { readonly by: 'time'; readonly times: Times };

/** The group of each example, by number. */
export interface Groups {
  readonly column: string;
  readonly codes: Uint32Array;
  readonly count: number;
}

/** Examples from the earliest to the latest, those of one time as they stand in the table. */
export interface Times {
  readonly column: string;
  readonly order: Uint32Array;
  /** Places in `order`, ascending, at which a later time begins. */
  readonly starts: readonly number[];
}

type Said = Partial<Record<(typeof PARTING_KEYS)[number], unknown>>;

/**
 * Reads what `split` and `kFold` have in common.
 * @param own column of the groups that the dataset has: they stay together unless it is said otherwise
 */
export function readParting(said: Said, data: Whole, own: FrameColumn | undefined): Parting {
  const { seed = 0, stratify = false, time } = said;
  const random = new RandomState(seedNumber('seed', seed));
  const byClass = flag('stratify', stratify);
  const groups = groupColumn(said.groups, data, own);
  if (time !== undefined && byClass) throw together('stratify: true', 'time, which alone decides');
  const other = byClass ? 'stratify: true' : time !== undefined && `time: ${show(time)}`;
  if (groups && other) {
    const whole = `groups (the column ${show(groups.name)}), which stay whole`;
    throw together(other, whole, ', or say groups: false');
  }
  if (time !== undefined) return { by: 'time', times: timesOf(time, data) };
  if (groups) return { by: 'groups', random, groups: groupsOf(groups, bodyOf(data).frame()) };
  if (byClass && data.classes === null)
    throw invalid(
      'stratify',
      true,
      `left out for ${data.task === 'regression' ? 'regression' : 'several labels'}`,
    );
  return { by: byClass ? 'classes' : 'chance', random };
}

function together(one: string, other: string, more = ''): DenselyError {
  const [option = ''] = one.split(':');
  const message = `${one} cannot be had together with ${other}. Leave ${option} out${more}.`;
  return new DenselyError('ERR_OPTION', option, message);
}

function groupColumn(
  said: unknown,
  data: Whole,
  own: FrameColumn | undefined,
): FrameColumn | undefined {
  if (said === undefined || said === false) return said === false ? undefined : own;
  if (typeof said === 'string')
    return own?.name === said ? own : columnOf('groups', said, data, own);
  if (said !== true) throw invalid('groups', said, 'true, false or the name of a column');
  if (own) return own;
  throw new DenselyError(
    'ERR_OPTION',
    'groups',
    'groups is true, but the dataset has no groups: give them to Dataset.from, or name a column.',
  );
}

function columnOf(
  argument: string,
  name: string,
  data: Whole,
  own: FrameColumn | undefined,
): FrameColumn {
  const { frame, reading } = bodyOf(data);
  const all = [...frame().columns, ...(own ? [own] : [])];
  const found = all.find((column) => column.name === name);
  if (found) return found;
  if (data.targets.includes(name)) throw byTarget(argument, name, data);
  const dropped = reading.ignored.includes(name)
    ? ` ${show(name)} was left out when the table was read, and its values are not here: read it as a feature.`
    : '';
  throw unknownColumn(
    argument,
    name,
    all.map((column) => column.name),
    dropped,
  );
}

function byTarget(argument: string, name: string, { classes }: Whole): DenselyError {
  const shares = argument === 'groups' && classes !== null;
  const advice = shares ? ' For the classes in equal shares say stratify: true.' : '';
  const message = `${argument} is ${show(name)}, which is the target: name a feature, or another column that is read as one.`;
  return new DenselyError('ERR_OPTION', argument, message + advice);
}

/** Behind these whole numbers two may have become one. */
const LAST_WHOLE = { float32: 2 ** 24, float64: Number.MAX_SAFE_INTEGER } as const;

/** @throws `ERR_DATA` for numbers that no longer tell groups apart */
function checkApart(column: FrameColumn, value: number): void {
  if (column.kind !== 'number') return;
  const dtype = dtypeOf(column.values);
  if (Math.abs(value) <= LAST_WHOLE[dtype]) return;
  throw new DenselyError(
    'ERR_DATA',
    'groups',
    `the column ${show(column.name)} holds ${value}: beyond ${LAST_WHOLE[dtype]} ${dtype} rounds whole numbers, so that groups would fall together. Read it as words: columns: ${columnsText(column.name, 'category')}.`,
  );
}

function groupsOf(column: FrameColumn, frame: Frame): Groups {
  const numbers = new Map<number, number>();
  const codes = new Uint32Array(frame.size);
  for (const [j, value] of valuesOf('groups', column, frame).entries()) {
    checkApart(column, value);
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    codes[j] = numbers.get(value)!;
  }
  return { column: column.name, codes, count: numbers.size };
}

function timesOf(said: unknown, data: Whole): Times {
  if (typeof said !== 'string') throw invalid('time', said, 'the name of a column');
  const frame = bodyOf(data).frame();
  const column = columnOf('time', said, data, undefined);
  if (column.kind !== 'number' && column.kind !== 'date')
    throw new DenselyError(
      'ERR_OPTION',
      'time',
      `time is ${show(said)}, a column of the kind ${column.kind}: name a column of dates or numbers. The option columns of a reader can say that it holds dates, and how they are written.`,
    );
  const times = valuesOf('time', column, frame);
  const order = sharedIndices(frame.size);
  for (let j = 0; j < order.length; j++) order[j] = j;
  if (!ascends(times)) order.sort((a, b) => times[a]! - times[b]! || a - b);
  const starts: number[] = [];
  for (let i = 1; i < order.length; i++)
    if (times[order[i]!] !== times[order[i - 1]!]) starts.push(i);
  return { column: said, order, starts };
}

function ascends(numbers: Float64Array): boolean {
  for (let j = 1; j < numbers.length; j++) if (numbers[j]! < numbers[j - 1]!) return false;
  return true;
}

/** @throws `ERR_DATA` for a hole */
function valuesOf(option: string, column: FrameColumn, { order, size }: Frame): Float64Array {
  const read = plainReader(column);
  const values = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const value = read(order ? order[j]! : j);
    if (isHole(column, value)) throw hole(option, column.name, j);
    values[j] = value;
  }
  return values;
}

function hole(option: string, name: string, example: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    option,
    `the column ${show(name)} has no value in example ${example} (counted from 0), so that ${option} cannot place it. Fill it in, or leave that example out.`,
  );
}

/** The numbers 0 … m − 1 in a random order, in shared memory. */
export function permuted(m: number, random: RandomState): Uint32Array {
  const order = sharedIndices(m);
  atOnce(random.permute(order));
  return order;
}

/**
 * Numbers of examples as a caller gives them, in shared memory.
 * @throws `ERR_DATA` for a number that is no example's
 */
export function exampleNumbers(examples: ArrayLike<number>, m: number): Uint32Array {
  const count = isRow(examples) ? sizeOf(examples) : 0;
  if (count === 0)
    throw invalid('examples', examples, 'a list of at least one example number', 'ERR_DATA');
  const numbers = sharedIndices(count);
  for (let i = 0; i < numbers.length; i++) {
    const j: unknown = examples[i];
    const known = Number.isInteger(j) && (j as number) >= 0 && (j as number) < m;
    numbers[i] = known ? (j as number) : wholeNumber(`examples[${i}]`, j, 0, m - 1, 'ERR_DATA');
  }
  return numbers;
}

/**
 * Where to cut examples in the order of time: of the places where a later time begins the nearest to each
 * wanted one, no two the same.
 * @throws `ERR_OPTION` where there are too few times
 */
export function cutsInTime({ starts, column }: Times, wanted: readonly number[]): number[] {
  if (starts.length < wanted.length)
    throw tooFewTimes(column, starts.length + 1, wanted.length + 1);
  const cuts: number[] = [];
  let end = starts.length;
  // From the last on: the latest part comes nearest to its share.
  for (let c = wanted.length - 1; c >= 0; c--) {
    let at = c;
    for (let i = c; i < end; i++)
      if (Math.abs(starts[i]! - wanted[c]!) <= Math.abs(starts[at]! - wanted[c]!)) at = i;
    cuts.unshift(starts[at]!);
    end = at;
  }
  return cuts;
}

function tooFewTimes(column: string, count: number, parts: number): DenselyError {
  const found = count === 1 ? 'one time only' : `${count} different times`;
  return new DenselyError(
    'ERR_OPTION',
    'time',
    `the column ${show(column)} has ${found}, and equal times stay together: ${parts} parts in the order of time need at least ${parts}. Name another column, or leave time out.`,
  );
}
