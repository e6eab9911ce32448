import { inPieces, type Slices } from '../../base/slices.js';
import type { Label } from '../../data/targets.js';
import type { Asked, Drawing, Pace } from '../kit/asking.js';
import type { Axes, Box } from '../kit/axes.js';
import type { Panel } from '../kit/figure.js';
import {
  checkGrid,
  defaultPadding,
  fittedAxis,
  gridAxis,
  labelGrid,
  pointAt,
  type Grid,
  type GridAxis,
  type LabelGrid,
} from './grid.js';
import { className, markStyle } from '../kit/legend.js';
import { marker } from '../kit/markers.js';
import { drawLevels, levelsOf, type Levels } from './levels.js';
import { PIECE } from './outline.js';
import { extent, type PlanarPoints, type Points } from './points.js';
import { mostPoints, sharesOn, type Shares } from './probabilities.js';
import { regionPath, type Size } from './regions.js';
import { element, type Attributes, type Point } from '../kit/svg.js';
import { fill, stroke } from '../kit/theme.js';
import { hatchRegions, type Tint } from './tints.js';

/** How the plane of a picture is laid under its examples. */
export interface PlaneView {
  /** Beyond the examples, in data units. */
  readonly padding: number | undefined;
  /** Between grid points, in data units. */
  readonly step: number | undefined;
  /** Pixels across a panel: where no step is given the grid is as fine as can be seen. */
  readonly width: number;
}

/** Between neighbours of a grid; a line is met to half of that, by probabilities far better. */
const PIXELS_A_STEP = 1.6;

/** Narrower panels say too little of a plane. */
export const LEAST_PANEL = 165;

const [FEWEST_POINTS, MOST_POINTS] = [100, 1000];

/** The grid of a view over the examples. */
export function gridOf(points: PlanarPoints, { padding, step, width }: PlaneView): Grid {
  const [x, y] = [spread(points.x, padding), spread(points.y, padding)];
  const most = Math.min(MOST_POINTS, mostPoints(points.classes.length));
  const across = (pixels: number): number =>
    Math.min(most, Math.max(FEWEST_POINTS, Math.round(pixels / PIXELS_A_STEP)));
  const aspect = aspectOf(x.high - x.low + 2 * x.margin, y.high - y.low + 2 * y.margin);
  const axis = ({ low, high, margin }: Spread, pixels: number): GridAxis =>
    step === undefined
      ? fittedAxis(low, high, margin, across(pixels))
      : gridAxis(low, high, margin, step);
  const grid = { x: axis(x, width), y: axis(y, width * aspect) };
  checkGrid(grid);
  return grid;
}

interface Spread {
  readonly low: number;
  readonly high: number;
  readonly margin: number;
}

function spread(values: Float64Array, padding: number | undefined): Spread {
  const [low, high] = extent(values);
  return { low, high, margin: padding ?? defaultPadding(low, high) };
}

/** What a classifier answers over a grid. */
export interface Answers {
  readonly points: PlanarPoints;
  readonly labels: LabelGrid;
  /** Where they are wanted. */
  readonly shares: Shares | undefined;
  /** The probabilities are those of the grid itself, and the labels the likeliest classes by them. */
  readonly smooth: boolean;
}

/** What to ask, labels and perhaps probabilities, and how much at a time. */
export interface Questions {
  readonly predict: Asked;
  readonly probabilities: Asked | undefined;
  readonly pace: Pace;
}

export function* askOver(
  grid: Grid,
  points: PlanarPoints,
  { predict, probabilities, pace }: Questions,
): Drawing<Answers> {
  const { classes, plane } = points;
  const labels = yield* labelGrid(predict, grid, classes, plane, pace);
  const shares =
    probabilities && (yield* sharesOn(probabilities, grid, classes.length, plane, pace));
  return {
    points,
    labels,
    shares,
    smooth: shares !== undefined && (yield* agrees(labels, shares)),
  };
}

/** By how much a label may be less likely than another: a probability is rounded, a label not. */
const ROUNDING = 1e-6;

function* agrees({ labels }: LabelGrid, { of }: Shares): Slices<boolean> {
  if (of[0]!.length !== labels.length) return false;
  let agreed = true;
  yield* inPieces(labels.length, Math.ceil(PIECE / of.length), (from, to) => {
    for (let i = from; i < to; i++) {
      const own = of[labels[i]!]![i]! + ROUNDING;
      for (let c = 0; c < of.length; c++) if (of[c]![i]! > own) agreed = false;
    }
  });
  return agreed;
}

/** The lines of equal probability in a panel of a size. */
export type LevelsOf = (size: Size) => Slices<readonly Levels[]>;

/** A panel with the regions of a classifier under the examples. */
export function boundaryPanel(answers: Answers, tints: readonly Tint[], levels?: LevelsOf): Panel {
  return planePanel(answers.points, answers.labels, (size) =>
    drawRegions(answers, size, tints, levels),
  );
}

/** A panel over a grid with the examples on what is drawn for its size. */
export function planePanel(
  points: PlanarPoints,
  grid: Grid,
  under: (size: Size) => Slices<string>,
): Panel {
  const [x, y] = [span(grid.x), span(grid.y)];
  return {
    x,
    y,
    names: points.names,
    aspect: aspectOf(x[1] - x[0], y[1] - y[0]),
    *draw(axes) {
      return (yield* clipped(axes.panel, under)) + (yield* drawPoints(points, axes));
    },
  };
}

function span(axis: GridAxis): readonly [number, number] {
  return [axis.start, pointAt(axis, axis.count - 1)];
}

/** Equal units on both axes where that gives a picture of usual shape. */
export function aspectOf(width: number, height: number): number {
  const ratio = height / width;
  return ratio >= 0.5 && ratio <= 1.25 ? ratio : 0.75;
}

/** Those of the answers; found once where the legend and the panel ask for one size. */
export function levelsIn({ labels, shares }: Answers): LevelsOf {
  let found: { readonly size: Size; readonly levels: readonly Levels[] } | undefined;
  return function* (size) {
    if (found?.size.width !== size.width || found.size.height !== size.height)
      found = { size, levels: shares ? yield* levelsOf(shares, labels, size) : [] };
    return found.levels;
  };
}

/**
 * A nested svg clips what it holds and, unlike a clip path, needs no id that two figures could
 * share.
 */
function* clipped(
  { left, top, width, height }: Box,
  inside: (size: Size) => Slices<string>,
): Slices<string> {
  const size = { width, height };
  return element('svg', { x: left, y: top, ...size, overflow: 'hidden' }, yield* inside(size));
}

/** The border of a region. */
export const BORDER: Attributes = {
  ...stroke('ink'),
  'stroke-width': '1.4',
  'stroke-linejoin': 'round',
  'fill-rule': 'evenodd',
};

function* drawRegions(
  answers: Answers,
  size: Size,
  tints: readonly Tint[],
  levels: LevelsOf | undefined,
): Slices<string> {
  const { labels, points, shares, smooth } = answers;
  const first = element('rect', { ...fill('region-0'), ...size });
  const rest: string[] = [];
  for (let c = 1; c < points.classes.length; c++) {
    const d = yield* regionPath(labels, smooth ? shares : undefined, c, size);
    if (d !== '') rest.push(element('path', { ...fill(`region-${c}`), d }));
  }
  return [
    first,
    element('g', BORDER, ...rest),
    yield* hatchRegions(tints, labels, size),
    drawLevels(levels ? yield* levels(size) : []),
  ].join('');
}

/** Of more examples, those that others of their class hide are left out. */
const MANY = 20_000;

/** Examples that are drawn in one piece of work. */
const MARKS = 512;

export function* drawPoints({ x, y, classOf, classes }: Points, axes: Axes): Slices<string> {
  const { width } = axes.panel;
  const small = Math.min(1, width / 320);
  const r = small * Math.min(4, Math.max(1.2, 3 * (400 / classOf.length) ** 0.25));
  const marks: string[][] = classes.map(() => []);
  const isHidden = classOf.length > MANY ? hiding(axes, classes.length) : () => false;
  yield* inPieces(classOf.length, MARKS, (from, to) => {
    for (let i = from; i < to; i++) {
      const c = classOf[i]!;
      const at = [axes.x.at(x[i]!), axes.y.at(y[i]!)] as const;
      if (!isHidden(at, c)) marks[c]!.push(marker(c, at, r));
    }
  });
  const groups: string[] = [];
  for (const [c, of] of marks.entries()) {
    groups.push(element('g', markStyle(c), of.join('')));
    yield;
  }
  return element('g', {}, ...groups);
}

/** Whether another example of the class stands at about the same place. */
function hiding({ panel }: Axes, classes: number): (at: Point, c: number) => boolean {
  const { left, top, width, height } = panel;
  const cell = Math.sqrt((width * height) / MANY);
  const [columns, seen] = [Math.ceil(width / cell) + 1, new Set<number>()];
  return ([px, py], c) => {
    const [column, row] = [Math.floor((px - left) / cell), Math.floor((py - top) / cell)];
    const place = (row * columns + column) * classes + c;
    if (seen.has(place)) return true;
    seen.add(place);
    return false;
  };
}

/** What a panel shows, in words. */
export function* describeAnswers({ labels: { x, y, labels }, points }: Answers): Slices<string> {
  const { classOf, classes, plane } = points;
  const examples = yield* count(classOf, classes.length);
  const cells = yield* count(labels, classes.length);
  const shares = classes.map((label: Label, c) => {
    const area = ((100 * cells[c]!) / labels.length).toFixed(1);
    return `${className(label)}: ${examples[c]} examples, ${area} % of the plane`;
  });
  const note = plane.note === '' ? '' : ` Shown${plane.note}.`;
  return (
    `${classOf.length} examples over the class predicted at each of ` +
    `${x.count} × ${y.count} points. ${shares.join('; ')}.${note}`
  );
}

function* count(classNumbers: Uint16Array, classes: number): Slices<Uint32Array> {
  const counts = new Uint32Array(classes);
  yield* inPieces(classNumbers.length, PIECE, (from, to) => {
    for (let i = from; i < to; i++) counts[classNumbers[i]!]!++;
  });
  return counts;
}
