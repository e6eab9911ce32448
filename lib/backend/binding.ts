import type { DType, FloatArray } from '../base/dtype.js';
import type { Place } from '../network/tensors.js';
import type { ChunkResult, InferenceResult } from './backend.js';

/** A matrix as the addon takes it. */
export type ViewArguments = readonly [
  storage: FloatArray,
  rows: number,
  cols: number,
  rowStride: number,
  colStride: number,
];

/** A matrix in any order as the addon takes it. */
export type PlacementArguments = readonly [
  ...ViewArguments,
  rowOrder: Uint32Array | null,
  colOrder: Uint32Array | null,
];

/** A scaler as the addon takes it, or none. */
export type ScalerArguments =
  | readonly [offset: Float64Array, divisor: Float64Array, clip: number]
  | readonly [null, null, null];

/** No matrix at all, where one may be left out. */
export type NoPlacement = readonly [null, null, null, null, null, null, null];

export type InferArguments = readonly [
  parameters: FloatArray,
  ...features: ScalerArguments,
  ...targets: ScalerArguments,
  ...x: PlacementArguments,
  ...y: PlacementArguments | NoPlacement,
  weights: FloatArray | null,
  out: FloatArray,
  logits: boolean,
];

/** What is measured of them, by its places in the list of all metrics. */
export type MeasureArguments = readonly [
  metrics: Uint8Array,
  figures: Float64Array,
  codes: Uint32Array | null,
  ...targets: PlacementArguments | NoPlacement,
  weights: Float64Array | null,
  isSecondPositive: boolean,
  middle: number | null,
  units: Float64Array | null,
];

/** What the addon exports; it checks every argument once more by itself. */
export interface Binding {
  readonly version: string;
  /** Instruction sets that this CPU has and whose self-test gives the stored bits, best first. */
  readonly isas: readonly string[];
  /** Those that this CPU has, whatever the self-test says. */
  readonly supported: readonly string[];
  /** As `abi` of abi.ts. */
  readonly abi: unknown;
  /** The smaller of this process's affinity and its container's CPU limit. */
  readonly cores: number;
  select(isa: string): void;
  /** For matmul, and for the programs made from now on: their large synchronous calls and predictions. */
  useThreads(threads: number): void;
  matmul(...viewsAndOut: [...ViewArguments, ...ViewArguments, FloatArray]): void;
  evaluate(name: string, x: FloatArray, out: FloatArray): void;
  value(name: string, z: FloatArray, slope: number, out: FloatArray): void;
  derivative(name: string, z: FloatArray, slope: number, out: FloatArray): void;
  update(
    name: string,
    parameters: FloatArray,
    gradient: FloatArray,
    slots: FloatArray,
    constants: Float64Array,
    scalars: Float64Array,
  ): void;
  /** On a thread: `out` receives all minima, then all maxima, means and squares. */
  moments(...args: [...PlacementArguments, out: Float64Array, cancel: Int32Array]): Promise<void>;
  /** On a thread: the first wrong example, or −1. */
  scale(
    ...args: [...ScalerArguments, ...PlacementArguments, ...ViewArguments, cancel: Int32Array]
  ): Promise<number>;
  /**
   * What this machine gives at most, for the benchmark: `times` rounds over the 16 or more numbers of
   * `x`, which are overwritten. Answers how many flops, quotients by a root, or bytes it has done.
   */
  probe(name: 'fma' | 'divide' | 'read' | 'update', x: FloatArray, times: number): number;
  readonly Program: new (
    dtype: DType,
    sizes: readonly number[],
    activations: readonly string[],
    loss: string,
    lossNumbers: Float64Array,
    linear: boolean,
  ) => NativeProgram;
}

type GradientArguments = [
  parameters: FloatArray,
  ...x: ViewArguments,
  ...y: ViewArguments,
  weights: FloatArray | null,
  out: FloatArray,
];

export interface NativeProgram {
  /** Its tensors, as `placesOf` places them. */
  readonly layout: readonly Pick<Place, 'role' | 'layer' | 'rows' | 'cols' | 'offset'>[];
  forward(...args: [FloatArray, ...ViewArguments, FloatArray, FloatArray]): void;
  cost(z: FloatArray, y: FloatArray): number;
  outputCost(a: FloatArray, y: FloatArray): number;
  gradient(
    ...args: [FloatArray, ...ViewArguments, ...ViewArguments, FloatArray, FloatArray, FloatArray]
  ): void;
  costGradient(...args: GradientArguments): number;
  /** On a thread. */
  gradientAsync(...args: [...GradientArguments, cancel: Int32Array]): Promise<number>;
  infer(...args: InferArguments): InferenceResult;
  inferAsync(
    ...args: [...InferArguments, cancel: Int32Array, ...measures: MeasureArguments | []]
  ): Promise<InferenceResult>;
  /** Copies scalers for `predictHeld`, and parameters in the order that suits a few examples. */
  hold(
    ...args: [parameters: FloatArray, ...features: ScalerArguments, ...targets: ScalerArguments]
  ): void;
  /** @param parameters those that are held */
  predictHeld(
    parameters: FloatArray,
    input: FloatArray,
    out: FloatArray,
    look: boolean,
  ): number | undefined;
  train(chunk: object): Promise<ChunkResult>;
  /** The same on the caller's thread. */
  trainAtOnce(chunk: object): ChunkResult;
}

/** How the addon is found: a file that only Node's build of this package has. */
export interface LoadedBinding {
  readonly binding: Binding;
  readonly path: string;
}
