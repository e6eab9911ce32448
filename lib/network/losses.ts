import { operations, type Arithmetic } from '../base/arithmetic.js';
import type { FloatArray } from '../base/dtype.js';
import { exp, log, log1p, sigmoid } from '../base/math.js';

const { fma, round } = operations;

/** Examples `from` … `to` − 1 of m in z, a or y: output o of example j lies at `at + o * m + j`. */
export interface Columns {
  readonly at: number;
  readonly outputs: number;
  readonly m: number;
  readonly from: number;
  readonly to: number;
}

/** Numbers that a loss takes, rounded to the dtype. */
export type LossNumbers = ArrayLike<number>;

/** Loss of example j; `values` (logits or outputs) and the targets `y` each lie from 0. */
export type Cost = (
  n: Arithmetic,
  values: FloatArray,
  y: FloatArray,
  j: number,
  outputs: number,
  m: number,
  numbers: LossNumbers,
) => number;

/** How one loss is computed. */
interface Entry<O extends string = string> {
  /** The output link. */
  readonly output: O;
  /** What its targets are: 0 and 1, a single 1 per example, any values, or values from 0 on. */
  readonly targets: 'binary' | 'oneHot' | 'values' | 'fromZero';
  /** The target that favours no label, of so many outputs; 0 where targets are no labels. */
  readonly even: (outputs: number) => number;
  /** How many numbers it takes: for all outputs, and for each of them. */
  readonly numbers: 0 | 1;
  readonly numbersPerOutput: 0 | 1;
  /** a = link(z) */
  readonly link: (n: Arithmetic, z: FloatArray, a: FloatArray, where: Columns) => void;
  /** dZ of output o: the derivative of the cost by its logit. */
  readonly error: (n: Arithmetic, a: number, y: number, numbers: LossNumbers, o: number) => number;
  /** The loss from the logits, finite wherever they are. */
  readonly cost: Cost;
  /** The loss from the outputs, with 0 · log 0 = 0: may be Infinity. */
  readonly outputCost: Cost;
}

type Parts<K extends keyof Entry> = Pick<Entry, K>;

/** What a loss has unless it says otherwise: its output link makes dZ = A − Y. */
const plain: Parts<'even' | 'numbers' | 'numbersPerOutput' | 'error'> = {
  even: () => 0,
  numbers: 0,
  numbersPerOutput: 0,
  error: (n, a, y) => round(n, a - y),
};

const binaryCrossEntropy: Entry<'sigmoid'> = {
  ...plain,
  output: 'sigmoid',
  even: () => 0.5,
  targets: 'binary',
  link(n, z, a, { at, outputs, m, from, to }) {
    for (let row = at; row < at + outputs * m; row += m) {
      for (let i = row + from; i < row + to; i++) a[i] = sigmoid(n, z[i]!);
    }
  },
  cost(n, z, y, j, outputs, m) {
    let t = 0;
    for (let i = j; i < outputs * m; i += m) {
      const v = z[i]!;
      const linear = fma(n, -v, y[i]!, v > 0 ? v : 0);
      t = round(n, t + round(n, linear + log1p(n, exp(n, -Math.abs(v)))));
    }
    return t;
  },
  outputCost(n, a, y, j, outputs, m) {
    let t = 0;
    for (let i = j; i < outputs * m; i += m) {
      const first = weightedLog(n, y[i]!, a[i]!);
      const second = weightedLog(n, round(n, 1 - y[i]!), round(n, 1 - a[i]!));
      t = round(n, t - round(n, first + second));
    }
    return t;
  },
};

/** y · log a, and 0 where y is 0, whatever a is. */
function weightedLog(n: Arithmetic, y: number, a: number): number {
  return y === 0 ? 0 : round(n, y * log(n, a));
}

function maximum(z: FloatArray, first: number, end: number, m: number): number {
  let max = z[first]!;
  for (let i = first + m; i < end; i += m) max = max < z[i]! ? z[i]! : max;
  return max;
}

const crossEntropy: Entry<'softmax'> = {
  ...plain,
  output: 'softmax',
  even: (outputs) => 1 / outputs,
  targets: 'oneHot',
  link(n, z, a, { at, outputs, m, from, to }) {
    for (let first = at + from; first < at + to; first++) {
      const end = first + outputs * m;
      const max = maximum(z, first, end, m);
      let s = 0;
      for (let i = first; i < end; i += m) {
        a[i] = exp(n, round(n, z[i]! - max));
        s = round(n, s + a[i]!);
      }
      for (let i = first; i < end; i += m) a[i]! /= s;
    }
  },
  cost(n, z, y, j, outputs, m) {
    const end = outputs * m;
    const max = maximum(z, j, end, m);
    let s = 0;
    for (let i = j; i < end; i += m) s = round(n, s + exp(n, round(n, z[i]! - max)));
    const lse = log(n, s);
    let t = 0;
    for (let i = j; i < end; i += m) t = fma(n, y[i]!, round(n, lse - round(n, z[i]! - max)), t);
    return t;
  },
  outputCost(n, a, y, j, outputs, m) {
    let t = 0;
    for (let i = j; i < outputs * m; i += m) t = round(n, t - weightedLog(n, y[i]!, a[i]!));
    return t;
  },
};

/** A loss whose outputs are the logits themselves. */
function ofLogits(cost: Cost): typeof plain &
  Parts<'targets' | 'link' | 'cost' | 'outputCost'> & {
    readonly output: 'identity';
  } {
  return {
    ...plain,
    output: 'identity',
    targets: 'values',
    link(_, z, a, { at, outputs, m, from, to }) {
      for (let row = at; row < at + outputs * m; row += m) {
        for (let i = row + from; i < row + to; i++) a[i] = z[i]!;
      }
    },
    cost,
    outputCost: cost,
  };
}

/** Half the squared error, so that dZ = A − Y. */
const squared: Entry<'identity'> = ofLogits((n, z, y, j, outputs, m) => {
  let t = 0;
  for (let i = j; i < outputs * m; i += m) {
    const d = round(n, z[i]! - y[i]!);
    t = fma(n, d, d, t);
  }
  return round(n, 0.5 * t);
});

const absolute: Entry<'identity'> = {
  ...ofLogits((n, z, y, j, outputs, m) => {
    let t = 0;
    for (let i = j; i < outputs * m; i += m) t = round(n, t + Math.abs(round(n, z[i]! - y[i]!)));
    return t;
  }),
  error(n, a, y) {
    const d = round(n, a - y);
    return d > 0 ? 1 : d < 0 ? -1 : d;
  },
};

/** d²/2 as far as δ, δ(|d| − δ/2) beyond it (Huber 1964; `HuberLoss` of PyTorch). */
const huber: Entry<'identity'> = {
  ...ofLogits((n, z, y, j, outputs, m, numbers) => {
    const delta = numbers[0]!;
    const half = round(n, 0.5 * delta);
    let t = 0;
    for (let i = j; i < outputs * m; i += m) {
      const d = Math.abs(round(n, z[i]! - y[i]!));
      const far = d > delta;
      t = fma(n, far ? delta : round(n, 0.5 * d), far ? round(n, d - half) : d, t);
    }
    return t;
  }),
  numbers: 1,
  error(n, a, y, numbers) {
    const [d, delta] = [round(n, a - y), numbers[0]!];
    return d > delta ? delta : d < -delta ? -delta : d;
  },
};

/**
 * −log of the probability of y where the mean is e^z, without the term of y alone (`PoissonNLLLoss` of
 * PyTorch).
 */
const poisson: Entry<'exp'> = {
  ...plain,
  output: 'exp',
  targets: 'fromZero',
  link(n, z, a, { at, outputs, m, from, to }) {
    for (let row = at; row < at + outputs * m; row += m) {
      for (let i = row + from; i < row + to; i++) a[i] = exp(n, z[i]!);
    }
  },
  cost(n, z, y, j, outputs, m) {
    let t = 0;
    for (let i = j; i < outputs * m; i += m) t = round(n, t + fma(n, -y[i]!, z[i]!, exp(n, z[i]!)));
    return t;
  },
  outputCost(n, a, y, j, outputs, m) {
    let t = 0;
    for (let i = j; i < outputs * m; i += m)
      t = round(n, t + round(n, a[i]! - weightedLog(n, y[i]!, a[i]!)));
    return t;
  },
};

/**
 * Output o is the quantile of level τ_o: what lies above it costs τ for each unit, what lies below it 1 − τ
 * (Koenker and Bassett 1978).
 */
const quantiles: Entry<'identity'> = {
  ...ofLogits((n, z, y, j, outputs, m, numbers) => {
    let t = 0;
    for (let i = j, o = 0; i < outputs * m; i += m, o++) {
      const d = round(n, z[i]! - y[i]!);
      t = fma(n, d > 0 ? round(n, 1 - numbers[o]!) : -numbers[o]!, d, t);
    }
    return t;
  }),
  numbersPerOutput: 1,
  error(n, a, y, numbers, o) {
    const d = round(n, a - y);
    return d > 0 ? round(n, 1 - numbers[o]!) : d < 0 ? -numbers[o]! : d;
  },
};

const table = {
  binaryCrossEntropy: binaryCrossEntropy as Entry<'sigmoid'>,
  crossEntropy: crossEntropy as Entry<'softmax'>,
  squared: squared as Entry<'identity'>,
  absolute: absolute as Entry<'identity'>,
  huber: huber as Entry<'identity'>,
  poisson: poisson as Entry<'exp'>,
  quantiles: quantiles as Entry<'identity'>,
};

/**
 * Output link of a network. Softmax: the largest logit is subtracted first, so that nothing overflows. Exp:
 * means above 0, of counts.
 *
 * @useDeclaredType
 *
 * @example
 * import { forwardPropagation, initializeParameters, Matrix, type Output } from 'densely';
 *
 * const output: Output = 'softmax';
 * const [A] = forwardPropagation(Matrix.from([[1], [2]]), initializeParameters([2, 4, 3]), {
 *   output,
 * });
 * console.log((A.at(0, 0) + A.at(1, 0) + A.at(2, 0)).toFixed(6)); // 1.000000
 */
export type Output = (typeof table)[Loss]['output'];

/**
 * Name of a loss, which has one {@link Output}. Cross-entropies are in nats per example. The verbs take the
 * first loss of an output.
 *
 * @useDeclaredType
 *
 * @example
 * import type { Loss, Output } from 'densely';
 *
 * const lossOf: Record<Output, Loss> = {
 *   sigmoid: 'binaryCrossEntropy',
 *   softmax: 'crossEntropy',
 *   identity: 'squared',
 *   exp: 'poisson',
 * };
 * console.log(lossOf.softmax); // crossEntropy
 */
export type Loss = keyof typeof table;

/**
 * The losses, each with its output link and its derivative. The squared error is halved, (1/2m) Σ (a − y)²,
 * so that dZ = A − Y as in the cross-entropies.
 */
export const lossTable: Readonly<Record<Loss, Entry<Output>>> = table;

export const lossNames = Object.keys(lossTable) as Loss[];

export const outputNames: readonly Output[] = [
  ...new Set(lossNames.map((name) => lossTable[name].output)),
];

/** The first loss of an output. */
export function lossOfOutput(output: Output): Loss {
  return lossNames.find((name) => lossTable[name].output === output)!;
}

/** How many numbers a loss takes of a network with so many outputs. */
export function lossNumberCount(loss: Loss, outputs: number): number {
  const { numbers, numbersPerOutput } = lossTable[loss];
  return numbers + numbersPerOutput * outputs;
}
