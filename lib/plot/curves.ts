import { readOptions } from '../base/checks.js';
import { invalid, wrongShape } from '../base/errors.js';
import { drawFigure, type Panel } from './kit/figure.js';
import { lineEntry, type LegendEntry } from './kit/legend.js';
import { drawLine, lineEntryOf, paddedRange, type Line } from './kit/lines.js';
import { PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { classShadesOf, stroke, theme } from './kit/theme.js';

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
  /** The cost of the held-out examples, for each of `epoch`; NaN where it was not measured. */
  readonly validation?: ArrayLike<number> | undefined;
  /** The learning rate, or that of each of `epoch`; drawn below the costs. */
  readonly learningRate?: number | ArrayLike<number> | undefined;
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
}

interface Read extends LearningCurve {
  readonly learningRate: ArrayLike<number> | undefined;
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
  const taken = readOptions('options', options, [...PICTURE_KEYS, 'cost', 'epoch']);
  const { cost = 'cost', epoch = 'epoch' } = taken;
  if (typeof cost !== 'string') throw invalid('cost', cost, 'a text');
  if (typeof epoch !== 'string') throw invalid('epoch', epoch, 'a text');
  const read = readCurves(curves);
  const picture = pictureOptions(taken, read.length > 1 ? 'Learning curves' : 'Learning curve');
  // The names of the axes stand along the sides.
  const narrow = picture.width < 520;
  const rates = rateLines(read);
  const lines = costLines(read);
  const x = epochRange(read);
  const panels = [
    linesPanel(lines, x, [epoch, cost], narrow ? 0.75 : 0.6),
    ...(rates.length > 0
      ? [linesPanel(rates, x, [epoch, 'learning rate'], narrow ? 0.4 : 0.3)]
      : []),
  ];
  return drawFigure({
    ...picture,
    description: describe(read, cost, epoch),
    legend: lines.length > 1 ? legendOf(read, lines) : [],
    shades: classShadesOf(Math.max(2, read.length)),
    columns: 1,
    panels,
  });
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
  const { name, epoch, cost, validation, learningRate } = value as Partial<
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
  const optional = (key: string, list: unknown): ArrayLike<number> | undefined =>
    list === undefined ? undefined : numbers(`${argument}.${key}`, list, m, key === 'validation');
  return {
    name,
    epoch: epochs,
    cost: numbers(`${argument}.cost`, cost, m, false),
    validation: optional('validation', validation),
    learningRate: optional('learningRate', rate),
  };
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

/** One training has two colours, several have one each; points without validation are left out. */
function costLines(curves: readonly Read[]): Line[] {
  const single = curves.length === 1;
  return curves.flatMap(({ name = 'training', epoch, cost, validation }, i) => {
    const colour = single ? 1 : i;
    const line = { label: name, x: epoch, y: cost, colour, dashed: false, marked: !single };
    if (!validation) return [line];
    const measured = Array.from(validation, (_, at) => at).filter(
      (at) => !Number.isNaN(validation[at]),
    );
    return [
      line,
      {
        label: 'validation',
        x: measured.map((at) => epoch[at]!),
        y: measured.map((at) => validation[at]!),
        colour: single ? 0 : i,
        dashed: true,
        marked: false,
      },
    ];
  });
}

/** The dashes of all validation lines are told once. */
function legendOf(curves: readonly Read[], lines: readonly Line[]): LegendEntry[] {
  if (curves.length === 1) return lines.map(lineEntryOf);
  const dashed = { ...stroke('ink', theme.ink), 'stroke-width': '1.8', 'stroke-dasharray': '5 3' };
  return [
    ...lines.filter((line) => !line.dashed).map(lineEntryOf),
    ...(lines.some((line) => line.dashed) ? [lineEntry('validation', dashed)] : []),
  ];
}

function rateLines(curves: readonly Read[]): Line[] {
  return curves.flatMap(({ name = '', epoch, learningRate }, i) => {
    if (!learningRate) return [];
    const colour = curves.length === 1 ? 1 : i;
    const marked = curves.length > 1;
    return [{ label: name, x: epoch, y: learningRate, colour, dashed: false, marked }];
  });
}

function epochRange(curves: readonly Read[]): readonly [number, number] {
  const first = Math.min(...curves.map(({ epoch }) => epoch[0]!));
  const last = Math.max(...curves.map(({ epoch }) => epoch[epoch.length - 1]!));
  return last > first ? [first, last] : [first - 1, first + 1];
}

function linesPanel(
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
    aspect,
    draw: (axes) => lines.map((line) => drawLine(line, axes)).join(''),
  };
}

function describe(curves: readonly Read[], costName: string, epochName: string): string {
  const parts = curves.map(({ name, epoch, cost, validation }) => {
    const ends = (list: ArrayLike<number>): string => {
      const all = Array.from(list).filter((v) => !Number.isNaN(v));
      const [first, last] = [all[0], all.at(-1)].map((v) => v?.toPrecision(4));
      return all.length === 0 ? 'not measured' : `from ${first} to ${last}`;
    };
    const held = validation ? `, validation ${ends(validation)}` : '';
    const span = `${epochName} ${epoch[0]} to ${epoch[epoch.length - 1]}`;
    return `${name === undefined ? '' : `${name}: `}${costName} ${ends(cost)}${held}, ${span}`;
  });
  return `${parts.join('; ')}.`;
}
