// Predictions: those of native/core/network.cc.
import type { FloatArray } from '../../base/dtype.js';
import { turn } from '../../base/turns.js';
import { contiguous, transposed } from './kernels.js';
import type { JsNetwork } from './network.js';

/** A block of examples goes through the layers at a time: at most so many, of about a millisecond. */
const BLOCK_EXAMPLES = 256;
const BLOCK_WORK = 2 ** 17;

const PIECE_MS = 5;

/** A walk over the examples, block by block; a row's result does not depend on its block. */
class Prediction {
  readonly #network: JsNetwork;
  readonly #parameters: FloatArray;
  readonly #input: FloatArray;
  readonly #out: FloatArray;
  readonly #m: number;
  readonly #width: number;
  #from = 0;

  constructor(network: JsNetwork, parameters: FloatArray, input: FloatArray, out: FloatArray) {
    this.#network = network;
    this.#parameters = parameters;
    this.#input = input;
    this.#out = out;
    this.#m = input.length / network.spec.sizes[0]!;
    const width = Math.max(1, Math.floor(BLOCK_WORK / parameters.length));
    this.#width = Math.min(this.#m, width, BLOCK_EXAMPLES);
  }

  get done(): boolean {
    return this.#from >= this.#m;
  }

  /** Takes the next block through the layers. */
  advance(): void {
    const { sizes } = this.#network.spec;
    const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
    const count = Math.min(this.#width, this.#m - this.#from);
    const x = transposed(contiguous(this.#input, this.#from * inputs, count, inputs));
    const { z, a } = this.#network.workspace(this.#width);
    this.#network.forward(this.#parameters, x, z, a);
    const last = this.#network.cacheLength(count) - outputs * count;
    const at = this.#from * outputs;
    for (let i = 0; i < outputs; i++) {
      for (let j = 0; j < count; j++) this.#out[at + j * outputs + i] = a[last + i * count + j]!;
    }
    this.#from += count;
  }
}

export function predict(
  network: JsNetwork,
  parameters: FloatArray,
  input: FloatArray,
  out: FloatArray,
): void {
  const prediction = new Prediction(network, parameters, input, out);
  while (!prediction.done) prediction.advance();
}

/** {@link predict} in pieces of about 5 ms, each after a turn of the event loop. */
export async function predictAsync(
  network: JsNetwork,
  parameters: FloatArray,
  input: FloatArray,
  out: FloatArray,
  cancel: Int32Array,
): Promise<void> {
  const prediction = new Prediction(network, parameters, input, out);
  while (!prediction.done) {
    await turn();
    if (cancel[0] !== 0) return;
    const end = performance.now() + PIECE_MS;
    do prediction.advance();
    while (!prediction.done && performance.now() < end);
  }
}
