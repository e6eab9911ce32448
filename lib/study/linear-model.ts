// From a dataset to the model of a linear fit.
import { allFinite } from '../base/finite.js';
import { DenselyError, some } from '../base/errors.js';
import type { Slices } from '../base/slices.js';
import type { ClassOfTwo } from '../backend/metrics/told.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import { taskNouns } from '../data/task.js';
import type { Label, Task } from '../data/targets.js';
import { checkStorable } from '../model/file/storable.js';
import { NO_HISTORY } from '../model/history.js';
import { Model } from '../model/model.js';
import { namesOf, partsOf } from '../model/parts.js';
import { checkNetworkSize } from '../network/tensors.js';
import { requestOf } from '../training/option-table.js';
import { exampleWeights, type ClassFactors } from '../training/weights.js';
import { designOf, type Design } from './design.js';
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
  const tellsSums = fitted.encoding === null;
  const task = { loss, lambda, inputs: names, targets, tellsSums, advice };
  const { parameters, steps, warnings: told } = yield* fittedLinear(design, task, tell);
  const warnings = [...(yield* absentClasses(design, data.classes)), ...told];
  if (!allFinite(parameters)) throw tooLarge();
  const history = Object.freeze({ ...NO_HISTORY, steps, warnings: Object.freeze(warnings) });
  return new Model<L, R>(partsOf(data, { ...fitted, spec, parameters, positive }), history);
}

function tooLarge(): DenselyError {
  const message =
    "data has inputs so small, or targets so large, that float64 cannot hold a weight: say scale: 'standard', or divide the targets.";
  return new DenselyError('ERR_DATA', 'data', message);
}

function* absentClasses(
  { blocks, weight }: Design,
  classes: readonly Label[] | null,
): Slices<string[]> {
  if (classes === null) return [];
  const counts = yield* countsOf(blocks);
  const all = classes.length === 2 ? [weight - counts[0]!, counts[0]!] : counts;
  const absent = classes.filter((_, c) => !(all[c]! > 0));
  if (absent.length === 0) return [];
  return [`no example counts of class ${some(absent)}, so that nothing holds its bias`];
}

/** What the examples count of which each row of Y is 1. */
function* countsOf(blocks: Design['blocks']): Slices<number[]> {
  const counts = new Array<number>(blocks[0]!.Y.rows).fill(0);
  for (const { Y, weights } of blocks) {
    for (let i = 0; i < Y.data.length; i++)
      counts[Math.floor(i / Y.cols)]! += Y.data[i]! * (weights ? weights[i % Y.cols]! : 1);
    yield;
  }
  return counts;
}

/** @throws `ERR_DATA` for targets of another kind */
export function checkTargets<D extends Dataset>(data: D, tasks: readonly Task[], needs: string): D {
  checkDataset(data);
  const { task, classes } = data;
  if (tasks.includes(task)) return data;
  const found = classes ? `${classes.length} classes` : taskNouns[task];
  throw new DenselyError('ERR_DATA', 'data', `data has ${found} as targets; ${needs}.`);
}
