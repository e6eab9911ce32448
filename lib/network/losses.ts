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

/** Loss of example j; `values` (logits or outputs) and the targets `y` each lie from 0. */
export type Cost = (
  n: Arithmetic,
  values: FloatArray,
  y: FloatArray,
  j: number,
  outputs: number,
  m: number,
) => number;

/** How one loss is computed. */
interface Entry<O extends string = string> {
  /** The output link, which makes dZ = A − Y. */
  readonly output: O;
  /** The target that favours no label, of so many outputs; 0 where targets are no labels. */
  readonly even: (outputs: number) => number;
  /** What its targets are: 0 and 1, a single 1 per example, or any values. */
  readonly targets: 'binary' | 'oneHot' | 'values';
  /** a = link(z) */
  readonly link: (n: Arithmetic, z: FloatArray, a: FloatArray, where: Columns) => void;
  /** The loss from the logits, finite wherever they are. */
  readonly cost: Cost;
  /** The loss from the outputs, with 0 · log 0 = 0: may be Infinity. */
  readonly outputCost: Cost;
}

const binaryCrossEntropy: Entry<'sigmoid'> = {
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

const halfSquare: Cost = (n, z, y, j, outputs, m) => {
  let t = 0;
  for (let i = j; i < outputs * m; i += m) {
    const d = round(n, z[i]! - y[i]!);
    t = fma(n, d, d, t);
  }
  return round(n, 0.5 * t);
};

const meanSquaredError: Entry<'identity'> = {
  output: 'identity',
  even: () => 0,
  targets: 'values',
  link(_, z, a, { at, outputs, m, from, to }) {
    for (let row = at; row < at + outputs * m; row += m) {
      for (let i = row + from; i < row + to; i++) a[i] = z[i]!;
    }
  },
  cost: halfSquare,
  outputCost: halfSquare,
};

const table = {
  binaryCrossEntropy: binaryCrossEntropy as Entry<'sigmoid'>,
  crossEntropy: crossEntropy as Entry<'softmax'>,
  meanSquaredError: meanSquaredError as Entry<'identity'>,
};

/**
 * Output link of a network; each belongs to one loss. Softmax: the largest logit is subtracted first, so
 * that nothing overflows.
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
 * Name of a loss; each belongs to one {@link Output}. Cross-entropies are in nats per example.
 *
 * @useDeclaredType
 *
 * @example
 * import type { Loss, Output } from 'densely';
 *
 * const lossOf: Record<Output, Loss> = {
 *   sigmoid: 'binaryCrossEntropy',
 *   softmax: 'crossEntropy',
 *   identity: 'meanSquaredError',
 * };
 * console.log(lossOf.softmax); // crossEntropy
 */
export type Loss = keyof typeof table;

/**
 * The losses, each with the output link that makes dZ = A − Y. Mean squared error is halved,
 * (1/2m) Σ (a − y)², for the same reason.
 */
export const lossTable: Readonly<Record<Loss, Entry<Output>>> = table;

export const lossNames = Object.keys(lossTable) as Loss[];

export const outputNames: readonly Output[] = lossNames.map((name) => lossTable[name].output);

export function lossOfOutput(output: Output): Loss {
  return lossNames.find((name) => lossTable[name].output === output)!;
}
