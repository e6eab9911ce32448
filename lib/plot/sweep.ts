import { nothingMore, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { PLANE_OPTIONS, planeOptions, titled, type PlaneOptions } from './boundary.js';
import {
  drawnAtOnce,
  drawnInSlices,
  type AsyncPictureOptions,
  type Drawing,
  type Pace,
} from './kit/asking.js';
import { figureInSlices } from './kit/figure.js';
import {
  columnsFor,
  PANEL_KEYS,
  pictureOptions,
  type Look,
  type PanelOptions,
} from './kit/options.js';
import { predictorOf, type AsyncPredictor, type Predictor } from './plane/grid.js';
import {
  askOver,
  boundaryPanel,
  describeAnswers,
  gridOf,
  LEAST_PANEL,
  type Answers,
} from './plane/panel.js';
import { readPoints, type PlanarDataset } from './plane/points.js';
import { probabilitiesOf } from './plane/probabilities.js';
import { regionEntries, regionShades, tintsOf } from './plane/tints.js';

const VERDICTS = ['baseline', 'underfit', 'good', 'best', 'overfit'] as const;

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
  /** Told below the scores, where there is one: of a row of `sweep`. */
  readonly verdict?: (typeof VERDICTS)[number] | null | undefined;
}

/**
 * What `sweep` answers, as far as pictures ask it: runs, and the verdicts on their networks.
 *
 * @example
 * import { datasets, sweep } from 'densely';
 * import { type Swept, sweepPanels } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const swept: Swept = await sweep(moons, { hidden: [8], epochs: 20 });
 * console.log(sweepPanels(swept, moons, { step: 0.1 }).includes('>best<')); // true
 */
export interface Swept {
  /** One panel each. */
  readonly runs: readonly SweepPanel[];
  /** One for each network. */
  readonly rows: readonly Pick<SweepPanel, 'hidden' | 'verdict'>[];
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
 * @param runs what `sweep` answers: then panels tell its verdicts too; or its `runs`, or some of them
 * @param dataset as {@link decisionBoundary} takes it
 * @returns the text of an SVG file
 * @throws as `decisionBoundary` does
 *
 * @example
 * import { datasets, sweep } from 'densely';
 * import { sweepPanels } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const result = await sweep(moons, { hidden: [1, 5, 20], epochs: 20 });
 * console.log(sweepPanels(result, moons, { width: 960 }).slice(0, 4)); // <svg
 */
export function sweepPanels(
  runs: readonly SweepPanel[] | Swept,
  dataset: PlanarDataset,
  options?: SweepPanelsOptions,
): string {
  nothingMore('sweepPanels()', arguments, 3);
  return drawnAtOnce(panels(runs, dataset, readOptions('options', options, KEYS)));
}

/**
 * A {@link SweepPanel} whose model may answer with promises.
 *
 * @example
 * import { datasets, logisticRegression } from 'densely';
 * import { type AsyncSweepPanel, sweepPanelsAsync } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const model = logisticRegression(moons);
 * const baseline: AsyncSweepPanel = { hidden: [], model: (X) => model.predictAsync(X) };
 * console.log((await sweepPanelsAsync([baseline], moons)).slice(0, 4)); // <svg
 */
export interface AsyncSweepPanel extends Omit<SweepPanel, 'model'> {
  /** What predicts. */
  readonly model: AsyncPredictor;
}

/**
 * {@link sweepPanels} between other work, for services: the same text, drawn as `decisionBoundaryAsync` does.
 *
 * @param runs as `sweepPanels` takes them; what predicts may answer with a promise
 * @returns a promise of the text of an SVG file
 * @throws (rejects) as `sweepPanels` does, or with the signal's reason
 *
 * @example
 * import { datasets, sweep } from 'densely';
 * import { sweepPanelsAsync } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const { runs } = await sweep(moons, { hidden: [1, 5], epochs: 20, holdout: 0 });
 * const soon = { signal: AbortSignal.timeout(10_000) };
 * console.log((await sweepPanelsAsync(runs, moons, soon)).slice(0, 4)); // <svg
 */
export async function sweepPanelsAsync(
  runs:
    | readonly AsyncSweepPanel[]
    | (Omit<Swept, 'runs'> & { readonly runs: readonly AsyncSweepPanel[] }),
  dataset: PlanarDataset,
  options?: SweepPanelsOptions & AsyncPictureOptions,
): Promise<string> {
  nothingMore('sweepPanelsAsync()', arguments, 3);
  const { signal, ...taken } = readOptions('options', options, [...KEYS, 'signal']);
  return drawnInSlices(panels(runs, dataset, taken), signal);
}

const KEYS = [...PANEL_KEYS, ...PLANE_OPTIONS] as const;

/** Reads the options and answers with the drawing. */
function panels(
  given: unknown,
  dataset: PlanarDataset,
  taken: Partial<Record<(typeof KEYS)[number], unknown>>,
): (pace: Pace) => Drawing<string> {
  const { padding, step, choice } = planeOptions(taken);
  const look = pictureOptions(taken, 'Hidden layer sizes');
  const runs = runsOf(given);
  return function* (pace) {
    const points = yield* readPoints(dataset, choice);
    const columns = columnsFor(taken.columns, look.width, LEAST_PANEL, runs.length);
    const grid = gridOf(points, { padding, step, width: (look.width * look.zoom) / columns });
    const seeds = new Set(runs.map(({ seed }) => seed));
    const drawn: { title: readonly string[]; answers: Answers; description: string }[] = [];
    for (const [i, run] of runs.entries()) {
      const title = titleOf(run, i, seeds.size > 1, look.word);
      const probabilities = probabilitiesOf(run.model, undefined, points.classes);
      const questions = { predict: predictorOf(run.model), probabilities, pace };
      const answers = yield* askOver(grid, points, questions);
      const description = `${title.join(', ')}: ${yield* describeAnswers(answers)}`;
      drawn.push({ title, answers, description });
    }
    const grids = drawn.map(({ answers }) => answers.labels);
    const tints = yield* tintsOf(points.classes.length, grids);
    return yield* figureInSlices({
      look,
      title: titled(look.title, points.plane.note, taken.title),
      description: drawn
        .map(({ description }) => description)
        .join(' ')
        .replaceAll('\u00a0', ' '),
      legend: regionEntries(points.classes, tints, look.word),
      shades: regionShades(tints, look.colours),
      columns,
      sharedAxes: true,
      panels: drawn.map(({ title, answers }) => ({ ...boundaryPanel(answers, tints), title })),
    });
  };
}

function runsOf(given: unknown): SweepPanel[] {
  const swept = Array.isArray(given) ? { runs: given as unknown[] } : given;
  const { runs, rows = [] } = (swept ?? {}) as Partial<Record<keyof Swept, unknown>>;
  if (!Array.isArray(runs) || runs.length === 0)
    throw invalid('runs', given, 'a list of at least one run of a sweep', 'ERR_DATA');
  if (!Array.isArray(rows)) throw invalid('runs.rows', rows, 'the rows of a sweep', 'ERR_DATA');
  const named = (of: Partial<SweepPanel> | undefined): string => String(of?.hidden);
  const verdicts = new Map((rows as Swept['rows']).map((row) => [named(row), row?.verdict]));
  return Array.from(runs as SweepPanel[], (run, i) => {
    const verdict = run?.verdict ?? verdicts.get(named(run)) ?? null;
    if (verdict === null || VERDICTS.includes(verdict)) return { ...run, verdict };
    throw invalid(`runs[${i}].verdict`, verdict, `one of ${VERDICTS.join(', ')}`, 'ERR_DATA');
  });
}

/** The network with its score, below it the score on what was held out, and what a sweep says of it. */
function titleOf(
  run: SweepPanel,
  i: number,
  seeds: boolean,
  word: Look['word'],
): readonly string[] {
  const { hidden, seed, train, validation, verdict } = run;
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
    // The title of a network without hidden layers says that it is the baseline.
    ...(!verdict || verdict === 'baseline' ? [] : [word(verdict)]),
  ];
}
