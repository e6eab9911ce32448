import { brand } from '../base/brand.js';
import { dtypeOption } from '../base/dtype.js';
import { nothingMore, readOptions } from '../base/checks.js';
import { DenselyError, invalid } from '../base/errors.js';
import { sealed, withColumns, type Matrix } from '../base/matrix.js';
import { printable } from '../base/printed.js';
import type { Row } from '../base/rows.js';
import { atOnce } from '../base/slices.js';
import { arrowValues, type ArqueroTable, type ArrowTable } from './arrow.js';
import { besideFrom } from './beside.js';
import { bodyFrom, defineMatrix, partOfBody, type Body } from './body.js';
import type { BytesSource } from './bytes.js';
import { readCsv, type CsvOptions, type CsvSource } from './csv.js';
import { DATASET_KEYS, type DatasetOptions } from './dataset-options.js';
import { featuresOf, type ShapedArray } from './examples.js';
import { cellsOf, plainCells, type CellValue, type FrameColumn } from './frame.js';
import { readIdx, type IdxOptions } from './idx.js';
import type { ColumnLists } from './named-values.js';
import { featureNames } from './names.js';
import { npyExamples, npyTargets } from './npy.js';
import {
  datasetPlan,
  recordsSource,
  recordsSourceAsync,
  sourceOf,
  type Records,
  type RecordsOptions,
  type RecordStream,
  type SignalOption,
} from './records.js';
import type { Schema } from './schema.js';
import { sizesOf, type Source } from './source.js';
import { Splittable } from './splittable.js';
import { describe, type Description } from './statistics.js';
import { bodyOf } from './table.js';
import type { LabelOf, LabelsOf, TargetsInput } from './target-types.js';
import { datasetText } from './printed.js';
import type { Label, Task } from './targets.js';
import { labelReader, optionsOf, schemaWith, truthsFrom, truthsOf, type Truths } from './truths.js';

/** Of examples that were read from somewhere. */
export let datasetOf: (source: Source) => Dataset;

/** Tells what an example of a dataset counts; null where no column says so. */
export let weightReader: (data: Dataset) => ((j: number) => number) | null;

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
export class Dataset<L extends Label = Label, R extends object = object> extends Splittable<
  L,
  R,
  Dataset<L, R>
> {
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
    datasetOf = (source) => Dataset.#fromSource(source);
    weightReader = (data) => {
      const { weights } = data.#truths;
      return weights ? plainCells(weights, bodyOf(data).frame()) : null;
    };
    printable(this.prototype);
  }

  /** What the targets are. */
  override get task(): Task {
    return this.#truths.task;
  }

  /** What each example counts, a copy; null where no column says so. */
  get weights(): Float64Array | null {
    const read = weightReader(this as Dataset);
    return read && Float64Array.from({ length: this.size }, (_, j) => read(j));
  }

  /** What each example belongs to; null where no column says so. */
  get groups(): CellValue[] | null {
    return cellsOf(this.#truths.groups, bodyOf(this).frame());
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
    const o = readOptions('options', options, DATASET_KEYS);
    const dtype = dtypeOption('dtype', o.dtype === undefined ? 'float64' : o.dtype);
    const features = featuresOf(examples, dtype, o);
    const [width, size] = sizesOf(features);
    const body = bodyFrom(features, featureNames(o.features, width));
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
  static override fromRecords<R extends object>(
    records: Records<R> | ColumnLists,
    options: RecordsOptions,
  ): Dataset<Label, R>;
  /** Only for the types: what a Table's own says. */
  static override fromRecords<R extends object>(records: never, options?: never): Dataset<Label, R>;
  static override fromRecords(records: unknown, options: unknown): Dataset {
    nothingMore('Dataset.fromRecords()', arguments, 2);
    return Dataset.#fromSource(atOnce(recordsSource(records, datasetPlan(options))));
  }

  /**
   * {@link Dataset.fromRecords} of records that come one by one, or beside other work: see
   * {@link Table.fromRecordsAsync}.
   *
   * @throws (rejects) as {@link Dataset.fromRecords}, or with the signal's reason
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * async function* rows() {
   *   yield { age: '41.5', plan: 'team', left: 'no' };
   *   yield { age: null, plan: 'free', left: 'yes' };
   * }
   * console.log((await Dataset.fromRecordsAsync(rows(), { target: 'left' })).classes); // [ 'no', 'yes' ]
   */
  static override fromRecordsAsync<
    R extends object,
    const T extends keyof R & string,
    const K extends Task | undefined = undefined,
  >(
    records: Records<R> | RecordStream<R>,
    options: RecordsOptions<T, K> & SignalOption,
  ): Promise<Dataset<LabelOf<R, T, K>, Omit<R, T>>>;
  static override fromRecordsAsync<R extends object>(
    records: Records<R> | RecordStream<R> | ColumnLists,
    options: RecordsOptions & SignalOption,
  ): Promise<Dataset<Label, R>>;
  /** Only for the types: what a Table's own says. */
  static override fromRecordsAsync<R extends object>(
    records: never,
    options?: never,
  ): Promise<Dataset<Label, R>>;
  static override async fromRecordsAsync(records: unknown, options: unknown): Promise<Dataset> {
    nothingMore('Dataset.fromRecordsAsync()', arguments, 2);
    return Dataset.#fromSource(await recordsSourceAsync(records, datasetPlan(options, 'signal')));
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
   * The columns of a table of the package apache-arrow, or arquero: see {@link Table.arrow}.
   *
   * @param options `target`, and more as of {@link Dataset.fromRecords}
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * // In its place: tableFromIPC(bytes) of apache-arrow.
   * const columns: Record<string, unknown[]> = { age: [41, 23], left: ['no', 'yes'] };
   * const arquero = { columnNames: () => ['age', 'left'], array: (name: string) => columns[name] ?? [] };
   * console.log(Dataset.arrow(arquero, { target: 'left' }).labels); // [ 'no', 'yes' ]
   */
  static override arrow(table: ArrowTable | ArqueroTable, options: RecordsOptions): Dataset {
    nothingMore('Dataset.arrow()', arguments, 2);
    const plan = datasetPlan(options);
    return Dataset.#fromSource(atOnce(sourceOf(atOnce(arrowValues(table, plan.roles)), plan)));
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
    images: BytesSource,
    labels: BytesSource,
    options?: IdxOptions,
  ): Promise<Dataset<number>> {
    nothingMore('Dataset.idx()', arguments, 3);
    const table = await readIdx(images, labels, options);
    return Dataset.#fromSource({ ...table, task: 'classification' }) as Dataset<number>;
  }

  /**
   * Arrays of NumPy's `.npy` files: paths, files' URLs or bytes. Whole numbers, float32 and float64, truth values,
   * and texts (`<U`) in `y`; in the order of C or of Fortran, of either byte order.
   *
   * @param X (m, n_x), or (m,) of one feature
   * @param y (m,), or (m, n_y) values
   * @param options as of {@link Dataset.from}; `dtype` is the file's by default, float64 of whole numbers
   * @throws (rejects) `ERR_DATA` for what is no such file, is not whole, or holds something else
   *
   * @example
   * import { Dataset } from 'densely';
   *
   * const data = await Dataset.npy('X.npy', 'y.npy', { features: ['age', 'usage'] });
   * console.log(data.size, data.X.dtype, data.classes); // 3 float32 [ 'no', 'yes' ]
   */
  static override npy(X: BytesSource, y: BytesSource, options?: DatasetOptions): Promise<Dataset>;
  /** Only for the types: what a Table's own says. */
  static override npy(X: never, y?: never): Promise<Dataset>;
  static override async npy(X: unknown, y: unknown, options?: unknown): Promise<Dataset> {
    nothingMore('Dataset.npy()', arguments, 3);
    const o = readOptions('options', options, DATASET_KEYS) as DatasetOptions;
    const { examples, dtype } = await npyExamples(X, o.holes);
    return Dataset.from(examples, await npyTargets(y, o.task), { dtype, ...o }) as Dataset;
  }

  static #fromSource(source: Source): Dataset {
    const { features, named, reading } = source;
    const names = featureNames(named ? features : undefined, features.length);
    const body = bodyFrom(source, names, reading);
    return new Dataset<Label>(body, truthsOf(body, source));
  }

  /**
   * Smallest, largest, mean and deviation of each column of numbers; examples per class.
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
    const { Y, targets, classes } = this;
    return describe({ frame: bodyOf(this).frame(), Y, targets, classes });
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
    const { X } = bodyOf(this);
    if (X === null) throw noExamples();
    return { examples: X.T.toArray(), targets: this.labels, options: optionsOf(this) };
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
  protected override get groupsColumn(): FrameColumn | undefined {
    return this.#truths.groups;
  }

  /** @internal */
  protected override describeColumns(): Schema {
    return schemaWith(bodyOf(this), this.#truths);
  }

  /** @internal @param examples numbers in shared memory: a view by them, no copy */
  protected override part(examples: Uint32Array): Dataset<L, R> {
    const body = partOfBody(bodyOf(this), examples);
    return new Dataset<L, R>(body, { ...this.#truths, Y: withColumns(this.Y, examples) });
  }
}

function noExamples(): DenselyError {
  return new DenselyError(
    'ERR_DATA',
    'dataset',
    'a Dataset with words, dates or missing values cannot be written as lists of numbers: write data.records() and data.labels, and read them by Dataset.fromRecords.',
  );
}

export function checkDataset(value: unknown): Dataset {
  if (value instanceof Dataset) return value;
  throw invalid('data', value, 'a Dataset (see Dataset.from, datasets.flower)', 'ERR_DATA');
}
