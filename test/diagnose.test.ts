// Saturated and dead units, counted by hand from the definitions.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  datasets,
  diagnose,
  forwardPropagation,
  initializeParameters,
  Matrix,
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
  ])('%s at z = %f and beyond', (activation, edge, step) => {
    const parameters = line([1, 1, 1], [edge - step, edge + step, -(edge + step)]);
    const [layer] = diagnose(parameters, Matrix.from([[0]]), { activation }).layers;
    const bothSides = activation === 'elu' ? [1] : [1, 2];
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

it('is a table of at most 80 columns; nothing for a network without hidden layer', () => {
  const parameters = initializeParameters([2, 4, 3, 1], { initializer: { normal: 8 } });
  const lines = String(diagnose(parameters, X)).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]!.trim().split(/ {2,}/)).toEqual(
    'layer,activation,units,saturated,dead,mean |g′|'.split(','),
  );
  expect(lines[1]).toMatch(/^ +1 {2}tanh +4 +[1-4] \(\d+ %\) +0 \(0 %\) +0\.\d+$/);
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
