// What a training goes down is the slope of its cost: central differences of the weighted one, and of the weighted,
// smoothed and penalised one in plain formulas.
import { describe, expect, it } from 'vitest';
import {
  activations,
  Dataset,
  RandomState,
  session,
  type Activation,
  type Matrix,
  type ParameterDict,
  type Session,
  type SessionOptions,
} from '../lib/index.js';
import { activationNames } from '../lib/network/activations.js';
import { flatOf } from './figures-of-models.js';
import { largestDifference } from './oracles.js';

const [M, H] = [30, 1e-5];
const random = new RandomState(8);
const rows = Array.from({ length: M }, () => [random.normal(), random.normal(), random.normal()]);
const weights = rows.map((_, j) => (j % 6) / 2);
const total = (numbers: readonly number[]): number => numbers.reduce((sum, v) => sum + v, 0);

interface Problem {
  readonly targets: unknown;
  readonly options?: SessionOptions;
  readonly task?: 'classification' | 'multilabel' | 'regression';
  /** The loss of outputs z, with labels smoothed by epsilon. */
  readonly loss: (z: readonly number[], j: number, epsilon: number) => number;
  /** What the classes count. */
  readonly factor?: (j: number) => number;
}

const three = rows.map(([a = 0, b = 0]) => (a > 0.5 ? 2 : b > 0 ? 1 : 0));
const two = rows.map(([a = 0, , c = 0]) => +(a > c));
const both = rows.map(([a = 0, b = 0, c = 0]) => [+(a > 0), +(b > c)]);
const one = rows.map(([a = 0, b = 0]) => a - b * b);
const counts = rows.map(([a = 0]) => Math.floor(3 * Math.exp(a)));
const levels = [0.2, 0.5, 0.9];

const logistic = (z: number, y: number): number =>
  Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - y * z;
const smoothed = (y: number, epsilon: number, k: number): number => (1 - epsilon) * y + epsilon / k;
const ofDistance =
  (targets: readonly number[], loss: (d: number) => number): Problem['loss'] =>
  ([z = 0], j) =>
    loss(targets[j]! - z);

const problems: Readonly<Record<string, Problem>> = {
  'three classes': {
    targets: three,
    task: 'classification',
    options: { classWeights: { 2: 3 } },
    factor: (j) => (three[j] === 2 ? 3 : 1),
    loss(z, j, epsilon) {
      const all = Math.log(total(z.map(Math.exp)));
      return total(z.map((v, c) => smoothed(+(three[j] === c), epsilon, 3) * (all - v)));
    },
  },
  'two classes': {
    targets: two,
    options: { classWeights: 'balanced' },
    factor: (j) => M / 2 / two.filter((y) => y === two[j]).length,
    loss: ([z = 0], j, epsilon) => logistic(z, smoothed(two[j]!, epsilon, 2)),
  },
  labels: {
    targets: both,
    task: 'multilabel',
    loss: (z, j, epsilon) =>
      total(z.map((v, i) => logistic(v, smoothed(both[j]![i]!, epsilon, 2)))),
  },
  squared: { targets: one, loss: ofDistance(one, (d) => d ** 2 / 2) },
  absolute: { targets: one, options: { loss: 'absolute' }, loss: ofDistance(one, Math.abs) },
  huber: {
    targets: one,
    options: { loss: { huber: 0.4 } },
    loss: ofDistance(one, (d) => (Math.abs(d) < 0.4 ? d ** 2 / 2 : 0.4 * (Math.abs(d) - 0.2))),
  },
  poisson: {
    targets: counts,
    task: 'regression',
    options: { loss: 'poisson' },
    loss: ([z = 0], j) => Math.exp(z) - counts[j]! * z,
  },
  quantiles: {
    targets: one,
    options: { loss: { quantiles: levels } },
    loss: (z, j) =>
      total(
        levels.map((level, i) =>
          Math.max(level * (one[j]! - z[i]!), (level - 1) * (one[j]! - z[i]!)),
        ),
      ),
  },
};

const base = {
  hidden: [4, 3],
  dtype: 'float64',
  scale: 'none',
  batchSize: 'all',
  optimizer: 'sgd',
  learningRate: 1,
  seed: 6,
} as const;

const begin = (
  { targets, task, options }: Problem,
  activation: Activation,
  more: SessionOptions = {},
): Promise<Session> =>
  session(Dataset.from(rows, targets as number[], { task, weights }) as Dataset, {
    ...base,
    activation,
    ...options,
    ...more,
  });

/** A start with biases, and slopes, of its own. */
function startOf(steps: Session): Float64Array {
  const draws = new RandomState(2);
  return Float64Array.from(flatOf(steps), (w) => w + 0.3 * draws.normal());
}

async function slopesOf(
  at: Float64Array,
  cost: (parameters: Float64Array) => number | Promise<number>,
): Promise<number[]> {
  const slopes: number[] = [];
  for (const i of at.keys()) {
    const moved = (by: number): Float64Array => at.map((w, k) => (k === i ? w + by : w));
    slopes.push(((await cost(moved(H))) - (await cost(moved(-H)))) / (2 * H));
  }
  return slopes;
}

/** The outputs of an example, layer by layer in plain loops. */
function outputs(
  shapes: ParameterDict,
  flat: Float64Array,
  activation: Activation,
  x: readonly number[],
): number[] {
  let [at, a, z, layer] = [0, x.slice(), x.slice(), 0];
  const entries = Object.entries<Matrix>(shapes);
  for (const [i, [name, { rows: n, cols }]] of entries.entries()) {
    const part = flat.subarray(at, (at += n * cols));
    if (name.startsWith('W')) {
      layer++;
      z = Array.from({ length: n }, (_, u) => total(a.map((v, k) => part[u * cols + k]! * v)));
    } else if (name.startsWith('b')) z = z.map((v, u) => v + part[u]!);
    const isLast = layer === base.hidden.length + 1;
    const next = entries[i + 1]?.[0] ?? '';
    if (isLast || name.startsWith('W') || next.startsWith('alpha')) continue;
    const slope = name.startsWith('alpha') ? part[0]! : 0;
    a = z.map((v) => activations[activation].value(v, slope));
  }
  return z;
}

const [L2, L1, EPSILON] = [0.7, 0.2, 0.15];

/** Σ s·l ÷ Σ s, and the penalties: l2 of weights and biases, l1 of weights. */
function penalised(
  problem: Problem,
  shapes: ParameterDict,
  activation: Activation,
  epsilon: number,
) {
  return (flat: Float64Array): number => {
    const s = weights.map((weight, j) => weight * (problem.factor?.(j) ?? 1));
    const losses = rows.map((x, j) =>
      problem.loss(outputs(shapes, flat, activation, x), j, epsilon),
    );
    let [at, penalty] = [0, 0];
    for (const [name, { rows: n, cols }] of Object.entries<Matrix>(shapes)) {
      const part = Array.from(flat.subarray(at, (at += n * cols)));
      if (!name.startsWith('alpha')) penalty += (L2 / 2) * total(part.map((w) => w * w));
      if (name.startsWith('W')) penalty += L1 * total(part.map(Math.abs));
    }
    return (total(losses.map((loss, j) => s[j]! * loss)) + penalty) / total(s);
  };
}

const combinations = [
  ...activationNames.map((activation) => ['three classes', activation] as const),
  ...Object.keys(problems).map((name) => [name, 'gelu'] as const),
  ...Object.keys(problems).map((name) => [name, 'prelu'] as const),
];

describe('central differences', () => {
  it.each(combinations)('of the weighted cost: %s, %s', async (name, activation) => {
    using steps = await begin(problems[name]!, activation);
    const start = startOf(steps);
    const cost = async (flat: Float64Array): Promise<number> => {
      await steps.restore(flat, 0);
      return (await steps.run(1))[0]!;
    };
    const slopes = await slopesOf(start, cost);
    await steps.restore(start, 0);
    expect(largestDifference(flatOf({ parameters: await steps.gradients() }), slopes)).toBeLessThan(
      1e-7,
    );
  });

  it.each(combinations)('of the smoothed and penalised cost: %s, %s', async (name, activation) => {
    const problem = problems[name]!;
    const epsilon = problem.targets === one || problem.targets === counts ? 0 : EPSILON;
    const more = { l2: { value: L2, biases: true }, l1: L1, labelSmoothing: epsilon };
    using steps = await begin(problem, activation, more);
    const start = startOf(steps);
    await steps.restore(start, 0);
    const shapes = steps.parameters;
    const plain = flatOf({ parameters: await steps.gradients() });
    await steps.run(1);
    const gradient = flatOf(steps).map((w, i) => start[i]! - w);
    const slopes = await slopesOf(start, penalised(problem, shapes, activation, epsilon));
    expect(largestDifference(gradient, slopes)).toBeLessThan(1e-7);
    // gradients() tells that of the data.
    expect(largestDifference(gradient, plain)).toBeGreaterThan(1e-3);
  });
});
