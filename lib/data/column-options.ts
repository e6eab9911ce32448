// What callers say of columns, read and checked.
import { oneOf, readOptions } from '../base/checks.js';
import { invalid, show } from '../base/errors.js';
import { isKeyed } from '../base/tags.js';
import { columnKeys, columnKinds, type ColumnOptions } from './column.js';
import { dateFormats } from './dates.js';
import { imputeOption, scaleOption, type EncodingColumn } from './encoding/options.js';
import { unknownColumn } from './names.js';
import type { NumberFormat } from './numerals.js';
import { checkText } from './text.js';

/** What is said of columns, by their names. */
export type ToldColumns = ReadonlyMap<string, ColumnOptions>;

type ColumnKey = (typeof columnKeys)[number];

/** @throws `ERR_OPTION` for what cannot be said of a column */
export function columnsOption(argument: string, value: unknown): ToldColumns {
  return toldColumns(argument, value, columnKeys, "{ plan: 'category', id: 'skip' }");
}

/** The same of how columns are encoded: their scale, and what stands for a hole. */
export function encodingColumns(
  argument: string,
  value: unknown,
): Readonly<Record<string, EncodingColumn>> {
  const told = toldColumns(argument, value, ['scale', 'impute'], '{ age: { impute: 0 } }');
  // Without a prototype: a column may have any name.
  return Object.assign(Object.create(null) as object, Object.fromEntries(told));
}

function toldColumns(
  argument: string,
  value: unknown,
  keys: readonly ColumnKey[],
  example: string,
): ToldColumns {
  if (value === undefined) return new Map();
  if (!isKeyed(value)) throw invalid(argument, value, `an object such as ${example}`);
  const entries = Object.entries(value as Record<string, unknown>).filter(
    ([, said]) => said !== undefined,
  );
  return new Map(
    entries.map(([name, said]) => [name, columnOption(`${argument}.${name}`, said, keys)]),
  );
}

function columnOption(argument: string, value: unknown, keys: readonly ColumnKey[]): ColumnOptions {
  if (typeof value === 'string' && keys.includes('kind'))
    return { kind: oneOf(argument, value, columnKinds) };
  const said: Partial<Record<ColumnKey, unknown>> = readOptions(argument, value, keys);
  const read = <T>(key: ColumnKey, take: (argument: string, value: unknown) => T) =>
    said[key] === undefined ? {} : { [key]: take(`${argument}.${key}`, said[key]) };
  const options: ColumnOptions = {
    ...read('kind', (path, kind) => oneOf(path, kind, columnKinds)),
    ...read('order', orderOption),
    ...read('impute', imputeOption),
    ...read('scale', scaleOption),
    ...read('format', (path, format) => oneOf(path, format, dateFormats)),
    ...read('decimal', (path, mark) => oneOf(path, mark, ['.', ','] as const)),
    ...read('thousands', separatorOption),
    ...read('unit', unitOption),
  };
  checkTogether(argument, options);
  return options;
}

function orderOption(argument: string, value: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? Array.from(value as unknown[], levelText) : [];
  const right = list.length > 1 && list.every((level) => typeof level === 'string');
  if (!right || new Set(list).size < list.length)
    throw invalid(argument, value, 'a list of at least two different levels, the least first');
  for (const level of list) checkText(argument, level);
  return Object.freeze(list as string[]);
}

function levelText(level: unknown): unknown {
  return typeof level === 'number' || typeof level === 'boolean' ? String(level) : level;
}

function separatorOption(argument: string, value: unknown): string {
  if (typeof value === 'string' && /^[.,' \u00A0\u202F\u2019]$/.test(value)) return value;
  throw invalid(argument, value, 'one of ".", ",", "\'" and a space');
}

function unitOption(argument: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && !/[\d\0]/.test(value))
    return value.trim();
  throw invalid(argument, value, 'a text without digits, such as "%" or "$"');
}

/** How all numbers are written. */
export function numbersOption(
  numbers: Readonly<Partial<Record<keyof NumberFormat, unknown>>>,
): NumberFormat {
  const { decimal, thousands, unit } = numbers;
  const format: NumberFormat = {
    ...(decimal === undefined ? {} : { decimal: oneOf('decimal', decimal, ['.', ','] as const) }),
    ...(thousands === undefined ? {} : { thousands: separatorOption('thousands', thousands) }),
    ...(unit === undefined ? {} : { unit: unitOption('unit', unit) }),
  };
  checkMarks('thousands', format);
  return format;
}

/** Which kind a key of the options belongs to. */
const belongs: Readonly<Partial<Record<keyof ColumnOptions, ColumnOptions['kind']>>> = {
  order: 'category',
  format: 'date',
  decimal: 'number',
  thousands: 'number',
  unit: 'number',
};

function checkTogether(argument: string, options: ColumnOptions): void {
  for (const [key, kind] of Object.entries(belongs)) {
    const value = options[key as keyof ColumnOptions];
    if (value === undefined || (options.kind ?? kind) === kind) continue;
    throw invalid(`${argument}.${key}`, value, `left out with kind ${show(options.kind)}`);
  }
  checkMarks(`${argument}.thousands`, options);
}

function checkMarks(argument: string, { decimal, thousands }: NumberFormat): void {
  if (thousands !== undefined && thousands === (decimal ?? '.'))
    throw invalid(argument, thousands, 'another character than the decimal mark');
}

/** The kind that is said, or that follows from what is said. */
export function saidKind(options: ColumnOptions | undefined): ColumnOptions['kind'] {
  if (!options || options.kind !== undefined) return options?.kind;
  const [, kind] =
    Object.entries(belongs).find(([key]) => options[key as keyof ColumnOptions] !== undefined) ??
    [];
  return kind;
}

/**
 * @param asked columns that are targets, weights or groups, and the options that name them
 * @throws `ERR_OPTION` for what is said of a column that is not there, and for what contradicts what it is for
 */
export function checkTold(
  told: ToldColumns,
  names: readonly string[],
  asked: ReadonlyMap<string, string> = new Map(),
): void {
  for (const [name, said] of told) {
    if (!names.includes(name)) throw unknownColumn(`columns.${name}`, name, names);
    const option = asked.get(name);
    if (option === undefined) continue;
    if (said.kind === 'skip')
      throw invalid(`columns.${name}`, 'skip', `left out: ${option} asks for that column`);
    for (const key of ['impute', 'scale', 'order'] as const)
      if (said[key] !== undefined)
        throw invalid(`columns.${name}.${key}`, said[key], `left out: ${option} is no feature`);
  }
}
