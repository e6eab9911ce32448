import { nothingMore, readOptions } from '../base/checks.js';
import { shape } from '../base/placement.js';
import { finite } from '../base/rows.js';
import { hasPath, sizesOf, type ParameterDict } from '../network/parameters.js';
import { NO_TICKS, ticks, type Axes } from './kit/axes.js';
import { drawFigure, type Panel } from './kit/figure.js';
import {
  columnsFor,
  PANEL_KEYS,
  pictureOptions,
  type Look,
  type PanelOptions,
} from './kit/options.js';
import { element, px, type Attributes, type Point } from './kit/svg.js';
import { lineEntry } from './kit/legend.js';
import { classShadesOf, paint, stroke } from './kit/theme.js';

const MOST_BINS = 60;

/** Of fewer weights each is shown: their counts would say nothing. */
const FEWEST_COUNTED = 30;

/** Room beyond the outermost weight, as a share of the range. */
const MARGIN = 0.04;

const MEAN: Attributes = { ...stroke('ink'), 'stroke-dasharray': '5 3', fill: 'none' };
const ZERO: Attributes = { ...stroke('muted'), 'stroke-width': '0.8', fill: 'none' };

interface Histogram {
  readonly name: string;
  readonly weights: ArrayLike<number>;
  /** Where the first bin begins, and how wide each is. */
  readonly start: number;
  readonly step: number;
  readonly counts: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

/**
 * How the weights W[l] of each layer are distributed, and Wx of a linear path, a panel each over one range: their
 * counts, or each of them where there are fewer than 30.
 *
 * @param parameters W1, b1, W2, …, Wx: a model's `parameters`, or the dictionary of the verbs
 * @returns the text of an SVG file
 * @throws `ERR_SHAPE` for matrices that make no network, `ERR_DATA` for weights that are not finite
 *
 * @example
 * import { initializeParameters } from 'densely';
 * import { weightHistograms } from 'densely/plot';
 *
 * const parameters = initializeParameters([30, 64, 64, 1], { seed: 3, initializer: 'heNormal' });
 * console.log(weightHistograms(parameters).slice(0, 4)); // <svg
 */
export function weightHistograms(parameters: ParameterDict, options?: PanelOptions): string {
  nothingMore('weightHistograms()', arguments, 2);
  const taken = readOptions('options', options, PANEL_KEYS);
  const look = pictureOptions(taken, 'Weights per layer');
  const sizes = sizesOf('parameters', parameters);
  const histograms = sizes
    .slice(1)
    .map((_, i) => histogramOf(parameters, `W${i + 1}`, `W[${i + 1}]`, look.word));
  if (hasPath('parameters', parameters, sizes))
    histograms.push(histogramOf(parameters, 'Wx', 'Wx', look.word));
  const x = rangeOf(histograms);
  return drawFigure({
    look,
    description: describe(histograms),
    legend: [lineEntry(look.word('mean'), MEAN)],
    shades: classShadesOf(2, look.colours),
    columns: columnsFor(taken.columns, look.width, 280, histograms.length),
    panels: histograms.map((histogram) =>
      histogram.weights.length < FEWEST_COUNTED
        ? stripOf(histogram, x, look.word)
        : panelOf(histogram, x, look.word),
    ),
  });
}

/** All bins of all layers, and 0. */
function rangeOf(histograms: readonly Histogram[]): readonly [number, number] {
  const low = Math.min(0, ...histograms.map(({ start }) => start));
  const high = Math.max(0, ...histograms.map((h) => h.start + h.counts.length * h.step));
  const margin = MARGIN * (high - low);
  return [low - margin, high + margin];
}

function histogramOf(
  parameters: ParameterDict,
  key: `W${number}` | 'Wx',
  title: string,
  word: Look['word'],
): Histogram {
  const W = parameters[key]!;
  const weights = Float64Array.from(W.data);
  weights.forEach((w, i) => {
    finite(`parameters.${key}`, w, Math.floor(i / W.cols), i % W.cols);
  });
  const n = weights.length;
  const mean = weights.reduce((sum, w) => sum + w / n, 0);
  const deviation = Math.sqrt(weights.reduce((sum, w) => sum + (w - mean) ** 2 / n, 0));
  const name = `${title}: ${shape(W)}, ${n} ${word(n === 1 ? 'weight' : 'weights')}`;
  return { name, weights, mean, deviation, ...bins(weights) };
}

/** As many bins as Sturges (1926) says, their edges at round numbers. */
function bins(weights: ArrayLike<number>): Pick<Histogram, 'start' | 'step' | 'counts'> {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < weights.length; i++) {
    low = Math.min(low, weights[i]!);
    high = Math.max(high, weights[i]!);
  }
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const wanted = Math.min(MOST_BINS, Math.ceil(Math.log2(weights.length)) + 3);
  const { values } = ticks([low, high], wanted);
  const step = values.length > 1 ? values[1]! - values[0]! : high - low;
  const start = Math.floor(low / step) * step;
  const counts = new Array<number>(Math.floor((high - start) / step) + 1).fill(0);
  for (let i = 0; i < weights.length; i++)
    counts[Math.min(counts.length - 1, Math.floor((weights[i]! - start) / step))]!++;
  return { start, step, counts };
}

/** A shape or a count is not parted. */
function titleOf({ name }: Histogram): readonly string[] {
  return [name.replace(/: | (?=\d+\)| *\S+$)/g, (gap) => gap.replace(' ', '\u00a0'))];
}

function panelOf(histogram: Histogram, x: Panel['x'], word: Look['word']): Panel {
  return {
    title: titleOf(histogram),
    x,
    y: [0, Math.max(...histogram.counts) * 1.08],
    whole: { y: true },
    names: [word('weight'), word('count of weights')],
    aspect: 0.62,
    draw: (axes) => drawBars(histogram, axes),
  };
}

/** Each weight as a dot, those that are nearly the same one above another. */
function stripOf(histogram: Histogram, x: Panel['x'], word: Look['word']): Panel {
  return {
    title: titleOf(histogram),
    x,
    y: [0, 1],
    rows: () => NO_TICKS,
    names: [word('weight'), ''],
    aspect: 0.32,
    draw: (axes) => {
      const dots = stacked(histogram.weights, axes).map(([cx, cy]) =>
        element('circle', { cx, cy, r: DOT }),
      );
      const style = { ...paint('class-1', 'background'), 'stroke-width': '0.7' };
      return (
        upright(0, ZERO, axes) + upright(histogram.mean, MEAN, axes) + element('g', style, ...dots)
      );
    },
  };
}

const DOT = 3.6;

function stacked(weights: ArrayLike<number>, { panel, x }: Axes): Point[] {
  const middle = panel.top + panel.height / 2;
  const step = Math.min(2 * DOT + 0.6, panel.height / (FEWEST_COUNTED + 1));
  const placed: Point[] = [];
  for (const weight of Array.from(weights).toSorted((a, b) => a - b)) {
    const at = x.at(weight);
    const near = placed.filter(([other]) => at - other < 2 * DOT);
    let level = 0;
    while (near.some(([, y]) => y === middle + offset(level) * step)) level++;
    placed.push([at, middle + offset(level) * step]);
  }
  return placed;
}

/** 0, 1, −1, 2, −2, … */
function offset(level: number): number {
  return level % 2 === 1 ? (level + 1) / 2 : -level / 2;
}

function upright(value: number, style: Attributes, { panel, x }: Axes): string {
  return element('path', {
    ...style,
    d: `M${px(x.at(value))},${px(panel.top)}v${px(panel.height)}`,
  });
}

function drawBars({ start, step, counts, mean }: Histogram, axes: Axes): string {
  const { panel, x, y } = axes;
  const bars = counts.map((count, i) => {
    if (count === 0) return '';
    const [left, right] = [x.at(start + i * step), x.at(start + (i + 1) * step)];
    const top = y.at(count);
    const height = panel.top + panel.height - top;
    return element('rect', { x: left, y: top, width: right - left, height });
  });
  return (
    upright(0, ZERO, axes) +
    element('g', paint('region-1', 'class-1'), ...bars) +
    upright(mean, MEAN, axes)
  );
}

function describe(histograms: readonly Histogram[]): string {
  const parts = histograms.map(
    ({ name, mean, deviation }) =>
      `${name}, mean ${mean.toPrecision(3)} (dashed), deviation ${deviation.toPrecision(3)}`,
  );
  return `${parts.join('; ')}.`;
}
