// Rows 7 to 15: the activations, and what speaks for and against each.
import {
  activations,
  backwardPropagation,
  diagnose,
  forwardPropagation,
  initializeParameters,
  Matrix,
  type Activation,
} from 'densely';
import { activationCurves, learningCurves } from 'densely/plot';
import { accuracy, costAt, start, trained, X, Y, WIDTH } from '../runs.ts';
import { digits, holds, number, text, type Figure, type Question } from '../table.ts';

const { sigmoid, tanh, relu, leakyRelu, prelu, elu } = activations;

const sigmoidValues = (): Figure[] => [
  number('g(10)', 0.9999546021312976, sigmoid.value(10), 1e-15),
  number('g′(10)', 4.5395807735907655e-5, sigmoid.derivative(10), 1e-18),
  number('g(−10)', 4.5397868702434395e-5, sigmoid.value(-10), 1e-18),
  number('g(0)', 0.5, sigmoid.value(0)),
  number('g′(0)', 0.25, sigmoid.derivative(0)),
];

const tanhValues = (): Figure[] => [
  number('g(10)', 0.9999999958776927, tanh.value(10), 1e-15),
  // As 1 − a² it has lost half of its digits: 8.244614455767398e-9 is true.
  number('g′(10)', 8.2446e-9, tanh.derivative(10), 1e-13),
  number('g(0)', 0, tanh.value(0)),
  number('g′(0)', 1, tanh.derivative(0)),
  number('g(−10)', -0.9999999958776927, tanh.value(-10), 1e-15),
];

/** Hidden outputs at the exercise's start. */
function hiddenOutputs(activation: Activation): Float64Array {
  const [, { A1 }] = forwardPropagation(X, start, { activation });
  return A1!.data as Float64Array;
}

const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v) / values.length;

async function tanhClaims(): Promise<Figure[]> {
  const [t, s] = [await trained(), await trained({ activation: 'sigmoid' })];
  const signs = hiddenOutputs('tanh');
  const derivativeOf = (activation: Activation): number =>
    diagnose(start, X, { activation }).layers[0]!.derivative;
  return [
    holds('outputs of both signs', Math.min(...signs) < 0 && Math.max(...signs) > 0),
    number('mean output, tanh', 0, mean(signs), 0.01),
    number('mean output, sigmoid', 0.5, mean(hiddenOutputs('sigmoid')), 0.01),
    digits('cost at 1,000, tanh', '0.258625', costAt(t, 1000)),
    digits('cost at 1,000, sigmoid', '0.324175', costAt(s, 1000)),
    digits('cost at 9,000, sigmoid', '0.273417', costAt(s, 9000)),
    number('accuracy, sigmoid', 89.25, accuracy(s)),
    number('mean g′, tanh', 1, derivativeOf('tanh'), 0.01),
    number('mean g′, sigmoid', 0.25, derivativeOf('sigmoid'), 0.0025),
  ];
}

/** Units whose slope is below a hundredth of the steepest for most examples, counted from Z1. */
function flatUnits(Z: Matrix): number {
  const flat = (row: number[]): boolean =>
    row.filter((z) => 1 - Math.tanh(z) ** 2 < 0.01).length > row.length / 2;
  return Z.toArray().filter(flat).length;
}

function saturation(): Figure[] {
  const large = initializeParameters(2, 4, 1, { seed: 3, initializer: { normal: 10 } });
  const [, { Z1 }] = forwardPropagation(X, large);
  const [small, big] = [start, large].map((p) => diagnose(p, X).layers[0]!);
  return [
    number('tanh: g′(10) / g′(0)', 8.2446e-9, tanh.derivative(10) / tanh.derivative(0), 1e-13),
    digits('sigmoid: g′(10) / g′(0)', '0.00018158', sigmoid.derivative(10) / sigmoid.derivative(0)),
    number('saturated, W × 0.01', 0, small!.saturated.count),
    number('saturated, W × 10', flatUnits(Z1!), big!.saturated.count),
    holds('more than with × 0.01', big!.saturated.count > 0),
  ];
}

const reluValues = (): Figure[] => [
  number('g(−10)', 0, relu.value(-10)),
  number('g′(−10)', 0, relu.derivative(-10)),
  number('g(10)', 10, relu.value(10)),
  number('g′(10)', 1, relu.derivative(10)),
  number('g′(0), by choice', 0, relu.derivative(0)),
];

function deadUnits(): Figure[] {
  const net = { activation: 'relu' } as const;
  const b1 = Matrix.from([[0], [-100], [0], [-100]]);
  const parameters = { ...start, b1 };
  const { dead } = diagnose(parameters, X, net).layers[0]!;
  const [, cache] = forwardPropagation(X, parameters, net);
  const { dW1 } = backwardPropagation(parameters, cache, X, Y);
  const still = dW1.toArray().filter((row) => row.every((g) => g === 0)).length;
  const zeros = initializeParameters(2, 4, 1, { initializer: 'zeros' });
  return [
    number('two biases of −100', 2, dead.count),
    text('which', 'units 2, 4', `units ${dead.units.map((u) => u + 1).join(', ')}`),
    number('rows of dW1 that are 0', 2, still),
    number('zero start', 4, diagnose(zeros, X, net).layers[0]!.dead.count),
  ];
}

const leakyValues = (): Figure[] => [
  number('g(−10)', -0.1, leakyRelu.value(-10)),
  number('g′(−10)', 0.01, leakyRelu.derivative(-10)),
  number('g(10)', 10, leakyRelu.value(10)),
  number('g′(10)', 1, leakyRelu.derivative(10)),
];

function preluValues(): Figure[] {
  const net = { activation: 'prelu' } as const;
  const one = Matrix.from([[1]]);
  const zero = Matrix.from([[0]]);
  const parameters = { W1: one, b1: zero, alpha1: Matrix.from([[0.25]]), W2: one, b2: zero };
  const x = Matrix.from([[-10]]);
  const [A, cache] = forwardPropagation(x, parameters, net);
  const { dalpha1 } = backwardPropagation(parameters, cache, x, one);
  return [
    number('a = 0.25: g(−10)', -2.5, prelu.value(-10)),
    number('g′(−10)', 0.25, prelu.derivative(-10)),
    number('a = 0.1: g(−10)', -1, prelu.value(-10, 0.1)),
    text(
      'a in the dictionary',
      'alpha1',
      Object.keys(initializeParameters([2, 4, 1], net)).find((key) => key.startsWith('alpha'))!,
    ),
    number('d/da at −10', -10, dalpha1.at(0, 0) / (A.at(0, 0) - 1), 1e-14),
  ];
}

const eluValues = (): Figure[] => [
  number('g(−10)', -0.9999546000702375, elu.value(-10), 1e-15),
  number('g′(−10)', 4.5399929762484854e-5, elu.derivative(-10), 1e-16),
  number('g(10)', 10, elu.value(10)),
  number('g′(10)', 1, elu.derivative(10)),
];

export const activationRows: readonly Question[] = [
  {
    row: 7,
    asked: 'sigmoid, derivative a(1 − a)',
    figures: sigmoidValues,
    pictures: () => [
      {
        file: 'activations.svg',
        title: 'Seven activations and their derivatives',
        svg: activationCurves(activations, { width: 960 }),
      },
    ],
  },
  { row: 8, asked: 'tanh, derivative 1 − a²', figures: tanhValues },
  {
    row: 9,
    asked: 'claims for tanh: both signs, zero mean, faster, vanishes less',
    figures: tanhClaims,
    pictures: async () => [
      {
        file: 'tanh-sigmoid.svg',
        title: 'tanh against sigmoid from the same start',
        svg: learningCurves(
          [
            { name: 'tanh', ...(await trained()).history },
            {
              name: 'sigmoid',
              ...(await trained({ activation: 'sigmoid' })).history,
            },
          ],
          { title: 'tanh against sigmoid from the same start', epoch: 'iteration', width: WIDTH },
        ),
      },
    ],
  },
  { row: 10, asked: 'drawback of both: saturation', figures: saturation },
  { row: 11, asked: 'ReLU max(0, z), derivative 0 or 1', figures: reluValues },
  { row: 12, asked: 'drawback of ReLU: dead units', figures: deadUnits },
  { row: 13, asked: 'leaky ReLU, slope 0.01', figures: leakyValues },
  { row: 14, asked: 'parametric ReLU: the slope a is learnt', figures: preluValues },
  { row: 15, asked: 'ELU: z, or e^z − 1', figures: eluValues },
];
