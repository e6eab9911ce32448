// Logits of examples, and what logits cost. Little work is done at once: a thread for it would take longer.
import { untilAborted } from '../../base/cancel.js';
import { sharedZeros, type FloatArray } from '../../base/dtype.js';
import { Matrix } from '../../base/matrix.js';
import { atOnce, inPieces, type Slices } from '../../base/slices.js';
import { inSlices } from '../../base/turns.js';
import type { Inference, InferenceResult, Program } from '../../backend/backend.js';
import { programOf } from '../../backend/programs.js';
import { networkSpec, outputsOf, type NetworkSpec } from '../../network/spec.js';
import { parameterCount } from '../../network/tensors.js';
import type { Part } from './part.js';

/** Multiply-adds of half a millisecond natively, of some in JavaScript. */
const LITTLE = 1 << 22;

/** Asks a network about examples that are scaled already. */
export class Asking {
  /** Examples that are so little work that the event loop need not be left. */
  readonly #few: number;
  readonly #program: Program;
  readonly #signal: AbortSignal | undefined;

  constructor(spec: NetworkSpec, signal: AbortSignal | undefined) {
    this.#few = LITTLE / parameterCount(spec);
    this.#program = programOf(spec);
    this.#signal = signal;
  }

  async infer(asked: Omit<Inference, 'scaling'>): Promise<InferenceResult> {
    const work = { ...asked, scaling: { features: null, targets: null } };
    this.#signal?.throwIfAborted();
    if (this.isLittle(asked.x.cols)) return this.#program.infer(work);
    return untilAborted(this.#signal, (cancel) => this.#program.inferAsync(work, cancel));
  }

  isLittle(examples: number): boolean {
    return examples <= this.#few;
  }

  /** The mean cost of a part's examples, whose gradient is written: of few. */
  costGradientNow(parameters: FloatArray, { x, y, weights }: Part, out: FloatArray): number {
    return this.#program.costGradient(parameters, x, y, weights, out);
  }

  /** Of many. */
  costGradient(parameters: FloatArray, { x, y, weights }: Part, out: FloatArray): Promise<number> {
    return untilAborted(this.#signal, (cancel) =>
      this.#program.gradientAsync(parameters, x, y, weights, out, cancel),
    );
  }
}

/** Logits of the same examples by one network after another. */
export class Logits {
  readonly #asking: Asking;
  readonly #held: Part;

  constructor(spec: NetworkSpec, held: Part, signal: AbortSignal | undefined) {
    this.#asking = new Asking(spec, signal);
    this.#held = held;
  }

  /** Written into `out`, example by example; the answer is their mean cost. */
  async of(parameters: FloatArray, out: FloatArray): Promise<number> {
    const { cost } = await this.#asking.infer({ ...this.#held, parameters, out, logits: true });
    return cost;
  }
}

/** Numbers of one piece of work. */
const PIECE = 1 << 16;

/**
 * What mixtures of a part's logits cost: as much as a network without hidden layers that has the logits as inputs, and
 * their factors as weights.
 */
export class MixtureCosts {
  readonly #spec: NetworkSpec;
  readonly #part: Part;
  readonly #asking: Asking;
  /** The logits of each example one behind another. */
  readonly #inputs: FloatArray;

  private constructor(
    spec: NetworkSpec,
    part: Part,
    inputs: FloatArray,
    signal: AbortSignal | undefined,
  ) {
    this.#spec = spec;
    this.#part = part;
    this.#asking = new Asking(spec, signal);
    this.#inputs = inputs;
  }

  /**
   * @param spec of the networks
   * @param logits each network's, example by example
   */
  static async of(
    spec: NetworkSpec,
    part: Part,
    logits: readonly FloatArray[],
    signal: AbortSignal | undefined,
  ): Promise<MixtureCosts> {
    const [k, { dtype, loss, lossNumbers }] = [outputsOf(spec), spec];
    const own = networkSpec(dtype, [k * logits.length, k], [], loss, lossNumbers);
    const inputs = sharedZeros(dtype, own.inputs * part.y.cols);
    const laying = sideBySide(logits, k, inputs);
    if (inputs.length <= PIECE) atOnce(laying);
    else await inSlices(laying, signal);
    return new MixtureCosts(own, part, inputs, signal);
  }

  /** The mean cost of Σ factor · logits, each example by its weight. */
  async with(factors: readonly number[]): Promise<number> {
    const { dtype, inputs } = this.#spec;
    const { y, weights } = this.#part;
    const parameters = sharedZeros(dtype, parameterCount(this.#spec));
    for (let o = 0; o < y.rows; o++)
      factors.forEach((factor, i) => (parameters[o * inputs + i * y.rows + o] = factor));
    const x = Matrix.of(this.#inputs, y.cols, inputs).T;
    const out = sharedZeros(dtype, y.rows * y.cols);
    return (await this.#asking.infer({ parameters, x, y, weights, out })).cost;
  }
}

/** Those of an example one behind another. */
function sideBySide(logits: readonly FloatArray[], k: number, all: FloatArray): Slices<void> {
  const inputs = k * logits.length;
  return inPieces(all.length / inputs, Math.ceil(PIECE / inputs), (from, to) => {
    for (const [i, own] of logits.entries())
      for (let j = from; j < to; j++)
        for (let o = 0; o < k; o++) all[j * inputs + i * k + o] = own[j * k + o]!;
  });
}
