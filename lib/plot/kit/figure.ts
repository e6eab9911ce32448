import {
  BELOW,
  columnTicks,
  drawAxes,
  leftOf,
  linearScale,
  rowTicks,
  type Axes,
  type Box,
  type Ticks,
} from './axes.js';
import { drawPage, MARGIN, placeHeading, type Page } from './page.js';
import { element, escape } from './svg.js';
import { BOLD, wrap } from './text.js';
import { fill, fontSize, theme } from './theme.js';

type Interval = readonly [number, number];

/** A picture with two axes: one of those that a figure consists of. */
export interface Panel {
  /** Lines that stand above it; none where the figure's title says it all. */
  readonly title?: readonly string[] | undefined;
  readonly x: Interval;
  readonly y: Interval;
  readonly names: readonly [x: string, y: string];
  /** Which axis counts: marked at whole numbers only. */
  readonly whole?: { readonly x?: true; readonly y?: true } | undefined;
  /** Height as a share of the width. */
  readonly aspect: number;
  /** Pixels below the axis names that {@link Panel.draw} uses too. */
  readonly footer?: number | undefined;
  /** Gets the panel and its two scales, answers SVG; the frame is drawn over it. */
  readonly draw: (axes: Axes) => string;
}

/** Panels of one width, row by row. */
export interface Figure extends Omit<Page, 'legend'> {
  /** Entries, or what tells them once the size of the first panel is known. */
  readonly legend: Page['legend'] | ((panel: Pick<Box, 'width' | 'height'>) => Page['legend']);
  readonly panels: readonly Panel[];
  /** How many panels stand side by side. */
  readonly columns: number;
}

const BETWEEN = 12;
const TITLE_LINE = 18;

interface Layout {
  /** Of a panel with all that is around it. */
  readonly cell: number;
  readonly left: number;
  readonly panelWidth: number;
  readonly ticks: readonly { readonly columns: Ticks; readonly rows: Ticks }[];
  readonly titles: readonly (readonly string[])[];
  /** Of each row of panels. */
  readonly heights: readonly number[];
  readonly titleHeight: number;
}

/** A whole SVG file: title and legend above the panels with their axes. */
export function drawFigure(figure: Figure): string {
  const { panels, columns } = figure;
  const layout = layOut(figure);
  const { cell, left, panelWidth, heights } = layout;
  const size = { width: panelWidth, height: Math.round(panelWidth * panels[0]!.aspect) };
  const legend = typeof figure.legend === 'function' ? figure.legend(size) : figure.legend;
  const page = { ...figure, legend };
  const heading = placeHeading(page, left, figure.width - left - (cell - left - panelWidth));
  const topOf = (row: number): number =>
    heights.slice(0, row).reduce((sum, height) => sum + height + BETWEEN, heading.bottom);
  const drawn = panels.map((panel, i) => {
    const x = (i % columns) * (cell + BETWEEN);
    return drawPanel(panel, layout, i, [x + left, topOf(Math.floor(i / columns))]);
  });
  const bottom = topOf(heights.length) - BETWEEN;
  return drawPage(page, heading, bottom, ...drawn);
}

/** All panels get the margins of the one that needs most. */
function layOut({ panels, columns, width }: Figure): Layout {
  const cell = (width - (columns - 1) * BETWEEN) / columns;
  // Tick labels decide the margins, and the margins how much room there is: ticks are chosen for a
  // guess.
  const rows = panels.map(({ y, aspect, whole }) => rowTicks(y, (cell - 80) * aspect, whole?.y));
  const left = Math.max(...rows.map(leftOf));
  const ticks = panels.map(({ x, whole }, i) => ({
    columns: columnTicks(x, cell - left - 40, whole?.x),
    rows: rows[i]!,
  }));
  const right = Math.max(MARGIN, ...ticks.map((t) => Math.ceil(t.columns.width / 2) + 4));
  const panelWidth = cell - left - right;
  const titles = panels.map(({ title = [] }) =>
    title.flatMap((line) => wrap(line, fontSize.name * BOLD, panelWidth, 2)),
  );
  const titleHeight = TITLE_LINE * Math.max(...titles.map((lines) => lines.length));
  const heights = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    Math.max(
      ...panels
        .slice(row * columns, (row + 1) * columns)
        .map((p) => titleHeight + Math.round(panelWidth * p.aspect) + BELOW + (p.footer ?? 0)),
    ),
  );
  return { cell, left, panelWidth, ticks, titles, heights, titleHeight };
}

function drawPanel(
  { x, y, names, aspect, draw }: Panel,
  { panelWidth, ticks, titles, titleHeight }: Layout,
  i: number,
  [left, top]: readonly [number, number],
): string {
  const height = Math.round(panelWidth * aspect);
  const panel = { left, top: top + titleHeight, width: panelWidth, height };
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
  const bold = { ...fill('ink', theme.ink), 'font-size': fontSize.name, 'font-weight': '600' };
  return (lines.length > 0 ? element('g', bold, ...lines) : '') + draw(axes) + drawAxes(axes);
}
