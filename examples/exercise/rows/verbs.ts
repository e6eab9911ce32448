// Rows 34 to 41: the exercise's functions, by its own names.
import {
  backwardPropagation,
  computeCost,
  forwardPropagation,
  initializeParameters,
  layerSizes,
  nnModel,
  predict,
  updateParameters,
  type Matrix,
} from 'densely';
import { A2, accuracy, cache, flower, shape, start, trained, X, Y } from '../runs.ts';
import { holds, number, text, type Figure, type Question } from '../table.ts';

const names = (dictionary: object): string => Object.keys(dictionary).join(', ');

const sizes = (): Figure[] => [text('layerSizes(X, Y)', '2, 4, 1', layerSizes(X, Y).join(', '))];

function dictionary(): Figure[] {
  const parameters = initializeParameters(2, 4, 1, { seed: 3 });
  const of = (key: 'W1' | 'b1' | 'W2' | 'b2'): string => shape(parameters[key]);
  return [
    text('keys', 'W1, b1, W2, b2', names(parameters)),
    text('W1, b1', '(4, 2) (4, 1)', `${of('W1')} ${of('b1')}`),
    text('W2, b2', '(1, 4) (1, 1)', `${of('W2')} ${of('b2')}`),
  ];
}

/** A2 of the first five examples, from NumPy. */
const FIRST_FIVE = [
  0.5000747971524601, 0.4999717079589931, 0.49997539172280275, 0.49996113976606305,
  0.5000592928793869,
];

const forward = (): Figure[] => [
  text('keys of the cache', 'Z1, A1, Z2, A2', names(cache)),
  ...FIRST_FIVE.map((a, j) => number(`A2 of example ${j + 1}`, a, A2.at(0, j), 1e-15)),
];

const cost = (): Figure[] => [
  number('from A2', 0.6931621661402945, computeCost(A2, Y), 1e-12),
  number('from the cache', 0.6931621661402945, computeCost(A2, Y, cache), 1e-12),
  text('type', 'number', typeof computeCost(A2, Y)),
];

const backward = (): Figure[] => [
  text('keys', 'dW1, db1, dW2, db2', names(backwardPropagation(start, cache, X, Y))),
];

function update(): Figure[] {
  const before = start.W1.toArray().join();
  const next = updateParameters(start, backwardPropagation(start, cache, X, Y), 1.2);
  return [
    number('W1 of unit 1, x1', 0.01787458633123367, next.W1.at(0, 0), 1e-15),
    number('b1 of unit 2', 1.56221854954397e-7, next.b1.at(1, 0), 1e-15),
    number('W2 of unit 4', 0.01030612446787361, next.W2.at(0, 3), 1e-15),
    number('b2', -1.3896305650717977e-6, next.b2.at(0, 0), 1e-15),
    holds('the old W1 is unchanged', start.W1.toArray().join() === before),
  ];
}

/** What nnModel prints, and its warning. */
function printedBy(work: () => void): { lines: string[]; warnings: string[] } {
  const { log, warn } = console;
  const [lines, warnings]: [string[], string[]] = [[], []];
  Object.assign(console, {
    log: (line: string) => lines.push(line),
    warn: (line: string) => warnings.push(line),
  });
  try {
    work();
  } finally {
    Object.assign(console, { log, warn });
  }
  return { lines, warnings };
}

const COSTS = '0.693162 0.258625 0.239334 0.230802 0.225528 0.221845 0.219094'.split(' ');

function model(): Figure[] {
  const options = { seed: 3, numIterations: 7001, printCost: true };
  const { lines, warnings } = printedBy(() => nnModel(X, Y, 4, options));
  const shown = (line: string): string => line.replace('Cost after iteration ', '');
  return [
    text('begins', 'Cost after iteration', lines[0]!.slice(0, 20)),
    ...COSTS.map((value, i) =>
      text(`line ${i + 1}`, `${i * 1000}: ${value}`, shown(lines[i] ?? '')),
    ),
    text('at 7000', 'warns once', warnings.length === 1 ? 'warns once' : `${warnings.length}`),
    holds('says what to do', warnings[0]?.endsWith('lower learningRate from 1.2') ?? false),
  ];
}

async function prediction(): Promise<Figure[]> {
  const [trained6000, trained10000] = [await trained({ epochs: 6000 }), await trained()];
  const labels: Matrix = predict(trained10000.parameters, X);
  const zeros = initializeParameters(2, 4, 1, { initializer: 'zeros' });
  const [AL] = forwardPropagation(X, trained10000.parameters);
  const served = trained10000.probabilities([X.at(0, 0), X.at(1, 0)])[1]!;
  const evaluated = trained10000.evaluate(flower);
  const [tn = NaN, fp = NaN, fn = NaN, tp = NaN] = evaluated.confusion.flat();
  return [
    text(
      'labels',
      '(1, 400) of 0, 1',
      `${shape(labels)} of ${[...new Set(labels.data)].sort().join(', ')}`,
    ),
    number('exactly 0.5 is class', 0, predict(zeros, X).at(0, 0)),
    number('accuracy after 6,000', 90.75, accuracy(trained6000)),
    // Past the edge of stability: NumPy's own figures differ by as much from build to build.
    number('class 0 taken for 0', 177, tn, 8),
    number('class 0 taken for 1', 23, fp, 8),
    number('class 1 taken for 0', 15, fn, 8),
    number('class 1 taken for 1', 185, tp, 8),
    number('p − A2, first example', 0, served - AL.at(0, 0), 1e-15),
  ];
}

export const verbRows: readonly Question[] = [
  { row: 34, asked: 'layer_sizes', figures: sizes },
  { row: 35, asked: 'initialize_parameters: a dictionary', figures: dictionary },
  { row: 36, asked: 'forward_propagation with its cache', figures: forward },
  { row: 37, asked: 'compute_cost: cross-entropy, a number', figures: cost },
  { row: 38, asked: 'backward_propagation: a dictionary', figures: backward },
  { row: 39, asked: 'update_parameters, rate 1.2, on a copy', figures: update },
  { row: 40, asked: 'nn_model prints the cost each 1,000 iterations', figures: model },
  { row: 41, asked: 'predict: > 0.5', figures: prediction },
];
