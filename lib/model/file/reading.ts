// What a model file says of how cells of records are read.
import { oneOf, readOptions } from '../../base/checks.js';
import { invalid } from '../../base/errors.js';
import { cellKeys } from '../../data/cells.js';
import { columnsOption } from '../../data/column-options.js';
import { holesOption, type HolesOption } from '../../data/holes.js';
import { checkText } from '../../data/text.js';
import type { ModelReading } from '../parts.js';

const CODE = 'ERR_MODEL_FILE';
const KEYS = ['columns', 'holes', 'ignored'] as const;
const KINDS = ['number', 'category', 'boolean', 'date'] as const;

/** As JSON; undefined where there is nothing to say. */
export function readingText({ columns, holes, ignored }: ModelReading): string | undefined {
  if (columns === null && holes === undefined && ignored.length === 0) return undefined;
  return JSON.stringify({ columns, ...(holes !== undefined && { holes }), ignored });
}

/**
 * @param features how many there are
 * @throws a DenselyError about the first thing that no model says
 */
export function readingFrom(text: string, features: number): ModelReading {
  const { columns, holes, ignored } = readOptions('metadata reading', parsed(text), KEYS);
  holesOption(holes);
  const names: unknown[] = Array.isArray(ignored) ? Array.from(ignored as unknown[]) : [0];
  if (!names.every((name) => typeof name === 'string'))
    throw invalid('metadata reading.ignored', ignored, 'a list of names', CODE);
  names.forEach((name, i) => checkText(`metadata reading.ignored[${i}]`, name));
  const list = columns === null || columns === undefined ? null : cellsOf(columns, features);
  const reading = { columns: list, holes: holes as HolesOption | undefined, ignored: names };
  if (readingText(reading) !== text)
    throw invalid('metadata reading', text, 'what densely writes, in its order', CODE);
  return reading;
}

/** @throws `ERR_MODEL_FILE` for what is no JSON */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('metadata', text, 'JSON', CODE);
  }
}

function cellsOf(columns: unknown, features: number): ModelReading['columns'] {
  if (!Array.isArray(columns) || columns.length !== features)
    throw invalid('metadata reading.columns', columns, `a list of ${features} columns`, CODE);
  return columns.map((column: unknown, c) => {
    const name = `metadata reading.columns[${c}]`;
    const { kind, ...said } = readOptions(name, column, cellKeys);
    const known = oneOf(`${name}.kind`, kind, KINDS);
    return { ...columnsOption(name, { said: { kind: known, ...said } }).get('said'), kind: known };
  });
}
