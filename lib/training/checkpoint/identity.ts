// What a checkpoint is of: the data and the options that decide bits.
import { fastCrc32 } from '../../base/checksum.js';
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

/** Options that change no bit of a step, or only where a run ends. */
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

/** @param held figures' matrices of what is held out */
export function* identityOf(
  options: RunOptions,
  start: FloatArray,
  data: readonly (Matrix | FloatArray | null)[],
  held: readonly (Matrix | FloatArray | null)[],
): Slices<Identity> {
  return {
    options: textHash(canonical(options)),
    start: yield* hashOf([start]),
    data: yield* hashOf(data.map(storageOf)),
    held: yield* hashOf(held.map(storageOf)),
  };
}

function storageOf(of: Matrix | FloatArray | null): FloatArray | null {
  return of === null || ArrayBuffer.isView(of)
    ? (of as FloatArray | null)
    : placementOf(of).storage;
}

function canonical(options: RunOptions): string {
  const left: readonly string[] = [...FREE, ...ELSEWHERE];
  const entries = Object.entries(options).filter(([key]) => !left.includes(key));
  const { metrics, sets } = options.watch;
  const watched = [metrics.map(({ name }) => name), sets.map(([name]) => name)];
  entries.push(['watch', watched]);
  return JSON.stringify(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) =>
      typeof value === 'function'
        ? 'function'
        : typeof value === 'number' && !Number.isFinite(value)
          ? String(value)
          : value,
  );
}

function textHash(text: string): string {
  return fastCrc32(new TextEncoder().encode(text)).toString(16).padStart(8, '0');
}

/** CRC-32 of numbers, and how many there are: a hash against mistakes, none against malice. */
function* hashOf(arrays: readonly (FloatArray | null)[]): Slices<string> {
  let [crc, count] = [0, 0];
  const all = arrays.filter((array) => array !== null);
  for (const numbers of piecesOf(all)) {
    crc = fastCrc32(encoded(numbers), crc);
    count += numbers.length;
    yield;
  }
  return `${crc.toString(16).padStart(8, '0')}-${count}`;
}
