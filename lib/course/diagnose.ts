import type { FloatArray } from '../base/dtype.js';
import type { Matrix } from '../base/matrix.js';
import { fittingTable } from '../base/table.js';
import { currentBackend } from '../backend/select.js';
import { activationTable, type Activation } from '../network/activations.js';
import { networkOf, type ParameterDict } from '../network/parameters.js';
import type { Net } from '../network/spec.js';
import { layersOf } from '../network/tensors.js';
import type { Cache } from './cache.js';
import { backwardPropagation, forwardPropagation } from './steps.js';

/**
 * Some units of a layer.
 *
 * @example
 * import { datasets, diagnose, initializeParameters, type UnitGroup } from 'densely';
 *
 * const { X } = datasets.flower();
 * const parameters = initializeParameters(2, 4, 1, { seed: 3, initializer: { normal: 100 } });
 * const saturated: UnitGroup | undefined = diagnose(parameters, X).layers[0]?.saturated;
 * console.log(saturated?.count, saturated?.share); // 4 1
 */
export interface UnitGroup {
  /** Their numbers, from 0: rows of W[l]. */
  readonly units: readonly number[];
  /** How many they are. */
  readonly count: number;
  /** Of the layer's units, 0 … 1. */
  readonly share: number;
}

/**
 * What {@link diagnose} says of one hidden layer.
 *
 * @example
 * import { datasets, diagnose, initializeParameters, type LayerDiagnosis } from 'densely';
 *
 * const { X } = datasets.flower();
 * const small = diagnose(initializeParameters(2, 4, 1, { seed: 3 }), X).layers;
 * console.log(small.map(({ layer, activation, units }: LayerDiagnosis) => [layer, activation, units])); // [ [ 1, 'tanh', 4 ] ]
 */
export interface LayerDiagnosis {
  /** l, counted from 1. */
  readonly layer: number;
  /** g */
  readonly activation: Activation;
  /** n_l */
  readonly units: number;
  /** Units far out on g for more than half of the examples. */
  readonly saturated: UnitGroup;
  /** Units that no example can change. */
  readonly dead: UnitGroup;
  /** Units that another one of the layer mirrors: both answer the same, and every step moves them alike. */
  readonly symmetric: UnitGroup;
  /**
   * Mean of |g′(z)| over the units and the examples: what is left of a gradient on its way back
   * through the activation, where 1 leaves it as it is.
   */
  readonly derivative: number;
}

/**
 * The hidden layers of a network; `String(diagnosis)` is a table.
 *
 * @example
 * import { datasets, diagnose, type Diagnosis, initializeParameters } from 'densely';
 *
 * const { X } = datasets.flower();
 * const diagnosis: Diagnosis = diagnose(initializeParameters([2, 4, 3, 1], { seed: 3 }), X);
 * console.log(diagnosis.layers.length); // 2
 */
export interface Diagnosis {
  /** Layer 1 first. */
  readonly layers: readonly LayerDiagnosis[];
  /** √Σ dW[l]² of each layer, the output layer's last, where there are targets; else null. */
  readonly gradients: readonly number[] | null;
  /** A table of the layers, of at most so many columns, default 80. */
  toString(width?: number): string;
}

/** Of the steepest slope: below it the function is flat. */
const FLAT = 0.01;

/**
 * The diagnosis of a network on examples (n_x, m), with gradients where there are targets.
 * @throws as {@link forwardPropagation} and {@link backwardPropagation}
 */
export function diagnoseNetwork(
  parameters: ParameterDict,
  X: Matrix,
  net?: Net,
  Y?: Matrix,
): Diagnosis {
  const { spec, flat } = networkOf(parameters, net);
  const [, cache] = forwardPropagation(X, parameters, net);
  const layers = layersOf(spec).flatMap(({ layer, activation, slope }) => {
    if (activation === null) return [];
    const learnt = slope === undefined ? 0 : flat[slope]!;
    const slopes = slopesOf(cache, layer, activation, learnt);
    const symmetric = mirrored(parameters, layer);
    return { ...diagnoseLayer(layer, activation, slopes, X.cols), symmetric };
  });
  const gradients = Y ? norms(backwardPropagation(parameters, cache, X, Y)) : null;
  return { layers, gradients, toString: (width = 80) => table(layers, gradients, width) };
}

/** √Σ dW² of dW1, dW2, …; a linear path is no layer. */
function norms(gradients: object): number[] {
  const named = Object.entries<Matrix>(gradients as Record<string, Matrix>);
  const size = ({ data }: Matrix): number => {
    let sum = 0;
    for (const d of data) sum += d * d;
    return Math.sqrt(sum);
  };
  return named.filter(([name]) => /^dW\d/.test(name)).map(([, dW]) => size(dW));
}

/** Units with the weights, in and out, and the bias of another one. */
function mirrored(parameters: ParameterDict, layer: number): UnitGroup {
  const [W, next] = [parameters[`W${layer}`]!, parameters[`W${layer + 1}`]!];
  const [into, bias, outOf] = [W.data, parameters[`b${layer}`]!.data, next.T.data];
  const [n, inputs, outputs] = [W.rows, W.cols, next.rows];
  const key = (u: number): string =>
    [
      ...into.subarray(u * inputs, (u + 1) * inputs),
      bias[u],
      ...outOf.subarray(u * outputs, (u + 1) * outputs),
    ].join();
  const keys = Array.from({ length: n }, (_, u) => key(u));
  const times = new Map<string, number>();
  for (const each of keys) times.set(each, (times.get(each) ?? 0) + 1);
  return groupOf(n, (u) => times.get(keys[u]!)! > 1);
}

/** g′(z) of each unit, (n_l, m) row by row. */
function slopesOf(cache: Cache, layer: number, activation: Activation, slope: number): FloatArray {
  return currentBackend().derivative(activation, cache[`Z${layer}`]!.data, slope);
}

function diagnoseLayer(
  layer: number,
  activation: Activation,
  slopes: FloatArray,
  m: number,
): Omit<LayerDiagnosis, 'symmetric'> {
  const units = slopes.length / m;
  const flat = FLAT * activationTable[activation].steepest;
  const where = (test: (slopesOfUnit: FloatArray) => boolean): UnitGroup =>
    groupOf(units, (u) => test(slopes.subarray(u * m, (u + 1) * m)));
  return {
    layer,
    activation,
    units,
    saturated: where((of) => of.filter((slope) => Math.abs(slope) < flat).length > m / 2),
    dead: where((of) => of.every((slope) => slope === 0)),
    derivative: meanSize(slopes),
  };
}

/** Those of `n` units that pass a test. */
function groupOf(n: number, test: (unit: number) => boolean): UnitGroup {
  const units = Array.from({ length: n }, (_, u) => u).filter(test);
  return { units, count: units.length, share: units.length / n };
}

function meanSize(values: FloatArray): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum / values.length;
}

function table(
  layers: readonly LayerDiagnosis[],
  gradients: readonly number[] | null,
  width: number,
): string {
  const group = ({ count, share }: UnitGroup): string => `${count} (${(share * 100).toFixed(0)} %)`;
  const size = (l: number): string[] => (gradients ? [gradients[l - 1]!.toPrecision(3)] : []);
  const cells = layers.map((l) => [
    `${l.layer}`,
    l.activation,
    `${l.units}`,
    group(l.saturated),
    group(l.dead),
    group(l.symmetric),
    l.derivative.toPrecision(3),
    ...size(l.layer),
  ]);
  const output = layers.length + 1;
  const last = gradients ? [[`${output}`, 'output', '', '', '', '', '', ...size(output)]] : [];
  const heads = ['layer', 'activation', 'units', 'saturated', 'dead', 'symmetric', 'mean |g′|'];
  const rows = [[...heads, ...(gradients ? ['|dW|'] : [])], ...cells, ...last];
  return fittingTable(rows, { left: [1], width, least: ['mean |g′|', 'activation', 'units'] });
}
