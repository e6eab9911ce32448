import { nothingMore, readOptions, seedNumber, wholeNumber } from '../base/checks.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { invalid } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import { initializerOption, type Initializer } from '../network/initializers.js';
import {
  initialize,
  networkOf,
  unpack,
  type ParameterDict,
  type TwoLayer,
} from '../network/parameters.js';
import { MAX_UNITS, specOf, type Net } from '../network/spec.js';
import { summarize, type NetworkSummary } from '../network/summary.js';
import { checkTogether } from './network.js';

/**
 * How parameters start.
 *
 * @example
 * import { type Init, initializeParameters } from 'densely';
 *
 * const init: Init = { initializer: 'heNormal', seed: 3, dtype: 'float32' };
 * console.log(initializeParameters(2, 4, 1, init).W2.cols); // 4
 */
export interface Init {
  /** Default `{ normal: 0.01 }`. */
  readonly initializer?: Initializer | undefined;
  /** 0 … 2³²−1, default 0. */
  readonly seed?: number | undefined;
  /** Default float64. */
  readonly dtype?: DType | undefined;
  /** With Wx of a linear path from the inputs to the outputs, zeros. Default false. */
  readonly linear?: boolean | undefined;
}

export const INIT_KEYS = ['initializer', 'seed', 'dtype', 'linear'] as const;

/**
 * Sizes of the exercise's network: inputs, hidden units, outputs.
 *
 * @param X (n_x, m)
 * @param Y (n_y, m)
 * @param n_h hidden units, default 4
 * @returns n_x, n_h, n_y
 * @throws `ERR_SHAPE` when X and Y differ in their number of examples
 *
 * @example
 * import { datasets, layerSizes } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * console.log(layerSizes(X, Y)); // [ 2, 4, 1 ]
 */
export function layerSizes(X: Matrix, Y: Matrix, n_h = 4): [n_x: number, n_h: number, n_y: number] {
  nothingMore('layerSizes()', arguments, 3);
  checkTogether(X, Y);
  return [X.rows, wholeNumber('n_h', n_h, 1, MAX_UNITS), Y.rows];
}

/**
 * Starting parameters. Weights are drawn layer by layer, row by row, from NumPy's stream of the seed;
 * biases and Wx are zeros and draw nothing; parametric ReLU's slopes start at 0.25.
 *
 * @returns W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
 * @throws `ERR_OPTION` for sizes that are not whole numbers above 0, or an unknown initializer
 *
 * @example
 * import { initializeParameters } from 'densely';
 *
 * const { W1, b1 } = initializeParameters(2, 4, 1, { seed: 3 });
 * console.log(W1.rows, W1.cols, W1.at(0, 0).toFixed(8), b1.at(0, 0)); // 4 2 0.01788628 0
 */
export function initializeParameters(
  n_x: number,
  n_h: number,
  n_y: number,
  options?: Init,
): TwoLayer;
/**
 * Starting parameters of any number of layers.
 *
 * @param sizes n_0 … n_L
 * @returns W[l] (n_l, n_{l−1}), b[l] (n_l, 1), alpha[l] (1, 1) of parametric ReLU, and Wx (n_L, n_x) of a linear path
 *
 * @example
 * import { initializeParameters } from 'densely';
 *
 * const deep = initializeParameters([2, 8, 8, 3], { initializer: 'xavierUniform' });
 * console.log(Object.keys(deep)); // [ 'W1', 'b1', 'W2', 'b2', 'W3', 'b3' ]
 */
export function initializeParameters(
  sizes: readonly number[],
  options?: Init & Pick<Net, 'activation'>,
): ParameterDict;
export function initializeParameters(
  first: number | readonly number[],
  second?: number | (Init & Net),
  third?: number,
  fourth?: Init,
): ParameterDict | TwoLayer {
  const list = Array.isArray(first) || (typeof first !== 'number' && typeof second !== 'number');
  nothingMore('initializeParameters()', arguments, list ? 2 : 4);
  const options = readOptions('options', list ? second : fourth, [...INIT_KEYS, 'activation']);
  const { dtype = 'float64', initializer = { normal: 0.01 }, seed = 0 } = options;
  const sizes = list ? checkSizes(first) : [first, second, third].map(checkSize);
  const spec = specOf(sizes, options, dtypeOption('dtype', dtype));
  const random = new RandomState(seedNumber('seed', seed));
  return unpack(initialize(spec, initializerOption('initializer', initializer), random), spec);
}

const ARGUMENTS = ['n_x', 'n_h', 'n_y'];

function checkSize(value: unknown, i: number): number {
  return wholeNumber(ARGUMENTS[i]!, value, 1, MAX_UNITS);
}

function checkSizes(value: unknown): number[] {
  if (!Array.isArray(value) || value.length < 2)
    throw invalid('sizes', value, 'a list n_0 … n_L of at least two sizes');
  return Array.from(value as number[], (n, l) => wholeNumber(`sizes[${l}]`, n, 1, MAX_UNITS));
}

/**
 * Layers, shapes and numbers of parameters of a dictionary; `String(summary(parameters))` is a table.
 *
 * @throws `ERR_SHAPE` for matrices that make no network
 *
 * @example
 * import { initializeParameters, summary } from 'densely';
 *
 * console.log(summary(initializeParameters(2, 4, 1)).parameters); // 17
 */
export function summary(parameters: ParameterDict, net?: Net): NetworkSummary {
  nothingMore('summary()', arguments, 2);
  return summarize(networkOf(parameters, net).spec);
}
