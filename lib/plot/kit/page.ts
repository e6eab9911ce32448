import { drawLegend, LEGEND_ROW, legendRows, placeLegend, type LegendEntry } from './legend.js';
import { PICTURE } from '../../base/mark.js';
import type { Slices } from '../../base/slices.js';
import type { Look } from './options.js';
import { element, escape, px } from './svg.js';
import { BOLD, wrap } from './text.js';
import { fill, fontOf, fontSize, isKorean, paints, type Shades } from './theme.js';

/** What every picture has, apart from its content. */
export interface Page {
  readonly look: Look;
  /** Another title than that of the look. */
  readonly title?: string;
  /** The picture in words, for those who hear it. */
  readonly description: string;
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

export function placeHeading(page: Page, left: number, width: number): Heading {
  const lines = wrap(titleOf(page), fontSize.title * BOLD, width, 3);
  const placed = placeLegend(page.legend, left, width);
  const bottom = MARGIN + lines.length * TITLE_LINE + legendRows(placed) * LEGEND_ROW + 6;
  return { left, title: lines, legend: placed, bottom };
}

function titleOf({ title, look }: Page): string {
  return title ?? look.title;
}

/** A whole SVG file: the heading above the content, piece by piece. */
export function* drawPage(
  page: Page,
  heading: Heading,
  height: number,
  ...content: readonly string[]
): Slices<string> {
  const { zoom, theme, width } = page.look;
  const { style, painted } = paints(page.shades, theme);
  const size = { width, height };
  const all = [element('rect', { ...fill('background'), ...size }), drawHeading(heading)];
  const [drawn, letters]: [string[], boolean[]] = [[], []];
  for (const piece of all.concat(content)) {
    drawn.push(painted(piece));
    letters.push(isKorean(piece));
    yield;
  }
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: width * zoom,
      height: height * zoom,
      viewBox: `0 0 ${px(width)} ${px(height)}`,
      role: 'img',
      class: PICTURE,
      'font-family': fontOf(letters.includes(true)),
    },
    element('title', {}, escape(titleOf(page).replaceAll('\u00a0', ' '))),
    element('desc', {}, escape(page.description)),
    style,
    drawn.join(''),
  );
}

function drawHeading({ left, title, legend }: Heading): string {
  const lines = title.map((line, i) =>
    element('text', { x: left, y: MARGIN + 14 + i * TITLE_LINE }, escape(line)),
  );
  const bold = { ...fill('ink'), 'font-size': fontSize.title, 'font-weight': '600' };
  return element('g', bold, ...lines) + drawLegend(legend, MARGIN + title.length * TITLE_LINE);
}
