import type { Arithmetic } from '../base/arithmetic.js';
import type { MathFunctions } from '../base/math.js';

/** How one loss is computed, for one example: `z`, `a` and `y` are its columns, `n` numbers each. */
export interface LossKernel {
  /** a = link(z), in place of nothing: reads `z`, writes `a`. */
  readonly output: (z: ArrayLike<number>, a: { [i: number]: number }, n: number) => void;
  /** The loss from the logits, finite wherever they are. */
  readonly cost: (z: ArrayLike<number>, y: ArrayLike<number>, n: number) => number;
  /** The loss from the outputs, with 0 · log 0 = 0: may be Infinity. */
  readonly outputCost: (a: ArrayLike<number>, y: ArrayLike<number>, n: number) => number;
}

interface LossEntry {
  /** The output link, which makes dZ = A − Y. */
  readonly output: Output;
  readonly kernel: (n: Arithmetic, math: MathFunctions) => LossKernel;
}

/** Output link of a network; each belongs to one loss. */
export type Output = 'sigmoid' | 'softmax' | 'identity';

/** Name of a loss. */
export type Loss = 'binaryCrossEntropy' | 'crossEntropy' | 'meanSquaredError';

const binaryCrossEntropy: LossEntry['kernel'] = ({ round, fma }, { exp, log, log1p, sigmoid }) => ({
  output(z, a, n) {
    for (let i = 0; i < n; i++) a[i] = sigmoid(z[i]!);
  },
  cost(z, y, n) {
    let t = 0;
    for (let i = 0; i < n; i++) {
      const v = z[i]!;
      const linear = fma(-v, y[i]!, v > 0 ? v : 0);
      t = round(t + round(linear + log1p(exp(-Math.abs(v)))));
    }
    return t;
  },
  outputCost(a, y, n) {
    let t = 0;
    for (let i = 0; i < n; i++) {
      const yes = y[i]!;
      const no = round(1 - yes);
      const first = yes === 0 ? 0 : round(yes * log(a[i]!));
      const second = no === 0 ? 0 : round(no * log(round(1 - a[i]!)));
      t = round(t - round(first + second));
    }
    return t;
  },
});

function maximum(z: ArrayLike<number>, n: number): number {
  let max = z[0]!;
  for (let i = 1; i < n; i++) max = max < z[i]! ? z[i]! : max;
  return max;
}

const crossEntropy: LossEntry['kernel'] = ({ round, fma }, { exp, log }) => {
  const exponentSum = (z: ArrayLike<number>, max: number, n: number): number => {
    let s = 0;
    for (let i = 0; i < n; i++) s = round(s + exp(round(z[i]! - max)));
    return s;
  };
  return {
    output(z, a, n) {
      const max = maximum(z, n);
      const s = exponentSum(z, max, n);
      for (let i = 0; i < n; i++) a[i] = round(exp(round(z[i]! - max)) / s);
    },
    cost(z, y, n) {
      const max = maximum(z, n);
      const lse = log(exponentSum(z, max, n));
      let t = 0;
      for (let i = 0; i < n; i++) t = fma(y[i]!, round(lse - round(z[i]! - max)), t);
      return t;
    },
    outputCost(a, y, n) {
      let t = 0;
      for (let i = 0; i < n; i++) t = round(t - (y[i] === 0 ? 0 : round(y[i]! * log(a[i]!))));
      return t;
    },
  };
};

const meanSquaredError: LossEntry['kernel'] = ({ round, fma }) => {
  const halfSquare = (z: ArrayLike<number>, y: ArrayLike<number>, n: number): number => {
    let t = 0;
    for (let i = 0; i < n; i++) {
      const d = round(z[i]! - y[i]!);
      t = fma(d, d, t);
    }
    return round(0.5 * t);
  };
  return {
    output(z, a, n) {
      for (let i = 0; i < n; i++) a[i] = z[i]!;
    },
    cost: halfSquare,
    outputCost: halfSquare,
  };
};

/**
 * The losses, each with the output link that makes dZ = A − Y. Mean squared error is halved,
 * (1/2m) Σ (a − y)², for the same reason.
 */
export const lossTable: Readonly<Record<Loss, LossEntry>> = {
  binaryCrossEntropy: { output: 'sigmoid', kernel: binaryCrossEntropy },
  crossEntropy: { output: 'softmax', kernel: crossEntropy },
  meanSquaredError: { output: 'identity', kernel: meanSquaredError },
};

export const lossNames = Object.keys(lossTable) as Loss[];

export const outputNames: readonly Output[] = lossNames.map((name) => lossTable[name].output);

export function lossOfOutput(output: Output): Loss {
  return lossNames.find((name) => lossTable[name].output === output)!;
}
