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

/** Logits, and what they count in a mixture. */
export type Share = readonly [logits: FloatArray, factor: number];

/** Costs of mixtures of as many logits as there are factors. */
export class MixtureCosts {
  readonly #asking: Asking;
  readonly #part: Part;
  readonly #outputs: number;
  readonly #parameters: FloatArray;
  /** The logits of each example one behind another. */
  readonly #all: FloatArray;
  readonly #out: FloatArray;

  /** @param shares of a mixture */
  constructor(spec: NetworkSpec, part: Part, shares: number, signal: AbortSignal | undefined) {
    const { dtype, loss, lossNumbers } = spec;
    const [k, m] = [outputsOf(spec), part.y.cols];
    const inputs = k * shares;
    const own = networkSpec(dtype, [inputs, k], [], loss, lossNumbers);
    this.#asking = new Asking(own, signal);
    this.#part = part;
    this.#outputs = k;
    this.#parameters = sharedZeros(dtype, parameterCount(own));
    this.#all = sharedZeros(dtype, inputs * m);
    this.#out = sharedZeros(dtype, k * m);
  }

  /**
   * The mean cost of Σ factor · logits, each example by its weight: that of a network without hidden layers that has
   * the logits as inputs, and the factors as weights.
   */
  async of(shares: readonly Share[]): Promise<number> {
    const k = this.#outputs;
    const inputs = k * shares.length;
    for (let o = 0; o < k; o++)
      shares.forEach(([, factor], i) => (this.#parameters[o * inputs + i * k + o] = factor));
    const laid = sideBySide(shares, k, this.#all);
    if (this.#all.length <= PIECE) atOnce(laid);
    else await inSlices(laid);
    const { y, weights } = this.#part;
    const x = Matrix.of(this.#all, y.cols, inputs).T;
    const work = { parameters: this.#parameters, x, y, weights, out: this.#out };
    return (await this.#asking.infer(work)).cost;
  }
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
