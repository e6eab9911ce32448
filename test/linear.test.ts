// Linear models against scikit-learn's at their optimum, and against those of JavaScript.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { jsBackend } from '../lib/backend/js/backend.js';
import { currentBackend } from '../lib/backend/select.js';
import {
  Dataset,
  logisticRegression,
  type Matrix,
  RandomState,
  ridge,
  type LogisticOptions,
  type Model,
  type RidgeOptions,
} from '../lib/index.js';
import { fixture } from './fixtures.js';
import { draws, largestDifference } from './oracles.js';

afterEach(() => vi.restoreAllMocks());

interface Line {
  readonly coef: readonly (readonly number[])[];
  readonly intercept: readonly number[];
  readonly probabilities?: readonly (readonly number[])[];
}

const figures = fixture('linear.json') as Record<string, Record<string, Line | Line[]>>;

/** Weights of the examples, as the fixtures' script has them. */
const counts = (m: number): number[] => Array.from({ length: m }, (_, j) => (j % 4) / 2);

/** n numbers of each of m examples, and a noise. */
function drawn(seed: number, n: number, m: number): [rows: number[][], noise: number[]] {
  const numbers = draws('float64', (n + 1) * m, new RandomState(seed));
  const rows = Array.from({ length: m }, (_, j) =>
    Array.from({ length: n }, (__, i) => numbers[i * m + j]!),
  );
  return [rows, [...numbers.subarray(n * m)]];
}

const digitized = (value: number, edges: readonly number[]): number =>
  edges.filter((edge) => value >= edge).length;

type Fit = () => Model;

interface Case {
  readonly table: string;
  readonly name: string;
  readonly fit: Fit;
  readonly rows: readonly (readonly number[])[];
}

const cases: Case[] = [];

function add(table: string, rows: number[][], fits: Record<string, Fit>): void {
  for (const [name, fit] of Object.entries(fits)) cases.push({ table, name, fit, rows });
}

const classes = { task: 'classification' } as const;
const values = { task: 'regression' } as const;

const lines = (data: Dataset, options: LogisticOptions): Fit => {
  return () => logisticRegression(data, options) as Model;
};
const ridges = (data: Dataset, options?: RidgeOptions): Fit => {
  return () => ridge(data, options) as Model;
};

const table = readFileSync(new URL('fixtures/iris.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const iris = { rows: table.map((row) => row.slice(0, 4)), codes: table.map((row) => row[4]!) };

{
  const rows = iris.rows.slice(50);
  const kinds = iris.codes.slice(50).map((code) => code - 1);
  const plain = Dataset.from(rows, kinds) as Dataset;
  const weighed = Dataset.from(rows, kinds, { weights: counts(100) }) as Dataset;
  add('iris, two classes', rows, {
    none: lines(plain, {}),
    'C 1': lines(plain, { C: 1 }),
    'C 0.01': lines(plain, { C: 0.01 }),
    weights: lines(weighed, { C: 1 }),
  });
  const virginica = Dataset.from(
    iris.rows,
    iris.codes.map((code) => code === 2),
  ) as Dataset;
  add('iris, two classes', iris.rows, {
    balanced: lines(virginica, { C: 2, classWeights: 'balanced' }),
  });
}
{
  const { rows, codes } = iris;
  const plain = Dataset.from(rows, codes, classes) as Dataset;
  const weighed = Dataset.from(rows, codes, { ...classes, weights: counts(150) }) as Dataset;
  const some = Dataset.from(rows.slice(20), codes.slice(20), classes) as Dataset;
  add('iris, three classes', rows, {
    'C 1': lines(plain, { C: 1 }),
    'C 100': lines(plain, { C: 100 }),
    weights: lines(weighed, { C: 1 }),
    standard: lines(plain, { C: 1, scale: 'standard' }),
  });
  add('iris, three classes', rows.slice(20), {
    balanced: lines(some, { C: 0.5, classWeights: 'balanced' }),
  });
}
{
  const [rows, noise] = drawn(3, 4, 300);
  const y = rows.map(([a, b], j) => digitized(a! - b! / 2 + noise[j]!, [-0.5, 0.7]));
  const plain = Dataset.from(rows, y, classes) as Dataset;
  add('overlapping', rows, { none: lines(plain, {}), 'C 0.1': lines(plain, { C: 0.1 }) });
  const positive = y.map((code) => code > 0);
  const [by, more] = [
    [1, 1e-3, 5, 1e4],
    [0, 0, 2000, -1e4],
  ];
  const sizes = rows.map((row) => row.map((x, i) => x * by[i]! + more[i]!));
  add('sizes', sizes, { none: lines(Dataset.from(sizes, positive) as Dataset, {}) });
  const [less, off] = [
    [1, 0.1, 5, 30],
    [0, 0, 20, -50],
  ];
  const mild = rows.map((row) => row.map((x, i) => x * less[i]! + off[i]!));
  add('mild sizes', mild, { 'C 10': lines(Dataset.from(mild, positive) as Dataset, { C: 10 }) });
  const both = rows.map(([, , c], j) => [Number(y[j]! > 0), Number(c! + noise[j]! > 1)]);
  const labels = Dataset.from(rows, both, { task: 'multilabel' }) as Dataset;
  add('labels', rows, { 'C 3': lines(labels, { C: 3 }) });
}
{
  const [rows, noise] = drawn(4, 600, 250);
  const weights = counts(250);
  const y = rows.map(([a, b], j) => a! + b! + noise[j]! > 0);
  const value = rows.map(([a], j) => a! * 3 + noise[j]! * 100 + 1000);
  const two = rows.map(([a, b], j) => [a! + noise[j]!, b! - noise[j]!]);
  add('wide', rows, {
    'C 1': lines(Dataset.from(rows, y) as Dataset, { C: 1 }),
    'C 0.01': lines(Dataset.from(rows, y, { weights }) as Dataset, { C: 0.01 }),
    'alpha 1': ridges(Dataset.from(rows, value, values) as Dataset),
    'alpha 50': ridges(Dataset.from(rows, two, { ...values, weights }) as Dataset, { alpha: 50 }),
  });
}
{
  const [rows, noise] = drawn(5, 140, 400);
  const y = rows.map(([a], j) => digitized(a! + noise[j]!, [-1, 0, 1]));
  const weighed = Dataset.from(rows, y, { ...classes, weights: counts(400) }) as Dataset;
  add('wide, four classes', rows, {
    'C 0.5': lines(Dataset.from(rows, y, classes) as Dataset, { C: 0.5 }),
    weights: lines(weighed, { C: 0.05 }),
  });
}
{
  const rows = iris.rows.map((row) => row.slice(0, 3));
  const y = iris.rows.map((row) => row[3]!);
  const plain = Dataset.from(rows, y, values) as Dataset;
  const weighed = Dataset.from(rows, y, { ...values, weights: counts(150) }) as Dataset;
  const two = Dataset.from(
    rows,
    y.map((v, j) => [v, 1e5 * rows[j]![0]! ** 2 + 1e6]),
    values,
  );
  const sizes = rows.map(([a, b, c]) => [a!, b! * 1e-4, c! * 3 + 2000]);
  add('iris, values', rows, {
    'alpha 0': ridges(plain, { alpha: 0 }),
    'alpha 1': ridges(plain),
    'alpha 100': ridges(plain, { alpha: 100 }),
    weights: ridges(weighed, { alpha: 1 }),
    'two values': ridges(two as Dataset, { alpha: 2 }),
    sizes: ridges(Dataset.from(sizes, y, values) as Dataset, { alpha: 1e-6 }),
    standard: ridges(plain, { alpha: 7, scale: 'standard' }),
  });
}

const parametersOf = (model: Model): Record<string, Matrix> =>
  model.parameters as Record<string, Matrix>;

/** The next model is JavaScript's. */
function byJavaScript(fit: Fit): Model {
  const [backend, js] = [currentBackend(), jsBackend(true)];
  const spies = [
    vi.spyOn(backend, 'matmul').mockImplementation((a, b) => js.matmul(a, b)),
    vi.spyOn(backend, 'program').mockImplementation((spec) => js.program(spec)),
  ];
  const model = fit();
  for (const spy of spies) spy.mockRestore();
  return model;
}

describe.each(cases)('$table, $name', ({ table, name, fit, rows }) => {
  const told = [figures[table]![name]!].flat() as Line[];
  const model = fit();
  const { W1, b1 } = parametersOf(model);

  it('is scikit-learn’s to 10⁻⁶', () => {
    const outputs = told.flatMap(({ coef }) => coef);
    for (const [c, coef] of outputs.entries())
      expect(largestDifference(W1!.toArray()[c]!, coef), `weights ${c}`).toBeLessThan(1e-6);
    expect(
      largestDifference(
        b1!.data,
        told.flatMap(({ intercept }) => intercept),
      ),
    ).toBeLessThan(1e-6);
    expect(model.dtype).toBe('float64');
    expect(model.history.warnings).toEqual([]);
  });

  it.runIf(told[0]!.probabilities)('has its probabilities', () => {
    const picked = rows.filter((_, j) => j % 25 === 0).map((row) => [...row]);
    const ours = model.probabilities(picked);
    const theirs = told[0]!.probabilities!;
    for (const [j, all] of theirs.entries()) {
      const p = [...ours[j]!];
      const own = told.length > 1 ? told.map(({ probabilities }) => probabilities![j]![0]!) : all;
      expect(largestDifference(p.slice(-own.length), own)).toBeLessThan(1e-6);
    }
  });

  it('is JavaScript’s to 10⁻⁹', () => {
    const js = parametersOf(byJavaScript(fit));
    expect(largestDifference(W1!.data, js.W1!.data)).toBeLessThan(1e-9);
    expect(largestDifference(b1!.data, js.b1!.data)).toBeLessThan(1e-9);
  });
});
