// What the verbs read from their arguments: the network of a dictionary, matrices that fit it.
import { readOptions } from '../base/checks.js';
import type { DType, FloatArray } from '../base/dtype.js';
import { wrongShape } from '../base/errors.js';
import { checkDType, checkMatrix, shape, type Matrix } from '../base/matrix.js';
import { pack, sizesOf, type TwoLayer } from '../network/parameters.js';
import { activationOption, lossOption, NET_KEYS, type NetworkSpec } from '../network/spec.js';

export function specOf(
  sizes: number[],
  net: { activation?: unknown; output?: unknown },
  dtype: DType,
): NetworkSpec {
  const activations = activationOption(net.activation, sizes.length - 2, 'tanh');
  return { dtype, sizes, activations, loss: lossOption(net.output, 'sigmoid') };
}

/** The network that a dictionary and `net` describe, and its flat parameters. */
export function networkOf(
  parameters: unknown,
  net: unknown,
): { spec: NetworkSpec; flat: FloatArray } {
  const sizes = sizesOf('parameters', parameters);
  const { dtype } = (parameters as TwoLayer).W1;
  const spec = specOf(sizes, readOptions('net', net, NET_KEYS), dtype);
  return { spec, flat: pack('parameters', parameters, spec) };
}

export function checkInput(argument: string, X: unknown, rows: number, dtype: DType): Matrix {
  const m = checkMatrix(argument, X);
  if (m.rows !== rows)
    throw wrongShape(argument, shape(m), `(${rows}, m): one row per input, one column per example`);
  checkDType(argument, m, dtype, 'the network');
  return m;
}

export function checkTogether(X: unknown, Y: unknown, names: [string, string] = ['X', 'Y']): void {
  const [x, y] = [checkMatrix(names[0], X), checkMatrix(names[1], Y)];
  if (x.cols === y.cols) return;
  throw wrongShape(names[1], shape(y), `(n_y, ${x.cols}): ${names[0]} has ${x.cols} examples`);
}
