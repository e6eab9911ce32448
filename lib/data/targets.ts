import {
  dtypeOf,
  isFloatArray,
  sharedIndices,
  sharedZeros,
  zeros,
  type DType,
  type FloatArray,
} from '../base/dtype.js';
import { DenselyError, invalid, nearestHint, show, some, wrongShape } from '../base/errors.js';
import { firstNotFinite } from '../base/finite.js';
import { wrongLabel } from '../base/labels.js';
import { checkMatrix, Matrix, placed, placementOf, wrongMatrix } from '../base/matrix.js';
import { finiteIn, isRow } from '../base/rows.js';
import { shape, turned } from '../base/placement.js';
import { atOnce } from '../base/slices.js';
import { plain } from '../base/typed-array.js';
import { copyMatrix, tableOf } from './examples.js';
import type { ClassLabel, Label, Task } from './task.js';
import { checkText } from './text.js';

export { tasks, type ClassLabel, type Label, type Task } from './task.js';

/** Encoded targets. */
export interface Targets {
  /** (1, m) 0/1 for two classes, (k, m) one-hot for k > 2, (n_y, m) values or 0/1 of labels. */
  readonly Y: Matrix;
  /** Ascending, or as given; null for values and for several labels. */
  readonly classes: readonly ClassLabel[] | null;
  readonly task: Task;
}

/** How targets are to be read. */
export interface TargetOptions {
  readonly task: Task | undefined;
  /** The known classes in their order, of which the data may hold some only. */
  readonly classes: readonly ClassLabel[] | undefined;
  readonly dtype: DType;
  /** The target column's name, where it has one. */
  readonly column?: string | undefined;
}

/** Encodes one target per example: a list, a table with a shape, or a Matrix (n_y, m). */
export function encodeTargets(targets: unknown, m: number, options: TargetOptions): Targets {
  const matrix = targets instanceof Matrix ? targets : matrixOf(targets);
  if (matrix) return encodeMatrix(checkMatrix('targets', matrix), m, options);
  if (!isRow(targets)) {
    throw invalid(
      'targets',
      targets,
      'a list of one target per example, or a Matrix (n_y, m)',
      'ERR_DATA',
    );
  }
  // A list might have getters, and another thread may write to an array.
  const list = isFloatArray(targets) ? copyOf(targets) : Array.from(entriesOf(targets));
  if (list.length !== m) throw wrongCount(list.length, m);
  if (isRow(list[0])) return encodeMatrix(Matrix.from(rowsOf(list as unknown[])).T, m, options);
  return encodeList(list, options);
}

/** Of an array what it says of itself. */
function entriesOf(targets: ArrayLike<unknown>): ArrayLike<unknown> {
  return Array.isArray(targets) ? targets : plain(targets as FloatArray);
}

function copyOf(numbers: FloatArray): FloatArray {
  const own = plain(numbers);
  const out = zeros(dtypeOf(own), own.length);
  out.set(own);
  return out;
}

/** A table with a shape, as (columns, m). */
function matrixOf(targets: unknown): Matrix | undefined {
  const table = tableOf('targets', targets);
  if (!table) return undefined;
  const { storage } = table;
  return placed(
    turned({ ...table, storage: isFloatArray(storage) ? storage : new Float64Array(storage) }),
  );
}

function rowsOf(list: readonly unknown[]): readonly ArrayLike<number>[] {
  list.forEach((row, i) => {
    if (!isRow(row)) throw badTarget(i, row, 'a list of numbers as targets[0] is');
  });
  return list as ArrayLike<number>[];
}

function wrongCount(count: number, m: number): DenselyError {
  return new DenselyError(
    'ERR_SHAPE',
    'targets',
    `targets has ${count} entries but there are ${m} examples: one target per example.`,
  );
}

function encodeList(list: ArrayLike<unknown>, options: TargetOptions): Targets {
  const { task, classes, dtype } = options;
  const kind = kindOf(list);
  if (task === 'multilabel') return encodeLabels(labelsOf(list, kind, dtype));
  const binary = kind === 'number' && isBinary(list);
  if (classes || kind !== 'number' || (binary && task === undefined)) {
    if (task === 'regression')
      throw invalid('task', task, `'classification' or left out for ${kind} targets`);
    return encodeClasses(list as ArrayLike<ClassLabel>, binary, options);
  }
  if (task === 'classification')
    return encodeClasses(list as ArrayLike<ClassLabel>, binary, options);
  const values = list as ArrayLike<number>;
  if (task === undefined && !areValues(values)) throw ambiguous(values, options.column);
  return { Y: valuesOf(values, dtype), classes: null, task: 'regression' };
}

/** More different whole numbers than this are values, not classes. */
const MOST_CLASSES = 30;

/** Can they only be values? One has a fraction, or many differ. */
function areValues(list: ArrayLike<number>): boolean {
  const seen = new Set<number>();
  for (let i = 0; i < list.length; i++) {
    if (!Number.isInteger(list[i])) return true;
    if (seen.size <= MOST_CLASSES) seen.add(list[i]!);
  }
  return seen.size > MOST_CLASSES;
}

function isBinary(list: ArrayLike<unknown>): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] !== 0 && list[i] !== 1) return false;
  return true;
}

/** One row of labels or values, several one-hot rows, or several rows of values. */
function encodeMatrix(targets: Matrix, m: number, options: TargetOptions): Targets {
  if (targets.cols !== m)
    throw wrongMatrix(
      'targets',
      targets,
      `(n_y, ${m}): there are ${m} examples`,
      targets.rows === m,
    );
  if (targets.rows === 1 && options.task !== 'multilabel')
    return encodeList(copyOf(targets.data), options);
  const Y = copyMatrix('targets', targets, options.dtype);
  const { task } = options;
  if (task === 'regression') return { Y, classes: null, task };
  if (task === 'multilabel') return encodeLabels(Y);
  if (!wrongLabel(placementOf(Y), true)) return encodeOneHot(Y, options.classes);
  if (task === undefined && !wrongLabel(placementOf(Y), false)) throw severalLabels();
  if (task === undefined && areValues(Y.data)) return { Y, classes: null, task: 'regression' };
  if (task === undefined) throw ambiguous(Y.data, undefined);
  throw invalid(
    'targets',
    targets,
    "one-hot: a single 1 in every column, else 0 (task: 'multilabel' takes several)",
    'ERR_DATA',
  );
}

function ambiguous(values: ArrayLike<number>, column: string | undefined): DenselyError {
  const odd = Array.from(values).find((value) => value !== 0 && value !== 1);
  const where = column === undefined ? 'targets' : `column ${show(column)}`;
  return new DenselyError(
    'ERR_OPTION',
    'task',
    `${where} holds whole numbers such as ${show(odd)}: numeric targets other than 0 and 1 can be classes or values. Say task: 'classification' or task: 'regression'.`,
  );
}

function severalLabels(): DenselyError {
  return new DenselyError(
    'ERR_OPTION',
    'task',
    "targets holds several columns of 0 and 1, not a single 1 in each example. Say task: 'multilabel' where several labels may be true of one example, or task: 'regression'.",
  );
}

/** A single label of each example, 0 or 1, false or true. */
function labelsOf(list: ArrayLike<unknown>, kind: ReturnType<typeof kindOf>, dtype: DType): Matrix {
  if (kind === 'string')
    throw invalid('task', 'multilabel', "'classification' or left out for string targets");
  return valuesOf(Float64Array.from(list as ArrayLike<number>, Number), dtype);
}

/** @throws `ERR_DATA` for a number that is neither 0 nor 1 */
function encodeLabels(Y: Matrix): Targets {
  const wrong = wrongLabel(placementOf(Y), false);
  if (!wrong) return { Y, classes: null, task: 'multilabel' };
  const [row, col] = [wrong.row ?? 0, wrong.col];
  throw new DenselyError(
    'ERR_DATA',
    'targets',
    `targets row ${col}, column ${row} is ${Y.at(row, col)}: with task 'multilabel' every target is 0 or 1.`,
  );
}

/** The one type of all targets. */
function kindOf(list: ArrayLike<unknown>): 'string' | 'boolean' | 'number' {
  if (isFloatArray(list) && firstNotFinite(list) < 0) return 'number';
  const kind = typeof list[0];
  for (let i = 0; i < list.length; i++) {
    const v = list[i];
    const known =
      typeof v === 'string' ||
      typeof v === 'boolean' ||
      (typeof v === 'number' && Number.isFinite(v));
    if (!known) throw badTarget(i, v, 'a class name, a boolean or a finite number');
    if (typeof v !== kind) throw badTarget(i, v, `a ${kind} as targets[0] is`);
  }
  return kind as 'string' | 'boolean' | 'number';
}

function badTarget(i: number, value: unknown, allowed: string): DenselyError {
  return invalid(`targets[${i}]`, value, allowed, 'ERR_DATA');
}

/** @param binary all labels are 0 or 1 */
function encodeClasses(
  labels: ArrayLike<ClassLabel>,
  binary: boolean,
  { classes: known, dtype, column }: TargetOptions,
): Targets {
  const classes = known ?? labelsIn(labels, binary);
  if (classes.length < 2) throw oneClass(classes[0], column);
  const codes = new Uint32Array(labels.length);
  // Numbers that are their classes' numbers already are copied as memory.
  if (binary && isBinary(classes) && classes[0] === 0) codes.set(labels as ArrayLike<number>);
  else numberClasses(labels, classes, codes);
  const Y = atOnce(oneHot(codes, classes.length, dtype));
  return { Y, classes, task: 'classification' };
}

function numberClasses(
  labels: ArrayLike<ClassLabel>,
  classes: readonly ClassLabel[],
  codes: Uint32Array,
): void {
  const position = new Map(classes.map((label, c) => [label, c]));
  for (let i = 0; i < codes.length; i++)
    codes[i] = position.get(labels[i]!) ?? unseen(i, labels[i], classes);
}

/** Each label once, ascending. */
function labelsIn(labels: ArrayLike<ClassLabel>, binary: boolean): ClassLabel[] {
  if (binary) return [0, 1].filter((v) => Array.prototype.includes.call(labels, v));
  const seen = new Set<ClassLabel>();
  for (let i = 0; i < labels.length; i++) seen.add(labels[i]!);
  for (const label of seen) checkText('targets', label);
  return [...seen].sort((a, b) => (a < b ? -1 : 1));
}

/** Numbers of a one-hot matrix: two gigabytes of float64. */
const MOST_ONE_HOT = 2 ** 28;

function tooManyClasses(k: number, m: number): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'targets',
    `targets holds ${k} different labels in ${m} examples: more than ${MOST_ONE_HOT} numbers as one-hot columns. Is it a column of names or numbers of the examples? Numbers that are values need task: 'regression'.`,
  );
}

/** Examples that are looked at in one piece of work. */
const PIECE = 1 << 15;

/** Class numbers as the network's targets: (1, m) for two classes, else one-hot (k, m); in pieces. */
export function* oneHot(codes: Uint32Array, k: number, dtype: DType): Generator<void, Matrix> {
  const m = codes.length;
  if (k * m > MOST_ONE_HOT) throw tooManyClasses(k, m);
  const rows = k === 2 ? 1 : k;
  const Y = sharedZeros(dtype, rows * m);
  for (let j = 0; j < m; j++) {
    if (rows === 1) Y[j] = codes[j]!;
    else Y[codes[j]! * m + j] = 1;
    if (j % PIECE === PIECE - 1) yield;
  }
  return Matrix.of(Y, rows, m);
}

/** Number of each example's class: undoes {@link oneHot}, in pieces. */
export function* classNumbers(Y: Matrix): Generator<void, Uint32Array> {
  const codes = sharedIndices(Y.cols);
  const classOf = classReader(Y);
  const piece = Math.ceil(PIECE / Y.rows);
  for (let j = 0; j < codes.length; j++) {
    codes[j] = classOf(j);
    if (j % piece === piece - 1) yield;
  }
  return codes;
}

/** A label that is not among the known classes. */
export function unseen(i: number, label: unknown, classes: readonly ClassLabel[]): never {
  throw new DenselyError(
    'ERR_DATA',
    'targets',
    `target of example ${i} is ${show(label)}, which is ${noneOf(classes, label)}.`,
  );
}

/** What an unknown label is, with the nearest known one. */
export function noneOf(classes: readonly ClassLabel[], label: unknown): string {
  const hint = typeof label === 'string' ? nearestHint(label, classes.map(String)) : '';
  return `none of the ${classes.length} known classes: ${some(classes)}${hint}`;
}

function oneClass(label: Label | undefined, column: string | undefined): DenselyError {
  const where = column === undefined ? 'targets' : `column ${show(column)}`;
  return new DenselyError(
    'ERR_DATA',
    'targets',
    `${where} holds one class only, ${show(label)}: a classifier needs examples of at least two. For data to evaluate a model on give its classes: { classes: model.classes }.`,
  );
}

/** Two one-hot rows say what the second of them says. */
function encodeOneHot(Y: Matrix, known: readonly ClassLabel[] | undefined): Targets {
  const [data, m] = [Y.data, Y.cols];
  if (known && known.length !== Y.rows)
    throw wrongShape(
      'targets',
      shape(Y),
      `(${known.length}, ${m}): there are ${known.length} classes`,
    );
  const classes = known ?? Array.from({ length: Y.rows }, (_, c) => c);
  const full = classes.find((_, c) => data.subarray(c * m, (c + 1) * m).every((v) => v === 1));
  if (full !== undefined && !known) throw oneClass(full, undefined);
  const task = 'classification';
  if (Y.rows > 2) return { Y, classes, task };
  return { Y: valuesOf(data.subarray(m), Y.dtype), classes, task };
}

function valuesOf(values: ArrayLike<number>, dtype: DType): Matrix {
  const out: FloatArray = sharedZeros(dtype, values.length);
  out.set(values);
  const wrong = firstNotFinite(out);
  if (wrong >= 0) finiteIn(out, 'targets', values[wrong], 0, wrong);
  return Matrix.of(out, 1, values.length);
}

/** Tells the number of the class of an example. */
export function classReader(Y: Matrix): (j: number) => number {
  const { storage, rows, rowStride, colStride, colOrder } = placementOf(Y);
  return (j) => {
    const at = (colOrder ? colOrder[j]! : j) * colStride;
    if (rows === 1) return storage[at]!;
    let c = 0;
    while (storage[at + c * rowStride] !== 1) c++;
    return c;
  };
}
