// Networks of every kind of output, as tests of inference take them.
import type { DType } from '../lib/index.js';
import type { Activation } from '../lib/network/activations.js';
import type { Loss } from '../lib/network/losses.js';
import { networkSpec, type NetworkSpec } from '../lib/network/spec.js';

export interface Net {
  readonly sizes: readonly number[];
  readonly activations: readonly Activation[];
  readonly loss: Loss;
  readonly lossNumbers?: readonly number[];
  readonly linear?: boolean;
}

export const nets: readonly Net[] = [
  { sizes: [2, 4, 1], activations: ['tanh'], loss: 'binaryCrossEntropy' },
  { sizes: [5, 7, 6, 3], activations: ['prelu', 'elu'], loss: 'crossEntropy' },
  { sizes: [33, 64, 2], activations: ['relu'], loss: 'squared' },
  { sizes: [4, 600], activations: [], loss: 'crossEntropy' },
  { sizes: [3, 5, 1], activations: ['elu'], loss: 'absolute' },
  { sizes: [3, 6, 2], activations: ['tanh'], loss: 'huber', lossNumbers: [0.4] },
  { sizes: [9, 17, 1], activations: ['relu'], loss: 'poisson' },
  { sizes: [4, 9, 3], activations: ['tanh'], loss: 'quantiles', lossNumbers: [0.1, 0.5, 0.9] },
  { sizes: [21, 8, 1], activations: ['relu'], loss: 'binaryCrossEntropy', linear: true },
  { sizes: [6, 5, 40], activations: ['prelu'], loss: 'crossEntropy', linear: true },
];

export function specOf(dtype: DType, of: Net): NetworkSpec {
  const { sizes, activations, loss, lossNumbers, linear = false } = of;
  return networkSpec(dtype, sizes, activations, loss, lossNumbers, { linear });
}
