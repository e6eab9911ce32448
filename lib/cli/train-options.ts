// What the commands that train have in common.
import { existsSync } from 'node:fs';
import { Dataset, datasets, type TrainOptions } from '../index.js';
import { choice, numberOf, UsageError, type readArguments } from './command.js';
import { csvFormat, csvHelp, csvOptions, targetOf } from './csv.js';

type Text = { readonly type: 'string' };

export const dataOptions: typeof csvOptions & Readonly<Record<'task' | 'features', Text>> = {
  ...csvOptions,
  task: { type: 'string' },
  features: { type: 'string' },
};

export const dataHelp: readonly string[] = [
  '  --target NAME     column to predict; again for several (regression)',
  '  --task T          classification or regression; needed for numbers other than 0, 1',
  '  --features A,B    columns to learn from, default all others',
  ...csvHelp,
];

export const networkOptions = {
  activation: { type: 'string' },
  initializer: { type: 'string' },
  optimizer: { type: 'string' },
  scale: { type: 'string' },
  dtype: { type: 'string' },
  epochs: { type: 'string' },
  'batch-size': { type: 'string' },
  'learning-rate': { type: 'string' },
} as const;

export const networkHelp: readonly string[] = [
  '  --activation A    relu, tanh, … (one, or one per hidden layer)',
  '  --epochs N        default 100       --batch-size N|all  default 32',
  '  --optimizer O     default adam      --learning-rate R   default 0.001 (adam)',
  '  --scale S         default standard  --initializer I     default xavierUniform',
  '  --dtype T         default float32',
];

export type DataValues = ReturnType<typeof readArguments<typeof dataOptions>>['values'];
export type NetworkValues = ReturnType<typeof readArguments<typeof networkOptions>>['values'];

/** The flags that `train()` knows; it checks them. */
export function trainOptions(values: NetworkValues): Omit<TrainOptions, 'hidden' | 'seed'> {
  const { activation, initializer, optimizer, scale, dtype } = values;
  const batch = values['batch-size'];
  const activations = activation?.split(',');
  const given = {
    activation: activations?.length === 1 ? activations[0] : activations,
    initializer,
    optimizer,
    scale,
    dtype,
    epochs: numberOf('epochs', values.epochs),
    batchSize: batch === 'all' ? 'all' : numberOf('batch-size', batch),
    learningRate: numberOf('learning-rate', values['learning-rate']),
  };
  return given as TrainOptions;
}

const dataSets = Object.keys(datasets) as (keyof typeof datasets)[];

/** A generated data set, where the operand is the name of one and not that of a file. */
export function namedDataset(operand: string): Dataset | undefined {
  if (/[./\\]/.test(operand) || existsSync(operand)) return undefined;
  return datasets[choice('what is no file', operand, dataSets)]() as Dataset;
}

export async function loadTable(path: string, values: DataValues): Promise<Dataset> {
  const generated = namedDataset(path);
  if (generated) return generated;
  const target = targetOf(values);
  if (target === undefined) throw new UsageError('--target NAME says which column to predict');
  return Dataset.csv(path, {
    target,
    ...(values.task === undefined ? {} : { task: values.task as 'classification' | 'regression' }),
    ...(values.features === undefined ? {} : { features: values.features.split(',') }),
    ...csvFormat(values),
  });
}
