// Rows 16 to 23: what the hidden layer is for, gradient descent, and the way back.
import {
  activations,
  backwardPropagation,
  computeCost,
  forwardPropagation,
  initializeParameters,
  logisticRegression,
  matmul,
  Matrix,
  RandomState,
  updateParameters,
  type Activation,
  type ParameterDict,
} from 'densely';
import { decisionBoundary, learningCurves } from 'densely/plot';
import {
  A2,
  accuracy,
  cache,
  costAt,
  distance,
  flower,
  parametersOf,
  shape,
  start,
  trained,
  X,
  Y,
  WIDTH,
} from '../runs.ts';
import { digits, number, oneOf, text, type Figure, type Question } from '../table.ts';

async function linear(): Promise<Figure[]> {
  const model = await trained({ activation: 'identity' });
  const { W1, b1, W2, b2 } = parametersOf(model);
  const W = matmul(W2!, W1!);
  const b = Matrix.from([[matmul(W2!, b1!).at(0, 0) + b2!.at(0, 0)]]);
  const [collapsed] = forwardPropagation(X, { W1: W, b1: b });
  const [full] = forwardPropagation(X, model.parameters, { activation: 'identity' });
  return [
    digits('W′ = W2·W1', '0.0280909238', W.at(0, 0)),
    digits('', '-0.2031847516', W.at(0, 1)),
    digits('b′ = W2·b1 + b2', '0.0155550316', b.at(0, 0)),
    number('outputs, W′ − network', 0, distance(collapsed, full), 1e-15),
    number('cost', 0.6731461686074701, costAt(model, 9999), 1e-12),
    number('accuracy', 47, accuracy(model)),
    number('logistic regression', 47, accuracy(logisticRegression(flower))),
  ];
}

const notLinear = async (): Promise<Figure[]> => [
  oneOf('accuracy after 10,000', [90.5, 90.75], accuracy(await trained())),
];

/** What the exercise prints. */
const PRINTED = [
  '0.693162',
  '0.258625',
  '0.239334',
  '0.230802',
  '0.225528',
  '0.221845',
  '0.219094',
];
const LATER = [0.220661, 0.219409, 0.218485];

async function descent(): Promise<Figure[]> {
  const model = await trained();
  let parameters = start;
  for (let i = 0; i < 100; i++) {
    const [, cache] = forwardPropagation(X, parameters);
    const grads = backwardPropagation(parameters, cache, X, Y);
    parameters = updateParameters(parameters, grads, 1.2);
  }
  const same = parametersOf(await trained({ epochs: 100 }));
  return [
    ...PRINTED.map((cost, i) => digits(`cost at ${i * 1000}`, cost, costAt(model, i * 1000))),
    // Past the edge of stability rounding decides: see docs/learning.md.
    ...LATER.map((cost, i) =>
      number(`cost at ${7000 + i * 1000}`, cost, costAt(model, 7000 + i * 1000), 3e-4),
    ),
    number('100 steps − train()', 0, distance(parameters.W1, same.W1!)),
  ];
}

const grads = backwardPropagation(start, cache, X, Y);

const columns = (): Figure[] => [
  text('db1', '(4, 1)', shape(grads.db1)),
  text('db2', '(1, 1)', shape(grads.db2)),
];

function chainRule(): Figure[] {
  const parameters = initializeParameters([2, 1], { seed: 3 });
  const [x, y] = [Matrix.from([[X.at(0, 7)], [X.at(1, 7)]]), Matrix.from([[Y.at(0, 7)]])];
  const [A, one] = forwardPropagation(x, parameters);
  const { dW1, db1 } = backwardPropagation<ParameterDict>(parameters, one, x, y);
  const dz = A.at(0, 0) - y.at(0, 0);
  return [
    number('dw1 − dz·x1', 0, dW1!.at(0, 0) - dz * x.at(0, 0)),
    number('dw2 − dz·x2', 0, dW1!.at(0, 1) - dz * x.at(1, 0)),
    number('db − dz', 0, db1!.at(0, 0) - dz),
  ];
}

/** Largest difference of the gradients to central differences of the cost, relative to the largest. */
function gradientError(parameters: ParameterDict, activation: Activation): number {
  const net = { activation };
  const [, cache] = forwardPropagation(X, parameters, net);
  const grads = backwardPropagation(parameters, cache, X, Y) as Record<string, Matrix>;
  const cost = (key: string, i: number, step: number): number => {
    const moved = (parameters as Record<string, Matrix>)[key]!;
    const data = Float64Array.from(moved.data);
    data[i]! += step;
    const changed = { ...parameters, [key]: Matrix.of(data, moved.rows, moved.cols) };
    const [A, of] = forwardPropagation(X, changed, net);
    return computeCost(A, Y, of);
  };
  const errors: number[] = [];
  const sizes: number[] = [];
  for (const [key, { data }] of Object.entries(parameters as Record<string, Matrix>)) {
    for (let i = 0; i < data.length; i++) {
      const gradient = grads[`d${key}`]!.data[i]!;
      errors.push(Math.abs((cost(key, i, 1e-5) - cost(key, i, -1e-5)) / 2e-5 - gradient));
      sizes.push(Math.abs(gradient));
    }
  }
  return Math.max(...errors) / Math.max(...sizes);
}

const backward = (): Figure[] => [
  digits('dW2', '0.00045915', grads.dW2.at(0, 0)),
  digits('', '-0.00368578', grads.dW2.at(0, 1)),
  digits('', '-0.00063652', grads.dW2.at(0, 2)),
  digits('', '-0.00121658', grads.dW2.at(0, 3)),
  number('db2', 1.1580254708931647e-6, grads.db2.at(0, 0), 1e-15),
  number('dW1 of unit 3, x2', -0.0025885485106117213, grads.dW1.at(2, 1), 1e-15),
  number('− central differences', 0, gradientError(start, 'tanh'), 1e-7),
];

const DEEP = [2, 5, 4, 3, 1];

/** n normal numbers, the same each time. */
function drawn(n: number): number[] {
  const random = new RandomState(n);
  return Array.from({ length: n }, () => random.normal());
}

function anyDepth(): Figure[] {
  return (Object.keys(activations) as Activation[]).map((activation) => {
    const start = initializeParameters(DEEP, { seed: 1, activation, initializer: 'xavierNormal' });
    // Biases of 0 would put units whose inputs are all 0 on the kink of ReLU.
    const biases = Object.fromEntries(
      DEEP.slice(1).map((n, l) => [`b${l + 1}`, Matrix.from(drawn(n).map((b) => [b]))]),
    );
    const parameters = { ...start, ...biases } as ParameterDict;
    return number(`2-5-4-3-1, ${activation}`, 0, gradientError(parameters, activation), 1e-7);
  });
}

/** f of the elements of A and B in their places. */
function each(A: Matrix, B: Matrix, f: (a: number, b: number) => number): Matrix {
  const b = B.data;
  return Matrix.from(A.toArray().map((row, r) => row.map((a, c) => f(a, b[r * A.cols + c]!))));
}

/** Mean over the examples, as a column. */
const mean = (D: Matrix): Matrix =>
  Matrix.from(D.toArray().map((row) => [row.reduce((sum, d) => sum + d) / D.cols]));

const over = (D: Matrix, m: number): Matrix => each(D, D, (d) => d / m);

function sixFormulas(): Figure[] {
  const A1 = cache.A1!;
  const dZ2 = each(A2, Y, (a, y) => a - y);
  const dZ1 = each(matmul(start.W2.T, dZ2), A1, (d, a) => d * (1 - a * a));
  return [
    text('dZ2 = A2 − Y', '(1, 400)', shape(dZ2)),
    number('dW2 = dZ2·A1ᵀ/m', 0, distance(grads.dW2, over(matmul(dZ2, A1.T), X.cols)), 1e-15),
    number('db2 = mean of dZ2', 0, distance(grads.db2, mean(dZ2)), 1e-15),
    text('dZ1 = W2ᵀ·dZ2 ∗ g′', '(4, 400)', shape(dZ1)),
    number('dW1 = dZ1·Xᵀ/m', 0, distance(grads.dW1, over(matmul(dZ1, X.T), X.cols)), 1e-15),
    number('db1 = mean of dZ1', 0, distance(grads.db1, mean(dZ1)), 1e-15),
  ];
}

export const learningRows: readonly Question[] = [
  {
    row: 16,
    asked: 'a linear hidden layer collapses: W′ = W2·W1, b′ = W2·b1 + b2',
    figures: linear,
    pictures: async () => [
      {
        file: 'linear-hidden.svg',
        title: 'A linear hidden layer draws a line',
        svg: decisionBoundary(await trained({ activation: 'identity' }), flower, {
          title: 'Four linear hidden units',
          width: WIDTH,
        }),
      },
    ],
  },
  { row: 17, asked: 'non-linear hidden layer, sigmoid output', figures: notLinear },
  {
    row: 18,
    asked: 'gradient descent: forward, cost, backward, update',
    figures: descent,
    pictures: async () => [
      {
        file: 'cost.svg',
        title: 'The cost over the iterations',
        svg: learningCurves((await trained()).history, {
          title: '2-4-1, rate 1.2',
          epoch: 'iteration',
          width: WIDTH,
        }),
      },
    ],
  },
  { row: 19, asked: 'keepdims: a bias gradient stays a column', figures: columns },
  { row: 20, asked: 'chain rule on one unit: dz = a − y, dw = dz·x, db = dz', figures: chainRule },
  { row: 21, asked: 'backward for two layers', figures: backward },
  {
    row: 22,
    asked: 'backward for any l and any g: against central differences',
    figures: anyDepth,
  },
  { row: 23, asked: 'the six formulas by hand: docs/backward.md', figures: sixFormulas },
];
