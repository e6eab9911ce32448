import { brand } from '../base/brand.js';
import { dtypeOption } from '../base/dtype.js';
import { nothingMore, readOptions, seedNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { sealed, withColumns, type Matrix } from '../base/matrix.js';
import { printable } from '../base/printed.js';
import { RandomState } from '../base/random.js';
import type { Row } from '../base/rows.js';
import { atOnce } from '../base/slices.js';
import { besideFrom } from './beside.js';
import { bodyFrom, defineMatrix, partOfBody, type Body } from './body.js';
import { readCsv, type CsvOptions, type CsvSource } from './csv.js';
import type {
  DatasetOptions,
  KFoldOptions,
  SplitOptions,
  ValidationSplitOptions,
} from './dataset-options.js';
import { featuresOf, type ShapedArray } from './examples.js';
import { foldsOf } from './folds.js';
import { cellsOf, type CellValue } from './frame.js';
import { readIdx, type IdxOptions } from './idx.js';
import { featureNames } from './names.js';
import { exampleNumbers, permuted } from './parting.js';
import { recordsSource, type ColumnLists, type Records, type RecordsOptions } from './records.js';
import type { Schema } from './schema.js';
import type { Source } from './source.js';
import { splitExamples } from './split.js';
import { describe, type Description } from './statistics.js';
import { bodyOf, Table } from './table.js';
import type { LabelOf, LabelsOf, TargetsInput } from './target-types.js';
import { datasetText } from './printed.js';
import type { Label, Task } from './targets.js';
import { labelReader, optionsOf, schemaWith, truthsFrom, truthsOf, type Truths } from './truths.js';

const KEYS = [
  'task',
  'features',
  'targets',
  'classes',
  'weights',
  'groups',
  'dtype',
  'holes',
] as const;

/**
 * Examples with their targets, copied once at construction: nothing that the caller does to its
 * arrays later changes it. A {@link Table} with targets. Immutable.
 *
 * @example
 * import { Dataset } from 'densely';
 *
 * const data = Dataset.from([[5.1, 3.5], [4.9, 3], [6.2, 2.9]], ['setosa', 'setosa', 'virginica']);
 * console.log(data.size, data.classes); // 3 [ 'setosa', 'virginica' ]
 * console.log(data.X.rows, data.X.cols); // 2 3
 * console.log(data.Y.toArray()); // [ [ 0, 0, 1 ] ]
 */
export class Dataset<L extends Label = Label, R extends object = object> extends Table<R> {
  /**
   * (n_x, m): one column per example, where all features are numbers and none is missing.
   * @throws `ERR_DATA` where one is not, which it names
   */
  declare readonly X: Matrix;
  /** (1, m) 0/1 for two classes, (k, m) one-hot for more, (n_y, m) values, or 0/1 of several labels. */
  declare readonly Y: Matrix;
  /** Feature names. */
  declare readonly features: readonly string[];
  /** Names of the target columns: one for classes, n_y for values or labels. */
  declare readonly targets: readonly string[];
  /** Class labels in ascending order, or null where the targets are values or several labels. */
  declare readonly classes: readonly L[] | null;
  /** @internal Did somebody name the features? */
  declare readonly named: boolean;
  readonly #truths: Truths<L>;

  private constructor(body: Body, truths: Truths<L>) {
    super(body);
    defineMatrix(this, body);
    this.Y = sealed(truths.Y);
    this.features = Object.freeze(body.features);
    this.named = body.named;
    this.targets = Object.freeze(truths.targets);
    this.classes = Object.freeze(truths.classes);
    this.#truths = truths;
    brand('Dataset', this);
    Object.freeze(this);
  }

  static {
    printable(this.prototype);
  }

  /** What the targets are. */
  get task(): Task {
    return this.#truths.task;
  }

  /** What each example counts, a copy; null where no column says so. */
  get weights(): Float64Array | null {
    const values = cellsOf(this.#truths.weights, bodyOf(this).frame);
    return values && Float64Array.from(values as number[]);
  }

  /** What each example belongs to; null where no column says so. */
  get groups(): CellValue[] | null {
    return cellsOf(this.#truths.groups, bodyOf(this).frame);
  }

  /** The target of each example: its label, or its value, or its values where there are several. */
  get labels(): L[] {
    const label = labelReader(this.#truths);
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
    const features = featuresOf(examples, dtype, o);
    const width = features.X ? features.X.rows : features.frame.columns.length;
    const body = bodyFrom(features, featureNames(o.features, width));
    const size = features.X ? features.X.cols : features.frame.size;
    return new Dataset(body, truthsFrom(body, targets, o, besideFrom(o, size)));
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
  static override fromRecords<
    R extends object,
    const T extends keyof R & string,
    const K extends Task | undefined = undefined,
  >(records: Records<R>, options: RecordsOptions<T, K>): Dataset<LabelOf<R, T, K>, Omit<R, T>>;
  static override fromRecords(columns: ColumnLists, options: RecordsOptions): Dataset;
  /** Only for the types: what a Table's own says. */
  static override fromRecords<R extends object>(records: never, options?: never): Dataset<Label, R>;
  static override fromRecords(records: unknown, options: unknown): Dataset {
    nothingMore('Dataset.fromRecords()', arguments, 2);
    return Dataset.#fromSource(atOnce(recordsSource(records, options)));
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
  static override async csv(source: CsvSource, options: CsvOptions): Promise<Dataset> {
    nothingMore('Dataset.csv()', arguments, 2);
    return Dataset.#fromSource(await readCsv(source, options));
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
    return Dataset.#fromSource({ ...table, task: 'classification' }) as Dataset<number>;
  }

  static #fromSource(source: Source): Dataset {
    const { features, named, reading } = source;
    const names = featureNames(named ? features : undefined, features.length);
    const body = bodyFrom(source, names, reading);
    return new Dataset<Label>(body, truthsOf(body, source));
  }

  /**
   * Parts for training and for testing, and between them one for validation where its share is said: at
   * random; or the classes in equal shares (`stratify`); or whole groups (`groups`), as a dataset that has
   * groups is always split unless `groups: false` is said; or the last examples by a column (`time`), the
   * earliest of each part first.
   *
   * @throws `ERR_OPTION` when a part would be empty, `ERR_DATA` when a stratified class has too few examples, or
   * where a group or a time is missing
   *
   * @example
   * import { datasets } from 'densely';
   *
   * const [fit, test] = datasets.flower().split({ test: 0.2, seed: 1 });
   * console.log(fit.size, test.size); // 320 80
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const rows = [[2021, 5], [2019, 7], [2020, 6], [2021, 4]];
   * const data = Dataset.from(rows, ['a', 'b', 'a', 'b'], { features: ['year', 'size'] });
   * const [fit, validation, test] = data.split({ test: 0.4, validation: 0.25, time: 'year' });
   * console.log(fit.labels, validation.labels, test.labels); // [ 'b' ] [ 'a' ] [ 'a', 'b' ]
   */
  split(
    options: ValidationSplitOptions,
  ): [train: Dataset<L, R>, validation: Dataset<L, R>, test: Dataset<L, R>];
  split(options: SplitOptions): [train: Dataset<L, R>, test: Dataset<L, R>];
  split(options: SplitOptions | ValidationSplitOptions): Dataset<L, R>[] {
    nothingMore('split()', arguments, 1);
    const parts = splitExamples(this, options, this.#truths.groups);
    return parts.map((examples) => this.#part(examples));
  }

  /**
   * Folds for cross-validation: each example is held out once, and the others are there to fit on. At random,
   * or with the classes in equal shares (`stratify`), or in whole groups (`groups`), as in
   * {@link Dataset.split}. With `time` each fold fits on all that came before what it holds out: of one window
   * more than folds the first is only fitted on.
   *
   * @throws `ERR_OPTION` for more folds than examples, groups or times allow, `ERR_DATA` when a stratified class
   * has fewer examples than folds, or where a group or a time is missing
   *
   * @example
   * import { datasets, logisticRegression } from 'densely';
   *
   * const scores: number[] = [];
   * for (const [fit, held] of datasets.moons().kFold({ folds: 4, seed: 1 }))
   *   scores.push(logisticRegression(fit).evaluate(held).accuracy);
   * console.log(scores); // [ 0.84, 0.92, 0.84, 0.82 ]
   */
  kFold(
    options?: KFoldOptions,
  ): Generator<[fit: Dataset<L, R>, held: Dataset<L, R>], void, undefined> {
    nothingMore('kFold()', arguments, 1);
    return this.#folds(foldsOf(this, options, this.#truths.groups));
  }

  *#folds(
    folds: ReturnType<typeof foldsOf>,
  ): Generator<[fit: Dataset<L, R>, held: Dataset<L, R>], void, undefined> {
    for (const [fit, held] of folds) yield [this.#part(fit), this.#part(held)];
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
  subset(examples: ArrayLike<number>): Dataset<L, R> {
    nothingMore('subset()', arguments, 1);
    return this.#part(exampleNumbers(examples, this.size));
  }

  /**
   * The same examples in a random order. `seed` is 0 by default.
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * console.log(Dataset.from([[1], [2], [3]], ['a', 'b', 'c']).shuffle({ seed: 1 }).labels); // [ 'a', 'c', 'b' ]
   */
  shuffle(options?: { readonly seed?: number | undefined }): Dataset<L, R> {
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
  override toString(): string {
    return #truths in this ? datasetText(bodyOf(this), this) : Object.prototype.toString.call(this);
  }

  /** @internal */
  protected override describeColumns(): Schema {
    return schemaWith(bodyOf(this), this.#truths);
  }

  /** @param examples numbers in shared memory: a view by them, no copy */
  #part(examples: Uint32Array): Dataset<L, R> {
    const body = partOfBody(bodyOf(this), examples);
    return new Dataset<L, R>(body, { ...this.#truths, Y: withColumns(this.Y, examples) });
  }
}

export function checkDataset(value: unknown): Dataset {
  if (value instanceof Dataset) return value;
  throw invalid('data', value, 'a Dataset (see Dataset.from, datasets.flower)', 'ERR_DATA');
}
