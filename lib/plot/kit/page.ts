import { drawLegend, LEGEND_ROW, legendRows, placeLegend, type LegendEntry } from './legend.js';
import { PICTURE } from '../../base/mark.js';
import { element, escape } from './svg.js';
import { BOLD, wrap } from './text.js';
import { fill, FONT, fontSize, style, theme, type Shades } from './theme.js';

/** What every picture has, apart from its content. */
export interface Page {
  readonly title: string;
  /** The picture in words, for those who hear it. */
  readonly description: string;
  /** Width of the whole picture in pixels. */
  readonly width: number;
  readonly legend: readonly LegendEntry[];
  /** What it is painted with beside the theme. */
  readonly shades: Shades;
}

/** Title and legend with their places. */
export interface Heading {
  readonly left: number;
  readonly title: readonly string[];
  readonly legend: ReturnType<typeof placeLegend>;
  /** Where the content may begin. */
  readonly bottom: number;
}

/** Pixels that stay free along the edge of a picture. */
export const MARGIN = 16;

const TITLE_LINE = 22;

export function placeHeading({ title, legend }: Page, left: number, width: number): Heading {
  const lines = wrap(title, fontSize.title * BOLD, width, 3);
  const placed = placeLegend(legend, left, width);
  const bottom = MARGIN + lines.length * TITLE_LINE + legendRows(placed) * LEGEND_ROW + 6;
  return { left, title: lines, legend: placed, bottom };
}

/** A whole SVG file: the heading above the content. */
export function drawPage(
  { title, description, width, shades }: Page,
  heading: Heading,
  height: number,
  ...content: readonly string[]
): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      class: PICTURE,
      'font-family': FONT,
    },
    element('title', {}, escape(title)),
    element('desc', {}, escape(description)),
    style(shades),
    element('rect', { ...fill('background', theme.background), width, height }),
    drawHeading(heading),
    ...content,
  );
}

function drawHeading({ left, title, legend }: Heading): string {
  const lines = title.map((line, i) =>
    element('text', { x: left, y: MARGIN + 14 + i * TITLE_LINE }, escape(line)),
  );
  const bold = { ...fill('ink', theme.ink), 'font-size': fontSize.title, 'font-weight': '600' };
  return element('g', bold, ...lines) + drawLegend(legend, MARGIN + title.length * TITLE_LINE);
}
