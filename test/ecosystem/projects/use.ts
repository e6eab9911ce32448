// Compiled for every module system; what is exported has its types written into declarations.
import {
  backend,
  Dataset,
  datasets,
  DenselyError,
  type Model,
  train,
  type TrainOptions,
} from 'densely';
import { decisionBoundary } from 'densely/plot';

export const options = {
  hidden: [4],
  activation: 'tanh',
  initializer: { normal: 0.01 },
  optimizer: 'sgd',
  learningRate: 1.2,
  batchSize: 'all',
  epochs: 1001,
  reportEvery: 1000,
  seed: 3,
  dtype: 'float64',
  scale: 'none',
} as const satisfies TrainOptions;

export const flower = datasets.flower();
export const named = Dataset.from([[1], [2]], ['no', 'yes']);

export function start() {
  return train(flower, options);
}

export async function costs() {
  const seen: string[] = [];
  for await (const { cost } of start()) seen.push(cost.toFixed(6));
  return seen;
}

export const drawn = (model: Model<0 | 1>) => decisionBoundary(model, flower, { step: 0.2 });

export function refused(): string {
  try {
    Dataset.from([[1], [NaN]], ['no', 'yes']);
  } catch (error) {
    if (error instanceof DenselyError) return error.code;
  }
  return 'nothing';
}

async function main(): Promise<void> {
  const picture = drawn(await start()).slice(0, 4);
  if (refused() !== 'ERR_DATA' || picture !== '<svg') throw new Error(`${refused()} ${picture}`);
  console.log([backend().name, ...(await costs())].join(' '));
}

void main();
