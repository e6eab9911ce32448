// Saturated and dead units, counted by hand from the definitions.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  Dataset,
  datasets,
  diagnose,
  forwardPropagation,
  initializeParameters,
  Matrix,
  Model,
  train,
  type Activation,
  type ParameterDict,
} from '../lib/index.js';
import { each, refused, wrong } from './refusals.js';

const { X, Y } = datasets.flower();

/** A network 1-n-1 whose hidden units see z = w · x + b. */
function line(w: number[], b: number[]): { W1: Matrix; b1: Matrix; W2: Matrix; b2: Matrix } {
  const column = (values: number[]): Matrix => Matrix.from(values.map((v) => [v]));
  const W2 = Matrix.from([w.map(() => 1)]);
  return { W1: column(w), b1: column(b), W2, b2: Matrix.from([[0]]) };
}

describe('saturated', () => {
  it.each<[Activation, number, number]>([
    ['sigmoid', 5.986, 0.001],
    ['tanh', 2.993, 0.001],
    ['elu', -4.605, -0.001],
    // Below 0 these three fall a little before they are flat.
    ['gelu', -3.0217, -0.001],
    ['silu', -6.1429, -0.001],
    ['mish', -6.1587, -0.001],
    ['selu', -4.605, -0.001],
    ['softplus', -4.595, -0.001],
  ])('%s at z = %f and beyond', (activation, edge, step) => {
    const parameters = line([1, 1, 1], [edge - step, edge + step, -(edge + step)]);
    const [layer] = diagnose(parameters, Matrix.from([[0]]), { activation }).layers;
    const bothSides = activation === 'sigmoid' || activation === 'tanh' ? [1, 2] : [1];
    expect(layer!.saturated).toEqual({
      units: bothSides,
      count: bothSides.length,
      share: bothSides.length / 3,
    });
  });

  it('for more than half of the examples', () => {
    const [x, parameters] = [Matrix.from([[-9, 0, 1, 9]]), line([1, 1], [0, 2])];
    expect(diagnose(parameters, x).layers[0]!.saturated.units).toEqual([1]);
  });

  it.each<Activation>(['identity', 'relu', 'leakyRelu'])('never %s', (activation) => {
    const layer = diagnose(line([1, -1], [0, 0]), Matrix.from([[-100, 100]]), { activation });
    expect(layer.layers[0]!.saturated.count).toBe(0);
  });

  it('never where a function falls: parametric ReLU with a slope below 0, SiLU on its way down', () => {
    const x = Matrix.from([[-3, -2, -1.5]]);
    const falling = { ...line([1], [0]), alpha1: Matrix.from([[-0.5]]) };
    for (const [parameters, activation] of [
      [falling, 'prelu'],
      [line([1], [0]), 'silu'],
    ] as const)
      expect(diagnose(parameters, x, { activation }).layers[0]!.saturated.count).toBe(0);
  });
});

describe('dead', () => {
  it('relu: units that answer 0 to every example, and have no gradient', () => {
    const start = initializeParameters([2, 6, 5, 1], {
      seed: 3,
      activation: 'relu',
      initializer: 'heNormal',
    });
    const b1 = Matrix.from([0, -99, 0, -99, -99, 0].map((b) => [b]));
    const parameters = { ...start, b1 };
    const net = { activation: 'relu' } as const;
    const { layers } = diagnose(parameters, X, net);
    const [, cache] = forwardPropagation(X, parameters, net);
    for (const { layer, dead, units } of layers) {
      const rows = cache[`A${layer}`]!.toArray();
      const silent = rows.flatMap((row, u) => (row.every((a) => a === 0) ? [u] : []));
      expect(dead.units).toEqual(silent);
      expect([dead.count, dead.share]).toEqual([silent.length, silent.length / units]);
    }
    expect(layers[0]!.dead.units).toEqual([1, 3, 4]);
    const { dW1 } = backwardPropagation<ParameterDict>(parameters, cache, X, Y);
    const still = dW1!.toArray().flatMap((row, u) => (row.every((g) => g === 0) ? [u] : []));
    expect(still).toEqual([1, 3, 4]);
  });

  it('leaky ReLU and ELU never; parametric ReLU with a slope of 0; tanh far out', () => {
    const x = Matrix.from([[1, 2]]);
    const of = (activation: Activation, b: number, extra = {}): number =>
      diagnose({ ...line([1], [b]), ...extra }, x, { activation }).layers[0]!.dead.count;
    expect([of('leakyRelu', -9), of('elu', -9), of('relu', -9)]).toEqual([0, 0, 1]);
    const alpha = (a: number): object => ({ alpha1: Matrix.from([[a]]) });
    expect([of('prelu', -9, alpha(0)), of('prelu', -9, alpha(0.25))]).toEqual([1, 0]);
    expect([of('tanh', 9), of('tanh', 40)]).toEqual([0, 1]);
  });
});

describe('derivative', () => {
  it('is the mean slope: 1 − a² of tanh, a(1 − a) of sigmoid', () => {
    const parameters = initializeParameters([2, 4, 3, 1], { seed: 1, initializer: { normal: 1 } });
    const net = { activation: ['tanh', 'sigmoid'] } as const;
    const [, cache] = forwardPropagation(X, parameters, net);
    const mean = (m: Matrix, g: (a: number) => number): number =>
      Array.from(m.data, g).reduce((sum, slope) => sum + slope, 0) / m.data.length;
    const [first, second] = diagnose(parameters, X, net).layers;
    expect(first!.derivative).toBeCloseTo(
      mean(cache.A1!, (a) => 1 - a * a),
      13,
    );
    expect(second!.derivative).toBeCloseTo(
      mean(cache.A2!, (a) => a * (1 - a)),
      13,
    );
  });
});

describe('symmetric', () => {
  it('units with the weights, in and out, and the bias of another', () => {
    const constant = initializeParameters(2, 4, 1, { initializer: { constant: 0.5 } });
    expect(diagnose(constant, X).layers[0]!.symmetric).toEqual({
      units: [0, 1, 2, 3],
      count: 4,
      share: 1,
    });
    expect(diagnose(initializeParameters(2, 4, 1), X).layers[0]!.symmetric.count).toBe(0);
    const pair = line([1, 2, 1], [0, 0, 0]);
    expect(diagnose(pair, Matrix.from([[0, 1]])).layers[0]!.symmetric.units).toEqual([0, 2]);
    const apart = { ...pair, W2: Matrix.from([[1, 1, 3]]) };
    expect(diagnose(apart, Matrix.from([[0, 1]])).layers[0]!.symmetric.units).toEqual([]);
  });

  it('stay so under training, as the exercise shows', () => {
    const [A2, cache] = forwardPropagation(X, start);
    expect(A2.cols).toBe(400);
    const { dW1 } = backwardPropagation(start, cache, X, Y);
    expect(dW1.at(0, 0)).toBe(dW1.at(1, 0));
  });
  const start = initializeParameters(2, 2, 1, { initializer: { constant: 0.1 } });
});

describe('of a model', () => {
  const norm = (D: Matrix): number => Math.hypot(...D.data);

  it('has the gradients of its dictionary', () => {
    const parameters = initializeParameters(2, 4, 1, { seed: 3, initializer: { normal: 1 } });
    const { layers, gradients } = diagnose(Model.from(parameters), datasets.flower());
    const [, cache] = forwardPropagation(X, parameters);
    const { dW1, dW2 } = backwardPropagation(parameters, cache, X, Y);
    expect(gradients).toHaveLength(2);
    for (const [i, dW] of [dW1, dW2].entries()) expect(gradients![i]).toBeCloseTo(norm(dW), 14);
    expect(layers).toEqual(diagnose(parameters, X).layers);
    expect(diagnose(parameters, X).gradients).toBe(null);
  });

  it('sees examples as they are scaled, columns by name', async () => {
    const rows = [
      [1, 100],
      [2, 300],
      [4, 200],
      [5, 500],
    ];
    const names = ['a', 'b'];
    const data = Dataset.from(rows, [1.5, 2, 7, 9], { task: 'regression', features: names });
    const model = await train(data, { hidden: [3], epochs: 3, dtype: 'float64', seed: 1 });
    const scaled = (values: number[]): number[] => {
      const mean = values.reduce((sum, v) => sum + v, 0) / 4;
      const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4);
      return values.map((v) => (v - mean) / deviation);
    };
    const column = (c: number): number[] => scaled(rows.map((row) => row[c]!));
    const x = Matrix.from([column(0), column(1)]);
    const y = Matrix.from([scaled([1.5, 2, 7, 9])]);
    const net = { activation: 'relu', output: 'identity' } as const;
    const [, cache] = forwardPropagation(x, model.parameters, net);
    const grads = backwardPropagation(model.parameters, cache, x, y, net) as { dW1: Matrix };
    const turned = rows.map(([a, b]) => [b!, a!]);
    const others = Dataset.from(turned, [1.5, 2, 7, 9], {
      task: 'regression',
      features: ['b', 'a'],
    });
    for (const each of [data, others])
      expect(diagnose(model, each).gradients![0]).toBeCloseTo(norm(grads.dW1), 12);
  });
});

it('is a table of at most 80 columns; nothing for a network without hidden layer', () => {
  const parameters = initializeParameters([2, 4, 3, 1], { initializer: { normal: 8 } });
  const lines = String(diagnose(parameters, X)).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]!.trim().split(/ {2,}/)).toEqual(
    'layer,activation,units,saturated,dead,symmetric,mean |g′|'.split(','),
  );
  expect(lines[1]).toMatch(/^ +1 {2}tanh +4 +[1-4] \(\d+ %\) +0 \(0 %\) +0 \(0 %\) +0\.\d+$/);
  for (const text of lines) expect(text.length).toBeLessThanOrEqual(80);
  expect(diagnose(initializeParameters([2, 1]), X).layers).toEqual([]);
});

refused('diagnose', [
  ...each('ERR_SHAPE', (p) => diagnose(wrong(p), X), [[{}, 'parameters', 'W1']]),
  [
    'a transposed X',
    () => diagnose(initializeParameters(2, 4, 1), X.T),
    'ERR_SHAPE',
    'X',
    '(2, m)',
  ],
  [
    'an unknown activation',
    () => diagnose(initializeParameters(2, 4, 1), X, { activation: wrong('tan') }),
    'ERR_OPTION',
    'activation',
    '"tanh"',
  ],
]);
