// The probabilities above which the positive class of two, or a label, is predicted.
import { DenselyError, invalid } from '../base/errors.js';
import { taskNouns } from '../data/task.js';
import type { ClassLabel, Label } from '../data/targets.js';
import { HALF } from '../backend/metrics/told.js';
import { outputOf, outputsOf, type NetworkSpec } from '../network/spec.js';
import { taskOf, type ModelParts } from './parts.js';

/**
 * The threshold of a model, by its labels: a number for two classes, one of each for several labels.
 *
 * @example
 * import { datasets, logisticRegression, type ThresholdOf } from 'densely';
 *
 * const data = datasets.moons();
 * const threshold: ThresholdOf<0 | 1> = logisticRegression(data).bestThreshold(data);
 * console.log(threshold.toFixed(1)); // 0.4
 */
export type ThresholdOf<L extends Label> = [L] extends [readonly unknown[]]
  ? readonly number[]
  : [L] extends [ClassLabel]
    ? number
    : number | readonly number[];

/** How many thresholds a network's outputs have: one of two classes, one of each label, none of others. */
export function thresholdCount(spec: NetworkSpec): number {
  return outputOf(spec) === 'sigmoid' ? outputsOf(spec) : 0;
}

export function isThreshold(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1;
}

/** @throws `ERR_OPTION` for a model that predicts neither two classes nor labels */
export function checkHasThresholds(
  argument: string,
  parts: Pick<ModelParts, 'spec' | 'classes'>,
): void {
  if (thresholdCount(parts.spec) > 0) return;
  const what = parts.classes ? `${parts.classes.length} classes` : taskNouns[taskOf(parts)];
  const message = `${argument} is for a model of two classes, or of labels, and this one predicts ${what}: leave it out.`;
  throw new DenselyError('ERR_OPTION', argument, message);
}

/**
 * Reads a threshold, or one of each label.
 * @returns undefined where all are 0.5
 * @throws `ERR_OPTION` for another number, and for a model that has none
 */
export function thresholdsOption(
  argument: string,
  value: unknown,
  parts: Pick<ModelParts, 'spec' | 'classes'>,
): readonly number[] | undefined {
  checkHasThresholds(argument, parts);
  const count = thresholdCount(parts.spec);
  const isList = Array.isArray(value) && parts.classes === null;
  const list = isList ? Array.from(value as unknown[]) : new Array<unknown>(count).fill(value);
  if (list.length !== count)
    throw invalid(argument, value, `a number, or ${count} of them, one of each label`);
  for (const [i, each] of list.entries())
    if (!isThreshold(each))
      throw invalid(isList ? `${argument}[${i}]` : argument, each, 'a number above 0 and below 1');
  const thresholds = list as number[];
  return thresholds.every((each) => each === HALF) ? undefined : thresholds;
}
