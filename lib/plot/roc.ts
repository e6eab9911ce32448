import { nothingMore, readOptions } from '../base/checks.js';
import { described, drawSquare, sharesOf, withCurves, type Drawn } from './kit/named-curves.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';

/**
 * What {@link rocCurve} draws: the part of `model.evaluate(data, { scores: true })` that it needs.
 *
 * @example
 * import { rocCurve, type RocScores } from 'densely/plot';
 *
 * const perfect: RocScores = {
 *   rocCurve: { falsePositiveRate: [0, 0, 1], truePositiveRate: [0, 1, 1] },
 *   rocAuc: 1,
 * };
 * console.log(rocCurve(perfect).includes('1.000')); // true
 */
export interface RocScores {
  /** Stands in the legend; needed where there are several. */
  readonly name?: string | undefined;
  /** One point behind another, from (0, 0) to (1, 1). */
  readonly rocCurve?:
    | {
        /** Ascending. */
        readonly falsePositiveRate: ArrayLike<number>;
        /** Of each of `falsePositiveRate`. */
        readonly truePositiveRate: ArrayLike<number>;
      }
    | undefined;
  /** The area below it. */
  readonly rocAuc?: number | undefined;
}

/**
 * How many of the positive examples are found for how many negative ones that are taken for them, as the threshold
 * falls; the diagonal is chance.
 *
 * @param metrics what `model.evaluate(data, { scores: true })` answers: a line of two classes, one of each class
 * against the others, or of each label; or a list of them with names, to compare models
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what has no such curve, `ERR_OPTION`
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { rocCurve } from 'densely/plot';
 *
 * const data = datasets.moons();
 * const metrics = logisticRegression(data).evaluate(data, { scores: true });
 * console.log(rocCurve(metrics).slice(0, 4)); // <svg
 */
export function rocCurve(
  metrics: RocScores | readonly RocScores[] | object,
  options?: PictureOptions,
): string {
  nothingMore('rocCurve()', arguments, 2);
  const taken = readOptions('options', options, PICTURE_KEYS);
  const look = pictureOptions(taken, 'ROC curve');
  const { word } = look;
  const curves = withCurves<RocScores>(metrics, 'rocCurve', word).map(({ name, of }): Drawn => {
    const { rocCurve: curve, rocAuc: area } = of;
    const x = sharesOf('rocCurve.falsePositiveRate', curve!.falsePositiveRate);
    const y = sharesOf('rocCurve.truePositiveRate', curve!.truePositiveRate, x.length);
    return { name, x, y, figure: area === undefined ? '' : `${word('area')} ${area.toFixed(3)}` };
  });
  return drawSquare({
    look,
    curves,
    names: [word('false positive rate'), word('true positive rate')],
    reference: { label: word('chance'), from: 0, to: 1 },
    description: described('ROC curve, true positive rate over false positive rate', curves),
  });
}
