// What console.log and String say of objects whose numbers are private.
import { alignedTable } from './table.js';

/** Rows and columns that are shown; of more, one less and a mark. */
const MOST = 6;

/** Has console.log say of a class's objects what String says: Node, Deno and Bun ask for this name. */
export function printable(prototype: object): void {
  const name = Symbol.for('nodejs.util.inspect.custom');
  Object.defineProperty(prototype, name, { value: inspected });
}

/** @param depth to which it may still go: below that one line is enough */
function inspected(this: object, depth?: number | null): string {
  const text = String(this);
  return typeof depth === 'number' && depth < 0 ? `[${text.split('\n')[0]}]` : text;
}

/** Gives a dictionary of such objects, which is plain otherwise, a text: entry by entry. */
export function withText<D extends object>(dictionary: D): D {
  return Object.defineProperty(dictionary, 'toString', {
    value: entriesText,
    writable: true,
    configurable: true,
  });
}

function entriesText(this: object): string {
  return Object.entries(this)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}

/** A number in five digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/**
 * The corner of a table at its first row and column, indented, line by line.
 *
 * @param heads of the columns, where they have some
 */
export function corner(
  rows: number,
  cols: number,
  cell: (r: number, c: number) => string,
  heads?: (c: number) => string,
): string {
  const [down, right] = [shown(rows), shown(cols)];
  const line = (of: (c: number) => string): string[] => {
    const cells = Array.from({ length: right }, (_, c) => of(c));
    return right < cols ? [...cells, '…'] : cells;
  };
  const lines = Array.from({ length: down }, (_, r) => line((c) => cell(r, c)));
  if (down < rows) lines.push(['…']);
  if (heads) lines.unshift(line(heads));
  return alignedTable(lines, []).replaceAll(/^/gm, '  ');
}

function shown(count: number): number {
  return count > MOST ? MOST - 1 : count;
}

/** A score in five digits, or in words. */
export function scoreText(score: number): string {
  return Number.isNaN(score) ? 'none' : score.toPrecision(5);
}
