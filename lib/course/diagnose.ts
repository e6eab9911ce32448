import type { FloatArray } from '../base/dtype.js';
import type { Matrix } from '../base/matrix.js';
import { alignedTable } from '../base/table.js';
import { currentBackend } from '../backend/select.js';
import { activationTable, type Activation } from '../network/activations.js';
import { networkOf, type ParameterDict } from '../network/parameters.js';
import type { Net } from '../network/spec.js';
import { layersOf } from '../network/tensors.js';
import type { Cache } from './cache.js';
import { forwardPropagation } from './steps.js';

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
  /** A table of the layers. */
  toString(): string;
}

/** Of the steepest slope: below it the function is flat. */
const FLAT = 0.01;

/**
 * Units that hardly learn, or not at all, on these examples, in every hidden layer.
 *
 * A unit is **saturated** where g′(z) is below 1 % of the steepest slope of g for more than half of the
 * examples: sigmoid where |z| > 5.986, tanh where |z| > 2.993, ELU where z < −4.605. Identity, ReLU,
 * leaky and parametric ReLU do not saturate.
 *
 * A unit is **dead** where g′(z) is exactly 0 for every example, so that no example can change it: ReLU
 * where it answers 0 to all of them, parametric ReLU the same with a slope of 0, sigmoid and tanh so far
 * out that their derivative has rounded to 0.
 *
 * @param X (n_x, m), one column per example
 * @param net activations and output; default tanh, sigmoid
 * @returns one entry per hidden layer; none for a network without
 *
 * @example
 * import { datasets, diagnose, initializeParameters } from 'densely';
 *
 * const { X } = datasets.flower();
 * const zeros = initializeParameters(2, 4, 1, { initializer: 'zeros' });
 * console.log(diagnose(zeros, X, { activation: 'relu' }).layers[0]?.dead.count); // 4
 */
export function diagnose(parameters: ParameterDict, X: Matrix, net?: Net): Diagnosis {
  const { spec, flat } = networkOf(parameters, net);
  const [, cache] = forwardPropagation(X, parameters, net);
  const layers = layersOf(spec).flatMap(({ layer, activation, slope }) => {
    if (activation === null) return [];
    const learnt = slope === undefined ? 0 : flat[slope]!;
    return diagnoseLayer(layer, activation, slopesOf(cache, layer, activation, learnt), X.cols);
  });
  return { layers, toString: () => table(layers) };
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
): LayerDiagnosis {
  const units = slopes.length / m;
  const flat = FLAT * activationTable[activation].steepest;
  const where = (test: (slopesOfUnit: FloatArray) => boolean): UnitGroup => {
    const found = Array.from({ length: units }, (_, u) => u).filter((u) =>
      test(slopes.subarray(u * m, (u + 1) * m)),
    );
    return { units: found, count: found.length, share: found.length / units };
  };
  return {
    layer,
    activation,
    units,
    saturated: where((of) => of.filter((slope) => slope < flat).length > m / 2),
    dead: where((of) => of.every((slope) => slope === 0)),
    derivative: meanSize(slopes),
  };
}

function meanSize(values: FloatArray): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum / values.length;
}

function table(layers: readonly LayerDiagnosis[]): string {
  const group = ({ count, share }: UnitGroup): string => `${count} (${(share * 100).toFixed(0)} %)`;
  const cells = layers.map((l) => [
    `${l.layer}`,
    l.activation,
    `${l.units}`,
    group(l.saturated),
    group(l.dead),
    l.derivative.toPrecision(3),
  ]);
  return alignedTable(
    [['layer', 'activation', 'units', 'saturated', 'dead', 'mean |g′|'], ...cells],
    [1],
  );
}
