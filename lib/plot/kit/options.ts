// Options that several pictures have in common.
import { wholeNumber } from '../../base/checks.js';
import { invalid } from '../../base/errors.js';

/**
 * Options of every picture.
 *
 * @example
 * import { activations } from 'densely';
 * import { activationCurves, type PictureOptions } from 'densely/plot';
 *
 * const options: PictureOptions = { title: 'Seven functions', width: 400 };
 * console.log(activationCurves(activations, options).includes('Seven functions')); // true
 */
export interface PictureOptions {
  /** Default: what the picture shows. */
  readonly title?: string | undefined;
  /** Width of the picture in pixels, 240 to 4096; default 640. The height follows. */
  readonly width?: number | undefined;
}

export const PICTURE_KEYS = ['title', 'width'] as const;

/** Title and width, the first as `preset` where it is not given. */
export function pictureOptions(
  { title, width = 640 }: Partial<Record<'title' | 'width', unknown>>,
  preset: string,
): { readonly title: string; readonly width: number } {
  if (title !== undefined && typeof title !== 'string') throw invalid('title', title, 'a text');
  return { title: title ?? preset, width: wholeNumber('width', width, 240, 4096) };
}

/** As many panels side by side as `width` has room for, each at least `least` pixels wide. */
export function columnsFor(width: number, least: number, panels: number): number {
  return Math.max(1, Math.min(panels, Math.floor(width / least)));
}
