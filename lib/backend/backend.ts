import type { FloatArray } from '../base/dtype.js';
import type { MathFunctions } from '../base/math.js';
import type { Matrix } from '../base/matrix.js';
import type { TargetEncoding } from '../data/encoding/target.js';
import type { Scaler } from '../data/scaler.js';
import type { Moments } from '../data/statistics.js';
import type { Activation } from '../network/activations.js';
import type { OptimizerName } from '../network/optimizers.js';
import type { NetworkSpec } from '../network/spec.js';
import type { Truths } from './metrics/looked.js';
import type { MetricName } from './metrics/table.js';

/**
 * What does the arithmetic: the C++ core, or its equal in JavaScript.
 *
 * @example
 * import { backend, type BackendName } from 'densely';
 *
 * const known: readonly BackendName[] = ['native', 'js'];
 * console.log(known.includes(backend().name)); // true
 */
export type BackendName = 'native' | 'js';

/**
 * Instruction set of the kernels; `js` for the JavaScript backend.
 *
 * @example
 * import { backend, type Isa } from 'densely';
 *
 * const isa: Isa = backend().isa;
 * console.log(backend().isas.includes(isa)); // true
 */
export type Isa = 'scalar' | 'avx2' | 'avx512' | 'neon' | 'js';

/** Weight decay apart from the gradient; L2 and L1 in it. */
export type Penalty = 'decay' | 'l2' | 'l1';

/** A limit of the mean gradient: of its norm, of each number. */
export type Clip = 'norm' | 'value';

/** Parameters that lie side by side, and how a step changes them. */
export interface Segment extends Readonly<Record<Penalty, number>> {
  /** In the flat buffer. */
  readonly offset: number;
  readonly length: number;
  /** Factor of the learning rate: at 0 nothing of them changes, slots neither. */
  readonly rate: number;
}

/**
 * Hidden units that the steps of a chunk drop (Srivastava et al. 2014): a dropped one is 0, a kept one is
 * multiplied by 65536 / (65536 − threshold), rounded once to the dtype. Which they are is a hash of the seed,
 * the step's number, the layer, the example's place in its epoch and the unit, whatever the order of work.
 */
export interface Dropout {
  /** uint32 */
  readonly seed: number;
  /** Number in the run of the chunk's first step. */
  readonly step: number;
  /** One per step: the place in its epoch of the step's first example. */
  readonly places: Uint32Array;
  /** Steps × hidden layers: of 65,536 draws so many drop a unit, 0 … 65,535. */
  readonly thresholds: Uint32Array;
}

/**
 * A run of training steps. All arrays that are written lie in shared memory, so that a thread may
 * work on them while the event loop goes on.
 */
export interface Chunk {
  /** Read and written: P numbers, slots × P numbers. */
  readonly parameters: FloatArray;
  readonly slots: FloatArray;
  /** Written at each emitted finite cost: the parameters that it was computed from. */
  readonly snapshot: FloatArray;
  /**
   * One per step of KEEP, written after it: the parameters, or their average where there is one. A parameter that is
   * not finite there ends the chunk.
   */
  readonly keep: readonly FloatArray[];
  /** Read and written: cost × weight of the examples so far in this epoch, weight so far. */
  readonly carry: Float64Array;
  /** (n_0, M) and (n_L, M), any strides. */
  readonly x: Matrix;
  readonly y: Matrix;
  /**
   * M numbers of the dtype, what each example counts: they multiply its error and its cost, and a batch is
   * divided by their sum. A batch whose sum is 0 changes nothing. null: each counts 1.
   */
  readonly weights: FloatArray | null;
  readonly optimizer: OptimizerName;
  /** Rounded to the dtype; `scalars` holds those of step after step. */
  readonly constants: Float64Array;
  readonly scalars: Float64Array;
  /** In ascending order, none over another; what lies in none stays. null: all at rate 1. */
  readonly segments: readonly Segment[] | null;
  /**
   * Three per step in float64, which the segments' own multiply: decay (times the learning rate already)
   * takes w to w − decay · w; l2 and l1, divided by the batch's weight, add l2 · w and l1 · sign(w) to the
   * gradient before the optimizer. null: none.
   */
  readonly penalties: Float64Array | null;
  /**
   * Two per step, limits of the mean gradient with L2 and L1 in it; Infinity: none. First the norm of all
   * that moves: above it the gradient is multiplied by norm / (its norm + 10⁻⁶), rounded once, as PyTorch's
   * `clip_grad_norm_` does; a norm that is not finite clips nothing. Second the value: before that, each
   * number is kept within ± value. null: none.
   */
  readonly clips: Float64Array | null;
  /** The cost is that of the network that is left. null: nothing is dropped. */
  readonly dropout: Dropout | null;
  /**
   * One per step, ε: labels y count as y + ε · (e − y), with e = 1/k for one of k classes and 1/2 for 0 and 1
   * (Szegedy et al. 2016); the cost is that of the labels as they are. Of the cross-entropies alone. null: 0.
   */
  readonly smoothing: Float64Array | null;
  /** Read and written: P numbers, the average of the parameters. Both or none of the two. */
  readonly average: FloatArray | null;
  /** One per step: after it the average moves by so much of its way to the parameters. */
  readonly averaging: Float64Array | null;
  /** Examples of step s: order[ends[s]] … order[ends[s + 1] − 1]; null: all examples in their order. */
  readonly ends: Uint32Array | null;
  readonly order: Uint32Array | null;
  /** One per step: COUNT_COST and EMIT_COST, or TELL_COST, and KEEP, of abi.ts. */
  readonly flags: Uint8Array;
  /** Written: the emitted and told costs, in order. */
  readonly costs: Float64Array;
  /** 0, or STOP_AFTER_STEP or LEAVE_AT_ONCE of abi.ts; may change while the chunk runs. */
  readonly cancel: Int32Array;
  /** At work at most, 1 … 1024; changes no bit. The JavaScript backend has one. */
  readonly threads: number;
}

export interface ChunkResult {
  /** Steps done: all, or fewer when cancelled, or when an emitted cost or a parameter to keep was not finite. */
  readonly steps: number;
  /** Of them, those whose examples all weigh 0. */
  readonly skipped: number;
  /** Costs emitted or told. */
  readonly recorded: number;
  /** Was every parameter finite where they were kept? */
  readonly finite: boolean;
}

/** How what goes in and what comes out is scaled; null: not at all. */
export interface Scalers {
  readonly features: Scaler | null;
  /** Outputs are scaled back to the targets' units. */
  readonly targets: Scaler | null;
}

/** Examples on their way through a network. */
export interface Inference {
  readonly parameters: FloatArray;
  readonly scaling: Scalers;
  /** (n_0, m), not scaled yet: any dtype, strides and order. */
  readonly x: Matrix;
  /** (n_L, m), targets in their own units, where the cost is wanted. */
  readonly y: Matrix | null;
  /** M numbers of the dtype, what each example counts in the cost. null: each counts 1. */
  readonly weights: FloatArray | null;
  /** Written: n_L numbers of each example in the network's dtype, in the targets' units. */
  readonly out: FloatArray;
  /** Are the logits written there, as they are? The cost is that of the outputs still. Default false. */
  readonly logits?: boolean | undefined;
}

export interface InferenceResult {
  /** Weighted mean over the examples, of the scaled targets; NaN without y. */
  readonly cost: number;
  /** The first example with a number that is not finite when scaled and rounded, or −1. */
  readonly wrong: number;
}

/**
 * What is to be measured of examples whose outputs are known; all of it lies in shared memory. Labels are predicted
 * above 0.5.
 */
export interface Measures extends Omit<Truths, 'thresholds'> {
  readonly metrics: readonly MetricName[];
  /** How outputs become values where the scaler of the targets does not do it; null: it does. */
  readonly values: readonly TargetEncoding[] | null;
}

export interface Measured extends InferenceResult {
  /** In the order of the metrics; NaN where the examples have no such figure. */
  readonly figures: Float64Array;
}

/**
 * Outputs of examples that lie one behind another in `input`, n_0 numbers each, of either dtype and not
 * scaled yet; n_L each in `out`, in the targets' units. Answers as {@link InferenceResult.wrong} where the
 * caller wants to `look`.
 */
export type Predictor = (input: FloatArray, out: FloatArray, look: boolean) => number | undefined;

/**
 * A compiled network: it owns workspace, its caller owns everything that outlives a call. All layers'
 * Z and A lie one behind another in `z` and `a`, (n_l, m) each, row by row.
 */
export interface Program {
  forward(parameters: FloatArray, x: Matrix, z: FloatArray, a: FloatArray): void;
  /** Mean cost over the examples from the last layer's logits, (n_L, m) row by row. */
  cost(z: FloatArray, y: FloatArray): number;
  /** Mean cost from the last layer's outputs. */
  outputCost(a: FloatArray, y: FloatArray): number;
  gradient(
    parameters: FloatArray,
    x: Matrix,
    y: Matrix,
    z: FloatArray,
    a: FloatArray,
    out: FloatArray,
  ): void;
  /**
   * The mean cost over all examples, in blocks of 4,096, and its gradient: the bits of {@link gradient}. All arrays
   * lie in shared memory.
   * @param weights as those of a chunk
   */
  costGradient(
    parameters: FloatArray,
    x: Matrix,
    y: Matrix,
    weights: FloatArray | null,
    out: FloatArray,
  ): number;
  /** {@link costGradient} beside the event loop; a `cancel[0]` other than 0 makes it leave soon. */
  gradientAsync(
    parameters: FloatArray,
    x: Matrix,
    y: Matrix,
    weights: FloatArray | null,
    out: FloatArray,
    cancel: Int32Array,
  ): Promise<number>;
  /** Outputs, and the cost, of examples as they come. A row's outputs do not depend on the others. */
  infer(work: Inference): InferenceResult;
  /** {@link infer} with parameters and scalers that never change: what single rows need is made ready once. */
  predictor(parameters: FloatArray, scaling: Scalers): Predictor;
  /**
   * {@link infer} beside the event loop: native on a thread of its own, js piece by piece with turns of
   * the event loop between. Any number may run at once, beside a training and all other calls. All of
   * the work lies in shared memory, and the caller leaves it alone until it settles. A `cancel[0]` other
   * than 0 makes it leave soon: it resolves with `out` unfinished. Rejects only with `ERR_BACKEND`, where
   * there is no memory for its workspace or no thread.
   */
  inferAsync(work: Inference, cancel: Int32Array): Promise<InferenceResult>;
  /** {@link inferAsync}, and figures of the outputs, which themselves are those of `inferAsync`. */
  measureAsync(work: Inference, measures: Measures, cancel: Int32Array): Promise<Measured>;
  train(chunk: Chunk): Promise<ChunkResult>;
}

/** What does the arithmetic. Arguments are checked above; shapes here are right. */
export interface Backend {
  readonly name: BackendName;
  readonly isa: Isa;
  /** a·b, row by row. */
  matmul(a: Matrix, b: Matrix): FloatArray;
  /** An elementary function of each element. */
  evaluate(name: keyof MathFunctions, x: FloatArray): FloatArray;
  value(activation: Activation, z: FloatArray, slope: number): FloatArray;
  derivative(activation: Activation, z: FloatArray, slope: number): FloatArray;
  /** One optimizer step in place. */
  update(
    optimizer: OptimizerName,
    parameters: FloatArray,
    gradient: FloatArray,
    slots: FloatArray,
    constants: Float64Array,
    scalars: Float64Array,
  ): void;
  /**
   * Moments of each row of a Matrix over shared memory, beside the event loop. A `cancel[0]` other than
   * 0 makes it leave soon, with moments that mean nothing.
   */
  moments(m: Matrix, cancel: Int32Array): Promise<Moments>;
  /**
   * `from` (n, m) scaled row by row, rounded to the dtype of `to`, laid out as `to`; both in shared
   * memory, beside the event loop. Resolves with the first example with a number that is not finite
   * there, or −1.
   */
  scale(scaler: Scaler | null, from: Matrix, to: Matrix, cancel: Int32Array): Promise<number>;
  program(spec: NetworkSpec): Program;
}
