// What the commands that train have in common.
import type { TrainOptions } from '../index.js';
import { numberOf, type readArguments } from './command.js';

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
