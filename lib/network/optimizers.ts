import { operations, type Arithmetic } from '../base/arithmetic.js';
import type { FloatArray } from '../base/dtype.js';

const { fma, round, withoutTiny } = operations;

interface OptimizerEntry {
  /** State numbers per parameter. */
  readonly slots: number;
  /** Learning rate when none is given. */
  readonly learningRate: number;
  /** Numbers fixed for a run, in float64. */
  readonly constants: readonly number[];
  /** Numbers of each step: yields those of step 1, 2, … for the step's learning rate. */
  readonly scalars: () => (learningRate: number) => readonly number[];
  /**
   * One step of the parameters w[from] … w[to − 1] with gradient `g`; slot s of parameter i is
   * slots[s * w.length + i]. `constants` and `scalars` are rounded already.
   */
  readonly update: (
    n: Arithmetic,
    w: FloatArray,
    g: FloatArray,
    slots: FloatArray,
    constants: ArrayLike<number>,
    scalars: ArrayLike<number>,
    from: number,
    to: number,
  ) => void;
}

/**
 * Name of an optimizer: gradient descent; momentum 0.9 (Polyak 1964, v = βv + g); Adam with β 0.9, 0.999 and
 * ε 1e-8 (Kingma and Ba 2015, with ε outside the bias correction).
 *
 * @example
 * import { datasets, type Optimizer, train } from 'densely';
 *
 * const optimizer: Optimizer = 'momentum';
 * const { history } = await train(datasets.moons(), { optimizer, epochs: 20, seed: 1 });
 * console.log((history.cost.at(-1) ?? 1) < (history.cost[0] ?? 0)); // true
 */
export type Optimizer = 'sgd' | 'momentum' | 'adam';

const MOMENTUM = 0.9;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

const sgd: OptimizerEntry = {
  slots: 0,
  learningRate: 0.01,
  constants: [],
  scalars: () => (learningRate) => [learningRate],
  update(n, w, g, _slots, _constants, scalars, from, to) {
    const rate = -scalars[0]!;
    for (let i = from; i < to; i++) w[i] = fma(n, rate, g[i]!, w[i]!);
  },
};

const momentum: OptimizerEntry = {
  slots: 1,
  learningRate: 0.01,
  constants: [MOMENTUM],
  scalars: sgd.scalars,
  update(n, w, g, v, constants, scalars, from, to) {
    const beta = constants[0]!;
    const rate = -scalars[0]!;
    for (let i = from; i < to; i++) {
      v[i] = withoutTiny(n, fma(n, beta, v[i]!, g[i]!));
      w[i] = fma(n, rate, v[i]!, w[i]!);
    }
  },
};

const adam: OptimizerEntry = {
  slots: 2,
  learningRate: 0.001,
  constants: [BETA1, 1 - BETA1, BETA2, 1 - BETA2, EPSILON],
  scalars: () => {
    // βᵗ as running products: no pow, and a saved product continues exactly.
    let [power1, power2] = [1, 1];
    return (learningRate) => {
      power1 *= BETA1;
      power2 *= BETA2;
      return [learningRate / (1 - power1), 1 / Math.sqrt(1 - power2)];
    };
  },
  update(n, w, g, slots, constants, scalars, from, to) {
    const count = w.length;
    const [beta1, rest1, beta2] = [constants[0]!, constants[1]!, constants[2]!];
    const [rest2, epsilon] = [constants[3]!, constants[4]!];
    const [c1, c2] = [scalars[0]!, scalars[1]!];
    for (let i = from; i < to; i++) {
      const h = Math.abs(g[i]!) < n.tinyGradient ? 0 : g[i]!;
      const m = withoutTiny(n, fma(n, beta1, slots[i]!, round(n, rest1 * g[i]!)));
      const v = withoutTiny(n, fma(n, beta2, slots[count + i]!, round(n, rest2 * round(n, h * h))));
      slots[i] = m;
      slots[count + i] = v;
      w[i]! -= round(n, round(n, c1 * m) / fma(n, round(n, Math.sqrt(v)), c2, epsilon));
    }
  },
};

/**
 * The optimizers: gradient descent; momentum 0.9 (Polyak 1964, v = βv + g); Adam with β 0.9, 0.999
 * and ε 1e-8 (Kingma and Ba 2015, with ε outside the bias correction).
 */
export const optimizerTable: Readonly<Record<Optimizer, OptimizerEntry>> = { sgd, momentum, adam };

export const optimizerNames = Object.keys(optimizerTable) as Optimizer[];
