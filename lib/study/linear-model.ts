// From a dataset to the model of a linear fit.
import { allFinite } from '../base/finite.js';
import { DenselyError } from '../base/errors.js';
import type { Slices } from '../base/slices.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import { taskNouns } from '../data/task.js';
import type { Label, Task } from '../data/targets.js';
import { checkStorable } from '../model/file/storable.js';
import { NO_HISTORY } from '../model/history.js';
import { Model } from '../model/model.js';
import { namesOf, partsOf } from '../model/parts.js';
import type { ClassOfTwo } from '../model/positive.js';
import { checkNetworkSize } from '../network/tensors.js';
import { requestOf } from '../training/option-table.js';
import { exampleWeights, type ClassFactors } from '../training/weights.js';
import { designOf } from './design.js';
import { inputsOf } from './inputs.js';
import { fittedLinear } from './linear.js';
import type { FeatureValues } from './linear-options.js';
import type { Tell } from './newton.js';
import { linearSpec, type LinearLoss } from './problem.js';

/** What a linear model is fitted by. */
export interface LinearPlan {
  readonly features: FeatureValues;
  readonly loss: LinearLoss;
  /** Of |w|²/2 beside the sum of the losses. */
  readonly lambda: number;
  readonly classWeights: ClassFactors;
  readonly positive: ClassOfTwo | undefined;
  /** What is to be said, where weights have no limit. */
  readonly advice: string;
}

/** The model of all of the data. */
export function* linearModel<L extends Label, R extends object>(
  data: Dataset<L, R>,
  plan: LinearPlan,
  tell?: Tell,
): Slices<Model<L, R>> {
  const { features, loss, lambda, positive, advice } = plan;
  const { X, names, fitted } = yield* inputsOf(data, requestOf(data, { ...features, seed: 0 }));
  const spec = checkNetworkSize('data', linearSpec(X.rows, data.Y.rows, loss), 'ERR_DATA');
  checkStorable(spec, fitted, { ...namesOf(data), positive });
  const weights = yield* exampleWeights(data, plan.classWeights, 'float64');
  const isValues = loss === 'squared';
  const { targets } = data;
  const source = { X, Y: data.Y, weights, inputs: names, targets };
  const design = yield* designOf(source, { lambda, scalesTargets: isValues });
  const task = { loss, lambda, inputs: names, targets, advice };
  const { parameters, steps, warnings } = yield* fittedLinear(design, task, tell);
  if (!allFinite(parameters)) throw tooLarge();
  const history = Object.freeze({ ...NO_HISTORY, steps, warnings: Object.freeze(warnings) });
  return new Model<L, R>(partsOf(data, { ...fitted, spec, parameters, positive }), history);
}

function tooLarge(): DenselyError {
  const message =
    "data has inputs so small, or targets so large, that float64 cannot hold a weight: say scale: 'standard', or divide the targets.";
  return new DenselyError('ERR_DATA', 'data', message);
}

/** @throws `ERR_DATA` for targets of another kind */
export function checkTargets<D extends Dataset>(data: D, tasks: readonly Task[], needs: string): D {
  checkDataset(data);
  const { task, classes } = data;
  const found = classes ? countedClasses(classes.length) : taskNouns[task];
  if (tasks.includes(task) && classes?.length !== 1) return data;
  throw new DenselyError('ERR_DATA', 'data', `data has ${found} as targets; ${needs}.`);
}

/** So many classes, in words. */
export function countedClasses(count: number): string {
  return count === 1 ? '1 class' : `${count} classes`;
}
