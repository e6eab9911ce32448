// A run of training steps: native/core/train.cc.
import { zeros, type FloatArray } from '../../base/dtype.js';
import { unlessLeft } from '../../base/turns.js';
import { firstNotFinite } from '../../base/finite.js';
import { COUNT_COST, EMIT_COST, KEEP, LEAVE_AT_ONCE, TELL_COST } from '../abi.js';
import type { Chunk, ChunkResult } from '../backend.js';
import { gradient } from './backward.js';
import { Batches, rowByRow } from './batches.js';
import { dropsOf } from './dropout.js';
import type { JsNetwork, Workspace } from './network.js';
import { inParts, isDue } from './pieces.js';
import { moveAverage, update } from './update.js';

/** A step takes as long as so many multiply-adds, however small its network. */
const STEP = 2 ** 12;

/** What the steps of a chunk work on. */
interface Steps {
  readonly network: JsNetwork;
  readonly chunk: Chunk;
  readonly batches: Batches;
  readonly work: Workspace;
  readonly derivatives: FloatArray;
  /** Room for what dropout leaves of A; null: nothing is dropped. */
  readonly kept: FloatArray | null;
}

/** A step changes nothing before its gradient is complete; then it is done whole. */
export function* runChunk(network: JsNetwork, chunk: Chunk): Generator<void, ChunkResult> {
  const { cancel, flags, parameters } = chunk;
  const batches = new Batches(chunk);
  const work = network.takeWorkspace(batches.most);
  const derivatives = zeros(network.spec.dtype, parameters.length);
  const room = chunk.dropout ? network.cacheLength(batches.most) : 0;
  const kept = chunk.dropout && zeros(network.spec.dtype, room);
  const steps: Steps = { network, chunk, batches, work, derivatives, kept };
  const isLeft = (): boolean => cancel[0] === LEAVE_AT_ONCE;
  const progress = { steps: 0, skipped: 0, recorded: 0, finite: true };
  const copies = chunk.keep.values();
  try {
    for (let step = 0; step < flags.length && cancel[0] === 0 && progress.finite; step++) {
      const batch = yield* unlessLeft(slope(steps, step), isLeft);
      if (batch === undefined || !(yield* record(chunk, progress, batch))) break;
      if (batch.weight === 0) progress.skipped++;
      else {
        yield* update(network.arithmetic, chunk, step, derivatives, batch.weight);
        yield* moveAverage(network.arithmetic, chunk, step);
      }
      progress.steps++;
      if (flags[step]! & KEEP) progress.finite = yield* keep(chunk, copies.next().value!);
      if (isDue(STEP)) yield;
    }
  } finally {
    network.giveBack(work);
  }
  return progress;
}

/** Copies the parameters, or their average: are the parameters finite? */
function* keep({ parameters, average }: Chunk, copy: FloatArray): Generator<void, boolean> {
  let finite = true;
  yield* inParts(parameters.length, 1, (from, to) => {
    const part = parameters.subarray(from, to);
    copy.set(average?.subarray(from, to) ?? part, from);
    if (firstNotFinite(part) >= 0) finite = false;
  });
  return finite;
}

/** What a step's examples weigh, and their mean cost where it is asked for. */
interface Summed {
  readonly weight: number;
  readonly cost: number;
}

/** The gradient of a step's mean cost. */
function* slope(
  { network, chunk, batches, work, derivatives, kept }: Steps,
  step: number,
): Generator<void, Summed> {
  const { parameters, flags, dropout, smoothing } = chunk;
  const batch = yield* batches.at(step);
  const { x, y, weights } = batch;
  const drops =
    dropout && kept && (yield* dropsOf(network.arithmetic, dropout, step, x.cols, kept));
  yield* network.forward(parameters, x, work.z, work.a, drops);
  const [examples, end] = [x.cols, network.cacheLength(x.cols)];
  const logits = work.z.subarray(end - y.rows * examples, end);
  const wanted = flags[step]! & (COUNT_COST | TELL_COST);
  const cost = wanted ? yield* network.cost(logits, yield* rowByRow(y), weights) : 0;
  const against = { drops, smoothing: smoothing?.[step] ?? 0 };
  yield* gradient(network, parameters, batch, work, derivatives, against);
  return { weight: weights?.sum ?? examples, cost };
}

/** Takes in a batch's mean cost; false when a recorded cost is not finite. */
function* record(
  chunk: Chunk,
  progress: { steps: number; recorded: number },
  batch: Summed,
): Generator<void, boolean> {
  const { parameters, snapshot } = chunk;
  const flags = chunk.flags[progress.steps]!;
  const cost = flags & TELL_COST ? batch.cost : epochCost(chunk, flags, batch);
  if (cost === undefined) return true;
  chunk.costs[progress.recorded++] = cost;
  if (flags & TELL_COST) return true;
  if (!Number.isFinite(cost)) return false;
  yield* inParts(parameters.length, 1, (from, to) =>
    snapshot.set(parameters.subarray(from, to), from),
  );
  return true;
}

/** Adds the step's cost to the epoch's; the epoch's mean over its examples where it ends here. */
function epochCost({ carry }: Chunk, flags: number, { cost, weight }: Summed): number | undefined {
  if (!(flags & COUNT_COST)) return undefined;
  if (flags & EMIT_COST && carry[1] === 0) return cost;
  if (weight !== 0) {
    carry[0]! += cost * weight;
    carry[1]! += weight;
  }
  if (!(flags & EMIT_COST)) return undefined;
  const mean = carry[0]! / carry[1]!;
  carry.fill(0);
  return mean;
}
