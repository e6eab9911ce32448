import { nothingMore, readOptions } from '../base/checks.js';
import { dtypeOption } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import { printable } from '../base/printed.js';
import { atOnce } from '../base/slices.js';
import { refuseCopies } from '../base/uncopied.js';
import { arrowValues, type ArqueroTable, type ArrowTable } from './arrow.js';
import { bodyFrom, type Body } from './body.js';
import type { BytesSource } from './bytes.js';
import {
  readCsvTable,
  readTexts,
  type CsvFormat,
  type CsvSource,
  type CsvTableOptions,
} from './csv.js';
import type { DatasetOptions } from './dataset-options.js';
import { featuresOf } from './examples.js';
import { cellReader } from './frame.js';
import type { ColumnLists } from './named-values.js';
import { featureNames } from './names.js';
import { npyExamples } from './npy.js';
import { tableText } from './printed.js';
import {
  recordsSource,
  recordsSourceAsync,
  sourceOf,
  tablePlan,
  type Records,
  type RecordStream,
  type SignalOption,
  type TableOptions,
} from './records.js';
import { schemaOf, type Schema } from './schema.js';
import { sizesOf, type Source } from './source.js';

/** What a table is made of, for those who read or encode one. */
export let bodyOf: (table: Table) => Body;

const INSTEAD = 'send its records() and make it of them anew there';

/**
 * Examples with named columns of numbers, words, truth values and dates, some of which may be missing, and
 * without a target: what a model is to predict. Immutable.
 *
 * @example
 * import { Table } from 'densely';
 *
 * const table = Table.fromRecords([{ plan: 'team', age: 41 }, { plan: 'free', age: null }]);
 * console.log(table.size, table.columns); // 2 [ 'plan', 'age' ]
 */
export class Table<R extends object = object> {
  readonly #body: Body;
  #schema: Schema | undefined;

  /** @internal Use `Table.csv`, `Table.fromRecords` or `Table.arrow`. */
  constructor(body: Body) {
    this.#body = body;
    if (body.X === null) refuseCopies(this, 'Table', INSTEAD);
  }

  static {
    bodyOf = (table) => table.#body;
    printable(this.prototype);
  }

  /**
   * A table of records such as `[{ age: 41, plan: 'team' }, …]`, or of columns such as
   * `{ age: [41, …], plan: ['team', …] }`.
   *
   * @param options `features`: names and order of the columns, default those of the first record;
   * `columns`: what is said of single ones; `holes`, `dtype`
   * @throws `ERR_DATA` for values that no column holds, `ERR_OPTION` where two readings are plausible
   *
   * @example
   * import { Table } from 'densely';
   *
   * const table = Table.fromRecords({ age: [41, null], plan: ['team', 'free'] });
   * console.log(table.records()[1]); // { age: null, plan: 'free' }
   */
  static fromRecords<R extends object>(records: Records<R>, options?: TableOptions): Table<R>;
  static fromRecords(columns: ColumnLists, options?: TableOptions): Table;
  static fromRecords(records: unknown, options?: TableOptions): Table {
    nothingMore('Table.fromRecords()', arguments, 2);
    return Table.of(atOnce(recordsSource(records, tablePlan(options))));
  }

  /**
   * {@link Table.fromRecords} while other work has its turn, also of records that come one by one: a stream
   * in object mode, a database's cursor, a generator. Records are read until this resolves: leave them as they
   * are until then. Where something is refused, or the signal aborts, the stream is told by `return()`.
   *
   * @throws (rejects) as {@link Table.fromRecords}, or with the signal's reason
   *
   * @example
   * import { Table } from 'densely';
   *
   * async function* rows(): AsyncGenerator<Record<string, string | null>> {
   *   yield { plan: 'team', age: '41' };
   *   yield { plan: 'free', age: null };
   * }
   * const table = await Table.fromRecordsAsync(rows());
   * console.log(table.records()[0]); // { plan: 'team', age: 41 }
   */
  static fromRecordsAsync<R extends object>(
    records: Records<R> | RecordStream<R>,
    options?: TableOptions & SignalOption,
  ): Promise<Table<R>>;
  static fromRecordsAsync(
    columns: ColumnLists,
    options?: TableOptions & SignalOption,
  ): Promise<Table>;
  static async fromRecordsAsync(
    records: unknown,
    options?: TableOptions & SignalOption,
  ): Promise<Table> {
    nothingMore('Table.fromRecordsAsync()', arguments, 2);
    return Table.of(await recordsSourceAsync(records, tablePlan(options, 'signal')));
  }

  /**
   * The columns of a CSV file (RFC 4180), read piece by piece; files of some megabytes in a thread of their own.
   *
   * @param source a path or a file's URL, or the text in pieces (an upload)
   * @param options `features`, `columns`, `dtype`; how the text is written
   * @throws `ERR_DATA` with line and column, up to 20 at once; `ERR_OPTION` with a question where two kinds
   * of a column are plausible
   *
   * @example
   * import { Table } from 'densely';
   *
   * const table = await Table.csv('churn.csv', { features: ['usage', 'age'] });
   * console.log(table.size, table.columns); // 60 [ 'usage', 'age' ]
   */
  static async csv(source: CsvSource, options?: CsvTableOptions): Promise<Table> {
    nothingMore('Table.csv()', arguments, 2);
    return Table.of(await readCsvTable(source, options));
  }

  /**
   * The columns of a table of the package apache-arrow, or arquero. Arrow's types say the kinds: numbers,
   * truth values, texts and dictionaries (categories, with an order where the dictionary has one), dates and
   * timestamps. What is null is missing.
   *
   * @param options as of {@link Table.fromRecords}; `columns` goes before the table's own kinds
   * @throws `ERR_DATA` for a column of lists, structures or bytes that is not skipped
   *
   * @example
   * import { Table } from 'densely';
   *
   * // In its place: tableFromIPC(bytes) of apache-arrow.
   * const arquero = { columnNames: () => ['plan'], array: () => ['team', 'free'] };
   * console.log(Table.arrow(arquero).records()); // [ { plan: 'team' }, { plan: 'free' } ]
   */
  static arrow(table: ArrowTable | ArqueroTable, options?: TableOptions): Table {
    nothingMore('Table.arrow()', arguments, 2);
    const plan = tablePlan(options);
    return Table.of(atOnce(sourceOf(atOnce(arrowValues(table, plan.roles)), plan)));
  }

  /**
   * The array of a `.npy` file of NumPy, (m, n) or (m,): a path, a file's URL or bytes. See {@link Dataset.npy}.
   *
   * @param options `features`: names of the columns; `holes: true`: NaN is a missing value; `dtype`
   *
   * @example
   * import { Table } from 'densely';
   *
   * const table = await Table.npy('X.npy', { features: ['age', 'usage'] });
   * console.log(table.records()[0]); // { age: 41, usage: 0.25 }
   */
  static async npy(
    X: BytesSource,
    options?: Pick<DatasetOptions, 'features' | 'holes' | 'dtype'>,
  ): Promise<Table> {
    nothingMore('Table.npy()', arguments, 2);
    const o = readOptions('options', options, ['features', 'holes', 'dtype']);
    const { examples, dtype } = await npyExamples(X, o.holes);
    const read = featuresOf(examples, dtypeOption('dtype', o.dtype ?? dtype), o);
    const [width] = sizesOf(read);
    return new Table(bodyFrom(read, featureNames(o.features, width)));
  }

  /** @internal Columns as they are written, one list each: what a command copies. */
  static async texts(
    source: CsvSource,
    columns: readonly string[],
    format: CsvFormat,
  ): Promise<string[][]> {
    return readTexts(source, columns, format);
  }

  /** @internal */
  static of<R extends object>(source: Source): Table<R> {
    const { features, named, reading } = source;
    return new Table<R>(bodyFrom(source, { features, named }, reading));
  }

  /** Number of examples, m. */
  get size(): number {
    return this.#body.size;
  }

  /** Names of the columns; of a Dataset those of its features. */
  get columns(): readonly string[] {
    return this.#body.features;
  }

  /**
   * What each column holds, what is missing, and what will be done with it; with advice where something
   * looks wrong. `String(table.schema)` is a table to read.
   *
   * @example
   * import { Table } from 'densely';
   *
   * const table = Table.fromRecords([{ plan: 'team' }, { plan: 'free' }]);
   * console.log(table.schema.columns[0]?.levels); // [ 'free', 'team' ]
   */
  get schema(): Schema {
    return (this.#schema ??= this.describeColumns());
  }

  /** @internal */
  protected describeColumns(): Schema {
    const { frame, reading } = this.#body;
    return schemaOf(frame(), reading);
  }

  /**
   * The examples as records, with null where a value is missing.
   *
   * @example
   * import { datasets } from 'densely';
   *
   * console.log(Object.keys(datasets.moons().records()[0] ?? {})); // [ 'x1', 'x2' ]
   */
  records(): R[] {
    nothingMore('records()', arguments, 0);
    const frame = this.#body.frame();
    const readers = frame.columns.map(
      (column) => [column.name, cellReader(column, frame)] as const,
    );
    return Array.from(
      { length: frame.size },
      (_, j) => Object.fromEntries(readers.map(([name, cell]) => [name, cell(j)])) as R,
    );
  }

  /**
   * Sizes and the first examples, as console.log shows them too.
   *
   * @example
   * import { Table } from 'densely';
   *
   * console.log(String(Table.fromRecords([{ plan: 'team' }])).split('\n')[0]); // Table of 1 examples, 1 columns
   */
  toString(): string {
    return #body in this ? tableText(this.#body) : Object.prototype.toString.call(this);
  }
}

export function checkTable(argument: string, value: unknown): Table {
  if (value instanceof Table) return value;
  throw invalid(argument, value, 'a Table or a Dataset', 'ERR_DATA');
}
