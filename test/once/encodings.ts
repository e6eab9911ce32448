// Tables as frames, and what is done with them, for tests of how they are encoded.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { atOnce } from '../../lib/base/slices.js';
import { encodeFrame } from '../../lib/data/encoding/encode.js';
import type { Encoding } from '../../lib/data/encoding/encoding.js';
import { fitEncoding } from '../../lib/data/encoding/fit.js';
import type { EncodingRequest } from '../../lib/data/encoding/options.js';
import type { ColumnOptions } from '../../lib/data/column.js';
import type { Frame, FrameColumn } from '../../lib/data/frame.js';
import { Matrix, RandomState, type DType } from '../../lib/index.js';

type Cell = string | number | null;

/** A column as a fixture has it: dates as ISO text in UTC. */
export interface GivenColumn {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'boolean' | 'ordinal' | 'date';
  readonly values: readonly Cell[];
  readonly levels?: readonly string[];
  readonly said?: ColumnOptions;
}

export interface Way {
  readonly scale: 'standard' | 'minmax' | 'robust' | 'quantile' | 'log';
  readonly impute: 'mean' | 'median';
  readonly inputs: readonly (readonly number[])[];
}

interface Given {
  readonly columns: readonly GivenColumn[];
  readonly ways: readonly Way[];
}

/** What scikit-learn makes of six tables. */
export function tables(): [name: string, given: Given][] {
  const bytes = readFileSync(new URL('../fixtures/encoding.json.gz', import.meta.url));
  return Object.entries(JSON.parse(gunzipSync(bytes).toString()) as Record<string, Given>);
}

function numbers(values: readonly Cell[], read: (cell: string | number) => number): Float64Array {
  return Float64Array.from(values, (cell) => (cell === null ? NaN : read(cell)));
}

export function frameColumn({ name, kind, values, levels, said = {} }: GivenColumn): FrameColumn {
  const shared = { name, holes: values.includes(null), said };
  if (kind === 'number')
    return { ...shared, kind, values: numbers(values, Number), offset: 0, stride: 1 };
  if (kind === 'date')
    return { ...shared, kind, times: numbers(values, (cell) => Date.parse(`${cell}Z`)) };
  const own = kind === 'boolean' ? ['false', 'true'] : [...new Set(values)].filter(isText);
  const all = levels ?? own;
  const codes = Int32Array.from(values, (cell) => (isText(cell) ? all.indexOf(cell) : -1));
  const of = kind === 'boolean' ? kind : 'category';
  return { ...shared, kind: of, codes, levels: all, ordered: kind === 'ordinal' };
}

function isText(cell: Cell): cell is string {
  return typeof cell === 'string';
}

export function frameOf(columns: readonly GivenColumn[], order: Uint32Array | null = null): Frame {
  const size = order ? order.length : columns[0]!.values.length;
  return { columns: columns.map(frameColumn), order, size };
}

/** A table of one column. */
export function single(
  kind: GivenColumn['kind'],
  values: readonly Cell[],
  more: Partial<GivenColumn> = {},
): Frame {
  return frameOf([{ name: 'x', kind, values, ...more }]);
}

export function fitted(frame: Frame, request: Partial<EncodingRequest> = {}): Encoding {
  return atOnce(fitEncoding(frame, { scale: 'none', impute: 'mean', seed: 0, ...request }));
}

/** Inputs, each with all examples; all of them finite. */
export function encoded(encoding: Encoding, frame: Frame, dtype: DType = 'float64'): Matrix {
  const rows = encoding.inputNames.map(() => new Array<number>(frame.size).fill(0));
  const to = Matrix.from(rows, dtype);
  expect(atOnce(encodeFrame(encoding, frame, to))).toBe(-1);
  return to;
}

/** Each input's numbers by its name, of a table that is encoded as it was fitted. */
export function inputsOf(
  frame: Frame,
  request: Partial<EncodingRequest> = {},
): Record<string, number[]> {
  const encoding = fitted(frame, request);
  const rows = encoded(encoding, frame).toArray();
  return Object.fromEntries(encoding.inputNames.map((name, i) => [name, rows[i]!]));
}

const WORDS = ['a', 'b', 'é', 'ﾶ', '😀', 'zebra', '', 'true', '10', '9'];

/** A table of all kinds of columns with holes, some of them odd. */
export function randomColumns(seed: number, size: number): GivenColumn[] {
  const random = new RandomState(seed);
  const many = (make: () => Cell, holes: number): Cell[] =>
    Array.from({ length: size }, () => (random.random() < holes ? null : make()));
  const word = (levels: readonly string[]) => () => levels[random.interval(levels.length - 1)]!;
  const date = (step: number) => () =>
    new Date((random.interval(4e7) - 2e7) * step).toISOString().slice(0, -1);
  const some = (from: readonly string[]): string[] => from.slice(0, 2 + random.interval(5));
  return [
    { name: 'n', kind: 'number', values: many(() => random.normal() * 10, 0.2) },
    { name: 'ties', kind: 'number', values: many(() => random.interval(4) - 2, 0) },
    { name: 'all holes', kind: 'number', values: many(() => 0, 1) },
    { name: 'constant', kind: 'number', values: many(() => 7, 0.1) },
    { name: 'words', kind: 'category', values: many(word(some(WORDS)), 0.1) },
    { name: 'many', kind: 'category', values: many(() => `level ${random.interval(99)}`, 0.1) },
    { name: 'two', kind: 'category', values: many(word(['yes', 'no']), 0.1) },
    { name: 'no words', kind: 'category', values: many(() => 'x', 1) },
    { name: 'flag', kind: 'boolean', values: many(word(['true', 'false']), 0.1) },
    { name: 'size', kind: 'ordinal', values: many(word(['S', 'L']), 0.1), levels: ['S', 'M', 'L'] },
    { name: 'day', kind: 'date', values: many(date(86_400_000 / 1000), 0.1) },
    {
      name: 'midnight',
      kind: 'date',
      values: many(() => date(86_400)().slice(0, 10) + 'T00:00', 0),
    },
  ];
}
