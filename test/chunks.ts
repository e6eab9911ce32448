// Chunks of training steps for tests of a Program itself.
import { COUNT_COST, EMIT_COST } from '../lib/backend/abi.js';
import type { Chunk } from '../lib/backend/backend.js';
import { sharedZeros } from '../lib/base/dtype.js';
import { Matrix, RandomState } from '../lib/index.js';
import { outputsOf, type NetworkSpec } from '../lib/network/spec.js';
import { draws, numbers, type Floats } from './oracles.js';
import { flag, shared } from './placements.js';

/** 40 full-batch steps over 200 examples from a copy of `start`; each cost is emitted. */
export function chunkFor(spec: NetworkSpec, start: Floats, changes: Partial<Chunk> = {}): Chunk {
  const { dtype, inputs } = spec;
  const outputs = outputsOf(spec);
  const [m, steps] = [200, 40];
  const random = new RandomState(6);
  const isClass = (i: number): boolean => i % outputs === Math.floor(i / outputs) % outputs;
  const classes = numbers(dtype, m * outputs).map((_, i) => (isClass(i) ? 1 : 0));
  return {
    parameters: shared(start),
    slots: sharedZeros(dtype, 0),
    snapshot: sharedZeros(dtype, start.length),
    keep: [],
    carry: sharedZeros('float64', 2) as Float64Array,
    x: Matrix.of(shared(draws(dtype, m * inputs, random)), m, inputs).T,
    y: Matrix.of(shared(classes), m, outputs).T,
    weights: null,
    optimizer: 'sgd',
    constants: new Float64Array(0),
    scalars: new Float64Array(steps).fill(0.125),
    segments: null,
    penalties: null,
    clips: null,
    dropout: null,
    smoothing: null,
    average: null,
    averaging: null,
    ends: null,
    order: null,
    flags: new Uint8Array(steps).fill(COUNT_COST | EMIT_COST),
    costs: sharedZeros('float64', steps) as Float64Array,
    cancel: flag(),
    threads: 1,
    ...changes,
  };
}

/** Steps over batches of `size` of m examples in a shuffled order; each cost is emitted. */
export function inBatches(
  m: number,
  steps: number,
  size: number,
): Pick<Chunk, 'ends' | 'order' | 'flags' | 'scalars' | 'costs'> {
  const random = new RandomState(11);
  const order = new Uint32Array(steps * size);
  let epoch = random.permutation(m);
  for (let i = 0; i < order.length; i++) {
    if (i % m === 0 && i > 0) epoch = random.permutation(m);
    order[i] = epoch[i % m]!;
  }
  return {
    order,
    ends: Uint32Array.from({ length: steps + 1 }, (_, s) => s * size),
    flags: new Uint8Array(steps).fill(COUNT_COST | EMIT_COST),
    scalars: new Float64Array(steps).fill(0.125),
    costs: sharedZeros('float64', steps) as Float64Array,
  };
}
