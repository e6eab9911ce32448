// What a model file says of how cells of records are read.
import { oneOf, readOptions } from '../../base/checks.js';
import { invalid } from '../../base/errors.js';
import { cellKeys } from '../../data/cells.js';
import { columnsOption, numbersOption } from '../../data/column-options.js';
import { holesOption, type HolesOption } from '../../data/holes.js';
import { checkText } from '../../data/text.js';
import type { ModelReading } from '../parts.js';

const CODE = 'ERR_MODEL_FILE';
const KEYS = ['columns', 'holes', 'ignored', 'targets'] as const;
const FORMAT_KEYS = ['decimal', 'thousands', 'unit'] as const;
const KINDS = ['number', 'category', 'boolean', 'date'] as const;

/** As JSON; undefined where there is nothing to say. */
export function readingText(reading: ModelReading): string | undefined {
  const { columns, holes, ignored, targets } = reading;
  if (!columns && holes === undefined && ignored.length === 0 && !targets) return undefined;
  return JSON.stringify({
    columns,
    ...(holes !== undefined && { holes }),
    ignored,
    ...(targets && { targets }),
  });
}

/**
 * @param count how many features and targets there are
 * @throws a DenselyError about the first thing that no model says
 */
export function readingFrom(
  text: string,
  count: { readonly features: number; readonly targets: number },
): ModelReading {
  const { columns, holes, ignored, targets } = readOptions('metadata reading', parsed(text), KEYS);
  holesOption(holes);
  const names: unknown[] = Array.isArray(ignored) ? Array.from(ignored as unknown[]) : [0];
  if (!names.every((name) => typeof name === 'string'))
    throw invalid('metadata reading.ignored', ignored, 'a list of names', CODE);
  names.forEach((name, i) => checkText(`metadata reading.ignored[${i}]`, name));
  const reading = {
    columns: columns === null || columns === undefined ? null : cellsOf(columns, count.features),
    holes: holes as HolesOption | undefined,
    ignored: names,
    targets: targets === undefined ? null : formatsOf(targets, count.targets),
  };
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

function formatsOf(targets: unknown, count: number): ModelReading['targets'] {
  const name = 'metadata reading.targets';
  return listOf(name, targets, count).map((format, t) =>
    numbersOption(readOptions(`${name}[${t}]`, format, FORMAT_KEYS)),
  );
}

function listOf(name: string, value: unknown, count: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === count) return value;
  throw invalid(name, value, `a list of ${count} columns`, CODE);
}

function cellsOf(columns: unknown, features: number): ModelReading['columns'] {
  return listOf('metadata reading.columns', columns, features).map((column, c) => {
    const name = `metadata reading.columns[${c}]`;
    const { kind, ...said } = readOptions(name, column, cellKeys);
    const known = oneOf(`${name}.kind`, kind, KINDS);
    return { ...columnsOption(name, { said: { kind: known, ...said } }).get('said'), kind: known };
  });
}
