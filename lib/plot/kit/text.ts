// Nothing here can measure a font, so widths are those of DejaVu Sans, the widest of the common
// sans-serif fonts. What fits here fits in Helvetica, Arial and Segoe UI.

/** Of the letters from space to ~, in 32nds of the font size, rounded up; one digit (base 36) each. */
const WIDTHS =
  'bdfrlvp9ddgrbcbbllllllllllccrrrhwmmnplkppbbmisoqlqnlkomwmlmdbdrggklilkdllaajawlklleheljrjjhlblr';

const WIDE = '…';
const SIGN = /[−×≈≤≥·]/;

/** Bold letters are up to so much wider: a font size times this measures bold text. */
export const BOLD = 1.15;

function letterWidth(letter: string): number {
  const code = letter.codePointAt(0)!;
  // Chinese, Japanese, Korean, emoji.
  if (code >= 0x1100 && !(code >= 0x2000 && code < 0x2e80)) return 1.05;
  if (code >= 32 && code < 127) return Number.parseInt(WIDTHS[code - 32]!, 36) / 32;
  if (letter === WIDE) return 1;
  return SIGN.test(letter) ? 0.84 : 0.79;
}

/** Estimated width in pixels of one line of text. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text) width += letterWidth(letter);
  return width * fontSize;
}

/** The text itself where it fits into `width` pixels, else its beginning and an ellipsis. */
export function shorten(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('').trimEnd()}…`, fontSize) > width)
    letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/**
 * Words on at most `maxLines` lines of `width` pixels; what does not fit is shortened. A no-break space
 * keeps two words together, and is written as any other.
 */
export function wrap(text: string, fontSize: number, width: number, maxLines: number): string[] {
  const lines: string[] = [];
  for (const part of text.split(/[^\S\u00a0]+/).filter((w) => w !== '')) {
    const word = part.replaceAll('\u00a0', ' ');
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]!} ${word}`;
    const fits = lines.length > 0 && textWidth(longer, fontSize) <= width;
    if (fits || lines.length === maxLines) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => shorten(line, fontSize, width));
}
