// Backpropagation against central differences of the cost, in float64, and float32 against float64.
import { describe, expect, it } from 'vitest';
import {
  activations,
  backwardPropagation,
  computeCost,
  forwardPropagation,
  initializeParameters,
  Matrix,
  RandomState,
  type Activation,
  type DType,
  type Net,
  type Output,
  type ParameterDict,
} from '../lib/index.js';
import { draws, randomMatrix } from './oracles.js';

interface Problem {
  readonly parameters: ParameterDict;
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly net: Net;
}

interface ProblemOptions {
  readonly sizes: readonly number[];
  readonly activation: Activation | readonly Activation[];
  readonly output: Output;
  readonly m: number;
  readonly seed: number;
  readonly slope?: number;
  readonly linear?: boolean;
}

const STEP = 1e-5;

// Nearer than this to a kink of its activation, a unit could cross it within a step: the weights and
// the layers' sizes here change z by less than 50 times the step. In float32 z is off by less too.
const MARGIN = 1e-3;

// A derivative that moves by more than this within the margin jumps there.
const JUMP = 0.05;

const outputs = ['sigmoid', 'softmax', 'identity', 'exp'] as const satisfies readonly Output[];
const names = Object.keys(activations) as Activation[];

function entriesOf(dictionary: ParameterDict): [key: string, m: Matrix][] {
  return Object.entries(dictionary as Record<string, Matrix>);
}

function makeProblem(options: ProblemOptions): Problem {
  const { sizes, activation, output, m, seed, slope, linear } = options;
  const random = new RandomState(1000 + seed);
  const init = { initializer: 'xavierNormal', seed, activation, linear } as const;
  const parameters = initializeParameters(sizes, init);
  for (const [key, p] of entriesOf(parameters)) {
    if (key.startsWith('b') || key === 'Wx')
      p.data.set(draws('float64', p.rows, random).map((v) => v / 2));
    if (key.startsWith('alpha') && slope !== undefined) p.data[0] = slope;
  }
  const net = { activation, output };
  const X = awayFromKinks(parameters, net, randomMatrix('float64', sizes[0]!, m, random), random);
  return { parameters, X, Y: targets(output, sizes.at(-1)!, m, random), net };
}

/** Is z near a kink of the activation? Several bend at 0, whatever their slope there. */
function nearKinks(name: Activation, Z: Matrix): boolean[] {
  const { derivative } = activations[name];
  const beside = (by: number): Matrix =>
    derivative(
      Matrix.of(
        Z.data.map((z) => z + by),
        Z.rows,
        Z.cols,
      ),
    );
  const [left, right] = [beside(-MARGIN).data, beside(MARGIN).data];
  return Array.from(
    Z.data,
    (z, i) => Math.abs(z) < MARGIN || Math.abs(right[i]! - left[i]!) > JUMP,
  );
}

/** Draws every example again that has a unit near a kink. */
function awayFromKinks(
  parameters: ParameterDict,
  net: Net,
  X: Matrix,
  random: RandomState,
): Matrix {
  for (;;) {
    const [, cache] = forwardPropagation(X, parameters, net);
    const near = new Set<number>();
    for (const [key, Z] of Object.entries(cache as Record<string, Matrix>)) {
      const layer = Number(key.slice(1));
      if (!key.startsWith('Z') || !(`Z${layer + 1}` in cache)) continue;
      const given = net.activation as Activation | readonly Activation[];
      const activation = typeof given === 'string' ? given : given[layer - 1]!;
      nearKinks(activation, Z).forEach((kink, i) => kink && near.add(i % Z.cols));
    }
    if (near.size === 0) return X;
    for (const j of near) {
      for (let i = 0; i < X.rows; i++) X.data[i * X.cols + j] = random.normal();
    }
  }
}

function targets(output: Output, rows: number, m: number, random: RandomState): Matrix {
  if (output === 'identity') return randomMatrix('float64', rows, m, random);
  const data = new Float64Array(rows * m);
  for (let j = 0; j < m; j++) {
    if (output === 'exp') for (let i = 0; i < rows; i++) data[i * m + j] = random.interval(4);
    else if (output === 'softmax') data[random.interval(rows - 1) * m + j] = 1;
    else for (let i = 0; i < rows; i++) data[i * m + j] = random.interval(1);
  }
  return Matrix.of(data, rows, m);
}

function cost({ parameters, X, Y, net }: Problem): number {
  const [A, cache] = forwardPropagation(X, parameters, net);
  return computeCost(A, Y, cache);
}

/** All gradients one behind another, in the order of the dictionary. */
function gradient({ parameters, X, Y, net }: Problem): number[] {
  const [, cache] = forwardPropagation(X, parameters, net);
  const grads = backwardPropagation(parameters, cache, X, Y) as Record<string, Matrix>;
  expect(Object.keys(grads)).toEqual(entriesOf(parameters).map(([key]) => `d${key}`));
  return Object.values(grads).flatMap((g) => Array.from(g.data));
}

function centralDifferences(problem: Problem): number[] {
  return entriesOf(problem.parameters).flatMap(([, { data }]) =>
    Array.from(data, (value, i) => {
      const at = (v: number): number => {
        data[i] = v;
        return cost(problem);
      };
      const difference = (at(value + STEP) - at(value - STEP)) / (2 * STEP);
      data[i] = value;
      return difference;
    }),
  );
}

function norm(x: readonly number[]): number {
  return Math.hypot(...x);
}

/** ‖x − y‖ / max(‖x‖, ‖y‖) */
function relativeError(x: readonly number[], y: readonly number[]): number {
  return norm(x.map((v, i) => v - y[i]!)) / Math.max(norm(x), norm(y));
}

function checkGradient(options: ProblemOptions): void {
  const problem = makeProblem(options);
  expect(relativeError(gradient(problem), centralDifferences(problem))).toBeLessThanOrEqual(1e-7);
}

// Hidden sizes by depth, the number of layers.
const hidden = { 1: [], 2: [7], 3: [7, 6], 5: [7, 6, 5, 4] } as const;

describe('every activation, output and depth', () => {
  const units = { sigmoid: 2, softmax: 3, identity: 2, exp: 2 } as const;
  const cases = outputs.flatMap((output) =>
    names.flatMap((activation) =>
      ([2, 3, 5] as const).map((depth) => ({ output, activation, depth })),
    ),
  );

  it.each(cases)('$activation, $output, $depth layers', ({ output, activation, depth }) => {
    for (const seed of [0, 1, 2]) {
      checkGradient({
        sizes: [5, ...hidden[depth], units[output]],
        activation,
        output,
        m: 9,
        seed,
      });
    }
  });

  it.each(cases)('$activation, $output, $depth layers and a path', (of) => {
    const { output, activation, depth } = of;
    const sizes = [5, ...hidden[depth], units[output]];
    checkGradient({ sizes, activation, output, m: 9, seed: 3, linear: true });
  });

  it.each(outputs)('%s, one layer', (output) => {
    for (const seed of [0, 1, 2]) {
      checkGradient({ sizes: [5, units[output]], activation: [], output, m: 9, seed });
    }
  });
});

describe('where the order of summation changes', () => {
  const mixed = ['prelu', 'tanh'] as const;

  it.each(outputs)('lanes: sizes up to 8 and 64 examples or more, %s', (output) => {
    for (const m of [63, 64, 65, 80, 127]) {
      checkGradient({ sizes: [8, 8, 4, 3], activation: mixed, output, m, seed: m });
    }
  });

  it.each(outputs)(
    'of a path: in lanes beside layers that are not, and not beside such, %s',
    (output) => {
      const path = { activation: 'tanh', output, m: 70, seed: 6, linear: true } as const;
      checkGradient({ sizes: [5, 12, 3], ...path });
      checkGradient({ sizes: [9, 8, 3], ...path });
      checkGradient({ sizes: [6, 5, 9], ...path });
    },
  );

  it('of a path: more than one block of 4,096 examples', () => {
    const path = { activation: 'elu', output: 'identity', linear: true } as const;
    checkGradient({ sizes: [3, 4, 2], ...path, m: 4100, seed: 7 });
    checkGradient({ sizes: [9, 2, 2], ...path, m: 4099, seed: 8 });
  });

  it('ascending and lanes in one network: 5-12-3', () => {
    checkGradient({
      sizes: [5, 12, 6, 3],
      activation: ['elu', 'prelu'],
      output: 'softmax',
      m: 70,
      seed: 4,
    });
  });

  it('more than one block of 4,096 examples, in lanes', () => {
    checkGradient({ sizes: [3, 4, 2], activation: 'prelu', output: 'sigmoid', m: 4100, seed: 5 });
    checkGradient({ sizes: [2, 3, 2], activation: 'elu', output: 'identity', m: 8193, seed: 6 });
  });

  it('more than one block of 4,096 examples, ascending', () => {
    checkGradient({ sizes: [2, 9, 2], activation: 'prelu', output: 'softmax', m: 4099, seed: 7 });
  });
});

describe('special cases', () => {
  it.each([0, -0.4, 1.5])('a learnt slope of %d', (slope) => {
    checkGradient({
      sizes: [5, 7, 6, 2],
      activation: 'prelu',
      output: 'sigmoid',
      m: 70,
      seed: 8,
      slope,
    });
    checkGradient({
      sizes: [4, 5, 2],
      activation: 'prelu',
      output: 'identity',
      m: 90,
      seed: 9,
      slope,
    });
  });

  it('one example, one unit, one input', () => {
    for (const output of ['sigmoid', 'identity'] as const) {
      checkGradient({ sizes: [1, 1, 1], activation: 'tanh', output, m: 1, seed: 10 });
    }
  });

  it('wide layers, an activation for each', () => {
    const activation = ['relu', 'sigmoid', 'leakyRelu', 'prelu'] as const;
    checkGradient({ sizes: [17, 13, 9, 16, 3, 4], activation, output: 'softmax', m: 21, seed: 11 });
  });

  it('is the gradient of the mean over the examples: the mean of the gradients of each', () => {
    const problem = makeProblem({
      sizes: [4, 6, 3],
      activation: 'prelu',
      output: 'softmax',
      m: 12,
      seed: 12,
    });
    const { X, Y } = problem;
    const column = (M: Matrix, j: number): Matrix =>
      Matrix.from(M.toArray().map((row) => [row[j]!]));
    const single = Array.from({ length: 12 }, (_, j) =>
      gradient({ ...problem, X: column(X, j), Y: column(Y, j) }),
    );
    const mean = single[0]!.map((_, i) => single.reduce((sum, g) => sum + g[i]!, 0) / 12);
    expect(relativeError(gradient(problem), mean)).toBeLessThan(1e-14);
  });
});

describe('float32 against float64', () => {
  const as = (dtype: DType, m: Matrix): Matrix => {
    const rows = m.toArray().map((row) => row.map(Math.fround));
    return Matrix.from(rows, dtype);
  };
  const cast = (dtype: DType, { parameters, X, Y, net }: Problem): Problem => ({
    parameters: Object.fromEntries(
      entriesOf(parameters).map(([key, p]) => [key, as(dtype, p)]),
    ) as ParameterDict,
    X: as(dtype, X),
    Y: as(dtype, Y),
    net,
  });
  const cases = names.flatMap((activation) => outputs.map((output) => ({ activation, output })));

  it.each(cases)(
    '$activation, $output: the same gradient within 2e-6',
    ({ activation, output }) => {
      for (const [m, sizes] of [
        [9, [5, 7, 6, 3]],
        [100, [8, 8, 8, 3]],
        [300, [20, 16, 3]],
      ] as const) {
        const problem = makeProblem({ sizes, activation, output, m, seed: m });
        const [single, double] = [cast('float32', problem), cast('float64', problem)];
        expect(relativeError(gradient(single), gradient(double))).toBeLessThan(2e-6);
        expect(Math.abs(cost(single) / cost(double) - 1)).toBeLessThan(2e-6);
      }
    },
  );
});
