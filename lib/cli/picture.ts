// What the commands that write a picture have in common.
import { extname } from 'node:path';
import type { PngOptions } from '../plot/index.js';
import { numberOf, UsageError } from './command.js';
import { lookHelp, lookOptions } from './looks.js';
import { checkOutput, forceOption, writeOutput, type Output } from './output.js';
import { calledHere } from './wording.js';

const ownOptions = {
  out: { type: 'string' },
  zoom: { type: 'string' },
  dark: { type: 'boolean' },
} as const;

export const pictureOptions: typeof ownOptions & typeof lookOptions & typeof forceOption = {
  ...ownOptions,
  ...lookOptions,
  ...forceOption,
};

export const pictureHelp: readonly string[] = [
  ...lookHelp,
  '  --zoom N          pixels of a .png for one of the picture, default 2',
  '  --dark            colours of a .png; an .svg follows the page that it is on',
];

interface PictureValues {
  readonly width?: string;
  readonly height?: string;
  readonly theme?: string;
  readonly zoom?: string;
  readonly dark?: boolean;
}

/** A picture that lies where it was asked for. */
export interface Picture {
  readonly out: string;
  /** What it shows, in words. */
  readonly description: string;
}

/**
 * Checks a path before there is anything to write.
 *
 * @returns what writes an SVG there, or as PNG: whole or not at all
 */
export async function pictureFile(
  place: Omit<Output, 'kind'>,
  values: PictureValues = {},
): Promise<(svg: string) => Promise<Picture>> {
  const { path, option } = place;
  const extension = extname(path).toLowerCase();
  if (extension !== '.svg' && extension !== '.png')
    throw new UsageError(`${option} must end in .svg or .png, not ${JSON.stringify(path)}`);
  const output: Output = { kind: 'picture', ...place };
  await checkOutput(output);
  const encode = extension === '.svg' ? undefined : await pngEncoder(values);
  return async (svg) => {
    await writeOutput(output, encode ? await encode(svg) : new TextEncoder().encode(`${svg}\n`));
    return { out: path, description: descriptionOf(svg) };
  };
}

/** Fails at once where the package that makes PNG is not installed, or an option is wrong. */
async function pngEncoder({
  width = '640',
  height = '1',
  theme,
  zoom,
  dark,
}: PictureValues): Promise<(svg: string) => Promise<Uint8Array>> {
  if (dark && theme === 'light')
    throw new UsageError('--theme light and --dark exclude each other');
  const { toPng } = await import('../plot/index.js');
  const options: PngOptions = { scale: numberOf('zoom', zoom), dark };
  // As large as the picture will be at least; nothing is on it.
  const size = `width="${width}" height="${height}"`;
  await toPng(`<svg xmlns="http://www.w3.org/2000/svg" ${size}/>`, options).catch((error) => {
    throw calledHere(error, 'scale', 'zoom');
  });
  return (svg) => toPng(svg, options);
}

function descriptionOf(svg: string): string {
  const letters: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
  };
  const written = /<desc>([^<]*)<\/desc>/.exec(svg)?.[1] ?? '';
  return written.replace(/&([^;]+);/g, (_, name: string) => letters[name] ?? '');
}
