import type * as Peer from '@resvg/resvg-js';
import { flag, nothingMore, positiveNumber, readOptions } from '../../base/checks.js';
import { DenselyError, invalid } from '../../base/errors.js';
import { marked } from '../../base/mark.js';

/**
 * Options of {@link toPng}.
 *
 * @example
 * import { activations } from 'densely';
 * import { activationCurves, type PngOptions, toPng } from 'densely/plot';
 *
 * const options: PngOptions = { scale: 1, dark: true };
 * console.log((await toPng(activationCurves(activations), options))[0]); // 137
 */
export interface PngOptions {
  /** Pixels of the image for one of the picture, default 2. */
  readonly scale?: number | undefined;
  /** The colours for dark pages; default false. */
  readonly dark?: boolean | undefined;
}

const PEER = '@resvg/resvg-js';

/** The longest side of an image: some programs take no larger one. */
const MOST_PIXELS = 16384;

/**
 * A picture of this package as a PNG image.
 *
 * Needs the optional package `@resvg/resvg-js`, which is loaded at the first use; letters are drawn with a
 * sans-serif font of the system.
 *
 * @param svg the text of an SVG file
 * @returns the bytes of a PNG file
 * @throws (rejects) `ERR_OPTION` where `@resvg/resvg-js` is not installed, for a scale that makes a side
 *   longer than 16,384 pixels, and for other options; `ERR_DATA` for what is no SVG
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { datasets } from 'densely';
 * import { scatterPlot, toPng } from 'densely/plot';
 *
 * const image = await toPng(scatterPlot(datasets.flower()), { scale: 2 });
 * await writeFile('flower.png', image);
 * console.log(String.fromCharCode(...image.slice(1, 4))); // PNG
 */
export async function toPng(svg: string, options?: PngOptions): Promise<Uint8Array> {
  nothingMore('toPng()', arguments, 2);
  const { scale = 2, dark = false } = readOptions('options', options, ['scale', 'dark']);
  const factor = positiveNumber('scale', scale);
  const picture = flag('dark', dark) ? darkened(text(svg)) : text(svg);
  const { Resvg } = await load();
  try {
    const image = new Resvg(picture, {
      fitTo: { mode: 'zoom', value: checkScale(factor, picture) },
      font: { loadSystemFonts: true },
    });
    return marked(image.render().asPng());
  } catch (cause) {
    if (cause instanceof DenselyError) throw cause;
    throw new DenselyError(
      'ERR_DATA',
      'svg',
      `svg cannot be drawn: ${String((cause as Error)?.message ?? cause)}`,
      { cause },
    );
  }
}

function text(svg: unknown): string {
  if (typeof svg === 'string') return svg;
  throw invalid('svg', svg, 'the text of an SVG file', 'ERR_DATA');
}

async function load(): Promise<typeof Peer> {
  try {
    return await import(/* webpackIgnore: true */ '@resvg/resvg-js');
  } catch (cause) {
    throw new DenselyError(
      'ERR_OPTION',
      PEER,
      `PNG images need the package ${PEER}, which cannot be loaded: npm install ${PEER}. ` +
        'SVG needs nothing.',
      { cause },
    );
  }
}

function checkScale(scale: number, svg: string): number {
  const sides = [...(/<svg[^>]*>/.exec(svg)?.[0] ?? '').matchAll(/ (?:width|height)="([\d.]+)"/g)];
  const longest = Math.max(0, ...sides.map((side) => Number(side[1])));
  if (longest * scale <= MOST_PIXELS && longest * scale >= 1) return scale;
  const most = `a number that makes the longest side, ${longest}, at most ${MOST_PIXELS} pixels`;
  throw invalid('scale', scale, most);
}

/** With the dark shades of its own style sheet in the attributes that renderers without CSS read. */
function darkened(svg: string): string {
  const sheet = /prefers-color-scheme:dark\)\{[^{]*\{([^}]*)\}/.exec(svg)?.[1] ?? '';
  const shades = new Map(
    [...sheet.matchAll(/--densely-([\w-]+):(#[\da-f]{6})/g)].map((m) => [m[1]!, m[2]!]),
  );
  return svg.replace(/ class="([^"]*)"([^>]*)/g, (_, classes: string, rest: string) => {
    const painted = classes.split(' ').reduce((attributes, name) => {
      const [, property, shade] = /^(fill|stroke)-(.+)$/.exec(name) ?? [];
      const colour = shades.get(shade ?? '');
      return colour === undefined
        ? attributes
        : attributes.replace(new RegExp(` ${property}="#[\\da-f]{6}"`), ` ${property}="${colour}"`);
    }, rest);
    return ` class="${classes}"${painted}`;
  });
}
