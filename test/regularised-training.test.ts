// Whole trainings with what holds them back, beside a transcript by PyTorch's automatic derivatives:
// fixtures/training.json.
import { describe, expect, it } from 'vitest';
import type { DType } from '../lib/base/dtype.js';
import { Dataset, train, type Model, type TrainOptions } from '../lib/index.js';
import { fixture } from './fixtures.js';
import { largestDifference } from './oracles.js';
import { flatOf } from './figures-of-models.js';

type Kind = 'three' | 'two' | 'labels' | 'values' | 'counts';

interface Case {
  readonly name: string;
  readonly targets: Kind;
  /** Have the examples weights? */
  readonly weighted: boolean;
  readonly options: TrainOptions;
  /** After all steps in float64, and after one in float32. */
  readonly parameters: readonly number[];
  readonly first: readonly number[];
  /** Of each whole epoch. */
  readonly costs: readonly number[];
}

const { base, steps, x, targets, weights, cases } = fixture('training.json') as {
  readonly base: TrainOptions;
  readonly steps: number;
  readonly x: number[][];
  readonly targets: Readonly<Record<Kind, (0 | 1)[][]>>;
  readonly weights: number[];
  readonly cases: readonly Case[];
};

const tasks = {
  three: 'classification',
  two: 'classification',
  labels: 'multilabel',
  values: 'regression',
  counts: 'regression',
} as const;

const dataOf = ({ targets: kind, weighted }: Case): Dataset =>
  Dataset.from(x, targets[kind], { task: tasks[kind], ...(weighted && { weights }) });

const trained = (of: Case, dtype: DType, maxSteps: number): Promise<Model> =>
  train(dataOf(of), {
    ...base,
    hidden: [5],
    activation: 'tanh',
    scale: 'none',
    dtype,
    maxSteps,
    ...of.options,
  });

describe('trainings take PyTorch’s steps', () => {
  const named = cases.map((of) => [of.name, of] as const);

  it.each(named)('%s, 50 of them in float64', async (_, of) => {
    const model = await trained(of, 'float64', steps);
    expect(largestDifference(flatOf(model), of.parameters)).toBeLessThan(1e-9);
    const { cost, ended, skipped, steps: done } = model.history;
    expect(largestDifference(cost, of.costs)).toBeLessThan(1e-9);
    expect([ended, done, skipped]).toEqual(['steps', steps, 0]);
  });

  it.each(named)('%s, one in float32', async (_, of) => {
    const model = await trained(of, 'float32', 1);
    expect(largestDifference(flatOf(model), of.first)).toBeLessThan(1e-6);
  });

  it('each differs from the others', () => {
    for (const [i, one] of cases.entries())
      for (const other of cases.slice(i + 1))
        if (one.parameters.length === other.parameters.length)
          expect(largestDifference(one.parameters, other.parameters)).toBeGreaterThan(1e-3);
  });
});
