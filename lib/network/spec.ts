import { oneOf } from '../base/checks.js';
import type { DType } from '../base/dtype.js';
import { DenselyError, invalid } from '../base/errors.js';
import { activationNames, activationTable, type Activation } from './activations.js';
import { lossOfOutput, lossTable, outputNames, type Loss, type Output } from './losses.js';

/** What a network is, apart from its parameters. */
export interface NetworkSpec {
  readonly dtype: DType;
  /** n_0 … n_L: inputs, units of each layer. */
  readonly sizes: readonly number[];
  /** One per hidden layer. */
  readonly activations: readonly Activation[];
  readonly loss: Loss;
}

/**
 * Activations and output of a network; its sizes are those of its parameters.
 *
 * @example
 * import { datasets, initializeParameters, type Net, predict } from 'densely';
 *
 * const net: Net = { activation: 'relu', output: 'identity' };
 * console.log(predict(initializeParameters(2, 4, 1), datasets.flower().X, net).cols); // 400
 */
export interface Net {
  /** One for all hidden layers, or one per hidden layer. Default tanh. */
  readonly activation?: Activation | readonly Activation[] | undefined;
  /** Default sigmoid. */
  readonly output?: Output | undefined;
}

/** The most units a layer may have. */
export const MAX_UNITS = 16777216;

export const NET_KEYS = ['activation', 'output'] as const;

/** Position of one layer's parameters in the flat buffer; `alpha` is -1 where there is no slope. */
export interface LayerLayout {
  readonly layer: number;
  readonly inputs: number;
  readonly units: number;
  readonly W: number;
  readonly b: number;
  readonly alpha: number;
}

/** W1, b1, alpha1, W2, b2 … one behind another: the layers' places in the flat buffer. */
export function layout(spec: NetworkSpec): { layers: LayerLayout[]; length: number } {
  let length = 0;
  const layers = spec.sizes.slice(1).map((units, i) => {
    const inputs = spec.sizes[i]!;
    const W = length;
    const b = W + units * inputs;
    const slope = hasSlope(spec, i + 1);
    length = b + units + (slope ? 1 : 0);
    return { layer: i + 1, inputs, units, W, b, alpha: slope ? length - 1 : -1 };
  });
  return { layers, length };
}

/** Does layer `layer` (1 … L) learn a slope? */
export function hasSlope(spec: NetworkSpec, layer: number): boolean {
  const activation = spec.activations[layer - 1];
  return activation !== undefined && activationTable[activation].hasSlope;
}

/** Activation of each of `hidden` hidden layers, from one name or a list. */
export function activationOption(value: unknown, hidden: number): Activation[] {
  if (typeof value === 'string') {
    return new Array<Activation>(hidden).fill(oneOf('activation', value, activationNames));
  }
  if (!Array.isArray(value))
    throw invalid('activation', value, 'one name or a list, one name per hidden layer');
  const list: unknown[] = Array.from(value as unknown[]);
  if (list.length !== hidden) {
    throw new DenselyError(
      'ERR_OPTION',
      'activation',
      `activation has ${list.length} names but there are ${hidden} hidden layers: give one name, or one per hidden layer.`,
    );
  }
  return list.map((name, i) => oneOf(`activation[${i}]`, name, activationNames));
}

export function lossOption(output: unknown, preset: Output): Loss {
  return lossOfOutput(output === undefined ? preset : oneOf('output', output, outputNames));
}

export function outputOf(spec: NetworkSpec): Output {
  return lossTable[spec.loss].output;
}

/**
 * How many classes a network tells apart: two by 1 sigmoid output, as many as outputs by 3 or more of
 * softmax; 0 for values. Undefined for any other number of outputs.
 */
export function classCount(spec: NetworkSpec): number | undefined {
  const [output, outputs] = [outputOf(spec), spec.sizes.at(-1)!];
  if (output === 'identity') return 0;
  if (output === 'sigmoid') return outputs === 1 ? 2 : undefined;
  return outputs > 2 ? outputs : undefined;
}

/** A network of layer sizes n_0 … n_L; its activation is tanh and its output sigmoid by default. */
export function specOf(
  sizes: number[],
  net: { activation?: unknown; output?: unknown },
  dtype: DType,
): NetworkSpec {
  const { activation = 'tanh', output } = net;
  const activations = activationOption(activation, sizes.length - 2);
  return { dtype, sizes, activations, loss: lossOption(output, 'sigmoid') };
}
