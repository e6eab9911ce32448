import { flag, nothingMore, readOptions, wholeNumber } from '../base/checks.js';
import { dtypeOption, type DType } from '../base/dtype.js';
import { DenselyError } from '../base/errors.js';
import { allFinite } from '../base/finite.js';
import type { Matrix } from '../base/matrix.js';
import { Rises } from '../base/rises.js';
import type { TwoLayer } from '../network/parameters.js';
import { learningRateOption } from '../network/optimizers.js';
import { NET_KEYS, type Net } from '../network/spec.js';
import { INIT_KEYS, initializeParameters, layerSizes, type Init } from './start.js';
import { backwardPropagation, computeCost, forwardPropagation, updateParameters } from './steps.js';

/**
 * Options of {@link nnModel}.
 *
 * @example
 * import { datasets, nnModel, type NnModelOptions } from 'densely';
 *
 * const options: NnModelOptions = { seed: 3, numIterations: 10, learningRate: 0.5 };
 * const { X, Y } = datasets.flower();
 * console.log(nnModel(X, Y, 5, options).W1.rows); // 5
 */
export interface NnModelOptions extends Net, Init {
  /** Gradient-descent steps, default 10,000. */
  readonly numIterations?: number | undefined;
  /** Default 1.2. */
  readonly learningRate?: number | undefined;
  /** Print the cost at every 1,000th iteration, and warn once when it rises. Default false. */
  readonly printCost?: boolean | undefined;
}

/**
 * The exercise's model: initialise, then forward, cost, backward, update, over and over. It is the
 * plain composition of the verbs; `train` gives the same numbers faster.
 *
 * @param X (n_x, m)
 * @param Y (n_y, m)
 * @param n_h hidden units
 * @returns W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1), and Wx (n_y, n_x) of a linear path
 * @throws `ERR_SHAPE`, `ERR_DTYPE` for X and Y that do not fit, `ERR_DATA` for targets that are no labels, as
 * {@link computeCost}, `ERR_OPTION` for an unknown option, `ERR_DIVERGED` where a number is not finite any more
 *
 * @example
 * import { datasets, nnModel } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * nnModel(X, Y, 4, { seed: 3, numIterations: 1001, printCost: true });
 * // Cost after iteration 0: 0.693162
 * // Cost after iteration 1000: 0.258625
 */
export function nnModel(X: Matrix, Y: Matrix, n_h: number, options?: NnModelOptions): TwoLayer {
  nothingMore('nnModel()', arguments, 4);
  const sizes = layerSizes(X, Y, n_h);
  const { net, init, iterations, rate, printCost } = readNnOptions(options, X.dtype);
  let parameters = initializeParameters(sizes, init) as TwoLayer;
  const rises = new Rises('iteration', 1, rate);
  for (let i = 0; i < iterations; i++) {
    const [A2, cache] = forwardPropagation(X, parameters, net);
    checkFinite(i, rate, A2);
    if (printCost && i % 1000 === 0) print(i, computeCost(A2, Y, cache), rises);
    const grads = backwardPropagation(parameters, cache, X, Y);
    parameters = updateParameters(parameters, grads, rate);
    checkFinite(i, rate, ...Object.values(parameters));
  }
  const [AL] = forwardPropagation(X, parameters, net);
  checkFinite(iterations, rate, AL);
  return parameters;
}

function readNnOptions(options: unknown, preset: DType) {
  const taken = readOptions('options', options, [
    ...NET_KEYS,
    ...INIT_KEYS,
    'numIterations',
    'learningRate',
    'printCost',
  ]);
  const { activation, output, initializer, seed, linear, ...own } = taken as NnModelOptions;
  const { numIterations = 10_000, learningRate = 1.2, printCost = false } = own;
  const dtype = dtypeOption('dtype', own.dtype === undefined ? preset : own.dtype);
  return {
    net: { activation, output },
    init: { initializer, seed, dtype, linear, activation },
    iterations: wholeNumber('numIterations', numIterations, 1, Number.MAX_SAFE_INTEGER),
    rate: learningRateOption('learningRate', learningRate, dtype),
    printCost: flag('printCost', printCost),
  };
}

function checkFinite(iteration: number, rate: number, ...found: readonly Matrix[]): void {
  if (found.every(({ data }) => allFinite(data))) return;
  throw new DenselyError(
    'ERR_DIVERGED',
    'learningRate',
    `the training diverged: at iteration ${iteration} not all numbers are finite. Lower learningRate from ${rate}, or scale X.`,
  );
}

function print(iteration: number, cost: number, rises: Rises): void {
  console.log(`Cost after iteration ${iteration}: ${cost.toFixed(6)}`);
  const warning = rises.add(iteration, cost);
  if (warning !== undefined) console.warn(`Warning: ${warning}`);
}
