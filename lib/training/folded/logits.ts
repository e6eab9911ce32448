// Logits of examples, and what logits cost.
import { untilAborted } from '../../base/cancel.js';
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { Matrix } from '../../base/matrix.js';
import { inPieces, type Slices } from '../../base/slices.js';
import { inSlices } from '../../base/turns.js';
import type { Inference, InferenceResult, Program } from '../../backend/backend.js';
import { currentBackend } from '../../backend/select.js';
import { networkSpec, outputsOf, type NetworkSpec } from '../../network/spec.js';
import type { Part } from './part.js';

/** Examples that are scaled already, through a network beside the event loop. */
export function inferred(
  program: Program,
  work: Omit<Inference, 'scaling'>,
  signal: AbortSignal | undefined,
): Promise<InferenceResult> {
  const scaling = { features: null, targets: null };
  return untilAborted(signal, (cancel) => program.inferAsync({ ...work, scaling }, cancel));
}

/** Example by example: a network whose outputs are values tells its logits. */
export async function logitsOf(
  spec: NetworkSpec,
  parameters: FloatArray,
  x: Matrix,
  signal: AbortSignal | undefined,
): Promise<FloatArray> {
  const program = currentBackend().program({ ...spec, loss: 'squared', lossNumbers: [] });
  const out = sharedZeros(spec.dtype, x.cols * outputsOf(spec));
  await inferred(program, { parameters, x, y: null, weights: null, out }, signal);
  return out;
}

/** Logits, and what they count in a mixture. */
export type Share = readonly [logits: FloatArray, factor: number];

/**
 * The mean cost of Σ factor · logits, each by its weight: that of a network without hidden layers that has the
 * logits as inputs, and the factors as weights.
 */
export async function costOf(
  { dtype, loss, lossNumbers, layers }: NetworkSpec,
  shares: readonly Share[],
  { y, weights }: Part,
  signal: AbortSignal | undefined,
): Promise<number> {
  const k = layers.at(-1)!.units;
  const inputs = k * shares.length;
  const spec = networkSpec(dtype, [inputs, k], [], loss, lossNumbers);
  const parameters = sharedZeros(dtype, inputs * k + k);
  for (let o = 0; o < k; o++)
    shares.forEach(([, factor], i) => (parameters[o * inputs + i * k + o] = factor));
  const all = sharedZeros(dtype, inputs * y.cols);
  await inSlices(sideBySide(shares, k, all), signal);
  const x = Matrix.of(all, y.cols, inputs).T;
  const out = sharedZeros(dtype, k * y.cols);
  const work = { parameters, x, y, weights, out };
  return (await inferred(currentBackend().program(spec), work, signal)).cost;
}

/** Numbers of one piece of work. */
const PIECE = 1 << 16;

/** Those of an example one behind another. */
function sideBySide(shares: readonly Share[], k: number, all: FloatArray): Slices<void> {
  const inputs = k * shares.length;
  return inPieces(all.length / inputs, Math.ceil(PIECE / inputs), (from, to) => {
    for (const [i, [logits]] of shares.entries())
      for (let j = from; j < to; j++)
        for (let o = 0; o < k; o++) all[j * inputs + i * k + o] = logits[j * k + o]!;
  });
}
