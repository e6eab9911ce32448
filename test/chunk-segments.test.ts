// Segments of the parameters, with rates and penalties of their own, on the backend in use.
import { describe, expect, it } from 'vitest';
import type { Chunk, Segment } from '../lib/backend/backend.js';
import { jsBackend } from '../lib/backend/js/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, roundTo, sharedZeros, type DType } from '../lib/base/dtype.js';
import { backend, RandomState } from '../lib/index.js';
import { optimizerNames, optimizerRule, type OptimizerName } from '../lib/network/optimizers.js';
import { networkSpec, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount, placesOf } from '../lib/network/tensors.js';
import { chunkFor, inBatches } from './chunks.js';
import { shared } from './placements.js';
import { draws, firstDifference, numbers, type Floats } from './oracles.js';

const STEPS = 40;
const plain = { rate: 1, decay: 0, l2: 0, l1: 0 };

const specOf = (dtype: DType): NetworkSpec =>
  networkSpec(dtype, [6, 9, 3], ['prelu'], 'crossEntropy');

const startOf = (spec: NetworkSpec): Floats =>
  draws(spec.dtype, parameterCount(spec), new RandomState(4));

/** Mini-batches of an optimizer. */
function chunkOf(
  spec: NetworkSpec,
  start: Floats,
  name: OptimizerName,
  changes: Partial<Chunk>,
): Chunk {
  const rule = optimizerRule(name);
  const powers = rule.powers();
  const rounded = (values: readonly number[]): Float64Array =>
    Float64Array.from(values, (v) => roundTo(spec.dtype, v));
  const scalars = Array.from({ length: STEPS }, () => rule.scalars(0.05, powers)).flat();
  return chunkFor(spec, start, {
    ...inBatches(200, STEPS, 48),
    optimizer: name,
    slots: sharedZeros(spec.dtype, rule.slots * start.length),
    constants: rounded(rule.constants),
    scalars: rounded(scalars),
    ...changes,
  });
}

async function trained(spec: NetworkSpec, chunk: Chunk): Promise<Chunk> {
  await currentBackend().program(spec).train(chunk);
  return chunk;
}

/** Two that cover all, cut in the midst of a tensor. */
function two(length: number, changes: Partial<Segment> = {}): Segment[] {
  const [first, second] = [
    { offset: 0, length: 17 },
    { offset: 17, length: length - 17 },
  ];
  return [first, second].map((at) => ({ ...at, ...plain, ...changes }));
}

describe.each(dtypes)('segments, %s', (dtype) => {
  const spec = specOf(dtype);
  const start = startOf(spec);

  it.each(optimizerNames)('that cover all at rate 1 change no bit: %s', async (name) => {
    const penalties = new Float64Array(3 * STEPS);
    const [whole, cut] = [
      await trained(spec, chunkOf(spec, start, name, {})),
      await trained(spec, chunkOf(spec, start, name, { segments: two(start.length), penalties })),
    ];
    expect(firstDifference(cut.parameters, whole.parameters)).toBeUndefined();
    expect(firstDifference(cut.slots, whole.slots)).toBeUndefined();
    expect(firstDifference(cut.costs, whole.costs)).toBeUndefined();
  });

  it.each(optimizerNames)('at rate 0 freeze their tensors: %s', async (name) => {
    const segments = placesOf(spec).map(({ offset, rows, cols, layer }) => ({
      offset,
      length: rows * cols,
      rate: layer === 1 ? 0 : 1,
      decay: 1,
      l2: 1,
      l1: 1,
    }));
    const penalties = new Float64Array(3 * STEPS).fill(0.01);
    const chunk = await trained(spec, chunkOf(spec, start, name, { segments, penalties }));
    const first = segments.find(({ rate }) => rate === 1)!.offset;
    const still = Array.from(start, (w, i) => Object.is(chunk.parameters[i], w));
    expect(still).toEqual(still.map((_, i) => i < first));
    for (let s = 0; s < chunk.slots.length; s += start.length)
      expect(chunk.slots.subarray(s, s + first).every((v) => v === 0)).toBe(true);
  });

  it('leave alone what lies in none', async () => {
    const segments = [{ offset: 3, length: 5, ...plain }];
    const { parameters } = await trained(spec, chunkOf(spec, start, 'adam', { segments }));
    const moved = Array.from(start, (w, i) => !Object.is(parameters[i], w));
    expect(moved).toEqual(moved.map((_, i) => i >= 3 && i < 8));
  });

  it('at rate 2 learn twice as fast', async () => {
    const segments = two(start.length, { rate: 2 });
    const twice = chunkOf(spec, start, 'momentum', { segments });
    const faster = chunkOf(spec, start, 'momentum', {});
    faster.scalars.forEach((rate, i) => (faster.scalars[i] = 2 * rate));
    await Promise.all([trained(spec, twice), trained(spec, faster)]);
    expect(firstDifference(twice.parameters, faster.parameters)).toBeUndefined();
  });
});

describe('penalties', () => {
  const spec = specOf('float64');
  const start = startOf(spec);
  const RATE = 0.5;
  const [flags, scalars] = [Uint8Array.of(3), Float64Array.of(RATE)];
  const oneStep = (changes: Partial<Chunk>): Promise<Chunk> =>
    trained(spec, chunkFor(spec, start, { flags, scalars, ...changes }));

  it.each([
    ['decay', { decay: 1 }, [0.01, 0, 0], (w: number) => -0.01 * w],
    ['decay at half the rate', { decay: 1, rate: 0.5 }, [0.01, 0, 0], (w: number) => -0.005 * w],
    ['l2', { l2: 1 }, [0, 30, 0], (w: number) => -RATE * (30 / 200) * w],
    ['l2, twice as much', { l2: 2 }, [0, 30, 0], (w: number) => -RATE * (60 / 200) * w],
    ['l1', { l1: 1 }, [0, 0, 30], (w: number) => -RATE * (30 / 200) * Math.sign(w)],
  ] as const)('%s: one step is the formula', async (_, factors, values, formula) => {
    const { parameters: without } = await oneStep({
      segments: two(start.length, { rate: (factors as Partial<Segment>).rate ?? 1 }),
    });
    const { parameters } = await oneStep({
      segments: two(start.length, factors),
      penalties: Float64Array.from(values),
    });
    for (const [i, w] of start.entries())
      expect(parameters[i]! - without[i]!).toBeCloseTo(formula(w), 14);
  });

  it('are divided by what the examples weigh', async () => {
    const weights = shared(new Float64Array(200).fill(3));
    const segments = two(start.length, { l2: 1, l1: 1 });
    const [heavy, light] = await Promise.all([
      oneStep({ weights, segments, penalties: Float64Array.of(0, 30, 15) }),
      oneStep({ segments, penalties: Float64Array.of(0, 10, 5) }),
    ]);
    for (const [i, w] of light!.parameters.entries())
      expect(heavy!.parameters[i]).toBeCloseTo(w, 14);
  });
});

describe.each(dtypes)('weights, segments and penalties, %s', (dtype) => {
  it.each(optimizerNames)('are the same in both languages: %s', async (name) => {
    const spec = specOf(dtype);
    const start = startOf(spec);
    const random = new RandomState(8);
    const make = (): Chunk =>
      chunkOf(spec, start, name, {
        weights: shared(numbers(dtype, weights)),
        segments: [
          { offset: 0, length: 40, rate: 0.3, decay: 1, l2: 0.5, l1: 0 },
          { offset: 50, length: start.length - 50, rate: 1, decay: 0, l2: 1, l1: 2 },
        ],
        penalties,
      });
    const weights = Array.from({ length: 200 }, () => random.random() * 2);
    const penalties = Float64Array.from({ length: 3 * STEPS }, (_, i) => 0.01 / (1 + i));
    const [mine, js] = [make(), make()];
    await currentBackend().program(spec).train(mine);
    await jsBackend(false).program(spec).train(js);
    if (dtype === 'float32' || backend().name === 'js') {
      expect(firstDifference(mine.parameters, js.parameters)).toBeUndefined();
      expect(firstDifference(mine.slots, js.slots)).toBeUndefined();
      expect(firstDifference(mine.costs, js.costs)).toBeUndefined();
    } else {
      const largest = Math.max(...js.parameters.map(Math.abs));
      for (const [i, w] of js.parameters.entries())
        expect(Math.abs(mine.parameters[i]! - w) / largest).toBeLessThan(1e-12 * STEPS);
    }
  });
});
