// How a model is to be evaluated.
import { isRecord, readOptions, wholeNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { taskNouns } from '../data/task.js';
import { extraOption, type ExtraOption } from './extra-option.js';
import type { Extra } from './example-cells.js';
import { taskOf, type ModelParts } from './parts.js';
import { thresholdsOption } from './threshold.js';

/**
 * Options of `evaluate`.
 *
 * @example
 * import { datasets, type EvaluateOptions, logisticRegression } from 'densely';
 *
 * const data = datasets.moons();
 * const model = logisticRegression(data);
 * const careful: EvaluateOptions = { threshold: 0.9, scores: true };
 * const { precision = 0, recall = 1, rocCurve } = model.evaluate(data, careful);
 * console.log(precision > recall, rocCurve !== undefined); // true true
 */
export interface EvaluateOptions extends ExtraOption {
  /**
   * Of two classes the probability above which the positive one is predicted; of several labels one for all, or one of
   * each. Default the model's own: see {@link Model.withThreshold}.
   */
  readonly threshold?: number | readonly number[] | undefined;
  /**
   * Of classes and labels: curves of ROC and of precision and recall, log loss, and how far probabilities can be
   * trusted, too; of several classes each against all others. `{ bins }` says how many bins the calibration has,
   * default 10. Default false.
   */
  readonly scores?:
    | boolean
    | {
        /** Of the calibration curve, at most; 1 … 1000, default 10. */
        readonly bins?: number | undefined;
      }
    | undefined;
}

/** Keys of {@link EvaluateOptions}. */
export const EVALUATE_KEYS = ['extra', 'threshold', 'scores'] as const;

/** Options of an evaluation that are read. */
export interface EvaluatePlan<P> {
  readonly extra: Extra;
  /** The model's, with the threshold that was said. */
  readonly parts: P;
  /** Bins of the calibration; 0: no scores beside those that there always are. */
  readonly bins: number;
}

const [BINS, MOST_BINS] = [10, 1000];

/** @throws `ERR_OPTION` for a threshold or scores of what has no probabilities */
export function evaluatePlan<P extends ModelParts>(
  { extra, threshold, scores }: Partial<Record<(typeof EVALUATE_KEYS)[number], unknown>>,
  parts: P,
): EvaluatePlan<P> {
  const own =
    threshold === undefined
      ? parts
      : { ...parts, thresholds: thresholdsOption('threshold', threshold, parts) };
  return { extra: extraOption(extra), parts: own, bins: scoresOption('scores', scores, parts) };
}

function scoresOption(argument: string, value: unknown, parts: ModelParts): number {
  if (value === undefined || value === false) return 0;
  if (value !== true && !isRecord(value)) throw invalid(argument, value, 'true, false or { bins }');
  const task = taskOf(parts);
  if (task === 'regression')
    throw invalid(
      argument,
      value,
      `left out for ${taskNouns[task]}: these are scores of probabilities, of classes and labels`,
    );
  const { bins = BINS } = value === true ? {} : readOptions(argument, value, ['bins']);
  return wholeNumber(`${argument}.bins`, bins, 1, MOST_BINS);
}
