// Chunks of training steps, on the backend in use.
import { describe, expect, it } from 'vitest';
import { COUNT_COST, EMIT_COST, KEEP, STOP_AFTER_STEP, TELL_COST } from '../lib/backend/abi.js';
import type { Chunk, ChunkResult } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { RandomState } from '../lib/index.js';
import { networkSpec, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { chunkFor } from './chunks.js';
import { flag, shared } from './placements.js';
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
  const counts = { steps: 40, skipped: 0, recorded: 40, finite: true };

  /** A chunk that keeps what these steps leave, counted from 1. */
  function keeping(steps: readonly number[], changes: Partial<Chunk> = {}): Chunk {
    const chunk = chunkFor(spec, start, {
      keep: steps.map(() => sharedZeros(dtype, start.length)),
      ...changes,
    });
    for (const step of steps) chunk.flags[step - 1]! |= KEEP;
    return chunk;
  }

  /** The parameters after so many steps. */
  async function after(steps: number): Promise<Floats> {
    const chunk = chunkFor(spec, start, { flags: new Uint8Array(steps), scalars: rates(steps) });
    await train(spec, chunk);
    return chunk.parameters;
  }

  const rates = (steps: number): Float64Array => new Float64Array(steps).fill(0.125);

  it('is what its steps leave, and changes no others', async () => {
    const [plain, kept] = [chunkFor(spec, start), keeping([1, 17, 18, 40])];
    expect(await train(spec, plain)).toEqual(counts);
    expect(await train(spec, kept)).toEqual(counts);
    for (const [i, steps] of [1, 17, 18, 40].entries())
      expect(firstDifference(kept.keep[i]!, await after(steps)), `${steps}`).toBeUndefined();
    expect(firstDifference(kept.parameters, plain.parameters)).toBeUndefined();
    expect(firstDifference(kept.costs, plain.costs)).toBeUndefined();
    expect(firstDifference(kept.snapshot, kept.keep[3]!)).toContain('element 0');
  });

  it('leaves the cost of an epoch as it is', async () => {
    const epochs = Uint8Array.from({ length: 40 }, (_, s) => COUNT_COST | (s % 4 ? 0 : EMIT_COST));
    const [plain, kept] = [
      chunkFor(spec, start, { flags: epochs.slice() }),
      keeping([1, 2, 5, 40], { flags: epochs.slice() }),
    ];
    await Promise.all([train(spec, plain), train(spec, kept)]);
    expect(firstDifference(kept.costs, plain.costs)).toBeUndefined();
    expect([...kept.carry]).toEqual([...plain.carry]);
  });

  it('is nothing of steps that are left', async () => {
    const stopped = keeping([1, 40], { cancel: flag(STOP_AFTER_STEP) });
    expect(await train(spec, stopped)).toEqual({ ...counts, steps: 0, recorded: 0 });
    for (const copy of stopped.keep) expect(copy.every((v) => v === 0)).toBe(true);
  });

  it('ends the chunk where it is not finite', async () => {
    const scalars = rates(40).fill(Infinity, 20);
    const flags = (): Uint8Array => new Uint8Array(40);
    const wanted = keeping([20, 21, 30], { flags: flags(), scalars });
    expect(await train(spec, wanted)).toEqual({ ...counts, steps: 21, recorded: 0, finite: false });
    expect(firstDifference(wanted.keep[0]!, await after(20))).toBeUndefined();
    expect(firstDifference(wanted.keep[1]!, wanted.parameters)).toBeUndefined();
    expect(wanted.keep[2]!.every((v) => v === 0)).toBe(true);
    const unwanted = chunkFor(spec, start, { flags: flags(), scalars });
    expect(await train(spec, unwanted)).toEqual({ ...counts, recorded: 0 });
  });

  it.each([NaN, Infinity, -Infinity])('looks at every parameter: one %d', async (value) => {
    for (const i of [0, start.length - 1]) {
      const broken = numbers(dtype, start);
      broken[i] = value;
      // Nothing moves.
      const still = { parameters: shared(broken), scalars: new Float64Array(40) };
      const chunk = keeping([1], { ...still, flags: new Uint8Array(40) });
      expect(await train(spec, chunk)).toMatchObject({ steps: 1, finite: false });
    }
  });
});
