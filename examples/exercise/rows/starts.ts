// Rows 24 to 27: how the weights start.
import {
  backwardPropagation,
  computeCost,
  forwardPropagation,
  initializeParameters,
  type Initializer,
} from 'densely';
import { learningCurves, weightHistograms } from 'densely/plot';
import { A2, accuracy, cache, costAt, parametersOf, start, trained, X, Y, WIDTH } from '../runs.ts';
import { digits, holds, number, type Figure, type Question } from '../table.ts';

async function symmetric(): Promise<Figure[]> {
  const zeros = initializeParameters(2, 4, 1, { initializer: 'zeros' });
  const [, cacheOfZeros] = forwardPropagation(X, zeros);
  const grads = Object.values(backwardPropagation(zeros, cacheOfZeros, X, Y));
  const zero = await trained({ initializer: 'zeros', epochs: 1000 });
  const half = await trained({ initializer: { constant: 0.5 }, epochs: 1000 });
  const { W1, W2 } = parametersOf(half);
  const [first, ...others] = W1!.toArray().map(String);
  return [
    number(
      'zeros: largest gradient',
      0,
      Math.max(...grads.flatMap((g) => [...g.data].map(Math.abs))),
    ),
    number('zeros: cost after 1000', 0.6931471805599452, costAt(zero, 999), 1e-15),
    number('zeros: accuracy', 50, accuracy(zero)),
    holds(
      '0.5: rows of W1 equal',
      others.every((row) => row === first),
    ),
    digits('0.5: W1', '1.93797', W1!.at(0, 0)),
    digits('', '1.83638', W1!.at(0, 1)),
    digits('0.5: W2', '-0.16208', W2!.at(0, 3)),
    digits('0.5: cost after 1000', '0.65117345', costAt(half, 999)),
    number('0.5: accuracy', 65.5, accuracy(half)),
  ];
}

const random = (): Figure[] => [
  number('W1 of unit 1, x1', 0.017886284734303187, start.W1.at(0, 0), 1e-17),
  number('W1 of unit 4, x2', -0.0062700067682384735, start.W1.at(3, 1), 1e-17),
  number('W2 of unit 4', 0.008846223804995846, start.W2.at(0, 3), 1e-17),
  number('b1, b2', 0, Math.max(...start.b1.data, ...start.b2.data)),
  number('cost', 0.6931621661402945, computeCost(A2, Y, cache), 1e-12),
];

/** Costs every 1,000 iterations and the accuracy, all smooth; and the bound of the uniform draws. */
async function scaled(
  [normal, uniform]: readonly [Initializer, Initializer],
  costs: readonly string[],
  bound: number,
): Promise<Figure[]> {
  const model = await trained({ initializer: normal });
  const { W1 } = initializeParameters(2, 4, 1, { seed: 3, initializer: uniform });
  const many = Array.from({ length: 2000 }, (_, seed) =>
    Math.max(...initializeParameters([2, 4], { seed, initializer: uniform }).W1!.data),
  );
  const largest = Math.max(...many);
  return [
    ...costs.map((cost, i) => digits(`cost at ${i * 1000}`, cost, costAt(model, i * 1000))),
    number('accuracy', 91, accuracy(model)),
    // NumPy's first draw of seed 3 is 0.5507979025745755.
    number('uniform: first weight', bound * (2 * 0.5507979025745755 - 1), W1.at(0, 0), 1e-15),
    number('bound', Number(bound.toFixed(7)), largest, 0.001),
    holds('never beyond', largest < bound),
  ];
}

const XAVIER =
  '0.709498 0.286336 0.273492 0.266565 0.262168 0.259143 0.256947 0.255289 0.253996 0.252961';
const HE =
  '0.740105 0.262848 0.249010 0.242102 0.237478 0.234114 0.231631 0.229776 0.228366 0.227275';

export const startRows: readonly Question[] = [
  { row: 24, asked: 'zero start and equal start: symmetric, bad', figures: symmetric },
  {
    row: 25,
    asked: 'random start × 0.01',
    figures: random,
    pictures: async () => [
      {
        file: 'weights.svg',
        title: 'Weights after 10,000 iterations',
        svg: weightHistograms((await trained()).parameters, { width: WIDTH }),
      },
    ],
  },
  {
    row: 26,
    asked: 'Xavier/Glorot: normal, and uniform within √(6/(in + out))',
    figures: () => scaled(['xavierNormal', 'xavierUniform'], XAVIER.split(' '), 1),
  },
  {
    row: 27,
    asked: 'He: normal, and uniform within √(6/in)',
    figures: () => scaled(['heNormal', 'heUniform'], HE.split(' '), Math.sqrt(3)),
    pictures: async () => [
      {
        file: 'starts.svg',
        title: 'Three starts',
        svg: learningCurves(
          await Promise.all(
            [
              ['random × 0.01', undefined] as const,
              ['Xavier', 'xavierNormal'] as const,
              ['He', 'heNormal'] as const,
            ].map(async ([name, initializer]) => {
              const { history } = await trained(initializer === undefined ? {} : { initializer });
              return { name, ...history };
            }),
          ),
          { title: 'Three starts', epoch: 'iteration', width: WIDTH },
        ),
      },
    ],
  },
];
