// Models as the model file sees them: parts that no training made.
import { RandomState } from '../lib/index.js';
import type { DType } from '../lib/base/dtype.js';
import type { Scale, Scaler } from '../lib/data/scaler.js';
import { NO_READING, type ModelParts } from '../lib/model/parts.js';
import type { Activation } from '../lib/network/activations.js';
import { lossOfOutput, type Output } from '../lib/network/losses.js';
import { networkSpec } from '../lib/network/spec.js';
import type { ClassLabel } from '../lib/data/targets.js';

export interface Sample {
  readonly sizes?: readonly number[];
  readonly dtype?: DType;
  readonly activation?: Activation;
  readonly output?: Output;
  readonly scale?: Scale;
  readonly classes?: readonly ClassLabel[];
  readonly features?: readonly string[];
  readonly seed?: number;
}

/** Tensors by the names that a file should give them, in the order of the flat buffer. */
export type Tensors = Record<string, { shape: number[]; numbers: number[] }>;

/** Numbers at the edges of the dtype among ordinary ones. */
function numbersOf(dtype: DType, count: number, random: RandomState): number[] {
  const edges =
    dtype === 'float32'
      ? [-0, 2 ** -149, -(2 ** -126), 3.4028234663852886e38]
      : [-0, 5e-324, -2.2250738585072014e-308, Number.MAX_VALUE];
  const round = dtype === 'float32' ? Math.fround : (v: number) => v;
  return Array.from({ length: count }, (_, i) => {
    const v = round(random.normal());
    return i % 5 === 4 ? edges[(i >> 2) % 4]! : v;
  });
}

/** Parts with numbers of a seed, and the tensors that their file should hold. */
export function sampleParts(sample: Sample = {}): { parts: ModelParts; tensors: Tensors } {
  const { sizes = [2, 2, 1], dtype = 'float32', activation = 'tanh', output = 'sigmoid' } = sample;
  const { scale = 'none', classes = ['no', 'yes'], seed = 1 } = sample;
  const random = new RandomState(seed);
  const layers: Tensors = {};
  sizes.slice(1).forEach((units, l) => {
    const shapes: [string, number[]][] = [
      [`layers.${l}.weight`, [units, sizes[l]!]],
      [`layers.${l}.bias`, [units]],
    ];
    if (activation === 'prelu' && l < sizes.length - 2)
      shapes.push([`activations.${l}.weight`, [1]]);
    for (const [name, shape] of shapes) {
      const numbers = numbersOf(
        dtype,
        shape.reduce((a, b) => a * b),
        random,
      );
      layers[name] = { shape, numbers };
    }
  });
  const outputs = sizes.at(-1)!;
  const isRegression = output === 'identity';
  const scaler = (n: number): Scaler => ({
    offset: Float64Array.from({ length: n }, () => random.normal()),
    divisor: Float64Array.from({ length: n }, () => 0.5 + random.random()),
    clip: Infinity,
  });
  const scalers = {
    features: scale === 'none' ? null : scaler(sizes[0]!),
    targets: scale === 'none' || !isRegression ? null : scaler(outputs),
  };
  const flat = Object.values(layers).flatMap(({ numbers }) => numbers);
  const parts: ModelParts = {
    encoding: null,
    values: null,
    reading: NO_READING,
    spec: networkSpec(
      dtype,
      sizes,
      sizes.slice(2).map(() => activation),
      lossOfOutput(output),
    ),
    parameters: dtype === 'float32' ? Float32Array.from(flat) : Float64Array.from(flat),
    classes: isRegression ? null : classes,
    features: sample.features ?? sizes.slice(0, 1).flatMap((n) => names('x', n)),
    named: sample.features !== undefined,
    targets: isRegression && outputs > 1 ? names('y', outputs) : ['y'],
    scaling: { scale, ...scalers },
  };
  return { parts, tensors: { ...scalerTensors(scalers), ...layers } };
}

function names(letter: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${letter}${i + 1}`);
}

function scalerTensors(scalers: Record<'features' | 'targets', Scaler | null>): Tensors {
  const tensors: Tensors = {};
  for (const [side, scaler] of Object.entries(scalers)) {
    for (const key of scaler ? (['offset', 'divisor'] as const) : []) {
      const numbers = [...scaler![key]];
      tensors[`scaler.${side}.${key}`] = { shape: [numbers.length], numbers };
    }
  }
  return tensors;
}

/** All numbers of parts as one text: equal only where every bit is. */
export function bits({ parameters, scaling }: ModelParts): string {
  const { features, targets } = scaling;
  const arrays = [
    parameters,
    features?.offset,
    features?.divisor,
    targets?.offset,
    targets?.divisor,
  ];
  return arrays
    .map((a) => (a ? Buffer.from(a.buffer, a.byteOffset, a.byteLength).toString('base64') : 'none'))
    .join('\n');
}
