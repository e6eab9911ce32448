// The exercise's own figures, on whatever backend and ISA this project of the suite forces.
import { describe, expect, it, vi } from 'vitest';
import {
  backwardPropagation,
  computeCost,
  datasets,
  forwardPropagation,
  initializeParameters,
  layerSizes,
  logisticRegression,
  matmul,
  Matrix,
  metrics,
  nnModel,
  predict,
  train,
  updateParameters,
  type Initializer,
  type Model,
} from '../lib/index.js';
import { costRows, distance, exercise, expectClose, figures } from './figures.js';

const course = figures.n_h4_seed3;
const flower = datasets.flower();
const { X, Y } = flower;
function accuracy(model: Model<0 | 1>): number {
  return metrics.accuracy(Matrix.from([model.predict(X)]), Y) * 100;
}

describe('the verbs, step by step', () => {
  const start = initializeParameters(2, 4, 1, { seed: 3 });
  const [A2, cache] = forwardPropagation(X, start);

  it('has the sizes of the exercise', () => {
    expect(layerSizes(X, Y)).toEqual([2, 4, 1]);
    expect([X.rows, X.cols, Y.rows, Y.cols]).toEqual([2, 400, 1, 400]);
  });

  it('draws the starting parameters of seed 3', () => expectClose(start, course.initial, 1e-18));

  it('runs forward: Z1, A2 and the cost at iteration 0', () => {
    expect(
      distance(Matrix.from([Array.from(A2.data.subarray(0, 5))]), [course.A2_first5_iter0]),
    ).toBeLessThan(1e-12);
    const first3 = cache.Z1!.toArray().map((row) => row.slice(0, 3));
    expect(distance(Matrix.from(first3), course.Z1_first3_iter0)).toBeLessThan(1e-12);
    expect(computeCost(A2, Y)).toBeCloseTo(course.cost_iter0, 12);
    expect(computeCost(A2, Y, cache)).toBeCloseTo(course.cost_iter0, 12);
  });

  it('runs backward: every gradient at iteration 0', () => {
    expectClose(backwardPropagation(start, cache, X, Y), course.gradients_iter0, 1e-12);
  });

  it('updates: the parameters after one step, the old ones unchanged', () => {
    const before = start.W1.toArray();
    const next = updateParameters(start, backwardPropagation(start, cache, X, Y), 1.2);
    expectClose(next, course.parameters_after_1, 1e-12);
    expect(start.W1.toArray()).toEqual(before);
  });

  it('gives the first ten costs', () => {
    let parameters = start;
    for (const expected of course.costs_first10) {
      const [A, c] = forwardPropagation(X, parameters);
      expect(computeCost(A, Y, c)).toBeCloseTo(expected, 12);
      parameters = updateParameters(parameters, backwardPropagation(parameters, c, X, Y));
    }
  });

  it('is one unit by hand: z = w·x + b, a = tanh(z)', () => {
    const x = X.toArray().map((row) => row[7]!);
    const w = start.W1.toArray()[2]!;
    const z = w[0]! * x[0]! + w[1]! * x[1]!;
    expect(cache.Z1!.at(2, 7)).toBeCloseTo(z, 15);
    expect(cache.A1!.at(2, 7)).toBeCloseTo(Math.tanh(z), 15);
  });
});

describe('the cost table', () => {
  it('float64: rows 0–6000 to 6 printed digits, rows 7000–9000 within 3e-4, accuracy 90.5 or 90.75', async () => {
    const model = await train(flower, exercise);
    const printed = figures.seed_document_cost_table;
    for (const [i, cost] of costRows(model).entries()) {
      const expected = printed[i * 1000]!;
      if (i <= 6) expect(cost.toFixed(6), `row ${i * 1000}`).toBe(expected.toFixed(6));
      else expect(Math.abs(cost - expected), `row ${i * 1000}`).toBeLessThan(3e-4);
    }
    expect([90.5, 90.75]).toContain(accuracy(model));
    expect(model.history.warnings).toEqual([
      expect.stringMatching(/cost rose .* lower learningRate from 1.2/),
    ]);
  });

  it('has the parameters of NumPy after 6,000 steps to 1e-9', async () => {
    const model = await train(flower, { ...exercise, epochs: 6000 });
    expectClose(model.parameters, course.parameters_after_6000, 1e-9);
  });

  it.each([
    [3, 6675, 10],
    [2, 7854, 30],
  ])(
    'seed %i turns unstable at step %i: rounding decides the last digits',
    async (seed, step, within) => {
      const options = { ...exercise, seed, reportEvery: 1, epochs: step + 100 };
      const { history } = await train(flower, options);
      const first = history.cost.findIndex((cost, i) => i > 0 && cost > history.cost[i - 1]!);
      expect(Math.abs(first - step)).toBeLessThanOrEqual(within);
      const [warning] = history.warnings;
      const told = Number(/at epoch (\d+): lower learningRate from 1.2$/.exec(warning!)![1]);
      // The first rises are smaller than a millionth.
      expect(told).toBeGreaterThanOrEqual(first);
      expect(told).toBeLessThan(first + 10);
    },
  );

  it.each([
    ['he_normal', 'heNormal'],
    ['xavier_normal', 'xavierNormal'],
  ] as const)('%s start: all ten rows to 1e-9, and the accuracy', async (key, initializer) => {
    const expected = figures.initialisers[key];
    const model = await train(flower, { ...exercise, initializer });
    for (const [i, cost] of costRows(model).entries()) {
      expect(Math.abs(cost - expected.cost_every_1000[i * 1000]!)).toBeLessThan(1e-9);
    }
    expect(accuracy(model)).toBe(expected.accuracy_percent);
  });

  it.each([1, 2, 3, 4, 5])('%i hidden units, 5,000 steps: the accuracy of NumPy', async (units) => {
    const model = await train(flower, { ...exercise, hidden: [units], epochs: 5000 });
    expect(accuracy(model)).toBe(figures.sweep_seed3_5000_iterations[units]!.accuracy_percent);
  });
});

describe('what the start does', () => {
  const run = (
    initializer: Initializer,
    epochs: number,
    activation: 'tanh' | 'identity' = 'tanh',
  ) => train(flower, { ...exercise, initializer, epochs, activation });

  it('zeros: stays at ln 2 and 50 %', async () => {
    const model = await run('zeros', 1000);
    expect(model.history.cost.at(-1)).toBeCloseTo(Math.LN2, 14);
    expectClose(model.parameters, figures.zero_init.final_1000, 0);
    expect(accuracy(model)).toBe(50);
  });

  it('all weights 0.5: rows of W1 stay equal, cost 0.65117345, 65.5 %', async () => {
    const model = await run({ constant: 0.5 }, 1000);
    const expected = figures.equal_init_half;
    expect(model.history.cost[0]).toBeCloseTo(expected.cost_iter0, 12);
    expect(Math.abs(model.history.cost.at(-1)! - expected.cost_iter999)).toBeLessThan(1e-9);
    const [first, ...others] = (model.parameters as { W1: Matrix }).W1.toArray();
    for (const other of others) expect(other).toEqual(first);
    expectClose(model.parameters, expected.final_1000, 1e-9);
    expect(accuracy(model)).toBe(65.5);
  });

  it('a linear hidden layer collapses to W2·W1, 47 %, the line of logistic regression', async () => {
    const expected = figures['linear_hidden_lr1.2'];
    const model = await run({ normal: 0.01 }, 10_000, 'identity');
    const { W1, b1, W2, b2 } = model.parameters as Record<string, Matrix>;
    const W = matmul(W2!, W1!);
    const b = Matrix.from([[matmul(W2!, b1!).at(0, 0) + b2!.at(0, 0)]]);
    expect(distance(W, expected.collapsed_W)).toBeLessThan(1e-9);
    expect(distance(b, expected.collapsed_b)).toBeLessThan(1e-9);
    expect(accuracy(model)).toBe(47);
    const line = logisticRegression(flower);
    expectClose(line.parameters, { W1: expected.collapsed_W, b1: expected.collapsed_b }, 1e-9);
    expect(accuracy(line)).toBe(47);
  });
});

describe('nnModel', () => {
  it('is the composition of the verbs and gives the bits of train', async () => {
    const byVerbs = nnModel(X, Y, 4, { numIterations: 50, seed: 3 });
    const trained = (await train(flower, { ...exercise, epochs: 50 })).parameters as Record<
      string,
      Matrix
    >;
    for (const [key, m] of Object.entries(byVerbs))
      expect(trained[key]!.toArray()).toEqual(m.toArray());
  });

  it('prints the cost at every 1,000th iteration, and warns when it rises', () => {
    const [log, warn] = (['log', 'warn'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const printed = (rate: number): unknown[][] => {
      nnModel(X, Y, 4, { numIterations: 1001, seed: 3, learningRate: rate, printCost: true });
      return [log!, warn!].flatMap((spy) => spy.mock.calls.splice(0));
    };
    try {
      expect(printed(1.2)).toEqual([
        ['Cost after iteration 0: 0.693162'],
        ['Cost after iteration 1000: 0.258625'],
      ]);
      expect(printed(80)).toEqual([
        ['Cost after iteration 0: 0.693162'],
        [expect.stringMatching(/^Cost after iteration 1000: /)],
        [
          expect.stringMatching(
            /^Warning: cost rose from 0\.693162 at iteration 0 to \S+ at iteration 1000: lower learningRate from 80$/,
          ),
        ],
      ]);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('predicts with > 0.5, and class 0 at exactly 0.5', () => {
    const parameters = nnModel(X, Y, 4, { numIterations: 2000, seed: 3 });
    const labels = predict(parameters, X);
    expect([labels.rows, labels.cols]).toEqual([1, 400]);
    expect(metrics.accuracy(labels, Y)).toBeGreaterThan(0.88);
    const zeros = initializeParameters(2, 4, 1, { initializer: 'zeros' });
    expect(predict(zeros, X).data.every((v) => v === 0)).toBe(true);
  });
});
