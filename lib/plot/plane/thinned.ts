import { inPieces, type Slices } from '../../base/slices.js';
import { PIECE, type Inside } from './outline.js';

// A grid whose answer turns at more points than this is noise: it has no outline that can be seen.
const MOST_TURNS = 40_000;

/**
 * The points themselves; of a noisy grid evenly spread ones, first and last column and row among them,
 * few enough to be outlined in a moment.
 */
export function* thinned(full: Inside): Slices<Inside> {
  let turns = 0;
  yield* inPieces(full.inside.length, PIECE, (from, to) => {
    turns += countTurns(full, from, to);
  });
  if (turns <= MOST_TURNS) return full;
  const share = Math.sqrt(MOST_TURNS / turns);
  return pick(
    full,
    Math.max(2, Math.floor(full.columns * share)),
    Math.max(2, Math.floor(full.rows * share)),
  );
}

/** The squares of four neighbours in which an outline turns, by their last: one differs from the rest, or two cross. */
function countTurns({ inside, columns }: Inside, from: number, to: number): number {
  let turns = 0;
  const first = Math.max(from, columns);
  for (let i = first, x = first % columns; i < to; i++) {
    if (x > 0) {
      const a = inside[i]!;
      const d = inside[i - columns - 1]!;
      const sum = a + d + inside[i - 1]! + inside[i - columns]!;
      if (sum % 2 === 1 || (sum === 2 && a === d)) turns++;
    }
    if (++x === columns) x = 0;
  }
  return turns;
}

function pick({ inside, columns, rows }: Inside, toColumns: number, toRows: number): Inside {
  const out = new Uint8Array(toColumns * toRows);
  const at = (i: number, to: number, from: number): number =>
    Math.round((i * (from - 1)) / (to - 1));
  for (let r = 0, o = 0; r < toRows; r++) {
    const row = at(r, toRows, rows) * columns;
    for (let c = 0; c < toColumns; c++) out[o++] = inside[row + at(c, toColumns, columns)]!;
  }
  return { inside: out, columns: toColumns, rows: toRows };
}
