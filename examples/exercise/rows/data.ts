// Rows 28 to 33: the data and the baseline.
import {
  datasets,
  logisticRegressionCV,
  matmul,
  Matrix,
  metrics,
  predict,
  RandomState,
  type Dataset,
} from 'densely';
import { confusionMatrix, decisionBoundary, scatterPlot } from 'densely/plot';
import { accuracy, flower, parametersOf, trained, X, Y, WIDTH } from '../runs.ts';
import { digits, number, text, type Figure, type Question } from '../table.ts';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

function flowerData(): Figure[] {
  const [x1, x2] = X.toArray() as [number[], number[]];
  return [
    number('first point', 1.2044422922543192, x1[0]!, 1e-12),
    number('', 3.576114148128845, x2[0]!, 1e-12),
    digits('x1 from', '-4.2119', Math.min(...x1)),
    digits('to', '4.0782', Math.max(...x1)),
    digits('x2 from', '-4.0351', Math.min(...x2)),
    digits('to', '4.0376', Math.max(...x2)),
    number('sum of x1', -17.33836367040439, sum(x1), 1e-11),
    number('sum of x2', 27.426346947846035, sum(x2), 1e-11),
    text('classes', '200, 200', `${400 - sum(Y.data)}, ${sum(Y.data)}`),
  ];
}

/** The five extra sets, one after another from one stream. */
export function extraSets(): Record<string, Dataset<number>> {
  const random = new RandomState(1);
  return {
    'noisy circles': datasets.circles({ random }) as Dataset<number>,
    'noisy moons': datasets.moons({ random }) as Dataset<number>,
    // Its own stream, seeded 5.
    blobs: datasets.blobs(),
    'gaussian quantiles': datasets.gaussianQuantiles({ random }),
    'no structure': datasets.noStructure({ random }) as Dataset<number>,
  };
}

/** The first point of each set, and the sum of its first feature, by scikit-learn and NumPy. */
const EXTRA: Record<string, readonly [first: number, sumOfX1: number]> = {
  'noisy circles': [-0.9477598904183309, 4.468320981419282],
  'noisy moons': [0.5799296752245167, 101.9280830380577],
  blobs: [-0.8781328096272221, -639.6929731210867],
  'gaussian quantiles': [-1.0968123252505217, 3.7287350720772032],
};

/** The labels of its first 20 examples. */
const LABELS: Record<string, string> = {
  'noisy circles': '00011100011000111010',
  'noisy moons': '10100011100100010111',
  blobs: '23431252020100420442',
  'gaussian quantiles': '11001101011010111011',
};

function extraData(): Figure[] {
  const sets = extraSets();
  const scikit = Object.entries(EXTRA).flatMap(([name, [first, sumOfX1]]) => {
    const { X, labels } = sets[name]!;
    return [
      number(`${name}: x1`, first, X.at(0, 0), 1e-12),
      number('  sum of x1', sumOfX1, sum(X.toArray()[0]!), 1e-10),
      text('  labels', LABELS[name]!, labels.slice(0, 20).join('')),
    ];
  });
  const { X: clouds } = sets['no structure']!;
  return [
    ...scikit,
    number('no structure: x1', 0.07531087263581782, clouds.at(0, 0), 1e-12),
    number('  of the second cloud', 0.38704623260508586, clouds.at(0, 200), 1e-12),
  ];
}

const scatter = (): string => scatterPlot(flower, { title: 'The flower', width: WIDTH });

/** How many marks a class has, and in which colour. */
function marksOf(svg: string, c: number): { count: number; colour: string } {
  const groups = [
    ...svg.matchAll(/<g class="fill-class-(\d) [^>]* fill="(#\w+)"[^>]*>(.*?)<\/g>/g),
  ];
  const [, , colour, marks] = groups.filter((group) => group[1] === `${c}`).at(-1)!;
  return { count: marks!.split('<').length - 1, colour: colour! };
}

function twoColours(): Figure[] {
  const [first, second] = [0, 1].map((c) => marksOf(scatter(), c));
  return [
    number('marks of class 0', 200, first!.count),
    text('red', '#cc3311', first!.colour),
    number('marks of class 1', 200, second!.count),
    text('blue', '#0077bb', second!.colour),
  ];
}

const baseline = logisticRegressionCV(flower);

const chosen = (): Figure[] => [
  number('C', 0.3593813663804626, baseline.C, 1e-12),
  number('mean score of C 1', 0.325, baseline.scores[0]!.mean, 1e-12),
  number('mean score of C 5', 0.33, baseline.scores[4]!.mean, 1e-12),
  number('accuracy', 47, accuracy(baseline.model)),
];

function boundaryLine(): Figure[] {
  const { W1, b1 } = parametersOf(baseline.model);
  const [w1, w2, b] = [W1!.at(0, 0), W1!.at(0, 1), b1!.at(0, 0)];
  const onLine = (x: number): number => baseline.model.probabilities([x, -(w1 * x + b) / w2])[1]!;
  return [
    digits('weight of x1', '0.0278', w1),
    digits('weight of x2', '-0.2016', w2),
    digits('bias', '0.0154', b),
    number('converged, by Newton', 0.027840073605510076, w1, 1e-8),
    number('p on the line, x1 = −4', 0.5, onLine(-4), 1e-15),
    number('p on the line, x1 = 4', 0.5, onLine(4), 1e-15),
  ];
}

async function accuracyFormula(): Promise<Figure[]> {
  const model = await trained();
  const P = predict(model.parameters, X);
  const not = (M: Matrix): Matrix => Matrix.from(M.toArray().map((row) => row.map((v) => 1 - v)));
  const right = matmul(Y, P.T).at(0, 0) + matmul(not(Y), not(P).T).at(0, 0);
  const ofNetwork = (right / Y.cols) * 100;
  return [
    number('formula − metrics', 0, ofNetwork - metrics.accuracy(P, Y) * 100, 1e-12),
    text('printed, network', '90%', `${Math.trunc(ofNetwork)}%`),
    text('printed, regression', '47%', `${Math.trunc(accuracy(baseline.model))}%`),
  ];
}

export const dataRows: readonly Question[] = [
  { row: 28, asked: 'the flower', figures: flowerData },
  {
    row: 29,
    asked: 'five more sets, one stream from seed 1',
    figures: extraData,
    pictures: () =>
      Object.entries(extraSets()).map(([name, set]) => ({
        file: `${name.replace(' ', '-')}.svg`,
        title: `${name[0]!.toUpperCase()}${name.slice(1)}`,
        svg: scatterPlot(set, { title: `${name[0]!.toUpperCase()}${name.slice(1)}`, width: 380 }),
      })),
  },
  {
    row: 30,
    asked: 'scatter plot: class 0 red, class 1 blue',
    figures: twoColours,
    pictures: () => [{ file: 'flower.svg', title: 'The flower', svg: scatter() }],
  },
  { row: 31, asked: 'logistic regression, C by cross-validation', figures: chosen },
  {
    row: 32,
    asked: 'its decision boundary: 0.0278 x1 − 0.2016 x2 + 0.0154 = 0',
    figures: boundaryLine,
    pictures: () => [
      {
        file: 'logistic-regression.svg',
        title: 'Logistic regression',
        svg: decisionBoundary(baseline.model, flower, {
          title: 'Logistic regression',
          width: WIDTH,
        }),
      },
    ],
  },
  {
    row: 33,
    asked: 'accuracy: (Y·Pᵀ + (1 − Y)·(1 − P)ᵀ) / m, printed without decimals',
    figures: accuracyFormula,
    pictures: async () => {
      const title = 'Confusion matrix after 10,000 iterations';
      const evaluated = (await trained()).evaluate(flower);
      return [
        { file: 'confusion.svg', title, svg: confusionMatrix(evaluated, { title, width: WIDTH }) },
      ];
    },
  },
];
