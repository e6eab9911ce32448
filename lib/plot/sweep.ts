import { readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { askOver, boundaryPanel, describeAnswers, gridOf } from './plane/panel.js';
import { PLANE_OPTIONS, planeOptions, titled, type PlaneOptions } from './boundary.js';
import { drawFigure } from './kit/figure.js';
import type { Predictor } from './plane/grid.js';
import { classEntries } from './kit/legend.js';
import { columnsFor, PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { readPoints, type PlanarDataset } from './plane/points.js';
import { probabilitiesOf } from './plane/probabilities.js';
import { classShadesOf } from './kit/theme.js';

/**
 * One network of a sweep: what `sweep` tells of each of its runs.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { type SweepPanel, sweepPanels } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const baseline: SweepPanel = { hidden: [], model: logisticRegression(moons) };
 * console.log(sweepPanels([baseline], moons, { step: 0.1 }).slice(0, 4)); // <svg
 */
export interface SweepPanel {
  /** Units of each hidden layer; none: logistic regression. */
  readonly hidden: readonly number[];
  /** What predicts. */
  readonly model: Predictor;
  /** Told in the panel's title where there are several. */
  readonly seed?: number | undefined;
  /** Of the examples trained on. */
  readonly train?:
    | {
        /** 0 … 1 */
        readonly accuracy?: number | undefined;
      }
    | undefined;
  /** Of those held out. */
  readonly validation?: SweepPanel['train'] | null;
}

/**
 * Options of {@link sweepPanels}.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { sweepPanels, type SweepPanelsOptions } from 'densely/plot';
 *
 * const options: SweepPanelsOptions = { title: 'Only the baseline', width: 400, step: 0.1 };
 * const moons = datasets.moons();
 * const panels = [{ hidden: [], model: logisticRegression(moons) }];
 * console.log(sweepPanels(panels, moons, options).includes('Only the baseline')); // true
 */
export interface SweepPanelsOptions extends PictureOptions, PlaneOptions {}

/**
 * The decision boundary of each network of a sweep with its accuracy, one panel each, over the same
 * examples.
 *
 * @param runs the `runs` of a sweep, or some of them
 * @param dataset as {@link decisionBoundary} takes it
 * @returns the text of an SVG file
 * @throws as `decisionBoundary` does
 *
 * @example
 * import { datasets, sweep } from 'densely';
 * import { sweepPanels } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const { runs } = await sweep(moons, { hidden: [1, 5, 20], epochs: 20, holdout: 0 });
 * console.log(sweepPanels(runs, moons, { width: 960 }).slice(0, 4)); // <svg
 */
export function sweepPanels(
  runs: readonly SweepPanel[],
  dataset: PlanarDataset,
  options?: SweepPanelsOptions,
): string {
  const taken = readOptions('options', options, [...PICTURE_KEYS, ...PLANE_OPTIONS]);
  const { padding, step, choice } = planeOptions(taken);
  const { title, width } = pictureOptions(taken, 'Hidden layer sizes');
  if (!Array.isArray(runs) || runs.length === 0)
    throw invalid('runs', runs, 'a list of at least one run of a sweep', 'ERR_DATA');
  const points = readPoints(dataset, choice);
  const columns = columnsFor(width, 280, runs.length);
  const grid = gridOf(points, { padding, step, width: width / columns });
  const seeds = new Set(runs.map(({ seed }) => seed));
  const drawn = (runs as readonly SweepPanel[]).map((run, i) => {
    const panelTitle = titleOf(run, i, seeds.size > 1);
    const probabilities = probabilitiesOf(run.model, undefined, points.classes);
    const answers = askOver(grid, points, run.model, probabilities);
    return {
      panel: { ...boundaryPanel(answers, () => []), title: panelTitle },
      description: `${panelTitle.join(', ')}: ${describeAnswers(answers)}`,
    };
  });
  return drawFigure({
    title: titled(title, points.plane.note, taken.title),
    description: drawn.map(({ description }) => description).join(' '),
    width,
    legend: classEntries(points.classes),
    shades: classShadesOf(points.classes.length),
    columns,
    panels: drawn.map(({ panel }) => panel),
  });
}

function titleOf(run: SweepPanel, i: number, seeds: boolean): readonly string[] {
  const { hidden, seed, train, validation } = run ?? {};
  if (!Array.isArray(hidden))
    throw invalid(`runs[${i}].hidden`, hidden, 'a list of units, one per hidden layer', 'ERR_DATA');
  const network =
    hidden.length === 0
      ? 'No hidden layer'
      : `Hidden layer${hidden.length > 1 ? 's' : ''} of size ${hidden.join(', ')}`;
  const percent = (scored: SweepPanel['validation']): string | undefined =>
    scored?.accuracy === undefined ? undefined : `${(100 * scored.accuracy).toFixed(2)} %`;
  const [fit, held] = [percent(train), percent(validation)];
  const scores = [
    ...(fit === undefined ? [] : [held === undefined ? `accuracy ${fit}` : `trained ${fit}`]),
    ...(held === undefined ? [] : [`held out ${held}`]),
  ];
  const named = seeds && seed !== undefined ? `${network}, seed ${seed}` : network;
  return [named, ...scores];
}
