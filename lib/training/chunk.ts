import { roundTo, sharedZeros, type FloatArray } from '../base/dtype.js';
import type { Chunk } from '../backend/backend.js';
import { backend } from '../backend/select.js';
import type { Steps } from './batches.js';
import type { RunOptions } from './option-table.js';
import type { Prepared } from './prepared.js';
import type { TrainingState } from './state.js';

/** Steps of a run as the backend takes them. */
export function chunkOf(
  { parameters, slots, snapshot, carry, cancel }: TrainingState,
  { x, y }: Prepared,
  { spec, optimizer, threads = backend().threads }: RunOptions,
  steps: Steps,
  keep: FloatArray | null,
): Chunk {
  const constants = Float64Array.from(optimizer.constants, (c) => roundTo(spec.dtype, c));
  const costs = sharedZeros('float64', steps.flags.length) as Float64Array;
  const state = { parameters, slots, snapshot, keep, carry, cancel };
  const plain = { weights: null, segments: null, penalties: null, clips: null };
  const more = { dropout: null, smoothing: null, average: null, averaging: null };
  const { name } = optimizer;
  return {
    ...state,
    x,
    y,
    ...plain,
    ...more,
    optimizer: name,
    constants,
    ...steps,
    costs,
    threads,
  };
}
