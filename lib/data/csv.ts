import { nothingMore, oneOf, readOptions } from '../base/checks.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { filePath } from '../base/path.js';
import type { ColumnRef } from './csv/columns.js';
import { Problems } from './csv/problems.js';
import { readRecords, type CsvSource, type PathOrText } from './csv/records.js';
import { Rows, type Request } from './csv/rows.js';
import { classLabels } from './names.js';
import type { NumberSource } from './source.js';
import type { Label, Task } from './targets.js';

export type { CsvSource } from './csv/records.js';

/**
 * How a CSV text is written.
 *
 * @example
 * import { type CsvFormat, Dataset } from 'densely';
 *
 * const german: CsvFormat = { delimiter: ';', header: true };
 * async function* text() {
 *   yield 'length;kind\n1.5;a\n2.5;b\n';
 * }
 * console.log((await Dataset.csv(text(), { ...german, target: 'kind' })).labels); // [ 'a', 'b' ]
 */
export interface CsvFormat {
  /** One character between fields, default a comma. */
  readonly delimiter?: string | undefined;
  /**
   * Does the first record name the columns? Left out: yes, but one that may be an example is refused:
   * numbers only, beside a target that is asked for by its place. Without a header the columns are
   * x1, x2, …; features that are not chosen by these names are x1, x2, … by their own places.
   */
  readonly header?: boolean | undefined;
}

/**
 * Options of {@link Dataset.csv}.
 *
 * @example
 * import { type CsvOptions, Dataset } from 'densely';
 *
 * const options: CsvOptions = { target: -1, features: ['usage', 'age'] };
 * console.log((await Dataset.csv('churn.csv', options)).features); // [ 'usage', 'age' ]
 */
export interface CsvOptions extends CsvFormat {
  /** The target column by name, or by number from 0 (negative: from the end); a list for several. */
  readonly target: string | number | readonly (string | number)[];
  /** The feature columns and their order, default all that are not targets. */
  readonly features?: readonly string[] | undefined;
  /** What the target is; needed for numbers other than 0 and 1. */
  readonly task?: Task | undefined;
  /** The classes in their order, where the text may not hold all of them. */
  readonly classes?: readonly Label[] | undefined;
  /** Of X, default float64. */
  readonly dtype?: DType | undefined;
}

/**
 * Options of {@link readColumns}.
 *
 * @example
 * import { type ColumnsOptions, readColumns } from 'densely';
 *
 * const options: ColumnsOptions = { columns: ['usage'], dtype: 'float32' };
 * const usage = await readColumns('churn.csv', options);
 * console.log(usage.rows, usage.cols, usage.dtype); // 1 60 float32
 */
export interface ColumnsOptions extends CsvFormat {
  /** The columns and their order, default all in the text's order. */
  readonly columns?: readonly string[] | undefined;
  /** Default float64. */
  readonly dtype?: DType | undefined;
}

/**
 * Features and targets of a CSV text (RFC 4180; lines may end in LF or CR LF, fields are trimmed and
 * empty lines skipped), read piece by piece: beside the numbers only one record is in memory.
 *
 * Features are decimal numbers. A single target column is all numbers or all text; with task
 * `'classification'` a mixture is text, with `'regression'` it must be numbers, as several columns must.
 *
 * @throws `ERR_DATA` for what cannot be read or used, with line and column, up to 20 problems at once
 * @throws `ERR_OPTION` for a column that is not there, and where the header must be said
 */
export async function readCsv(source: CsvSource, options: CsvOptions): Promise<NumberSource> {
  const { target, features, task, classes, ...rest } = readOptions('options', options, [
    'target',
    'features',
    'task',
    'classes',
    'dtype',
    'delimiter',
    'header',
  ]);
  const tasks = ['classification', 'regression'] as const;
  return read(source, rest, {
    wanted: {
      targets: targetRefs(target),
      features: nameList('features', features),
      option: 'features',
    },
    task: task === undefined ? undefined : oneOf('task', task, tasks),
    classes: classLabels(classes, undefined),
  });
}

/**
 * Columns of numbers of a CSV text as a Matrix (n columns, m examples), such as `model.predict` takes.
 *
 * @param options `columns`: names and order, default all; `delimiter`, `header`, `dtype`
 * @throws `ERR_DATA`, `ERR_OPTION` as {@link Dataset.csv}
 *
 * @example
 * import { Dataset, readColumns, train } from 'densely';
 *
 * const data = await Dataset.csv('churn.csv', { target: 'left' });
 * const model = await train(data, { epochs: 5, seed: 1 });
 * const X = await readColumns('churn.csv', { columns: model.features });
 * console.log(X.rows, model.predict(X).length); // 3 60
 */
export async function readColumns(source: CsvSource, options?: ColumnsOptions): Promise<Matrix> {
  nothingMore('readColumns()', arguments, 2);
  const keys = ['columns', 'dtype', 'delimiter', 'header'] as const;
  const { columns, ...rest } = readOptions('options', options, keys);
  const wanted = {
    targets: [],
    features: nameList('columns', columns),
    option: 'columns',
  } as const;
  return (await read(source, rest, { wanted, task: undefined, classes: undefined })).X;
}

async function read(
  source: CsvSource,
  options: Partial<Record<'delimiter' | 'header' | 'dtype', unknown>>,
  request: Omit<Request, 'header' | 'dtype'>,
): Promise<NumberSource> {
  const { delimiter = ',', header, dtype = 'float64' } = options;
  const separator = delimiterOption(delimiter);
  if (header !== undefined && typeof header !== 'boolean')
    throw invalid('header', header, 'true or false');
  const path = checkSource(source);
  const problems = new Problems(path);
  const rows = new Rows({ ...request, header, dtype: dtypeOption('dtype', dtype) }, problems);
  const text = path ?? (source as PathOrText);
  await readRecords(text, separator, problems, (fields, line) => rows.take(fields, line));
  return rows.finish();
}

/** The path, if it is one. */
function checkSource(source: unknown): string | undefined {
  const elsewhere = 'Give its text piece by piece instead: (await fetch(url)).body.';
  const path = filePath(source, { argument: 'source', code: 'ERR_DATA', elsewhere });
  if (path !== undefined) return path;
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source)
    return undefined;
  const allowed =
    'a path, a file: URL, or text piece by piece: an AsyncIterable, such as a Readable';
  throw invalid('source', source, allowed, 'ERR_DATA');
}

function delimiterOption(value: unknown): string {
  if (typeof value === 'string' && /^[^"\r\n]$/u.test(value)) return value;
  throw invalid('delimiter', value, 'one character, neither a quote nor a line break');
}

function targetRefs(target: unknown): ColumnRef[] {
  const refs: unknown[] = Array.isArray(target) ? Array.from(target as unknown[]) : [target];
  const known = (ref: unknown): boolean => typeof ref === 'string' || Number.isInteger(ref);
  if (refs.length > 0 && refs.every(known)) return refs as ColumnRef[];
  throw invalid('target', target, 'a name or a whole number of a column, or a list of them');
}

function nameList(option: string, names: unknown): string[] | undefined {
  if (names === undefined) return undefined;
  const list: unknown[] = Array.isArray(names) ? Array.from(names as unknown[]) : [];
  if (list.length > 0 && list.every((name) => typeof name === 'string')) return list as string[];
  throw invalid(option, names, 'a list of at least one column name');
}
