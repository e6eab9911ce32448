// Steps that do more than the plain ones beside PyTorch's: fixtures/steps.json.
import { describe, expect, it } from 'vitest';
import { KEEP } from '../lib/backend/abi.js';
import type { Chunk, Segment } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { sharedZeros } from '../lib/base/dtype.js';
import { Matrix } from '../lib/index.js';
import type { Loss } from '../lib/network/losses.js';
import { optimizerRule } from '../lib/network/optimizers.js';
import { networkSpec } from '../lib/network/spec.js';
import { chunkFor } from './chunks.js';
import { fixture } from './fixtures.js';
import { largestDifference } from './oracles.js';
import { shared } from './placements.js';

type Figures = Readonly<Record<string, readonly number[]>> & {
  readonly x: readonly (readonly number[])[];
};
const torch = fixture('steps.json') as Figures;
const [steps, m] = [50, torch.x.length];

/** The same numbers for every step. */
const always = (...values: number[]): Float64Array =>
  Float64Array.from({ length: steps * values.length }, (_, i) => values[i % values.length]!);

const all = (changes: Partial<Segment>): readonly Segment[] => [
  { offset: 0, length: torch['start']!.length, rate: 1, decay: 0, l2: 0, l1: 0, ...changes },
];

function adam(learningRate: number): Partial<Chunk> {
  const rule = optimizerRule('adam');
  const powers = rule.powers();
  const scalars = Array.from({ length: steps }, () => rule.scalars(learningRate, powers)).flat();
  return {
    optimizer: 'adam',
    slots: sharedZeros('float64', 2 * torch['start']!.length),
    constants: Float64Array.from(rule.constants),
    scalars: Float64Array.from(scalars),
  };
}

async function run(changes: Partial<Chunk>, loss: Loss): Promise<Chunk> {
  const spec = networkSpec('float64', [3, 5, 4], ['tanh'], loss);
  const y = Float64Array.from({ length: 4 * m }, (_, i) =>
    i % 4 === torch['label']![Math.floor(i / 4)] ? 1 : 0,
  );
  const chunk = chunkFor(spec, Float64Array.from(torch['start']!), {
    x: Matrix.of(shared(Float64Array.from(torch.x.flat())), m, 3).T,
    y: Matrix.of(shared(y), m, 4).T,
    flags: new Uint8Array(steps),
    scalars: always(0.5),
    ...changes,
  });
  await currentBackend().program(spec).train(chunk);
  return chunk;
}

describe('50 steps are those of PyTorch', () => {
  it.each<[name: string, changes: Partial<Chunk>, loss?: Loss]>([
    ['plain', {}],
    ['norm', { clips: always(0.2, Infinity) }],
    ['value', { clips: always(Infinity, 0.02) }],
    ['valueThenNorm', { clips: always(0.05, 0.02) }],
    ['smoothing', { smoothing: always(0.1) }],
    ['binarySmoothing', { smoothing: always(0.2) }, 'binaryCrossEntropy'],
    ['l2', { segments: all({ l2: 1 }), penalties: always(0, 0.1 * m, 0) }],
    [
      'l2ThenNorm',
      {
        segments: all({ l2: 1 }),
        penalties: always(0, 0.1 * m, 0),
        clips: always(0.2, Infinity),
      },
    ],
    ['decay', { ...adam(0.05), segments: all({ decay: 1 }), penalties: always(0.05 * 0.1, 0, 0) }],
  ])('%s', async (name, changes, loss = 'crossEntropy') => {
    const { parameters } = await run(changes, loss);
    expect(largestDifference(parameters, torch[name]!)).toBeLessThan(1e-9);
    if (name !== 'plain')
      expect(largestDifference(parameters, torch['plain']!)).toBeGreaterThan(0.01);
  });

  it('average', async () => {
    const average = shared(Float64Array.from(torch['start']!));
    const keep = sharedZeros('float64', average.length);
    const flags = new Uint8Array(steps).fill(KEEP, -1);
    const changes = { average, keep: [keep], flags, averaging: always(0.1) };
    const { parameters } = await run(changes, 'crossEntropy');
    expect(largestDifference(average, torch['average']!)).toBeLessThan(1e-9);
    expect(largestDifference(parameters, torch['plain']!)).toBeLessThan(1e-9);
    expect([...keep]).toEqual([...average]);
  });
});
