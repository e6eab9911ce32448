/** The lines of examples: kept where one does not follow the other. */
export class Lines {
  /** By two: an example and its line. */
  readonly changes: number[] = [];
  #shift = NaN;

  see(row: number, line: number): void {
    if (line - row === this.#shift) return;
    this.#shift = line - row;
    this.changes.push(row, line);
  }
}

/** The line on which an example begins. @param lines {@link Lines.changes} */
export function lineReader(lines: readonly number[]): (example: number) => number {
  return (example) => {
    let [low, high] = [0, lines.length / 2 - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (lines[2 * middle]! <= example) low = middle;
      else high = middle - 1;
    }
    return lines[2 * low + 1]! + example - lines[2 * low]!;
  };
}
