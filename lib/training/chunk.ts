import { roundTo, sharedZeros, type FloatArray } from '../base/dtype.js';
import type { Chunk, Segment } from '../backend/backend.js';
import { backend } from '../backend/select.js';
import type { Steps } from './batches.js';
import type { RunOptions } from './option-table.js';
import type { Examples } from './prepared.js';
import type { TrainingState } from './state.js';
import type { ChunkNumbers } from './step-numbers.js';

/** What is the same in all chunks of a run. */
export interface ChunkFrame {
  readonly options: RunOptions;
  readonly examples: Examples;
  readonly segments: readonly Segment[] | null;
}

/** Steps of a run as the backend takes them. */
export function chunkOf(
  { parameters, slots, snapshot, average, carry, cancel }: TrainingState,
  { options, examples, segments }: ChunkFrame,
  steps: Steps & ChunkNumbers,
  keep: readonly FloatArray[],
): Chunk {
  const { spec, optimizer, threads = backend().threads } = options;
  const constants = Float64Array.from(optimizer.constants, (c) => roundTo(spec.dtype, c));
  const costs = sharedZeros('float64', steps.flags.length) as Float64Array;
  const state = { parameters, slots, snapshot, average, keep, carry, cancel };
  const { x, y, weights } = examples;
  const { name } = optimizer;
  return {
    ...state,
    x,
    y,
    weights,
    segments,
    optimizer: name,
    constants,
    ...steps,
    costs,
    threads,
  };
}
