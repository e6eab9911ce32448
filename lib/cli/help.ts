// The options of a command, as its help tells them in 80 columns.

/** A flag and what it says, one line behind another. */
export function helpLines(flag: string, [first, ...more]: readonly string[]): string[] {
  return [`  ${flag.padEnd(17)} ${first}`, ...more.map((line) => `${' '.repeat(20)}${line}`)];
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
