// `train` has the bits of the composed verbs, on the backend in use, for one dtype.
import { describe, expect, it } from 'vitest';
import {
  backwardPropagation,
  computeCost,
  datasets,
  forwardPropagation,
  initializeParameters,
  Matrix,
  nnModel,
  RandomState,
  train,
  updateParameters,
  type Activation,
  type Dataset,
  type DType,
  type Net,
  type ParameterDict,
  type TrainOptions,
} from '../lib/index.js';
import { exercise } from './figures.js';
import { cast, firstDifference } from './oracles.js';
import { clouds, flat, hash, runFixed, surface } from './runs.js';

interface Composition {
  readonly data: Dataset;
  readonly hidden: readonly number[];
  readonly net: Required<Net>;
  readonly rate: number;
  readonly linear?: boolean;
}

const compositions: readonly Composition[] = [
  { data: clouds(5, 4, 50, 71), hidden: [], net: { activation: [], output: 'softmax' }, rate: 0.3 },
  {
    data: clouds(5, 4, 50, 72),
    hidden: [6, 5],
    net: { activation: ['prelu', 'elu'], output: 'softmax' },
    rate: 0.1,
  },
  {
    data: clouds(6, 3, 100, 73),
    hidden: [8, 5],
    net: { activation: ['elu', 'prelu'], output: 'softmax' },
    rate: 0.1,
  },
  {
    data: clouds(9, 2, 70, 74),
    hidden: [20, 9],
    net: { activation: ['relu', 'leakyRelu'], output: 'sigmoid' },
    rate: 0.2,
  },
  {
    data: clouds(16, 4, 80, 77),
    hidden: [6, 5],
    net: { activation: ['gelu', 'prelu'], output: 'softmax' },
    rate: 0.1,
    linear: true,
  },
  {
    data: surface(4, 4200, 78),
    hidden: [5],
    net: { activation: 'prelu', output: 'identity' },
    rate: 0.05,
    linear: true,
  },
  {
    data: surface(4, 4200, 75),
    hidden: [5],
    net: { activation: 'prelu', output: 'identity' },
    rate: 0.05,
  },
  {
    data: surface(3, 130, 76),
    hidden: [4, 7, 3, 5],
    net: { activation: 'sigmoid', output: 'identity' },
    rate: 0.1,
  },
];

/** Forward, cost, backward, update over the given batches: the plain composition of the verbs. */
function compose(
  { hidden, net, rate, data, linear }: Composition,
  dtype: DType,
  seed: number,
  batches: readonly (readonly [X: Matrix, Y: Matrix])[],
): { parameters: ParameterDict; costs: number[] } {
  const sizes = [data.X.rows, ...hidden, data.Y.rows];
  const { activation } = net;
  const init = { initializer: 'heNormal', seed, dtype, activation, linear } as const;
  let parameters = initializeParameters(sizes, init);
  const costs = batches.map(([X, Y]) => {
    const [A, cache] = forwardPropagation(X, parameters, net);
    const cost = computeCost(A, Y, cache);
    parameters = updateParameters(parameters, backwardPropagation(parameters, cache, X, Y), rate);
    return cost;
  });
  return { parameters, costs };
}

function optionsOf(
  { hidden, net, rate, linear }: Composition,
  dtype: DType,
  seed: number,
): TrainOptions {
  const { activation } = net as { activation: Activation | readonly Activation[] };
  return {
    hidden,
    activation,
    linear,
    learningRate: rate,
    dtype,
    seed,
    optimizer: 'sgd',
    initializer: 'heNormal',
    scale: 'none',
    reportEvery: 1,
  };
}

/** The examples of each step of mini-batches, from the stream as it stands after the weights. */
function shuffledBatches(
  { data, hidden }: Composition,
  dtype: DType,
  seed: number,
  epochs: number,
  size: number,
): [Matrix, Matrix][] {
  const random = new RandomState(seed);
  const sizes = [data.X.rows, ...hidden, data.Y.rows];
  const weights = sizes.slice(1).reduce((sum, n, i) => sum + n * sizes[i]!, 0);
  for (let i = 0; i < weights; i++) random.normal();
  const pick = (m: Matrix, columns: Uint32Array): Matrix =>
    cast(
      dtype,
      Matrix.from(Array.from(columns, (j) => Array.from({ length: m.rows }, (_, i) => m.at(i, j))))
        .T,
    );
  return Array.from({ length: epochs }, () => random.permutation(data.size)).flatMap((order) =>
    Array.from({ length: Math.ceil(data.size / size) }, (_, b): [Matrix, Matrix] => {
      const columns = order.subarray(b * size, (b + 1) * size);
      return [pick(data.X, columns), pick(data.Y, columns)];
    }),
  );
}

export function describeComposition(dtype: DType): void {
  describe(`train has the bits of the composed verbs, ${dtype}`, () => {
    it.each(compositions)(
      '$data.size examples, $hidden, $net.activation, $net.output, path $linear',
      async (composition) => {
        const { data } = composition;
        const batch = [cast(dtype, data.X), cast(dtype, data.Y)] as const;
        const { parameters, costs } = compose(
          composition,
          dtype,
          9,
          Array.from({ length: 12 }, () => batch),
        );
        const options = {
          ...optionsOf(composition, dtype, 9),
          epochs: 12,
          batchSize: 'all',
        } as const;
        const model = await train(data, options);
        expect(firstDifference(flat(model.parameters), flat(parameters))).toBeUndefined();
        expect(Array.from(model.history.cost)).toEqual(costs);
      },
    );

    it.each(compositions.slice(1, 5))(
      'mini-batches of 13: $hidden, $net.activation',
      async (composition) => {
        const batches = shuffledBatches(composition, dtype, 10, 3, 13);
        const { parameters, costs } = compose(composition, dtype, 10, batches);
        const options = { ...optionsOf(composition, dtype, 10), epochs: 3, batchSize: 13 };
        const model = await train(composition.data, options);
        expect(firstDifference(flat(model.parameters), flat(parameters))).toBeUndefined();
        const perEpoch = batches.length / 3;
        model.history.cost.forEach((cost, epoch) => {
          const steps = batches.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
          const sum = steps.reduce(
            (total, [X], i) => total + costs[epoch * perEpoch + i]! * X.cols,
            0,
          );
          expect(cost).toBe(sum / composition.data.size);
        });
      },
    );

    it('nnModel is train', async () => {
      const flower = datasets.flower();
      const [X, Y] = [cast(dtype, flower.X), cast(dtype, flower.Y)];
      for (const activation of ['tanh', 'prelu'] as const) {
        const byVerbs = nnModel(X, Y, 4, { numIterations: 60, seed: 3, activation });
        const model = await train(flower, { ...exercise, dtype, epochs: 60, activation });
        expect(firstDifference(flat(model.parameters), flat(byVerbs))).toBeUndefined();
      }
    });

    it('four runs at once have the bits of four runs in turn', async () => {
      const names = ['digits', 'momentum', 'digits', 'wide'] as const;
      const together = await Promise.all(
        names.map((name, seed) => runFixed(name, { dtype, seed })),
      );
      for (const [seed, name] of names.entries()) {
        expect(hash(together[seed]!)).toBe(hash(await runFixed(name, { dtype, seed })));
      }
    });
  });
}
