import { nothingMore, readOptions } from '../base/checks.js';
import type { Axes } from './kit/axes.js';
import { marker } from './kit/markers.js';
import { described, drawSquare, sharesOf, withCurves, type Drawn } from './kit/named-curves.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { element } from './kit/svg.js';
import { paint } from './kit/theme.js';

/**
 * What {@link calibrationCurve} draws: the part of `model.evaluate(data, { scores: true })` that it needs.
 *
 * @example
 * import { calibrationCurve, type CalibrationScores } from 'densely/plot';
 *
 * const sure: CalibrationScores = {
 *   calibrationCurve: { predicted: [0.1, 0.9], observed: [0.2, 0.7] },
 *   calibrationError: 0.15,
 * };
 * console.log(calibrationCurve(sure).includes('0.150')); // true
 */
export interface CalibrationScores {
  /** Stands in the legend; needed where there are several. */
  readonly name?: string | undefined;
  /** One bin of examples behind another. */
  readonly calibrationCurve?:
    | {
        /** Mean probability of each bin, ascending. */
        readonly predicted: ArrayLike<number>;
        /** Share of each bin that is true. */
        readonly observed: ArrayLike<number>;
      }
    | undefined;
  /** The mean distance from the diagonal. */
  readonly calibrationError?: number | undefined;
}

/**
 * How often what is said with some probability is true, bin by bin of examples (a reliability diagram): below the
 * diagonal probabilities are too high, above it too low. Bins are of equal mass.
 *
 * @param metrics what `model.evaluate(data, { scores: true })` answers: a line of two classes, of the likeliest of
 * several, or of each label; or a list of them with names, to compare models
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what has no such curve, `ERR_OPTION`
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { calibrationCurve } from 'densely/plot';
 *
 * const [fit, test] = datasets.moons({ size: 400 }).split({ test: 0.5, seed: 1 });
 * const options = { epochs: 60, validation: 0.3, seed: 1 };
 * const before = (await train(fit, options)).evaluate(test, { scores: true });
 * const after = (await train(fit, { ...options, calibrate: true })).evaluate(test, { scores: true });
 * const both = [{ name: 'before', ...before }, { name: 'after', ...after }];
 * console.log(calibrationCurve(both).slice(0, 4)); // <svg
 */
export function calibrationCurve(
  metrics: CalibrationScores | readonly CalibrationScores[] | object,
  options?: PictureOptions,
): string {
  nothingMore('calibrationCurve()', arguments, 2);
  const taken = readOptions('options', options, PICTURE_KEYS);
  const look = pictureOptions(taken, 'Calibration');
  const { word } = look;
  const found = withCurves<CalibrationScores>(metrics, 'calibrationCurve', word);
  const curves = found.map(({ name, of }): Drawn => {
    const { calibrationCurve: curve, calibrationError: error } = of;
    const x = sharesOf('calibrationCurve.predicted', curve!.predicted);
    const y = sharesOf('calibrationCurve.observed', curve!.observed, x.length);
    const figure = error === undefined ? '' : `${word('calibration error')} ${error.toFixed(3)}`;
    return { name, x, y, figure };
  });
  return drawSquare({
    look,
    curves,
    names: [word('predicted probability'), word('share that is true')],
    reference: { label: word('perfectly calibrated'), from: 0, to: 1 },
    description: described('Share that is true over predicted probability', curves),
    marks: drawBins,
  });
}

function drawBins({ x, y }: Axes, curve: Drawn, colour: string): string {
  const style = { ...paint(colour, 'background'), 'stroke-width': '0.7' };
  const points = Array.from(curve.x, (at, i) => marker(0, [x.at(at), y.at(curve.y[i]!)], 3.4));
  return element('g', style, ...points);
}
