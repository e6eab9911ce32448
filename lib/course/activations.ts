import { zeros } from '../base/dtype.js';
import { checkMatrix, Matrix } from '../base/matrix.js';
import { invalid } from '../base/errors.js';
import { currentBackend } from '../backend/select.js';
import { activationNames, activationTable, type Activation } from '../network/activations.js';

/**
 * One activation as a function of numbers or matrices, on the backend in use.
 *
 * @example
 * import { type ActivationFunction, activations } from 'densely';
 *
 * const slope = (g: ActivationFunction): number => g.derivative(2);
 * console.log(slope(activations.relu), slope(activations.identity)); // 1 1
 */
export interface ActivationFunction {
  /**
   * g(z). `slope` is parametric ReLU's, default 0.25; the others have none.
   */
  value(z: number, slope?: number): number;
  /** g(Z) of each element. */
  value(z: Matrix, slope?: number): Matrix;
  /** g′(z); at a kink the value from the left. */
  derivative(z: number, slope?: number): number;
  /** g′(Z) of each element. */
  derivative(z: Matrix, slope?: number): Matrix;
}

function activationFunction(name: Activation): ActivationFunction {
  const apply = (
    what: 'value' | 'derivative',
    z: number | Matrix,
    slope: number | undefined,
  ): number | Matrix => {
    const alpha = slope === undefined ? (activationTable[name].slope ?? 0) : slope;
    if (!Number.isFinite(alpha)) throw invalid('slope', slope, 'a finite number');
    if (typeof z === 'number') return currentBackend()[what](name, Float64Array.of(z), alpha)[0]!;
    const m = checkMatrix('z', z);
    return Matrix.of(currentBackend()[what](name, copy(m), alpha), m.rows, m.cols);
  };
  return {
    value: (z: number | Matrix, slope?: number) => apply('value', z, slope),
    derivative: (z: number | Matrix, slope?: number) => apply('derivative', z, slope),
  } as ActivationFunction;
}

function copy(m: Matrix): Float32Array | Float64Array {
  const out = zeros(m.dtype, m.rows * m.cols);
  out.set(m.data);
  return out;
}

/**
 * The activations by name: `activations.elu.value(z)`, `activations.elu.derivative(z)`.
 *
 * @throws (each) `ERR_DATA` for what is neither a number nor a Matrix
 * Sources: leaky ReLU (slope 0.01) Maas, Hannun, Ng 2013; parametric ReLU He et al. 2015; ELU (α = 1)
 * Clevert, Unterthiner, Hochreiter 2016; GELU (by erf) Hendrycks, Gimpel 2016; SiLU Elfwing, Uchibe, Doya 2018; Mish
 * Misra 2019; SELU Klambauer et al. 2017; softplus Dugas et al. 2001.
 *
 * @example
 * import { activations, Matrix } from 'densely';
 *
 * console.log(activations.sigmoid.value(0), activations.sigmoid.derivative(0)); // 0.5 0.25
 * console.log(activations.leakyRelu.value(Matrix.from([[-100, 3]])).toArray()); // [ [ -1, 3 ] ]
 */
export const activations: Readonly<Record<Activation, ActivationFunction>> = Object.fromEntries(
  activationNames.map((name) => [name, activationFunction(name)]),
) as Record<Activation, ActivationFunction>;
