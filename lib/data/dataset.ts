import { oneOf, readOptions, seedNumber } from '../base/checks.js';
import { sharedZeros } from '../base/dtype.js';
import { invalid, show, wrongShape } from '../base/errors.js';
import {
  checkMatrix,
  fillRows,
  finite,
  listLength,
  Matrix,
  rowLength,
  type Row,
} from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import { encodeList, encodeMatrix, type Label, type Targets, type Task } from './targets.js';

/** Options of {@link Dataset.from}. */
export interface DatasetOptions {
  /** What the targets are; needed for numeric targets other than 0 and 1. */
  readonly task?: Task | undefined;
  /** Names of the features, default x1, x2, … */
  readonly features?: readonly string[] | undefined;
}

/** Options of {@link Dataset.split}. */
export interface SplitOptions {
  /** Share of the examples for testing, above 0 and below 1. */
  readonly test: number;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Keep each class's share in both parts. Default false. */
  readonly stratify?: boolean | undefined;
}

/** The type that a literal label stands for: labels 'yes' and 'no' make a Dataset<'yes' | 'no'>. */
type LabelsOf<T> = T extends readonly (infer L extends Label)[] ? L : number;

/**
 * Examples with their targets, copied once at construction: nothing that the caller does to its
 * arrays later changes it. Immutable.
 */
export class Dataset<L extends Label = Label> {
  /** (n_x, m) float64: one column per example. */
  readonly X: Matrix;
  /** (1, m) 0/1 for two classes, (k, m) one-hot for more, (n_y, m) values for regression; float64. */
  readonly Y: Matrix;
  /** Feature names, n_x of them. */
  readonly features: readonly string[];
  /** Class labels in ascending order, or null for regression. */
  readonly classes: readonly L[] | null;

  private constructor(X: Matrix, targets: Targets, features: readonly string[]) {
    this.X = X;
    this.Y = targets.Y;
    this.classes = targets.classes as readonly L[] | null;
    this.features = features;
    Object.freeze(this);
  }

  /** Number of examples, m. */
  get size(): number {
    return this.X.cols;
  }

  /**
   * A dataset of examples and their targets.
   *
   * @param examples one row per example, or a Matrix (n_x, m)
   * @param targets one label or value per example, or a Matrix (n_y, m)
   * @throws `ERR_DATA` for ragged rows, holes and values that are not finite numbers, with row and column
   * @throws `ERR_OPTION` when the task of numeric targets is not said
   */
  static from<const T extends readonly Label[] | Matrix>(
    examples: readonly Row[] | Matrix,
    targets: T,
    options?: DatasetOptions,
  ): Dataset<LabelsOf<T>> {
    const o = readOptions('options', options, ['task', 'features']);
    const task =
      o.task === undefined
        ? undefined
        : oneOf('task', o.task, ['classification', 'regression'] as const);
    const X = examples instanceof Matrix ? copyMatrix(examples) : copyRows(examples);
    const encoded =
      targets instanceof Matrix
        ? encodeMatrix(targets, X.cols, task)
        : encodeList(targets, X.cols, task);
    return new Dataset<LabelsOf<T>>(X, encoded, featureNames(o.features, X.rows));
  }

  /**
   * Two random parts, for training and for testing.
   *
   * @throws `ERR_OPTION` when a part would be empty
   */
  split(options: SplitOptions): [train: Dataset<L>, test: Dataset<L>] {
    const {
      test,
      seed = 0,
      stratify,
    } = readOptions('options', options, ['test', 'seed', 'stratify']);
    if (typeof test !== 'number' || !(test > 0 && test < 1))
      throw invalid('test', test, 'a share above 0 and below 1');
    if (stratify !== undefined && typeof stratify !== 'boolean')
      throw invalid('stratify', stratify, 'true or false');
    if (stratify && this.classes === null)
      throw invalid('stratify', stratify, 'left out for regression');
    const order = new RandomState(seedNumber('seed', seed)).permutation(this.size);
    const chosen = stratify
      ? this.#firstOfEachClass(order, test)
      : new Set(order.subarray(0, Math.round(test * this.size)));
    if (chosen.size === 0 || chosen.size === this.size) {
      throw invalid('test', test, `a share that leaves examples in both parts of ${this.size}`);
    }
    const parts = [order.filter((j) => !chosen.has(j)), order.filter((j) => chosen.has(j))];
    return parts.map((examples) => this.#part(examples)) as [Dataset<L>, Dataset<L>];
  }

  /** The first `share` of each class's examples in `order`. */
  #firstOfEachClass(order: Uint32Array, share: number): Set<number> {
    const byClass = new Map<number, number[]>();
    for (const j of order) {
      const c = this.#classOf(j);
      byClass.set(c, [...(byClass.get(c) ?? []), j]);
    }
    return new Set(
      [...byClass.values()].flatMap((list) => list.slice(0, Math.round(share * list.length))),
    );
  }

  #classOf(j: number): number {
    if (this.Y.rows === 1) return this.Y.at(0, j);
    let c = 0;
    while (this.Y.at(c, j) !== 1) c++;
    return c;
  }

  #part(examples: Uint32Array): Dataset<L> {
    const targets = { Y: pick(this.Y, examples), classes: this.classes };
    return new Dataset<L>(pick(this.X, examples), targets, this.features);
  }
}

/** The columns of `m` with the given numbers, as a new matrix in shared memory. */
function pick(m: Matrix, columns: Uint32Array): Matrix {
  const out = sharedZeros('float64', m.rows * columns.length);
  for (let r = 0, o = 0; r < m.rows; r++) {
    for (const c of columns) out[o++] = m.storage[r * m.rowStride + c * m.colStride]!;
  }
  return Matrix.of(out, m.rows, columns.length);
}

function copyRows(examples: unknown): Matrix {
  const m = listLength('examples', examples);
  const rows = examples as readonly unknown[];
  const n = rowLength('examples', rows);
  const storage = sharedZeros('float64', m * n);
  fillRows('examples', rows, n, storage);
  return Matrix.of(storage, m, n).T;
}

function copyMatrix(examples: Matrix): Matrix {
  const { rows, cols, data } = checkMatrix('examples', examples);
  const storage = sharedZeros('float64', rows * cols);
  for (let i = 0; i < data.length; i++)
    storage[i] = finite('examples', data[i], Math.floor(i / cols), i % cols);
  return Matrix.of(storage, rows, cols);
}

function featureNames(names: unknown, n: number): readonly string[] {
  if (names === undefined) return Array.from({ length: n }, (_, i) => `x${i + 1}`);
  if (!Array.isArray(names)) throw invalid('features', names, `a list of ${n} names`);
  const list: unknown[] = Array.from(names as unknown[]);
  if (list.length !== n)
    throw wrongShape('features', `${list.length} names`, `${n} names, one per feature`);
  list.forEach((name, i) => {
    if (typeof name !== 'string' || list.indexOf(name) !== i) {
      throw invalid(
        `features[${i}]`,
        name,
        `a name that no other feature has (${list.map(show).join(', ')})`,
      );
    }
  });
  return list as string[];
}
