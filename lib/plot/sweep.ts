import { nothingMore, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { askOver, boundaryPanel, describeAnswers, gridOf, LEAST_PANEL } from './plane/panel.js';
import { PLANE_OPTIONS, planeOptions, titled, type PlaneOptions } from './boundary.js';
import { drawFigure } from './kit/figure.js';
import type { Predictor } from './plane/grid.js';
import {
  columnsFor,
  PANEL_KEYS,
  pictureOptions,
  type Look,
  type PanelOptions,
} from './kit/options.js';
import { readPoints, type PlanarDataset } from './plane/points.js';
import { probabilitiesOf } from './plane/probabilities.js';
import { regionEntries, regionShades, tintsOf } from './plane/tints.js';

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
export interface SweepPanelsOptions extends PanelOptions, PlaneOptions {}

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
  nothingMore('sweepPanels()', arguments, 3);
  const taken = readOptions('options', options, [...PANEL_KEYS, ...PLANE_OPTIONS]);
  const { padding, step, choice } = planeOptions(taken);
  const look = pictureOptions(taken, 'Hidden layer sizes');
  if (!Array.isArray(runs) || runs.length === 0)
    throw invalid('runs', runs, 'a list of at least one run of a sweep', 'ERR_DATA');
  const points = readPoints(dataset, choice);
  const columns = columnsFor(taken.columns, look.width, LEAST_PANEL, runs.length);
  const grid = gridOf(points, { padding, step, width: (look.width * look.zoom) / columns });
  const seeds = new Set(runs.map(({ seed }) => seed));
  const drawn = (runs as readonly SweepPanel[]).map((run, i) => {
    const title = titleOf(run, i, seeds.size > 1, look.word);
    const probabilities = probabilitiesOf(run.model, undefined, points.classes);
    return { title, answers: askOver(grid, points, run.model, probabilities) };
  });
  const tints = tintsOf(
    points.classes.length,
    drawn.map(({ answers }) => answers.labels),
  );
  return drawFigure({
    look,
    title: titled(look.title, points.plane.note, taken.title),
    description: drawn
      .map(({ title, answers }) => `${title.join(', ')}: ${describeAnswers(answers)}`)
      .join(' ')
      .replaceAll('\u00a0', ' '),
    legend: regionEntries(points.classes, tints, look.word),
    shades: regionShades(tints, look.colours),
    columns,
    sharedAxes: true,
    panels: drawn.map(({ title, answers }) => ({ ...boundaryPanel(answers, tints), title })),
  });
}

/** The network with its score, and below it the score on what was held out. */
function titleOf(
  run: SweepPanel,
  i: number,
  seeds: boolean,
  word: Look['word'],
): readonly string[] {
  const { hidden, seed, train, validation } = run ?? {};
  if (!Array.isArray(hidden))
    throw invalid(`runs[${i}].hidden`, hidden, 'a list of units, one per hidden layer', 'ERR_DATA');
  const percent = (scored: SweepPanel['validation']): string | undefined =>
    scored?.accuracy === undefined ? undefined : `${(100 * scored.accuracy).toFixed(2)}\u00a0%`;
  const size = hidden.length === 0 ? word('logistic') : `${word('size')} ${hidden.join(', ')}`;
  const named = seeds && seed !== undefined ? `${size}, ${word('seed')} ${seed}` : size;
  const [fit, held] = [percent(train), percent(validation)];
  return [
    [named, ...(fit === undefined ? [] : [fit])].join(' · '),
    ...(held === undefined ? [] : [`${word('validation')} ${held}`]),
  ];
}
