import { DenselyError, invalid, show, some } from '../../base/errors.js';
import { checkTold } from '../column-options.js';
import { numbered, unknownColumn } from '../names.js';
import { decimal } from '../numerals.js';
import type { Place } from './column.js';
import type { FirstRecord } from './head.js';
import { MOST_FIELDS } from './plain.js';
import type { Problems } from './problems.js';
import type { ColumnRef, TableRequest } from './request.js';

/** The columns of a text. */
export interface Header {
  /** By their places; without a header x1, x2, … */
  readonly names: readonly string[];
  /** Does the first record name them? */
  readonly named: boolean;
  readonly line: number;
}

/** The columns that are read. */
export interface Chosen {
  readonly targets: readonly Place[];
  readonly features: readonly Place[];
  readonly others: readonly Place[];
  /** Features that nobody chose: all that were left. */
  readonly all: boolean;
  /** Columns without a name that are no features as long as nothing is in them. */
  readonly nameless: readonly Place[];
}

/** @throws `ERR_OPTION` where the first record may be an example already */
export function headerOf(first: FirstRecord, request: TableRequest, problems: Problems): Header {
  const { line } = first;
  if (first.count > MOST_FIELDS)
    throw problems.error(
      `line ${line} has ${first.count} fields: more than ${MOST_FIELDS} columns.`,
    );
  const names = first.fields.map(({ text }) => text);
  if (request.header === false) return { names: numbered('x', names.length), named: false, line };
  if (request.header === undefined && mayBeExample(names, request)) throw headerQuestion(names);
  const wrong = names.find((name) => /[\uFFFD\0]/.test(name));
  if (wrong !== undefined) throw problems.notUtf8(line, wrong);
  return { names, named: true, line };
}

/** @param like another record that is the same */
export function headerQuestion(names: readonly string[], like = ''): DenselyError {
  return new DenselyError(
    'ERR_OPTION',
    'header',
    `The first record may be an example (${some(names)}${like}): say header: false if it is one, or header: true if it names the columns.`,
  );
}

/** Does nobody call a column by a name? */
export function isNothingNamed({ targets, features, columns, others }: TableRequest): boolean {
  const byPlace = features === undefined && targets.every((ref) => typeof ref === 'number');
  return byPlace && columns.size === 0 && others.length === 0;
}

/** Is every field a number? A target that is asked for by its place may be text. */
function mayBeExample(names: readonly string[], { targets, features }: TableRequest): boolean {
  const places = targets.map((ref) => (Number(ref) < 0 ? names.length + Number(ref) : ref));
  const byPlace = features === undefined && targets.every((ref) => typeof ref === 'number');
  return names.every((name, i) => !Number.isNaN(decimal(name)) || (byPlace && places.includes(i)));
}

/** What is known beside the names. */
export interface Beside {
  /** Is there nothing in the column at this place, as far as is known? */
  readonly isEmpty: (index: number) => boolean;
  /** Where another record may be the header: for the end of a message. */
  readonly hint: (names: readonly string[]) => string;
}

/**
 * Finds the columns that are asked for.
 * @throws `ERR_OPTION` for a column that is not there, or asked for twice
 * @throws `ERR_DATA` for one that is used and has no name, or the name of another
 */
export function chooseColumns(
  header: Header,
  request: TableRequest,
  beside: Beside,
  problems: Problems,
): Chosen {
  const { names } = header;
  const takers = new Map<number, string>();
  const take = (option: string, ref: ColumnRef): Place => {
    const index = typeof ref === 'string' ? names.indexOf(ref) : ref < 0 ? names.length + ref : ref;
    const name = names[index];
    if (name === undefined) throw notThere(option, ref, names, beside);
    const other = takers.get(index);
    if (other !== undefined) throw takenTwice(option, name, other);
    takers.set(index, option);
    return { index, name };
  };
  const targets = request.targets.map((ref) => take('target', ref));
  const others = request.others.map(({ option, name }) => take(option, name));
  const asked = new Map([...takers].map(([index, option]) => [names[index]!, option]));
  checkTold(request.columns, names, asked);
  const isLeft = (name: string, index: number): boolean =>
    !takers.has(index) && request.columns.get(name)?.kind !== 'skip';
  const isNameless = ({ name, index }: Place): boolean => name === '' && beside.isEmpty(index);
  const all = names.map((name, index) => ({ name, index })).filter((c) => isLeft(c.name, c.index));
  const features =
    request.features?.map((name) => take(request.option, name)) ??
    all.filter((place) => !isNameless(place));
  if (features.length === 0) throw nothingLeft(request, names);
  for (const place of [...targets, ...others, ...features])
    checkName(place, header, beside, problems);
  const chosen = { targets, features, others };
  if (request.features) return { ...chosen, all: false, nameless: [] };
  return { ...chosen, all: true, nameless: all.filter(isNameless) };
}

function checkName(
  { index, name }: Place,
  header: Header,
  beside: Beside,
  problems: Problems,
): void {
  const { names, line } = header;
  if (name === '') throw noName(index, header, problems, beside.hint(names));
  const other = names.findIndex((n, i) => n === name && i !== index);
  if (other >= 0)
    throw problems.error(
      `line ${line}: columns ${Math.min(index, other) + 1} and ${Math.max(index, other) + 1} have the same name, ${show(name)}. Rename one of them.`,
    );
}

export function noName(
  index: number,
  { names, line }: Header,
  problems: Problems,
  hint: string,
): DenselyError {
  return problems.error(
    `line ${line}: column ${index + 1} of ${names.length} has no name. Give it one, or leave the column out.${hint}`,
  );
}

function nothingLeft({ targets }: TableRequest, names: readonly string[]): DenselyError {
  return invalid(
    'target',
    targets,
    `some of the columns, so that a feature is left (${some(names)})`,
  );
}

function takenTwice(option: string, name: string, other: string): DenselyError {
  const by = option === other ? `by ${option}` : `by ${other} and by ${option}`;
  return new DenselyError('ERR_OPTION', option, `Column ${show(name)} is asked for twice, ${by}.`);
}

function notThere(
  option: string,
  ref: ColumnRef,
  names: readonly string[],
  { hint }: Beside,
): DenselyError {
  if (typeof ref === 'number')
    return invalid(option, ref, `a column's number from ${-names.length} to ${names.length - 1}`);
  const delimiter = names.length === 1 ? /[;\t|,]/.exec(names[0]!)?.[0] : undefined;
  const other = delimiter === undefined ? hint(names) : ` Is the delimiter ${show(delimiter)}?`;
  return unknownColumn(option, ref, names, other);
}
