import { nothingMore, readOptions } from '../base/checks.js';
import { invalid, wrongShape } from '../base/errors.js';
import { checkMatrix, placementOf, type Matrix } from '../base/matrix.js';
import { numberAt, shape } from '../base/placement.js';
import { finite } from '../base/rows.js';
import { inPieces, type Slices } from '../base/slices.js';
import { PLANE_OPTIONS, planeOptions, titled, type PlaneOptions } from './boundary.js';
import {
  drawnAtOnce,
  drawnInSlices,
  type AsyncPictureOptions,
  type Drawing,
  type Pace,
  type Soon,
} from './kit/asking.js';
import { figureInSlices } from './kit/figure.js';
import { classEntries, swatchEntry } from './kit/legend.js';
import {
  columnsFor,
  PANEL_KEYS,
  pictureOptions,
  type Look,
  type PanelOptions,
} from './kit/options.js';
import { element, type Attributes } from './kit/svg.js';
import { classShadesOf, fill } from './kit/theme.js';
import { askAll, type Grid } from './plane/grid.js';
import { insideOf, PIECE } from './plane/outline.js';
import { BORDER, gridOf, LEAST_PANEL, planePanel } from './plane/panel.js';
import { readPoints, type PlanarDataset } from './plane/points.js';
import type { Plane } from './plane/plane.js';
import { affordable } from './plane/probabilities.js';
import { insidePath, type Size } from './plane/regions.js';

/**
 * What the units of a layer answer to the columns of X (n_x, m): a Matrix (n_l, m) of their
 * pre-activations Z[l].
 *
 * @example
 * import { datasets, forwardPropagation, initializeParameters } from 'densely';
 * import { unitMaps, type Units } from 'densely/plot';
 *
 * const parameters = initializeParameters(2, 4, 1, { seed: 3 });
 * const first: Units = (X) => forwardPropagation(X, parameters)[1].Z1!;
 * console.log(unitMaps(first, datasets.flower(), { step: 0.1 }).slice(0, 4)); // <svg
 */
export type Units = (X: Matrix) => Matrix;

/**
 * Options of {@link unitMaps}.
 *
 * @example
 * import { datasets, preActivations, train } from 'densely';
 * import { unitMaps, type UnitMapsOptions } from 'densely/plot';
 *
 * const options: UnitMapsOptions = { title: 'The second layer', columns: 2 };
 * const moons = datasets.moons();
 * const model = await train(moons, { hidden: [6, 4], epochs: 5 });
 * const svg = unitMaps((X) => preActivations(model, X, 2), moons, options);
 * console.log(svg.includes('The second layer')); // true
 */
export interface UnitMapsOptions extends PanelOptions, PlaneOptions {}

/** More are too small to be looked at. */
const MOST_UNITS = 12;

/** The pre-activations of the units that are drawn, over a grid. */
interface Answered {
  readonly grid: Grid;
  readonly values: readonly Float64Array[];
  /** How many there are. */
  readonly units: number;
}

/**
 * What each unit of a layer cuts off the plane of two features, a panel each: grey where its pre-activation
 * is 0 or above, the line where it is 0, and the examples on top. At most 12 units are drawn; the titles
 * say of how many.
 *
 * @param units gets a float64 Matrix (n_x, n) of grid points and answers with Z[l] (n_l, n): of a model
 *   `(X) => preActivations(model, X, l)`, of the verbs `(X) => forwardPropagation(X, parameters)[1].Z1!`
 * @param dataset as {@link decisionBoundary} takes it
 * @returns the text of an SVG file
 * @throws `ERR_SHAPE` for answers of another shape, `ERR_DATA` for values that are not finite; otherwise
 *   as `decisionBoundary` does
 *
 * @example
 * import { datasets, preActivations, train } from 'densely';
 * import { unitMaps } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const model = await train(moons, { hidden: [6], epochs: 50 });
 * console.log(unitMaps((X) => preActivations(model, X), moons).includes('unit 6')); // true
 */
export function unitMaps(units: Units, dataset: PlanarDataset, options?: UnitMapsOptions): string {
  nothingMore('unitMaps()', arguments, 3);
  return drawnAtOnce(maps(units, dataset, readOptions('options', options, KEYS)));
}

/**
 * {@link unitMaps} between other work, for services: the same text, drawn as `decisionBoundaryAsync` does.
 *
 * @param units as `unitMaps` takes it; it may answer with a promise
 * @returns a promise of the text of an SVG file
 * @throws (rejects) as `unitMaps` does, or with the signal's reason
 *
 * @example
 * import { datasets, preActivations, train } from 'densely';
 * import { unitMapsAsync } from 'densely/plot';
 *
 * const moons = datasets.moons();
 * const model = await train(moons, { hidden: [6], epochs: 50 });
 * const svg = await unitMapsAsync((X) => preActivations(model, X), moons, { columns: 3 });
 * console.log(svg.includes('unit 6')); // true
 */
export async function unitMapsAsync(
  units: (X: Matrix) => Soon<Matrix>,
  dataset: PlanarDataset,
  options?: UnitMapsOptions & AsyncPictureOptions,
): Promise<string> {
  nothingMore('unitMapsAsync()', arguments, 3);
  const { signal, ...taken } = readOptions('options', options, [...KEYS, 'signal']);
  return drawnInSlices(maps(units, dataset, taken), signal);
}

const KEYS = [...PANEL_KEYS, ...PLANE_OPTIONS] as const;

/** Reads the options and answers with the drawing. */
function maps(
  units: unknown,
  dataset: PlanarDataset,
  taken: Partial<Record<(typeof KEYS)[number], unknown>>,
): (pace: Pace) => Drawing<string> {
  const { padding, step, choice } = planeOptions(taken);
  const look = pictureOptions(taken, 'Where units are above 0');
  if (typeof units !== 'function')
    throw invalid(
      'units',
      units,
      'a function of an (n_x, m) Matrix that answers with Z[l] (n_l, m)',
    );
  return function* (pace) {
    const points = yield* readPoints(dataset, choice);
    const { classes, plane } = points;
    const width = (look.width * look.zoom) / columnsOf(taken.columns, look, MOST_UNITS);
    const asked = affordable(gridOf(points, { padding, step, width }), MOST_UNITS);
    const answered = yield* answersOf(units as Units, asked, plane, pace);
    const { grid, values } = answered;
    return yield* figureInSlices({
      look,
      title: titled(look.title, plane.note, taken.title),
      description: yield* describe(answered),
      legend: [...classEntries(classes, look.word), swatchEntry('z ≥ 0', SIDE)],
      shades: classShadesOf(classes.length, look.colours),
      columns: columnsOf(taken.columns, look, values.length),
      sharedAxes: true,
      panels: values.map((of, u) => ({
        ...planePanel(points, grid, (size) => drawUnit(of, grid, size)),
        title: [titleOf(answered, u, look.word)],
      })),
    });
  };
}

function columnsOf(columns: unknown, { width }: Look, panels: number): number {
  return columnsFor(columns, width, LEAST_PANEL, panels);
}

const NAME = 'units(X)';

function* answersOf(units: Units, grid: Grid, plane: Plane, pace: Pace): Drawing<Answered> {
  let [n, values]: [number | undefined, Float64Array[]] = [undefined, []];
  const asked = { atOnce: units, soon: units };
  yield* askAll(asked, grid, plane, pace, (answer, X, first) => {
    const Z = checkMatrix(NAME, answer);
    if (Z.cols !== X.cols || Z.rows === 0 || Z.rows !== (n ?? Z.rows))
      throw wrongShape(
        NAME,
        shape(Z),
        `(${n ?? 'n_l'}, ${X.cols}), a row for each unit of the layer`,
      );
    if (n === undefined) {
      n = Z.rows;
      const points = grid.x.count * grid.y.count;
      values = Array.from({ length: Math.min(n, MOST_UNITS) }, () => new Float64Array(points));
    }
    const place = placementOf(Z);
    for (const [u, of] of values.entries())
      for (let i = 0; i < Z.cols; i++) of[first + i] = finite(NAME, numberAt(place, u, i), u, i);
  });
  return { grid, values, units: n ?? 0 };
}

/** Where a unit is 0 or above: a grey that is no class. */
const SIDE: Attributes = { ...fill('muted'), 'fill-opacity': '0.2' };

function* drawUnit(values: Float64Array, { x, y }: Grid, size: Size): Slices<string> {
  const [columns, rows] = [x.count, y.count];
  const inside = yield* insideOf(values, 0, columns, rows);
  const d = yield* insidePath(inside, { values, columns, rows }, size);
  return d === '' ? '' : element('g', BORDER, element('path', { ...SIDE, d }));
}

function titleOf({ units, values }: Answered, u: number, word: Look['word']): string {
  const of = units > values.length ? ` / ${units}` : '';
  return `${word('unit')} ${u + 1}${of}`;
}

function* describe({ grid: { x, y }, values, units }: Answered): Slices<string> {
  const shares: string[] = [];
  for (const [u, of] of values.entries()) {
    let above = 0;
    yield* inPieces(of.length, PIECE, (from, to) => {
      for (let i = from; i < to; i++) if (of[i]! >= 0) above++;
    });
    shares.push(`unit ${u + 1}: ${((100 * above) / of.length).toFixed(1)} %`);
  }
  const drawn = units > values.length ? `The first ${values.length} of ${units}` : `All ${units}`;
  return (
    `${drawn} units of a layer at ${x.count} × ${y.count} points. ` +
    `Share of the plane where the pre-activation is 0 or above: ${shares.join('; ')}.`
  );
}
