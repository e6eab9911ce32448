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
import { drawLegend, LEGEND_ROW, legendEntries, legendRows } from './legend.js';
import { element, escape } from './svg.js';
import { wrap } from './text.js';
import { fill, FONT, fontSize, style, theme } from './theme.js';

type Interval = readonly [number, number];

/** What every picture with two axes has, apart from its content. */
export interface Figure {
  readonly title: string;
  /** The picture in words, for those who hear it. */
  readonly description: string;
  /** Width of the whole figure in pixels; the height follows from `aspect`. */
  readonly width: number;
  /** Height of the panel as a share of its width. */
  readonly aspect: number;
  readonly x: Interval;
  readonly y: Interval;
  readonly names: readonly [x: string, y: string];
  /** Names of the classes. */
  readonly legend: readonly string[];
}

interface Layout {
  readonly height: number;
  readonly title: readonly string[];
  readonly legend: ReturnType<typeof legendEntries>;
  readonly panel: Box;
  readonly columns: Ticks;
  readonly rows: Ticks;
}

const MARGIN = 16;
const TITLE_LINE = 22;

/**
 * A whole SVG file: title, legend and axes around what `draw` puts into the panel.
 *
 * @param draw gets the panel and its two scales, answers SVG; the frame is drawn over it
 */
export function drawFigure(figure: Figure, draw: (axes: Axes) => string): string {
  const { width, names } = figure;
  const layout = layOut(figure);
  const { panel, height, columns, rows } = layout;
  const x = linearScale(figure.x, [panel.left, panel.left + panel.width]);
  const y = linearScale(figure.y, [panel.top + panel.height, panel.top]);
  const axes: Axes = { panel, x, y, columns, rows, names };
  const viewBox = `0 0 ${width} ${height}`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox,
      role: 'img',
      class: 'densely-plot',
      'font-family': FONT,
    },
    element('title', {}, escape(figure.title)),
    element('desc', {}, escape(figure.description)),
    style(figure.legend.length),
    element('rect', { ...fill('background', theme.background), width, height }),
    drawHeading(layout),
    draw(axes),
    drawAxes(axes),
  );
}

function layOut({ title, width, aspect, x, y, legend }: Figure): Layout {
  // Tick labels decide the margins, and the margins how much room there is: ticks are chosen for a
  // guess.
  const rows = rowTicks(y, (width - 80) * aspect);
  const left = leftOf(rows);
  const columns = columnTicks(x, width - left - 40);
  const right = Math.max(MARGIN, Math.ceil(columns.width / 2) + 4);
  const panelWidth = width - left - right;
  const lines = wrap(title, fontSize.title, panelWidth, 3);
  const entries = legendEntries(legend, left, panelWidth);
  const top = MARGIN + lines.length * TITLE_LINE + legendRows(entries) * LEGEND_ROW + 6;
  const panel = { left, top, width: panelWidth, height: Math.round(panelWidth * aspect) };
  const height = panel.top + panel.height + BELOW;
  return { height, title: lines, legend: entries, panel, columns, rows };
}

function drawHeading({ title, legend, panel }: Layout): string {
  const lines = title.map((line, i) =>
    element('text', { x: panel.left, y: MARGIN + 14 + i * TITLE_LINE }, escape(line)),
  );
  const heading = { ...fill('ink', theme.ink), 'font-size': fontSize.title, 'font-weight': '600' };
  return element('g', heading, ...lines) + drawLegend(legend, MARGIN + title.length * TITLE_LINE);
}
