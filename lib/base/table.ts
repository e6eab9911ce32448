/** Rows of texts as aligned columns: those of `left` begin, the others end at one place. */
export function alignedTable(
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => row[c]?.length ?? 0)),
  );
  const cell = (text: string, c: number): string =>
    left.includes(c) ? text.padEnd(widths[c]!) : text.padStart(widths[c]!);
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
