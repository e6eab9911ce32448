// A run of training steps: native/core/train.cc.
import { dtypeOf, zeros, type FloatArray } from '../../base/dtype.js';
import { turn } from '../../base/turns.js';
import { optimizerTable } from '../../network/optimizers.js';
import { COUNT_COST, EMIT_COST, type Chunk, type ChunkResult } from '../backend.js';
import { gradient } from './backward.js';
import { contiguous, viewOf, type View } from './kernels.js';
import type { JsNetwork } from './network.js';

/** Runs the chunk at once and answers after the event loop has had a turn. */
export async function runChunk(network: JsNetwork, chunk: Chunk): Promise<ChunkResult> {
  const result = runSteps(network, chunk);
  await turn();
  return result;
}

function runSteps(network: JsNetwork, chunk: Chunk): ChunkResult {
  const { parameters } = chunk;
  const derivatives = zeros(network.spec.dtype, parameters.length);
  const batches = new Batches(chunk);
  let recorded = 0;
  for (let step = 0; step < chunk.flags.length; step++) {
    if (chunk.cancel[0] !== 0) return { steps: step, recorded };
    const [x, y] = batches.at(step);
    const { z, a } = network.workspace(x.cols);
    network.forward(parameters, x, z, a);
    const flags = chunk.flags[step]!;
    const cost = flags & COUNT_COST ? epochCost(network, chunk, flags, z, y) : undefined;
    if (cost !== undefined) {
      chunk.costs[recorded++] = cost;
      if (!Number.isFinite(cost)) return { steps: step, recorded };
      chunk.snapshot.set(parameters);
    }
    gradient(network, parameters, x, y, z, a, derivatives);
    update(network, chunk, step, derivatives);
  }
  return { steps: chunk.flags.length, recorded };
}

/** The steps' examples: the views themselves, or gathered feature by feature, in buffers that are kept. */
class Batches {
  readonly #chunk: Chunk;
  readonly #all: [x: View, y: View];
  readonly #gathered: [x: FloatArray, y: FloatArray];

  constructor(chunk: Chunk) {
    const { x, y, ends } = chunk;
    this.#chunk = chunk;
    this.#all = [viewOf(x), viewOf(y)];
    let most = 0;
    for (let s = 1; s < (ends?.length ?? 0); s++) most = Math.max(most, ends![s]! - ends![s - 1]!);
    this.#gathered = [zeros(x.dtype, x.rows * most), zeros(y.dtype, y.rows * most)];
  }

  at(step: number): [x: View, y: View] {
    const { ends, order } = this.#chunk;
    if (ends === null || order === null) return this.#all;
    const examples = order.subarray(ends[step], ends[step + 1]);
    const [x, y] = this.#gathered;
    return [gather(this.#all[0], examples, x), gather(this.#all[1], examples, y)];
  }
}

function gather(v: View, examples: ArrayLike<number>, into: FloatArray): View {
  const m = examples.length;
  const { data, offset, rows, rowStride, colStride } = v;
  for (let j = 0; j < m; j++) {
    let source = offset + examples[j]! * colStride;
    for (let i = j; i < rows * m; i += m, source += rowStride) into[i] = data[source]!;
  }
  return contiguous(into, 0, rows, m);
}

/** Adds the step's cost to the epoch's; the epoch's mean over its examples where it ends here. */
function epochCost(
  network: JsNetwork,
  chunk: Chunk,
  flags: number,
  z: FloatArray,
  y: View,
): number | undefined {
  const { carry } = chunk;
  const end = network.cacheLength(y.cols);
  const cost = network.cost(z.subarray(end - y.rows * y.cols, end), rowByRow(y));
  if (flags & EMIT_COST && carry[1] === 0) return cost;
  carry[0]! += cost * y.cols;
  carry[1]! += y.cols;
  if (!(flags & EMIT_COST)) return undefined;
  const mean = carry[0]! / carry[1]!;
  carry.fill(0);
  return mean;
}

function rowByRow(v: View): FloatArray {
  const length = v.rows * v.cols;
  if (v.colStride === 1 && v.rowStride === v.cols && v.offset === 0)
    return v.data.subarray(0, length);
  const every = Uint32Array.from({ length: v.cols }, (_, j) => j);
  return gather(v, every, zeros(dtypeOf(v.data), length)).data;
}

function update(network: JsNetwork, chunk: Chunk, step: number, gradient: FloatArray): void {
  const { scalars, flags } = chunk;
  const count = scalars.length / flags.length;
  const now = scalars.subarray(step * count, (step + 1) * count);
  optimizerTable[chunk.optimizer].update(
    network.arithmetic,
    chunk.parameters,
    gradient,
    chunk.slots,
    chunk.constants,
    now,
  );
}
