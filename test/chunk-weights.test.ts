// Weights of examples in a chunk of training steps, on the backend in use.
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../lib/backend/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, sharedZeros, type DType } from '../lib/base/dtype.js';
import { Matrix, RandomState } from '../lib/index.js';
import { networkSpec, outputsOf, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { chunkFor, inBatches } from './chunks.js';
import { repeated, shared } from './placements.js';
import { draws, firstDifference, largestDifference, numbers, type Floats } from './oracles.js';

const M = 200;

const networks: readonly ((dtype: DType) => NetworkSpec)[] = [
  (dtype) => networkSpec(dtype, [3, 5, 3], ['tanh'], 'crossEntropy'),
  (dtype) => networkSpec(dtype, [12, 9, 2], ['prelu'], 'squared'),
  (dtype) => networkSpec(dtype, [5, 9, 2], ['tanh'], 'squared', [], { linear: true }),
];

const startOf = (spec: NetworkSpec): Floats =>
  draws(spec.dtype, parameterCount(spec), new RandomState(4)).map((w) => w / 4);

async function trained(spec: NetworkSpec, chunk: Chunk): Promise<Chunk> {
  await currentBackend().program(spec).train(chunk);
  return chunk;
}

/** 0, 1, 2 or 3 of each example. */
function copies(): number[] {
  const random = new RandomState(9);
  return Array.from({ length: M }, () => random.interval(3));
}

describe.each(dtypes)('weights of examples, %s', (dtype) => {
  const weights = (values: readonly number[]): Floats => shared(numbers(dtype, values));

  it.each(networks)('of one change no bit', async (network) => {
    const spec = network(dtype);
    const ones = weights(new Array<number>(M).fill(1));
    for (const steps of [{}, inBatches(M, 40, 32)]) {
      const plain = await trained(spec, chunkFor(spec, startOf(spec), steps));
      const weighted = await trained(
        spec,
        chunkFor(spec, startOf(spec), { ...steps, weights: ones }),
      );
      expect(firstDifference(weighted.parameters, plain.parameters)).toBeUndefined();
      expect(firstDifference(weighted.costs, plain.costs)).toBeUndefined();
    }
  });

  it.each(networks)('that are whole numbers are as many copies', async (network) => {
    const spec = network(dtype);
    const counts = copies();
    const weighted = chunkFor(spec, startOf(spec), { weights: weights(counts) });
    const copied = chunkFor(spec, startOf(spec), {
      x: repeated(weighted.x, counts),
      y: repeated(weighted.y, counts),
    });
    await Promise.all([trained(spec, weighted), trained(spec, copied)]);
    const tolerance = dtype === 'float32' ? 1e-6 : 1e-13;
    expect(largestDifference(weighted.costs, copied.costs)).toBeLessThan(tolerance);
    // 40 steps of rounding in another order.
    const apart = largestDifference(weighted.parameters, copied.parameters);
    expect(apart).toBeLessThan(dtype === 'float32' ? 1e-5 : 1e-13);
  });

  it('are told as what the examples weigh, and a batch that weighs nothing changes nothing', async () => {
    const spec = networks[0]!(dtype);
    const steps = inBatches(M, 3, 50);
    const each = new Array<number>(M).fill(0);
    for (const j of steps.order!.subarray(50, 100)) each[j] = 0.5;
    const chunk = chunkFor(spec, startOf(spec), { ...steps, weights: weights(each) });
    const flags = Uint8Array.of(1, 1, 3);
    const told = await currentBackend()
      .program(spec)
      .train({ ...chunk, flags });
    expect(told).toEqual({ steps: 3, skipped: 2, recorded: 1, finite: true });
    const alone = chunkFor(spec, startOf(spec), {
      ...inBatches(M, 1, 50),
      order: steps.order!.slice(50, 100),
    });
    await trained(spec, alone);
    expect(largestDifference(chunk.parameters, alone.parameters)).toBeLessThan(1e-6);
    expect(largestDifference(chunk.costs.subarray(0, 1), alone.costs)).toBeLessThan(1e-6);
  });
});

describe('the gradient with weights', () => {
  it.each(networks)('is the slope of the weighted cost: central differences', async (network) => {
    const spec = network('float64');
    const start = startOf(spec);
    const random = new RandomState(3);
    const weights = shared(Float64Array.from({ length: M }, () => random.random() * 3));
    const step = { flags: Uint8Array.of(3), scalars: Float64Array.of(1), weights };
    const after = (from: Floats): Promise<Chunk> =>
      trained(spec, chunkFor(spec, from, { ...step, costs: room(1) }));
    const moved = await after(start);
    const H = 1e-5;
    const slopes: number[] = [];
    for (let i = 0; i < start.length; i++) {
      const at = async (by: number): Promise<number> => {
        const from = Float64Array.from(start);
        from[i]! += by;
        return (await after(from)).costs[0]!;
      };
      slopes.push(((await at(H)) - (await at(-H))) / (2 * H));
    }
    const gradient = Array.from(start, (w, i) => w - moved.parameters[i]!);
    expect(largestDifference(gradient, slopes)).toBeLessThan(1e-7);
  });

  it('belongs to Σ weight · cost ÷ Σ weight', async () => {
    const spec = networks[0]!('float64');
    const start = startOf(spec);
    const program = currentBackend().program(spec);
    const weights = shared(Float64Array.from({ length: M }, (_, j) => 1 + (j % 5)));
    const chunk = chunkFor(spec, start, { weights });
    await program.train(chunk);
    let [sum, total] = [0, 0];
    for (let j = 0; j < M; j++) {
      const [z, a] = [new Float64Array(8), new Float64Array(8)];
      program.forward(start, Matrix.of(Float64Array.from(column(chunk.x, j)), 3, 1), z, a);
      const y = Float64Array.from(column(chunk.y, j));
      sum += weights[j]! * program.cost(z.subarray(5, 5 + outputsOf(spec)), y);
      total += weights[j]!;
    }
    expect(Math.abs(chunk.costs[0]! - sum / total)).toBeLessThan(1e-14);
  });
});

function room(n: number): Float64Array {
  return sharedZeros('float64', n) as Float64Array;
}

function column(m: Matrix, j: number): number[] {
  return Array.from({ length: m.rows }, (_, i) => m.at(i, j));
}
