// How a file tells that it is a picture of this package.
import { crc32 } from './checksum.js';

/** The class of an SVG's first element. */
export const PICTURE = 'densely-plot';

/** A PNG's chunk of text, with the keyword that the format has for the program that made the image. */
const CHUNK = latin1('tEXtSoftware\0densely');

/** A PNG's signature and its first chunk, IHDR. */
const START = 8 + 25;

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** A PNG that says what made it. */
export function marked(png: Uint8Array): Uint8Array {
  const out = new Uint8Array(png.length + CHUNK.length + 8);
  const view = new DataView(out.buffer);
  out.set(png.subarray(0, START));
  view.setUint32(START, CHUNK.length - 4);
  out.set(CHUNK, START + 4);
  view.setUint32(START + 4 + CHUNK.length, crc32(CHUNK));
  out.set(png.subarray(START), START + 8 + CHUNK.length);
  return out;
}

/** Do a file's first bytes, some hundreds of them, say that it is a picture of this package? */
export function beginsAsPicture(first: Uint8Array): boolean {
  const chunk = first.subarray(START + 4, START + 4 + CHUNK.length);
  if (chunk.length === CHUNK.length && chunk.every((byte, i) => byte === CHUNK[i])) return true;
  const text = new TextDecoder().decode(first);
  return /^<svg [^>]*>/.exec(text)?.[0].includes(` class="${PICTURE}"`) ?? false;
}
