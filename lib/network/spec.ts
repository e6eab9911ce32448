import { flag, oneOf } from '../base/checks.js';
import type { DType } from '../base/dtype.js';
import { DenselyError, invalid } from '../base/errors.js';
import { activationNames, type Activation } from './activations.js';
import { lossOfOutput, lossTable, outputNames, type Loss, type Output } from './losses.js';

/** A layer: Z = W·A + b of the layer before, A = g(Z). */
export interface LayerSpec {
  readonly units: number;
  /** null: the last layer, whose link belongs to the loss. */
  readonly activation: Activation | null;
}

/** What a network is, apart from its parameters. */
export interface NetworkSpec {
  readonly dtype: DType;
  /** Numbers of an example, n_0. */
  readonly inputs: number;
  /** What makes the first layer's inputs of an example's numbers; null: they are its inputs. */
  readonly front: null;
  readonly layers: readonly LayerSpec[];
  /** A path from the inputs to the outputs past the hidden layers: Z[L] = W[L]·A[L−1] + b[L] + Wx·X. */
  readonly linear: boolean;
  readonly loss: Loss;
  /** Of the loss: δ of huber, the levels of quantiles. Each backend rounds them to the dtype, once. */
  readonly lossNumbers: readonly number[];
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

/** What a network may have at most: units of a layer and inputs, layers, numbers it learns. */
export const MAX_UNITS = 16777216;
export const MAX_LAYERS = 2048;
export const MAX_PARAMETERS = 1073741824;

export const NET_KEYS = ['activation', 'output'] as const;

/** The network of layer sizes n_0 … n_L, with one activation per hidden layer. */
export function networkSpec(
  dtype: DType,
  [inputs, ...units]: readonly number[],
  activations: readonly Activation[],
  loss: Loss,
  lossNumbers: readonly number[] = [],
  { linear = false }: { readonly linear?: boolean } = {},
): NetworkSpec {
  const layers = units.map((n, i) => ({ units: n, activation: activations[i] ?? null }));
  return { dtype, inputs: inputs!, front: null, layers, linear, loss, lossNumbers };
}

/**
 * A linear path leads past hidden layers.
 * @throws `ERR_OPTION` where there are none to lead past
 */
export function linearOption(argument: string, value: unknown, hidden: number): boolean {
  const linear = flag(argument, value);
  if (!linear || hidden > 0) return linear;
  const allowed = 'left out where there is no hidden layer: such a network is linear already';
  throw invalid(argument, value, allowed);
}

/** The network without hidden layers that has the inputs, the outputs and the loss of another. */
export function withoutHidden(spec: NetworkSpec): NetworkSpec {
  const { dtype, inputs, loss, lossNumbers } = spec;
  return networkSpec(dtype, [inputs, outputsOf(spec)], [], loss, lossNumbers);
}

/** Layer sizes n_0 … n_L. */
export function unitsOf({ inputs, layers }: NetworkSpec): number[] {
  return [inputs, ...layers.map(({ units }) => units)];
}

/** n_L */
export function outputsOf({ layers }: NetworkSpec): number {
  return layers.at(-1)!.units;
}

/** n_1 + … + n_L: numbers that Z, and A, of all layers hold for an example. */
export function unitCount({ layers }: NetworkSpec): number {
  return layers.reduce((sum, { units }) => sum + units, 0);
}

/** Activations of the hidden layers. */
export function activationsOf({ layers }: NetworkSpec): Activation[] {
  return layers.flatMap(({ activation }) => activation ?? []);
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

function lossOfNet(output: unknown, preset: Output): Loss {
  return lossOfOutput(output === undefined ? preset : oneOf('output', output, outputNames));
}

export function outputOf(spec: NetworkSpec): Output {
  return lossTable[spec.loss].output;
}

/** Are its outputs values, in the targets' own units? */
export function predictsValues(spec: NetworkSpec): boolean {
  const { targets } = lossTable[spec.loss];
  return targets === 'values' || targets === 'fromZero';
}

/** The levels of its outputs, ascending, where they are quantiles of one target. */
export function quantileLevels({ loss, lossNumbers }: NetworkSpec): readonly number[] | null {
  return loss === 'quantiles' ? lossNumbers : null;
}

/** Place of the level nearest to 0.5, of two as near the lower one. */
export function middleLevel(levels: readonly number[]): number {
  const above = levels.findIndex((level) => level > 0.5);
  if (above <= 0) return above === 0 ? 0 : levels.length - 1;
  return levels[above - 1]! + levels[above]! >= 1 ? above - 1 : above;
}

/** Columns of targets that its outputs are of. */
export function targetCount(spec: NetworkSpec): number {
  return quantileLevels(spec) ? 1 : outputsOf(spec);
}

/**
 * How many classes a network tells apart: two by 1 sigmoid output, which may be a label of its own too; none
 * by more of them, which are labels, and by values; as many as outputs by 3 or more of softmax. Undefined for 1
 * and 2 of them.
 */
export function classCount(spec: NetworkSpec): number | undefined {
  const [output, outputs] = [outputOf(spec), outputsOf(spec)];
  if (output === 'sigmoid' && outputs === 1) return 2;
  if (output !== 'softmax') return 0;
  return outputs > 2 ? outputs : undefined;
}

/**
 * A network of layer sizes n_0 … n_L; its activation is tanh, its output sigmoid and it has no linear path by
 * default.
 */
export function specOf(
  sizes: readonly number[],
  net: { activation?: unknown; output?: unknown; linear?: unknown },
  dtype: DType,
): NetworkSpec {
  const { activation = 'tanh', output, linear = false } = net;
  const hidden = sizes.length - 2;
  const activations = activationOption(activation, hidden);
  return networkSpec(dtype, sizes, activations, lossOfNet(output, 'sigmoid'), [], {
    linear: linearOption('linear', linear, hidden),
  });
}
