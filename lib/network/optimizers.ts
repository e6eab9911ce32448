import { float64, operations, type Arithmetic } from '../base/arithmetic.js';
import { numberWithin, oneOf, positiveNumber, readOptions, share } from '../base/checks.js';
import { roundTo, type DType, type FloatArray } from '../base/dtype.js';
import { invalid, show } from '../base/errors.js';
import { exp } from '../base/math.js';
import { keysOf, readTable, type Reading } from '../base/option-table.js';

const { fma, round, withoutTiny } = operations;

/**
 * The numbers that an optimizer takes; what is left out has its default.
 *
 * @example
 * import { type OptimizerNumbers } from 'densely';
 *
 * const longer: OptimizerNumbers['momentum'] = { beta: 0.99 };
 * console.log(longer.beta); // 0.99
 */
export interface OptimizerNumbers {
  /** Gradient descent takes none. */
  readonly sgd: Readonly<Record<string, never>>;
  /** Momentum (Polyak 1964): v = βv + g. */
  readonly momentum: {
    /** Share of the last step's direction that is kept, 0 … below 1, default 0.9. */
    readonly beta?: number | undefined;
  };
  /** Nesterov's momentum (Sutskever et al. 2013, as PyTorch has it): v = βv + g, a step along g + βv. */
  readonly nesterov: OptimizerNumbers['momentum'];
  /** Adagrad (Duchi, Hazan, Singer 2011): s = s + g², a step along g / (√s + ε). */
  readonly adagrad: {
    /** Beside the root of the sum of squared gradients, 10⁻³⁰ … 10³⁰, default 10⁻¹⁰. */
    readonly epsilon?: number | undefined;
  };
  /** RMSProp (Tieleman and Hinton 2012): s = ρs + (1 − ρ)g², a step along g / (√s + ε). */
  readonly rmsprop: {
    /** Share of the mean squared gradient that is kept, 0 … below 1, default 0.99; PyTorch's `alpha`. */
    readonly rho?: number | undefined;
    /** Beside the root of the mean squared gradient, 10⁻³⁰ … 10³⁰, default 10⁻⁸. */
    readonly epsilon?: number | undefined;
  };
  /** Adam (Kingma and Ba 2015), with ε outside the bias correction. */
  readonly adam: {
    /** Share of the mean gradient that is kept, 0 … below 1, default 0.9. */
    readonly beta1?: number | undefined;
    /** Share of the mean squared gradient that is kept, 0 … below 1, default 0.999. */
    readonly beta2?: number | undefined;
    /** Beside the root of the mean squared gradient, 10⁻³⁰ … 10³⁰, default 10⁻⁸. */
    readonly epsilon?: number | undefined;
  };
  /** AdamW (Loshchilov and Hutter 2019): Adam, with a weight decay of its own where none is said. */
  readonly adamw: OptimizerNumbers['adam'];
  /** NAdam (Dozat 2016): Adam with Nesterov's momentum, whose share grows from β₁/2 to β₁. */
  readonly nadam: OptimizerNumbers['adam'] & {
    /** ψ: after t steps the share of the mean gradient is β₁(1 − ½ · 0.96ᵗᵠ), 0 … 1, default 0.004. */
    readonly momentumDecay?: number | undefined;
  };
}

/**
 * An optimizer, by its name or with its numbers, such as `{ adam: { beta2: 0.99 } }`: gradient descent, `sgd`;
 * `momentum` (Polyak 1964, v = βv + g) and `nesterov`; `adagrad`, `rmsprop`; `adam` (Kingma and Ba 2015, with ε
 * outside the bias correction), `adamw`, `nadam`.
 *
 * @example
 * import { datasets, type Optimizer, train } from 'densely';
 *
 * const optimizer: Optimizer = { momentum: { beta: 0.8 } };
 * const { history } = await train(datasets.moons(), { optimizer, epochs: 20, seed: 1 });
 * console.log((history.cost.at(-1) ?? 1) < (history.cost[0] ?? 0)); // true
 */
export type Optimizer =
  | keyof OptimizerNumbers
  | {
      readonly [K in keyof OptimizerNumbers]: { readonly [N in K]: OptimizerNumbers[N] };
    }[keyof OptimizerNumbers];

export type OptimizerName = keyof OptimizerNumbers;

/** Numbers, complete. */
type Chosen<Numbers> = { readonly [N in keyof Numbers]-?: number };

interface OptimizerEntry<Numbers> {
  /** State numbers per parameter. */
  readonly slots: number;
  /** Learning rate when none is given. */
  readonly learningRate: number;
  /** Weight decay when none is given: the share of a weight that a step at rate 1 takes away. */
  readonly weightDecay: number;
  /** The numbers that it takes. */
  readonly numbers: { readonly [N in keyof Numbers]-?: Reading<number, number, unknown> };
  /** Numbers fixed for a run, in float64. */
  readonly constants: (numbers: Chosen<Numbers>) => readonly number[];
  /** Running products that it goes by, each 1 before the first step. */
  readonly powers: number;
  /** Numbers of the next step, in float64; the powers go on by a step. */
  readonly scalars: (
    learningRate: number,
    powers: Float64Array,
    numbers: Chosen<Numbers>,
  ) => readonly number[];
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

const plain = { slots: 0, learningRate: 0.01, weightDecay: 0, powers: 0 };

/** The rate alone. */
function rateAlone(learningRate: number): readonly number[] {
  return [learningRate];
}

/** In float32, too, neither 0 nor infinite. */
function epsilonAt(preset: number): Reading<number, number, unknown> {
  return { read: (argument, value) => numberWithin(argument, value, 1e-30, 1e30), preset };
}

/** g, or 0 where its square would be no normal number: it is below the last place of what is kept. */
function toBeSquared(n: Arithmetic, g: number): number {
  return Math.abs(g) < n.tinyGradient ? 0 : g;
}

const sgd: OptimizerEntry<OptimizerNumbers['sgd']> = {
  ...plain,
  numbers: {},
  constants: () => [],
  scalars: rateAlone,
  update(n, w, g, _slots, _constants, scalars, from, to) {
    const rate = -scalars[0]!;
    for (let i = from; i < to; i++) w[i] = fma(n, rate, g[i]!, w[i]!);
  },
};

const momentum: OptimizerEntry<OptimizerNumbers['momentum']> = {
  ...plain,
  slots: 1,
  numbers: { beta: { read: share, preset: 0.9 } },
  constants: ({ beta }) => [beta],
  scalars: rateAlone,
  update(n, w, g, v, constants, scalars, from, to) {
    const beta = constants[0]!;
    const rate = -scalars[0]!;
    for (let i = from; i < to; i++) {
      v[i] = withoutTiny(n, fma(n, beta, v[i]!, g[i]!));
      w[i] = fma(n, rate, v[i]!, w[i]!);
    }
  },
};

const nesterov: OptimizerEntry<OptimizerNumbers['nesterov']> = {
  ...momentum,
  update(n, w, g, v, constants, scalars, from, to) {
    const beta = constants[0]!;
    const rate = -scalars[0]!;
    for (let i = from; i < to; i++) {
      v[i] = withoutTiny(n, fma(n, beta, v[i]!, g[i]!));
      w[i] = fma(n, rate, fma(n, beta, v[i]!, g[i]!), w[i]!);
    }
  },
};

const adagrad: OptimizerEntry<OptimizerNumbers['adagrad']> = {
  ...plain,
  slots: 1,
  numbers: { epsilon: epsilonAt(1e-10) },
  constants: ({ epsilon }) => [epsilon],
  scalars: rateAlone,
  update(n, w, g, slots, constants, scalars, from, to) {
    const epsilon = constants[0]!;
    const rate = scalars[0]!;
    for (let i = from; i < to; i++) {
      const h = toBeSquared(n, g[i]!);
      const s = withoutTiny(n, fma(n, h, h, slots[i]!));
      slots[i] = s;
      w[i]! -= round(n, round(n, rate * g[i]!) / round(n, round(n, Math.sqrt(s)) + epsilon));
    }
  },
};

const rmsprop: OptimizerEntry<OptimizerNumbers['rmsprop']> = {
  ...plain,
  slots: 1,
  numbers: { rho: { read: share, preset: 0.99 }, epsilon: epsilonAt(1e-8) },
  constants: ({ rho, epsilon }) => [rho, 1 - rho, epsilon],
  scalars: rateAlone,
  update(n, w, g, slots, constants, scalars, from, to) {
    const [rho, rest, epsilon] = [constants[0]!, constants[1]!, constants[2]!];
    const rate = scalars[0]!;
    for (let i = from; i < to; i++) {
      const h = toBeSquared(n, g[i]!);
      const s = withoutTiny(n, fma(n, rho, slots[i]!, round(n, rest * round(n, h * h))));
      slots[i] = s;
      w[i]! -= round(n, round(n, rate * g[i]!) / round(n, round(n, Math.sqrt(s)) + epsilon));
    }
  },
};

/** The running means of g and of its square, of `count` parameters each: those of parameter i go on. */
function moveMeans(
  n: Arithmetic,
  g: number,
  slots: FloatArray,
  constants: ArrayLike<number>,
  i: number,
  count: number,
): void {
  const h = toBeSquared(n, g);
  const square = round(n, constants[3]! * round(n, h * h));
  slots[i] = withoutTiny(n, fma(n, constants[0]!, slots[i]!, round(n, constants[1]! * g)));
  slots[count + i] = withoutTiny(n, fma(n, constants[2]!, slots[count + i]!, square));
}

const adam: OptimizerEntry<OptimizerNumbers['adam']> = {
  ...plain,
  slots: 2,
  learningRate: 0.001,
  numbers: {
    beta1: { read: share, preset: 0.9 },
    beta2: { read: share, preset: 0.999 },
    epsilon: epsilonAt(1e-8),
  },
  constants: ({ beta1, beta2, epsilon }) => [beta1, 1 - beta1, beta2, 1 - beta2, epsilon],
  powers: 2,
  scalars(learningRate, powers, { beta1, beta2 }) {
    // βᵗ as running products: no pow, and a saved product continues exactly.
    powers[0]! *= beta1;
    powers[1]! *= beta2;
    return [learningRate / (1 - powers[0]!), 1 / Math.sqrt(1 - powers[1]!)];
  },
  update(n, w, g, slots, constants, scalars, from, to) {
    const count = w.length;
    const epsilon = constants[4]!;
    const [c1, c2] = [scalars[0]!, scalars[1]!];
    for (let i = from; i < to; i++) {
      moveMeans(n, g[i]!, slots, constants, i, count);
      const root = round(n, Math.sqrt(slots[count + i]!));
      w[i]! -= round(n, round(n, c1 * slots[i]!) / fma(n, root, c2, epsilon));
    }
  },
};

/** The decay itself is a penalty of every optimizer. */
const adamw: OptimizerEntry<OptimizerNumbers['adamw']> = { ...adam, weightDecay: 0.01 };

const LN_096 = -0.040821994520255166;

const nadam: OptimizerEntry<OptimizerNumbers['nadam']> = {
  ...adam,
  learningRate: 0.002,
  numbers: {
    ...adam.numbers,
    momentumDecay: {
      read: (argument, value) => numberWithin(argument, value, 0, 1),
      preset: 0.004,
    },
  },
  powers: 3,
  scalars(learningRate, powers, { beta1, beta2, momentumDecay }) {
    // 0.96ᵗᵠ, μ₁ … μₜ and β₂ᵗ, where μₜ = β₁(1 − ½ · 0.96ᵗᵠ).
    const ratio = exp(float64, momentumDecay * LN_096);
    powers[0]! *= ratio;
    const now = beta1 * (1 - 0.5 * powers[0]!);
    const next = beta1 * (1 - 0.5 * powers[0]! * ratio);
    powers[1]! *= now;
    powers[2]! *= beta2;
    // rate · (ofGradient · g + ofMean · m), with the rate in the first number alone.
    const ofGradient = (1 - now) / (1 - powers[1]!);
    const ofMean = next / (1 - powers[1]! * next);
    const c2 = 1 / Math.sqrt(1 - powers[2]!);
    return [learningRate * ofGradient, c2, ofMean / ofGradient];
  },
  update(n, w, g, slots, constants, scalars, from, to) {
    const count = w.length;
    const epsilon = constants[4]!;
    const [c1, c2, ahead] = [scalars[0]!, scalars[1]!, scalars[2]!];
    for (let i = from; i < to; i++) {
      moveMeans(n, g[i]!, slots, constants, i, count);
      const root = round(n, Math.sqrt(slots[count + i]!));
      const step = round(n, c1 * fma(n, ahead, slots[i]!, g[i]!));
      w[i]! -= round(n, step / fma(n, root, c2, epsilon));
    }
  },
};

/** The optimizers by their names. */
export const optimizerTable: {
  readonly [K in OptimizerName]: OptimizerEntry<OptimizerNumbers[K]>;
} = { sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, nadam };

export const optimizerNames: readonly OptimizerName[] = keysOf(optimizerTable);

/** An optimizer with its numbers: what a run goes by. */
export interface OptimizerRule {
  readonly name: OptimizerName;
  /** State numbers per parameter. */
  readonly slots: number;
  /** Learning rate when none is given. */
  readonly learningRate: number;
  /** Weight decay when none is given. */
  readonly weightDecay: number;
  /** Numbers fixed for a run, in float64. */
  readonly constants: readonly number[];
  /** The running products before the first step: plain numbers, for who runs the steps to keep and restore. */
  readonly powers: () => Float64Array;
  /** Numbers of the next step, in float64; the powers go on by a step. */
  readonly scalars: (learningRate: number, powers: Float64Array) => readonly number[];
}

/** An optimizer with the numbers that are given; the others have their defaults. */
export function optimizerRule(
  name: OptimizerName,
  given: unknown = {},
  argument = 'optimizer',
): OptimizerRule {
  const entry = optimizerTable[name] as OptimizerEntry<Record<string, number>>;
  const within = `${argument}.${name}`;
  const said = readOptions(within, given, keysOf(entry.numbers));
  const numbers = readTable<Chosen<Record<string, number>>, object>(
    entry.numbers,
    said,
    {},
    `${within}.`,
  );
  return {
    name,
    slots: entry.slots,
    learningRate: entry.learningRate,
    weightDecay: entry.weightDecay,
    constants: entry.constants(numbers),
    powers: () => new Float64Array(entry.powers).fill(1),
    scalars: (learningRate, powers) => entry.scalars(learningRate, powers, numbers),
  };
}

/** A learning rate that is above 0 and finite as the dtype has it, and as the optimizer's first step does. */
export function learningRateOption(
  argument: string,
  value: unknown,
  dtype: DType,
  rule: OptimizerRule = optimizerRule('sgd'),
): number {
  const rate = positiveNumber(argument, value);
  const [first] = rule.scalars(rate, rule.powers());
  for (const factor of [rate, first!]) {
    const rounded = roundTo(dtype, factor);
    if (rounded > 0 && Number.isFinite(rounded)) continue;
    const allowed = `a number that steps of ${rule.name} can take in ${dtype}, where it becomes ${rounded}`;
    throw invalid(argument, value, allowed);
  }
  return rate;
}

/** Reads an optimizer once. */
export function optimizerOption(argument: string, value: unknown): OptimizerRule {
  if (value === null || typeof value !== 'object')
    return optimizerRule(oneOf(argument, value, optimizerNames));
  const given = readOptions(argument, value, optimizerNames);
  const [name, ...more] = keysOf(given as Record<OptimizerName, unknown>);
  if (name !== undefined && more.length === 0) return optimizerRule(name, given[name], argument);
  const names = optimizerNames.map(show).join(', ');
  throw invalid(argument, value, `one of ${names}, or one of them with its numbers`);
}
