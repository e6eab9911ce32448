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
