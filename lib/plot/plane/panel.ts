import type { Label } from '../../data/targets.js';
import type { Axes, Box } from '../kit/axes.js';
import type { Panel } from '../kit/figure.js';
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
import { className, markStyle } from '../kit/legend.js';
import { marker } from '../kit/markers.js';
import { extent, type PlanarPoints, type Points } from './points.js';
import { drawLevels, probabilityFields, type Probabilities } from './probabilities.js';
import { regionPath, type Field } from './regions.js';
import { element } from '../kit/svg.js';
import { fill, regionShade, stroke, theme } from '../kit/theme.js';

/** The part of the plane that is shown, as a grid. */
export interface View {
  readonly x: GridAxis;
  readonly y: GridAxis;
}

/**
 * @param padding beyond the examples, in data units
 * @param most points of an axis where no step is given
 */
export function viewOf(
  points: Points,
  padding: number | undefined,
  step: number | undefined,
  most: number,
): View {
  const axis = (values: Float64Array): GridAxis => {
    const [low, high] = extent(values);
    const margin = padding ?? defaultPadding(low, high);
    return gridAxis(low, high, margin, step ?? defaultStep(low, high, margin, most));
  };
  const [x, y] = [axis(points.x), axis(points.y)];
  checkGrid(x, y);
  return { x, y };
}

/** A panel with the regions of a classifier under the examples, and what it shows in words. */
export function boundaryPanel(
  predict: Predictor,
  probabilities: Probabilities | undefined,
  points: PlanarPoints,
  { x, y }: View,
): { readonly panel: Panel; readonly description: string } {
  const { classes, plane } = points;
  const grid = labelGrid(predict, x, y, classes, plane.lift);
  const fields = probabilities ? probabilityFields(probabilities, x, y, classes, plane.lift) : [];
  const [spanX, spanY] = [span(x), span(y)];
  const panel = {
    x: spanX,
    y: spanY,
    names: points.names,
    aspect: aspectOf(spanX[1] - spanX[0], spanY[1] - spanY[0]),
    draw: (axes: Axes) => drawRegions(grid, fields, classes, axes.panel) + drawPoints(points, axes),
  };
  return { panel, description: describe(grid, points) };
}

function span(axis: GridAxis): readonly [number, number] {
  return [axis.start, pointAt(axis, axis.count - 1)];
}

/** Equal units on both axes where that gives a picture of usual shape. */
export function aspectOf(width: number, height: number): number {
  const ratio = height / width;
  return ratio >= 0.5 && ratio <= 1.25 ? ratio : 0.75;
}

/**
 * A nested svg clips what it holds and, unlike a clip path, needs no id that two figures could
 * share.
 */
function drawRegions(
  grid: LabelGrid,
  fields: readonly Field[],
  classes: readonly Label[],
  { left, top, width, height }: Box,
): string {
  const size = { width, height };
  const first = element('rect', { ...fill('region-0', regionShade(0)), ...size });
  const rest = classes.slice(1).map((_, i) => {
    const d = regionPath(grid, i + 1, size);
    return d === '' ? '' : element('path', { ...fill(`region-${i + 1}`, regionShade(i + 1)), d });
  });
  const line = { ...stroke('ink', theme.ink), 'stroke-width': '1.4', 'stroke-linejoin': 'round' };
  return element(
    'svg',
    { x: left, y: top, ...size, overflow: 'hidden' },
    first,
    element('g', { ...line, 'fill-rule': 'evenodd' }, ...rest),
    fields.length > 0 ? drawLevels(fields, size) : '',
  );
}

export function drawPoints({ x, y, classOf, classes }: Points, axes: Axes): string {
  const small = Math.min(1, axes.panel.width / 320);
  const r = small * Math.min(4, Math.max(1.2, 3 * (400 / classOf.length) ** 0.25));
  const marks: string[][] = classes.map(() => []);
  classOf.forEach((c, i) => marks[c]!.push(marker(c, [axes.x.at(x[i]!), axes.y.at(y[i]!)], r)));
  return element('g', {}, ...marks.map((of, c) => element('g', markStyle(c), ...of)));
}

function describe({ x, y, labels }: LabelGrid, { classOf, classes, plane }: PlanarPoints): string {
  const [examples, cells] = [count(classOf, classes.length), count(labels, classes.length)];
  const shares = classes.map((label, c) => {
    const area = ((100 * cells[c]!) / labels.length).toFixed(1);
    return `${className(label)}: ${examples[c]} examples, ${area} % of the plane`;
  });
  const note = plane.note === '' ? '' : ` Shown: ${plane.note}.`;
  return (
    `${classOf.length} examples over the class predicted at each of ` +
    `${x.count} × ${y.count} points. ${shares.join('; ')}.${note}`
  );
}

function count(classNumbers: Uint16Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const c of classNumbers) counts[c]!++;
  return counts;
}
