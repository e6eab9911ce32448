// Rows 1 to 6: notation, shapes, units, examples side by side.
import {
  activations,
  DenselyError,
  forwardPropagation,
  initializeParameters,
  matmul,
  Matrix,
  summary,
} from 'densely';
import { networkDiagram } from 'densely/plot';
import { A2, cache, distance, shape, start, X, Y, WIDTH } from '../runs.ts';
import { holds, measured, number, text, type Figure, type Question } from '../table.ts';

const Z1 = cache.Z1!;

/** What a wrong call is refused with. */
function refused(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof DenselyError) return `${error.code} ${error.argument}`;
  }
  return 'nothing';
}

function notation(): Figure[] {
  const { layers } = summary(start);
  const sizes = [X.rows, ...layers.map(({ b }) => b[0])];
  return [
    text('layers', '1, 2', layers.map(({ layer }) => layer).join(', ')),
    text('sizes', '2-4-1', sizes.join('-')),
    text('activations', 'tanh, sigmoid', layers.map(({ activation }) => activation).join(', ')),
  ];
}

function shapes(): Figure[] {
  const { W1, b1, W2, b2 } = start;
  const wrong = { ...start, W2: Matrix.from([[1, 2, 3]]) };
  return [
    text('W1, b1', '(4, 2) (4, 1)', [W1, b1].map(shape).join(' ')),
    text('W2, b2', '(1, 4) (1, 1)', [W2, b2].map(shape).join(' ')),
    number('numbers', 17, summary(start).parameters),
    text('W2 of (1, 3)', 'ERR_SHAPE', refused(() => forwardPropagation(X, wrong)).split(' ')[0]!),
    text(
      'names the argument',
      'parameters.W2',
      refused(() => forwardPropagation(X, wrong)).split(' ')[1]!,
    ),
  ];
}

/** Z1 of the first three examples, from NumPy. */
const FIRST_THREE = [
  [0.03715308830743289, -0.003631091448744192, -0.0038835126187539053],
  [-0.06547836989795237, 0.027773297618678555, 0.02394378526973509],
  [-0.016027566874203193, 0.004817891807299154, 0.004276551970426787],
  [-0.023418833308973742, 0.009161902651181077, 0.007946519626350177],
];

function oneUnit(): Figure[] {
  const [w, b] = [start.W1.toArray()[2]!, start.b1.at(2, 0)];
  const x = [X.at(0, 1), X.at(1, 1)];
  const z = w[0]! * x[0]! + w[1]! * x[1]! + b;
  const unit = { W1: Matrix.from([w]), b1: Matrix.from([[b]]) };
  const [, one] = forwardPropagation(Matrix.from(x.map((v) => [v])), unit);
  const three = Matrix.from(Z1.toArray().map((row) => row.slice(0, 3)));
  return [
    number('z of unit 3, example 2', FIRST_THREE[2]![1]!, z, 1e-15),
    number('by hand − matrix call', 0, z - Z1.at(2, 1), 1e-15),
    number('one-unit − matrix call', 0, one.Z1!.at(0, 0) - Z1.at(2, 1)),
    number('tanh(z) − matrix call', 0, Math.tanh(z) - cache.A1!.at(2, 1), 1e-15),
    number('Z1 of 3 examples', 0, distance(three, FIRST_THREE), 1e-12),
  ];
}

function stacked(): Figure[] {
  const rows = X.T.toArray();
  const [rowMajor] = forwardPropagation(Matrix.from(rows).T, start);
  return [
    text('X', '(2, 400)', shape(X)),
    text('Y', '(1, 400)', shape(Y)),
    text('one example', '[1.204, 3.576]', `[${rows[0]!.map((v) => v.toFixed(3)).join(', ')}]`),
    number('row-major − columns', 0, distance(rowMajor, A2)),
  ];
}

function whyStack(): Figure[] {
  const columns = X.T.toArray().map((row) => Matrix.from([row]).T);
  const time = <T>(work: () => T): [result: T, ms: number] => {
    const before = performance.now();
    const result = work();
    return [result, performance.now() - before];
  };
  const [byExample, loop] = time(() =>
    columns.map((x) => forwardPropagation(x, start)[0].at(0, 0)),
  );
  const [, once] = time(() => forwardPropagation(X, start));
  return [
    number('400 calls − one call', 0, distance(Matrix.from([byExample]), A2)),
    measured('time of 400 calls', `${loop.toFixed(2)} ms`),
    measured('time of one call', `${once.toFixed(2)} ms, ${(loop / once).toFixed(0)} × less`),
  ];
}

function otherActivations(): Figure[] {
  const parameters = initializeParameters([2, 5, 3, 1], { seed: 1, initializer: 'heNormal' });
  const { W1, W2, W3 } = parameters;
  const A1 = activations.relu.value(matmul(W1!, X));
  const second = activations.tanh.value(matmul(W2!, A1));
  const byHand = activations.sigmoid.value(matmul(W3!, second));
  const [mixed] = forwardPropagation(X, parameters, { activation: ['relu', 'tanh'] });
  const [tanh] = forwardPropagation(X, parameters);
  return [
    number('ReLU, tanh: by hand', 0, distance(mixed, byHand), 1e-15),
    holds('other than tanh, tanh', distance(mixed, tanh) > 0.01),
  ];
}

export const networkRows: readonly Question[] = [
  {
    row: 1,
    asked: 'notation: layer, unit, example; the input layer is not counted',
    figures: notation,
    pictures: () => [
      {
        file: 'network.svg',
        title: 'The network and its notation',
        svg: networkDiagram(summary(start), { parameters: start, width: WIDTH }),
      },
    ],
  },
  { row: 2, asked: 'parameters per layer and their shapes', figures: shapes },
  { row: 3, asked: 'one unit: z = w·x + b, a = g(z)', figures: oneUnit },
  { row: 4, asked: 'examples as columns: Z = W·X + b, A = g(Z)', figures: stacked },
  { row: 5, asked: 'why stacking pays: a loop over examples against one call', figures: whyStack },
  { row: 6, asked: 'g need not be the sigmoid: one per layer', figures: otherActivations },
];
