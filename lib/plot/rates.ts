import { nothingMore, oneOf, readOptions } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import { logColumns, logTicks, NO_TICKS, type Axes } from './kit/axes.js';
import { drawFigure, type Panel } from './kit/figure.js';
import type { LegendEntry } from './kit/legend.js';
import { drawLine, paddedRange } from './kit/lines.js';
import { marker } from './kit/markers.js';
import { PICTURE_KEYS, pictureOptions, type Look, type PictureOptions } from './kit/options.js';
import { element, type Point } from './kit/svg.js';
import { classShadesOf, paint, stroke } from './kit/theme.js';

/**
 * A training at a learning rate: its last cost, or its history.
 *
 * @example
 * import { learningRates, type RatedRun } from 'densely/plot';
 *
 * const runs: RatedRun[] = [
 *   { learningRate: 0.1, cost: 0.31 },
 *   { learningRate: 1, history: { cost: [0.69, 0.4, 0.22] } },
 *   { learningRate: 10, cost: Infinity }, // diverged
 * ];
 * console.log(learningRates(runs).slice(0, 4)); // <svg
 */
export interface RatedRun {
  /** Above 0. */
  readonly learningRate: number;
  /** At the end; Infinity, NaN or null where the training diverged. */
  readonly cost?: number | null | undefined;
  /** Where no cost is given: its last one counts. */
  readonly history?:
    | {
        /** One after another. */
        readonly cost: ArrayLike<number>;
      }
    | undefined;
}

/**
 * Options of {@link learningRates}.
 *
 * @example
 * import { learningRates, type LearningRatesOptions } from 'densely/plot';
 *
 * const options: LearningRatesOptions = { cost: 'mean squared error', scale: 'log' };
 * const runs = [{ learningRate: 0.1, cost: 0.3 }, { learningRate: 1, cost: 0.002 }];
 * console.log(learningRates(runs, options).includes('mean squared error')); // true
 */
export interface LearningRatesOptions extends PictureOptions {
  /** What the cost is, default 'cost'; for example 'cross-entropy (nats per example)'. */
  readonly cost?: string | undefined;
  /** The axis of costs; of logarithms, costs of 0 and below are left out. Default 'linear'. */
  readonly scale?: 'linear' | 'log' | undefined;
}

/** All trainings at one rate. */
interface Rated {
  readonly learningRate: number;
  /** Of those that did not diverge. */
  readonly costs: readonly number[];
  /** NaN where all diverged. */
  readonly mean: number;
  readonly diverged: boolean;
}

/**
 * The last cost of several trainings against their learning rates, on an axis of logarithms: too small a rate
 * leaves the cost high, too large a one makes it rise or diverge. The lowest is marked; trainings that diverged
 * stand at the upper edge. Of several at one rate, with other seeds perhaps, the line runs through the mean.
 *
 * @returns the text of an SVG file
 * @throws `ERR_DATA` for what is no list of such runs, `ERR_OPTION`
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { learningRates } from 'densely/plot';
 *
 * const runs = await Promise.all(
 *   [0.001, 0.01, 0.1].map(async (learningRate) => {
 *     const { history } = await train(datasets.moons(), { epochs: 20, learningRate });
 *     return { learningRate, history };
 *   }),
 * );
 * console.log(learningRates(runs).slice(0, 4)); // <svg
 */
export function learningRates(runs: readonly RatedRun[], options?: LearningRatesOptions): string {
  nothingMore('learningRates()', arguments, 2);
  const taken = readOptions('options', options, [...PICTURE_KEYS, 'cost', 'scale']);
  const { cost = 'cost' } = taken;
  if (typeof cost !== 'string') throw invalid('cost', cost, 'a text');
  const log = oneOf('scale', taken.scale ?? 'linear', ['linear', 'log']) === 'log';
  const look = pictureOptions(taken, 'Cost against learning rate');
  const rated = byRate(runs);
  const best = bestOf(rated);
  return drawFigure({
    look,
    description: describe(rated, best, cost),
    legend: legendOf(rated, best, look.word),
    shades: classShadesOf(2, look.colours),
    columns: 1,
    panels: [ratesPanel(rated, best, { log, names: [look.word('learning rate'), cost], look })],
  });
}

function byRate(runs: unknown): Rated[] {
  if (!Array.isArray(runs) || runs.length === 0)
    throw invalid('runs', runs, 'a list of at least one run at a learning rate', 'ERR_DATA');
  const costs = new Map<number, number[]>();
  for (const [i, run] of Array.from(runs as unknown[]).entries()) {
    const { learningRate, cost } = readRun(`runs[${i}]`, run);
    costs.set(learningRate, [...(costs.get(learningRate) ?? []), cost]);
  }
  return [...costs.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([learningRate, all]) => {
      const finite = all.filter(Number.isFinite);
      const mean = finite.reduce((sum, cost) => sum + cost, 0) / finite.length;
      return { learningRate, costs: finite, mean, diverged: finite.length < all.length };
    });
}

function readRun(argument: string, run: unknown): { learningRate: number; cost: number } {
  if (run === null || typeof run !== 'object')
    throw invalid(argument, run, 'a learning rate with a cost or a history', 'ERR_DATA');
  const { learningRate, cost, history } = run as Partial<Record<keyof RatedRun, unknown>>;
  if (typeof learningRate !== 'number' || !(learningRate > 0 && learningRate < Infinity))
    throw invalid(
      `${argument}.learningRate`,
      learningRate,
      'a finite number above 0, one of a run',
      'ERR_DATA',
    );
  const name = cost === undefined && history !== undefined ? 'history.cost' : 'cost';
  const last = cost === undefined ? lastOf(history) : cost;
  if (last === null) return { learningRate, cost: NaN };
  if (typeof last === 'number') return { learningRate, cost: last };
  const allowed =
    name === 'cost'
      ? 'a number; Infinity, NaN or null where the training diverged'
      : 'a list of at least one number (the history of a loaded model is empty)';
  throw invalid(`${argument}.${name}`, last, allowed, 'ERR_DATA');
}

function lastOf(history: unknown): unknown {
  const { cost } = (history ?? {}) as { readonly cost?: ArrayLike<unknown> | null };
  const length = cost?.length;
  return typeof length === 'number' && length > 0 ? cost![length - 1] : cost;
}

/** The lowest mean of the rates at which none diverged, or, where each had such, of all. */
function bestOf(rated: readonly Rated[]): Rated | undefined {
  const some = rated.filter(({ costs }) => costs.length > 0);
  const safe = some.filter(({ diverged }) => !diverged);
  return (safe.length > 0 ? safe : some).toSorted((a, b) => a.mean - b.mean)[0];
}

function ratesPanel(
  rated: readonly Rated[],
  best: Rated | undefined,
  { log, names, look }: { log: boolean; names: readonly [string, string]; look: Look },
): Panel {
  const height = (cost: number): number => (log ? Math.log10(cost) : cost);
  const y = paddedRange(rated.map(({ costs }) => costs.map(height)));
  const empty = best === undefined || !Number.isFinite(height(best.mean));
  return {
    x: around(rated),
    y,
    names,
    columns: logColumns,
    rows: empty ? () => NO_TICKS : log ? () => logTicks(y) : undefined,
    aspect: look.width < 520 ? 0.75 : 0.6,
    draw: (axes) => drawRates(rated, best, height, axes),
  };
}

const MARKS = [1, 2, 5, 10].map(Math.log10);

/** From the 1, 2 or 5 below all rates to the one above, as logarithms. */
function around(rated: readonly Rated[]): readonly [number, number] {
  const [low, high] = [rated[0]!, rated.at(-1)!].map((of) => Math.log10(of.learningRate));
  // A rate that is such a number itself has room to both sides.
  const [below, above] = [low! - 0.05, high! + 0.05];
  const [first, last] = [Math.floor(below), Math.floor(above)];
  return [
    first + MARKS.findLast((mark) => first + mark <= below)!,
    last + MARKS.find((mark) => last + mark >= above)!,
  ];
}

function drawRates(
  rated: readonly Rated[],
  best: Rated | undefined,
  height: (cost: number) => number,
  axes: Axes,
): string {
  const at = ({ learningRate }: Rated, cost: number): Point => [
    axes.x.at(Math.log10(learningRate)),
    axes.y.at(height(cost)),
  ];
  const seen = (cost: number): boolean => Number.isFinite(height(cost));
  const line = {
    label: '',
    x: rated.map(({ learningRate }) => Math.log10(learningRate)),
    y: rated.map(({ mean }) => (seen(mean) ? height(mean) : NaN)),
    colour: 'class-1',
    dashed: false,
  };
  const points = rated.flatMap((of) => of.costs.filter(seen).map((cost) => at(of, cost)));
  const lost = rated
    .filter(({ diverged }) => diverged)
    .map((of): Point => [at(of, 1)[0], axes.panel.top + 10]);
  return [
    drawLine(line, axes),
    element('g', DOT, ...points.map((p) => marker(0, p, 3.6))),
    ...(best && seen(best.mean) ? [bestMark(at(best, best.mean))] : []),
    lost.length === 0 ? '' : element('g', LOST, ...lost.map((p) => marker(UP, p, 4.4))),
  ].join('');
}

const DOT = { ...paint('class-1', 'background'), 'stroke-width': '0.7' };
const LOST = { ...paint('class-0', 'background'), 'stroke-width': '0.7' };

/** The shape of a triangle that points upwards. */
const UP = 2;

function bestMark([cx, cy]: Point): string {
  const ring = { ...stroke('ink'), 'stroke-width': '1.6', fill: 'none' };
  return element('circle', { ...ring, cx, cy, r: 6.5 });
}

function legendOf(
  rated: readonly Rated[],
  best: Rated | undefined,
  word: Look['word'],
): LegendEntry[] {
  const lowest: LegendEntry[] =
    best === undefined
      ? []
      : [
          {
            label: `${word('lowest cost')} ${best.mean.toPrecision(4)} (${best.learningRate})`,
            sign: (at) => element('g', DOT, marker(0, at, 3.6)) + bestMark(at),
          },
        ];
  const diverged: LegendEntry = {
    label: word('diverged'),
    sign: (at) => element('g', LOST, marker(UP, at, 4.4)),
  };
  return rated.some((of) => of.diverged) ? [...lowest, diverged] : lowest;
}

function describe(rated: readonly Rated[], best: Rated | undefined, costName: string): string {
  const parts = rated.map(({ learningRate, mean, costs, diverged }) => {
    const cost = costs.length === 0 ? [] : [mean.toPrecision(4)];
    return `${learningRate}: ${[...cost, ...(diverged ? ['diverged'] : [])].join(', ')}`;
  });
  const lowest = best === undefined ? '' : ` The lowest is at ${best.learningRate}.`;
  return `Last ${costName} by learning rate. ${parts.join('; ')}.${lowest}`;
}
