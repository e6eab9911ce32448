import { positiveNumber, readOptions, wholeNumber } from '../base/checks.js';
import { invalid } from '../base/errors.js';
import type { Label } from '../data/targets.js';
import type { Axes, Box } from './axes.js';
import { drawFigure } from './figure.js';
import {
  checkGrid,
  defaultPadding,
  defaultStep,
  gridAxis,
  labelGrid,
  pointAt,
  type GridAxis,
  type LabelGrid,
  type Predictor,
} from './grid.js';
import { markStyle } from './legend.js';
import { marker } from './markers.js';
import { extent, readPoints, type PlanarDataset, type Points } from './planar.js';
import { regionPath } from './regions.js';
import { element } from './svg.js';
import { fill, regionShade, stroke, theme } from './theme.js';

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
export interface BoundaryOptions {
  /** Default 'Decision boundary'. */
  readonly title?: string | undefined;
  /** Width of the picture in pixels, 240 to 4096; default 640. The height follows. */
  readonly width?: number | undefined;
  /**
   * How far the picture goes beyond the examples, in data units. Default 1, for each feature kept
   * between 5 and 100 % of its span.
   */
  readonly padding?: number | undefined;
  /**
   * Distance of grid points in data units. Default 0.01, kept between 200 and 2,000 points an axis.
   */
  readonly step?: number | undefined;
}

/**
 * A picture of what a classifier answers over the plane of two features: the region of each class,
 * the boundary between them, and the examples on top. It is an SVG for light and dark pages.
 *
 * @param predict gets a float64 Matrix (2, n) of grid points, many times, and answers with a (1, n)
 *   Matrix of class numbers or a list of n labels; or a model with such a `predict`
 * @param dataset X (2, m), Y (1, m) class numbers or (k, m) one-hot, names of classes and features
 * @returns the text of an SVG file; the same input gives the same text
 * @throws `ERR_SHAPE` for more or fewer than two features and for answers of the wrong length,
 *   `ERR_DATA` for answers that are no class of the dataset, `ERR_OPTION`; an error of `predict`
 *   passes through
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
  const { title, width, padding, step } = readBoundaryOptions(options);
  const points = readPoints(dataset);
  const axis = (values: Float64Array): GridAxis => {
    const [low, high] = extent(values);
    const margin = padding ?? defaultPadding(low, high);
    return gridAxis(low, high, margin, step ?? defaultStep(low, high, margin));
  };
  const [x, y] = [axis(points.x), axis(points.y)];
  checkGrid(x, y);
  return drawBoundary(labelGrid(predict, x, y, points.classes), points, title, width);
}

interface Read {
  readonly title: string;
  readonly width: number;
  readonly padding: number | undefined;
  readonly step: number | undefined;
}

function readBoundaryOptions(options: unknown): Read {
  const taken = readOptions('options', options, ['title', 'width', 'padding', 'step']);
  const { title = 'Decision boundary', width = 640, padding, step } = taken;
  if (typeof title !== 'string') throw invalid('title', title, 'a text');
  return {
    title,
    width: wholeNumber('width', width, 240, 4096),
    padding: padding === undefined ? undefined : paddingNumber(padding),
    step: step === undefined ? undefined : positiveNumber('step', step),
  };
}

function paddingNumber(padding: unknown): number {
  if (typeof padding === 'number' && padding >= 0 && padding < Infinity) return padding;
  throw invalid('padding', padding, 'a finite number, 0 or above');
}

function drawBoundary(grid: LabelGrid, points: Points, title: string, width: number): string {
  const [x, y] = [span(grid.x), span(grid.y)];
  const figure = {
    title,
    description: describe(grid, points),
    width,
    aspect: aspectOf(x[1] - x[0], y[1] - y[0]),
    x,
    y,
    names: points.features,
    legend: points.classes.map(className),
  };
  return drawFigure(
    figure,
    (axes) => drawRegions(grid, points.classes.length, axes.panel) + drawPoints(points, axes),
  );
}

function span(axis: GridAxis): readonly [number, number] {
  return [axis.start, pointAt(axis, axis.count - 1)];
}

/** Equal units on both axes where that gives a picture of usual shape. */
function aspectOf(width: number, height: number): number {
  const ratio = height / width;
  return ratio >= 0.5 && ratio <= 1.25 ? ratio : 0.75;
}

function className(label: Label): string {
  return typeof label === 'number' ? `class ${label}` : String(label);
}

/**
 * A nested svg clips what it holds and, unlike a clip path, needs no id that two figures could
 * share.
 */
function drawRegions(grid: LabelGrid, classes: number, { left, top, width, height }: Box): string {
  const size = { width, height };
  const first = element('rect', { ...fill('region-0', regionShade(0)), ...size });
  const rest = Array.from({ length: classes - 1 }, (_, i) => {
    const d = regionPath(grid, i + 1, size);
    return d === '' ? '' : element('path', { ...fill(`region-${i + 1}`, regionShade(i + 1)), d });
  });
  const line = { ...stroke('ink', theme.ink), 'stroke-width': '1.4', 'stroke-linejoin': 'round' };
  return element(
    'svg',
    { x: left, y: top, ...size, overflow: 'hidden' },
    first,
    element('g', { ...line, 'fill-rule': 'evenodd' }, ...rest),
  );
}

function drawPoints({ x, y, classOf, classes }: Points, axes: Axes): string {
  const r = Math.min(4, Math.max(1.2, 3 * (400 / classOf.length) ** 0.25));
  const marks: string[][] = classes.map(() => []);
  classOf.forEach((c, i) => marks[c]!.push(marker(c, [axes.x.at(x[i]!), axes.y.at(y[i]!)], r)));
  return element('g', {}, ...marks.map((of, c) => element('g', markStyle(c), ...of)));
}

function describe({ x, y, labels }: LabelGrid, { classOf, classes }: Points): string {
  const [examples, plane] = [count(classOf, classes.length), count(labels, classes.length)];
  const shares = classes.map((label, c) => {
    const area = ((100 * plane[c]!) / labels.length).toFixed(1);
    return `${className(label)}: ${examples[c]} examples, ${area} % of the plane`;
  });
  return (
    `${classOf.length} examples over the class predicted at each of ` +
    `${x.count} × ${y.count} points. ${shares.join('; ')}.`
  );
}

function count(classNumbers: Uint16Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const c of classNumbers) counts[c]!++;
  return counts;
}
