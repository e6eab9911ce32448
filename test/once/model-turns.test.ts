// How much of a model file is handled between two turns of the event loop, in bytes and never in seconds.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Files from '../../lib/base/files.js';
import { PIECE } from '../../lib/format/numbers.js';
import { START } from '../../lib/format/safetensors.js';
import { Model } from '../../lib/index.js';
import { sampleParts } from '../parts.js';
import { joined, partsOfFile } from '../safetensors.js';

/** Bytes that were hashed, copied, and read since the last turn, the most so far, and all. */
const count = vi.hoisted(() => {
  const zero = () => ({ hashed: 0, copied: 0, read: 0, written: 0 });
  return { now: zero(), most: zero(), all: zero(), turns: 0, zero };
});
type Kind = keyof typeof count.now;

function handle(kind: Kind, bytes: number): void {
  count.now[kind] += bytes;
  count.all[kind] += bytes;
  count.most[kind] = Math.max(count.most[kind], count.now[kind]);
}

vi.mock('#files', async (original) => {
  const real = await original<typeof Files>();
  const systemCrc32: typeof real.systemCrc32 = (bytes, before) => {
    handle('hashed', bytes.length);
    return real.systemCrc32!(bytes, before);
  };
  return { ...real, systemCrc32 };
});

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  const open: typeof real.open = async (...args) => {
    const file = await real.open(...args);
    const [read, write] = [file.read.bind(file), file.writeFile.bind(file)];
    file.read = (async (into: Uint8Array, ...rest: [number, number, number]) => {
      handle('read', rest[1]);
      return read(into, ...rest);
    }) as typeof file.read;
    file.writeFile = async (piece) => {
      handle('written', (piece as Uint8Array).length);
      return write(piece);
    };
    return file;
  };
  return { ...real, open };
});

const set = Uint8Array.prototype.set;
let going = false;
function watch(): void {
  count.now = count.zero();
  count.turns++;
  if (going) setImmediate(watch);
}

beforeEach(() => {
  Object.assign(count, { now: count.zero(), most: count.zero(), all: count.zero(), turns: 0 });
  vi.spyOn(Uint8Array.prototype, 'set').mockImplementation(function (this: Uint8Array, from, at) {
    handle('copied', from.length);
    set.call(this, from, at);
  });
  going = true;
  setImmediate(watch);
});
afterEach(() => {
  vi.restoreAllMocks();
  going = false;
});

const folder = mkdtempSync(join(tmpdir(), 'densely-turns-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.safetensors');

const model = new Model(sampleParts({ sizes: [3000, 500, 1], scale: 'standard' }).parts);
const whole = model.toBytes();
const PIECES = Math.floor(whole.length / PIECE);

/** One piece in a turn, and what stands before the first. */
function expectPieces(kind: Kind): void {
  expect(count.all[kind], kind).toBeGreaterThanOrEqual(whole.length);
  expect(count.all[kind], kind).toBeLessThan(whole.length + 2 * START);
  expect(count.most[kind], kind).toBeLessThanOrEqual(PIECE + START);
  expect(count.turns).toBeGreaterThan(PIECES);
}

describe(`a model file of ${PIECES} megabytes`, () => {
  it('is made for toBytesAsync a megabyte in a turn', async () => {
    const bytes = await model.toBytesAsync();
    expectPieces('hashed');
    expectPieces('copied');
    expect(Buffer.compare(bytes, whole)).toBe(0);
  });

  it('is saved a megabyte in a turn, and never copied', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let held = 0;
    const look = (): void => {
      held = Math.max(held, process.memoryUsage().arrayBuffers - before);
      if (going) setImmediate(look);
    };
    setImmediate(look);
    await model.save(path);
    expectPieces('hashed');
    expectPieces('written');
    expect(count.all.copied).toBeLessThan(START);
    expect(held).toBeLessThan(2 * PIECE);
    expect(Buffer.compare(readFileSync(path), whole)).toBe(0);
  });

  it('is loaded a megabyte in a turn, straight into its place', async () => {
    writeFileSync(path, whole);
    const loaded = await Model.load(path);
    expectPieces('hashed');
    expectPieces('read');
    expect(count.all.copied).toBeLessThan(2 * START);
    expect(Buffer.compare(loaded.toBytes(), whole)).toBe(0);
  });

  it('is made for toBytes in one turn, and hashed and copied once', () => {
    model.toBytes();
    expect(count.most.hashed).toBe(whole.length);
    expect(count.most.copied).toBeLessThan(whole.length + START);
  });
});

const SIDE = 8944;
const NUMBERS = SIDE * SIDE * 4;
const { text: HEADER } = partsOfFile(new Model(sampleParts().parts).toBytes());
const entry = (name: string, shape: string, begin: number, end: number): string =>
  `"${name}":{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;
/** The header of a small model with a first layer of 320 MB, as a network of these sizes may have it. */
const large = (sizes: string): string =>
  HEADER.replace('[2,2,1]', sizes).replace(
    /"layers.*/,
    `${entry('layers.0.weight', `[${SIDE},${SIDE}]`, 0, NUMBERS)},` +
      `${entry('layers.0.bias', `[${SIDE}]`, NUMBERS, NUMBERS + SIDE * 4)}}`,
  );

describe('320 MB that cannot be a model', () => {
  const bytes = new Uint8Array(NUMBERS + 4096 + SIDE * 4);
  it.each([
    ['a tensor that the network has no place for', large('[2,2,1]'), 'must be F32 of shape [2,2]'],
    ['a tensor that is missing', large(`[${SIDE},${SIDE},1]`), 'layers.1.weight'],
    ['no network', large('[2,0,1]'), 'sizes[1]'],
    ['classes of another network', large('[2,2,1]').replace('yes', 'no'), '2 different labels'],
    ['another program', large('[2,2,1]').replace('densely', 'pt'), 'another program'],
    ['a header that does not fill it', HEADER, 'bytes follow the last tensor'],
  ])('are refused before their numbers are read: %s', async (_, header, says) => {
    const head = joined(header, new Uint8Array(0));
    const size = head.length + NUMBERS + SIDE * 4;
    writeFileSync(path, head);
    truncateSync(path, size);
    set.call(bytes, head);
    await expect(Model.load(path)).rejects.toThrow(says);
    expect(() => Model.fromBytes(bytes.subarray(0, size))).toThrow(says);
    expect(count.all.hashed).toBe(0);
    expect(count.all.read).toBeLessThanOrEqual(START);
    expect(count.all.copied).toBeLessThan(2 * START);
  });
});
