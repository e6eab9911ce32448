import { DenselyError, invalid, show, some } from '../../base/errors.js';
import { unknownColumn } from '../names.js';
import { decimal, type Column } from './values.js';
import type { Problems } from './problems.js';

/** A column by name, or by number from 0 (negative: from the end). */
export type ColumnRef = string | number;

/** The columns that were asked for. */
export interface Wanted {
  readonly targets: readonly ColumnRef[];
  readonly features: readonly string[] | undefined;
  /** The option that names the features. */
  readonly option: 'features' | 'columns';
}

/** The columns that are read. */
export interface Chosen {
  readonly targets: readonly Column[];
  readonly features: readonly Column[];
}

/** The names in the first record, or nothing when that record is an example already. */
export function headerNames(
  fields: readonly string[],
  line: number,
  { header, wanted }: { readonly header: boolean | undefined; readonly wanted: Wanted },
  problems: Problems,
): string[] | undefined {
  if (header === false) return undefined;
  const names = fields.map((field) => field.trim());
  if (header === undefined && mayBeExample(names, wanted)) {
    throw new DenselyError(
      'ERR_OPTION',
      'header',
      `The first record may be an example (${some(names)}): say header: false if it is one, or header: true if it names the columns.`,
    );
  }
  checkNames(names, line, problems);
  return names;
}

/** Is every field a number? A target that is asked for by its place may be text. */
function mayBeExample(names: readonly string[], { targets, features }: Wanted): boolean {
  const places = targets.map((ref) => (Number(ref) < 0 ? names.length + Number(ref) : ref));
  const byPlace = features === undefined && targets.every((ref) => typeof ref === 'number');
  return names.every((name, i) => !Number.isNaN(decimal(name)) || (byPlace && places.includes(i)));
}

function checkNames(names: readonly string[], line: number, problems: Problems): void {
  const places = new Map<string, number>();
  names.forEach((name, i) => {
    const other = places.get(name);
    if (/[\uFFFD\0]/.test(name)) throw problems.notUtf8(line);
    if (name === '')
      throw problems.error(
        `line ${line}: column ${i + 1} of ${names.length} has no name. Give it one, or leave the column out.`,
      );
    if (other !== undefined)
      throw problems.error(
        `line ${line}: columns ${other + 1} and ${i + 1} have the same name, ${show(name)}. Rename one of them.`,
      );
    places.set(name, i);
  });
}

/**
 * Finds the wanted columns.
 * @throws `ERR_OPTION` for a column that is not there, or asked for twice
 */
export function chooseColumns(names: readonly string[], wanted: Wanted): Chosen {
  const all = names.map((name, index) => ({ name, index }));
  const byName = new Map(all.map((column) => [column.name, column]));
  const takers = new Map<Column, string>();
  const take = (option: string, ref: ColumnRef): Column => {
    const column = typeof ref === 'string' ? byName.get(ref) : all.at(ref);
    if (column === undefined) throw notThere(option, ref, names);
    const other = takers.get(column);
    if (other !== undefined) throw takenTwice(option, column.name, other);
    takers.set(column, option);
    return column;
  };
  const targets = wanted.targets.map((ref) => take('target', ref));
  const features =
    wanted.features?.map((name) => take(wanted.option, name)) ?? all.filter((c) => !takers.has(c));
  if (features.length > 0) return { targets, features };
  throw invalid(
    'target',
    wanted.targets,
    `some of the columns, so that a feature is left (${some(names)})`,
  );
}

function takenTwice(option: string, name: string, other: string): DenselyError {
  const by = option === other ? `by ${option}` : `by ${other} and by ${option}`;
  return new DenselyError('ERR_OPTION', option, `Column ${show(name)} is asked for twice, ${by}.`);
}

function notThere(option: string, ref: ColumnRef, names: readonly string[]): DenselyError {
  if (typeof ref === 'number')
    return invalid(option, ref, `a column's number from ${-names.length} to ${names.length - 1}`);
  const delimiter = names.length === 1 ? /[;\t|,]/.exec(names[0]!)?.[0] : undefined;
  const hint = delimiter === undefined ? '' : ` Is the delimiter ${show(delimiter)}?`;
  return unknownColumn(option, ref, names, hint);
}
