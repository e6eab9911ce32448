import { brand } from '../base/brand.js';
import { dtypeOption, sharedIndices, type DType } from '../base/dtype.js';
import { flag, nothingMore, oneOf, readOptions, seedNumber, wholeNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { placementOf, sealed, withColumns, type Matrix } from '../base/matrix.js';
import { printable } from '../base/printed.js';
import { isRow, sizeOf, type Row } from '../base/rows.js';
import { RandomState } from '../base/random.js';
import { atOnce } from '../base/slices.js';
import { readCsv, type CsvOptions, type CsvSource } from './csv.js';
import { readExamples, type ShapedArray } from './examples.js';
import { readIdx, type IdxOptions } from './idx.js';
import { classLabels, featureNames, targetNames, type FeatureNames } from './names.js';
import { recordsTable, type Records, type RecordsOptions } from './records.js';
import { permuted, splitAtRandom, splitEachClass } from './split.js';
import { describe, type Description } from './statistics.js';
import type { Table } from './table.js';
import type { LabelsOf, TargetsInput } from './target-types.js';
import { datasetText } from './printed.js';
import { classNumbers, classReader, encodeTargets, type Label, type Task } from './targets.js';

/**
 * Options of {@link Dataset.from}.
 *
 * @example
 * import { Dataset, type DatasetOptions } from 'densely';
 *
 * const options: DatasetOptions<'regression'> = { task: 'regression', features: ['metres'] };
 * console.log(Dataset.from([[1], [2]], [3.3, 6.6], options).features); // [ 'metres' ]
 */
export interface DatasetOptions<T extends Task | undefined = Task | undefined> {
  /** What the targets are; needed for numeric targets other than 0 and 1. */
  readonly task?: T | undefined;
  /** Names of the features, default x1, x2, … */
  readonly features?: readonly string[] | undefined;
  /** Names of the target columns, default y, or y1, y2, … */
  readonly targets?: readonly string[] | undefined;
  /** The classes in their order, where the data may not hold all of them. */
  readonly classes?: readonly Label[] | undefined;
  /** What X and Y are kept in, default float64. */
  readonly dtype?: DType | undefined;
}

/**
 * Options of {@link Dataset.split}.
 *
 * @example
 * import { datasets, type SplitOptions } from 'densely';
 *
 * const half: SplitOptions = { test: 0.5, seed: 1, stratify: true };
 * console.log(datasets.flower().split(half).map((part) => part.size)); // [ 200, 200 ]
 */
export interface SplitOptions {
  /** Share of the examples for testing, above 0 and below 1. */
  readonly test: number;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Keep each class's share in both parts. Default false. */
  readonly stratify?: boolean | undefined;
}

const KEYS = ['task', 'features', 'targets', 'classes', 'dtype'] as const;

/**
 * Examples with their targets, copied once at construction: nothing that the caller does to its
 * arrays later changes it. Immutable.
 *
 * @example
 * import { Dataset } from 'densely';
 *
 * const data = Dataset.from([[5.1, 3.5], [4.9, 3], [6.2, 2.9]], ['setosa', 'setosa', 'virginica']);
 * console.log(data.size, data.classes); // 3 [ 'setosa', 'virginica' ]
 * console.log(data.X.rows, data.X.cols); // 2 3
 * console.log(data.Y.toArray()); // [ [ 0, 0, 1 ] ]
 */
export class Dataset<L extends Label = Label> {
  /** (n_x, m): one column per example. */
  readonly X: Matrix;
  /** (1, m) 0/1 for two classes, (k, m) one-hot for more, (n_y, m) values for regression. */
  readonly Y: Matrix;
  /** Feature names, n_x of them. */
  readonly features: readonly string[];
  /** Names of the target columns: one for classes, n_y for regression. */
  readonly targets: readonly string[];
  /** Class labels in ascending order, or null for regression. */
  readonly classes: readonly L[] | null;
  /** @internal Did somebody name the features? */
  readonly named: boolean;

  private constructor(
    of: Pick<Dataset<L>, 'X' | 'Y' | keyof FeatureNames | 'targets' | 'classes'>,
  ) {
    this.X = sealed(of.X);
    this.Y = sealed(of.Y);
    this.features = Object.freeze(of.features);
    this.named = of.named;
    this.targets = Object.freeze(of.targets);
    this.classes = Object.freeze(of.classes);
    brand('Dataset', this);
    Object.freeze(this);
  }

  static {
    printable(this.prototype);
  }

  /** Number of examples, m. */
  get size(): number {
    return this.X.cols;
  }

  /** The target of each example: its label, or its value, or its values where there are several. */
  get labels(): L[] {
    const label = this.#labelReader();
    return Array.from({ length: this.size }, (_, j) => label(j));
  }

  /**
   * A dataset of examples and their targets.
   *
   * @param examples one row per example (arrays or typed arrays), a Matrix (n_x, m), or a table of
   * another library with a shape [m, n_x]
   * @param targets one label or value per example, a list of values each, or a Matrix (n_y, m)
   * @throws `ERR_DATA` for ragged rows, holes and values that are not finite numbers, with row and column
   * @throws `ERR_OPTION` when the task of numeric targets is not said
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const prices = Dataset.from([[50], [80]], [210, 320], { task: 'regression', features: ['area'] });
   * console.log(prices.labels, prices.classes); // [ 210, 320 ] null
   */
  static from<const T extends TargetsInput, const K extends Task | undefined = undefined>(
    examples: readonly Row[] | Matrix | ShapedArray,
    targets: T,
    options?: DatasetOptions<K>,
  ): Dataset<LabelsOf<T, K>> {
    nothingMore('Dataset.from()', arguments, 3);
    const o = readOptions('options', options, KEYS);
    const dtype = dtypeOption('dtype', o.dtype === undefined ? 'float64' : o.dtype);
    return Dataset.#of(readExamples(examples, dtype, o.features), targets, o);
  }

  /**
   * A dataset of records with named columns, such as `[{ age: 41, plan: 2, left: 'no' }, …]`.
   *
   * @param options `target`: the name, or several names, of the target columns; `features`: the names
   * and the order of the features, default all other keys of the first record
   * @throws `ERR_DATA` for a record without one of the columns, or with a value that is not a number
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const people = [
   *   { age: 41, plan: 2, left: 'no' },
   *   { age: 23, plan: 1, left: 'yes' },
   * ];
   * const data = Dataset.fromRecords(people, { target: 'left' });
   * console.log(data.features, data.labels); // [ 'age', 'plan' ] [ 'no', 'yes' ]
   */
  static fromRecords(records: Records, options: RecordsOptions): Dataset {
    nothingMore('Dataset.fromRecords()', arguments, 2);
    return Dataset.#fromTable(recordsTable(records, options));
  }

  /**
   * The rows of a CSV file (RFC 4180), read piece by piece.
   *
   * @param source a path or a file's URL, or the text in pieces (an upload)
   * @param options `target`: name or index (from the end when negative) of the target column, or
   * several; `features`, `header`, `delimiter`, `task`, `dtype`
   * @throws `ERR_DATA` with line and column, up to 20 at once, for what is not a number or is missing
   *
   * @example
   * import { Readable } from 'node:stream';
   * import { Dataset } from 'densely';
   *
   * const file = await Dataset.csv('churn.csv', { target: 'left' });
   * console.log(file.size, file.features); // 60 [ 'age', 'plan', 'usage' ]
   * const upload = Readable.from(['age,left\n', '41,no\n23,yes\n']);
   * console.log((await Dataset.csv(upload, { target: 'left' })).size); // 2
   */
  static async csv(source: CsvSource, options: CsvOptions): Promise<Dataset> {
    nothingMore('Dataset.csv()', arguments, 2);
    return Dataset.#fromTable(await readCsv(source, options));
  }

  /**
   * Images and labels in the IDX format of the MNIST files, gzipped or not: paths, files' URLs or bytes. One
   * feature a pixel, 0 … 255; float32 by default, which holds bytes exactly.
   *
   * @returns X (pixels, m); labels 0 … 255 as classes. Source of the format:
   * http://yann.lecun.com/exdb/mnist/
   * @throws `ERR_DATA` for what is no such file, too short or too long, and for counts that differ
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const digits = await Dataset.idx('images-idx3-ubyte', 'labels-idx1-ubyte');
   * console.log(digits.X.rows, digits.X.cols, digits.X.dtype, digits.classes); // 4 3 float32 [ 0, 1 ]
   */
  static async idx(
    images: string | URL | Uint8Array,
    labels: string | URL | Uint8Array,
    options?: IdxOptions,
  ): Promise<Dataset<number>> {
    nothingMore('Dataset.idx()', arguments, 3);
    const table = await readIdx(images, labels, options);
    return Dataset.#fromTable({ ...table, task: 'classification' }) as Dataset<number>;
  }

  static #fromTable({ X, targets, features, named, targetNames, task, classes }: Table): Dataset {
    const names = { features: named ? features : undefined, targets: targetNames };
    return Dataset.#of<Label>(X, targets, { task, classes, ...names });
  }

  /** @param X in shared memory of the dataset's own */
  static #of<L extends Label>(
    X: Matrix,
    targets: unknown,
    o: Partial<Record<(typeof KEYS)[number], unknown>>,
  ): Dataset<L> {
    const { dtype } = X;
    const task =
      o.task === undefined
        ? undefined
        : oneOf('task', o.task, ['classification', 'regression'] as const);
    const known = classLabels(o.classes, task);
    const column = Array.isArray(o.targets) && o.targets.length === 1 ? o.targets[0] : undefined;
    const { Y, classes } = encodeTargets(targets, X.cols, { task, classes: known, dtype, column });
    return new Dataset<L>({
      X,
      Y,
      ...featureNames(o.features, X.rows),
      targets: targetNames(o.targets, classes ? 1 : Y.rows),
      classes: classes as readonly L[] | null,
    });
  }

  /**
   * Two random parts, for training and for testing.
   *
   * @throws `ERR_OPTION` when a part would be empty, `ERR_DATA` when a stratified class has one example
   *
   * @example
   * import { datasets } from 'densely';
   *
   * const [fit, test] = datasets.flower().split({ test: 0.2, seed: 1 });
   * console.log(fit.size, test.size); // 320 80
   */
  split(options: SplitOptions): [train: Dataset<L>, test: Dataset<L>] {
    nothingMore('split()', arguments, 1);
    const {
      test,
      seed = 0,
      stratify = false,
    } = readOptions('options', options, ['test', 'seed', 'stratify']);
    if (typeof test !== 'number' || !(test > 0 && test < 1))
      throw invalid('test', test, 'a share above 0 and below 1');
    const random = new RandomState(seedNumber('seed', seed));
    const [fitted, tested] = flag('stratify', stratify)
      ? splitEachClass(this.#classNumbers(), test, random, this.classes!)
      : splitAtRandom(this.size, test, random);
    return [this.#part(fitted), this.#part(tested)];
  }

  #classNumbers(): Uint32Array {
    if (this.classes === null) throw invalid('stratify', true, 'left out for regression');
    return atOnce(classNumbers(this.Y));
  }

  /**
   * The examples with the given numbers (0 … size − 1), in that order; the classes stay. A view, as
   * the parts of `split` are: the numbers are not copied.
   *
   * @throws `ERR_DATA` for a number that is no example's
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(datasets.flower().subset([0, 1, 399]).labels); // [ 0, 0, 1 ]
   */
  subset(examples: ArrayLike<number>): Dataset<L> {
    nothingMore('subset()', arguments, 1);
    const count = isRow(examples) ? sizeOf(examples) : 0;
    if (count === 0)
      throw invalid('examples', examples, 'a list of at least one example number', 'ERR_DATA');
    const last = this.size - 1;
    const numbers = sharedIndices(count);
    for (let i = 0; i < numbers.length; i++) {
      const j: unknown = examples[i];
      const known = Number.isInteger(j) && (j as number) >= 0 && (j as number) <= last;
      numbers[i] = known ? (j as number) : wholeNumber(`examples[${i}]`, j, 0, last, 'ERR_DATA');
    }
    return this.#part(numbers);
  }

  /**
   * The same examples in a random order. `seed` is 0 by default.
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * console.log(Dataset.from([[1], [2], [3]], ['a', 'b', 'c']).shuffle({ seed: 1 }).labels); // [ 'a', 'c', 'b' ]
   */
  shuffle(options?: { readonly seed?: number | undefined }): Dataset<L> {
    nothingMore('shuffle()', arguments, 1);
    const { seed = 0 } = readOptions('options', options, ['seed']);
    return this.#part(permuted(this.size, new RandomState(seedNumber('seed', seed))));
  }

  /**
   * Smallest, largest, mean and deviation of each column; examples per class.
   *
   * @example
   * import { datasets } from 'densely';
   *
   * const { features, classes } = datasets.flower().describe();
   * console.log(features[0]?.name, features[0]?.mean.toFixed(3)); // x1 -0.043
   * console.log(classes); // [ { label: 0, count: 200 }, { label: 1, count: 200 } ]
   */
  describe(): Description<L> {
    nothingMore('describe()', arguments, 0);
    return describe(this);
  }

  /**
   * What {@link Dataset.from} takes to make the same dataset, for JSON and for other threads: examples and
   * targets as lists, and the options.
   *
   * @example
   * import { Dataset, datasets } from 'densely';
   *
   * const text = JSON.stringify(datasets.moons());
   * const { examples, targets, options } = JSON.parse(text);
   * console.log(Dataset.from(examples, targets, options).size); // 200
   */
  toJSON(): {
    /** One list of numbers each. */
    readonly examples: number[][];
    /** {@link Dataset.labels}. */
    readonly targets: L[];
    /** Task, names, classes, dtype. */
    readonly options: DatasetOptions;
  } {
    return { examples: this.X.T.toArray(), targets: this.labels, options: optionsOf(this) };
  }

  /**
   * Shapes, classes and the first examples, as console.log shows them too.
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const examples = [[5.1, 3.5], [4.9, 3]];
   * console.log(String(Dataset.from(examples, ['setosa', 'virginica'], { features: ['a', 'b'] })));
   * // Dataset of 2 examples, float64: X (2, 2), Y (1, 2), classes "setosa", "virginica"
   * //           y    a    b
   * //      setosa  5.1  3.5
   * //   virginica  4.9    3
   */
  toString(): string {
    return datasetText(this);
  }

  /** @param examples numbers in shared memory: a view by them, no copy */
  #part(examples: Uint32Array): Dataset<L> {
    const { colOrder } = placementOf(this.X);
    if (colOrder) for (let i = 0; i < examples.length; i++) examples[i] = colOrder[examples[i]!]!;
    const [X, Y] = [withColumns(this.X, examples), withColumns(this.Y, examples)];
    return new Dataset<L>({ ...this, X, Y });
  }

  #labelReader(): (j: number) => L {
    const { classes, Y } = this;
    if (classes) {
      const classOf = classReader(Y);
      return (j) => classes[classOf(j)]!;
    }
    const values = Y.T.data;
    const n = Y.rows;
    return (j) => (n === 1 ? values[j] : Array.from(values.subarray(j * n, j * n + n))) as L;
  }
}

/** Those that make the same dataset of its examples. */
function optionsOf({ X, classes, features, named, targets }: Dataset): DatasetOptions {
  const task = classes ? 'classification' : 'regression';
  const known = { ...(classes && { classes }), ...(named && { features }) };
  return { task, ...known, targets, dtype: X.dtype };
}

export function checkDataset(value: unknown): Dataset {
  if (value instanceof Dataset) return value;
  throw invalid('data', value, 'a Dataset (see Dataset.from, datasets.flower)', 'ERR_DATA');
}
