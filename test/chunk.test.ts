// Chunks of training steps, on the backend in use.
import { describe, expect, it } from 'vitest';
import { STOP_AFTER_STEP, TELL_COST } from '../lib/backend/abi.js';
import type { Chunk, ChunkResult } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { RandomState } from '../lib/index.js';
import { networkSpec, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { chunkFor } from './chunks.js';
import { flag } from './placements.js';
import { draws, firstDifference, numbers, type Floats } from './oracles.js';

function specOf(dtype: DType): NetworkSpec {
  return networkSpec(dtype, [3, 5, 3], ['tanh'], 'crossEntropy');
}

function startOf(spec: NetworkSpec): Floats {
  return draws(spec.dtype, parameterCount(spec), new RandomState(4));
}

const train = (spec: NetworkSpec, chunk: Chunk): Promise<ChunkResult> =>
  currentBackend().program(spec).train(chunk);

describe.each(dtypes)('a cost that is told alone, %s', (dtype) => {
  const spec = specOf(dtype);
  const start = startOf(spec);
  const flags = new Uint8Array(40).fill(TELL_COST);

  it('is the one that would be recorded; the parameters are the same, and no snapshot is taken', async () => {
    const [recorded, told] = [chunkFor(spec, start), chunkFor(spec, start, { flags })];
    const counts = { steps: 40, skipped: 0, recorded: 40, finite: true };
    expect(await train(spec, recorded)).toEqual(counts);
    expect(await train(spec, told)).toEqual(counts);
    expect(firstDifference(told.costs, recorded.costs)).toBeUndefined();
    expect(firstDifference(told.parameters, recorded.parameters)).toBeUndefined();
    expect(told.snapshot.every((v) => v === 0)).toBe(true);
    expect([...told.carry]).toEqual([0, 0]);
  });

  it('that is not finite ends nothing', async () => {
    const broken = numbers(dtype, start);
    broken[0] = NaN;
    const told = chunkFor(spec, broken, { flags });
    expect(await train(spec, told)).toMatchObject({ steps: 40, recorded: 40 });
    expect(told.costs.every(Number.isNaN)).toBe(true);
  });
});

describe.each(dtypes)('what a chunk keeps, %s', (dtype) => {
  const spec = specOf(dtype);
  const start = startOf(spec);
  const room = (): Floats => sharedZeros(dtype, start.length);

  it('is its last parameters, and changes no others', async () => {
    const [plain, kept] = [chunkFor(spec, start), chunkFor(spec, start, { keep: room() })];
    expect(await train(spec, plain)).toEqual({ steps: 40, skipped: 0, recorded: 40, finite: true });
    expect(await train(spec, kept)).toEqual({ steps: 40, skipped: 0, recorded: 40, finite: true });
    expect(firstDifference(kept.keep!, kept.parameters)).toBeUndefined();
    expect(firstDifference(kept.parameters, plain.parameters)).toBeUndefined();
    expect(firstDifference(kept.snapshot, kept.keep!)).toContain('element 0');
  });

  it('is nothing where steps are left', async () => {
    const stopped = chunkFor(spec, start, { keep: room(), cancel: flag(STOP_AFTER_STEP) });
    expect(await train(spec, stopped)).toEqual({ steps: 0, skipped: 0, recorded: 0, finite: true });
    expect(stopped.keep!.every((v) => v === 0)).toBe(true);
  });

  it('tells what is not finite, where it is wanted', async () => {
    const flags = new Uint8Array(40);
    const scalars = new Float64Array(40).fill(Infinity);
    const wanted = chunkFor(spec, start, { keep: room(), flags, scalars });
    expect(await train(spec, wanted)).toEqual({
      steps: 40,
      skipped: 0,
      recorded: 0,
      finite: false,
    });
    expect(firstDifference(wanted.keep!, wanted.parameters)).toBeUndefined();
    const unwanted = chunkFor(spec, start, { flags, scalars });
    expect(await train(spec, unwanted)).toMatchObject({ steps: 40, finite: true });
  });

  it.each([NaN, Infinity, -Infinity])('looks at every parameter: one %d', async (value) => {
    for (const i of [0, start.length - 1]) {
      const broken = numbers(dtype, start);
      broken[i] = value;
      const chunk = chunkFor(spec, broken, { keep: room(), cancel: flag(STOP_AFTER_STEP) });
      expect((await train(spec, chunk)).finite).toBe(false);
    }
  });
});
