// The columns of data beside those of a model: by name where somebody named both, else by place.
import { sharedIndices } from '../base/dtype.js';
import { DenselyError, nearest, show, some } from '../base/errors.js';
import { withRows, type Matrix } from '../base/matrix.js';
import type { ColumnOptions } from '../data/column.js';
import type { CsvTableOptions } from '../data/csv.js';
import { columnsText } from '../data/kinds.js';
import type { FeatureNames } from '../data/names.js';
import type { Extra } from './example-cells.js';
import type { ModelParts } from './parts.js';

/** How a file is to be read for a model: options of Table.csv. */
export type ModelColumns = Pick<CsvTableOptions, 'features' | 'holes'> & {
  readonly columns?: Readonly<Record<string, ColumnOptions>>;
};

/** The features in the model's order and as it read them; nothing of a model without names: all, as they come. */
export function readingFor({ features, named, reading }: ModelParts): ModelColumns {
  if (!named) return {};
  const { columns, holes } = reading;
  const said = features.map((name, f) => [name, { kind: 'number', ...columns?.[f] }] as const);
  return { features, columns: Object.fromEntries(said), holes };
}

/** What becomes of columns that the model does not use. */
interface Unused {
  /** Those that the training data had too. */
  readonly ignored: readonly string[];
  /** Of columns that it never had; undefined: they are refused, and no option says otherwise. */
  readonly extra: Extra | undefined;
}

/**
 * Where the model's features are among the columns of data; undefined: they are the same in the same order.
 *
 * @throws `ERR_DATA` for other features than the model's
 */
export function columnsFor(
  data: FeatureNames,
  model: FeatureNames,
  { ignored, extra }: Unused,
): Uint32Array | undefined {
  const byName = data.named && model.named;
  if (!byName) {
    if (data.features.length === model.features.length) return undefined;
    throw otherFeatures(data, model);
  }
  const [wanted, left] = [new Set(model.features), new Set(ignored)];
  const isUsed = (name: string): boolean =>
    wanted.has(name) || (extra !== 'ignore' && !left.has(name));
  const used = data.features.filter(isUsed);
  const order = orderOf(used, model.features);
  if (order === undefined) throw otherFeatures({ ...data, features: used }, model, extra);
  const places = new Map(data.features.map((name, i) => [name, i]));
  model.features.forEach((name, i) => (order[i] = places.get(name)!));
  const isSame = used.length === data.features.length && order.every((row, i) => row === i);
  return isSame ? undefined : order;
}

/**
 * The rows of Y in the order of the model's targets, where both have the same names: a view. Other
 * names are taken by place: a table may call the truth what it likes.
 */
export function targetsInModelOrder(
  Y: Matrix,
  data: readonly string[],
  model: readonly string[],
): Matrix {
  const order = orderOf(data, model);
  return order === undefined ? Y : inOrder(Y, order);
}

/** Where each of the wanted names is among others; undefined where the two are not the same names. */
function orderOf(names: readonly string[], wanted: readonly string[]): Uint32Array | undefined {
  const places = new Map(names.map((name, i) => [name, i]));
  const same = names.length === wanted.length && wanted.every((name) => places.has(name));
  if (!same) return undefined;
  const order = sharedIndices(wanted.length);
  wanted.forEach((name, i) => (order[i] = places.get(name)!));
  return order;
}

/** @param order numbers of rows in shared memory */
function inOrder(m: Matrix, order: Uint32Array): Matrix {
  return order.every((row, i) => row === i) ? m : withRows(m, order);
}

function otherFeatures(data: FeatureNames, model: FeatureNames, extra?: Extra): DenselyError {
  const were = `data has the features ${some(data.features)}, but the model was trained on ${some(model.features)}`;
  return new DenselyError(
    'ERR_DATA',
    'data',
    `${were}: ${difference(data, model)}.${moreAdvice(data, model, extra)}`,
  );
}

/** What is missing, with the nearest name of what is more; what nobody named is counted. */
function difference(data: FeatureNames, model: FeatureNames): string {
  if (!data.named || !model.named)
    return `${data.features.length} instead of ${model.features.length}, by place, since nobody named those of the ${data.named ? 'model' : 'data'}`;
  const missing = without(model.features, data.features);
  const more = without(data.features, model.features);
  const near = (name: string): string => {
    const other = nearest(name, more);
    return other === undefined ? show(name) : `${show(name)} (is it ${show(other)}?)`;
  };
  return [
    missing.length === 0 ? '' : `missing ${listed(missing, near)}`,
    more.length === 0 ? '' : `not known ${listed(more, show)}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** What to do where the data have all columns that are wanted, and others. */
function moreAdvice(data: FeatureNames, model: FeatureNames, extra: Extra | undefined): string {
  const [first, ...others] = without(data.features, model.features);
  const isMore = data.named && model.named && without(model.features, data.features).length === 0;
  if (!isMore || first === undefined) return '';
  if (extra === 'refuse') return " With { extra: 'ignore' } other columns are left out.";
  const which = others.length === 0 ? 'it' : 'them';
  return ` Leave ${which} out where the data are read: columns: ${columnsText(first, 'skip')}.`;
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

/** More than this nobody reads. */
const MOST = 6;

function listed(names: readonly string[], text: (name: string) => string): string {
  const more = names.length > MOST ? `, … (${names.length})` : '';
  return names.slice(0, MOST).map(text).join(', ') + more;
}
