// Examples as a network reads them, and what is said of those that it cannot.
import { zeros } from '../base/dtype.js';
import { DenselyError, show } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { finiteIn } from '../base/rows.js';
import type { Encoding } from '../data/encoding/encoding.js';
import { wrongRow } from '../data/scaler.js';
import type { ModelParts } from './parts.js';

export interface Input {
  /** (n_0, m): as the model's scaling takes them. */
  readonly x: Matrix;
  /** One example, not a list of one. */
  readonly single: boolean;
  /** What the caller calls them. */
  readonly argument: string;
  /** Each was a row, or a record. */
  readonly asRows: boolean;
  /** They lie one behind another. */
  readonly inRows: boolean;
}

/** What to say of example `j`, a scaled number of which is not finite in the network's dtype. */
export function notFinite(
  { x, argument, asRows }: Input,
  j: number,
  { spec, scaling, features }: ModelParts,
): DenselyError {
  const i = wrongRow(scaling.features, x, j, spec.dtype);
  const value = x.at(i, j);
  const [r, c] = asRows ? [j, i] : [i, j];
  finiteIn(zeros(spec.dtype, 0), argument, value, r, c, asRows ? features : undefined);
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${show(features[i])} of example ${j} is ${value}, too far from the training data to be scaled as they were.`,
  );
}

/** What to say of example `j`, an output of which is not finite. */
export function noAnswer(
  { argument, asRows }: Input,
  j: number,
  output: number,
  { spec }: ModelParts,
): DenselyError {
  const wider = spec.dtype === 'float32' ? ", or with dtype: 'float64'" : '';
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${argument} ${asRows ? 'row' : 'column'} ${j} gives ${output}: with these parameters its numbers grow beyond ${spec.dtype}. Scale the features, or train with a lower learningRate${wider}.`,
  );
}

/** What to say of example `j`, an input of which is not finite in the network's dtype. */
export function notEncoded(
  argument: string,
  x: Matrix,
  j: number,
  { inputNames }: Encoding,
): DenselyError {
  const i = inputNames.findIndex((_, r) => !Number.isFinite(x.at(r, j)));
  return new DenselyError(
    'ERR_DATA',
    argument,
    `${show(inputNames[i] ?? inputNames[0])} of example ${j} is too large for ${x.dtype} when scaled: correct it, or say scale: 'robust' or dtype: 'float64' in training.`,
  );
}

/**
 * What stands for a missing number where training missed none: the mean, which the standard scale knows.
 * @throws `ERR_DATA` for another scale
 */
export function filling(
  { scaling, features }: ModelParts,
  f: number,
  argument: string,
  j: number,
): number {
  if (scaling.scale === 'standard' && scaling.features) return scaling.features.offset[f]!;
  throw new DenselyError(
    'ERR_DATA',
    argument,
    `${show(features[f])} of example ${j} is missing; the training data missed none, and with scale ${show(scaling.scale)} the model knows nothing to put there. Give it a value, or train with impute: 'median'.`,
  );
}
