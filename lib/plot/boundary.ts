import { nothingMore, positiveNumber, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import {
  drawnAtOnce,
  drawnInSlices,
  type AsyncPictureOptions,
  type Drawing,
  type Pace,
} from './kit/asking.js';
import { figureInSlices } from './kit/figure.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { predictorOf, type AsyncPredictor, type Predictor } from './plane/grid.js';
import { askOver, boundaryPanel, describeAnswers, gridOf, levelsIn } from './plane/panel.js';
import { readPoints, type PlanarDataset } from './plane/points.js';
import { planeChoice, type PlaneChoice } from './plane/plane.js';
import { levelEntries } from './plane/levels.js';
import {
  probabilitiesOf,
  type AsyncProbabilities,
  type Probabilities,
} from './plane/probabilities.js';
import { regionEntries, regionShades, tintsOf } from './plane/tints.js';

/**
 * How a plane is laid under a decision boundary.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { decisionBoundary, type PlaneOptions } from 'densely/plot';
 *
 * const coarse: PlaneOptions = { step: 0.1, padding: 0.5 };
 * const moons = datasets.moons();
 * console.log(decisionBoundary(logisticRegression(moons), moons, coarse).slice(0, 4)); // <svg
 */
export interface PlaneOptions extends PlaneChoice {
  /** How far the picture goes beyond the examples, in data units; default 8 % of each feature's span. */
  readonly padding?: number | undefined;
  /**
   * Distance of grid points in data units; default: as many points as can be told apart, 400 across 640
   * pixels. The exercise has padding 1 and step 0.01.
   */
  readonly step?: number | undefined;
}

/**
 * Options of {@link decisionBoundary}.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { type BoundaryOptions, decisionBoundary } from 'densely/plot';
 *
 * const options: BoundaryOptions = { title: 'A straight line', width: 400, step: 0.1 };
 * const flower = datasets.flower();
 * const svg = decisionBoundary(logisticRegression(flower), flower, options);
 * console.log(svg.includes('A straight line')); // true
 */
export interface BoundaryOptions extends PictureOptions, PlaneOptions {
  /**
   * A function that answers with probabilities, or true: the model's own. Default: true for a model that
   * has them. Classes then meet where they are equally likely, and lines show where the predicted class
   * has probability 0.75 and 0.9, as far as they are apart from the border.
   */
  readonly probabilities?: Probabilities | boolean | undefined;
}

/**
 * Options of {@link decisionBoundaryAsync}.
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { type AsyncBoundaryOptions, decisionBoundaryAsync } from 'densely/plot';
 *
 * const options: AsyncBoundaryOptions = { width: 400, signal: AbortSignal.timeout(10_000) };
 * const moons = datasets.moons();
 * const svg = await decisionBoundaryAsync(await train(moons, { epochs: 20 }), moons, options);
 * console.log(svg.slice(0, 4)); // <svg
 */
export interface AsyncBoundaryOptions
  extends Omit<BoundaryOptions, 'probabilities'>, AsyncPictureOptions {
  /** As of {@link BoundaryOptions}; the function may answer with a promise. */
  readonly probabilities?: AsyncProbabilities | boolean | undefined;
}

export const PLANE_OPTIONS = ['padding', 'step', 'features', 'pca'] as const;

/**
 * A picture of what a classifier answers over the plane of two features: the region of each class,
 * the boundary between them, and the examples on top. It is an SVG for light and dark pages.
 *
 * @param predict gets a float64 Matrix (n_x, n) of grid points, many times, and answers with a (1, n)
 *   Matrix of class numbers or a list of n labels; or a model with such a `predict`
 * @param dataset X (n_x, m), Y (1, m) class numbers or (k, m) one-hot, names of classes and features;
 *   with more than two features `features` or `pca` says which plane to show
 * @returns the text of an SVG file; the same input gives the same text
 * @throws `ERR_SHAPE` for more than two features without a chosen plane and for answers of the wrong
 *   length, `ERR_DATA` for answers that are no class of the dataset, `ERR_OPTION`; an error of
 *   `predict` passes through
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { datasets, nnModel, predict } from 'densely';
 * import { decisionBoundary } from 'densely/plot';
 *
 * const flower = datasets.flower();
 * const parameters = nnModel(flower.X, flower.Y, 4, { seed: 3, numIterations: 1000 });
 * const svg = decisionBoundary((X) => predict(parameters, X), flower);
 * await writeFile('boundary.svg', svg);
 * console.log(svg.slice(0, 4)); // <svg
 */
export function decisionBoundary(
  predict: Predictor,
  dataset: PlanarDataset,
  options?: BoundaryOptions,
): string {
  nothingMore('decisionBoundary()', arguments, 3);
  return drawnAtOnce(boundary(predict, dataset, readOptions('options', options, KEYS)));
}

/**
 * {@link decisionBoundary} between other work, for services: the same text. It is drawn in slices of a few
 * milliseconds; a model answers off the event loop, a function of your own is called for at most 4,096 points
 * at a time. The dataset must stay as it is until the picture is there.
 *
 * @param predict as `decisionBoundary` takes it; it may answer with a promise
 * @returns a promise of the text of an SVG file
 * @throws (rejects) as `decisionBoundary` does, or with the signal's reason
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { decisionBoundaryAsync } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const model = await train(moons, { epochs: 20 });
 * const soon = { signal: AbortSignal.timeout(10_000) };
 * console.log((await decisionBoundaryAsync(model, moons, soon)).slice(0, 4)); // <svg
 */
export async function decisionBoundaryAsync(
  predict: AsyncPredictor,
  dataset: PlanarDataset,
  options?: AsyncBoundaryOptions,
): Promise<string> {
  nothingMore('decisionBoundaryAsync()', arguments, 3);
  const { signal, ...taken } = readOptions('options', options, [...KEYS, 'signal']);
  return drawnInSlices(boundary(predict, dataset, taken), signal);
}

const KEYS = [...PICTURE_KEYS, ...PLANE_OPTIONS, 'probabilities'] as const;

/** Reads the options and answers with the drawing. */
function boundary(
  predict: unknown,
  dataset: PlanarDataset,
  taken: Partial<Record<(typeof KEYS)[number], unknown>>,
): (pace: Pace) => Drawing<string> {
  const { padding, step, choice } = planeOptions(taken);
  const look = pictureOptions(taken, 'Decision boundary');
  return function* (pace) {
    const points = yield* readPoints(dataset, choice);
    const { classes, plane } = points;
    const probabilities = probabilitiesOf(predict, taken.probabilities, classes);
    const grid = gridOf(points, { padding, step, width: look.width * look.zoom });
    const questions = { predict: predictorOf(predict), probabilities, pace };
    const answers = yield* askOver(grid, points, questions);
    const [tints, levels] = [yield* tintsOf(classes.length, [answers.labels]), levelsIn(answers)];
    return yield* figureInSlices({
      look,
      title: titled(look.title, plane.note, taken.title),
      description: yield* describeAnswers(answers),
      *legend(panel) {
        return [
          ...regionEntries(classes, tints, look.word),
          ...levelEntries(yield* levels(panel), look.word),
        ];
      },
      shades: regionShades(tints, look.colours),
      columns: 1,
      panels: [boundaryPanel(answers, tints, levels)],
    });
  };
}

/** A title of ours says what the plane leaves out; a given one stays as it is. */
export function titled(title: string, note: string, given: unknown): string {
  return given === undefined && note !== '' ? `${title}${note}` : title;
}

export function planeOptions(taken: Partial<Record<(typeof PLANE_OPTIONS)[number], unknown>>): {
  readonly padding: number | undefined;
  readonly step: number | undefined;
  readonly choice: PlaneChoice;
} {
  const { padding, step } = taken;
  return {
    padding: padding === undefined ? undefined : paddingNumber(padding),
    step: step === undefined ? undefined : positiveNumber('step', step),
    choice: planeChoice(taken),
  };
}

function paddingNumber(padding: unknown): number {
  if (typeof padding === 'number' && padding >= 0 && padding < Infinity) return padding;
  throw invalid('padding', padding, 'a finite number, 0 or above');
}
