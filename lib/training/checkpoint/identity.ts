// What a checkpoint is of: the data and the options that decide bits.
import { checksumText, fastCrc32 } from '../../base/checksum.js';
import type { FloatArray } from '../../base/dtype.js';
import { placementOf, type Matrix } from '../../base/matrix.js';
import type { Slices } from '../../base/slices.js';
import { encoded, piecesOf } from '../../format/numbers.js';
import type { RunOptions } from '../option-table.js';

/** Of a run, each part a hash of its own, so that a difference can be named. */
export interface Identity {
  readonly options: string;
  /** Of the starting parameters: seed, initializer, network. */
  readonly start: string;
  readonly data: string;
  readonly held: string;
}

/** Options that change no bit of a step, or only where a run ends and what becomes of its end. */
const FREE = [
  'threads',
  'signal',
  'onProgress',
  'maxSteps',
  'maxSeconds',
  'checkpoint',
  'resume',
  'log',
  'start',
  'calibrate',
] as const;

/** Options that are told by what comes of them: data, encodings, starting parameters. */
const ELSEWHERE = [
  'validation',
  'initializer',
  'columns',
  'impute',
  'classWeights',
  'watch',
] as const;

/**
 * @param start hash of the starting parameters
 * @param held matrices of what is held out
 */
export function* identityOf(
  options: RunOptions,
  start: string,
  data: readonly (Matrix | FloatArray | null)[],
  held: readonly (Matrix | FloatArray | null)[],
): Slices<Identity> {
  return {
    options: textHash(canonical(options, [...FREE, ...ELSEWHERE])),
    start,
    data: yield* hashOf(data.map(storageOf)),
    held: yield* hashOf(held.map(storageOf)),
  };
}

function storageOf(of: Matrix | FloatArray | null): FloatArray | null {
  return of === null || ArrayBuffer.isView(of)
    ? (of as FloatArray | null)
    : placementOf(of).storage;
}

/** What was said and what holds, as plain values: names for what has one. */
export function plainOptions(options: RunOptions): Readonly<Record<string, unknown>> {
  return JSON.parse(canonical(options, [...FREE, 'validation', 'initializer'])) as Record<
    string,
    unknown
  >;
}

/** As JSON, keys in order; functions by the word alone. */
function canonical(options: RunOptions, left: readonly string[]): string {
  const { metrics, sets } = options.watch;
  const watch = { metrics: metrics.map(({ name }) => name), sets: sets.map(([name]) => name) };
  const entries = Object.entries({ ...options, watch }).filter(([key]) => !left.includes(key));
  const sorted = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted, (_, value: unknown) => {
    if (typeof value === 'function') return 'function';
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}

function textHash(text: string): string {
  return checksumText(fastCrc32(new TextEncoder().encode(text)));
}

/** CRC-32 of numbers, and how many there are: a hash against mistakes, none against malice. */
export function* hashOf(arrays: readonly (FloatArray | null)[]): Slices<string> {
  let [crc, count] = [0, 0];
  const all = arrays.filter((array) => array !== null);
  for (const numbers of piecesOf(all)) {
    crc = fastCrc32(encoded(numbers), crc);
    count += numbers.length;
    yield;
  }
  return `${checksumText(crc)}-${count}`;
}
