import { oneOf, readOptions } from '../base/checks.js';
import { DenselyError, invalid, show } from '../base/errors.js';
import { classLabels, featureNames, targetNames } from '../data/names.js';
import type { ClassLabel } from '../data/targets.js';
import { networkOf, type ParameterDict } from '../network/parameters.js';
import {
  classCount,
  NET_KEYS,
  outputOf,
  outputsOf,
  predictsValues,
  type NetworkSpec,
} from '../network/spec.js';
import { NO_READING, type ModelParts } from './parts.js';
import { positiveClass } from './positive.js';

/**
 * Names that {@link Model.from} gives to a model of a parameter dictionary.
 *
 * @example
 * import { initializeParameters, Model, type ModelOptions } from 'densely';
 *
 * const names: ModelOptions<'no' | 'yes'> = { classes: ['no', 'yes'], features: ['age', 'usage'] };
 * console.log(Model.from(initializeParameters(2, 4, 1), names).features); // [ 'age', 'usage' ]
 */
export interface ModelOptions<L extends ClassLabel = ClassLabel> {
  /** Labels of the classes, default 0 and 1, or 0, 1, 2, … for a softmax output. */
  readonly classes?: readonly L[] | undefined;
  /** Of two classes the one that is looked for: see `positive` of {@link TrainOptions}. Default the second. */
  readonly positive?: ClassLabel | undefined;
  /** 'multilabel': each output of a sigmoid network is a label of its own, 0 or 1. Else the output tells. */
  readonly task?: 'multilabel' | undefined;
  /** Names of the features, default x1, x2, … */
  readonly features?: readonly string[] | undefined;
  /** Names of the target columns, default y, or y1, y2, … */
  readonly targets?: readonly string[] | undefined;
}

/** The parts of a model that scales nothing. */
export function partsFrom<L extends ClassLabel>(
  parameters: ParameterDict,
  options: unknown,
): ModelParts<L> {
  const { activation, output, ...names } = readOptions('net', options, [
    ...NET_KEYS,
    'classes',
    'positive',
    'task',
    'features',
    'targets',
  ]);
  const { spec, flat } = networkOf(parameters, { activation, output });
  const classes = isMultilabel(spec, names) ? null : classesOf(spec, names.classes);
  return {
    spec,
    parameters: flat,
    classes: classes as readonly L[] | null,
    positive: positiveClass(names.positive, classes),
    ...featureNames(names.features, spec.inputs),
    targets: targetNames(names.targets, classes ? 1 : outputsOf(spec)),
    scaling: { scale: 'none', features: null, targets: null },
    encoding: null,
    values: null,
    reading: NO_READING,
  };
}

function isMultilabel(
  spec: NetworkSpec,
  { task, classes }: { readonly task?: unknown; readonly classes?: unknown },
): boolean {
  if (task === undefined) return false;
  oneOf('task', task, ['multilabel']);
  if (outputOf(spec) !== 'sigmoid')
    throw invalid('task', task, `left out where the output is ${outputOf(spec)}`);
  if (classes !== undefined) throw invalid('classes', classes, "left out with task 'multilabel'");
  return true;
}

function classesOf(spec: NetworkSpec, given: unknown): readonly ClassLabel[] | null {
  const k = classCount(spec);
  if (k === undefined || (k === 0 && !predictsValues(spec))) throw namesNoClass(spec);
  if (k === 0) {
    classLabels(given, 'regression');
    return null;
  }
  const classes = classLabels(given, undefined) ?? Array.from({ length: k }, (_, c) => c);
  if (classes.length === k) return classes;
  throw new DenselyError(
    'ERR_OPTION',
    'classes',
    `classes has ${classes.length} labels but the network tells ${k} classes apart.`,
  );
}

function namesNoClass(spec: NetworkSpec): DenselyError {
  const labels =
    outputOf(spec) === 'sigmoid'
      ? " Say task: 'multilabel' where each output is a label of its own."
      : '';
  return new DenselyError(
    'ERR_OPTION',
    'output',
    `output ${show(outputOf(spec))} with ${outputsOf(spec)} outputs names no class: a sigmoid output has 1 unit (two classes), softmax at least 3.${labels}`,
  );
}
