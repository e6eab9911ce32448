import {
  BELOW,
  columnTicks,
  drawAxes,
  leftOf,
  linearScale,
  rowTicks,
  type Axes,
  type AxisName,
  type Box,
  type Ticks,
} from './axes.js';
import { invalid } from '../../base/errors.js';
import { atOnce, type Slices } from '../../base/slices.js';
import { drawPage, MARGIN, placeHeading, type Heading, type Page } from './page.js';
import { element, escape } from './svg.js';
import { BOLD, wrap } from './text.js';
import { fill, fontSize } from './theme.js';

type Interval = readonly [number, number];

/** A picture with two axes: one of those that a figure consists of. */
export interface Panel {
  /** Lines that stand above it; none where the figure's title says it all. */
  readonly title?: readonly string[] | undefined;
  readonly x: Interval;
  readonly y: Interval;
  readonly names: readonly [x: AxisName, y: AxisName];
  /** Which axis counts: marked at whole numbers only. */
  readonly whole?: { readonly x?: true; readonly y?: true } | undefined;
  /** The end of the axis has a mark of its own. */
  readonly endMark?: true | undefined;
  /** Marks of y where they are no multiples of a step; none where y means nothing. */
  readonly rows?: ((height: number) => Ticks) | undefined;
  /** Marks of x likewise. */
  readonly columns?: typeof columnTicks | undefined;
  /** Height as a share of the width. */
  readonly aspect: number;
  /** Pixels below the axis names that {@link Panel.draw} uses too. */
  readonly footer?: number | undefined;
  /** Pixels to the right that {@link Panel.draw} uses too. */
  readonly aside?: number | undefined;
  /** Gets the panel and its two scales, answers SVG; the frame is drawn over it. */
  readonly draw: (axes: Axes) => string | Slices<string>;
}

/** Panels of one width, row by row. */
export interface Figure extends Omit<Page, 'legend'> {
  /** Entries, or what tells them once the size of the first panel is known. */
  readonly legend:
    Page['legend'] | ((panel: Pick<Box, 'width' | 'height'>) => Slices<Page['legend']>);
  readonly panels: readonly Panel[];
  /** How many panels stand side by side. */
  readonly columns: number;
  /** All panels have the same axes: marked at the left and at the bottom only. */
  readonly sharedAxes?: boolean;
}

const BETWEEN = 12;
const TITLE_LINE = 18;
const LEAST_HEIGHT = 40;

/** Where the panels stand, apart from their heights. */
interface Layout {
  readonly left: number;
  readonly right: number;
  readonly panelWidth: number;
  /** From one panel to the next of its row. */
  readonly pitch: number;
  readonly ticks: readonly { readonly columns: Ticks; readonly rows: Ticks }[];
  readonly titles: readonly (readonly string[])[];
  /** By row. */
  readonly titleHeights: readonly number[];
}

/** A whole SVG file: title and legend above the panels with their axes. */
export function drawFigure(figure: Figure): string {
  return atOnce(figureInSlices(figure));
}

/** As {@link drawFigure}, in slices. */
export function* figureInSlices(figure: Figure): Slices<string> {
  const { panels, columns, look } = figure;
  const layout = layOut(figure);
  const { left, panelWidth } = layout;
  const size = { width: panelWidth, height: Math.round(panelWidth * panels[0]!.aspect) };
  const legend = typeof figure.legend === 'function' ? yield* figure.legend(size) : figure.legend;
  const page = { ...figure, legend };
  const heading = placeHeading(page, left, look.width - left - layout.right);
  const heights = heightsOf(figure, layout, heading);
  let top = heading.bottom;
  const drawn: string[] = [];
  for (const [i, panel] of panels.entries()) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const tall = heights[row] ?? panel.aspect * panelWidth;
    drawn.push(yield* drawPanel(figure, layout, i, [left + column * layout.pitch, top], tall));
    if (column < columns - 1 && i < panels.length - 1) continue;
    const own = panels.slice(row * columns, i + 1);
    const tallest = Math.max(...own.map(({ aspect }) => heights[row] ?? aspect * panelWidth));
    top += Math.round(tallest) + around(figure, layout, row) + BETWEEN;
  }
  return yield* drawPage(page, heading, look.height ?? top - BETWEEN, ...drawn);
}

/** Of a row of panels all but their own height. */
function around(
  { panels, columns, sharedAxes }: Figure,
  { titleHeights }: Layout,
  row: number,
): number {
  const own = panels.slice(row * columns, (row + 1) * columns);
  const named = !sharedAxes || (row + 1) * columns + columns > panels.length;
  const footer = Math.max(...own.map((panel) => panel.footer ?? 0));
  return titleHeights[row]! + (named ? BELOW : 0) + footer;
}

/** The height of the panels of each row, where the picture's height is given. */
function heightsOf(figure: Figure, layout: Layout, { bottom }: Heading): (number | undefined)[] {
  const { panels, columns, look } = figure;
  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) => row);
  const { height } = look;
  if (height === undefined) return rows.map(() => undefined);
  const free = rows.reduce(
    (left, row) => left - around(figure, layout, row) - BETWEEN,
    height - bottom,
  );
  const shares = rows.map((row) => panels[row * columns]!.aspect);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const heights = shares.map((share) => Math.floor(((free + BETWEEN) * share) / whole));
  if (heights.every((each) => each >= LEAST_HEIGHT)) return heights;
  const used = height - free - BETWEEN;
  const least = Math.ceil((used + (LEAST_HEIGHT * whole) / Math.min(...shares)) * look.zoom);
  throw invalid('height', Math.round(height * look.zoom), `at least ${least} for this picture`);
}

/** All panels get the margins of the one that needs most. */
function layOut({ panels, columns, look: { width }, sharedAxes = false }: Figure): Layout {
  const gap = sharedAxes ? BETWEEN : 0;
  const cell = (width - (columns - 1) * BETWEEN) / columns;
  // Tick labels decide the margins, and the margins how much room there is: ticks are chosen for a
  // guess.
  const rows = panels.map(({ y, aspect, whole, rows: own }) =>
    own ? own((cell - 80) * aspect) : rowTicks(y, (cell - 80) * aspect, whole?.y),
  );
  const left = Math.max(...rows.map(leftOf));
  const room = sharedAxes ? (width - left - MARGIN) / columns - gap : cell - left - 40;
  const columnsOf = ({ x, whole, endMark, columns: own = columnTicks }: Panel): Ticks =>
    own(x, room, whole?.x, endMark);
  const ticks = panels.map((panel, i) => ({ columns: columnsOf(panel), rows: rows[i]! }));
  const right = Math.max(
    MARGIN,
    ...ticks.map((t) => Math.ceil(t.columns.width / 2) + 4),
    ...panels.map(({ aside = 0 }) => aside),
  );
  const panelWidth = sharedAxes
    ? (width - left - right - (columns - 1) * gap) / columns
    : cell - left - right;
  const titles = panels.map(({ title = [] }) =>
    title.flatMap((line) => wrap(line, fontSize.name * BOLD, panelWidth, 2)),
  );
  return {
    left,
    right,
    panelWidth,
    pitch: sharedAxes ? panelWidth + gap : cell + BETWEEN,
    ticks,
    titles,
    titleHeights: Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) => {
      const own = titles.slice(row * columns, (row + 1) * columns);
      return TITLE_LINE * Math.max(...own.map((lines) => lines.length));
    }),
  };
}

function* drawPanel(
  { panels, columns, sharedAxes }: Figure,
  { panelWidth, ticks, titles, titleHeights }: Layout,
  i: number,
  [left, top]: readonly [number, number],
  tall: number,
): Slices<string> {
  const { x, y, names, draw } = panels[i]!;
  const height = Math.round(tall);
  const panel = {
    left,
    top: top + titleHeights[Math.floor(i / columns)]!,
    width: panelWidth,
    height,
  };
  const axes: Axes = {
    panel,
    x: linearScale(x, [left, left + panelWidth]),
    y: linearScale(y, [panel.top + height, panel.top]),
    names,
    ...ticks[i]!,
  };
  const lines = titles[i]!.map((line, l, { length }) =>
    element('text', { x: left, y: panel.top - 7 - (length - 1 - l) * TITLE_LINE }, escape(line)),
  );
  const bold = { ...fill('ink'), 'font-size': fontSize.name, 'font-weight': '600' };
  const told = {
    x: !sharedAxes || i + columns >= panels.length,
    y: !sharedAxes || i % columns === 0,
  };
  const inside = draw(axes);
  const drawn = typeof inside === 'string' ? inside : yield* inside;
  return (lines.length > 0 ? element('g', bold, ...lines) : '') + drawn + drawAxes(axes, told);
}
