import { nothingMore } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { Matrix } from '../base/matrix.js';
import { atOnce } from '../base/slices.js';
import { diagnoseNetwork, type Diagnosis } from '../course/diagnose.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import { readTable } from '../model/table-input.js';
import { Model } from '../model/model.js';
import { partsWithin } from '../model/predicting.js';
import { checkTargets, truthOf } from '../model/truth.js';
import type { ParameterDict } from '../network/parameters.js';
import { activationsOf, outputOf, type Net } from '../network/spec.js';
import { scaled } from './scaled.js';

/**
 * Units that hardly learn, or not at all, on these examples, in every hidden layer; of a model also the size
 * of the gradient of each layer.
 *
 * A unit is **saturated** where g′(z) is below 1 % of the steepest slope of g for more than half of the
 * examples: sigmoid where |z| > 5.986, tanh where |z| > 2.993, ELU where z < −4.605. Identity, ReLU,
 * leaky and parametric ReLU do not saturate.
 *
 * A unit is **dead** where g′(z) is exactly 0 for every example, so that no example can change it: ReLU
 * where it answers 0 to all of them, parametric ReLU the same with a slope of 0, sigmoid and tanh so far
 * out that their derivative has rounded to 0.
 *
 * Units are **symmetric** where they have the same weights, in and out, and the same bias: they compute the
 * same, and every step of gradient descent moves them alike.
 *
 * @param parameters a dictionary, with X (n_x, m), one column per example; or a model, with a dataset
 * @param net activations and output of a dictionary; default tanh, sigmoid
 * @returns one entry per hidden layer; none for a network without
 * @throws `ERR_DATA` for a dataset that the model cannot read, as {@link Model.evaluate}
 *
 * @example
 * import { datasets, diagnose, initializeParameters, train } from 'densely';
 *
 * const { X } = datasets.flower();
 * const zeros = initializeParameters(2, 4, 1, { initializer: 'zeros' });
 * const [layer] = diagnose(zeros, X, { activation: 'relu' }).layers;
 * console.log(layer?.dead.count, layer?.symmetric.count); // 4 4
 *
 * const moons = datasets.moons();
 * const model = await train(moons, { hidden: [8], epochs: 5 });
 * console.log(diagnose(model, moons).gradients?.length); // 2
 */
export function diagnose(parameters: ParameterDict, X: Matrix, net?: Net): Diagnosis;
export function diagnose(model: Model, data: Dataset): Diagnosis;
export function diagnose(
  of: ParameterDict | Model,
  examples: Matrix | Dataset,
  net?: Net,
): Diagnosis {
  nothingMore('diagnose()', arguments, of instanceof Model ? 2 : 3);
  if (of instanceof Model) return diagnoseModel(of, checkDataset(examples));
  if (examples instanceof Matrix) return diagnoseNetwork(of, examples, net);
  throw invalid('X', examples, 'a Matrix (n_x, m), or with a model a Dataset', 'ERR_DATA');
}

function diagnoseModel(model: Model, data: Dataset): Diagnosis {
  const parts = partsWithin(model);
  checkTargets(data, parts);
  const { spec, scaling } = parts;
  const X = scaled(scaling.features, atOnce(readTable(data, parts)).x, spec, parts.features);
  const Y = scaled(scaling.targets, atOnce(truthOf(data, parts)).Y, spec, parts.targets);
  const net = { activation: activationsOf(spec), output: outputOf(spec) };
  return diagnoseNetwork(model.parameters, X, net, Y);
}
