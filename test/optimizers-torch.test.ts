// Steps of every optimizer beside PyTorch's on the same network: fixtures/optimizers.py.
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { roundTo, sharedZeros, type DType } from '../lib/base/dtype.js';
import { Matrix, type Optimizer } from '../lib/index.js';
import { optimizerNames, optimizerOption } from '../lib/network/optimizers.js';
import { networkSpec } from '../lib/network/spec.js';
import { chunkFor } from './chunks.js';
import { fixture } from './fixtures.js';
import { largestDifference, numbers, type Floats } from './oracles.js';
import { shared } from './placements.js';

interface Run {
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Parameters after so many steps. */
  readonly float64: Readonly<Record<string, readonly number[]>>;
  readonly float32: Readonly<Record<string, readonly number[]>>;
}

interface Figures {
  readonly x: number[][];
  readonly y: number[][];
  readonly start: readonly number[];
  readonly runs: readonly Run[];
}

const { x, y, start, runs } = fixture('optimizers.json') as Figures;

const examples = (rows: number[][], dtype: DType): Matrix =>
  Matrix.of(shared(Matrix.from(rows, dtype).data), rows.length, rows[0]!.length).T;

/** The parameters after so many full-batch steps, with the decay of a step in proportion to the rate. */
async function after(
  steps: number,
  { optimizer, learningRate, weightDecay }: Run,
  dtype: DType,
): Promise<Floats> {
  const spec = networkSpec(dtype, [3, 4, 2], ['tanh'], 'squared');
  const rule = optimizerOption('optimizer', optimizer);
  const rounded = (values: readonly number[]): Float64Array =>
    Float64Array.from(values, (v) => roundTo(dtype, v));
  const powers = rule.powers();
  const scalars = Array.from({ length: steps }, () => rule.scalars(learningRate, powers)).flat();
  const begin = numbers(dtype, start);
  const chunk: Chunk = chunkFor(spec, begin, {
    x: examples(x, dtype),
    y: examples(y, dtype),
    optimizer: rule.name,
    slots: sharedZeros(dtype, rule.slots * begin.length),
    constants: rounded(rule.constants),
    scalars: rounded(scalars),
    segments: [{ offset: 0, length: begin.length, rate: 1, decay: 1, l2: 0, l1: 0 }],
    penalties: Float64Array.from({ length: 3 * steps }, (_, i) =>
      i % 3 === 0 ? learningRate * weightDecay : 0,
    ),
    flags: new Uint8Array(steps),
    costs: sharedZeros('float64', 0) as Float64Array,
  });
  await currentBackend().program(spec).train(chunk);
  return chunk.parameters;
}

const told = runs.map((run) => [JSON.stringify(run.optimizer), run] as const);

describe('optimizers take PyTorch’s steps', () => {
  it('all of them', () => {
    const names = runs.map(({ optimizer }) => Object.keys(optimizer)[0]);
    expect([...new Set(names)]).toEqual(optimizerNames);
  });

  it.each(told)('%s, 50 of them in float64', async (_, run) => {
    for (const [steps, expected] of Object.entries(run.float64))
      expect(largestDifference(await after(Number(steps), run, 'float64'), expected)).toBeLessThan(
        1e-9,
      );
  });

  it.each(told)('%s, one in float32', async (_, run) => {
    const expected = run.float32[1]!;
    expect(largestDifference(await after(1, run, 'float32'), expected)).toBeLessThan(1e-6);
  });

  it('adamw’s decay is preset, no other’s', () => {
    for (const name of optimizerNames)
      expect(optimizerOption('optimizer', name).weightDecay).toBe(name === 'adamw' ? 0.01 : 0);
  });
});
