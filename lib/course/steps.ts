import { nothingMore } from '../base/checks.js';
import { roundTo, zeros, type DType, type FloatArray } from '../base/dtype.js';
import { DenselyError, invalid, wrongShape } from '../base/errors.js';
import { firstNotFinite } from '../base/finite.js';
import { checkDType, Matrix } from '../base/matrix.js';
import { shape } from '../base/placement.js';
import { currentBackend } from '../backend/select.js';
import type { Activation } from '../network/activations.js';
import { checkLabels } from '../network/labels.js';
import type { Loss } from '../network/losses.js';
import { learningRateOption } from '../network/optimizers.js';
import {
  hasPath,
  networkOf,
  pack,
  sizesOf,
  unpack,
  type ParameterDict,
  type TwoLayer,
} from '../network/parameters.js';
import {
  networkSpec,
  outputOf,
  outputsOf,
  predictsValues,
  unitCount,
  type Net,
  type NetworkSpec,
} from '../network/spec.js';
import {
  cacheEntry,
  checkEntries,
  joined,
  networkOfCache,
  networkOfEntry,
  ownNetwork,
  remember,
  type Cache,
} from './cache.js';
import { checkInput, checkTogether } from './network.js';
import { programOf } from '../backend/programs.js';

/**
 * Gradients of a dictionary: `dW1` has the shape of `W1` and so on.
 *
 * @example
 * import { type Gradients, initializeParameters, type TwoLayer, updateParameters } from 'densely';
 *
 * const { W1, b1, W2, b2 } = initializeParameters(2, 4, 1);
 * const grads: Gradients<TwoLayer> = { dW1: W1, db1: b1, dW2: W2, db2: b2 };
 * console.log(updateParameters({ W1, b1, W2, b2 }, grads, 1).W1.at(0, 0)); // 0
 */
export type Gradients<P = ParameterDict> = {
  readonly [K in keyof P as K extends string ? `d${K}` : never]: P[K];
};

/**
 * Z[l] = W[l]·A[l−1] + b[l], A[l] = g(Z[l]) for every layer; where the parameters have Wx, Z[L] is Wx·X more.
 *
 * @param X (n_x, m), one column per example
 * @param net activations and output; default tanh, sigmoid
 * @returns AL (n_L, m), and the cache for {@link backwardPropagation}
 * @throws `ERR_SHAPE`, `ERR_DTYPE` when X does not fit the parameters
 *
 * @example
 * import { datasets, forwardPropagation, initializeParameters } from 'densely';
 *
 * const [A2] = forwardPropagation(datasets.flower().X, initializeParameters(2, 4, 1, { seed: 3 }));
 * console.log(A2.rows, A2.cols, A2.at(0, 0).toFixed(3)); // 1 400 0.500
 */
export function forwardPropagation(
  X: Matrix,
  parameters: ParameterDict,
  net?: Net,
): [AL: Matrix, cache: Cache] {
  nothingMore('forwardPropagation()', arguments, 3);
  const { spec, flat } = networkOf(parameters, net);
  checkInput('X', X, spec.inputs, spec.dtype);
  const m = X.cols;
  const length = unitCount(spec) * m;
  const [z, a] = [zeros(spec.dtype, length), zeros(spec.dtype, length)];
  programOf(spec).forward(flat, X, z, a);
  const cache: Record<string, Matrix> = {};
  let at = 0;
  for (const [i, { units }] of spec.layers.entries()) {
    const end = at + units * m;
    cache[`Z${i + 1}`] = Matrix.of(z.subarray(at, end), units, m);
    cache[`A${i + 1}`] = Matrix.of(a.subarray(at, end), units, m);
    at = end;
  }
  const AL = cache[`A${spec.layers.length}`]!;
  return [AL, remember(cache, spec)];
}

/**
 * The mean cost over the examples. With the cache it is computed from the logits and always finite;
 * without, by the exercise's formula on AL with 0 · log 0 = 0, which may be Infinity.
 *
 * @param AL (n_L, m), outputs
 * @param Y (n_L, m), targets
 * @returns in nats for cross-entropy; half the squared error, in the targets' unit squared, of an identity output;
 * Σ aᵢ − yᵢ·log aᵢ of an exp output
 * @throws `ERR_SHAPE` for another shape of Y, or another forward pass's cache; `ERR_DTYPE`; `ERR_DATA` for
 * targets that the output cannot mean: 0 or 1 of sigmoid, one-hot of softmax, numbers from 0 on of exp
 *
 * @example
 * import { computeCost, datasets, forwardPropagation, initializeParameters } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * const [A2, cache] = forwardPropagation(X, initializeParameters(2, 4, 1, { seed: 3 }));
 * console.log(computeCost(A2, Y).toFixed(6), computeCost(A2, Y, cache).toFixed(6)); // 0.693162 0.693162
 */
export function computeCost(AL: Matrix, Y: Matrix, cache?: Cache): number {
  nothingMore('computeCost()', arguments, 3);
  checkTogether(AL, Y, ['AL', 'Y']);
  if (AL.rows !== Y.rows) throw wrongShape('Y', shape(Y), shape(AL));
  checkDType('Y', Y, AL.dtype, 'AL');
  const loss = networkOfEntry(AL)?.loss ?? 'binaryCrossEntropy';
  const spec = cache === undefined ? costOnly(AL.dtype, AL.rows, loss) : ownNetwork(cache);
  checkLabels('Y', Y, spec.loss, networkOfEntry(Y) ? SWAPPED : undefined);
  const program = programOf(spec);
  if (cache === undefined) return program.outputCost(AL.data, Y.data);
  const last = spec.layers.length;
  const Z = cacheEntry(cache, 'Z', last, AL);
  if (cache[`A${last}`] !== AL) {
    throw invalid(
      'cache',
      cache,
      'the cache that forwardPropagation gave with this AL',
      'ERR_SHAPE',
    );
  }
  return program.cost(Z.data, Y.data);
}

const SWAPPED = 'These are outputs of forwardPropagation, which come first: computeCost(AL, Y).';

function costOnly(dtype: DType, outputs: number, loss: Loss): NetworkSpec {
  return networkSpec(dtype, [1, outputs], [], loss);
}

/**
 * Gradients of the mean cost, by the chain rule from dZ[L] = A[L] − Y down.
 *
 * @param cache of {@link forwardPropagation} with the same parameters; another network's is refused. Or
 * `{ Z1, A1, … }` of one's own
 * @param X (n_x, m)
 * @param Y (n_y, m)
 * @param net of a cache of one's own: activations and output, default tanh, sigmoid. A cache of
 * forwardPropagation knows them
 * @returns dW1, db1, … with the shapes of W1, b1, …; dWx of a linear path
 * @throws `ERR_SHAPE`, `ERR_DTYPE` for arguments that do not belong together, `ERR_DATA` for targets that
 * are no labels, as {@link computeCost}
 *
 * @example
 * import {
 *   backwardPropagation,
 *   datasets,
 *   forwardPropagation,
 *   initializeParameters,
 * } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * const parameters = initializeParameters(2, 4, 1, { seed: 3 });
 * const [, cache] = forwardPropagation(X, parameters);
 * const { dW1, db2 } = backwardPropagation(parameters, cache, X, Y);
 * console.log(dW1.rows, dW1.cols, db2.rows, db2.cols); // 4 2 1 1
 */
export function backwardPropagation<P extends ParameterDict>(
  parameters: P,
  cache: Cache,
  X: Matrix,
  Y: Matrix,
  net?: Net,
): Gradients<P> {
  nothingMore('backwardPropagation()', arguments, 5);
  const { spec, flat } = networkOfCache(parameters, cache, net);
  checkInput('X', X, spec.inputs, spec.dtype);
  checkInput('Y', Y, outputsOf(spec), spec.dtype);
  checkTogether(X, Y);
  checkLabels('Y', Y, spec.loss);
  checkEntries(cache, spec);
  const [z, a] = [joined(cache, 'Z', spec, X.cols), joined(cache, 'A', spec, X.cols)];
  const gradient = zeros(spec.dtype, flat.length);
  programOf(spec).gradient(flat, X, Y, z, a, gradient);
  return unpack(gradient, spec, 'd') as unknown as Gradients<P>;
}

/**
 * One step of gradient descent, W − rate · dW, as a new dictionary; the old one is unchanged.
 *
 * @param learningRate default 1.2
 * @throws `ERR_SHAPE` for gradients of another network, `ERR_OPTION` for a rate that is not above 0
 *
 * @example
 * import {
 *   backwardPropagation,
 *   computeCost,
 *   datasets,
 *   forwardPropagation,
 *   initializeParameters,
 *   updateParameters,
 * } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * let parameters = initializeParameters(2, 4, 1, { seed: 3 });
 * for (let i = 0; i <= 1000; i++) {
 *   const [A2, cache] = forwardPropagation(X, parameters);
 *   if (i % 1000 === 0) console.log(i, computeCost(A2, Y).toFixed(6)); // 1000 0.258625
 *   parameters = updateParameters(parameters, backwardPropagation(parameters, cache, X, Y), 1.2);
 * }
 */
export function updateParameters<P extends ParameterDict>(
  parameters: P,
  grads: Gradients<P>,
  learningRate = 1.2,
): P {
  nothingMore('updateParameters()', arguments, 3);
  const sizes = sizesOf('parameters', parameters);
  const { dtype } = (parameters as unknown as TwoLayer).W1;
  const activations = slopesOf(parameters, sizes.length - 2);
  const linear = hasPath('parameters', parameters, sizes);
  const spec = networkSpec(dtype, sizes, activations, 'binaryCrossEntropy', [], { linear });
  const flat = pack('parameters', parameters, spec);
  const gradient = pack('grads', grads, spec, 'd');
  const rate = roundTo(dtype, learningRateOption('learningRate', learningRate, dtype));
  currentBackend().update(
    'sgd',
    flat,
    gradient,
    zeros(dtype, 0),
    new Float64Array(0),
    Float64Array.of(rate),
  );
  return unpack(flat, spec) as P;
}

/** Only where a slope is learnt matters for an update. */
function slopesOf(parameters: ParameterDict, hidden: number): Activation[] {
  return Array.from({ length: hidden }, (_, i) =>
    Object.hasOwn(parameters, `alpha${i + 1}`) ? 'prelu' : 'identity',
  );
}

/**
 * Classes of the examples: ones where A > 0.5 (exactly 0.5 is class 0), for a softmax output the
 * number of the largest (the first of equals), for an identity or exp output the values themselves.
 *
 * @param X (n_x, m)
 * @returns (1, m); identity and exp: (n_y, m)
 * @throws `ERR_SHAPE`, `ERR_DTYPE` when X does not fit the parameters, `ERR_DATA` for an example whose
 * outputs are not finite
 *
 * @example
 * import { datasets, nnModel, predict } from 'densely';
 *
 * const { X, Y } = datasets.flower();
 * const labels = predict(nnModel(X, Y, 4, { seed: 3, numIterations: 1000 }), X);
 * console.log(labels.rows, labels.cols, labels.at(0, 0)); // 1 400 0
 */
export function predict(parameters: ParameterDict, X: Matrix, net?: Net): Matrix {
  nothingMore('predict()', arguments, 3);
  const [AL, cache] = forwardPropagation(X, parameters, net);
  checkOutputs('X', AL);
  const spec = ownNetwork(cache);
  if (predictsValues(spec)) return AL;
  const data = AL.data;
  if (outputOf(spec) === 'sigmoid')
    return Matrix.of(
      data.map((p) => (p > 0.5 ? 1 : 0)),
      AL.rows,
      AL.cols,
    );
  const labels = zeros(AL.dtype, AL.cols);
  for (let j = 0; j < AL.cols; j++) labels[j] = largestRow(data, AL.rows, AL.cols, j);
  return Matrix.of(labels, 1, AL.cols);
}

/** Parameters and examples may be finite, and yet their products too large for the dtype. */
function checkOutputs(argument: string, AL: Matrix): void {
  const wrong = firstNotFinite(AL.data);
  if (wrong < 0) return;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} column ${wrong % AL.cols} gives ${AL.data[wrong]}: with these parameters its numbers grow beyond ${AL.dtype}.`,
  );
}

function largestRow(data: FloatArray, rows: number, cols: number, column: number): number {
  let best = 0;
  for (let i = 1; i < rows; i++)
    if (data[i * cols + column]! > data[best * cols + column]!) best = i;
  return best;
}
