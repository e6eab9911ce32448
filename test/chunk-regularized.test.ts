// Dropout, smoothed labels, clipping and averages in a chunk of training steps, on the backend in use: beside
// plain loops, cut anywhere, with any number of threads, and beside the other language.
import { describe, expect, it } from 'vitest';
import { KEEP, TELL_COST } from '../lib/backend/abi.js';
import type { Chunk, Program, Segment } from '../lib/backend/backend.js';
import { jsBackend } from '../lib/backend/js/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import { dtypes, roundTo, sharedZeros, type DType } from '../lib/base/dtype.js';
import { backend, RandomState } from '../lib/index.js';
import { activationNames } from '../lib/network/activations.js';
import { optimizerRule } from '../lib/network/optimizers.js';
import { networkSpec, type NetworkSpec } from '../lib/network/spec.js';
import { parameterCount } from '../lib/network/tensors.js';
import { chunkFor, inBatches } from './chunks.js';
import { draws, firstDifference, largestDifference, numbers, type Floats } from './oracles.js';
import { shared } from './placements.js';
import { byHand } from './transcript.js';

const [M, STEPS] = [200, 24];

const networks: readonly ((dtype: DType) => NetworkSpec)[] = [
  (dtype) => networkSpec(dtype, [6, 9, 3], ['prelu'], 'crossEntropy'),
  (dtype) => networkSpec(dtype, [5, 17, 8, 2], ['elu', 'sigmoid'], 'binaryCrossEntropy'),
  (dtype) => networkSpec(dtype, [3, 4, 4, 3], ['tanh', 'relu'], 'crossEntropy'),
  (dtype) => networkSpec(dtype, [17, 9, 3], ['relu'], 'crossEntropy', [], { linear: true }),
];

const startOf = (spec: NetworkSpec): Floats =>
  draws(spec.dtype, parameterCount(spec), new RandomState(4)).map((w) => w / 2);

const each = (f: (step: number) => number | readonly number[]): Float64Array =>
  Float64Array.from(Array.from({ length: STEPS }, (_, s) => f(s)).flat());

const none = Infinity;

/** What a step can do more, one by one. */
const extras = {
  dropout: (spec: NetworkSpec): Partial<Chunk> => {
    const hidden = spec.layers.length - 1;
    return {
      dropout: {
        seed: 20_261_127,
        step: 2 ** 32 - 5,
        places: Uint32Array.from({ length: STEPS }, (_, s) => (s % 4) * 48),
        thresholds: Uint32Array.from({ length: STEPS * hidden }, (_, i) => (i % 5) * 13_107),
      },
    };
  },
  'smoothed labels': () => ({ smoothing: each((s) => (s % 5 === 3 ? 0 : 0.2)) }),
  'a limit of the norm': () => ({ clips: each((s) => [s % 3 ? 0.05 : none, none]) }),
  'a limit of values': () => ({ clips: each((s) => [none, 0.02 + s / 1000]) }),
  'both limits': () => ({ clips: each(() => [0.03, 0.01]) }),
  averages: (spec: NetworkSpec) => ({
    average: shared(startOf(spec).map((w) => w + 1)),
    averaging: each((s) => 1 / (2 + s)),
  }),
} satisfies Record<string, (spec: NetworkSpec) => Partial<Chunk>>;

const names = Object.keys(extras) as (keyof typeof extras)[];

const everything = (spec: NetworkSpec): Partial<Chunk> => ({
  ...Object.assign({}, ...names.map((name) => extras[name](spec))),
  ...segmentsOf(spec),
  weights: weightsOf(spec.dtype),
});

/** Some at another rate, some frozen, some in none. */
function segmentsOf(spec: NetworkSpec): Partial<Chunk> {
  const n = parameterCount(spec);
  const plain = { rate: 1, decay: 0, l2: 0, l1: 0 };
  const segments: readonly Segment[] = [
    { ...plain, offset: 0, length: 10, rate: 0.5, decay: 1 },
    { ...plain, offset: 10, length: 7, rate: 0 },
    { ...plain, offset: 20, length: n - 20, l2: 1, l1: 0.5 },
  ];
  return { segments, penalties: each((s) => [0.01 / (1 + s), 0.5, 0.2]) };
}

/** A batch of them weighs nothing. */
function weightsOf(dtype: DType): Floats {
  const random = new RandomState(9);
  const weights = Array.from({ length: M }, () => random.random() * 2);
  for (const j of inBatches(M, STEPS, 40).order!.subarray(120, 160)) weights[j] = 0;
  return shared(numbers(dtype, weights));
}

/** Costs are told: one of a batch that weighs nothing is NaN and ends nothing. */
const chunkOf = (spec: NetworkSpec, changes: Partial<Chunk>): Chunk =>
  chunkFor(spec, startOf(spec), {
    ...inBatches(M, STEPS, 40),
    flags: new Uint8Array(STEPS).fill(TELL_COST),
    ...changes,
  });

function adam(spec: NetworkSpec): Partial<Chunk> {
  const rule = optimizerRule('adam');
  const powers = rule.powers();
  const rounded = (values: readonly number[]): Float64Array =>
    Float64Array.from(values, (v) => roundTo(spec.dtype, v));
  const scalars = Array.from({ length: STEPS }, () => rule.scalars(0.02, powers)).flat();
  return {
    optimizer: 'adam',
    slots: sharedZeros(spec.dtype, 2 * parameterCount(spec)),
    constants: rounded(rule.constants),
    scalars: rounded(scalars),
  };
}

/** The steps first … end − 1 of a chunk, on the same arrays. */
function part(chunk: Chunk, first: number, end: number): Chunk {
  const of = <A extends Float64Array | Uint32Array>(values: A | null): A | null => {
    const count = values ? values.length / STEPS : 0;
    return values && (values.slice(first * count, end * count) as A);
  };
  const { dropout, ends, penalties, clips, smoothing, averaging } = chunk;
  return {
    ...chunk,
    scalars: of(chunk.scalars)!,
    penalties: of(penalties),
    clips: of(clips),
    smoothing: of(smoothing),
    averaging: of(averaging),
    dropout: dropout && {
      seed: dropout.seed,
      step: dropout.step + first,
      places: of(dropout.places)!,
      thresholds: of(dropout.thresholds)!,
    },
    ends: ends && ends.slice(first, end + 1),
    flags: chunk.flags.slice(first, end),
    costs: chunk.costs.subarray(first, end),
  };
}

async function trained(program: Program, chunk: Chunk, size = STEPS): Promise<Chunk> {
  for (let first = 0; first < STEPS; first += size)
    await program.train(part(chunk, first, Math.min(STEPS, first + size)));
  return chunk;
}

function sameBits(chunk: Chunk, expected: Chunk): void {
  expect(firstDifference(chunk.parameters, expected.parameters)).toBeUndefined();
  expect(firstDifference(chunk.slots, expected.slots)).toBeUndefined();
  expect(firstDifference(chunk.costs, expected.costs)).toBeUndefined();
  expect(firstDifference(chunk.average ?? [], expected.average ?? [])).toBeUndefined();
}

const known = (costs: Float64Array): Float64Array => costs.filter((cost) => !Number.isNaN(cost));

const here = (spec: NetworkSpec): Program => currentBackend().program(spec);

describe.each(dtypes)('steps that do more, %s', (dtype) => {
  const tolerance = dtype === 'float32' ? 1e-4 : 1e-11;

  describe.each(networks.map((of) => [of(dtype)]))('$loss', (spec) => {
    it.each(names)('%s: as plain loops do', async (name) => {
      const [chunk, plain] = [chunkOf(spec, extras[name](spec)), chunkOf(spec, {})];
      const expected = byHand(spec, chunk);
      await Promise.all([trained(here(spec), chunk), trained(here(spec), plain)]);
      expect(largestDifference(chunk.parameters, expected.parameters)).toBeLessThan(tolerance);
      expect(largestDifference(chunk.costs, expected.costs)).toBeLessThan(tolerance);
      if (chunk.average) {
        expect(largestDifference(chunk.average, expected.average)).toBeLessThan(tolerance);
        expect(firstDifference(chunk.parameters, plain.parameters)).toBeUndefined();
      } else {
        expect(largestDifference(chunk.parameters, plain.parameters)).toBeGreaterThan(0.001);
      }
    });

    it('everything at once, with weights, segments and penalties', async () => {
      const chunk = chunkOf(spec, everything(spec));
      const expected = byHand(spec, chunk);
      await trained(here(spec), chunk);
      expect(largestDifference(chunk.parameters, expected.parameters)).toBeLessThan(tolerance);
      expect(largestDifference(chunk.average!, expected.average)).toBeLessThan(tolerance);
    });

    it('cut anywhere, by any number of threads: the same bits', async () => {
      const make = (): Chunk => chunkOf(spec, { ...everything(spec), ...adam(spec) });
      const whole = await trained(here(spec), make());
      for (const size of [1, 3, 7]) sameBits(await trained(here(spec), make(), size), whole);
      for (const threads of [2, 4])
        sameBits(await trained(here(spec), { ...make(), threads }), whole);
    });

    it('in both languages', async () => {
      const make = (): Chunk => chunkOf(spec, { ...everything(spec), ...adam(spec) });
      const [mine, js] = [make(), make()];
      await trained(here(spec), mine);
      await trained(jsBackend(false).program(spec), js);
      if (dtype === 'float32' || backend().name === 'js') return sameBits(mine, js);
      const most = 1e-12 * STEPS;
      expect(largestDifference(mine.parameters, js.parameters)).toBeLessThan(most);
      expect(largestDifference(mine.average!, js.average!)).toBeLessThan(most);
      return expect(largestDifference(known(mine.costs), known(js.costs))).toBeLessThan(most);
    });
  });

  it.each(activationNames)('dropout comes after %s', async (name) => {
    const spec = networkSpec(dtype, [4, 12, 9, 2], [name, name], 'squared');
    const chunk = chunkOf(spec, extras.dropout(spec));
    const expected = byHand(spec, chunk);
    await trained(here(spec), chunk);
    expect(largestDifference(chunk.parameters, expected.parameters)).toBeLessThan(tolerance);
  });

  it('that ask for nothing change no bit', async () => {
    const spec = networks[2]!(dtype);
    const nothing: Partial<Chunk> = {
      clips: each(() => [none, none]),
      smoothing: each(() => 0),
      dropout: {
        seed: 1,
        step: 0,
        places: new Uint32Array(STEPS),
        thresholds: new Uint32Array(2 * STEPS),
      },
    };
    const [with0, plain] = [chunkOf(spec, nothing), chunkOf(spec, {})];
    sameBits(await trained(here(spec), with0), await trained(here(spec), plain));
    // A limit above the norm.
    sameBits(await trained(here(spec), chunkOf(spec, { clips: each(() => [1e9, 1e9]) })), plain);
  });
});

describe('dropout', () => {
  // Full batches of more examples than a block: an example's draws go by its place.
  it.each(dtypes)('of a batch in blocks is that of its examples, %s', async (dtype) => {
    const spec = networkSpec(dtype, [3, 5, 2], ['tanh'], 'crossEntropy');
    const m = 5000;
    const random = new RandomState(2);
    const wide = chunkFor(spec, startOf(spec));
    const columns = Uint32Array.from({ length: m }, () => Math.floor(random.random() * M));
    const chunk = {
      ...wide,
      order: columns,
      ends: Uint32Array.of(0, m),
      flags: Uint8Array.of(3),
      scalars: Float64Array.of(0.5),
      dropout: {
        seed: 3,
        step: 9,
        places: Uint32Array.of(2 ** 32 - 100),
        thresholds: Uint32Array.of(20_000),
      },
    };
    const expected = byHand(spec, chunk);
    await here(spec).train(chunk);
    const tolerance = dtype === 'float32' ? 1e-5 : 1e-12;
    expect(largestDifference(chunk.parameters, expected.parameters)).toBeLessThan(tolerance);
    expect(Math.abs(chunk.costs[0]! - expected.costs[0]!)).toBeLessThan(tolerance);
  });
});

describe.each(dtypes)('averages, %s', (dtype) => {
  const spec = networks[0]!(dtype);
  const start = startOf(spec);
  const averages = (): Partial<Chunk> => ({
    average: shared(numbers(dtype, start.length)),
    averaging: each(() => 0.25),
    keep: [sharedZeros(dtype, start.length)],
    flags: new Uint8Array(STEPS).fill(TELL_COST).fill(TELL_COST | KEEP, -1),
  });

  it('are what is kept', async () => {
    const chunk = chunkOf(spec, averages());
    await here(spec).train(chunk);
    expect(firstDifference(chunk.keep[0]!, chunk.average!)).toBeUndefined();
    expect(firstDifference(chunk.keep[0]!, chunk.parameters)).toContain('element 0');
  });

  it('stay in a step that is skipped', async () => {
    const chunk = chunkOf(spec, { ...averages(), weights: shared(numbers(dtype, M)) });
    const told = await here(spec).train({ ...part(chunk, 0, 1), keep: [] });
    expect(told).toMatchObject({ steps: 1, skipped: 1 });
    expect(firstDifference(chunk.parameters, start)).toBeUndefined();
    expect(firstDifference(chunk.average!, averages().average!)).toBeUndefined();
  });

  it('say nothing of parameters that are not finite', async () => {
    const scalars = each(() => Infinity);
    const flags = new Uint8Array(STEPS).fill(KEEP, -1);
    const chunk = chunkOf(spec, { ...averages(), averaging: each(() => 0), scalars, flags });
    expect(await here(spec).train(chunk)).toMatchObject({ steps: STEPS, finite: false });
  });
});
