// Targets that were read as columns, whatever their kind.
import { DenselyError, show } from '../base/errors.js';
import { Matrix, placed, placementOf } from '../base/matrix.js';
import { decimal } from './numerals.js';
import { plainReader, type FrameColumn, type LevelValues, type NumberValues } from './frame.js';
import { classReader, type ClassLabel, type Task } from './targets.js';

/** What the options say of the targets. */
interface Said {
  readonly task: Task | undefined;
  readonly classes: readonly ClassLabel[] | undefined;
}

/** One label or value per example, or (n, m) values of several columns: what `encodeTargets` takes. */
export function targetsIn(
  columns: readonly FrameColumn[],
  m: number,
  said: Said,
): ArrayLike<ClassLabel> | Matrix {
  for (const column of columns) if (column.holes) checkWhole(column, m);
  const [first, ...more] = columns;
  if (first !== undefined && more.length === 0) return labelsIn(first, m, said);
  const out = new Float64Array(columns.length * m);
  columns.forEach((column, t) => {
    out.set(numbersIn(column, m, said), t * m);
  });
  return Matrix.of(out, columns.length, m);
}

function labelsIn(column: FrameColumn, m: number, said: Said): ArrayLike<ClassLabel> {
  if (column.kind === 'date') throw noTarget(column, 'dates');
  if (column.kind === 'number') return numbers(column, m);
  if (said.task === 'regression') throw noTarget(column, 'words');
  const labels = labelsOf(column, said.classes);
  return Array.from({ length: m }, (_, j) => labels[column.codes[j]!]!);
}

/** What the levels stand for: among classes that are known, those of their type. */
function labelsOf(
  { levels, kind }: LevelValues,
  [first]: readonly ClassLabel[] = [kind === 'boolean' ? true : ''],
): readonly ClassLabel[] {
  if (typeof first === 'number') return levels.map(decimal);
  if (typeof first !== 'boolean') return levels;
  return levels.map((level) => (/^(true|false)$/i.test(level) ? /^t/i.test(level) : level));
}

function numbersIn(column: FrameColumn, m: number, { task }: Said): ArrayLike<number> {
  if (column.kind === 'number') return numbers(column, m);
  if (column.kind === 'boolean' && task === 'multilabel') {
    const one = column.levels.indexOf('true');
    return Float64Array.from({ length: m }, (_, j) => (column.codes[j] === one ? 1 : 0));
  }
  throw noTarget(column, column.kind === 'date' ? 'dates' : 'words');
}

function numbers({ values, offset, stride }: NumberValues, m: number): Float64Array {
  return Float64Array.from({ length: m }, (_, j) => values[offset + j * stride]!);
}

/** Holes of a target that are named. */
const MOST = 20;

/** @throws `ERR_DATA` for a target that is missing */
function checkWhole(column: FrameColumn, m: number): void {
  const read = plainReader(column);
  const isHole = (j: number): boolean =>
    column.kind === 'number' || column.kind === 'date' ? Number.isNaN(read(j)) : read(j) < 0;
  const missing: number[] = [];
  for (let j = 0; j < m && missing.length <= MOST; j++) if (isHole(j)) missing.push(j);
  if (missing.length === 0) return;
  const more = missing.length > MOST ? ', …' : '';
  throw new DenselyError(
    'ERR_DATA',
    'target',
    `column ${show(column.name)} has no value in the examples ${missing.slice(0, MOST).join(', ')}${more} (counted from 0): a target may not be missing. Leave these examples out; where a word such as "none" is a class, say holes: { only: [] }.`,
  );
}

function noTarget({ name }: FrameColumn, what: string): DenselyError {
  const advice =
    what === 'words'
      ? 'One column of words is a classification: leave task out; several columns, and the targets of a regression, must be numbers'
      : 'Say what number of them is meant: make a column of it first';
  return new DenselyError('ERR_DATA', 'target', `column ${show(name)} holds ${what}. ${advice}.`);
}

/** The targets of a dataset as columns of its frame's examples, for its schema. */
export function targetColumns({
  Y,
  classes,
  targets,
}: {
  readonly Y: Matrix;
  readonly classes: readonly unknown[] | null;
  readonly targets: readonly string[];
}): FrameColumn[] {
  const more = { holes: false, said: {} };
  const { storage, rowStride, colStride, colOrder } = placementOf(Y);
  if (!classes) {
    const numbers = { kind: 'number', values: storage, stride: colStride, ...more } as const;
    return targets.map((name, r) => ({ ...numbers, name, offset: r * rowStride }));
  }
  const codes = new Int32Array(storage.length / Y.rows);
  const whole = colOrder ? withoutOrder(Y) : Y;
  const classOf = classReader(whole);
  for (let j = 0; j < codes.length; j++) codes[j] = classOf(j);
  const levels = classes.map(String);
  const kind = typeof classes[0] === 'boolean' ? 'boolean' : 'category';
  return [{ kind, name: targets[0]!, codes, levels, ordered: false, ...more }];
}

/** All examples that lie in memory, in their order. */
function withoutOrder(Y: Matrix): Matrix {
  const { storage, ...of } = placementOf(Y);
  return placed({ ...of, storage, cols: storage.length / Y.rows, colOrder: null });
}
