import { readOptions } from '../base/checks.js';
import { shape } from '../base/matrix.js';
import { finite } from '../base/rows.js';
import { sizesOf, type ParameterDict } from '../network/parameters.js';
import { ticks, type Axes } from './kit/axes.js';
import { drawFigure, type Panel } from './kit/figure.js';
import { columnsFor, PICTURE_KEYS, pictureOptions, type PictureOptions } from './kit/options.js';
import { element, px, type Attributes } from './kit/svg.js';
import { lineEntry } from './kit/legend.js';
import { classShade, classShadesOf, fill, paint, regionShade, stroke, theme } from './kit/theme.js';

const MOST_BINS = 60;

const MEAN: Attributes = { ...stroke('ink', theme.ink), 'stroke-dasharray': '5 3', fill: 'none' };

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
 * How the weights W[l] of each layer are distributed, a panel each.
 *
 * @param parameters W1, b1, W2, …: a model's `parameters`, or the dictionary of the verbs
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
export function weightHistograms(parameters: ParameterDict, options?: PictureOptions): string {
  const picture = pictureOptions(
    readOptions('options', options, PICTURE_KEYS),
    'Weights per layer',
  );
  const layers = sizesOf('parameters', parameters).length - 1;
  const histograms = Array.from({ length: layers }, (_, i) => histogramOf(parameters, i + 1));
  return drawFigure({
    ...picture,
    description: describe(histograms),
    legend: [lineEntry('mean', MEAN)],
    shades: classShadesOf(2),
    columns: columnsFor(picture.width, 280, layers),
    panels: histograms.map(panelOf),
  });
}

function histogramOf(parameters: ParameterDict, layer: number): Histogram {
  const W = parameters[`W${layer}`]!;
  const weights = Float64Array.from(W.data);
  weights.forEach((w, i) => {
    finite(`parameters.W${layer}`, w, Math.floor(i / W.cols), i % W.cols);
  });
  const n = weights.length;
  const mean = weights.reduce((sum, w) => sum + w / n, 0);
  const deviation = Math.sqrt(weights.reduce((sum, w) => sum + (w - mean) ** 2 / n, 0));
  const name = `W[${layer}]: ${shape(W)}, ${n} weight${n === 1 ? '' : 's'}`;
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

function panelOf(histogram: Histogram): Panel {
  const { name, start, step, counts } = histogram;
  const end = start + counts.length * step;
  const margin = 0.04 * (end - start);
  return {
    title: [name],
    x: [start - margin, end + margin],
    y: [0, Math.max(...counts) * 1.08],
    whole: { y: true },
    names: ['weight', 'count of weights'],
    aspect: 0.62,
    draw: (axes) => drawBars(histogram, axes),
  };
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
  const style = paint(fill('region-1', regionShade(1)), stroke('class-1', classShade(1)));
  const d = `M${px(x.at(mean))},${px(panel.top)}v${px(panel.height)}`;
  return element('g', style, ...bars) + element('path', { ...MEAN, d });
}

function describe(histograms: readonly Histogram[]): string {
  const parts = histograms.map(
    ({ name, mean, deviation }) =>
      `${name}, mean ${mean.toPrecision(3)} (dashed), deviation ${deviation.toPrecision(3)}`,
  );
  return `${parts.join('; ')}.`;
}
