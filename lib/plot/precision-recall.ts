import { nothingMore, readOptions } from '../base/checks.js';
import { described, drawSquare, sharesOf, withCurves, type Drawn } from './kit/named-curves.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';

/**
 * What {@link precisionRecallCurve} draws: the part of `model.evaluate(data, { scores: true })` that it needs.
 *
 * @example
 * import { precisionRecallCurve, type PrecisionRecallScores } from 'densely/plot';
 *
 * const some: PrecisionRecallScores = {
 *   precisionRecallCurve: { precision: [0.5, 0.7, 1], recall: [1, 0.8, 0] },
 *   averagePrecision: 0.7,
 * };
 * console.log(precisionRecallCurve(some).includes('0.700')); // true
 */
export interface PrecisionRecallScores {
  /** Stands in the legend; needed where there are several. */
  readonly name?: string | undefined;
  /** One point behind another, recall from 1 to 0. */
  readonly precisionRecallCurve?:
    | {
        /** Of each of `recall`. */
        readonly precision: ArrayLike<number>;
        /** Descending. */
        readonly recall: ArrayLike<number>;
      }
    | undefined;
  /** The area below its steps. */
  readonly averagePrecision?: number | undefined;
}

/**
 * How much of what is said to be positive is, for how many of the positive examples are found, as the threshold
 * rises: steps, whose area is the average precision. Of one curve the dashed line is chance, the share of positive
 * examples.
 *
 * @param metrics what `model.evaluate(data, { scores: true })` answers: a line of two classes, one of each class
 * against the others, or of each label; or a list of them with names, to compare models
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what has no such curve, `ERR_OPTION`
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { precisionRecallCurve } from 'densely/plot';
 *
 * const data = datasets.moons();
 * const metrics = logisticRegression(data).evaluate(data, { scores: true });
 * console.log(precisionRecallCurve(metrics).slice(0, 4)); // <svg
 */
export function precisionRecallCurve(
  metrics: PrecisionRecallScores | readonly PrecisionRecallScores[] | object,
  options?: PictureOptions,
): string {
  nothingMore('precisionRecallCurve()', arguments, 2);
  const taken = readOptions('options', options, PICTURE_KEYS);
  const look = pictureOptions(taken, 'Precision and recall');
  const { word } = look;
  const found = withCurves<PrecisionRecallScores>(metrics, 'precisionRecallCurve', word);
  let share = 0;
  const curves = found.map(({ name, of }): Drawn => {
    const { precisionRecallCurve: curve, averagePrecision: area } = of;
    const recall = sharesOf('precisionRecallCurve.recall', curve!.recall);
    const precision = sharesOf('precisionRecallCurve.precision', curve!.precision, recall.length);
    share = precision[0]!;
    const figure = area === undefined ? '' : `${word('average precision')} ${area.toFixed(3)}`;
    return { name, ...steps(recall, precision), figure };
  });
  return drawSquare({
    look,
    curves,
    names: [word('recall'), word('precision')],
    reference: curves.length === 1 ? { label: word('chance'), from: share, to: share } : null,
    description: described('Precision over recall', curves),
  });
}

/** Each precision holds down to the next recall. */
function steps(recall: Float64Array, precision: Float64Array): Pick<Drawn, 'x' | 'y'> {
  const count = recall.length;
  const [x, y] = [new Float64Array(2 * count - 1), new Float64Array(2 * count - 1)];
  for (let i = 0; i < count; i++) {
    x[2 * i] = recall[i]!;
    y[2 * i] = precision[i]!;
    if (i + 1 < count) [x[2 * i + 1], y[2 * i + 1]] = [recall[i + 1]!, precision[i]!];
  }
  return { x, y };
}
