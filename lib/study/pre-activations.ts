import { nothingMore, wholeNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { Row } from '../base/rows.js';
import { forwardPropagation } from '../course/steps.js';
import { atOnce } from '../base/slices.js';
import { readInput } from '../model/inputs.js';
import { Model } from '../model/model.js';
import { partsWithin } from '../model/predicting.js';
import { activationsOf, outputOf } from '../network/spec.js';
import { scaled } from './scaled.js';

/**
 * Z[l] of a model: what the units of a layer answer before their activation, to examples that are scaled as the
 * model scales them.
 *
 * @param examples as `model.predict` takes them: one row of numbers, a list of rows, or a Matrix (n_x, m)
 * @param layer l, from 1 to L; default 1
 * @returns (n_l, m), one row per unit
 * @throws `ERR_SHAPE`, `ERR_DATA` for examples that the model cannot read, `ERR_OPTION` for another layer
 *
 * @example
 * import { datasets, preActivations, train } from 'densely';
 *
 * const { X } = datasets.moons();
 * const model = await train(datasets.moons(), { hidden: [8, 3], epochs: 5 });
 * const Z2 = preActivations(model, X, 2);
 * console.log(Z2.rows, Z2.cols); // 3 200
 */
export function preActivations(
  model: Model,
  examples: Row | readonly Row[] | Matrix,
  layer = 1,
): Matrix {
  nothingMore('preActivations()', arguments, 3);
  if (!(model instanceof Model)) throw invalid('model', model, 'a Model');
  const parts = partsWithin(model);
  const { spec, scaling, features } = parts;
  const l = wholeNumber('layer', layer, 1, spec.layers.length);
  const { x } = atOnce(readInput(examples, parts, { shared: false, extra: 'refuse' }));
  const net = { activation: activationsOf(spec), output: outputOf(spec) };
  const X = scaled(scaling.features, x, spec, features);
  const [, cache] = forwardPropagation(X, model.parameters, net);
  return cache[`Z${l}`]!;
}
