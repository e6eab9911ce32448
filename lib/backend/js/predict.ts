// Predictions: those of native/core/network.cc.
import type { FloatArray } from '../../base/dtype.js';
import { untilCancelled } from '../../base/turns.js';
import { outputsOf } from '../../network/spec.js';
import { contiguous, transposed, type View } from './kernels.js';
import type { JsNetwork } from './network.js';
import { inParts } from './pieces.js';

/** A block of examples goes through the layers at a time: at most so many, and so many units of theirs. */
const BLOCK_EXAMPLES = 256;
const BLOCK_UNITS = 2 ** 20;

/** A walk over the examples, block by block; a row's result does not depend on its block. */
export function* predict(
  network: JsNetwork,
  parameters: FloatArray,
  input: FloatArray,
  out: FloatArray,
): Generator<void> {
  const { spec } = network;
  const [inputs, outputs] = [spec.inputs, outputsOf(spec)];
  const m = input.length / inputs;
  const width = Math.max(1, Math.floor(BLOCK_UNITS / network.cacheLength(1)));
  const most = Math.min(m, width, BLOCK_EXAMPLES);
  const work = network.takeWorkspace(most);
  try {
    for (let from = 0; from < m; from += most) {
      const count = Math.min(most, m - from);
      const x = transposed(contiguous(input, from * inputs, count, inputs));
      yield* network.forward(parameters, x, work.z, work.a);
      const last = contiguous(work.a, network.cacheLength(count) - outputs * count, outputs, count);
      yield* inParts(count, outputs, (first, to) =>
        copyExamples(last, first, to, out, from * outputs),
      );
    }
  } finally {
    network.giveBack(work);
  }
}

/** Examples first … to − 1 of `a`, one behind another from out[at + first * a.rows] on. */
function copyExamples(a: View, first: number, to: number, out: FloatArray, at: number): void {
  for (let i = 0; i < a.rows; i++) {
    const row = a.offset + i * a.cols;
    for (let j = first; j < to; j++) out[at + j * a.rows + i] = a.data[row + j]!;
  }
}

/** {@link predict} in slices, with turns of the event loop between. */
export async function predictAsync(
  network: JsNetwork,
  parameters: FloatArray,
  input: FloatArray,
  out: FloatArray,
  cancel: Int32Array,
): Promise<void> {
  const work = predict(network, parameters, input, out);
  await untilCancelled(work, cancel);
}
