// What `npm run bench` measures beyond the short table of `densely bench`, in groups: one process does
// a group's tasks one after another.
import { exercise, network, predictions, square, training } from '../dist/bench.js';

const dtypes = ['float32', 'float64'];

/** Hidden units, 5,000 steps each in the exercise. */
const flower = [1, 2, 3, 4, 5, 20, 50].map((hidden) => exercise(`flower 2-${hidden}-1`, hidden));

const squares = [64, 128, 256, 512, 1024, 2048];

/** The products of a few networks' steps: forward, dW, dA; M N K. */
const shapes = {
  'fwd NN': [
    [4, 400, 2],
    [1, 400, 4],
    [64, 32, 64],
    [128, 32, 784],
    [128, 128, 784],
    [512, 256, 784],
    [512, 256, 512],
    [1024, 512, 1024],
    [10, 128, 128],
  ],
  'dW NT': [
    [4, 2, 400],
    [1, 4, 400],
    [64, 64, 32],
    [128, 784, 32],
    [128, 784, 128],
    [512, 784, 256],
    [512, 512, 256],
    [1024, 1024, 512],
    [10, 128, 128],
  ],
  'dA TN': [
    [2, 400, 4],
    [4, 400, 1],
    [64, 32, 64],
    [784, 32, 128],
    [784, 128, 128],
    [784, 256, 512],
    [512, 256, 512],
    [1024, 512, 1024],
    [128, 128, 10],
  ],
};

function products(dtype) {
  return Object.entries(shapes).flatMap(([use, list]) =>
    list.map(([m, n, k]) => {
      const task = `product ${use.slice(0, 3).trim()} ${m} ${n} ${k}`;
      return { kind: 'product', task, dtype, form: use.slice(-2), m, n, k, inside: true };
    }),
  );
}

/** The exercise's decision boundary: its network on every point of the plane's grid. */
const grid = {
  kind: 'predict',
  task: 'grid of 1,038,240 points',
  sizes: [2, 4, 1],
  rows: 1_038_240,
  activation: 'tanh',
  dtype: 'float64',
};

/** Why examples are stacked as columns: the exercise's forward propagation of 400 of them. */
const stacking = ['stacked', 'one by one'].map((verbs) => ({
  ...grid,
  task: `400 examples ${verbs}`,
  rows: 400,
  verbs,
}));

/** One network that grows in one direction: what each group is measured against. */
export const growth = {
  width: [16, 32, 64, 128, 256, 512, 1024, 2048].map((x) => [x, [64, x, x, 10], 64, 512]),
  batch: [1, 4, 16, 64, 256, 1024, 4096].map((x) => [
    x,
    [64, 128, 128, 10],
    x,
    Math.max(512, 2 * x),
  ]),
  depth: [1, 2, 4, 8, 16].map((x) => [x, [64, ...new Array(x).fill(128), 10], 64, 512]),
  examples: [1e2, 1e3, 1e4, 1e5, 1e6].map((x) => [x, [16, 32, 1], 32, x]),
};

function growing(direction) {
  return growth[direction].map(([x, sizes, batch, examples]) =>
    network(`growth ${direction} ${x}`, sizes, batch, examples),
  );
}

/** Every group; a growing one is measured on the best contender of the package only. */
export const groups = [
  ...training.map((task) => [task]),
  flower,
  ...dtypes.map((dtype) => squares.map((n) => square(n, dtype))),
  ...dtypes.map(products),
  [64, 256, 1024].map((n) => square(n, 'float32', false)),
  predictions,
  [grid],
  stacking,
  ...Object.keys(growth).map(growing),
];
