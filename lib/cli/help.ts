// How the help of a command is laid out.

/** Columns that a flag has beside what it says. */
const FLAG = 17;

/** A flag and what it says, one line behind another; below one that is too long for that. */
export function helpLines(flag: string, lines: readonly string[]): string[] {
  const below = lines.map((line) => `${' '.repeat(FLAG + 3)}${line}`);
  if (flag.length > FLAG) return [`  ${flag}`, ...below];
  return [`  ${flag.padEnd(FLAG)} ${lines[0]}`, ...below.slice(1)];
}

/** Lines of help of one kind, behind an empty one. */
export function underHeading(heading: string, lines: readonly string[]): string[] {
  return ['', `${heading}:`, ...lines];
}

/** Of what is said of a flag, in letters. */
const LINE = 60;

/** A text cut between its words. */
export function inLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= LINE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
