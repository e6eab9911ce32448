// The wide letters of East Asian scripts and emoji (Unicode UAX #11: classes W and F), and those without
// a width of their own.
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/gu;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  // Most texts: nothing there is wide.
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  return Array.from(text.replace(NO_WIDTH, '').replace(WIDE, '..')).length;
}

/** Rows of texts as aligned columns: those of `left` begin, the others end at one place. */
export function alignedTable(
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => textWidth(row[c] ?? ''))),
  );
  const cell = (text: string, c: number): string => {
    const gap = ' '.repeat(widths[c]! - textWidth(text));
    return left.includes(c) ? text + gap : gap + text;
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}

/** A table that has to fit. */
interface Fitting {
  /** Columns that begin at one place. */
  readonly left: readonly number[];
  /** Columns of the terminal. */
  readonly width: number;
  /** Heads of columns that may be left out, the first one first. */
  readonly least: readonly string[];
}

/** {@link alignedTable} in a terminal of some width: columns are left out, and a line says which. */
export function fittingTable(
  rows: readonly (readonly string[])[],
  { left, width, least }: Fitting,
): string {
  const fits = (text: string): boolean => text.split('\n').every((l) => textWidth(l) <= width);
  const heads = rows[0]!;
  const out: string[] = [];
  const drawn = (): string => {
    const kept = heads.flatMap((head, c) => (out.includes(head) ? [] : [c]));
    const cells = rows.map((row) => kept.map((c) => row[c] ?? ''));
    return alignedTable(
      cells,
      left.map((c) => kept.indexOf(c)),
    );
  };
  let text = drawn();
  for (const head of least) {
    if (fits(text)) break;
    if (!heads.includes(head)) continue;
    out.push(head);
    text = drawn();
  }
  return out.length === 0 ? text : `${text}\n(no room for: ${out.join(', ')})`;
}

/** Words on lines of at most so many columns; a word that is wider has a line of its own. */
export function wrappedText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, width))
    .join('\n');
}

function wrappedLine(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line !== undefined && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** A text on one line of at most `most` columns; the middle of a long one is left out, since both ends tell names apart. */
export function shortText(text: string, most: number): string {
  const ends = text.length > 200 ? text.slice(0, 100) + text.slice(-100) : text;
  const line = ends.replace(/\p{C}/gu, ' ');
  if (textWidth(line) <= most) return line;
  const letters = Array.from(line);
  while (textWidth(letters.join('')) >= most) letters.splice(letters.length >> 1, 1);
  letters.splice(letters.length >> 1, 0, '…');
  return letters.join('');
}
