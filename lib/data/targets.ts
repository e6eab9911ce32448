import { sharedZeros } from '../base/dtype.js';
import { DenselyError, invalid, show, wrongShape } from '../base/errors.js';
import { checkMatrix, finite, Matrix, shape } from '../base/matrix.js';

/** A class, by name or number, or the value of a regression. */
export type Label = string | number | boolean;

/** What the targets are. Text, booleans, and numbers that are only 0 and 1 are classes by themselves. */
export type Task = 'classification' | 'regression';

/** Encoded targets. */
export interface Targets {
  /** (1, m) 0/1 for two classes, (k, m) one-hot for k > 2, values (n_y, m) for regression. */
  readonly Y: Matrix;
  /** Ascending, or null for regression. */
  readonly classes: readonly Label[] | null;
}

/** Encodes one label or value per example. */
export function encodeList(
  targets: readonly unknown[],
  m: number,
  task: Task | undefined,
): Targets {
  if (!Array.isArray(targets))
    throw invalid('targets', targets, 'a list of one target per example, or a Matrix', 'ERR_DATA');
  const list: unknown[] = Array.from(targets);
  checkCount(list.length, m);
  const kind = kindOf(list);
  const binary = kind === 'number' && list.every((v) => v === 0 || v === 1);
  if (kind !== 'number' || (binary && task === undefined)) {
    if (task === 'regression')
      throw invalid('task', task, `'classification' or left out for ${kind} targets`);
    return encodeClasses(list as Label[]);
  }
  if (task === undefined) throw ambiguous();
  if (task === 'classification') return encodeClasses(list as Label[]);
  return { Y: Matrix.of(shared(list as number[]), 1, m), classes: null };
}

/** Encodes a Matrix (n_y, m): one row of labels or values, several one-hot rows, or several values. */
export function encodeMatrix(targets: Matrix, m: number, task: Task | undefined): Targets {
  checkMatrix('targets', targets);
  if (targets.cols !== m)
    throw wrongShape('targets', shape(targets), `(n_y, ${m}): there are ${m} examples`);
  if (targets.rows === 1) return encodeList(Array.from(targets.data), m, task);
  const data = targets.data;
  data.forEach((v, i) => finite('targets', v, Math.floor(i / m), i % m));
  const Y = Matrix.of(shared(data), targets.rows, m);
  if (task === 'regression') return { Y, classes: null };
  if (isOneHot(Y)) return encodeOneHot(Y);
  if (task === undefined) throw ambiguous();
  throw invalid('targets', targets, 'one-hot: a single 1 in every column, else 0', 'ERR_DATA');
}

function checkCount(count: number, m: number): void {
  if (count === m) return;
  throw new DenselyError(
    'ERR_SHAPE',
    'targets',
    `targets has ${count} entries but there are ${m} examples: one target per example.`,
  );
}

function ambiguous(): DenselyError {
  return new DenselyError(
    'ERR_OPTION',
    'task',
    "numeric targets other than 0 and 1 can be classes or values: say task: 'classification' or task: 'regression'.",
  );
}

/** The one type of all targets. */
function kindOf(list: readonly unknown[]): 'string' | 'boolean' | 'number' {
  const kind = typeof list[0];
  for (const [i, v] of list.entries()) {
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

function encodeClasses(labels: readonly Label[]): Targets {
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  if (classes.length < 2) throw oneClass(classes[0]);
  const position = new Map(classes.map((label, c) => [label, c]));
  const m = labels.length;
  if (classes.length === 2)
    return { Y: Matrix.of(shared(labels.map((label) => position.get(label)!)), 1, m), classes };
  const Y = sharedZeros('float64', classes.length * m);
  for (const [j, label] of labels.entries()) Y[position.get(label)! * m + j] = 1;
  return { Y: Matrix.of(Y, classes.length, m), classes };
}

function oneClass(label: Label | undefined): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'targets',
    `targets holds one class only, ${show(label)}: a classifier needs examples of at least two.`,
  );
}

/** Two one-hot rows say what the second of them says. */
function encodeOneHot(Y: Matrix): Targets {
  const [data, m] = [Y.data, Y.cols];
  const classes = Array.from({ length: Y.rows }, (_, c) => c);
  const full = classes.find((c) => data.subarray(c * m, (c + 1) * m).every((v) => v === 1));
  if (full !== undefined) throw oneClass(full);
  if (Y.rows > 2) return { Y, classes };
  return { Y: Matrix.of(shared(data.subarray(m)), 1, m), classes };
}

function isOneHot(Y: Matrix): boolean {
  const data = Y.data;
  for (let j = 0; j < Y.cols; j++) {
    let ones = 0;
    for (let c = 0; c < Y.rows; c++) {
      const v = data[c * Y.cols + j]!;
      if (v === 1) ones++;
      else if (v !== 0) return false;
    }
    if (ones !== 1) return false;
  }
  return true;
}

function shared(values: ArrayLike<number>): Float32Array | Float64Array {
  const out = sharedZeros('float64', values.length);
  out.set(values);
  return out;
}
