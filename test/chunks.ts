// Chunks of training steps for tests of a Program itself.
import { COUNT_COST, EMIT_COST } from '../lib/backend/abi.js';
import type { Chunk } from '../lib/backend/backend.js';
import { dtypeOf, sharedCopy, sharedZeros } from '../lib/base/dtype.js';
import { Matrix, RandomState } from '../lib/index.js';
import { outputsOf, type NetworkSpec } from '../lib/network/spec.js';
import { draws, numbers, type Floats } from './oracles.js';

export const flag = (value = 0): Int32Array => new Int32Array(new SharedArrayBuffer(4)).fill(value);

export function shared(values: Floats): Floats {
  return sharedCopy(dtypeOf(values), values);
}

/** 40 full-batch steps over 200 examples from a copy of `start`; each cost is emitted. */
export function chunkFor(spec: NetworkSpec, start: Floats, changes: Partial<Chunk> = {}): Chunk {
  const { dtype, inputs } = spec;
  const outputs = outputsOf(spec);
  const [m, steps] = [200, 40];
  const random = new RandomState(6);
  const classes = numbers(dtype, m * outputs).map((_, i) => (i % outputs === i % 2 ? 1 : 0));
  return {
    parameters: shared(start),
    slots: sharedZeros(dtype, 0),
    snapshot: sharedZeros(dtype, start.length),
    keep: null,
    carry: sharedZeros('float64', 2) as Float64Array,
    x: Matrix.of(shared(draws(dtype, m * inputs, random)), m, inputs).T,
    y: Matrix.of(shared(classes), m, outputs).T,
    optimizer: 'sgd',
    constants: new Float64Array(0),
    scalars: new Float64Array(steps).fill(0.125),
    ends: null,
    order: null,
    flags: new Uint8Array(steps).fill(COUNT_COST | EMIT_COST),
    costs: sharedZeros('float64', steps) as Float64Array,
    cancel: flag(),
    threads: 1,
    ...changes,
  };
}
