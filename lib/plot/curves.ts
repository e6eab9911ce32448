import { nothingMore, oneOf, readOptions } from '../base/checks.js';
import { invalid, wrongShape } from '../base/errors.js';
import { riseIn } from '../base/rises.js';
import { logTicks, type Axes } from './kit/axes.js';
import { drawFigure, type Panel } from './kit/figure.js';
import { lineEntry, type LegendEntry } from './kit/legend.js';
import {
  drawLine,
  drawNames,
  lineEntryOf,
  namesWidth,
  paddedRange,
  type Line,
} from './kit/lines.js';
import { marker } from './kit/markers.js';
import { PICTURE_KEYS, pictureOptions, type Look, type PictureOptions } from './kit/options.js';
import { element, type Point } from './kit/svg.js';
import { textWidth } from './kit/text.js';
import {
  classShadesOf,
  fontSize,
  lineShadesOf,
  paint,
  stroke,
  type Colours,
  type Shades,
} from './kit/theme.js';

/**
 * A cost at some epochs.
 *
 * @example
 * import { type CurvePoints, learningCurves } from 'densely/plot';
 *
 * const validation: CurvePoints = { epoch: [0, 2], cost: [0.7, 0.6] };
 * console.log(learningCurves({ epoch: [0, 1, 2], cost: [0.7, 0.5, 0.4], validation }).slice(0, 4)); // <svg
 */
export interface CurvePoints {
  /** Ascending. */
  readonly epoch: ArrayLike<number>;
  /** One for each of `epoch`. */
  readonly cost: ArrayLike<number>;
}

/**
 * What a training recorded: a model's `history`, or the like.
 *
 * @example
 * import { type LearningCurve, learningCurves } from 'densely/plot';
 *
 * const curve: LearningCurve = { epoch: [0, 1, 2], cost: [0.7, 0.5, 0.4], validation: [0.7, 0.6, 0.6] };
 * console.log(learningCurves(curve).slice(0, 4)); // <svg
 */
export interface LearningCurve {
  /** Stands in the legend; needed where there are several. */
  readonly name?: string | undefined;
  /** Ascending. */
  readonly epoch: ArrayLike<number>;
  /** One cost for each of `epoch`. */
  readonly cost: ArrayLike<number>;
  /**
   * The cost of the held-out examples, for each of `epoch`, or with epochs of its own as in a `history`; NaN where it
   * was not measured.
   */
  readonly validation?: ArrayLike<number> | CurvePoints | undefined;
  /** The learning rate, or that of each of `epoch`; drawn below the costs. */
  readonly learningRate?: number | ArrayLike<number> | undefined;
  /** Where one says that the cost rose, a mark stands on the line. */
  readonly warnings?: readonly string[] | undefined;
}

/**
 * Options of {@link learningCurves}.
 *
 * @example
 * import { learningCurves, type LearningCurvesOptions } from 'densely/plot';
 *
 * const options: LearningCurvesOptions = { cost: 'cross-entropy (nats per example)', epoch: 'iteration' };
 * console.log(learningCurves({ epoch: [0, 1], cost: [0.7, 0.5] }, options).includes('iteration')); // true
 */
export interface LearningCurvesOptions extends PictureOptions {
  /** What the cost is, default 'cost'; for example 'cross-entropy (nats per example)'. */
  readonly cost?: string | undefined;
  /** What an epoch is, default 'epoch'; for full-batch training perhaps 'iteration'. */
  readonly epoch?: string | undefined;
  /** The axis of costs; of logarithms, costs of 0 and below are left out. Default 'linear'. */
  readonly scale?: 'linear' | 'log' | undefined;
}

interface Read extends LearningCurve {
  /** Without gaps. */
  readonly validation: CurvePoints | undefined;
  readonly learningRate: ArrayLike<number> | undefined;
  /** The epochs from which the cost rose, as its warnings say. */
  readonly rises: readonly number[];
}

/**
 * Cost over the epochs of one training, or of several to compare; costs of held-out examples dashed, the
 * learning rate in a panel of its own.
 *
 * @param curves a model's `history`, or a list of such with names
 * @returns the text of an SVG file
 * @throws `ERR_DATA`, `ERR_SHAPE` for lists that do not fit each other, `ERR_OPTION`
 *
 * @example
 * import { datasets, train } from 'densely';
 * import { learningCurves } from 'densely/plot';
 *
 * const { history } = await train(datasets.moons(), { epochs: 20, activation: 'tanh' });
 * const other = await train(datasets.moons(), { epochs: 20, activation: 'sigmoid' });
 * const svg = learningCurves([
 *   { name: 'tanh', ...history },
 *   { name: 'sigmoid', ...other.history },
 * ]);
 * console.log(svg.slice(0, 4)); // <svg
 */
export function learningCurves(
  curves: LearningCurve | readonly LearningCurve[],
  options?: LearningCurvesOptions,
): string {
  nothingMore('learningCurves()', arguments, 2);
  const taken = readOptions('options', options, [...PICTURE_KEYS, 'cost', 'epoch', 'scale']);
  const { cost = 'cost', epoch = 'epoch' } = taken;
  if (typeof cost !== 'string') throw invalid('cost', cost, 'a text');
  if (typeof epoch !== 'string') throw invalid('epoch', epoch, 'a text');
  const log = oneOf('scale', taken.scale ?? 'linear', ['linear', 'log']) === 'log';
  const read = readCurves(curves);
  const look = pictureOptions(taken, read.length > 1 ? 'Learning curves' : 'Learning curve');
  // The names of the axes stand along the sides.
  const narrow = look.width < 520;
  const named = namesAtEnds(read, look);
  const lines = costLines(read, named, look.word);
  const rates = rateLines(read);
  const x = epochRange(read);
  const costs = costPanel(read, lines, { named, log });
  const panels = [
    { ...costs, x, names: [epoch, cost] as const, aspect: narrow ? 0.75 : 0.6 },
    ...(rates.length > 0
      ? [ratePanel(rates, x, [epoch, look.word('learning rate')], narrow ? 0.4 : 0.3)]
      : []),
  ];
  return drawFigure({
    look,
    description: describe(read, cost, epoch),
    legend: legendOf(read, lines, { named, word: look.word }),
    shades: shadesOf(read.length, look.colours),
    columns: 1,
    panels,
  });
}

/** One training has two colours, which mean nothing else; several have one each. */
function shadesOf(curves: number, colours: Colours): Shades {
  return curves === 1 ? classShadesOf(2, colours) : lineShadesOf(curves, colours);
}

/** Whether each line has room for its name where it ends: better than a legend to look up. */
function namesAtEnds(curves: readonly Read[], { width }: Look): boolean {
  if (curves.length === 1 || curves.length > 8) return false;
  const longest = Math.max(...curves.map(({ name = '' }) => textWidth(name, fontSize.tick)));
  return longest <= 0.28 * width;
}

function readCurves(curves: unknown): Read[] {
  const list = Array.isArray(curves) ? Array.from(curves as unknown[]) : [curves];
  if (list.length === 0) throw invalid('curves', curves, 'at least one history', 'ERR_DATA');
  return list.map((curve, i) =>
    readCurve(list.length > 1 ? `curves[${i}]` : 'curves', curve, list.length),
  );
}

function readCurve(argument: string, value: unknown, count: number): Read {
  if (value === null || typeof value !== 'object')
    throw invalid(argument, value, "a history such as a model's", 'ERR_DATA');
  const { name, epoch, cost, validation, learningRate, warnings } = value as Partial<
    Record<keyof LearningCurve, unknown>
  >;
  if (name !== undefined && typeof name !== 'string')
    throw invalid(`${argument}.name`, name, 'a text', 'ERR_DATA');
  if (name === undefined && count > 1)
    throw invalid(`${argument}.name`, name, 'a text: there are several curves', 'ERR_DATA');
  const epochs = numbers(`${argument}.epoch`, epoch, undefined, false);
  const m = epochs.length;
  if (m === 0)
    throw invalid(
      `${argument}.epoch`,
      epoch,
      'the recorded epochs, at least one (the history of a loaded model is empty)',
      'ERR_DATA',
    );
  const rate =
    typeof learningRate === 'number' ? new Array<number>(m).fill(learningRate) : learningRate;
  return {
    name,
    epoch: epochs,
    cost: numbers(`${argument}.cost`, cost, m, false),
    validation: heldOutCosts(`${argument}.validation`, validation, epochs),
    learningRate: rate === undefined ? rate : numbers(`${argument}.learningRate`, rate, m, false),
    rises: readWarnings(`${argument}.warnings`, warnings),
  };
}

/** Costs at the epochs of the curve, or at those that come with them; only where they were measured. */
function heldOutCosts(
  argument: string,
  value: unknown,
  epochs: ArrayLike<number>,
): CurvePoints | undefined {
  if (value === undefined) return undefined;
  const isOwn = value !== null && typeof value === 'object' && 'epoch' in value && 'cost' in value;
  const epoch = isOwn ? numbers(`${argument}.epoch`, value.epoch, undefined, false) : epochs;
  const name = isOwn ? `${argument}.cost` : argument;
  const cost = numbers(name, isOwn ? value.cost : value, epoch.length, true);
  const measured = Array.from(cost, (_, i) => i).filter((i) => !Number.isNaN(cost[i]));
  return { epoch: measured.map((i) => epoch[i]!), cost: measured.map((i) => cost[i]!) };
}

function readWarnings(argument: string, warnings: unknown): number[] {
  if (warnings === undefined) return [];
  if (!Array.isArray(warnings) || !warnings.every((text) => typeof text === 'string'))
    throw invalid(argument, warnings, 'a list of texts', 'ERR_DATA');
  return warnings.flatMap((text: string) => riseIn(text) ?? []);
}

/** A list of numbers of the given length, all finite unless `gaps` lets NaN stand for none. */
function numbers(
  argument: string,
  value: unknown,
  length: number | undefined,
  gaps: boolean,
): ArrayLike<number> {
  const list = value as ArrayLike<unknown> | null | undefined;
  if (list === null || typeof list !== 'object' || typeof list.length !== 'number')
    throw invalid(argument, value, 'a list of numbers', 'ERR_DATA');
  if (length !== undefined && list.length !== length)
    throw wrongShape(argument, `${list.length} numbers long`, `${length}, one for each epoch`);
  const wrong = Array.prototype.findIndex.call(
    list,
    (v: unknown) => typeof v !== 'number' || !(Number.isFinite(v) || (gaps && Number.isNaN(v))),
  );
  if (wrong >= 0)
    throw invalid(`${argument}[${wrong}]`, list[wrong], 'a finite number', 'ERR_DATA');
  return list as ArrayLike<number>;
}

/** Points without validation are left out. */
function costLines(curves: readonly Read[], named: boolean, word: Look['word']): Line[] {
  const single = curves.length === 1;
  return curves.flatMap(({ name = word('training'), epoch, cost, validation }, i) => {
    const colour = single ? 'class-1' : `line-${i}`;
    const mark = single || named ? undefined : i;
    const line = { label: name, x: epoch, y: cost, colour, dashed: false, mark };
    if (!validation) return [line];
    return [
      line,
      {
        label: word('validation'),
        x: validation.epoch,
        y: validation.cost,
        colour: single ? 'class-0' : colour,
        dashed: true,
      },
    ];
  });
}

/** The dashes of all validation lines are told once, and so is the mark of a rising cost. */
function legendOf(
  curves: readonly Read[],
  lines: readonly Line[],
  { named, word }: { readonly named: boolean; readonly word: Look['word'] },
): LegendEntry[] {
  const dashed = { ...stroke('ink'), 'stroke-width': '1.8', 'stroke-dasharray': '5 3' };
  const solid = lines.filter((line) => !line.dashed);
  const several = [
    ...(named ? [] : solid.map(lineEntryOf)),
    ...(lines.length > solid.length ? [lineEntry(word('validation'), dashed)] : []),
  ];
  const own = curves.length > 1 ? several : lines.length > 1 ? lines.map(lineEntryOf) : [];
  const rise = { label: word('rising cost'), sign: (at: Point) => riseMark([at]) };
  return [...own, ...(curves.some(({ rises }) => rises.length > 0) ? [rise] : [])];
}

function riseMark(at: readonly Point[]): string {
  const style = { ...paint('ink', 'background'), 'stroke-width': '0.7' };
  return element('g', style, ...at.map((p) => marker(RISE, p, 4.4)));
}

/** The shape of a triangle that points upwards. */
const RISE = 2;

function costPanel(
  curves: readonly Read[],
  given: readonly Line[],
  { named, log }: { readonly named: boolean; readonly log: boolean },
): Pick<Panel, 'y' | 'rows' | 'whole' | 'endMark' | 'aside' | 'draw'> {
  const height = (cost: number): number => (log ? Math.log10(cost) : cost);
  const lines = given.map((line) => (log ? { ...line, y: Array.from(line.y, height) } : line));
  const y = paddedRange(lines.map((line) => line.y));
  const solid = lines.filter((line) => !line.dashed);
  return {
    y,
    rows: log ? () => logTicks(y) : undefined,
    whole: { x: true },
    endMark: true,
    aside: named ? namesWidth(solid) : undefined,
    draw: (axes) =>
      lines.map((line) => drawLine(line, axes)).join('') +
      risesOf(curves, height, axes) +
      (named ? drawNames(solid, axes) : ''),
  };
}

/** A mark on the line of each training from which its cost rose. */
function risesOf(curves: readonly Read[], height: (cost: number) => number, axes: Axes): string {
  const at = curves.flatMap(({ epoch, cost, rises }) =>
    rises.flatMap((rise): Point[] => {
      const i = Array.prototype.findLastIndex.call(epoch, (e: number) => e <= rise);
      return i < 0 ? [] : [[axes.x.at(epoch[i]!), axes.y.at(height(cost[i]!)) - 9]];
    }),
  );
  return at.length === 0 ? '' : riseMark(at);
}

function rateLines(curves: readonly Read[]): Line[] {
  return curves.flatMap(({ name = '', epoch, learningRate }, i) => {
    if (!learningRate) return [];
    const colour = curves.length === 1 ? 'class-1' : `line-${i}`;
    return [{ label: name, x: epoch, y: learningRate, colour, dashed: false }];
  });
}

function epochRange(curves: readonly Read[]): readonly [number, number] {
  const all = curves.flatMap(({ epoch, validation }) =>
    validation ? [epoch, validation.epoch] : [epoch],
  );
  const some = all.filter(({ length }) => length > 0);
  const first = Math.min(...some.map((epoch) => epoch[0]!));
  const last = Math.max(...some.map((epoch) => epoch[epoch.length - 1]!));
  return last > first ? [first, last] : [first - 1, first + 1];
}

function ratePanel(
  lines: readonly Line[],
  x: readonly [number, number],
  names: readonly [string, string],
  aspect: number,
): Panel {
  return {
    x,
    y: paddedRange(lines.map((line) => line.y)),
    names,
    whole: { x: true },
    endMark: true,
    aspect,
    draw: (axes) => lines.map((line) => drawLine(line, axes)).join(''),
  };
}

function describe(curves: readonly Read[], costName: string, epochName: string): string {
  const parts = curves.map(({ name, epoch, cost, validation, rises }) => {
    const ends = (list: ArrayLike<number>): string => {
      const all = Array.from(list);
      const [first, last] = [all[0], all.at(-1)].map((v) => v?.toPrecision(4));
      return all.length === 0 ? 'not measured' : `from ${first} to ${last}`;
    };
    const held = validation ? `, validation ${ends(validation.cost)}` : '';
    const span = `${epochName} ${epoch[0]} to ${epoch[epoch.length - 1]}, ${epoch.length} recorded`;
    const rose = rises.map((from) => `, rising from ${epochName} ${from}`).join('');
    return `${name === undefined ? '' : `${name}: `}${costName} ${ends(cost)}${held}, ${span}${rose}`;
  });
  return `${parts.join('; ')}.`;
}
