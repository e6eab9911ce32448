// A run of training steps: native/core/train.cc.
import { zeros, type FloatArray } from '../../base/dtype.js';
import { optimizerTable } from '../../network/optimizers.js';
import { COUNT_COST, EMIT_COST, type Chunk, type ChunkResult } from '../backend.js';
import { gradient } from './backward.js';
import { viewOf, type View } from './kernels.js';
import type { JsNetwork } from './network.js';

interface Workspace {
  z: FloatArray;
  a: FloatArray;
  readonly gradient: FloatArray;
}

/** Runs the chunk at once and answers after the event loop has had a turn. */
export async function runChunk(network: JsNetwork, chunk: Chunk): Promise<ChunkResult> {
  const result = runSteps(network, chunk);
  await turn();
  return result;
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

function runSteps(network: JsNetwork, chunk: Chunk): ChunkResult {
  const { dtype } = network.spec;
  const empty = zeros(dtype, 0);
  const work: Workspace = { z: empty, a: empty, gradient: zeros(dtype, chunk.parameters.length) };
  let recorded = 0;
  for (let step = 0; step < chunk.flags.length; step++) {
    if (chunk.cancel[0] !== 0) return { steps: step, recorded };
    const [x, y] = batch(chunk, step);
    const length = network.cacheLength(x.cols);
    if (work.z.length !== length) [work.z, work.a] = [zeros(dtype, length), zeros(dtype, length)];
    network.forward(chunk.parameters, x, work.z, work.a);
    const flags = chunk.flags[step]!;
    const cost = flags & COUNT_COST ? epochCost(network, chunk, flags, work.z, y) : undefined;
    if (cost !== undefined) {
      chunk.costs[recorded++] = cost;
      if (!Number.isFinite(cost)) return { steps: step, recorded };
      chunk.snapshot.set(chunk.parameters);
    }
    gradient(network, chunk.parameters, x, y, work.z, work.a, work.gradient);
    update(network, chunk, step, work.gradient);
  }
  return { steps: chunk.flags.length, recorded };
}

/** The step's examples: the views themselves, or gathered feature by feature. */
function batch(chunk: Chunk, step: number): [x: View, y: View] {
  const { ends, order } = chunk;
  if (ends === null || order === null) return [viewOf(chunk.x), viewOf(chunk.y)];
  const examples = order.subarray(ends[step], ends[step + 1]);
  return [gather(viewOf(chunk.x), examples), gather(viewOf(chunk.y), examples)];
}

function gather(v: View, examples: Uint32Array): View {
  const m = examples.length;
  const data =
    v.data instanceof Float32Array ? new Float32Array(v.rows * m) : new Float64Array(v.rows * m);
  for (let j = 0; j < m; j++) {
    let source = v.offset + examples[j]! * v.colStride;
    for (let i = j; i < data.length; i += m, source += v.rowStride) data[i] = v.data[source]!;
  }
  return { data, offset: 0, rows: v.rows, cols: m, rowStride: m, colStride: 1 };
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
  const cost = network.cost(z.subarray(z.length - y.rows * y.cols), rowByRow(y));
  if (flags & EMIT_COST && carry[1] === 0) return cost;
  carry[0]! += cost * y.cols;
  carry[1]! += y.cols;
  if (!(flags & EMIT_COST)) return undefined;
  const mean = carry[0]! / carry[1]!;
  carry.fill(0);
  return mean;
}

function rowByRow(v: View): FloatArray {
  if (v.colStride === 1 && v.rowStride === v.cols && v.offset === 0) return v.data;
  return gather(
    v,
    Uint32Array.from({ length: v.cols }, (_, j) => j),
  ).data;
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
