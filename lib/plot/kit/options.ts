// Options that several pictures have in common.
import { numberWithin, oneOf, wholeNumber } from '../../base/checks.js';
import { invalid } from '../../base/errors.js';
import { fontSize as sizes, type Colours, type Mode, type Shade } from './theme.js';
import { wordsOf, type Labels, type Word } from './words.js';

/**
 * A colour of a class or a line.
 *
 * @example
 * import { datasets } from 'densely';
 * import { type PictureColor, scatterPlot } from 'densely/plot';
 *
 * const colors: PictureColor[] = [{ light: '#117733', dark: '#6fcf8b' }, { light: '#882255', dark: '#e58bb5' }];
 * console.log(scatterPlot(datasets.moons(), { colors }).includes('#6fcf8b')); // true
 */
export interface PictureColor {
  /** On light pages, as '#rrggbb'; regions are tints of it. */
  readonly light: string;
  /** On dark pages, as '#rrggbb'. */
  readonly dark: string;
}

/**
 * Options of every picture.
 *
 * @example
 * import { activations } from 'densely';
 * import { activationCurves, type PictureOptions } from 'densely/plot';
 *
 * const options: PictureOptions = {
 *   title: '활성화 함수',
 *   width: 400,
 *   theme: 'dark',
 *   labels: { value: '값', derivative: '도함수' },
 * };
 * console.log(activationCurves(activations, options).includes('도함수')); // true
 */
export interface PictureOptions {
  /** Default: what the picture shows. */
  readonly title?: string | undefined;
  /** Width of the picture in pixels, 240 to 4096; default 640. */
  readonly width?: number | undefined;
  /** Height of the picture in pixels, 160 to 8192; default: what the width asks for. */
  readonly height?: number | undefined;
  /** Size of the letters of a legend in pixels, 8 to 32, default 13; all else is in proportion to it. */
  readonly fontSize?: number | undefined;
  /** Colours for light pages, for dark ones, or, by default, as the reader's system has it. */
  readonly theme?: 'auto' | 'light' | 'dark' | undefined;
  /** Colours as '#rrggbb', one for each class or line; one for light and one for dark pages where they differ. */
  readonly colors?: readonly (string | PictureColor)[] | undefined;
  /** What is written for words such as 'class' or 'probability', in another language perhaps. */
  readonly labels?: Labels | undefined;
}

export const PICTURE_KEYS = [
  'title',
  'width',
  'height',
  'fontSize',
  'theme',
  'colors',
  'labels',
] as const;

/** How a picture is to look. */
export interface Look {
  readonly title: string;
  /** In the units of the picture: pixels, where letters have their usual size. */
  readonly width: number;
  readonly height: number | undefined;
  /** Pixels of a unit. */
  readonly zoom: number;
  readonly theme: Mode;
  readonly colours: Colours;
  readonly word: (word: Word) => string;
}

/** @param preset the title where none is given */
export function pictureOptions(
  taken: Partial<Record<(typeof PICTURE_KEYS)[number], unknown>>,
  preset: string,
): Look {
  const { title, width = 640, height, fontSize = sizes.legend, theme = 'auto' } = taken;
  if (title !== undefined && typeof title !== 'string') throw invalid('title', title, 'a text');
  const zoom = numberWithin('fontSize', fontSize, 8, 32) / sizes.legend;
  return {
    title: title ?? preset,
    width: wholeNumber('width', width, 240, 4096) / zoom,
    height: height === undefined ? undefined : wholeNumber('height', height, 160, 8192) / zoom,
    zoom,
    theme: oneOf('theme', theme, ['auto', 'light', 'dark']),
    colours: coloursOf(taken.colors),
    word: wordsOf(taken.labels),
  };
}

function coloursOf(colors: unknown): Colours {
  if (colors === undefined) return undefined;
  const allowed = "a list of at least one colour such as '#0077bb' or { light, dark }";
  if (!Array.isArray(colors) || colors.length === 0) throw invalid('colors', colors, allowed);
  return Array.from(colors as unknown[], (colour, i): Shade => {
    const { light, dark } =
      typeof colour === 'string'
        ? { light: colour, dark: colour }
        : ((colour ?? {}) as Partial<Record<keyof PictureColor, unknown>>);
    if (isColour(light) && isColour(dark)) return { light, dark };
    throw invalid(`colors[${i}]`, colour, "'#rrggbb', or { light, dark } of two such");
  });
}

function isColour(value: unknown): value is string {
  return typeof value === 'string' && /^#[\da-f]{6}$/i.test(value);
}

/**
 * Options of pictures that consist of several panels.
 *
 * @example
 * import { activations } from 'densely';
 * import { activationCurves, type PanelOptions } from 'densely/plot';
 *
 * const options: PanelOptions = { columns: 1 };
 * console.log(activationCurves(activations, options).slice(0, 4)); // <svg
 */
export interface PanelOptions extends PictureOptions {
  /** How many panels stand side by side, 1 to 16; default: as many as have room. */
  readonly columns?: number | undefined;
}

export const PANEL_KEYS: readonly ((typeof PICTURE_KEYS)[number] | 'columns')[] = [
  ...PICTURE_KEYS,
  'columns',
];

/**
 * As many panels side by side as were asked for, or as have room at `least` units each.
 *
 * @param narrowest that may be asked for
 */
export function columnsFor(
  columns: unknown,
  width: number,
  least: number,
  panels: number,
  narrowest: number = NARROWEST_PANEL,
): number {
  if (columns === undefined) return Math.max(1, Math.min(panels, Math.floor(width / least)));
  const asked = Math.min(panels, wholeNumber('columns', columns, 1, 16));
  const most = Math.max(1, Math.floor(width / narrowest));
  if (asked <= most) return asked;
  throw invalid('columns', columns, `at most ${most} at this width`);
}

const NARROWEST_PANEL = 110;
