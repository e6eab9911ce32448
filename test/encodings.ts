// Tables as frames, for tests of how they are encoded.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Frame, FrameColumn } from '../lib/data/frame.js';

type Cell = string | number | null;

/** A column as a fixture has it: dates as ISO text in UTC. */
export interface GivenColumn {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'boolean' | 'ordinal' | 'date';
  readonly values: readonly Cell[];
  readonly levels?: readonly string[];
}

export interface Way {
  readonly scale: 'standard' | 'minmax' | 'robust' | 'quantile' | 'log';
  readonly impute: 'mean' | 'median';
  readonly inputs: readonly (readonly number[])[];
}

/** What scikit-learn makes of six tables. */
export const tables = JSON.parse(
  gunzipSync(readFileSync(new URL('fixtures/encoding.json.gz', import.meta.url))).toString(),
) as Readonly<
  Record<string, { readonly columns: readonly GivenColumn[]; readonly ways: readonly Way[] }>
>;

function levelsOf(values: readonly Cell[], levels: readonly string[]): FrameColumn & object {
  const codes = Int32Array.from(values, (v) => (v === null ? -1 : levels.indexOf(v as string)));
  return { kind: 'category', codes, levels, ordered: false } as unknown as FrameColumn;
}

export function frameColumn({ name, kind, values, levels }: GivenColumn): FrameColumn {
  const holes = values.includes(null);
  const shared = { name, holes, said: {} };
  if (kind === 'number') {
    const numbers = Float64Array.from(values, (v) => (v === null ? NaN : (v as number)));
    return { ...shared, kind, values: numbers, offset: 0, stride: 1 };
  }
  if (kind === 'date') {
    const times = Float64Array.from(values, (v) => (v === null ? NaN : Date.parse(`${v}Z`)));
    return { ...shared, kind, times };
  }
  const own =
    kind === 'boolean' ? ['false', 'true'] : [...new Set(values.filter((v) => v !== null))];
  const all = levels ?? (own as string[]);
  return {
    ...levelsOf(values, all),
    ...shared,
    kind: kind === 'boolean' ? kind : 'category',
    ordered: kind === 'ordinal',
  } as FrameColumn;
}

export function frameOf(columns: readonly GivenColumn[], order: Uint32Array | null = null): Frame {
  const size = order ? order.length : columns[0]!.values.length;
  return { columns: columns.map(frameColumn), order, size };
}
