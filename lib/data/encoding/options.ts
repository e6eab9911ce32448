// What is said of how columns are encoded: readers, and which of several sayings holds for a column.
import { numberWithin, oneOf, readOptions } from '../../base/checks.js';
import { invalid, nearestHint } from '../../base/errors.js';
import type { ColumnOptions, ImputeOption, ScaleName, ScaleOption } from '../column.js';
import type { FrameColumn } from '../frame.js';
import { unknownColumn } from '../names.js';
import { limits } from './warp.js';

/** What may be said of a column when it is encoded. */
export type EncodingColumn = Pick<ColumnOptions, 'scale' | 'impute'>;

/** How a table is to be encoded. */
export interface EncodingRequest {
  readonly scale: ScaleOption;
  readonly impute: ImputeOption;
  /** Of single columns by their names: before what their reader was told, and that before the two above. */
  readonly columns?: Readonly<Record<string, EncodingColumn>> | undefined;
  /** Of the sample of examples that quantiles of a large table are taken from. */
  readonly seed: number;
}

/** A scale with its limit: Infinity where nothing is clipped. */
export interface Scaling {
  readonly scale: ScaleName;
  readonly clip: number;
}

export const scaleNames: readonly ScaleName[] = [
  'standard',
  'minmax',
  'robust',
  'quantile',
  'log',
  'none',
];

/** Where a robust scale is clipped unless something else is said. */
const ROBUST_CLIP = 3;

export function scalingOf(option: ScaleOption): Scaling {
  const { name, clip } = typeof option === 'string' ? { name: option, clip: undefined } : option;
  return { scale: name, clip: clip ?? (name === 'robust' ? ROBUST_CLIP : Infinity) };
}

/** Reads a scale: a name, or an object with a name and a limit. */
export function scaleOption(argument: string, value: unknown): ScaleOption {
  if (value === null || typeof value !== 'object') return oneOf(argument, value, scaleNames);
  const { name, clip } = readOptions(argument, value, ['name', 'clip']);
  const scale = oneOf(`${argument}.name`, name, scaleNames);
  return clip === undefined
    ? scale
    : { name: scale, clip: numberWithin(`${argument}.clip`, clip, limits.lowest, limits.highest) };
}

const imputeNames = ['mean', 'median', 'refuse'] as const;

/** Reads what stands for a missing number. */
export function imputeOption(argument: string, value: unknown): ImputeOption {
  const name = imputeNames.find((known) => known === value);
  if (name !== undefined) return name;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const hint = typeof value === 'string' ? nearestHint(value, imputeNames) : '';
  throw invalid(argument, value, `'mean', 'median', 'refuse' or a finite number${hint}`);
}

/** What holds for a column. */
export interface ColumnRequest extends Scaling {
  readonly impute: ImputeOption;
}

/** @throws `ERR_OPTION` where a value is said to stand for a missing word */
export function columnRequest(column: FrameColumn, request: EncodingRequest): ColumnRequest {
  const { columns = {} } = request;
  const own = Object.hasOwn(columns, column.name) ? columns[column.name]! : {};
  const said = own.impute ?? column.said.impute;
  const isNumber = 'values' in column || 'times' in column || column.ordered;
  if (!isNumber && said !== undefined && said !== 'refuse')
    throw invalid(
      `columns.${column.name}.impute`,
      said,
      "'refuse' or left out: a missing word is 0 in all of its column's inputs",
    );
  return {
    ...scalingOf(own.scale ?? column.said.scale ?? request.scale),
    impute: said ?? request.impute,
  };
}

/** @throws `ERR_OPTION` where something is said of a column that is not there */
export function checkColumnNames(names: readonly string[], { columns }: EncodingRequest): void {
  for (const name of Object.keys(columns ?? {}))
    if (!names.includes(name)) throw unknownColumn(`columns.${name}`, name, names);
}
